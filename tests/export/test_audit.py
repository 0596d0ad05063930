"""The audit trail.

Value, steps, printed figures, places, what other documents say, decisions and readers.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keta_evidence as ke
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.evidence.subject import Options
from keta_evidence.export.audit import SHOWN, render_levels, render_study, render_why
from keta_evidence.export.trail import citation_text
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import Library, Record
from keta_evidence.records.model import Author, Citation, Source, Study, Vocabulary
from keta_evidence.records.text import parse_document
from keta_evidence.tables.row import Row, study_rows

UNHURRIED = settings(deadline=None)
"""A busy machine is no reason to fail."""

VOCABULARY = "indications: [{id: crps, label: CRPS}]\nenvelopes: []\n"
SOURCE = (
    "id: {}\nkind: review\ntitle: A review\ncitation: {{authors: Poe R, journal: J, "
    "year: 2000}}\ndetail: {}\n{}"
)
HEADINGS = (
    "columns: [{fact: regimen, heading: Dose Range}, {fact: session, heading: Duration}, "
    "{fact: setting, heading: Study Setting}]\n"
)
HEAD = (
    "id: roe-1999\nkind: study\ntitle: An invented trial\ncitation: "
    "{authors: Roe R, journal: J, year: 1999, pmid: 123}\nreports:\n"
)
FIRST = """  - source: first-2010
    at: {place: "Table 2, row Roe", lines: 7}
    extractor: reader-1
    reviewer: reader-2
    participants: {value: 20, printed: n = 20}
    design: {allocation: randomised, structure: parallel, timing: prospective, comparators: [placebo], masking: open}
    setting: {value: home, inferred: nothing else fits}
    regimen:
      route: intravenous
      enantiomer: racemic
      sessions: {value: 2, at: {place: Results, lines: 41-43}}
      session: {value: 10 h, printed: ten hours}
      phases:
        - {rate: 0.1 mg/kg/h, printed: "0.1 mg kg-1 h-1", note: read twice}
    relief:
      - {outcome: VAS, versus: placebo, last_present: 11 wk, printed: up to week 11}
    outcomes:
      - {outcome: sleep, finding: improved, count: 3, of: 20, when: 6 wk, versus: placebo, printed: 3 of 20 slept better}
    adverse_events:
      - {event: nausea, count: 3, of: 20, printed: 3/20 had nausea}
"""
SECOND = """  - source: second-2011
    at: {place: Discussion, lines: 99}
    extractor: reader-3
    reviewer: reader-4
    participants: {value: 25, printed: 25 patients}
    regimen:
      route: intravenous
      enantiomer: racemic
      sessions: 2
      session: 20 h
      phases:
        - {rate: 0.1 mg/kg/h}
