"""Dose, hours and rate against sums worked by hand (tests/worked/dose.yaml)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from keta_evidence.dosing import dose
from keta_evidence.dosing.course import Course
from keta_evidence.reading import Basis, Reading
from keta_evidence.records.format import build_entry
from keta_evidence.records.leaves import Span
from keta_evidence.records.model import PHASE_KINDS, Locator, Regimen, Report
from keta_evidence.records.text import Document, load_document
from keta_evidence.units import Interval

CASES_FILE = Path(__file__).parent.parent / "worked" / "dose.yaml"


def load_cases() -> list[Any]:
    document = load_document(CASES_FILE)
    assert document.problems == ()
    assert isinstance(document.tree, list)
    return document.tree


CASES = load_cases()
QUANTITIES = {
    "session_hours": dose.session_hours,
    "sessions": dose.session_count,
    "infusion_hours": dose.infusion_hours,
    "session_dose": dose.session_dose,
    "total_dose_mg": dose.total_dose,
    "total_dose_mg_per_kg": dose.total_dose,
    "max_rate": dose.max_rate,
    "lowest_rate": dose.lowest_rate,
}


def course_of(case: Any) -> Course:
    regimen, problems = build_entry(Regimen, Document(CASES_FILE, case["regimen"]))
    assert [problem for problem in problems if problem.code.id != "KE113"] == []
    assert regimen is not None
    report = Report(
        source="worked",
        at=Locator(place=case["source"], lines=Span(1, 1)),
        extractor="x",
        reviewer="y",
    )
    return Course(regimen, report, None, "", weight_of(case))


def weight_of(case: Any) -> Fraction:
    return Fraction(case.get("weight", "70"))


def derived(case: Any, name: str) -> Reading:
    value = QUANTITIES[name](course_of(case))
    if name == "total_dose_mg":
        return dose.in_mg(value, weight_of(case))
    if name in ("total_dose_mg_per_kg", "max_rate", "lowest_rate"):
        return dose.per_weight(value, weight_of(case))
    return value


def expected_ends(text: Any) -> tuple[Fraction | None, Fraction | None]:
    low, high = text if isinstance(text, list) else (text, text)
    return (None if low == "none" else Fraction(low)), (None if high == "none" else Fraction(high))


def ends(quantity: Interval | None) -> tuple[Fraction | None, Fraction | None]:
    return (quantity.low, quantity.high) if quantity is not None else (None, None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_regimen_gives_what_was_worked_by_hand(case: Any) -> None:
    for name, text in case["expect"].items():
        value = derived(case, name)
        assert ends(value.interval) == expected_ends(text), name
        assert (value.basis is Basis.NOT_COMPUTABLE) == (text == "none"), name


@pytest.mark.parametrize(
    "case", [case for case in CASES if "why" in case], ids=lambda case: case["case"]
)
def test_reason_of_what_is_not_computable(case: Any) -> None:
    reasons = [
        derived(case, name).reason for name, text in case["expect"].items() if text == "none"
    ]
    assert reasons
    assert any(case["why"] in reason for reason in reasons)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "shows" in case], ids=lambda case: case["case"]
)
def test_steps_and_basis_are_as_written_out_by_hand(case: Any) -> None:
    for name, told in case["shows"].items():
        value = derived(case, name)
        assert str(value.basis) == told["basis"], name
        assert list(value.steps) == told["steps"], name
        assert list(value.assumptions) == told.get("assumptions", []), name
        if "from" in told:
            assert [f"{each.what}: {each.value}" for each in value.origins] == told["from"], name


@pytest.mark.parametrize(
    ("phase", "computable", "reason"),
    [
        ({"pause": "2 h"}, set(), "no dose is given"),
        ({"bolus": "10 mg"}, {"session_dose"}, "no infusion rate is given"),
    ],
)
def test_pauses_give_neither_dose_nor_rate_and_boluses_no_rate(
    phase: dict[str, str], computable: set[str], reason: str
) -> None:
    regimen = {"route": "intravenous", "enantiomer": "racemic", "sessions": "1", "session": "2 h"}
    course = course_of({"regimen": regimen | {"phases": [phase]}, "source": "invented"})
    found = {name: QUANTITIES[name](course) for name in ("session_dose", "max_rate", "lowest_rate")}
    assert {name for name, value in found.items() if value.steps} == computable
    assert reason in {value.reason for value in found.values()}


@pytest.mark.parametrize(
    ("phase", "figure"),
    [
        ({"rate": "10 mg/h"}, "10 mg/h"),
        ({"dose": "10 mg"}, "10 mg"),
        ({"titrate": {"start": "10 mg/h", "end": "20 mg/h"}}, ""),  # two figures, no one of them
    ],
)
def test_the_figure_of_a_phase_is_the_one_typed(phase: dict[str, Any], figure: str) -> None:
    regimen = {"route": "intravenous", "enantiomer": "racemic", "sessions": "1", "session": "2 h"}
    course = course_of({"regimen": regimen | {"phases": [phase]}, "source": "invented"})
    for derive in (dose.session_dose, dose.max_rate, dose.lowest_rate):
        assert derive(course).origins[0].figure == figure


def test_the_dose_of_a_session_stated_beside_its_phases() -> None:
    regimen = {"route": "oral", "enantiomer": "s", "sessions": "1", "session": "2 h"}
    phases = {"phases": [{"dose": "10 mg"}]}
    beside = course_of({"regimen": regimen | phases | {"session_dose": "12 mg"}, "source": "x"})
    alone = course_of({"regimen": regimen | phases, "source": "x"})
    nothing = course_of({"regimen": regimen | {"phases": []}, "source": "x"})
    assert dose.stated_session_dose(beside).steps == ("dose of a session = 12 mg",)
    assert dose.session_dose(beside).steps == ("dose = 10 mg",)
    assert dose.stated_session_dose(alone).reason == "not stated"
    assert dose.session_dose(nothing).reason == "no dose is given"


def test_every_derived_quantity_and_every_phase_kind_has_a_worked_case() -> None:
    expected = {name for case in CASES for name, text in case["expect"].items() if text != "none"}
    kinds = {
        kind
        for case in CASES
        for phase in case["regimen"]["phases"]
        for kind in phase
        if kind in PHASE_KINDS
    }
    assert expected == set(QUANTITIES)
    assert kinds == set(PHASE_KINDS)


def test_every_computed_value_shows_its_steps_and_where_its_figures_stand() -> None:
    for case in CASES:
        for name, text in case["expect"].items():
            value = derived(case, name)
            assert value.origins, (case["case"], name)
            assert bool(value.steps) == (text != "none"), (case["case"], name)


MEAN = {"rate": "10 mg/h", "statistic": "mean"}
PLAIN = {"bolus": "5 mg"}


@pytest.mark.parametrize(
    ("regimen", "session", "total"),
    [
        ({"phases": [PLAIN]}, "", ""),
        ({"phases": [MEAN]}, "mean", "mean"),
        ({"phases": [PLAIN, MEAN]}, "mean", "mean"),
        ({"phases": [PLAIN], "sessions": {"value": "3", "statistic": "median"}}, "", "median"),
        ({"phases": [PLAIN], "total_dose": {"value": "58 mg", "statistic": "mean"}}, "", "mean"),
        ({"phases": [MEAN], "total_dose": "58 mg"}, "mean", ""),
    ],
)
def test_a_dose_made_of_a_mean_says_so(regimen: dict[str, Any], session: str, total: str) -> None:
    plain = {"route": "intravenous", "enantiomer": "racemic", "sessions": "1", "session": "2 h"}
    course = course_of({"regimen": plain | regimen, "source": "invented"})
    assert dose.session_dose(course).statistic == session
    assert dose.total_dose(course).statistic == total
