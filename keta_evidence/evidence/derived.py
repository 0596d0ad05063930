"""A value that was worked out: the value, how, from what, and on which assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from keta_evidence.records.origin import Origin
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    Dimension,
    Quantity,
)

UNIT_TEXTS: dict[Dimension, str] = {
    AMOUNT: "mg",
    AMOUNT_PER_WEIGHT: "mg/kg",
    RATE: "mg/h",
    RATE_PER_WEIGHT: "mg/kg/h",
    TIME: "h",
    NUMBER: "",
}
"""Unit in which a derived value is shown."""


class Basis(StrEnum):
    """How a value came about."""

    STATED = "stated"
    COMPUTED = "computed"
    NOT_COMPUTABLE = "not computable"


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived value in base units, or the reason why there is none.

    ``steps`` are the formula with the numbers put in, one line each; ``inputs`` where each number stands;
    ``assumptions`` what the value rests on beyond the documents.
    """

    quantity: Quantity | None
    basis: Basis
    steps: tuple[str, ...] = ()
    inputs: tuple[Origin, ...] = ()
    assumptions: tuple[str, ...] = ()
    reason: str = ""

    def then(
        self, quantity: Quantity, step: str, inputs: Iterable[Origin] = (), assumption: str = ""
    ) -> Derived:
        """The value after one more step of arithmetic."""
        assumptions = self.assumptions + (
            (assumption,) if assumption and assumption not in self.assumptions else ()
        )
        return replace(
            self,
            quantity=quantity,
            steps=(*self.steps, step),
            inputs=(*self.inputs, *inputs),
            assumptions=assumptions,
        )


def not_computable(reason: str, inputs: Iterable[Origin] = ()) -> Derived:
    """No value, and why."""
    return Derived(None, Basis.NOT_COMPUTABLE, inputs=tuple(inputs), reason=reason)


def number_text(value: Fraction) -> str:
    """A number for people: in full where it takes at most six digits, else to four significant digits.

    Only shown values are rounded; arithmetic and machine-readable output are not.
    """
    if value.denominator == 1:
        return str(value.numerator)
    full = f"{float(value):.6g}"
    if "e" not in full and Fraction(full) == value:
        return full
    return str(round(value)) if abs(value) >= 10_000 else f"{float(value):.4g}"


def range_text(quantity: Quantity, unit: str = "") -> str:
    """``0.2–0.25 mg/kg/h``; an unknown end is said: ``up to 1 h``, ``at least 3 h``."""
    if quantity.low is None and quantity.high is not None:
        text = f"up to {number_text(quantity.high)}"
    elif quantity.high is None and quantity.low is not None:
        text = f"at least {number_text(quantity.low)}"
    elif quantity.low == quantity.high:
        text = number_text(quantity.low or Fraction(0))
    else:
        text = f"{number_text(quantity.low or Fraction(0))}–{number_text(quantity.high or Fraction(0))}"
    return f"{text} {unit}".rstrip() if quantity.dimension != NUMBER else text


def hours_text(quantity: Quantity) -> str:
    """A time range in hours."""
    assert quantity.dimension == TIME
    return range_text(quantity, "h")