"""
DECIDED = (
    "adjudications:\n  - {{fact: {}, use: {}, settles: [20 v 25], because: the table is "
    "plain, by: reader-5, date: 2026-01-31}}\n"
)
JUDGED = (
    "judgements:\n  - "
    "{question: benefit, step: down, reason: imprecision, because: few people, by: reader-5, date: 2026-02-01}\n"
)
ANSWERED = (
    "answers:\n  - "
    "{code: KE305, source: first-2010, because: printed so, by: reader-5, date: 2026-02-02}\n"
)


def built(type_: Any, text: str) -> Any:
    value, problems = build_entry(type_, parse_document(text, Path("roe-1999.yaml")))
    assert [problem.text() for problem in problems if problem.code.id != "KE113"] == []
    return value


def row_of(*parts: str, options: Options = Options(), source: str | None = None) -> Row:  # noqa: B008 - frozen
    """The row of a study made of these reports and decisions."""
    text = HEAD + "".join(parts)
    sources = {
        name: built(Source, SOURCE.format(name, rank, HEADINGS if rank == 0 else ""))
        for rank, name in enumerate(("first-2010", "second-2011"))
    }
    study = built(Study, text)
    record = Record(study, parse_document(text, Path("roe-1999.yaml")))
    library = Library(Path(), {study.id: record}, sources, built(Vocabulary, VOCABULARY))
    return Row(CollatedStudy(library, study, source, weight=options.weight), options)


def why(name: str, *parts: str, **options: Any) -> str:
    return render_why(row_of(*parts, **options), [COLUMNS[name]])


def test_why_a_computed_value_whole() -> None:
    assert why("total_dose_mg_min", FIRST) == (
        "roe-1999, total_dose_mg_min (Total dose, lowest, mg)\n"
        "  value        140 mg  [computed; rests on an assumption]\n"
        "  steps        0.1 mg/kg/h × 10 h = 1 mg/kg\n"
        "               1 mg/kg × 2 sessions = 2 mg/kg\n"
        "               2 mg/kg × 70 kg = 140 mg\n"
        "  assumes      body weight 70 kg (reference; --weight changes it)\n"
        "  figures      phase 1: rate 0.1 mg/kg/h\n"
        "                 printed “0.1 mg kg-1 h-1”; read twice\n"
        "                 first-2010, Table 2, row Roe, column Dose Range (line 7)\n"
        "               session: 10 h\n"
        "                 printed “ten hours”\n"
        "                 first-2010, Table 2, row Roe, column Duration (line 7)\n"
        "               sessions: 2\n"
        "                 printed “2”\n"
        "                 first-2010, Results (lines 41-43)\n"
        "  read         first-2010: extracted by reader-1, reviewed by reader-2\n"
    )


def test_why_an_inferred_value_says_its_grounds_and_quotes_nothing() -> None:
    text = why("setting", FIRST)
    assert "value        home  [inferred, not printed]" in text
    assert "inferred: nothing else fits" in text
    assert "first-2010, Table 2, row Roe, column Study Setting (line 7)" in text
    assert "printed" not in text.replace("not printed", "")


def test_why_another_weight_says_so() -> None:
    text = why("total_dose_mg_min", FIRST, options=Options(weight=Fraction(50)))
    assert "value        100 mg" in text
    assert "assumes      body weight 50 kg\n" in text


def test_why_tells_what_other_documents_say_and_that_they_differ() -> None:
    text = why("participants", FIRST, SECOND)
    assert "value        20  [disputed]" in text
    figures, elsewhere = text.split("  elsewhere")
    assert "printed “n = 20”" in figures
    assert "printed “25 patients”\n                 second-2011, Discussion (line 99)" in elsewhere
    assert "disputed     20 v 25; the documents do not report the same participants (open)" in text


def test_why_of_a_computed_value_tells_the_other_documents_figures() -> None:
    text = why("infusion_hours_max", FIRST, SECOND)
    figures, elsewhere = text.split("  elsewhere")
    assert "ten hours" in figures
    assert "session: 20 h" in elsewhere
    assert "second-2011, Discussion (line 99)" in elsewhere
    assert "(open)" in elsewhere


def test_why_tells_the_decision() -> None:
    text = why("participants", FIRST, SECOND, DECIDED.format("participants", "second-2011"))
    assert "value        25\n" in text
    assert (
        "disputed     20 v 25; the documents do not report the same participants (adjudicated)"
        in text
    )
    assert (
        "decided      participants: second-2011 is used: the table is plain (reader-5, 2026-01-31)"
        in text
    )
    assert "read         second-2011: extracted by reader-3, reviewed by reader-4\n" in text


@pytest.mark.parametrize("name", ["route", "enantiomer", "max_rate_mg_per_kg_h"])
def test_a_decision_on_the_regimen_is_told_of_what_rests_on_it(name: str) -> None:
    assert "decided      regimen: second-2011 is used" in why(
        name, FIRST, SECOND, DECIDED.format("regimen", "second-2011")
    )


@pytest.mark.parametrize(
    "name",
    [
        "session_hours_min",
        "infusion_hours_max",
        "total_dose_mg_min",
        "dose_basis",
        "infusion",
        "total_dose",
    ],
)
def test_a_decision_on_the_regimen_is_told_of_what_is_computed_from_it(name: str) -> None:
    assert "decided      regimen: second-2011 is used" in why(
        name, FIRST, SECOND, DECIDED.format("regimen", "second-2011")
    )


def test_a_decision_on_something_else_is_not_told() -> None:
    assert "decided" not in why(
        "setting", FIRST, SECOND, DECIDED.format("participants", "second-2011")
    )


def test_why_of_one_documents_version_tells_no_other() -> None:
    text = why("participants", FIRST, SECOND, source="second-2011")
    assert "value        25\n" in text
    assert "first-2010" not in text
    assert "elsewhere" not in text


def test_why_nothing_is_known_says_why_and_who_looked() -> None:
    text = why("comedication", FIRST)
    assert text == (
        "roe-1999, comedication (Comedication)\n"
        "  value        not reported\n"
        "               no document read here tells\n"
        "  read         first-2010: extracted by reader-1, reviewed by reader-2\n"
    )


UNCOUNTED = FIRST.replace("sessions: {value: 2,", "sessions: {missing: not reported,")


def test_why_a_number_that_is_not_known_has_no_unit() -> None:
    assert (
        "value        not known\n               number of sessions: not reported; 1 "
        "mg/kg per session\n" in why("total_dose_mg_min", UNCOUNTED)
    )


ONE_ARM_UNCOUNTED = UNCOUNTED.replace(
    "    regimen:\n",
    "    arms:\n      - {id: low}\n      - "
    "{id: high, regimen: {route: intravenous, enantiomer: racemic, "
    "sessions: 1, session: 5 h, phases: [{rate: 0.1 mg/kg/h}]}}\n    regimen:\n",
)


@pytest.mark.parametrize("report", [UNCOUNTED, ONE_ARM_UNCOUNTED], ids=["no arm", "one arm"])
def test_why_words_have_no_unit_behind_them(report: str) -> None:
    text = why("total_dose", report)
    assert "per session" in text
    assert not any(f"{word} mg" in text for word in ("session", "all", "computable"))


def test_why_the_relief_quotes_each_observation() -> None:
    text = why("relief", FIRST)
    assert "value        ≥ 11 wk" in text
    assert "VAS (vs placebo): present at 11 wk\n                 printed “up to week 11”" in text


def test_why_a_level_shows_each_step() -> None:
    text = why("evidence_level", FIRST, JUDGED)
    assert "value        3" in text
    assert (
        "steps        level 2: randomised trial\n               one down to level 3 "
        "for imprecision: few people (reader-5, 2026-02-01)" in text
    )


def test_several_columns_are_blocks_apart() -> None:
    text = render_why(row_of(FIRST), [COLUMNS["participants"], COLUMNS["setting"]])
    assert [block.split("\n")[0] for block in text.split("\n\n")] == [
        "roe-1999, participants (Participants)",
        "roe-1999, setting (Setting)",
    ]


@UNHURRIED
@given(
    st.sampled_from(list(COLUMNS)),
    st.permutations([FIRST, SECOND]),
    st.integers(min_value=1, max_value=2),
)
def test_every_column_tells_its_value_every_origin_with_its_lines_and_its_readers(
    name: str, reports: list[str], count: int
) -> None:
    row = row_of(*reports[:count])
    cell = row.cell(COLUMNS[name])
    text = render_why(row, [COLUMNS[name]])
    assert f"  value        {cell.text or 'not known'}" in text
    assert all(step in text for step in cell.steps)
    for origin in cell.origins:
        assert origin.grounds in text
        assert origin.place in text
        assert "line" in origin.place
    assert "extracted by reader-" in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_study_whole() -> None:
    text = render_study(
        row_of(FIRST, SECOND, DECIDED.format("participants", "first-2010"), JUDGED, ANSWERED)
    )
    head, *rest = text.split("\n\n")
    assert head == "roe-1999\nAn invented trial\nRoe R. J. 1999. PMID 123"
    table = rest[0]
    for name in SHOWN:
        assert f"\n  {COLUMNS[name].heading} " in f"\n{table}", name
    told = "\n\n".join(rest)
    for part in (
        "How each figure came about\n",
        "  10 h × 2 sessions = 20 h\n",
        "  body weight 70 kg (reference; --weight changes it)\n",
        "printed “0.1 mg kg-1 h-1”; read twice",
        "Relief, observation by observation\n  VAS (vs placebo): present at 11 wk\n   "
        " printed “up to week 11”\n",
        "Secondary outcomes\n  outcomes: sleep: improved (3/20, at 6 wk, vs placebo)\n "
        "   printed “3 of 20 slept better”\n",
        "adjudicated  participants: first-2010: the table is plain (reader-5, 2026-01-31)\n",
        "judged       benefit, down for imprecision: few people (reader-5, 2026-02-01)\n",
        "answered     KE305 in first-2010: printed so (reader-5, 2026-02-02)\n",
        "read         first-2010: extracted by reader-1, reviewed by reader-2\n",
        "             second-2011: extracted by reader-3, reviewed by reader-4\n",
    ):
        assert part in told.replace("relief: VAS", "VAS"), part


def test_a_study_of_which_little_is_known_is_shown_all_the_same() -> None:
    bare = "".join(FIRST.splitlines(keepends=True)[:4])
    text = render_study(row_of(bare))
    assert "Relief, observation by observation\n  none recorded\n" in text
    assert "Secondary outcomes\n  none recorded\n" in text


def test_levels_with_every_step() -> None:
    one, other = (
        row_of(FIRST, JUDGED),
        row_of(FIRST, options=Options(question=Question.HARM, scheme=Scheme.CEBM_2009)),
    )
    assert render_levels([one, other]) == (
        "roe-1999: level 3 (Oxford CEBM 2011, benefit)\n"
        "  level 2: randomised trial\n"
        "  one down to level 3 for imprecision: few people (reader-5, 2026-02-01)\n"
        "\n"
        "roe-1999: level 1b (Oxford CEBM 2009, harm)\n"
        "  level 1b: individual randomised trial; 1b asks for a narrow confidence "
        "interval, which no judgement here denies\n"
    )


def test_no_level_has_its_reason() -> None:
    bare = "".join(FIRST.splitlines(keepends=True)[:4])
    assert render_levels([row_of(bare)]) == (
        "roe-1999: level none (Oxford CEBM 2011, benefit)\n  the allocation of "
        "participants is not reported\n"
    )


ROE = (Author(name="Roe R"),)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (Citation(author=ROE, container_title="J Pain", issued=1999), "Roe R. J Pain. 1999."),
        (
            Citation(
                author=ROE,
                more_authors="not listed",
                container_title="Anesth.",
                issued=1999,
                volume="12",
            ),
            "Roe R, et al. Anesth. 1999;12.",
        ),
        (
            Citation(author=ROE, container_title="J", issued=1999, volume="12", page="1-9"),
            "Roe R. J. 1999;12:1-9.",
        ),
        (
            Citation(author=ROE, container_title="J", issued=1999, DOI="10.1000/x"),
            "Roe R. J. 1999. doi:10.1000/x",
        ),
        (
            Citation(author=ROE, container_title="J", issued=1999, DOI="10.1000/x", PMID="1"),
            "Roe R. J. 1999. doi:10.1000/x PMID 1",
        ),
        (
            Citation(
                author=(Author(name="Roe"),),
                more_authors="not listed",
                container_title="J",
                issued=1999,
            ),
            "Roe et al. J. 1999.",
        ),
        (
            Citation(
                author=(*ROE, Author(literal="Pain Group")),
                container_title="J",
                issued=1999,
                volume="1",
                issue="2-3",
                page="4",
            ),
            "Roe R, Pain Group. J. 1999;1(2-3):4.",
        ),
    ],
)
def test_a_citation(citation: Citation, expected: str) -> None:
    assert citation_text(citation) == expected


def test_every_shipped_study_can_be_shown_and_asked_why() -> None:
    library = ke.load().library
    for row in study_rows(library, library, Options()):
        assert render_study(row).startswith(f"{row.id}\n{row.study.title}\n")
        text = render_why(row, COLUMNS.values())
        assert text.count("\n\n") == len(COLUMNS) - 1
        assert "None" not in text.replace("“None", "")
