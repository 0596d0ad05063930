"""`list --source maher-2017 -f json` against the page, worked by hand (tests/worked/maher-2017.yaml)."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from keta_evidence.records.text import load_document

ROOT = Path(__file__).parent.parent
EXPECTED: Any = load_document(Path(__file__).parent / "worked" / "maher-2017.yaml").tree
COLUMNS = {
    "session": ("session_hours_min", "session_hours_max"),
    "sessions": ("sessions_min", "sessions_max"),
    "infusion": ("infusion_hours_min", "infusion_hours_max"),
    "dose": ("total_dose_mg_min", "total_dose_mg_max"),
    "relief": ("relief_days_min", "relief_days_max"),
}


@cache
def rows() -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "keta_evidence",
        "list",
        "--source",
        "maher-2017",
        "-f",
        "json",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, cwd=ROOT
    )
    table = json.loads(done.stdout)
    assert table["schema"] == "keta-evidence/list/1"
    return {row["id"]: row for row in table["rows"]}


def worked(text: str) -> float | None:
    if text == "none":
        return None
    top, _, bottom = text.partition("/")
    return float(Fraction(top) / Fraction(bottom or "1"))


def same(found: float | None, expected: float | None) -> bool:
    """Equal but for the last bits of a double; unknown equals only unknown."""
    return (
        found is expected
        if found is None or expected is None
        else found == pytest.approx(expected, rel=1e-12)
    )


def test_twenty_six_articles() -> None:
    assert sorted(rows()) == sorted(case["id"] for case in EXPECTED)
    assert len(rows()) == 26


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case["id"])
def test_every_figure_of_the_row(case: Any) -> None:
    row = rows()[case["id"]]
    for name, columns in COLUMNS.items():
        ends = case[name] if isinstance(case[name], list) else [case[name]] * 2
        for column, end in zip(columns, ends, strict=True):
            assert same(row[column], worked(end)), column
    assert row["participants"] == worked(case["participants"])
    assert same(row["max_rate_mg_per_kg_h"], worked(case["rate"]))
    assert row["relief_lost_by_days"] == worked(case.get("lost_by", "none"))
    assert row["evidence_level"] == int(case["level"])
