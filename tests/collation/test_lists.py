"""Lists over several reports: the union, each entry once, with what agrees and what differs."""

from __future__ import annotations

from typing import Any

import pytest
from collated_studies import collated, of_reports, tree_of

from keta_evidence.collation.lists import CollatedList
from keta_evidence.collation.study import CollatedStudy

ARMS = {"low": "intervention", "high": "intervention", "placebo": "comparator"}
Sources = tuple[list[str], list[str]]
"""Of an entry, the documents that it comes from and those that differ."""
LISTS = ("relief", "outcomes", "adverse_events", "comedication")


def list_of(study: CollatedStudy, name: str) -> CollatedList[Any]:
    found: CollatedList[Any] = getattr(study, name)
    return found


def texts(study: CollatedStudy, name: str) -> list[str]:
    """The entries as people read them."""
    collated_list = list_of(study, name)
    return [collated_list.rule.write(item) for item in collated_list.items]


def sources(study: CollatedStudy, name: str) -> list[Sources]:
    """The documents of each entry."""
    return [
        (
            [each.report.source for each in entry.statements],
            [each.report.source for each in entry.differing],
        )
        for entry in list_of(study, name).entries
    ]


def two(name: str, one: str, other: str, **more: Any) -> CollatedStudy:
    """A study with three arms of which the paper reports one entry, a review another."""
    reports = [
        {"source": source, name: tree_of(f"[{entry}]")}
        for source, entry in (("roe-1999", one), ("near-2010", other))
    ]
    return collated({"arms": ARMS, "reports": reports} | more)


BOTH: Sources = (["roe-1999", "near-2010"], [])
APART: list[Sources] = [(["roe-1999"], []), (["near-2010"], [])]
DIFFERENT: list[Sources] = [(["roe-1999"], ["near-2010"])]

VAS = "outcome: VAS, comparator: placebo, arm: low"
SLEEP = "outcome: sleep quality, arm: low, comparator: placebo, when: 1 wk"

SAME_ENTRY = {
    "an event by its words": ("adverse_events", "{event: nausea}", "{event: Nausea}"),
    "an event by its term": (
        "adverse_events",
        "{event: hallucinations, count: 4, of: 10, arm: low}",
        "{event: visual disturbance, term: hallucinations, count: 4, arm: low}",
    ),
    "a count and its percentage": (
        "adverse_events",
        "{event: nausea, count: 3, of: 20}",
        "{event: nausea, share: 15 %}",
    ),
    "a percentage with decimals and without": (
        "outcomes",
        "{outcome: withdrawal, result: reported, count: 5, share: 15.6 %}",
        "{outcome: withdrawal, result: reported, share: 16 %}",
    ),
    "a drug by its name": ("comedication", "{drug: midazolam}", "{drug: Midazolam, dose: 2 mg}"),
    "a drug in another unit": (
        "comedication",
        "{drug: clonidine, dose: 0.1 mg}",
        "{drug: clonidine, dose: 100 µg}",
    ),
    "a drug and its class": ("comedication", "{drug: benzodiazepine}", "{drug: midazolam}"),
    "an outcome": ("outcomes", f"{{{SLEEP}, result: improved}}", f"{{{SLEEP}, result: improved}}"),
    "an outcome at 12 wk and 3 mo": (
        "outcomes",
        "{outcome: sleep, when: 12 wk, result: improved}",
        "{outcome: sleep, when: 3 mo, result: improved}",
    ),
    "an outcome that is only mentioned": (
        "outcomes",
        "{outcome: sleep, result: reported}",
        "{outcome: sleep, result: improved}",
    ),
    "relief at 12 wk and 3 mo": (
        "relief",
        f"{{{VAS}, last_present: 12 wk, ended: not seen}}",
        f"{{{VAS}, last_present: 3 mo, ended: not seen}}",
    ),
    "relief by another name of its measure": (
        "relief",
        "{outcome: pain, comparator: placebo, last_present: 1 wk, ended: not seen}",
        "{outcome: pain score, comparator: placebo, last_present: 7 d, ended: not seen}",
    ),
    "relief and what it was compared with": (
        "relief",
        "{outcome: VAS, comparator: placebo, last_present: 1 wk, ended: not seen}",
        "{outcome: VAS, comparator: not reported, last_present: 1 wk, ended: not seen}",
    ),
    "relief present in one report, lost in another": (
        "relief",
        f"{{{VAS}, last_present: 11 wk, ended: not reported}}",
        f"{{{VAS}, first_absent: 12 wk}}",
    ),
}


