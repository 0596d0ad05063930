"""Statistics that format 1 has in strings, as format 2 has them: each part typed, and no word lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keta_evidence.records.text import parse_document
from keta_evidence.records.upgrade import upgrade


def typed(parts: str) -> dict[str, Any]:
    text = f"reports: [{{figures: [{{what: dose, {parts}, printed: x}}]}}]"
    tree: Any = parse_document(text, Path("x.yaml")).tree
    assert upgrade(tree, "overview") == ""
    return {
        key: value
        for key, value in tree["reports"][0]["figures"][0].items()
        if key not in ("what", "printed")
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7.7", {"value": "7.7"}),
        ("43.85 %", {"value": "43.85 %"}),
        ("23-51 %", {"value": "23-51 %"}),
        ("35 mg per 70 kg", {"value": "35 mg per 70 kg"}),
        ("< 3 mo", {"value": "< 3 mo"}),
        ("2 times", {"value": "2 times"}),
        ("-5.9 (SE 0.35)", {"value": "-5.9", "se": "0.35"}),
        ("23 +/- 9 % (SE)", {"value": "23 %", "se": "9 %"}),
        ("2.68 +/- 0.51", {"value": "2.68", "plus_minus": "0.51"}),
        ("from 9.1 to 5.7", {"value": "5.7", "before": "9.1"}),
        ("from 145.6 to 112 mg/day", {"value": "112 mg/day", "before": "145.6"}),
        (
            "10.5 ng/ml (4.37-21.2)",
            {
                "value": "10.5 ng/ml",
                "interval": {"kind": "not stated", "low": "4.37", "high": "21.2"},
            },
        ),
        ("moderate", {"in_words": "moderate"}),
        ("99 v 96", {"in_words": "99 v 96"}),
        ("1-10 d to 1-6 mo", {"in_words": "1-10 d to 1-6 mo"}),
        ("22 mg/h for 4 d", {"value": "22 mg/h", "in_words": "22 mg/h for 4 d"}),
        ("'>= 30 % pain relief'", {"value": ">= 30 %", "in_words": ">= 30 % pain relief"}),
        (
            "'>= 7 on an 11-point NRS'",
            {"value": ">= 7", "in_words": ">= 7 on an 11-point NRS"},
        ),
    ],
)
def test_a_figure_is_taken_apart(value: str, expected: dict[str, Any]) -> None:
    assert typed(f"value: {value}") == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            "low: 35.54, high: 52.15, spread: 95 % confidence interval",
            {"interval": {"kind": "CI", "level": "95 %", "low": "35.54", "high": "52.15"}},
        ),
        (
            "low: 4.3, high: 17.5, spread: quartiles (printed high first)",
            {
                "interval": {
                    "kind": "IQR",
                    "low": "4.3",
                    "high": "17.5",
                    "note": "printed high first",
                }
            },
        ),
        (
            'low: 10, high: 20, spread: "range, most studies"',
            {"interval": {"kind": "range", "low": "10", "high": "20", "note": "most studies"}},
        ),
        ("low: 4.3", {"in_words": "low 4.3 (range)"}),
        ("low: 1, high: 2", {"interval": {"kind": "range", "low": "1", "high": "2"}}),
        (
            "low: 17 min, high: 5 h for 7 d, spread: range",
            {
                "in_words": "17 min to 5 h for 7 d",
                "interval": {"kind": "range", "low": "17 min", "high": "5 h"},
            },
        ),
        (
            "low: 1980, high: June 2005, spread: first and last date",
            {"in_words": "1980 to June 2005 (first and last date)"},
        ),
    ],
)
def test_an_interval_says_what_it_is(parts: str, expected: dict[str, Any]) -> None:
    assert typed(parts) == expected


def test_parts_stand_in_the_order_of_the_format() -> None:
    made = typed("statistic: mean, p: '<0.01', value: 5, low: 4, high: 6, count: 3")
    assert list(made) == ["value", "statistic", "interval", "p", "count"]


def test_the_finding_of_an_outcome_is_its_result() -> None:
    text = "reports: [{outcomes: [{outcome: pain, finding: improved, value: 5, when: 2 wk}]}]"
    tree: Any = parse_document(text, Path("x.yaml")).tree
    upgrade(tree, "study")
    expected = [("outcome", "pain"), ("result", "improved"), ("when", "2 wk"), ("value", "5")]
    assert list(tree["reports"][0]["outcomes"][0].items()) == expected


def test_what_was_taken_apart_keeps_its_place() -> None:
    text = "reports:\n  - figures:\n      - {what: pain, value: -5.9 (SE 0.35)}\n"
    document = parse_document(text, Path("x.yaml"))
    upgrade(document.tree, "overview")  # type: ignore[arg-type]
    key = ("reports", 0, "figures", 0)
    assert document.mark((*key, "se")) == document.mark((*key, "value")) == (3, 22)
