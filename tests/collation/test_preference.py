"""Whose value is used: the order of documents, decisions, one document's version."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from collated_studies import collated, of_reports

from keta_evidence.collation.study import CollatedStudy

SINGLE = {
    "indications": ("[crps]", "[fibromyalgia]", "not reported"),
    "participants": ("20", "30", "not reported"),
    "infusions": ("40", "50", "unclear"),
    "setting": ("inpatient", "outpatient", "not reported"),
}
"""Single facts: two values that differ, and why there is none."""
DOCUMENTS = ("roe-1999", "registry-1999", "near-2010", "far-2012")
"""In order of preference."""
FACT = pytest.mark.parametrize("fact", SINGLE)


def used(study: CollatedStudy, fact: str) -> str | None:
    """The source whose value, or reason, is used."""
    best = study.fact(fact).best
    return None if best is None else best.report.source


def text(study: CollatedStudy, fact: str) -> str:
    best = study.fact(fact).best
    assert best is not None
    return best.show().text


@FACT
@pytest.mark.parametrize("order", list(itertools.permutations(DOCUMENTS)))
def test_own_paper_then_registry_then_by_detail_whatever_the_order_in_the_record(
    fact: str, order: tuple[str, ...]
) -> None:
    """The ranks of detail, 8 of the paper and 97 of the registry, are far behind the reviews'."""
    study = of_reports(*((source, f"{fact}: {SINGLE[fact][0]}") for source in order))
    assert tuple(report.source for report in study.reports) == DOCUMENTS
    assert used(study, fact) == "roe-1999"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("near-2010", "paper-1999", "paper-1999"),
        ("near-2010", "registry-1999", "registry-1999"),
        ("far-2012", "near-2010", "near-2010"),
        ("nobody-1990", "far-2012", "far-2012"),
    ],
    ids=["abstract before review", "registry before review", "detail", "not described comes last"],
)
def test_of_two_documents(one: str, other: str, expected: str) -> None:
    study = of_reports((one, "participants: 20"), (other, "participants: 21"))
    assert used(study, "participants") == expected


def test_the_report_of_another_cohort_is_not_the_own_paper() -> None:
    study = collated("""
        sources: {other-1999: cohort 7}
        reports:
          - {source: near-2010, participants: 20}
          - {source: other-1999, participants: 21}
    """)
    assert used(study, "participants") == "near-2010"


@pytest.mark.parametrize("access", ["table in a review", "cited elsewhere"])
def test_what_was_seen_on_a_page_about_the_paper_comes_last(access: str) -> None:
    study = of_reports(
        ("roe-1999", f"access: {access}\nparticipants: 20"), ("far-2012", "participants: 21")
    )
    assert used(study, "participants") == "far-2012"


@pytest.mark.parametrize("access", ["abstract", "part of the abstract"])
def test_a_paper_of_which_the_abstract_alone_was_read_is_the_own_paper(access: str) -> None:
    study = of_reports(
        ("near-2010", "participants: 20"), ("roe-1999", f"access: {access}\nparticipants: 21")
    )
    assert used(study, "participants") == "roe-1999"


def test_of_two_reports_of_one_document_the_first_written() -> None:
    study = of_reports(("near-2010", "participants: 20"), ("near-2010", "participants: 21"))
    assert text(study, "participants") == "20"


@FACT
def test_a_pointer_is_used_where_it_is_asked_for_by_name_and_nowhere_else(fact: str) -> None:
    report = ("clinic-2018", f"{fact}: {SINGLE[fact][0]}")
    assert used(of_reports(report), fact) is None
    assert used(of_reports(report, source="clinic-2018"), fact) == "clinic-2018"


def test_what_a_pointer_says_is_in_no_list_and_differs_from_nobody() -> None:
    study = of_reports(
        (
            "clinic-2018",
            """
            participants: 99
            relief: [{outcome: VAS, comparator: baseline, last_present: 9 mo, ended: not seen}]
            outcomes: [{outcome: sleep, result: improved}]
            comedication: [{drug: midazolam}]
            adverse_events: [{event: nausea}]
            """,
        ),
        ("near-2010", "participants: 20"),
    )
    for entries in (study.relief, study.outcomes, study.comedication, study.adverse_events):
        assert (entries.entries, entries.said) == ((), ())
    assert study.differences == ()


@FACT
def test_a_value_before_a_reason_of_absence(fact: str) -> None:
    value, _, absent = SINGLE[fact]
    study = of_reports(("roe-1999", f"{fact}: {absent}"), ("far-2012", f"{fact}: {value}"))
    assert used(study, fact) == "far-2012"
    silent = study.fact(fact).silent
    assert silent is not None
    assert silent.report.source == "roe-1999"
    assert study.differences == ()