@pytest.mark.parametrize(("name", "one", "other"), SAME_ENTRY.values(), ids=SAME_ENTRY)
def test_the_same_entry_reported_twice_is_one_with_two_places(
    name: str, one: str, other: str
) -> None:
    study = two(name, one, other)
    assert sources(study, name) == [BOTH]
    (entry,) = list_of(study, name).entries
    places = {origin.place for each in entry.every for origin in each.show().origins}
    assert places == {"roe-1999, Table 1", "near-2010, Table 2"}
    assert study.differences == ()


OTHER_ENTRY = {
    "another event": ("adverse_events", "{event: nausea, count: 3}", "{event: dizziness}"),
    "an event of another arm": (
        "adverse_events",
        "{event: nausea, count: 3, arm: low}",
        "{event: nausea, count: 4, arm: high}",
    ),
    "an outcome of another arm": (
        "outcomes",
        "{outcome: sleep, result: improved, arm: low}",
        "{outcome: sleep, result: unchanged, arm: high}",
    ),
    "an outcome against something else": (
        "outcomes",
        "{outcome: sleep, result: improved, comparator: baseline}",
        "{outcome: sleep, result: unchanged, comparator: placebo}",
    ),
    "an outcome at another time": (
        "outcomes",
        "{outcome: sleep, result: improved, when: 1 wk}",
        "{outcome: sleep, result: unchanged, when: 2 wk}",
    ),
    "another outcome": (
        "outcomes",
        "{outcome: sleep, result: improved}",
        "{outcome: mood, result: unchanged}",
    ),
    "relief against something else": (
        "relief",
        "{outcome: VAS, comparator: baseline, last_present: 2 wk, ended: not seen}",
        "{outcome: VAS, comparator: placebo, last_present: none shown}",
    ),
    "relief as long against something else": (
        "relief",
        "{outcome: VAS, comparator: baseline, last_present: 2 wk, ended: not seen}",
        "{outcome: VAS, comparator: placebo, last_present: 2 wk, ended: not seen}",
    ),
    "relief of another arm": (
        "relief",
        "{outcome: VAS, comparator: placebo, arm: low, last_present: 2 wk, ended: not seen}",
        "{outcome: VAS, comparator: placebo, arm: high, last_present: 1 wk, ended: not seen}",
    ),
    "relief by another threshold": (
        "relief",
        f"{{{VAS}, threshold: '>= 50 % reduction', last_present: 2 wk, ended: not seen}}",
        f"{{{VAS}, threshold: '>= 30 % reduction', last_present: 4 wk, ended: not seen}}",
    ),
    "a mean duration and a median one": (
        "relief",
        f"{{{VAS}, duration: {{value: 2 wk, statistic: mean}}}}",
        f"{{{VAS}, duration: {{value: 4 wk, statistic: median}}}}",
    ),
    "a drug of another arm": (
        "comedication",
        "{drug: midazolam, dose: 2 mg, arm: low}",
        "{drug: midazolam, dose: 4 mg, arm: high}",
    ),
}


@pytest.mark.parametrize(("name", "one", "other"), OTHER_ENTRY.values(), ids=OTHER_ENTRY)
def test_what_is_about_something_else_is_an_entry_of_its_own(
    name: str, one: str, other: str
) -> None:
    study = two(name, one, other)
    assert sources(study, name) == APART
    assert study.differences == ()


