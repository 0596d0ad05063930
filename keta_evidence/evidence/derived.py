"""A value that was worked out: the value, how, from what, and on which assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from keta_evidence.records.origin import Origin
from keta_evidence.units import Interval


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

    quantity: Interval | None
    basis: Basis
    steps: tuple[str, ...] = ()
    inputs: tuple[Origin, ...] = ()
    assumptions: tuple[str, ...] = ()
    reason: str = ""

    def then(
        self, quantity: Interval, step: str, inputs: Iterable[Origin] = (), assumption: str = ""
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
