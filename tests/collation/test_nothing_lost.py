"""Property: whatever a report says of a study is used, supports, differs, is set aside, or says why
there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from collated_studies import collated, tree_of
from hypothesis import given, settings
from hypothesis import strategies as st

from keta_evidence.collation.facts import FACT_RULES
from keta_evidence.collation.statements import Statement
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.records.library import default_folder, load_library
from keta_evidence.records.model import ArmReport, Items, Report

UNHURRIED = settings(deadline=None)
"""A busy machine is no reason to fail."""
LISTS = ("relief", "outcomes", "adverse_events", "comedication")


def facts_held(study: CollatedStudy) -> set[int]:
    """Ids of the facts that the single facts of a collated study hold."""
    names = (*FACT_RULES, "participants")
    held: set[int] = set()
    for each in (study, *study.by_arm()):
        for name in names:
            fact = each.fact(name)
            statements = [*fact.statements, *filter(None, [fact.used])]
            held |= {id(said) for statement in statements for said in statement.chain}
        held |= {id(each.chain[-1]) for each in study.comparators.statements}
    return held


def values_said(report: Report) -> Iterator[Any]:
    """The single facts of a report that have a value."""
    said: list[Any] = [report.indications, report.participants]
    said += [report.infusions, report.setting]
    if report.design is not None:
        design = report.design
        said += [design.allocation, design.structure, design.timing, design.masking]
        said.append(design.comparators)
    for each in said:
        if isinstance(each, Items):
            if each.items or each.none:
                yield each
        elif each is not None and each.value is not None:
            yield each


def entries_held(study: CollatedStudy, name: str) -> list[Statement]:
    collated_list = getattr(study, "every_relief" if name == "relief" else name)
    entries = (*collated_list.entries, *collated_list.set_aside)
    return [statement for entry in entries for statement in entry.every]


def assert_nothing_is_lost(study: CollatedStudy) -> None:
    held = facts_held(study)
    for report in study.documents:
        for said in values_said(report):
            assert id(said) in held, (report.source, said)
        for name in LISTS:
            items = getattr(report, name)
            if items is not None:
                assert_list_is_held(study, name, items)
        assert_arms_are_held(study, report.arms)
    given = [report for report in study.documents if report.regimen is not None]
    assert all(any(report is other for other, _ in study.regimens.by_report) for report in given)


def assert_list_is_held(study: CollatedStudy, name: str, items: Items[Any]) -> None:
    """Each entry stands in one place, and the list itself with its word where it has no entry."""
    held = [id(statement.value) for statement in entries_held(study, name)]
    assert [held.count(id(entry)) for entry in items.items] == [1] * len(items.items)
    collated_list = getattr(study, "every_relief" if name == "relief" else name)
    assert any(statement.chain[0] is items for statement in collated_list.said)


def assert_arms_are_held(study: CollatedStudy, arms: Sequence[ArmReport]) -> None:
    intervention = {arm.arm for arm in arms} - study.study.comparators
    assert intervention <= set(study.arms)


COUNTS = st.sampled_from(["3", "4", "5"])
ARMS = st.sampled_from(["", "arm: low", "arm: high"])
COMPARED = st.sampled_from(["placebo", "baseline", "not reported"])
TIMES = st.sampled_from(
    [
        "last_present: 11 wk, ended: not seen",
        "last_present: 3 mo, ended: not seen",
        "last_present: none shown",
        "first_absent: 12 wk",
        "duration: {value: 2 mo, statistic: mean}",
        "last_present: not reported, ended: not reported",
    ]
)
NAMES = st.sampled_from(["VAS", "NRS", "pain", "pain score"])


def entry(*parts: str) -> str:
    return "{" + ", ".join(filter(None, parts)) + "}"


ENTRIES = {
    "relief": st.builds(
        lambda outcome, comparator, times, arm: entry(
            f"outcome: {outcome}", f"comparator: {comparator}", times, arm
        ),
        NAMES,
        COMPARED,
        TIMES,
        ARMS,
    ),
    "outcomes": st.builds(
        lambda outcome, result, arm: entry(f"outcome: {outcome}", f"result: {result}", arm),
        NAMES,
        st.sampled_from(["improved", "unchanged", "reported"]),
        ARMS,
    ),
    "adverse_events": st.builds(
        lambda event, count, arm: entry(f"event: {event}", f"count: {count}", arm),
        st.sampled_from(["nausea", "Nausea", "hallucinations"]),
        COUNTS,
        ARMS,
    ),
    "comedication": st.builds(
        lambda drug, dose, arm: entry(f"drug: {drug}", f"dose: {dose} mg", arm),
        st.sampled_from(["midazolam", "benzodiazepine", "gabapentin"]),
        COUNTS,
        ARMS,
    ),
}
SINGLE = {
    "indications": ("[crps]", "[crps-1]", "[fibromyalgia]", "not reported"),
    "participants": ("20", "21", "not reported"),
    "setting": ("inpatient", "intensive care", "home", "unclear"),
    "design": tuple(
        f"{{allocation: randomised, comparators: {comparators}, masking: {masking}}}"
        for comparators in ("[placebo]", "[saline]", "none", "not reported")
        for masking in ("open", "double-blind", "triple-blind", "not reported")
    ),
}


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """A report of anything."""
    said = {"source": draw(st.sampled_from(["roe-1999", "registry-1999", "near-2010", "far-2012"]))}
    for name, values in SINGLE.items():
        if draw(st.booleans()):
            said[name] = tree_of(draw(st.sampled_from(values)))
    for name, entries in ENTRIES.items():
        found = draw(st.lists(entries, max_size=3))
        if found:
            said[name] = tree_of(f"[{', '.join(found)}]")
        elif draw(st.booleans()):
            said[name] = draw(st.sampled_from(["none", "not reported"]))
    return said


DECISIONS = st.builds(
    lambda what, use: {"what": what, "use": use},
    st.sampled_from([*SINGLE, *LISTS, "adverse_events.nausea", "relief.vas (placebo)"]),
    st.sampled_from(["roe-1999", "near-2010"]),
)


@UNHURRIED
@given(st.lists(reports(), min_size=1, max_size=4), st.lists(DECISIONS, max_size=2))
def test_nothing_that_a_report_says_is_lost(
    said: list[dict[str, Any]], decisions: list[dict[str, str]]
) -> None:
    arms = {"low": "intervention", "high": "intervention", "placebo": "comparator"}
    assert_nothing_is_lost(collated({"arms": arms, "reports": said, "decisions": decisions}))


SHIPPED = load_library(default_folder())


@pytest.mark.parametrize("id_", SHIPPED.records)
def test_nothing_is_lost_of_the_shipped_records(id_: str) -> None:
    assert_nothing_is_lost(CollatedStudy(SHIPPED, SHIPPED[id_]))


@UNHURRIED
@given(st.lists(reports(), min_size=2, max_size=3))
def test_differences_have_names_of_their_own_whichever_report_is_written_first(
    said: list[dict[str, Any]],
) -> None:
    """The order of preference, not that of the record, says which is the first of two."""
    documents = {each["source"]: each for each in said}
    arms = {"low": "intervention", "high": "intervention", "placebo": "comparator"}
    found = []
    for order in (list(documents.values()), list(reversed(documents.values()))):
        study = collated({"arms": arms, "reports": order})
        found.append([each.name for each in study.differences])
    assert found[0] == found[1]