DIFFERING = {
    "a count": (
        "adverse_events",
        "{event: nausea, count: 3, of: 20}",
        "{event: Nausea, count: 4, of: 20}",
        "adverse_events.nausea",
        ["3/20", "4/20"],
    ),
    "a percentage": (
        "adverse_events",
        "{event: nausea, share: 15.6 %}",
        "{event: nausea, share: 15 %}",
        "adverse_events.nausea",
        ["15.6 %", "15 %"],
    ),
    "a count of one arm": (
        "adverse_events",
        "{event: nausea, count: 3, arm: low}",
        "{event: nausea, count: 0, arm: low}",
        "adverse_events.nausea (low)",
        ["3", "0"],
    ),
    "an event that another denies": (
        "adverse_events",
        "{event: nausea}",
        "{event: nausea, count: 0}",
        "adverse_events.nausea",
        ["reported", "0"],
    ),
    "a dose": (
        "comedication",
        "{drug: midazolam, dose: 2 mg}",
        "{drug: midazolam, dose: 4 mg}",
        "comedication.midazolam",
        ["2 mg", "4 mg"],
    ),
    "a result": (
        "outcomes",
        f"{{{SLEEP}, result: improved}}",
        f"{{{SLEEP}, result: worsened}}",
        "outcomes.sleep quality (low, placebo, 1 wk)",
        ["improved", "worsened"],
    ),
    "a time": (
        "relief",
        f"{{{VAS}, last_present: 11 wk, ended: not seen}}",
        f"{{{VAS}, last_present: 5 wk, ended: not seen}}",
        "relief.vas (low, placebo)",
        ["≥ 11 wk", "≥ 5 wk"],
    ),
    "none, and some": (
        "relief",
        f"{{{VAS}, last_present: none shown}}",
        f"{{{VAS}, last_present: 5 wk, ended: not seen}}",
        "relief.vas (low, placebo)",
        ["none shown", "≥ 5 wk"],
    ),
    "gone when another says that it was there": (
        "relief",
        f"{{{VAS}, first_absent: 4 wk}}",
        f"{{{VAS}, last_present: 5 wk, ended: not seen}}",
        "relief.vas (low, placebo)",
        ["gone by 4 wk", "≥ 5 wk"],
    ),
}
DIFFER = pytest.mark.parametrize(
    ("name", "one", "other", "id_", "shown"), DIFFERING.values(), ids=DIFFERING
)


@DIFFER
def test_the_same_entry_reported_differently_is_a_difference_with_its_name(
    name: str, one: str, other: str, id_: str, shown: list[str]
) -> None:
    study = two(name, one, other)
    assert sources(study, name) == DIFFERENT
    (difference,) = study.differences
    assert (difference.name, difference.fact, difference.column) == (id_, name, name)
    assert [each.show().text for each in difference.statements] == shown


@DIFFER
def test_a_decision_on_an_entry_uses_what_it_chose_and_leaves_the_difference_named(
    name: str, one: str, other: str, id_: str, shown: list[str]
) -> None:
    """Also where it names the list, and the values that differ."""
    for made in ({"what": id_}, {"what": name, "values": shown}):
        study = two(name, one, other, decisions=[{"use": "near-2010", **made}])
        assert sources(study, name) == [(["near-2010"], ["roe-1999"])]
        (entry,) = list_of(study, name).entries
        assert list_of(study, name).rule.figure(entry.entry) == shown[1]
        (difference,) = study.differences
        assert difference.name == id_
        assert [each.show().text for each in difference.statements] == shown


def test_a_decision_on_an_entry_leaves_the_others() -> None:
    study = of_reports(
        ("roe-1999", "adverse_events: [{event: nausea, count: 3}, {event: dizziness, count: 5}]"),
        ("near-2010", "adverse_events: [{event: nausea, count: 4}, {event: dizziness, count: 6}]"),
        decisions="[{what: adverse_events.nausea, use: near-2010}]",
    )
    assert texts(study, "adverse_events") == ["nausea (4)", "dizziness (5)"]


def test_a_decision_on_a_list_sets_the_others_aside() -> None:
    study = of_reports(
        ("roe-1999", "adverse_events: [{event: nausea, count: 3}, {event: dizziness}]"),
        ("near-2010", "adverse_events: [{event: nausea, count: 4}, {event: headache}]"),
        decisions="[{what: adverse_events, use: near-2010}]",
    )
    assert texts(study, "adverse_events") == ["nausea (4)", "headache"]
    aside = study.adverse_events.set_aside
    assert [each.entry.event for each in aside] == ["dizziness"]


