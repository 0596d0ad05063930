"""Three-valued logic (Kleene) over readings: true, false, or cannot be judged, with the reason.

- A range satisfies a comparison only if all of it does, and fails it only if none of it does;
  otherwise the comparison cannot be judged. An end that is not known has no limit.
- Relief is such a range: it lasted at least to ``last_present`` and less than to ``first_absent``,
  where that is known. Where it was censored, or its end is not known, the range has no upper end. A
  mean or maximum duration of relief is taken as that value. So ``relief > 4 wk`` is true of relief
  seen at 12 wk, and cannot be judged of relief looked for only right after the infusion.
- No relief at any time (``none shown``) is not a relief of 0 h: every comparison of it with a time
  is false. It is found by ``relief = 'none shown'``.
- What is not reported cannot be judged. ``!=`` is ``not =``; ``in`` is ``=`` with any of the
  values.
- Of several texts (indications, comedication) one that fits is enough.
- ``and`` is false if one side is, ``or`` is true if one side is, whatever the other side; ``not``
  of what cannot be judged cannot be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from keta_evidence.reading import Reading
from keta_evidence.units import Interval

SEMANTICS: tuple[str, ...] = (
    "A range satisfies a comparison only if all of it does, and fails it only if none of it "
    "does; otherwise it cannot be judged.",
    "Relief is a range: at least the last time it was shown, less than the time it was seen "
    "to be absent; without such a time it has no upper end. A mean or maximum duration is "
    "taken as that value.",
    "No relief at any time is not a relief of 0 h: every comparison with a time is false; "
    "relief = 'none shown' finds it.",
    "What is not reported cannot be judged. Studies that cannot be judged are counted and "
    "named, never dropped in silence.",
    "!= is not =; in is = with any of the values; ~ is contains. Of several texts one that "
    "fits is enough.",
    "A study told only under a broader indication cannot be judged for a narrower one.",
)
"""The same in short, for the list of fields."""

ORDER_SIGNS: tuple[str, ...] = (">=", "<=", ">", "<")


@dataclass(frozen=True, slots=True)
class Gap:
    """A variable that is not known well enough to judge by, and why."""

    variable: str
    reason: str


@dataclass(frozen=True, slots=True)
class Truth:
    """True, false, or ``None``: cannot be judged, because of the ``gaps``."""

    truth: bool | None
    gaps: tuple[Gap, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it cannot be judged, a line for each variable."""
        return tuple(f"{gap.variable}: {gap.reason}" for gap in self.gaps)


def negate(verdict: Truth) -> Truth:
    """``not``: what cannot be judged stays so."""
    return verdict if verdict.truth is None else Truth(not verdict.truth)


def conjoin(verdicts: Iterable[Truth]) -> Truth:
    """``and``: false if one is; else not judged if one is not. Stops at the first that is false."""
    gaps: list[Gap] = []
    unjudged = False
    for verdict in verdicts:
        if verdict.truth is False:
            return Truth(False)
        unjudged = unjudged or verdict.truth is None
        gaps += verdict.gaps
    return Truth(None, tuple(dict.fromkeys(gaps))) if unjudged else Truth(True)


def disjoin(verdicts: Iterable[Truth]) -> Truth:
    """``or``: true if one is; else not judged if one is not."""
    return negate(conjoin(map(negate, verdicts)))


def satisfies(reading: Reading, sign: str, size: Interval) -> bool | None:
    """Whether all (true), none (false) or some (``None``) of a number satisfies a comparison.

    ``size`` is one value. Raises QuantityError where the dimensions differ.
    """
    if reading.absent:
        return sign == "!="
    if sign == "!=":
        equal = satisfies(reading, "=", size)
        return None if equal is None else not equal
    known = reading.interval or Interval(None, None, size.dimension)
    wanted = _region(sign, size)
    if known.within(wanted):
        return True
    return None if known.overlaps(wanted) else False


def _region(sign: str, size: Interval) -> Interval:
    """All values that satisfy a comparison with one value."""
    if sign == "=":
        return size
    if sign in (">", ">="):
        return Interval(size.low, None, size.dimension, low_strict=sign == ">")
    return Interval(None, size.high, size.dimension, high_strict=sign == "<")


def match(reading: Reading, fits: Callable[[str], bool]) -> bool | None:
    """Whether one of the words fits; ``None`` where only a possible one does, or none is known."""
    if any(map(fits, reading.texts)):
        return True
    if any(map(fits, reading.possible)) or (reading.why_open and not reading.texts):
        return None
    return False
