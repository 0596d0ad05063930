"""Options that change values change exactly those they should: on the records that are shipped."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ROOT, STUDIES, run_in

Rows = dict[str, dict[str, Any]]
MG = ("total_dose_mg_min", "total_dose_mg_max")
MG_PER_KG = ("total_dose_mg_per_kg_min", "total_dose_mg_per_kg_max", "max_rate_mg_per_kg_h")
WEIGHED = (*MG, *MG_PER_KG)


@cache
def rows(*words: str) -> Rows:
    ran = run_in(ROOT, "list", "-f", "json", *words, KETA_EVIDENCE_STUDIES="")
    assert ran.code == 0, ran
    return {row["id"]: row for row in json.loads(ran.out)["rows"]}


@cache
def kinds() -> dict[str, set[str]]:
    """Which dimensions a study's phases are typed in: per kilogram, flat, or both."""
    from keta_evidence import load  # noqa: PLC0415
    from keta_evidence.collation.study import CollatedStudy  # noqa: PLC0415

    library = load(ROOT / "studies").library
    return {
        study.id: {
            _kind(phase)
            for course in CollatedStudy(library, study).courses
            for phase in course.regimen.phases
        }
        for study in library
    }


def _kind(phase: Any) -> str:
    told = phase.titrate.start if phase.titrate is not None else getattr(phase, phase.kind)
    if phase.kind == "target":
        return "target"
    return (
        "per kg"
        if "kg" in told.text and "per 70" not in told.text
        else "per 70 kg"
        if "per 70" in told.text
        else "flat"
    )


def change(id_: str, name: str) -> float | None:
    """Value at 50 kg over value at 70 kg."""
    before, after = rows("--weight", "70")[id_][name], rows("--weight", "50")[id_][name]
    assert (before is None) == (after is None)
    return None if before is None else after / before


def test_weight_changes_only_the_columns_that_can_rest_on_it() -> None:
    for id_, row in rows("--weight", "70").items():
        other = rows("--weight", "50")[id_]
        assert {name for name in row if row[name] != other[name]} <= set(WEIGHED), id_
    assert rows("--weight", "70") == rows(), "70 kg is the reference"


@pytest.mark.parametrize("kind", ["per kg", "flat"])
def test_weight_scales_what_rests_on_it_and_nothing_else(kind: str) -> None:
    """A regimen in mg/kg: mg as 50 to 70, mg/kg as it was. A regimen in mg: the other way round."""
    moved, kept, factor = (MG, MG_PER_KG, 50 / 70) if kind == "per kg" else (MG_PER_KG, MG, 70 / 50)
    seen = 0
    for id_, told in kinds().items():
        row = rows()[id_]
        if told != {kind} or row["dose_basis"] != "computed":
            continue
        scaled = [change(id_, name) for name in moved if name != "max_rate_mg_per_kg_h"]
        assert {value and round(value, 9) for value in scaled} - {None} == {round(factor, 9)}, id_
        stayed = [change(id_, name) for name in kept if name != "max_rate_mg_per_kg_h"]
        assert set(stayed) - {None} == {1}, id_
        seen += 1
    assert seen >= 2, "too few studies of this kind to say anything"


def test_a_weight_with_and_without_its_unit() -> None:
    assert rows("--weight", "50 kg") == rows("--weight", "50") == rows("--weight", "50.0")
    assert rows("--weight", "50") != rows()


def test_one_document_tells_what_it_tells() -> None:
    told = rows("--source", "maher-2017")
    assert len(told) == 26
    assert {row["sources"] for row in told.values()} == {"maher-2017"}


def test_rows_of_arms_are_named_after_study_and_arm() -> None:
    arms = rows("--by", "arm")
    assert {id_.split(":")[0] for id_ in arms} == set(rows())
    divided = {id_.split(":")[0] for id_ in arms if ":" in id_}
    assert len(divided) >= 3
    for id_ in divided:
        assert id_ not in arms
    for id_ in set(rows()) - divided:
        assert arms[id_] == rows()[id_]


@pytest.mark.parametrize("words", [("--question", "harm"), ("--scheme", "2009")], ids=" ".join)
def test_question_and_scheme_change_the_level_alone(words: tuple[str, ...]) -> None:
    for id_, row in rows(*words).items():
        assert {name for name in row if row[name] != rows()[id_][name]} <= {"evidence_level"}, id_
    changed = [id_ for id_, row in rows(*words).items() if row != rows()[id_]]
    assert changed, words


def test_levels_of_2009_have_letters_and_those_of_2011_none() -> None:
    assert {type(row["evidence_level"]) for row in rows().values()} <= {int, type(None)}
    assert any("b" in str(row["evidence_level"]) for row in rows("--scheme", "2009").values())


def test_a_regimen_of_both_kinds_by_hand(tmp_path: Path) -> None:
    """0.1 mg/kg at once and 10 mg/h for 2 h.

    70 kg: 7 + 20 = 27 mg. 50 kg: 5 + 20 = 25 mg, which is 0.1 + 20/50 = 0.5 mg/kg.
    """
    folder = Path(shutil.copytree(STUDIES, tmp_path / "mine"))
    record = (folder / "clark-2010.yaml").read_text(encoding="utf-8")
    (folder / "clark-2010.yaml").write_text(
        record.replace("rate: 5 µg/kg/min", "rate: 10 mg/h"), encoding="utf-8"
    )
    told = {}
    for weight in ("70", "50"):
        words = (
            "list",
            "--by",
            "arm",
            "--weight",
            weight,
            "-f",
            "json",
            "--where",
            "id = 'clark-2010:low'",
        )
        (row,) = json.loads(run_in(tmp_path, "--studies", "mine", *words).out)["rows"]
        told[weight] = [row[name] for name in (*MG, *MG_PER_KG[:2])]
    assert told == {"70": [27, 27, 27 / 70, 27 / 70], "50": [25, 25, 0.5, 0.5]}