def test_a_decision_on_values_of_the_list_sets_the_others_aside_where_it_was_made_on_all() -> None:
    reports = [
        ("roe-1999", "comedication: [{drug: morphine}, {drug: diazepam}]"),
        ("near-2010", "comedication: none"),
    ]
    for values, drugs in (
        ("['morphine, diazepam', none]", []),
        ("[morphine, none]", ["morphine", "diazepam"]),
    ):
        decision = f"[{{what: comedication, values: {values}, use: near-2010}}]"
        assert texts(of_reports(*reports, decisions=decision), "comedication") == drugs


@pytest.mark.parametrize(
    "decision",
    [
        "{what: adverse_events, values: ['1', '2']}",
        "{what: adverse_events.headache}",
        "{what: participants}",
    ],
)
def test_a_decision_on_something_else_leaves_a_list(decision: str) -> None:
    study = of_reports(
        ("roe-1999", "adverse_events: [{event: nausea, count: 3}]"),
        ("near-2010", "participants: 20\nadverse_events: [{event: nausea, count: 4}]"),
        decisions=f"[{decision[:-1]}, use: near-2010}}]",
    )
    assert texts(study, "adverse_events") == ["nausea (3)"]
    assert study.adverse_events.set_aside == ()


def test_a_decision_for_none_sets_all_aside() -> None:
    study = of_reports(
        ("roe-1999", "comedication: [{drug: midazolam}]"),
        ("near-2010", "comedication: none"),
        decisions="[{what: comedication, use: near-2010}]",
    )
    assert study.comedication.none
    assert [each.entry.drug for each in study.comedication.set_aside] == ["midazolam"]


def test_a_decision_for_a_document_without_the_list_sets_nothing_aside() -> None:
    study = of_reports(
        ("roe-1999", "comedication: [{drug: midazolam}]"),
        ("near-2010", "participants: 20"),
        decisions="[{what: comedication, use: near-2010}]",
    )
    assert texts(study, "comedication") == ["midazolam"]
    assert study.comedication.set_aside == ()


@pytest.mark.parametrize("name", LISTS)
def test_one_documents_version_has_its_entries_alone(name: str) -> None:
    _, one, other, _, _ = next(case for case in DIFFERING.values() if case[0] == name)
    study = two(name, one, other)
    alone = CollatedStudy(study.library, study.study, source="near-2010")
    assert sources(alone, name) == [(["near-2010"], [])]
    assert alone.differences == ()


def test_lists_are_unions() -> None:
    study = of_reports(
        ("roe-1999", "adverse_events: [{event: nausea}, {event: dizziness}]"),
        ("near-2010", "adverse_events: [{event: headache}, {event: nausea}]"),
        ("far-2012", "adverse_events: [{event: sedation}]"),
    )
    assert texts(study, "adverse_events") == ["nausea", "dizziness", "headache", "sedation"]


def test_an_entry_is_filled_from_the_report_that_says_more() -> None:
    study = two(
        "relief",
        f"{{{VAS}, last_present: 11 wk, ended: not reported}}",
        f"{{{VAS}, first_absent: 12 wk, follow_up_end: 16 wk}}",
    )
    assert texts(study, "relief") == [
        "VAS (vs placebo, low): present at 11 wk, absent at 12 wk, followed to 16 wk"
    ]


