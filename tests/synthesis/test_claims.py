"""Claims of a document tested on invented records: each kind of check, each verdict; and what becomes a discrepancy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from keta_evidence.consistency.checks import check_library
from keta_evidence.consistency.issue import WITHIN, Issue
from keta_evidence.diagnostics import Severity, UsageError
from keta_evidence.export.marks import marked_text
from keta_evidence.records.library import Library, load_library
from keta_evidence.records.model import VERDICTS
from keta_evidence.synthesis.claims import ClaimResult, claims_tested, fate_text, together
from keta_evidence.synthesis.conditions import ALL_RULES
from keta_evidence.synthesis.unmet import unmet_claims

SOURCE = (
    "id: {}\nkind: review\ntitle: A review\ncitation: {{authors: Poe R, journal: J, year: 2010}}\n"
)
REPORT = "  - source: {}\n    at: {{place: Table 1, lines: {}}}\n    extractor: reader-1\n    reviewer: reader-2\n"
VOCABULARY = "indications: [{id: crps, label: CRPS}, {id: crps-1, label: CRPS-1, broader: [crps]}, {id: gout, label: gout}]\nenvelopes: []\n"
REGIMEN = (
    "{{route: intravenous, enantiomer: racemic, sessions: 1, session: {}, phases: [{{rate: {}}}]}}"
)
FACTS = {
    "indications": "[crps-1]",
    "participants": "20",
    "design": "{allocation: randomised, timing: prospective, comparators: [placebo], masking: open}",
    "setting": "inpatient",
    "regimen": REGIMEN.format("10 h", "0.1 mg/kg/h"),
    "relief": "[{outcome: VAS, last_present: 4 wk}]",
}
STATEMENT = "what it says of the studies"


def made(
    folder: Path,
    claim: str,
    other: dict[str, str] | None = None,
    facts: dict[str, str] | None = None,
) -> Library:
    """first-2010 makes the claim, and tells of roe-1999 (``facts``) and doe-2001; ``other``: what second-2011 tells of both."""
    files = {
        f"sources/{name}.yaml": SOURCE.format(name) for name in ("first-2010", "second-2011")
    } | {"vocabulary.yaml": VOCABULARY}
    for line, study in enumerate(("roe-1999", "doe-2001"), start=1):
        told = FACTS | ((facts or {}) if study == "roe-1999" else {})
        files[f"{study}.yaml"] = (
            f"id: {study}\nkind: study\ntitle: T\ncitation: {{authors: Roe R, journal: J, year: 1999}}\nreports:\n"
        )
        if told.pop("untold", ""):
            told = {}
        else:
            files[f"{study}.yaml"] += REPORT.format("first-2010", line)
            files[f"{study}.yaml"] += "".join(
                f"    {name}: {value}\n" for name, value in told.items() if value
            )
        if other is not None or not told:
            files[f"{study}.yaml"] += REPORT.format("second-2011", 9)
            files[f"{study}.yaml"] += "".join(
                f"    {name}: {value}\n" for name, value in (FACTS | (other or {})).items()
            )
    files["claims/first-2010.yaml"] = (
        "source: first-2010\nextractor: reader-1\nreviewer: reader-2\nclaims:\n"
        f"  - id: a-claim\n    at: {{place: Discussion, lines: 40}}\n    statement: {STATEMENT}\n{claim}    verdict: supported\n"
    )
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    library = load_library(folder)
    assert [
        problem.text() for problem in library.problems if problem.code.severity is Severity.ERROR
    ] == []
    return library


def broken(
    folder: Path,
    claim: str,
    other: dict[str, str] | None = None,
    facts: dict[str, str] | None = None,
) -> tuple[Issue, ...]:
    """What the claim is as discrepancies."""
    return tuple(unmet_claims(made(folder, claim, other, facts)))


def the_claim(
    folder: Path,
    claim: str,
    facts: dict[str, str] | None = None,
    *,
    own: bool = True,
    other: dict[str, str] | None = None,
) -> ClaimResult:
    (only,) = claims_tested(
        made(folder, claim, {"setting": "inpatient"} if "untold" in (facts or {}) else None, facts),
        own=own,
    )
    return only


def holds(condition: str, studies: str = "[roe-1999, doe-2001]") -> str:
    return f"    studies: {studies}\n    holds: {condition}\n"


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("n = 30", "20"),  # an alias of participants
        ("not participants = 20", "20"),
        ("participants > 25 and setting = inpatient", "20; inpatient"),
        ("title ~ relief or title ~ route", ""),  # words that are no variables here
    ],
)
def test_of_a_study_that_does_not_meet_a_claim_what_is_asked_for_is_shown(
    condition: str, shown: str, tmp_path: Path
) -> None:
    facts = {"participants": "20"}
    (each,) = broken(tmp_path, holds(condition, "[roe-1999]"), facts=facts)
    assert each.difference.partition("; told of the study: ")[2] == shown


@pytest.mark.parametrize(
    ("condition", "facts", "value"),
    [
        ("indication = CRPS", {"indications": "[gout]"}, "gout"),
        (
            "timing = prospective",
            {"design": FACTS["design"].replace("prospective", "retrospective")},
            "retrospective",
        ),
        (
            "comparator ~ placebo",
            {"design": FACTS["design"].replace("placebo", "morphine")},
            "morphine",
        ),
        ("setting = inpatient", {"setting": "outpatient"}, "outpatient"),
        (
            "max_rate <= 0.5 mg/kg/h",
            {"regimen": REGIMEN.format("10 h", "0.9 mg/kg/h")},
            "rate 0.9 mg/kg/h",
        ),
        ("infusion <= 12 h", {"regimen": REGIMEN.format("20 h", "0.1 mg/kg/h")}, "20 h"),
        (
            "total_dose < 2 mg/kg",
            {"regimen": REGIMEN.format("20 h", "0.1 mg/kg/h")},
            "rate 0.1 mg/kg/h",
        ),
        (
            "relief >= 2 wk",
            {"relief": "[{outcome: VAS, last_present: 1 wk, first_absent: 10 d}]"},
            "1 wk",
        ),
    ],
)
def test_a_study_that_does_not_meet_what_it_is_cited_for(
    condition: str, facts: dict[str, str], value: str, tmp_path: Path
) -> None:
    (each,) = broken(tmp_path, holds(condition), facts=facts)
    assert (each.id, each.kind) == ("first-2010/a-claim/roe-1999", WITHIN)
    assert (each.study, each.column, each.status) == ("roe-1999", "claim", "open")
    claim, *told = each.values
    assert (claim.source, claim.value, claim.place) == (
        "first-2010",
        STATEMENT,
        "first-2010, Discussion (line 40)",
    )
    assert told
    assert {(origin.source, origin.place) for origin in told} == {
        ("first-2010", "first-2010, Table 1 (line 1)")
    }
    assert any(value in origin.value for origin in told), told
    assert each.difference.startswith(f"claimed: {condition}; told of the study: ")
    assert value in each.difference
    assert each.assessment.endswith(STATEMENT)


@pytest.mark.parametrize(
    "condition",
    ["indication = CRPS", "timing = prospective", "comparator ~ placebo", "setting = inpatient", "max_rate <= 0.5 mg/kg/h",
     "infusion <= 12 h", "total_dose < 2 mg/kg", "relief >= 2 wk", "not indication = gout", "setting = outpatient or relief >= 2 wk"],
)  # fmt: skip
def test_a_claim_that_every_study_meets_is_nothing(condition: str, tmp_path: Path) -> None:
    assert broken(tmp_path, holds(condition)) == ()


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        ("setting = inpatient", {"setting": ""}),
        ("setting = inpatient", {"setting": "not reported"}),
        ("max_rate <= 0.5 mg/kg/h", {"regimen": ""}),
        ("relief >= 2 wk", {"relief": "not reported"}),
        ("relief >= 2 wk", {"relief": "[{outcome: VAS, last_present: 1 wk}]"}),  # never seen to end
        ("relief >= 2 wk and setting = inpatient", {"relief": "not reported"}),
        ("total_dose < 2 mg/kg", {"regimen": REGIMEN.format("not reported", "0.1 mg/kg/h")}),
    ],
)
def test_a_study_that_cannot_be_judged_is_nothing(
    condition: str, facts: dict[str, str], tmp_path: Path
) -> None:
    assert broken(tmp_path, holds(condition), facts=facts) == ()


def test_only_the_documents_own_report_counts(tmp_path: Path) -> None:
    assert broken(tmp_path, holds("setting = inpatient"), other={"setting": "outpatient"}) == ()
    (each,) = broken(
        tmp_path, holds("setting = inpatient"), {"setting": "inpatient"}, {"setting": "outpatient"}
    )
    assert {origin.source for origin in each.values} == {"first-2010"}


def test_a_study_the_document_does_not_tell_of_is_not_judged(tmp_path: Path) -> None:
    assert (
        broken(tmp_path, holds("setting = outpatient", "[roe-1999]"), facts={"untold": "yes"}) == ()
    )


def test_a_study_that_is_not_cited_is_not_asked(tmp_path: Path) -> None:
    assert (
        broken(
            tmp_path, holds("setting = inpatient", "[doe-2001]"), facts={"setting": "outpatient"}
        )
        == ()
    )


COUNT = "    studies: [roe-1999, doe-2001]\n    holds: setting = inpatient\n    count: {}\n"


@pytest.mark.parametrize(
    ("claim", "numbers"),
    [
        (COUNT.format(3), "3 said, 2 cited, 2 found"),
        (
            "    count: 26\n    parts: [16, 4, 4, 1]\n",
            "26 said, 2 found; 16 + 4 + 4 + 1 = 25, said 26",
        ),
        ("    among: setting = inpatient\n    count: 3\n", "3 said, 2 found"),
        ("    holds: setting = inpatient\n    extent: none\n", "2 of 2 meet it, 0 do not"),
        (
            "    recomputed: {of: infusion, statistic: range, said: 4-20 h}\n",
            "4-20 h said (4–20 h), 10 h over 2 studies",
        ),
    ],
)
def test_what_is_not_borne_out_of_the_studies_together_is_one_discrepancy(
    claim: str, numbers: str, tmp_path: Path
) -> None:
    (each,) = broken(tmp_path, claim)
    assert (each.id, each.kind) == ("first-2010/a-claim", WITHIN)
    assert (each.study, each.column, each.status) == ("first-2010", "claim", "open")
    assert [(origin.source, origin.place) for origin in each.values] == [
        ("first-2010", "first-2010, Discussion (line 40)")
    ]
    assert each.difference == numbers


@pytest.mark.parametrize(
    "claim",
    [
        COUNT.format(2),
        "    count: 2\n    parts: [1, 1]\n",
        "    among: setting = inpatient\n    count: 2\n",
        "    recomputed: {of: infusion, statistic: range, said: 10 h}\n",
        "    untestable: no field tells of it\n",
    ],
)
def test_what_is_borne_out_or_cannot_be_tested_is_no_discrepancy(
    claim: str, tmp_path: Path
) -> None:
    assert broken(tmp_path, claim) == ()


@pytest.mark.parametrize(
    ("claim", "facts"),
    [
        ("    holds: setting = inpatient\n", {"setting": ""}),
        ("    holds: setting = outpatient\n    extent: none\n", {"setting": ""}),
        (
            "    among: indication = CRPS\n    holds: setting = inpatient\n",
            {"setting": "not reported"},
        ),
        ("    holds: setting = inpatient\n    count: 1\n", {"setting": ""}),
        ("    recomputed: {of: infusion, statistic: range, said: 10 h}\n", {"regimen": ""}),
    ],
)
def test_what_nothing_contradicts_is_no_discrepancy_though_some_cannot_be_judged(
    claim: str, facts: dict[str, str], tmp_path: Path
) -> None:
    assert the_claim(tmp_path, claim, facts).verdict == "partly"
    assert broken(tmp_path, claim, facts=facts) == ()


def test_what_is_told_of_the_study_is_shown_whatever_was_asked(tmp_path: Path) -> None:
    (each,) = broken(tmp_path, holds("participants = 30", "[roe-1999]"))
    assert each.difference == "claimed: participants = 30; told of the study: 20"


def test_nothing_is_shown_of_a_study_where_no_column_tells_what_was_asked(tmp_path: Path) -> None:
    (each,) = broken(tmp_path, holds("id = doe-2001", "[roe-1999]"))
    assert each.difference == "claimed: id = doe-2001"


DECIDED = "adjudications:\n  - {{fact: {}, settles: ['{}'], because: a reason, by: reader-3, date: 2026-01-31}}\n"
OUTSIDE = "claimed: setting = inpatient; told of the study: outpatient"


@pytest.mark.parametrize(
    ("fact", "difference", "status", "stale"),
    [
        ("a-claim", OUTSIDE, "explained", []),
        ("a-claim", OUTSIDE.replace("outpatient", "home"), "open", ["KE211"]),
        ("another-claim", OUTSIDE, "open", ["KE207"]),
    ],
)
def test_a_decision_on_a_claim_settles_what_it_names(
    fact: str, difference: str, status: str, stale: list[str], tmp_path: Path
) -> None:
    made(tmp_path, holds("setting = inpatient"), facts={"setting": "outpatient"})
    with (tmp_path / "claims" / "first-2010.yaml").open("a", encoding="utf-8") as file:
        file.write(DECIDED.format(fact, difference))
    library = load_library(tmp_path)
    assert [each.status for each in unmet_claims(library)] == [status]
    assert [problem.code.id for problem in check_library(library, rules=ALL_RULES)] == stale


def test_a_decision_on_the_studies_together_settles_what_it_names(tmp_path: Path) -> None:
    made(tmp_path, COUNT.format(3))
    with (tmp_path / "claims" / "first-2010.yaml").open("a", encoding="utf-8") as file:
        file.write(DECIDED.format("a-claim", "3 said, 2 cited, 2 found"))
    assert [each.status for each in unmet_claims(load_library(tmp_path))] == ["explained"]


def test_studies_and_numbers_may_be_wrong_at_once(tmp_path: Path) -> None:
    claim = f"{holds('setting = inpatient')}    count: 3\n    parts: [1, 1]\n"
    ids = [each.id for each in broken(tmp_path, claim, facts={"setting": "outpatient"})]
    assert sorted(ids) == ["first-2010/a-claim", "first-2010/a-claim/roe-1999"]


ONE = "    studies: [{}]\n    holds: setting = inpatient\n    count: {}\n"


@pytest.mark.parametrize(
    ("claim", "facts", "verdict", "numbers"),
    [
        (ONE.format("roe-1999", 1), {"setting": "inpatient"}, "partly", "1 said, 1 cited, 2 found; not cited: doe-2001"),
        (ONE.format("doe-2001", 1), {"setting": "outpatient"}, "supported", "1 said, 1 cited, 1 found"),
        (ONE.format("roe-1999", 1), {"setting": "outpatient"}, "partly",
         "1 said, 1 cited, 1 found; cited and none of them: roe-1999; not cited: doe-2001"),
        (ONE.format("doe-2001", 1), {"setting": ""}, "partly", "1 said, 1 cited, 1 found, 1 cannot be judged"),
        ("    among: setting = inpatient\n    holds: timing = prospective\n    count: 1\n", {"setting": "outpatient"}, "supported",
         "1 said, 1 found"),
    ],
)  # fmt: skip
def test_a_number_said_is_counted_over_all_studies_told_of(
    claim: str, facts: dict[str, str], verdict: str, numbers: str, tmp_path: Path
) -> None:
    result = the_claim(tmp_path, claim, facts)
    assert (result.verdict, result.found[-1].numbers) == (verdict, numbers)


def test_a_number_said_is_of_the_studies_the_document_tells_of_on_all_data_too(
    tmp_path: Path,
) -> None:
    claim = "    holds: setting = inpatient\n    count: 1\n"
    result = the_claim(tmp_path, claim, {"untold": "yes"}, own=False)
    assert (result.verdict, result.found[-1].numbers) == ("supported", "1 said, 1 found")


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        (
            "    studies: [roe-1999]\n    count: 1\n",
            "a number of cited studies is counted again by holds",
        ),
        (
            "    holds: year > 1990\n    recomputed: {of: infusion, statistic: range, said: 10 h}\n",
            "are claims of their own",
        ),
        (
            "    figures: [{study: roe-1999, overview: survey-2005, what: VAS, holds: share > 50}]\n",
            "a figure is one of an overview or one of a study",
        ),
        (
            "    figures: [{study: roe-1999, what: VAS, of: participants, holds: count > 5}]\n",
            "of says what a share is of",
        ),
    ],
)
def test_checks_that_do_not_go_together(claim: str, fault: str, tmp_path: Path) -> None:
    problems = made(tmp_path, claim).companions.problems
    assert any(fault in problem.text() for problem in problems)


def test_a_study_that_may_not_be_meant_is_kept_as_not_judged(tmp_path: Path) -> None:
    result = the_claim(
        tmp_path,
        "    among: setting = inpatient\n    holds: timing = prospective\n",
        {"setting": ""},
    )
    assert [(each.study, each.truth, each.reason) for each in result.studies] == [
        ("doe-2001", True, ""),
        ("roe-1999", None, "may not be one of them: setting: no document read here tells"),
    ]
    assert (result.verdict, result.found[0].numbers) == (
        "partly",
        "1 of 2 meet it, 0 do not, 1 cannot be judged",
    )


SHOWN = "    recomputed: {of: relief_shown, statistic: range, said: 1-4 wk}\n"


@pytest.mark.parametrize(
    ("claim", "facts", "used", "line"),
    [
        (SHOWN, {"relief": "[{outcome: VAS, last_present: 1 wk}]"}, True, "used"),
        (SHOWN, {"relief": "not reported"}, False, "not used (relief_shown: not reported)"),
        (f"    among: setting = inpatient\n{SHOWN}", {"setting": "not reported"}, False,
         "not used (may not be one of them: setting: not reported)"),
        ("    trend: {of: infusion, against: relief, direction: rising}\n", {"relief": "not reported"}, False,
         "not used (relief: not reported)"),
        ("    trend: {of: infusion, against: relief, direction: rising}\n", {}, True, "used"),
    ],
)  # fmt: skip
def test_what_has_a_part_in_a_trend_or_summary_is_said(
    claim: str, facts: dict[str, str], used: bool, line: str, tmp_path: Path
) -> None:
    (each,) = (
        each for each in the_claim(tmp_path, claim, facts).studies if each.study == "roe-1999"
    )
    assert (each.truth, each.used, fate_text(each)) == (None, used, line)


SURVEY = """\
id: survey-2005
kind: survey
title: A survey
citation: {{authors: Poe R, journal: J, year: 2005}}
reports:
  - source: {source}
    at: {{place: Table 1, lines: 5}}
    extractor: reader-1
    reviewer: reader-2
    figures:
      - {{what: starting dose, group: outpatient, value: 5 mg/h}}
      - {{what: starting dose, group: outpatient, value: {again}}}
      - {{what: starting dose, group: inpatient, value: 50 mg/h}}
      - {{what: use, share: 58.1 %, count: 18, of: 31}}
      - {{what: refusal, count: 13, of: 31}}
      - {{what: clinics asked, count: 62}}
      - {{what: response, when: week 4, value: "0.39"}}
