"""Three-valued logic (Kleene) over what is known of a row: true, false, or cannot be judged, with the reason.

- A range satisfies a comparison only if all of it does, and fails it only if none of it does; otherwise the comparison
  cannot be judged. An end that is not known has no limit.
- Relief is such a range: it lasted at least to ``last_present`` and less than to ``first_absent``, where that is known.
  Where it was censored, or its end is not known, the range has no upper end. A mean or maximum duration of relief is
  taken as that value. So ``relief > 4 wk`` is true of relief seen at 12 wk, and cannot be judged of relief looked for
  only right after the infusion.
- No relief at any time (``none shown``) is not a relief of 0 h: every comparison of it with a time is false. It is
  found by ``relief = 'none shown'``.
- What is not reported cannot be judged. ``!=`` is ``not =``; ``in`` is ``=`` with any of the values.
- Of several texts (indications, comedication) one that fits is enough.
- ``and`` is false if one side is, ``or`` is true if one side is, whatever the other side; ``not`` of what cannot be
  judged cannot be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

SEMANTICS: tuple[str, ...] = (
    "A range satisfies a comparison only if all of it does, and fails it only if none of it does; otherwise it cannot be judged.",
    "Relief is a range: at least the last time it was shown, less than the time it was seen to be absent; without such a time it has no "
    "upper end. A mean or maximum duration is taken as that value.",
    "No relief at any time is not a relief of 0 h: every comparison with a time is false; relief = 'none shown' finds it.",
    "What is not reported cannot be judged. Studies that cannot be judged are counted and named, never dropped in silence.",
    "!= is not =; in is = with any of the values; ~ is contains. Of several texts one that fits is enough.",
    "A study told only under a broader indication cannot be judged for a narrower one.",
)
"""The same in short, for the list of fields."""

ORDER_SIGNS: tuple[str, ...] = (">=", "<=", ">", "<")


@dataclass(frozen=True, slots=True)
class Interval:
    """What is known of a number: ``low``..``high`` in base units, an end ``None`` where it is not known.

    ``below`` is true where the value is less than ``high``, not up to it. ``absent`` is true where there is no such
    value to compare (no relief was shown). ``reason`` says why an end is not known; ``text`` is the range as people read it.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    below: bool = False
    absent: bool = False
    reason: str = ""
    text: str = ""

    @property
    def unknown(self) -> bool:
        """Nothing is known of the value."""
        return self.low is None and self.high is None and not self.absent


@dataclass(frozen=True, slots=True)
class Texts:
    """What is told in words. ``possible`` are those that may hold too; ``reason`` says why nothing, or not all, is known."""

    values: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """True, false, or ``None``: cannot be judged, for the ``reasons`` given."""

    truth: bool | None
    reasons: tuple[str, ...] = ()


def negate(verdict: Verdict) -> Verdict:
    """``not``: what cannot be judged stays so."""
    return verdict if verdict.truth is None else Verdict(not verdict.truth)


def conjoin(verdicts: Iterable[Verdict]) -> Verdict:
    """``and``: false if one is; else not judged if one is not. Stops at the first that is false."""
    reasons: list[str] = []
    unjudged = False
    for verdict in verdicts:
        if verdict.truth is False:
            return Verdict(False)
        unjudged = unjudged or verdict.truth is None
        reasons += verdict.reasons
    return Verdict(None, tuple(dict.fromkeys(reasons))) if unjudged else Verdict(True)


def disjoin(verdicts: Iterable[Verdict]) -> Verdict:
    """``or``: true if one is; else not judged if one is not."""
    return negate(conjoin(map(negate, verdicts)))


def compare(interval: Interval, sign: str, size: Fraction) -> bool | None:
    """Whether all (true), none (false) or some (``None``) of an interval satisfies a comparison."""
    if interval.absent:
        return sign == "!="
    if sign in ("<", "<=", "!="):
        opposite = compare(interval, {"<": ">=", "<=": ">", "!=": "="}[sign], size)
        return None if opposite is None else not opposite
    return {">=": _at_least, ">": _above, "=": _equal}[sign](interval, size)


def match(texts: Texts, fits: Callable[[str], bool]) -> bool | None:
    """Whether one of the texts fits; ``None`` where only a possible one does, or nothing is known."""
    if any(map(fits, texts.values)):
        return True
    if any(map(fits, texts.possible)) or (texts.reason and not texts.values):
        return None
    return False


def _at_least(interval: Interval, size: Fraction) -> bool | None:
    if interval.low is not None and interval.low >= size:
        return True
    return False if _ends_before(interval, size) else None


def _above(interval: Interval, size: Fraction) -> bool | None:
    if interval.low is not None and interval.low > size:
        return True
    return False if interval.high is not None and interval.high <= size else None


def _equal(interval: Interval, size: Fraction) -> bool | None:
    if interval.low == interval.high == size:
        return True
    return (
        False
        if _ends_before(interval, size) or (interval.low is not None and interval.low > size)
        else None
    )


def _ends_before(interval: Interval, size: Fraction) -> bool:
    return interval.high is not None and (
        interval.high < size or (interval.below and interval.high == size)
    )
