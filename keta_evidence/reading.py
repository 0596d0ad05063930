"""A reading: one value of a study with all that is known of it and how it came about.

One carrier serves the arithmetic, the cells of tables, the filters, the pictures and the claims.
It is plain data, so that it can be stored and read back (``to_plain``, ``from_plain``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from keta_evidence.records.leaves import Span
from keta_evidence.records.model import Locator
from keta_evidence.records.origin import Origin
from keta_evidence.units import Interval

Value = str | int | float | bool | None
"""What a machine reads in a cell."""

NOT_REPORTED = "not reported"
NO_DOCUMENT = "no document read here tells"
OPEN_AT_BOTH_ENDS = "a range needs at least one end"


class Basis(StrEnum):
    """How a value came about."""

    STATED = "stated"
    COMPUTED = "computed"
    NOT_COMPUTABLE = "not computable"


class Flag(StrEnum):
    """What a reader must know of a value: shown as a mark with a footnote."""

    COMPUTED = "computed"
    ASSUMED = "assumed"
    INFERRED = "inferred"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value: for machines (``value``), for people (``text``), and for comparisons.

    A number is compared by its ``interval`` (base units; ``None`` where nothing is known), words
    by ``texts``, those that hold, and ``possible``, those that may hold as well. ``absent`` is
    true where there is no such value (no relief was shown). ``reason`` says why there is no value,
    or what it leaves out; ``gap`` why more may hold than is known.

    ``steps`` are the formula with the numbers put in, one line each; ``origins`` where each number
    stands; ``assumptions`` what the value rests on beyond the documents; ``statistic`` what it is
    over the participants (mean, median …), "" where it is the same for all; ``dispute`` how the
    documents differ on it, "" where they do not or where that is decided.
    """

    value: Value = None
    text: str = ""
    interval: Interval | None = None
    texts: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    absent: bool = False
    basis: Basis = Basis.STATED
    reason: str = ""
    gap: str = ""
    flags: frozenset[Flag] = frozenset()
    origins: tuple[Origin, ...] = ()
    steps: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    statistic: str = ""
    dispute: str = ""

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it as a number."""
        return (self.interval is None or self.interval.unknown) and not self.absent

    @property
    def low(self) -> Fraction | None:
        """Lower end of the number in base units; ``None`` where it is not known."""
        return None if self.interval is None else self.interval.low

    @property
    def high(self) -> Fraction | None:
        """Upper end of the number in base units; ``None`` where it is not known."""
        return None if self.interval is None else self.interval.high

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """The ends that are known, the lower one first."""
        return tuple(end for end in (self.low, self.high) if end is not None)

    @property
    def has_strict_end(self) -> bool:
        """Whether the number is less than its upper end, not up to it."""
        return self.interval is not None and self.interval.high_strict

    @property
    def why_open(self) -> str:
        """Why not all of it is known."""
        return self.gap or self.reason

    def then(
        self, interval: Interval, step: str, origins: Iterable[Origin] = (), assumption: str = ""
    ) -> Reading:
        """The reading after one more step of arithmetic, which may rest on an assumption."""
        assumptions = self.assumptions
        if assumption and assumption not in assumptions:
            assumptions = (*assumptions, assumption)
        return replace(
            self,
            interval=interval,
            steps=(*self.steps, step),
            origins=(*self.origins, *origins),
            assumptions=assumptions,
        )


def worked_out(
    interval: Interval,
    basis: Basis,
    steps: tuple[str, ...] = (),
    origins: tuple[Origin, ...] = (),
    assumptions: tuple[str, ...] = (),
    *,
    statistic: str = "",
) -> Reading:
    """A number with the steps that led to it."""
    return Reading(
        interval=interval,
        basis=basis,
        steps=steps,
        origins=origins,
        assumptions=assumptions,
        statistic=statistic,
    )


def not_computable(reason: str, origins: Iterable[Origin] = ()) -> Reading:
    """No number, and why."""
    return Reading(basis=Basis.NOT_COMPUTABLE, reason=reason, origins=tuple(origins))


def as_number(value: Fraction | None) -> int | float | None:
    """A JSON number: a whole one as an integer, others as the nearest double."""
    if value is None:
        return None
    if value.denominator == 1:
        return int(value)
    return float(value)


def all_statistics(readings: Iterable[Reading]) -> str:
    """What several numbers put together are over the participants: each word once."""
    return ", ".join(dict.fromkeys(each.statistic for each in readings if each.statistic))


def all_origins(readings: Iterable[Reading]) -> tuple[Origin, ...]:
    """Where the figures of several readings stand, each place once."""
    return tuple(dict.fromkeys(origin for reading in readings for origin in reading.origins))


def derived_flags(reading: Reading) -> frozenset[Flag]:
    """The marks that follow from how a number came about."""
    flags = set()
    if reading.basis is Basis.COMPUTED:
        flags.add(Flag.COMPUTED)
    if reading.assumptions:
        flags.add(Flag.ASSUMED)
    return frozenset(flags) | inferred_flag(reading.origins)


def inferred_flag(origins: Iterable[Origin]) -> frozenset[Flag]:
    """The mark of a value that is not printed in some document it comes from."""
    if any(origin.inferred for origin in origins):
        return frozenset({Flag.INFERRED})
    return frozenset()


def to_plain(reading: Reading) -> dict[str, Any]:
    """A reading as lists, dicts, texts and numbers; what is empty is left out."""
    empty = Reading()
    plain: dict[str, Any] = {}
    for field in fields(Reading):
        value = getattr(reading, field.name)
        if value == getattr(empty, field.name):
            continue
        if isinstance(value, Interval):
            value = _plain_interval(value)
        elif field.name == "origins":
            value = [_plain_origin(origin) for origin in reading.origins]
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, StrEnum):
            value = str(value)
        plain[field.name] = value
    return plain


def from_plain(plain: dict[str, Any]) -> Reading:
    """The reading that ``to_plain`` wrote."""
    values = dict(plain)
    for name in ("texts", "possible", "steps", "assumptions"):
        if name in values:
            values[name] = tuple(values[name])
    if "interval" in values:
        values["interval"] = _interval_of(values["interval"])
    if "basis" in values:
        values["basis"] = Basis(values["basis"])
    if "flags" in values:
        values["flags"] = frozenset(map(Flag, values["flags"]))
    if "origins" in values:
        values["origins"] = tuple(map(_origin_of, values["origins"]))
    return Reading(**values)


def _plain_interval(interval: Interval) -> dict[str, Any]:
    low, high = (None if end is None else str(end) for end in (interval.low, interval.high))
    return {
        "low": low,
        "high": high,
        "dimension": list(interval.dimension),
        "strict": [interval.low_strict, interval.high_strict],
    }


def _interval_of(plain: dict[str, Any]) -> Interval:
    mass, weight, time, volume = plain["dimension"]
    low, high = (None if plain[end] is None else Fraction(plain[end]) for end in ("low", "high"))
    return Interval(low, high, (mass, weight, time, volume), *plain["strict"])


def _plain_origin(origin: Origin) -> dict[str, Any]:
    plain = {
        field.name: getattr(origin, field.name)
        for field in fields(Origin)
        if field.name != "locator" and getattr(origin, field.name)
    }
    locator = {
        field.name: getattr(origin.locator, field.name)
        for field in fields(Locator)
        if getattr(origin.locator, field.name) is not None
    }
    lines = origin.locator.lines
    if lines is not None:
        locator["lines"] = [lines.low, lines.high]
    return plain | {"locator": locator}


def _origin_of(plain: dict[str, Any]) -> Origin:
    locator = dict(plain["locator"])
    if "lines" in locator:
        locator["lines"] = Span(*locator["lines"])
    texts = {"value": "", **plain, "locator": Locator(**locator)}
    return Origin(**texts)
