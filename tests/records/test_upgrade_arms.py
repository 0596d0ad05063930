"""Arms, comparators and the end of relief of format 1, as format 2 has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keta_evidence.records.text import parse_document
from keta_evidence.records.upgrade import upgrade

REPORTS = """
id: roe-1999
reports:
  - source: a
    arms:
      - {{id: ketamine, participants: 10}}
      - {{id: control, label: Control, treatment: {first}}}
    relief: [{{outcome: VAS, {relief}}}]
    outcomes: {{items: [{{outcome: sleep, versus: "{outcome}"}}]}}
    adverse_events: [{{event: nausea, versus: more often than with placebo}}]
  - source: b
    arms:
      - {{id: control, label: the others, treatment: {second}}}
"""


def upgraded(
    first: str = "saline",
    second: str = "saline",
    relief: str = "versus: saline, last_present: 4 wk",
    outcome: str = "baseline",
) -> Any:
    text = REPORTS.format(first=first, second=second, relief=relief, outcome=outcome)
    tree: Any = parse_document(text, Path("roe-1999.yaml")).tree
    assert upgrade(tree, "study") == ""
    return tree


def relief_of(tree: Any) -> Any:
    return tree["reports"][0]["relief"][0]


def test_an_arm_without_a_treatment_got_ketamine_and_one_with_a_treatment_is_a_comparator() -> None:
    ketamine, control = upgraded()["arms"]
    assert ketamine == {
        "id": "ketamine",
        "role": "intervention",
        "interventions": [{"drug": "ketamine"}],
    }
    assert control == {
        "id": "control",
        "label": "Control",
        "role": "comparator",
        "interventions": [{"drug": "saline"}],
    }


def test_reports_refer_to_the_arm_and_keep_what_they_alone_say() -> None:
    one, other = upgraded()["reports"]
    assert one["arms"] == [{"arm": "ketamine", "participants": "10"}, {"arm": "control"}]
    assert other["arms"] == [{"arm": "control", "label": "the others"}]


def test_arms_stand_before_the_reports_and_keep_their_places() -> None:
    text = REPORTS.format(first="x", second="x", relief="last_present: 4 wk", outcome="baseline")
    document = parse_document(text, Path("roe-1999.yaml"))
    tree: Any = document.tree
    upgrade(tree, "study")
    assert list(tree) == ["format", "id", "arms", "reports"]
    assert document.mark(("arms", 1, "id")) == document.mark(("reports", 0, "arms", 1, "arm"))
    assert document.mark(("arms", 1, "id")) == (7, 10)


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [
        ("lidocaine 2.5 mg/kg", [{"drug": "lidocaine", "dose": "2.5 mg/kg"}]),
        ("epidural saline", [{"drug": "saline", "route": "epidural"}]),
        ("saline and bupivacaine", [{"drug": "saline"}, {"drug": "bupivacaine"}]),
        ("calcitonin 200 IE", [{"drug": "calcitonin", "noted": "calcitonin 200 IE"}]),
        (
            '"alfentanil 1.5 µg/kg/min, doubled"',
            [
                {
                    "drug": "alfentanil",
                    "dose": "1.5 µg/kg/min",
                    "noted": "alfentanil 1.5 µg/kg/min, doubled",
                }
            ],
        ),
        (
            '"alfentanil, 11 mg in all"',
            [{"drug": "alfentanil", "noted": "alfentanil, 11 mg in all"}],
        ),
    ],
)
def test_a_treatment_is_taken_apart(treatment: str, expected: list[dict[str, str]]) -> None:
    assert upgraded(treatment, treatment)["arms"][1]["interventions"] == expected


def test_where_reports_differ_the_study_has_the_drug_and_each_report_its_own() -> None:
    tree = upgraded("midazolam", "midazolam 5 mg")
    assert tree["arms"][1]["interventions"] == [{"drug": "midazolam"}]
    assert "interventions" not in tree["reports"][0]["arms"][1]
    own = tree["reports"][1]["arms"][0]["interventions"]
    assert own == [{"drug": "midazolam", "dose": "5 mg"}]


@pytest.mark.parametrize(
    ("versus", "comparator"),
    [
        ("control", "control"),
        ("saline", {"value": "control", "noted": "saline"}),
        ("placebo", {"value": "control", "noted": "placebo"}),
        ("saline by infusion", {"value": "control", "noted": "saline by infusion"}),
        ("the other group", {"value": "control", "noted": "the other group"}),
        ("ketamine", "ketamine"),
        ("baseline", "baseline"),
        ("magnesium sulfate", "magnesium-sulfate"),
    ],
)
def test_what_relief_was_compared_with_is_an_arm(versus: str, comparator: Any) -> None:
    assert relief_of(upgraded(relief=f"versus: {versus}"))["comparator"] == comparator


def test_a_comparator_that_no_report_names_as_an_arm_is_added() -> None:
    arms = upgraded(relief="versus: oral morphine")["arms"]
    assert arms[2] == {
        "id": "oral-morphine",
        "role": "comparator",
        "interventions": [{"drug": "morphine", "route": "oral"}],
    }


def test_a_dose_is_another_arm_of_ketamine() -> None:
    arms = upgraded(relief="versus: 0.25 mg/kg")["arms"]
    assert arms[2] == {
        "id": "0-25-mg-kg",
        "role": "intervention",
        "interventions": [{"drug": "ketamine", "dose": "0.25 mg/kg"}],
    }


def test_what_relief_was_compared_with_is_said_to_be_not_reported() -> None:
    item = relief_of(upgraded(relief="last_present: 4 wk"))
    assert list(item.items())[:2] == [("outcome", "VAS"), ("comparator", "not reported")]


def test_what_a_comparison_showed_is_not_what_was_compared_with() -> None:
    (report, _) = upgraded(outcome="no difference between the groups")["reports"]
    item = report["outcomes"]["items"][0]
    assert item["difference"] == "no difference between the groups"
    assert "comparator" not in item
    assert report["adverse_events"][0]["difference"] == "more often than with placebo"


@pytest.mark.parametrize(
    ("times", "ended"),
    [
        ("last_present: 4 wk", "not seen"),
        ("last_present: {value: 4 wk, printed: four weeks}", "not seen"),
        ("last_present: not reported", "not reported"),
        ("last_present: {missing: unclear, because: several hours}", "not reported"),
        ("last_present: none shown", None),
        ("last_present: during infusion", None),
        ("last_present: 4 wk, first_absent: 6 wk", None),
        ("last_present: 4 wk, first_absent: unclear", None),
        ("duration: 4 wk", None),
        ("first_absent: 4 wk", None),
    ],
)
def test_whether_relief_was_seen_to_end_is_said(times: str, ended: str | None) -> None:
    assert relief_of(upgraded(relief=times)).get("ended") == ended


def test_the_better_direction_of_a_scale_goes_to_the_note() -> None:
    item = relief_of(upgraded(relief="better: higher, last_present: 4 wk, note: a scale"))
    assert item["note"] == "a scale; a higher score is better"
    assert "better" not in item
    item = relief_of(upgraded(relief="better: lower, last_present: 4 wk"))
    assert "note" not in item


def test_a_list_that_is_said_to_be_missing_stays_so() -> None:
    tree: Any = parse_document(
        "reports: [{relief: {missing: unclear, printed: some}, outcomes: none}]", Path("x.yaml")
    ).tree
    upgrade(tree, "study")
    assert tree["reports"] == [
        {"relief": {"missing": "unclear", "printed": "some"}, "outcomes": "none"}
    ]
