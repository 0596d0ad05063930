"""Figures of an overview against each other.

Percentages, bounds, rates, one figure at two places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.collation.likeness import as_time, times_agree
from keta_evidence.consistency.counts import is_odd, odd_percentage_text
from keta_evidence.consistency.issue import (
    MAGNITUDE,
    VERSUS,
    WITHIN,
    Issue,
    kind_of,
    numbered,
    slug,
)
from keta_evidence.consistency.magnitude import most_per_kg
from keta_evidence.consistency.subjects import OverviewAt
from keta_evidence.records.model import Account, Figure
from keta_evidence.records.origin import Origin, origin_of
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import (
    RATE,
    RATE_PER_WEIGHT,
    Interval,
    QuantityError,
    number_text,
    parse_interval,
)

KIND_OF_DOCUMENT = "kind of document"
"""What a figure of an overview is of, where a text says what the document is."""

_PRINTED_NUMBER = re.compile(
    r"""
    -?\d{1,3}(?:,\d{3})+(?:\.\d+)?  # with commas between thousands
    | -?\d+(?:\.\d+)?               # or without
    """,
    re.VERBOSE,
)
_PAIR = re.compile(
    r"""
    (\d+(?:\.\d+)?)   # one number
    \s*[-–]\s*        # a dash
    (\d+(?:\.\d+)?)   # another
    """,
    re.VERBOSE,
)
_PER_TIME = ("min", "h", "d")


@dataclass(frozen=True, slots=True)
class FigureAt:
    """One figure of an overview; ``name`` is its words and source, numbered where two are alike."""

    overview: OverviewAt
    account: Account
    figure: Figure
    key: KeyPath
    name: str

    def origin(self, text: str = "") -> Origin:
        """Where the figure stands; ``text`` is how it is printed here, if not whole."""
        source = self.overview.library.sources.get(self.account.source)
        shown = text or figure_as_typed(self.figure)
        return origin_of(source, self.account, self.figure.what, shown, self.figure)

    def issue(
        self,
        rule: str,
        difference: str,
        assessment: str,
        *,
        kind: str = WITHIN,
        elsewhere: tuple[Origin, ...] = (),
        text: str = "",
        cause: str = "",
    ) -> Issue:
        """An issue of this figure by itself, or with others that stand ``elsewhere``."""
        return self.overview.issue(
            rule,
            self.key,
            difference,
            name=f"{self.name}/{slug(rule)}",
            cause=cause,
            fact=self.figure.what,
            kind=kind,
            column=self.figure.what,
            values=(self.origin(text), *elsewhere),
            difference=difference,
            assessment=assessment,
        )


def percentages_of_figures(overview: OverviewAt) -> Iterator[Issue]:
    """A percentage is that of its count."""
    for at in figures_at(overview):
        if is_odd(at.figure):
            yield at.issue(
                "percentage",
                odd_percentage_text(at.figure),
                "the count and the percentage do not fit",
                text=f"{at.figure.count}/{at.figure.of} ({at.figure.share})",
            )


def bounds_in_order(overview: OverviewAt) -> Iterator[Issue]:
    """Quartiles or bounds are printed with the lower one first."""
    for at in figures_at(overview):
        low, high = _first(_low(at.figure)), _first(_high(at.figure))
        if low is None or high is None or _unit(_low(at.figure)) != _unit(_high(at.figure)):
            continue
        printed = _PAIR.findall(at.figure.printed or "")
        pairs = [(Fraction(one), Fraction(other)) for one, other in printed]
        if low > high or (low < high and (high, low) in pairs):
            difference = f"{_high(at.figure)} before {_low(at.figure)}"
            cause = f"order/{at.account.source}"
            yield at.issue("order", difference, "the bounds are out of order", cause=cause)


def values_within_bounds(overview: OverviewAt) -> Iterator[Issue]:
    """A value lies within its own bounds."""
    for at in figures_at(overview):
        figure = at.figure
        low, high, value = _first(_low(figure)), _first(_high(figure)), _first(figure.told)
        if (
            low is None
            or high is None
            or value is None
            or _unit(_low(figure)) != _unit(_high(figure))
        ):
            continue
        comparable = _unit(_low(figure)) in ("", _unit(figure.told))
        if low <= high and comparable and not low <= value <= high:
            difference = f"{figure.told} outside {_low(figure)} to {_high(figure)}"
            yield at.issue("outside", difference, "the value lies outside its own bounds")


def rates_within_use(overview: OverviewAt) -> Iterator[Issue]:
    """A rate is not above the highest in use by any route.

    A low one may be a step of a titration.
    """
    rates = [envelope.rate_high for envelope in overview.library.vocabulary.envelopes]
    if not rates:
        return
    highest = max(rates, key=lambda rate: most_per_kg(rate.quantity))
    for at in figures_at(overview):
        for text, quantity in _rates(at.figure):
            times = most_per_kg(quantity) / most_per_kg(highest.quantity)
            if times > 1:
                difference = (
                    f"{text} is {number_text(times)} times above the highest in use, {highest}"
                )
                assessment = "outside what has been used by any route"
                yield at.issue("magnitude", difference, assessment, kind=MAGNITUDE)
                break  # one issue a figure: its bounds stand at the same place


def amounts_with_their_time(overview: OverviewAt) -> Iterator[Issue]:
    """An amount does not stand elsewhere, of the same thing in the same setting, with a time."""
    figures = list(figures_at(overview))
    for at in figures:
        number, units = (
            _first(at.figure.told),
            [f"{_unit(at.figure.told)}/{t}" for t in _PER_TIME],
        )
        elsewhere = [
            other
            for other in figures
            if number is not None
            and _first(other.figure.told) == number
            and _unit(other.figure.told) in units
            and _what_and_group(at.figure) == _what_and_group(other.figure)
        ]
        if elsewhere:
            rates = dict.fromkeys(other.figure.told for other in elsewhere)
            yield at.issue(
                "time",
                f"{at.figure.told} without a time; {', '.join(rates)} elsewhere",
                "the same amount is printed with and without a time",
                kind=MAGNITUDE,
                elsewhere=tuple(other.origin() for other in elsewhere),
            )


def figures_at_two_places(overview: OverviewAt) -> Iterator[Issue]:
    """One figure is the same at each place.

    A place that lists several of one name has no such figure.
    """
    for figures in figures_by_name(overview):
        key = _name_of(figures[0].figure)
        if key[0] == KIND_OF_DOCUMENT:
            continue  # several words fit one document: titles.py
        places = [(at.account.source, at.figure.at or at.account.at) for at in figures]
        distinct = {(source, at.place, str(at.lines)) for source, at in places}
        if len(distinct) < len(figures) or not _differ(figures):
            continue
        origins = tuple(at.origin() for at in figures)
        difference = VERSUS.join(dict.fromkeys(figure_as_typed(at.figure) for at in figures))
        yield overview.issue(
            "places",
            figures[0].key,
            difference,
            name=slug(*key),
            fact=figures[0].figure.what,
            kind=kind_of(origins),
            column=key[0],
            values=origins,
            difference=difference,
            assessment="the same figure is told differently at different places",
        )


def _name_of(figure: Figure) -> tuple[str, ...]:
    """What a figure is of, its group, time and statistic, blind to case."""
    words = (figure.what, figure.group or "", figure.when or "", figure.statistic or "")
    return tuple(word.lower() for word in words)


def figures_by_name(overview: OverviewAt) -> Iterable[list[FigureAt]]:
    """The figures that are of the same thing, in order of the first of each."""
    same: dict[tuple[str, ...], list[FigureAt]] = {}
    for at in figures_at(overview):
        same.setdefault(_name_of(at.figure), []).append(at)
    return same.values()


def figures_at(overview: OverviewAt) -> Iterator[FigureAt]:
    """Every figure of an overview with its place."""
    placed = [
        (("reports", number, "figures", place), account, figure)
        for number, account in enumerate(overview.overview.reports)
        for place, figure in enumerate(account.figures)
    ]
    names = numbered(
        f"{slug(figure.what, figure.group)}/{account.source}" for _, account, figure in placed
    )
    for name, (key, account, figure) in zip(names, placed, strict=True):
        yield FigureAt(overview, account, figure, key, name)


def _rates(figure: Figure) -> Iterator[tuple[str, Interval]]:
    """Value and bounds that are rates; bounds without a unit are in that of the value."""
    for text in filter(None, (figure.told, _high(figure), _low(figure))):
        try:
            quantity = parse_interval(text if _unit(text) else f"{text} {_unit(figure.told)}")
        except QuantityError:  # words, or a unit that is not computed with
            continue
        if quantity.dimension in (RATE, RATE_PER_WEIGHT):
            yield text, quantity


def _what_and_group(figure: Figure) -> tuple[str, str]:
    """What a figure is of, and its part of the sample up to a comma: inpatient, mg/kg/h."""
    return figure.what.lower(), (figure.group or "").partition(",")[0].lower()


def figure_as_typed(figure: Figure) -> str:
    """A figure with its bounds, count and percentage: ``5 mg/h (4.3 to 17.5)``."""
    bounds = _ends_of(figure)
    parts = [figure.told]
    if bounds:
        parts.append(f"({' to '.join(bounds)})")
    if figure.count is not None and figure.of is not None:
        parts.append(f"{figure.count}/{figure.of}")
    elif figure.count is not None and not figure.told:
        share = f"({figure.share})" if figure.share is not None else ""
        return " ".join(filter(None, (str(figure.count), *parts, share)))
    parts.append(str(figure.share or ""))
    return " ".join(filter(None, parts))


def _differ(figures: list[FigureAt]) -> bool:
    return any(_conflict(one.figure, other.figure) for one in figures for other in figures)


def _conflict(one: Figure, other: Figure) -> bool:
    """Whether a part that both give is not the same number or word.

    What only one gives is no conflict.
    """
    texts = [figure.told for figure in (one, other) if figure.told]
    words = {text.lower() for text in texts if _first(text) is None}
    if len(words) > 1:
        return True
    counts = ((one.count, other.count), (one.of, other.of))
    if any(None not in pair and pair[0] != pair[1] for pair in counts):
        return True
    return any(
        first and second and not _figures_agree(first, second)
        for first, second in zip(_compared_parts(one), _compared_parts(other), strict=True)
    )


def _compared_parts(figure: Figure) -> tuple[str, ...]:
    """Value, lower and upper bound and percentage, each with its unit; "" for what is not given.

    Bounds without a unit are in that of the value.
    """
    unit = _unit(figure.told)
    bounds = [text if _unit(text) else f"{text} {unit}" for text in _ends_of(figure)]
    low, high = bounds or ("", "")
    return figure.told, low, high, str(figure.share or "")


def _ends_of(figure: Figure) -> list[str]:
    """The bounds as typed, the lower one first; none where there is no interval."""
    bounds = filter(None, (_low(figure), _high(figure)))
    return sorted(bounds, key=lambda text: _first(text) or Fraction(0))


def _figures_agree(one: str, other: str) -> bool:
    """Whether two figures are the same within the rounding of the less exact one: 11 d and 10.9 d.

    Times in other units are converted; what is given in another unit else is no conflict.
    """
    first, second = _first(one), _first(other)
    if first is None or second is None:
        return True  # words, which are compared by themselves
    units = _unit(one), _unit(other)
    if units[0] == units[1] or "" in units:
        return abs(first - second) <= max(_rounding(one), _rounding(other))
    times = as_time(one), as_time(other)
    if times[0] is None or times[1] is None:
        return True
    return times_agree(times[0], times[1])


def _rounding(text: str) -> Fraction:
    """Half of the last place of the first number of a text."""
    match = _PRINTED_NUMBER.search(text)
    decimals = 0
    if match is not None:
        decimals = len(match[0].partition(".")[2])
    return Fraction(1, 2 * 10**decimals)


def _unit(text: str | None) -> str:
    """What is left of a figure without its numbers."""
    return _PRINTED_NUMBER.sub("", (text or "").replace("−", "-")).strip()


def _first(text: str | None) -> Fraction | None:
    """The first number of a text; a typographic minus is one, a comma may part thousands."""
    match = _PRINTED_NUMBER.search((text or "").replace("−", "-"))
    return Fraction(match[0].replace(",", "")) if match else None


def _low(figure: Figure) -> str | None:
    return None if figure.interval is None else str(figure.interval.low)


def _high(figure: Figure) -> str | None:
    return None if figure.interval is None else str(figure.interval.high)