"""


@pytest.mark.parametrize(
    ("asked", "again", "verdict", "numbers"),
    [
        ("what: starting dose, group: outpatient, holds: value <= 5 mg/h", "5 mg/h", "supported",
         "survey-2005, starting dose [outpatient]: 5 mg/h"),
        ("what: starting dose, group: outpatient, holds: value <= 5 mg/h", "6 mg/h", "partly",
         "survey-2005, starting dose [outpatient]: 5 mg/h, 6 mg/h"),
        ("what: starting dose, group: outpatient, holds: value > 6 mg/h", "6 mg/h", "contradicted",
         "survey-2005, starting dose [outpatient]: 5 mg/h, 6 mg/h"),
        ("what: starting dose, group: outpatient, holds: value > 6 mg/kg/h", "6 mg/h", "not testable",
         "survey-2005, starting dose [outpatient]: 5 mg/h, 6 mg/h"),
        ("what: starting dose, holds: value > 6 mg/h", "6 mg/h", "not testable", "survey-2005, starting dose: not reported"),
        ("what: use, holds: share > 50", "5 mg/h", "supported", "survey-2005, use: 58.1 %"),
        ("what: use, holds: count < 18", "5 mg/h", "contradicted", "survey-2005, use: 18"),
        ("what: refusal, holds: share > 50", "5 mg/h", "contradicted", "survey-2005, refusal: 13 of 31, 41.94 %"),
        ("what: use, of: clinics asked, holds: share > 50", "5 mg/h", "contradicted",
         "survey-2005, use of clinics asked: 18 of 62, 29.03 %"),
        ("what: response, when: week 4, holds: value = 0.39", "5 mg/h", "supported", "survey-2005, response [week 4]: 0.39"),
    ],
)  # fmt: skip
def test_figures_of_surveys(
    asked: str, again: str, verdict: str, numbers: str, tmp_path: Path
) -> None:
    (tmp_path / "overviews").mkdir()
    (tmp_path / "overviews" / "survey-2005.yaml").write_text(
        SURVEY.format(source="first-2010", again=again), encoding="utf-8"
    )
    result = the_claim(tmp_path, f"    figures: [{{overview: survey-2005, {asked}}}]\n")
    assert (result.verdict, result.studies) == (verdict, ())
    assert [found.numbers for found in result.found] == [numbers]


def test_figures_that_another_document_tells_count_on_all_data_only(tmp_path: Path) -> None:
    (tmp_path / "overviews").mkdir()
    (tmp_path / "overviews" / "survey-2005.yaml").write_text(
        SURVEY.format(source="second-2011", again="5 mg/h"), encoding="utf-8"
    )
    claim = "    figures: [{overview: survey-2005, what: use, holds: share > 50}]\n"
    library = made(tmp_path, claim)
    assert [each.verdict for own in (True, False) for each in claims_tested(library, own=own)] == [
        "not testable",
        "supported",
    ]


COUNTED = {
    "relief": "[{outcome: VAS, last_present: 4 wk, count: 8, of: 20}]",
    "outcomes": "[{outcome: sleep, result: unchanged, value: -3.5, p: 0.28, when: 6 wk, "
    "difference: no difference between the groups}]",
    "adverse_events": "[{event: nausea, share: 40 %}, {event: hallucinations, count: 3}]",
}


@pytest.mark.parametrize(
    ("asked", "verdict", "found"),
    [
        ("what: VAS, holds: share > 50", "contradicted", "VAS: 8 of 20, 40 %"),
        ("what: VAS, holds: count = 8", "supported", "VAS: 8"),
        ("what: nausea, holds: share >= 40", "supported", "nausea: 40 %"),
        ("what: hallucinations, holds: share >= 40", "not testable", "hallucinations: not reported"),
        ("what: hallucinations, of: participants, holds: share = 15", "supported", "hallucinations of participants: 3 of 20, 15 %"),
        ("what: sleep, when: 6 wk, holds: p > 0.05", "supported", "sleep [6 wk]: 0.28"),
        ("what: sleep, when: 6 wk, holds: value < 0", "supported", "sleep [6 wk]: -3.5"),
        ("what: sleep, when: 6 wk, holds: result = improved", "contradicted", "sleep [6 wk]: unchanged"),
        ("what: sleep, when: 6 wk, holds: words ~ no difference", "supported", "sleep [6 wk]: no difference between the groups"),
        ("what: sleep, holds: result = improved", "not testable", "sleep: not reported"),
        ("what: participants, holds: count > 20", "contradicted", "participants: 20"),
    ],
)  # fmt: skip
def test_figures_of_a_study(asked: str, verdict: str, found: str, tmp_path: Path) -> None:
    claim = f"    figures: [{{study: roe-1999, {asked}}}]\n"
    result = the_claim(tmp_path, claim, COUNTED)
    assert (result.verdict, result.studies) == (verdict, ())
    assert [each.numbers for each in result.found] == [f"roe-1999, {found}"]


def test_figures_of_a_study_are_those_of_the_document_on_its_own_data(tmp_path: Path) -> None:
    claim = "    figures: [{study: roe-1999, what: nausea, holds: share >= 40}]\n"
    other = {"adverse_events": "[{event: nausea, share: 40 %}]"}
    library = made(tmp_path, claim, other)
    assert [each.verdict for own in (True, False) for each in claims_tested(library, own=own)] == [
        "not testable",
        "supported",
    ]


@pytest.mark.parametrize(
    ("condition", "truth", "values"),
    [
        ("max_rate <= 0.5 mg/kg/h", False, [("max_rate", "0.6 mg/kg/h†")]),
        ("max_rate > 0.5 mg/kg/h", True, [("max_rate", "0.6 mg/kg/h†")]),
        ("session <= 1 h and max_rate <= 0.5 mg/kg/h", False, [("max_rate", "0.6 mg/kg/h†")]),
        ("session = 40 min and relief >= 4 wk", True, [("session", "40 min"), ("relief", "at least 4 wk")]),
        ("session = 2 h or relief >= 4 wk", True, [("relief", "at least 4 wk")]),
        ("not setting = home", True, [("setting", "inpatient")]),
        ("adverse_events ~ nausea", True, [("adverse_events", "nausea (40 %)")]),
        ("adverse_events ~ panic", False, [("adverse_events", "nausea (40 %); hallucinations (3)")]),
        ("comedication ~ clonidine", None, []),
    ],
)  # fmt: skip
def test_a_study_comes_with_the_value_that_decides(
    condition: str, truth: bool | None, values: list[tuple[str, str]], tmp_path: Path
) -> None:
    facts = COUNTED | {"regimen": REGIMEN.format("40 min", "0.6 mg/kg/h")}
    (each,) = the_claim(tmp_path, holds(condition, "[roe-1999]"), facts).studies
    assert each.truth is truth
    assert [(value.variable, marked_text(value.cell)) for value in each.values] == values


def test_what_a_summary_is_of_is_shown_of_each_study(tmp_path: Path) -> None:
    result = the_claim(tmp_path, SHOWN, {"relief": "[{outcome: VAS, last_present: 10 d}]"})
    assert [value.cell.text for each in result.studies for value in each.values] == ["4 wk", "10 d"]


def test_the_number_said_is_shown_of_the_studies_it_was_counted_among(tmp_path: Path) -> None:
    claim = "    among: setting = inpatient\n    holds: participants = 20\n    count: 1\n"
    result = the_claim(tmp_path, claim, OUT)
    assert [(each.study, each.truth) for each in result.studies] == [
        ("doe-2001", True),
        ("roe-1999", False),
    ]
    assert [value.cell.text for value in result.studies[1].values] == ["outpatient"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            "overview: survey-2050, what: use, holds: share > 50",
            "claim first-2010/a-claim: no survey, guideline or review 'survey-2050'",
        ),
        (
            "overview: survey-2005, what: use, holds: shares > 50",
            "a figure is compared as in `value <= 10 mg/h`, not 'shares > 50'",
        ),
        (
            "overview: survey-2005, what: use, holds: share > half",
            "'share > half': not a number with a unit",
        ),
    ],
)
def test_a_figure_that_cannot_be_asked_for(asked: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "overviews").mkdir()
    (tmp_path / "overviews" / "survey-2005.yaml").write_text(
        SURVEY.format(source="first-2010", again="5 mg/h"), encoding="utf-8"
    )
    with pytest.raises(UsageError, match=re.escape(message)):
        the_claim(tmp_path, f"    figures: [{{{asked}}}]\n")


IN, OUT, UNTOLD = {"setting": "inpatient"}, {"setting": "outpatient"}, {"setting": ""}
BOTH = "    studies: [roe-1999, doe-2001]\n"


@pytest.mark.parametrize(
    ("claim", "facts", "verdict"),
    [
        (f"{BOTH}    holds: setting = inpatient\n", IN, "supported"),
        (f"{BOTH}    holds: setting = inpatient\n", OUT, "contradicted"),  # one counter-example
        (f"{BOTH}    holds: setting = inpatient\n", UNTOLD, "partly"),
        (f"{BOTH}    holds: setting = home\n", IN, "contradicted"),
        ("    studies: [roe-1999]\n    holds: setting = inpatient\n", UNTOLD, "not testable"),
        (
            "    studies: [roe-1999]\n    holds: setting = inpatient\n",
            {"untold": "yes"},
            "not testable",
        ),
        ("    holds: setting = inpatient\n    extent: most\n", IN, "supported"),
        (
            "    holds: setting = inpatient\n    extent: most\n",
            OUT,
            "contradicted",
        ),  # one of two is not most
        # counted among those that can be judged
        ("    holds: setting = inpatient\n    extent: most\n", UNTOLD, "supported"),
        ("    holds: setting = home\n    extent: most\n", UNTOLD, "contradicted"),
        ("    holds: setting = outpatient\n    extent: some\n", OUT, "supported"),
        ("    holds: setting = outpatient\n    extent: some\n", IN, "contradicted"),
        ("    holds: setting = outpatient\n    extent: some\n", UNTOLD, "not testable"),
        ("    holds: setting = outpatient\n    extent: none\n", IN, "supported"),
        ("    holds: setting = outpatient\n    extent: none\n", OUT, "contradicted"),
        ("    holds: setting = inpatient\n    extent: none\n", IN, "contradicted"),
        ("    holds: setting = inpatient\n    count: 2\n", IN, "supported"),
        ("    holds: setting = inpatient\n    count: 2\n", OUT, "contradicted"),
        (
            "    holds: setting = inpatient\n    count: 2\n",
            UNTOLD,
            "not testable",
        ),  # the one untold may be the second
        ("    holds: setting = inpatient\n    count: 1\n", UNTOLD, "partly"),
        ("    among: setting = outpatient\n    holds: relief >= 2 wk\n", IN, "not testable"),
        ("    among: setting = outpatient\n    holds: relief >= 2 wk\n", OUT, "supported"),
        ("    among: setting = outpatient\n    holds: relief >= 2 wk\n", UNTOLD, "not testable"),
        ("    holds: setting = inpatient\n    extent: nearly all\n", IN, "supported"),
        ("    holds: setting = inpatient\n    extent: nearly all\n", OUT, "contradicted"),
        ("    holds: setting = inpatient\n    extent: nearly all\n", UNTOLD, "supported"),
        (
            "    recomputed: {of: infusion, statistic: range, said: 10-20 h}\n",
            {"regimen": REGIMEN.format("20 h", "1 mg/h")},
            "supported",
        ),
        (
            "    recomputed: {of: infusion, statistic: range, said: 10-30 h}\n",
            {"regimen": REGIMEN.format("20 h", "1 mg/h")},
            "partly",
        ),
        (
            "    recomputed: {of: infusion, statistic: range, said: 1-30 h}\n",
            {"regimen": REGIMEN.format("20 h", "1 mg/h")},
            "contradicted",
        ),
        (
            "    recomputed: {of: infusion, statistic: median, said: 15 h}\n",
            {"regimen": REGIMEN.format("20 h", "1 mg/h")},
            "supported",
        ),
        (
            "    recomputed: {of: infusion, statistic: median, said: 10 h}\n",
            {"regimen": REGIMEN.format("20 h", "1 mg/h")},
            "contradicted",
        ),
        (
            "    recomputed: {of: infusion, statistic: range, said: 10 h}\n",
            {"regimen": ""},
            "partly",
        ),  # of one of two nothing is known
        ("    trend: {of: infusion, against: relief, direction: rising}\n", IN, "not testable"),
        ("    untestable: no field tells of it\n", IN, "not testable"),
    ],
)
def test_verdicts(claim: str, facts: dict[str, str], verdict: str, tmp_path: Path) -> None:
    result = the_claim(tmp_path, claim, facts)
    assert result.verdict == verdict
    assert result.recorded == "supported"
    assert result.changed == (verdict != "supported")
    assert all(found.numbers for found in result.found)


def test_on_everything_other_documents_count_too(tmp_path: Path) -> None:
    claim = "    studies: [roe-1999]\n    holds: setting = inpatient\n"
    result = the_claim(tmp_path, claim, {"untold": "yes"}, own=False)
    assert (result.verdict, result.recorded, result.changed) == ("supported", None, False)


def test_on_everything_the_verdict_recorded_for_it_counts(tmp_path: Path) -> None:
    claim = "    studies: [roe-1999]\n    holds: setting = inpatient\n    verdict_on_all: contradicted\n"
    result = the_claim(tmp_path, claim, {"untold": "yes"}, own=False)
    assert (result.verdict, result.recorded, result.changed) == ("supported", "contradicted", True)


def test_several_checks_together() -> None:
    for verdict in VERDICTS:
        assert together([verdict, verdict]) == verdict
    assert together(["contradicted", "not testable"]) == "contradicted"
    assert together(["supported", "contradicted"]) == "partly"
    assert together(["supported", "not testable"]) == "partly"
    assert together(["contradicted", "partly"]) == "partly"


HOURS = (1, 2, 4, 8, 16, 32)
DAYS = {"rising": (1, 2, 3, 4, 5, 6), "falling": (6, 5, 4, 3, 2, 1), "mixed": (3, 1, 5, 2, 6, 4)}


@pytest.mark.parametrize(
    ("shape", "said", "verdict"),
    [
        (
            "rising",
            "rising",
            "partly",
        ),  # as read; over intervals nothing is certain where relief was never seen to end
        ("falling", "rising", "contradicted"),
        ("falling", "falling", "partly"),
        ("mixed", "rising", "not testable"),
        ("rising", "none", "contradicted"),
        ("mixed", "none", "not testable"),  # six studies do not rule a trend out
    ],
)
def test_trends(shape: str, said: str, verdict: str, tmp_path: Path) -> None:
    library = made(tmp_path, f"    trend: {{of: infusion, against: relief, direction: {said}}}\n")
    for number, (hours, days) in enumerate(zip(HOURS, DAYS[shape], strict=True)):
        told = FACTS | {
            "regimen": REGIMEN.format(f"{hours} h", "1 mg/h"),
            "relief": f"[{{outcome: VAS, last_present: {days} d}}]",
        }
        head = f"id: poe-{1990 + number}\nkind: study\ntitle: T\ncitation: {{authors: Poe R, journal: J, year: 1999}}\nreports:\n"
        body = REPORT.format("first-2010", 3) + "".join(
            f"    {name}: {value}\n" for name, value in told.items()
        )
        (tmp_path / f"poe-{1990 + number}.yaml").write_text(head + body, encoding="utf-8")
    for name in ("roe-1999", "doe-2001"):
        (tmp_path / f"{name}.yaml").unlink()
    (only,) = claims_tested(load_library(library.folder))
    assert only.verdict == verdict, only.found


DRUGGED = {False: "none", True: "[{drug: midazolam}]"}


@pytest.mark.parametrize(
    ("drugged", "direction", "verdict", "numbers"),
    [
        # seven studies with relief of 1 to 7 d, no relief in the last; 4 of 70 ways to deal out ranks are as far from even as 5 to 8
        (
            (4, 5, 6, 7),
            "higher",
            "partly",
            "4 studies meet it, 4 do not: medians 132 h and 36 h, p = 0.029; the groups may differ in more",
        ),
        (
            (4, 5, 6, 7),
            "lower",
            "contradicted",
            "4 studies meet it, 4 do not: medians 132 h and 36 h, p = 0.029",
        ),
        (
            (4, 5, 6, 7),
            "none",
            "contradicted",
            "4 studies meet it, 4 do not: medians 132 h and 36 h, p = 0.029",
        ),
        (
            (0, 1, 2, 3),
            "lower",
            "partly",
            "4 studies meet it, 4 do not: medians 36 h and 132 h, p = 0.029",
        ),
        ((1, 3, 5, 7), "higher", "not testable", "no difference can be shown"),
        ((0, 1), "higher", "not testable", "2 studies meet it, 6 do not, too few"),
    ],
)
def test_contrasts(
    drugged: tuple[int, ...], direction: str, verdict: str, numbers: str, tmp_path: Path
) -> None:
    library = made(
        tmp_path,
        f"    contrast: {{of: relief_shown, between: comedication ~ midazolam, direction: {direction}}}\n",
    )
    for number in range(8):
        time = f"{number} d" if number else "none shown"
        told = FACTS | {
            "comedication": DRUGGED[number in drugged],
            "relief": f"[{{outcome: VAS, last_present: {time}}}]",
        }
        head = f"id: poe-{1990 + number}\nkind: study\ntitle: T\ncitation: {{authors: Poe R, journal: J, year: 1999}}\nreports:\n"
        body = REPORT.format("first-2010", 3) + "".join(
            f"    {name}: {value}\n" for name, value in told.items()
        )
        (tmp_path / f"poe-{1990 + number}.yaml").write_text(head + body, encoding="utf-8")
    (tmp_path / "doe-2001.yaml").unlink()  # roe-1999 stays: nothing is told of its comedication
    (only,) = claims_tested(load_library(library.folder))
    assert (only.verdict, numbers in only.found[0].numbers) == (verdict, True), only.found
    (unused,) = (each for each in only.studies if not each.used)
    assert fate_text(unused) == "not used (comedication: no document read here tells)"