@pytest.mark.parametrize(
    ("name", "one", "other", "text"),
    [
        (
            "comedication",
            "{drug: benzodiazepine, dose: 2 mg}",
            "{drug: midazolam}",
            "midazolam 2 mg",
        ),
        (
            "outcomes",
            "{outcome: sleep, result: reported, when: 12 wk}",
            "{outcome: sleep, result: improved, when: 3 mo}",
            "sleep: improved (at 12 wk)",
        ),
        (
            "relief",
            "{outcome: pain, comparator: baseline, last_present: 3 mo, ended: not seen}",
            "{outcome: VAS, comparator: baseline, last_present: 12 wk, ended: seen}",
            "VAS (vs baseline): present at 3 mo",
        ),
        ("adverse_events", "{event: nausea}", "{event: Nausea, count: 3, of: 20}", "nausea (3/20)"),
    ],
    ids=["a narrower drug", "a result", "a narrower measure", "a count"],
)
@pytest.mark.parametrize("order", [1, -1])
def test_what_is_more_exact_is_taken_from_either_report(
    name: str, one: str, other: str, text: str, order: int
) -> None:
    """The figures are those of the preferred one."""
    study = two(name, *(one, other)[::order])
    assert sources(study, name) == [BOTH]
    (written,) = texts(study, name)
    figures = {"Nausea": "nausea", "3 mo": "12 wk"}
    for figure, same in figures.items():
        written, text = written.replace(figure, same), text.replace(figure, same)
    assert written == text


def test_that_relief_was_seen_to_end_is_not_lost_behind_one_that_did_not_see_it() -> None:
    study = two(
        "relief",
        f"{{{VAS}, last_present: 11 wk, ended: not seen}}",
        f"{{{VAS}, last_present: 11 wk, ended: seen}}",
    )
    assert [item.ended for item in study.relief.items] == ["seen"]


def test_what_a_report_lists_twice_means_two() -> None:
    entries = "[{event: nausea, count: 3}, {event: nausea, count: 4}]"
    study = of_reports(("roe-1999", f"adverse_events: {entries}"))
    assert texts(study, "adverse_events") == ["nausea (3)", "nausea (4)"]


def test_nor_do_two_of_one_report_join_one_of_another() -> None:
    study = of_reports(
        ("roe-1999", "adverse_events: [{event: nausea}]"),
        ("near-2010", "adverse_events: [{event: nausea}, {event: nausea}]"),
    )
    assert sources(study, "adverse_events") == [BOTH, (["near-2010"], [])]


TWICE = "[{event: nausea, count: 3}, {event: nausea, count: 4}]"


@pytest.mark.parametrize("order", [1, -1])
def test_which_of_two_entries_another_differs_from_cannot_be_said(order: int) -> None:
    lists = [TWICE, "[{event: nausea, count: 5}]"][::order]
    study = of_reports(
        ("roe-1999", f"adverse_events: {lists[0]}"), ("near-2010", f"adverse_events: {lists[1]}")
    )
    assert sorted(texts(study, "adverse_events")) == ["nausea (3)", "nausea (4)", "nausea (5)"]
    assert study.differences == ()


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_entries_that_which_agrees_with_none_is_the_one_that_differs(order: int) -> None:
    """Whichever stands first in its report."""
    other = ["{event: nausea, count: 3}", "{event: nausea, count: 5}"][::order]
    study = of_reports(
        ("roe-1999", f"adverse_events: {TWICE}"),
        ("near-2010", f"adverse_events: [{', '.join(other)}]"),
    )
    assert sources(study, "adverse_events") == [BOTH, *DIFFERENT]
    assert texts(study, "adverse_events") == ["nausea (3)", "nausea (4)"]


@pytest.mark.parametrize("name", ["relief", "outcomes", "adverse_events", "comedication"])
def test_none_is_said_where_no_report_has_an_entry(name: str) -> None:
    study = of_reports(("near-2010", f"{name}: unclear"), ("roe-1999", f"{name}: none"))
    assert list_of(study, name).none
    said = list_of(study, name).without_entry
    assert said is not None
    assert (said.report.source, said.value) == ("roe-1999", "none")


@pytest.mark.parametrize("name", ["adverse_events", "comedication"])
def test_none_in_one_report_and_some_in_another_is_a_difference(name: str) -> None:
    entry = "{event: nausea}" if name == "adverse_events" else "{drug: midazolam}"
    study = of_reports(("roe-1999", f"{name}: none"), ("near-2010", f"{name}: [{entry}]"))
    assert not list_of(study, name).none
    assert len(list_of(study, name).entries) == 1
    assert [each.name for each in study.differences] == [name]


