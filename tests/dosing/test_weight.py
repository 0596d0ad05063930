"""Conversions by body weight, and what they say of the weight they took."""

from __future__ import annotations

from fractions import Fraction

import pytest

from keta_evidence.dosing import dose
from keta_evidence.reading import Basis, Reading
from keta_evidence.records.format import build_entry
from keta_evidence.records.model import Regimen
from keta_evidence.records.text import parse_document
from keta_evidence.units import parse_interval


def stated(text: str) -> Reading:
    return Reading(interval=parse_interval(text), basis=Basis.STATED)


@pytest.mark.parametrize(
    ("text", "weight", "mg", "step", "assumption"),
    [
        ("2 mg/kg", None, "140 mg", "2 mg/kg × 70 kg = 140 mg", "body weight 70 kg (reference; --weight changes it)"),
        ("2 mg/kg", 50, "100 mg", "2 mg/kg × 50 kg = 100 mg", "body weight 50 kg"),
        ("0.5-1 mg/kg/h", None, "35-70 mg/h", "0.5–1 mg/kg/h × 70 kg = 35–70 mg/h", "body weight 70 kg (reference; --weight changes it)"),
    ],
)  # fmt: skip
def test_for_one_body_weight(
    text: str, weight: int | None, mg: str, step: str, assumption: str
) -> None:
    found = dose.in_mg(stated(text), None if weight is None else Fraction(weight))
    assert found.interval == parse_interval(mg)
    assert (found.steps, found.assumptions) == ((step,), (assumption,))


def test_per_kg_of_the_reference_weight() -> None:
    found = dose.per_weight(stated("140 mg"), None)
    assert found.interval == parse_interval("2 mg/kg")
    assert found.steps == ("140 mg / 70 kg = 2 mg/kg",)


@pytest.mark.parametrize("text", ["140 mg", "10 mg/h", "2 h"])
def test_what_needs_no_weight_stays_as_it_is(text: str) -> None:
    assert dose.in_mg(stated(text), None) == stated(text)
    assert dose.quantity_in_mg(parse_interval(text)) == parse_interval(text)


@pytest.mark.parametrize(("text", "mg"), [("2 mg/kg", "140 mg"), ("0.5 mg/kg/h", "35 mg/h")])
def test_a_quantity_for_comparison(text: str, mg: str) -> None:
    assert dose.quantity_in_mg(parse_interval(text)) == parse_interval(mg)


def test_a_weight_is_named_once_however_often_it_was_needed() -> None:
    there = dose.in_mg(stated("2 mg/kg"), Fraction(50))
    back = dose.per_weight(there, Fraction(50))
    assert back.interval == parse_interval("2 mg/kg")
    assert back.assumptions == ("body weight 50 kg",)
    assert len(dose.per_weight(there, Fraction(60)).assumptions) == 2


def test_a_bolus_without_a_length_has_no_hours() -> None:
    text = "{route: oral, enantiomer: s, sessions: 1, session: 2 h, phases: [{bolus: 1 mg}, {rate: 1 mg/h}]}"
    regimen, _ = build_entry(Regimen, parse_document(text, "r.yaml"))  # type: ignore[arg-type]
    assert isinstance(regimen, Regimen)
    assert dose.phase_hours(regimen, 0, parse_interval("2 h")) is None
    assert dose.phase_hours(regimen, 1, parse_interval("2 h")) == parse_interval("2 h")
    assert dose.phase_hours(regimen, 1, None) is None
