"""Claims of a document against its own reports of the studies it cites: broken ones found, kept ones not."""

from __future__ import annotations

from pathlib import Path

import pytest

from keta_evidence.appraisal.discrepancies import WITHIN, Discrepancy
from keta_evidence.problems import Severity
from keta_evidence.records.library import load_library
from keta_evidence.synthesis.claims import broken_claims

SOURCE = "id: {}\nkind: review\ntitle: A review\ncitation: {{authors: Poe R, journal: J, year: 2010}}\n"
REPORT = "  - source: {}\n    at: {{place: Table 1, lines: {}}}\n    extractor: reader-1\n    reviewer: reader-2\n"
VOCABULARY = (
    "indications: [{id: crps, label: CRPS}, {id: crps-1, label: CRPS-1, broader: [crps]}, {id: gout, label: gout}]\nenvelopes: []\n"
)
REGIMEN = "{{route: intravenous, enantiomer: racemic, sessions: 1, session: {}, phases: [{{rate: {}}}]}}"
FACTS = {
    "indications": "[crps-1]",
    "participants": "20",
    "design": "{allocation: randomised, timing: prospective, comparators: [placebo], masking: open}",
    "setting": "inpatient",
    "regimen": REGIMEN.format("10 h", "0.1 mg/kg/h"),
    "relief": "[{outcome: VAS, last_present: 4 wk}]",
}
STATEMENT = "what it says of the studies"


def broken(folder: Path, claim: str, other: dict[str, str] | None = None, facts: dict[str, str] | None = None) -> tuple[Discrepancy, ...]:
    """Broken claims of first-2010, which tells of roe-1999 (``facts``) and doe-2001; ``other``: what second-2011 tells of roe-1999."""
    files = {f"sources/{name}.yaml": SOURCE.format(name) for name in ("first-2010", "second-2011")} | {"vocabulary.yaml": VOCABULARY}
    for line, study in enumerate(("roe-1999", "doe-2001"), start=1):
        told = FACTS | ((facts or {}) if study == "roe-1999" else {})
        files[f"{study}.yaml"] = f"id: {study}\nkind: study\ntitle: T\ncitation: {{authors: Roe R, journal: J, year: 1999}}\nreports:\n"
        if told.pop("untold", ""):
            told = {}
        else:
            files[f"{study}.yaml"] += REPORT.format("first-2010", line)
            files[f"{study}.yaml"] += "".join(f"    {name}: {value}\n" for name, value in told.items() if value)
        if other is not None or not told:
            files[f"{study}.yaml"] += REPORT.format("second-2011", 9)
            files[f"{study}.yaml"] += "".join(f"    {name}: {value}\n" for name, value in (FACTS | (other or {})).items())
    files["claims/first-2010.yaml"] = (
        "source: first-2010\nextractor: reader-1\nreviewer: reader-2\nclaims:\n"
        f"  - id: a-claim\n    at: {{place: Discussion, lines: 40}}\n    statement: {STATEMENT}\n{claim}"
    )
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    library = load_library(folder)
    assert [problem.text() for problem in library.problems if problem.code.severity is Severity.ERROR] == []
    return tuple(broken_claims(library))


def holds(condition: str, studies: str = "[roe-1999, doe-2001]") -> str:
    return f"    studies: {studies}\n    holds: {condition}\n"