def test_each_report_names_drugs_that_the_other_leaves_out() -> None:
    """Midazolam in the review, gabapentin in the abstract: both are there, and it is asked."""
    study = of_reports(
        ("paper-1999", "comedication: [{drug: gabapentin}]"),
        ("near-2010", "comedication: [{drug: midazolam}]"),
    )
    assert texts(study, "comedication") == ["gabapentin", "midazolam"]
    assert [each.name for each in study.differences] == ["comedication"]


def test_entries_of_comparator_arms_are_no_relief_of_the_drug_studied() -> None:
    study = collated("""
        arms: {low: intervention, placebo: comparator}
        reports:
          - relief:
              - {outcome: VAS, comparator: baseline, arm: low, last_present: 1 wk, ended: not seen}
              - {outcome: VAS, comparator: baseline, arm: placebo, last_present: 2 wk, ended: not seen}
              - {outcome: NRS, comparator: baseline, last_present: 3 wk, ended: not seen}
    """)
    assert [(item.outcome, item.arm) for item in study.relief.items] == [
        ("VAS", "low"),
        ("NRS", None),
    ]
    assert len(study.every_relief.items) == 3


def test_what_names_no_arm_is_about_the_only_intervention_arm() -> None:
    study = collated("""
        arms: {low: intervention, placebo: comparator}
        reports:
          - {source: roe-1999, adverse_events: [{event: nausea, count: 3, arm: low}]}
          - {adverse_events: [{event: nausea, count: 4}]}
    """)
    assert sources(study, "adverse_events") == DIFFERENT


def test_an_arm_has_its_own_entries_and_those_tied_to_none() -> None:
    events = "{event: nausea}, {event: sedation, arm: low}, {event: headache, arm: high}"
    report = {"arms": [{"arm": id_} for id_ in ARMS], "adverse_events": tree_of(f"[{events}]")}
    study = collated({"arms": ARMS, "reports": [report]})
    assert {each.arm: texts(each, "adverse_events") for each in study.by_arm()} == {
        "low": ["nausea", "sedation (low)"],
        "high": ["nausea", "headache (high)"],
    }


# Comparators


@pytest.mark.parametrize(
    ("lists", "words", "differences"),
    [
        (("[placebo]", "[saline]"), ("saline",), []),
        (("[saline]", "[placebo]"), ("saline",), []),
        (("[placebo]", "[midazolam (active placebo)]"), ("midazolam (active placebo)",), []),
        (("[placebo]", "[placebo, morphine]"), ("placebo", "morphine"), []),
        (("[placebo]", "[saline, morphine]"), ("saline", "morphine"), []),
        (("[placebo]", "[morphine]"), ("placebo", "morphine"), ["design.comparators"]),
        (("[placebo]", "none"), ("placebo",), ["design.comparators"]),
        (("[placebo]", "not reported"), ("placebo",), []),
        (("none", "none"), (), []),
    ],
)
def test_comparators_are_the_union_the_narrower_word_for_the_broader(
    lists: tuple[str, str], words: tuple[str, ...], differences: list[str]
) -> None:
    study = of_reports(
        *(
            (
                source,
                f"design: {{allocation: randomised, comparators: {given}, masking: open}}",
            )
            for source, given in zip(("roe-1999", "near-2010"), lists, strict=True)
        )
    )
    assert study.comparators.words == words
    assert study.comparators.none == (not words)
    assert [each.name for each in study.differences] == differences
    design = study.design
    assert design is not None
    assert design.comparators.items == words


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("design.comparators", ("morphine",)),
        ("design", ("morphine",)),
        ("design.masking", ("placebo", "morphine")),
    ],
)
def test_a_decision_on_comparators_uses_those_of_its_source(
    what: str, words: tuple[str, ...]
) -> None:
    given = "design: {{allocation: randomised, comparators: [{}], masking: open}}"
    study = of_reports(
        ("paper-1999", given.format("placebo")),
        ("near-2010", given.format("morphine")),
        decisions=f"[{{what: {what}, use: near-2010, why: w, by: reader-3, date: 2026-01-31}}]",
    )
    assert study.comparators.words == words