@FACT
def test_a_reason_of_absence_where_no_document_has_a_value(fact: str) -> None:
    absent = SINGLE[fact][2]
    study = of_reports(("far-2012", f"{fact}: {absent}"), ("roe-1999", f"{fact}: {absent}"))
    assert (used(study, fact), text(study, fact)) == ("roe-1999", absent)
    assert study.fact(fact).value is None


def test_nothing_where_nobody_says_anything() -> None:
    study = of_reports(("roe-1999", "note: nothing else"))
    assert {used(study, fact) for fact in SINGLE} == {None}
    assert (study.design, study.arms, study.courses, study.differences) == (None, (), (), ())


def decided(what: str, use: str = "far-2012", **more: Any) -> str:
    made = "".join(f", {name}: {value}" for name, value in more.items())
    return f"[{{what: {what}, use: {use}{made}}}]"


DIFFERING = [
    (source, "\n".join(f"{fact}: {values[place]}" for fact, values in SINGLE.items()))
    for place, source in enumerate(("roe-1999", "far-2012"))
]


@FACT
def test_a_decision_overrides_the_order_for_what_it_names_alone(fact: str) -> None:
    study = of_reports(*DIFFERING, decisions=decided(fact))
    assert {each: used(study, each) for each in SINGLE} == {
        each: "far-2012" if each == fact else "roe-1999" for each in SINGLE
    }
    decision = study.fact(fact).decision
    assert decision is not None
    assert (decision.why, decision.by) == ("a reason", "reader-3")


def test_a_decision_without_a_source_leaves_the_order() -> None:
    study = of_reports(*DIFFERING, decisions="[{what: participants, values: ['20', '30']}]")
    assert (used(study, "participants"), study.fact("participants").decision) == ("roe-1999", None)


def test_a_decision_for_a_document_that_says_nothing_leaves_the_order() -> None:
    study = of_reports(
        ("near-2010", "participants: 20"),
        ("far-2012", "infusions: 21"),
        decisions=decided("participants"),
    )
    assert (used(study, "participants"), study.fact("participants").decision) == ("near-2010", None)


@FACT
def test_one_documents_version_has_its_reports_alone_and_no_decisions(fact: str) -> None:
    study = of_reports(*DIFFERING, decisions=decided(fact), source="roe-1999")
    assert [report.source for report in study.documents] == ["roe-1999"]
    assert (used(study, fact), study.decisions) == ("roe-1999", ())
    assert (study.fact(fact).decision, study.differences) == (None, ())


DESIGNS = [
    (source, f"design: {{allocation: {allocation}, comparators: [placebo], masking: {masking}}}")
    for source, allocation, masking in (
        ("roe-1999", "randomised", "open"),
        ("far-2012", "non-randomised", "double-blind"),
    )
]


def design_of(study: CollatedStudy) -> tuple[str | None, str | None]:
    design = study.design
    assert design is not None
    return design.allocation.value, design.masking.value


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (decided("design"), ("non-randomised", "double-blind")),
        (decided("design.masking"), ("randomised", "double-blind")),
        (decided("design", values="[open, double-blind]"), ("randomised", "double-blind")),
        (decided("regimen"), ("randomised", "open")),
    ],
    ids=["on the design", "on a part of it", "on the values of a part", "on something else"],
)
def test_a_decision_on_a_design_or_on_one_part_of_it(
    decision: str, expected: tuple[str, str]
) -> None:
    """Made on the values of one part, it decides nothing beside that part."""
    assert design_of(of_reports(*DESIGNS)) == ("randomised", "open")
    assert design_of(of_reports(*DESIGNS, decisions=decision)) == expected


def test_each_part_of_a_design_comes_from_the_first_report_that_gives_it() -> None:
    own = "design: {allocation: not reported, comparators: not reported, masking: double-blind}"
    full = """design: {allocation: randomised, structure: crossover, timing: prospective,
                       comparators: [placebo], masking: open}"""
    design = of_reports(("near-2010", full), ("roe-1999", own)).design
    assert design is not None
    assert (design.allocation.value, design.masking.value) == ("randomised", "double-blind")
    assert design.structure is not None
    assert (design.structure.value, design.comparators.items) == ("crossover", ("placebo",))


def test_a_part_of_a_design_that_nobody_gives_is_not_reported() -> None:
    said = "design: {allocation: randomised, comparators: not reported, masking: unclear}"
    design = of_reports(("near-2010", said)).design
    assert design is not None
    assert (design.masking.missing, design.comparators.missing) == ("unclear", "not reported")
    assert (design.structure, design.timing) == (None, None)
