"""Each kind of error in documents, planted in small invented records, found, and not found where
it is not.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keta_evidence.consistency.discrepancies import find_all
from keta_evidence.consistency.issue import BETWEEN, Issue
from keta_evidence.consistency.shares import is_possible
from keta_evidence.consistency.unit_kinds import impossible_unit
from keta_evidence.diagnostics import Severity
from keta_evidence.records.leaves import Share
from keta_evidence.records.library import load_library

VOCABULARY = """
format: 2
indications:
  - {id: chronic-pain, label: chronic pain}
  - {id: gout, label: gout, broader: [chronic-pain]}
  - {id: crps, label: CRPS, broader: [chronic-pain]}
envelopes:
  - {route: intravenous, rate_low: 0.02 mg/kg/h, rate_high: 7 mg/kg/h, bolus_low: 0.05 mg/kg,
     bolus_high: 2 mg/kg, because: invented}
"""
SOURCE = """
format: 2
id: {id}
kind: review
title: A review
citation: {{author: [Poe R], container-title: J, issued: {year}}}
detail: {rank}
extractor: reader-1
reviewer: reader-2
"""
STUDY = """
format: 2
id: {id}
kind: study
title: {title}
citation: {{author: [Roe R], container-title: J, issued: 1999}}
{head}
reports:
"""
OVERVIEW = """
format: 2
id: {id}
kind: {kind}
title: {title}
citation: {{author: [Low R], container-title: J, issued: 2015}}
reports:
"""
REPORT = """
  - source: {source}
    at: {{place: Table 1, lines: {line}}}
{facts}
"""
FIRST, SECOND = "first-2010", "second-2011"


def report(source: str, line: int = 1, **facts: str) -> str:
    texts = [f"    {name}: {value}" for name, value in facts.items()]
    return REPORT.format(source=source, line=line, facts="\n".join(texts))


def study(
    *reports: str, id_: str = "roe-1999", title: str = "Invented", head: str = ""
) -> dict[str, str]:
    text = STUDY.format(id=id_, title=title, head=head) + "".join(reports)
    return {f"{id_}.yaml": text}


def overview(
    *reports: str, id_: str = "low-2015", kind: str = "survey", title: str = "Invented"
) -> dict[str, str]:
    text = OVERVIEW.format(id=id_, kind=kind, title=title) + "".join(reports)
    return {f"overviews/{id_}.yaml": text}


def found(folder: Path, *files: dict[str, str]) -> tuple[Issue, ...]:
    """The discrepancies of a folder of these files, which are free of errors."""
    texts = {"vocabulary.yaml": VOCABULARY}
    for rank, (name, year) in enumerate(((FIRST, 2010), (SECOND, 2011))):
        texts[f"sources/{name}.yaml"] = SOURCE.format(id=name, rank=rank, year=year)
    for each in (study(report(FIRST, participants="9"), id_="aye-1999"), *files):
        texts |= each
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    library = load_library(folder)
    problems = [*library.problems, *library.companions.problems]
    errors = [each.text() for each in problems if each.code.severity is Severity.ERROR]
    assert errors == []
    return find_all(library)


def of_rule(rule: str, issues: tuple[Issue, ...]) -> list[str]:
    return [issue.difference for issue in issues if issue.rule == rule]


# A percentage of no number of participants


@given(st.integers(1, 400), st.data(), st.integers(0, 2))
def test_the_percentage_of_a_count_is_possible(of: int, data: st.DataObject, decimals: int) -> None:
    count = data.draw(st.integers(0, of))
    text = f"{100 * count / of:.{decimals}f}"
    share = Share(f"{text} %", Fraction(text))
    assert is_possible(share, of)
    assert is_possible(share, of, count)


@given(st.integers(1, 60), st.integers(0, 1000))
def test_a_possible_percentage_is_that_of_some_count(of: int, tenths: int) -> None:
    text = f"{tenths / 10:.1f}"
    share = Share(f"{text} %", Fraction(text))
    every = any(is_possible(share, of, count) for count in range(of + 1))
    assert is_possible(share, of) == every


SHARES: dict[str, tuple[str, str, bool]] = {
    # what: (participants, entry, whether it is asked about)
    "60 % of 16": ("16", "share: 60 %", True),
    "27.3 % of 77": ("77", "share: 27.3 %", False),
    "27.3 % of 76": ("76", "share: 27.3 %", True),
    "48 of 61 as 77 %": ("61", "share: 77 %, count: 48", True),
    "47 of 61 as 77 %": ("61", "share: 77 %, count: 47", False),
    "about 60 % of 16": ("16", "share: 60 %, printed: in about 60% of patients", False),
    "60 % for more than 3 wk": ("16", "share: 60 %, printed: 60% for more than 3 weeks", True),
    "said to be approximate": ("16", "share: 60 %, note: approximately", False),
    "any of 300": ("300", "share: 60 %", False),
    "with a denominator of its own": ("16", "share: 60 %, of: 15", False),
    "with a denominator of its own that does not fit": ("15", "share: 60 %, of: 16", True),
    "participants not reported": ("not reported", "share: 60 %", False),
}


@pytest.mark.parametrize("case", SHARES)
def test_a_percentage_that_no_number_of_participants_makes(tmp_path: Path, case: str) -> None:
    participants, entry, asked = SHARES[case]
    events = f"[{{event: nausea, {entry}}}]"
    one = report(FIRST, participants=participants, adverse_events=events)
    assert bool(of_rule("denominator", found(tmp_path, study(one)))) == asked


ARMS = """
arms:
  - {id: ketamine, role: intervention, interventions: [{drug: ketamine}]}
  - {id: saline, role: comparator, interventions: [{drug: placebo}]}