@pytest.mark.parametrize(
    ("condition", "facts", "value"),
    [
        ("indication = CRPS", {"indications": "[gout]"}, "gout"),
        ("timing = prospective", {"design": FACTS["design"].replace("prospective", "retrospective")}, "retrospective"),
        ("comparator ~ placebo", {"design": FACTS["design"].replace("placebo", "morphine")}, "morphine"),
        ("setting = inpatient", {"setting": "outpatient"}, "outpatient"),
        ("max_rate <= 0.5 mg/kg/h", {"regimen": REGIMEN.format("10 h", "0.9 mg/kg/h")}, "rate 0.9 mg/kg/h"),
        ("infusion <= 12 h", {"regimen": REGIMEN.format("20 h", "0.1 mg/kg/h")}, "20 h"),
        ("total_dose < 2 mg/kg", {"regimen": REGIMEN.format("20 h", "0.1 mg/kg/h")}, "rate 0.1 mg/kg/h"),
        ("relief >= 2 wk", {"relief": "[{outcome: VAS, last_present: 1 wk, first_absent: 10 d}]"}, "1 wk"),
    ],
)
def test_a_study_that_does_not_meet_what_it_is_cited_for(condition: str, facts: dict[str, str], value: str, tmp_path: Path) -> None:
    (each,) = broken(tmp_path, holds(condition), facts=facts)
    assert (each.id, each.kind) == ("first-2010/a-claim/roe-1999", WITHIN)
    assert (each.study, each.column, each.status) == ("roe-1999", "claim", "open")
    claim, *told = each.values
    assert (claim.source, claim.value, claim.place) == ("first-2010", STATEMENT, "first-2010, Discussion (line 40)")
    assert told
    assert {(origin.source, origin.place) for origin in told} == {("first-2010", "first-2010, Table 1 (line 1)")}
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
def test_a_study_that_cannot_be_judged_is_nothing(condition: str, facts: dict[str, str], tmp_path: Path) -> None:
    assert broken(tmp_path, holds(condition), facts=facts) == ()


def test_only_the_documents_own_report_counts(tmp_path: Path) -> None:
    assert broken(tmp_path, holds("setting = inpatient"), other={"setting": "outpatient"}) == ()
    (each,) = broken(tmp_path, holds("setting = inpatient"), {"setting": "inpatient"}, {"setting": "outpatient"})
    assert {origin.source for origin in each.values} == {"first-2010"}


def test_a_study_the_document_does_not_tell_of_is_not_judged(tmp_path: Path) -> None:
    assert broken(tmp_path, holds("setting = outpatient", "[roe-1999]"), facts={"untold": "yes"}) == ()


def test_a_study_that_is_not_cited_is_not_asked(tmp_path: Path) -> None:
    assert broken(tmp_path, holds("setting = inpatient", "[doe-2001]"), facts={"setting": "outpatient"}) == ()


def test_a_claim_without_a_condition_is_nothing(tmp_path: Path) -> None:
    assert broken(tmp_path, "    studies: [roe-1999]\n") == ()


@pytest.mark.parametrize(
    ("claim", "what", "count", "difference", "assessment"),
    [
        ("    studies: [roe-1999, doe-2001]\n    count: 3\n", "cited", "3", "3 said, 2 cited",
         "the number of studies is not the number cited"),
        ("    studies: []\n    count: 26\n    parts: [16, 4, 4, 1]\n", "parts", "26", "26 said, 16 + 4 + 4 + 1 = 25",
         "the parts do not add up to the total"),
    ],
)  # fmt: skip
def test_numbers_that_do_not_add_up(claim: str, what: str, count: str, *, difference: str, assessment: str, tmp_path: Path) -> None:
    (each,) = broken(tmp_path, claim)
    assert (each.id, each.kind) == (f"first-2010/a-claim/{what}", WITHIN)
    assert (each.study, each.column, each.status) == ("first-2010", "claim", "open")
    assert [(origin.source, origin.value, origin.place) for origin in each.values] == [
        ("first-2010", count, "first-2010, Discussion (line 40)")
    ]
    assert (each.difference, each.assessment) == (difference, assessment)


@pytest.mark.parametrize(
    "claim",
    [
        "    studies: [roe-1999, doe-2001]\n    count: 2\n",
        "    studies: []\n    count: 26\n    parts: [16, 5, 4, 1]\n",
        "    studies: []\n    count: 26\n",
        "    studies: []\n    parts: [16, 5]\n",
        "    studies: [roe-1999]\n",
    ],
)
def test_numbers_that_add_up_or_are_not_said_are_nothing(claim: str, tmp_path: Path) -> None:
    assert broken(tmp_path, claim) == ()


def test_both_numbers_and_the_condition_may_be_broken_at_once(tmp_path: Path) -> None:
    claim = f"{holds('setting = inpatient')}    count: 3\n    parts: [1, 1]\n"
    ids = [each.id for each in broken(tmp_path, claim, facts={"setting": "outpatient"})]
    assert sorted(ids) == ["first-2010/a-claim/cited", "first-2010/a-claim/parts", "first-2010/a-claim/roe-1999"]