"""


@pytest.mark.parametrize(("of_arm", "asked"), [("16", True), ("15", False)])
def test_a_percentage_of_an_arm_is_of_its_participants(
    tmp_path: Path, of_arm: str, asked: bool
) -> None:
    arms = f"[{{arm: ketamine, participants: {of_arm}}}, {{arm: saline}}]"
    events = "[{event: nausea, share: 60 %, arm: ketamine}]"
    one = report(FIRST, participants="30", arms=arms, adverse_events=events)
    assert bool(of_rule("denominator", found(tmp_path, study(one, head=ARMS)))) == asked


def test_a_percentage_of_the_only_arm_is_of_its_participants(tmp_path: Path) -> None:
    head = "arms:\n  - {id: ketamine, role: intervention, interventions: [{drug: ketamine}]}"
    arms = "[{arm: ketamine, participants: 16}]"
    events = "[{event: nausea, share: 60 %, arm: ketamine}]"
    one = report(FIRST, participants="15", arms=arms, adverse_events=events)
    assert of_rule("denominator", found(tmp_path, study(one, head=head)))


def test_percentages_of_one_wrong_number_are_one_finding(tmp_path: Path) -> None:
    events = "[{event: nausea, share: 60 %}, {event: thirst, share: 40 %}]"
    issues = found(tmp_path, study(report(FIRST, participants="16", adverse_events=events)))
    (issue,) = [each for each in issues if each.rule == "denominator"]
    assert issue.difference == (
        "60 % of 16: 9 is 56.25 %, 10 is 62.5 %; 40 % of 16: 6 is 37.5 %, 7 is 43.75 %"
    )
    assert issue.assessment.endswith("at 2 places")
    assert len(issue.values) == 2


def test_estimates_of_survival_are_no_shares_of_participants(tmp_path: Path) -> None:
    relief = (
        "[{outcome: pain, comparator: not reported, last_present: 6 mo, ended: not seen, "
        "share: 31 %}]"
    )
    one = report(FIRST, participants="33", relief=relief)
    other = report(SECOND, 2, participants="33", note="a Kaplan-Meier estimate")
    for folder, reports, asked in (("counted", [one], True), ("estimated", [one, other], False)):
        (tmp_path / folder).mkdir()
        issues = found(tmp_path / folder, study(*reports))
        assert bool(of_rule("denominator", issues)) == asked


@pytest.mark.parametrize(("share", "asked"), [("61.3 %", False), ("62.0 %", True)])
def test_a_percentage_of_a_survey_is_of_a_number_it_gives(
    tmp_path: Path, share: str, asked: bool
) -> None:
    figures = f"[{{what: clinics, count: 31}}, {{what: routes, group: oral, share: {share}}}]"
    one = overview(report(FIRST, figures=figures))
    assert bool(of_rule("denominator", found(tmp_path, one))) == asked


# Text against table


@pytest.mark.parametrize(
    ("words", "share", "asked"),
    [
        ("a majority of the patients", "37 %", True),
        ("a majority of the patients", "57 %", False),
        ("over one-third of subjects", "38 %", False),
        ("over one-third of subjects", "31 %", True),
        ("less than half of the participants", "51 %", True),
        ("at most half of the participants", "51 %", False),
    ],
)
def test_what_a_text_says_in_words_is_what_the_table_counts(
    tmp_path: Path, words: str, share: str, asked: bool
) -> None:
    event = "event: nausea"
    table = report(FIRST, participants="100", adverse_events=f"[{{{event}, share: {share}}}]")
    text = report(FIRST, 2, adverse_events=f"[{{{event}, printed: {words} felt sick}}]")
    assert bool(of_rule("in words", found(tmp_path, study(table, text)))) == asked


def test_a_survey_says_in_words_what_its_figure_says(tmp_path: Path) -> None:
    name = "what: clinics by route, group: oral"
    figures = (
        f"[{{{name}, count: 12, of: 31, at: {{place: Table 2}}}}, "
        f"{{{name}, in_words: most clinics, at: {{place: Discussion}}}}]"
    )
    issues = found(tmp_path, overview(report(FIRST, figures=figures)))
    assert of_rule("in words", issues) == ["most clinics v 38.71 %"]


def test_a_count_in_the_text_is_that_of_the_table(tmp_path: Path) -> None:
    table = report(FIRST, adverse_events="[{event: nausea, count: 12, of: 25}]")
    text = report(FIRST, 2, adverse_events="[{event: nausea, count: 13, of: 25}]")
    (issue,) = found(tmp_path, study(table, text))
    assert issue.kind == "within a document"
    assert {origin.locator.lines.low for origin in issue.values if origin.locator.lines} == {1, 2}


# Units


UNITS = {
    "1.5 µg/kg/mL": "µg/kg/mL",
    "2 mg/kg/kg": "mg/kg/kg",
    "3 mg/h/h": "mg/h/h",
    "infused at 1.5 µg/kg/mL over 2 h": "µg/kg/mL",
    "1.5 µg/kg/min": None,
    "0.1 mg/kg/h": None,
    "50 ng/mL": None,
    "15 ml/kg/min": None,
    "30 mg/24 h": None,
    "5 mg/kg/day": None,
    "22.2 mg/h per 70 kg": None,
    "0.1 mg/placebo": None,
}


@pytest.mark.parametrize("text", UNITS)
def test_a_unit_that_cannot_be(text: str) -> None:
    assert impossible_unit(text) == UNITS[text]


def test_a_dose_in_a_unit_that_cannot_be(tmp_path: Path) -> None:
    drugs = "[{drug: alfentanil, dose: 1.5 µg/kg/mL}, {drug: morphine, dose: 2 mg/kg}]"
    issues = found(tmp_path, study(report(FIRST, comedication=drugs)))
    assert of_rule("unit", issues) == ["no dose or rate is in µg/kg/mL"]


@pytest.mark.parametrize(
    "facts",
    [
        {"comedication": "{missing: unclear, printed: alfentanil at 1.5 µg/kg/mL}"},
        {
            "arms": "[{arm: ketamine}, {arm: saline, interventions: "
            "[{drug: alfentanil, printed: alfentanil at 1.5 µg/kg/mL}]}]"
        },
        {
            "regimen": "{route: intravenous, enantiomer: racemic, sessions: 1, session: 2 h, "
            "phases: [{rate: 1.5 µg/kg/min, printed: at 1.5 µg/kg/mL}]}"
        },
    ],
)
def test_wherever_it_is_printed(tmp_path: Path, facts: dict[str, str]) -> None:
    issues = found(tmp_path, study(report(FIRST, 1, **facts), head=ARMS))
    assert of_rule("unit", issues) == ["no dose or rate is in µg/kg/mL"]


def test_a_figure_in_a_unit_that_cannot_be(tmp_path: Path) -> None:
    figures = "[{what: dose, in_words: as printed, printed: 2 mg/kg/mL}]"
    issues = found(tmp_path, overview(report(FIRST, figures=figures)))
    assert of_rule("unit", issues) == ["no dose or rate is in mg/kg/mL"]


# Two figures of one document for one thing


FIGURES = {
    "30 and 31 clinics": ("count: 30", "count: 31", True),
    "the same": ("count: 30", "count: 30", False),
    "rounded": ("share: 61.3 %", "share: 61 %", False),
    "not rounded so": ("share: 61.3 %", "share: 62 %", True),
    "weeks and months": ("value: 12 wk", "value: 3 mo", False),
    "other weeks and months": ("value: 12 wk", "value: 5 mo", True),
    "days": ("value: 10.9 d", "value: 11 d", False),
    "other days": ("value: 10.9 d", "value: 12 d", True),
    "days and hours": ("value: 4 d", "value: 96 h", False),
    "other days and hours": ("value: 4 d", "value: 48 h", True),
    "ranges of times": ("value: 1-3 mo", "value: 12 wk", False),
    "bounds in weeks and months": (
        "interval: {kind: range, low: 4 wk, high: 12 wk}",
        "interval: {kind: range, low: 1 mo, high: 3 mo}",
        False,
    ),
    "other bounds": (
        "interval: {kind: range, low: 4 wk, high: 12 wk}",
        "interval: {kind: range, low: 1 mo, high: 6 mo}",
        True,
    ),
    "other units": ("value: 5 mg/h", "value: 0.1 mg/kg/h", False),
}


@pytest.mark.parametrize("case", FIGURES)
def test_two_figures_of_one_thing(tmp_path: Path, case: str) -> None:
    one, other, asked = FIGURES[case]
    figures = (
        f"[{{what: a thing, {one}, at: {{place: Table 2}}}}, "
        f"{{what: a thing, {other}, at: {{place: Discussion}}}}]"
    )
    issues = found(tmp_path, overview(report(FIRST, figures=figures)))
    assert bool(of_rule("places", issues)) == asked


def test_an_outcome_in_days_is_rounded_elsewhere(tmp_path: Path) -> None:
    outcome = "[{{outcome: half-life, result: reported, value: {}}}]"
    for folder, value, asked in (("same", "11 d", False), ("other", "15 d", True)):
        reports = (
            report(FIRST, outcomes=outcome.format("10.9 days")),
            report(SECOND, 2, outcomes=outcome.format(value)),
        )
        (tmp_path / folder).mkdir()
        assert bool(of_rule("reports", found(tmp_path / folder, study(*reports)))) == asked


# What a document is called


@pytest.mark.parametrize(
    ("title", "design", "asked"),
    [
        ("a randomized trial", "allocation: single group", True),
        ("a randomized trial", "allocation: randomised", False),
        ("a non-randomised trial", "allocation: randomised", True),
        ("a non-randomised trial", "allocation: non-randomised", False),
        ("a report of 3 cases", "allocation: randomised", True),
        ("a report of 3 cases", "allocation: single group", False),
        ("a cross-over comparison", "allocation: randomised, structure: parallel", True),
        ("a cross-over comparison", "allocation: randomised", False),
        ("a retrospective analysis", "allocation: single group, timing: prospective", True),
        ("a retrospective analysis", "allocation: single group, timing: retrospective", False),
        ("a case-control study", "allocation: randomised", False),
    ],
)
def test_the_design_is_that_of_the_title(
    tmp_path: Path, title: str, design: str, asked: bool
) -> None:
    text = f"{{{design}, comparators: not reported, masking: not reported}}"
    issues = found(tmp_path, study(report(FIRST, design=text), title=f"Ketamine, {title}"))
    assert bool(of_rule("title", issues)) == asked


def test_a_case_series_called_a_randomised_trial_by_one_document_is_one_finding(
    tmp_path: Path,
) -> None:
    text = "{{allocation: {}, comparators: not reported, masking: not reported}}"
    reports = (
        report(FIRST, design=text.format("randomised")),
        report(SECOND, 2, design=text.format("single group")),
    )
    issues = found(tmp_path, study(*reports, title="a report of 3 cases"))
    assert [issue.name for issue in issues] == ["design.allocation"]


@pytest.mark.parametrize(
    ("kind", "title", "words", "asked"),
    [
        ("review", "A narrative", "meta-analysis", True),
        ("review", "A narrative", "review", False),
        ("review", "A systematic review and meta-analysis", "meta-analysis", False),
        ("review", "A narrative", "randomised trial", True),
        ("review", "Trial sequential analysis", "trial", True),
        ("survey", "A national survey with a review", "review", False),
        ("guideline", "Consensus", "review", True),
        ("guideline", "Consensus", "guideline", False),
    ],
)
def test_a_document_is_called_what_it_is(
    tmp_path: Path, kind: str, title: str, words: str, asked: bool
) -> None:
    figures = f"[{{what: kind of document, in_words: {words}}}]"
    issues = found(tmp_path, overview(report(FIRST, figures=figures), kind=kind, title=title))
    assert bool(of_rule("called", issues)) == asked
    assert of_rule("places", issues) == []


def test_two_kinds_that_a_document_can_be_are_no_two_figures(tmp_path: Path) -> None:
    figures = "[{{what: kind of document, in_words: {}}}]"
    reports = (
        report(FIRST, figures=figures.format("review")),
        report(SECOND, 2, figures=figures.format("narrative review")),
    )
    assert found(tmp_path, overview(*reports, kind="review")) == ()


def test_what_a_document_says_that_it_is_holds(tmp_path: Path) -> None:
    figures = "[{{what: kind of document, in_words: {}}}]"
    own = report("low-2015", figures=figures.format("systematic review"))
    other = report(FIRST, 2, figures=figures.format("systematic review"))
    source = {"sources/low-2015.yaml": SOURCE.format(id="low-2015", rank=3, year=2015)}
    issues = found(tmp_path, source, overview(own, other, kind="review"))
    assert of_rule("called", issues) == []


# Confidence limits


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("noted: 23-51% (90% CI)", "printed: 23–51% of patients", True),
        ("noted: 23-51% (90% CI)", "printed: 23–51% (confidence interval)", False),
        ("noted: 23-51% (90% CI)", "printed: 23–52% of patients", False),
        ("noted: 23-51% of patients", "printed: 23–51% of patients", False),
        (
            "value: 37 %, interval: {kind: CI, low: 23, high: 51}",
            "printed: 23 to 51 % of patients",
            True,
        ),
    ],
)
def test_confidence_limits_are_no_shares(tmp_path: Path, one: str, other: str, asked: bool) -> None:
    outcome = "[{{outcome: relief, result: reported, {}}}]"
    reports = (
        report(FIRST, outcomes=outcome.format(one)),
        report(SECOND, 2, outcomes=outcome.format(other)),
    )
    issues = [each for each in found(tmp_path, study(*reports)) if each.rule == "confidence"]
    assert bool(issues) == asked
    assert all(issue.kind == BETWEEN for issue in issues)
    assert all(len(issue.alternatives) == 1 for issue in issues)


# Ratios


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("S against R, value: 2 times", "R against S, value: 2 times", 2),
        ("S against R, value: 2 times", "R against S, value: 0.5 times", 0),
        ("S against R, value: 2 times", "S against R, value: 0.5 times", 2),
        ("S against R, value: 2 times", "S against R, value: 3-4 times", 0),
        ("S against R, value: 2 times", "S against racemic, value: 4 times", 1),
        ("S against R, value: 4 times", "S against racemic, value: 2 times", 0),
        ("S against R, value: 2 times", "P against racemic, value: 4 times", 0),
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_ratios_are_not_turned_round(
    tmp_path: Path, one: str, other: str, asked: int, together: bool
) -> None:
    figures = [f"{{what: strength of {each}}}" for each in (one, other)]
    if together:
        files = [overview(report(FIRST, figures=f"[{', '.join(figures)}]"))]
        asked = min(asked, 1)
    else:
        files = [
            overview(report(FIRST, figures=f"[{figures[0]}]")),
            overview(report(SECOND, figures=f"[{figures[1]}]"), id_="max-2015"),
        ]
        if asked == 1:
            asked = 2  # each of the two documents names it
    assert len(of_rule("ratio", found(tmp_path, *files))) == asked


# Years


@pytest.mark.parametrize(
    ("id_", "words", "asked"),
    [
        ("low-2015", "", []),
        ("low-2014", "", ["2014 v 2015"]),
        ("low-2015", "Low et al. (2013)", ["2013 v 2015"]),
        ("low-2015", "In 2013, Low", ["2013 v 2015"]),
        ("low-2015", "In 2015, Low", []),
        ("low-2015", "McLow et al. (2013)", []),
        ("low-2015", "Low and others in 30 studies of 2013", []),
    ],
)
def test_a_document_is_named_by_its_year(
    tmp_path: Path, id_: str, words: str, asked: list[str]
) -> None:
    printed = f", printed: '{words}'" if words else ""
    figures = f"[{{what: a thing, count: 3{printed}}}]"
    cited = {f"sources/{id_}.yaml": SOURCE.format(id=id_, rank=3, year=2015)}
    issues = found(tmp_path, cited, overview(report(FIRST, figures=figures), id_=id_))
    assert of_rule("year", issues) == asked


def test_the_id_of_a_record_that_is_no_document_read_is_a_name(tmp_path: Path) -> None:
    figures = "[{what: a thing, count: 3}]"
    assert found(tmp_path, overview(report(FIRST, figures=figures), id_="low-2014")) == ()


# One cause, one finding


def test_bounds_printed_high_first_are_one_finding_a_document(tmp_path: Path) -> None:
    figure = "{{what: {}, value: 5 h, interval: {{kind: IQR, low: 4, high: 8}}, printed: 5 (8-4)}}"
    figures = ", ".join(figure.format(name) for name in ("one", "two", "three"))
    reports = (report(FIRST, figures=f"[{figures}]"), report(SECOND, 2, figures=f"[{figures}]"))
    issues = [each for each in found(tmp_path, overview(*reports)) if each.rule == "order"]
    assert [issue.id for issue in issues] == [f"low-2015/order/{each}" for each in (FIRST, SECOND)]
    assert [len(issue.values) for issue in issues] == [3, 3]
    assert all(issue.assessment.endswith("at 3 places") for issue in issues)
    assert all(issue.difference == "8 before 4" for issue in issues)


def test_figures_too_low_by_one_misprint_are_one_finding(tmp_path: Path) -> None:
    regimen = (
        "{route: intravenous, enantiomer: racemic, sessions: 1, session: 10 min, "
        "phases: [{bolus: 0.84 µg/kg}, {rate: 1.3 µg/kg/h}]}"
    )
    issues = found(tmp_path, study(report(FIRST, regimen=regimen)))
    (issue,) = [each for each in issues if each.rule == "KE305"]
    assert len(issue.values) == 2
    assert "at 2 places" in issue.what


# Studies of the same participants


SAME = "same_participants_as: roe-1999"
DESIGN = "{{allocation: {}, comparators: not reported, masking: not reported}}"


@pytest.mark.parametrize(
    ("own", "other", "name"),
    [
        ({"participants": "60"}, {"participants": "60"}, ""),
        ({"participants": "60"}, {"participants": "50"}, "participants"),
        ({"participants": "60"}, {"participants": "not reported"}, ""),
        ({"indications": "[crps]"}, {"indications": "[gout]"}, "indications"),
        ({"indications": "[crps]"}, {"indications": "[chronic-pain]"}, ""),
        (
            {"design": DESIGN.format("randomised")},
            {"design": DESIGN.format("single group")},
            "design.allocation",
        ),
        (
            {"design": DESIGN.format("randomised")},
            {"design": DESIGN.format("not reported")},
            "",
        ),
    ],
)
def test_studies_of_the_same_participants_agree(
    tmp_path: Path, own: dict[str, str], other: dict[str, str], name: str
) -> None:
    later = study(report(SECOND, 2, **other), id_="foe-2001", head=SAME)
    later = {key: text.replace("issued: 1999", "issued: 2001") for key, text in later.items()}
    issues = found(tmp_path, study(report(FIRST, 1, **own)), later)
    ids = [issue.id for issue in issues if issue.rule == "participants"]
    both = [
        f"foe-2001/{name}/same-participants/roe-1999",
        f"roe-1999/{name}/same-participants/foe-2001",
    ]
    assert ids == (both if name else [])


def test_their_arms_agree(tmp_path: Path) -> None:
    arms = "[{{arm: ketamine, participants: {}}}, {{arm: saline}}]"
    own = study(report(FIRST, arms=arms.format(30)), head=ARMS)
    head = f"{SAME}\n{ARMS.strip()}"
    later = study(report(SECOND, 2, arms=arms.format(31)), id_="foe-1999", head=head)
    issues = [each for each in found(tmp_path, own, later) if each.rule == "participants"]
    assert [issue.difference for issue in issues] == ["31 v 30", "30 v 31"]
    assert all(":ketamine/" in issue.id for issue in issues)
