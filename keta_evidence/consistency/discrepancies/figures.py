"""Figures of an overview against each other: counts against percentages, quartiles out of order, one figure at two places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from keta_evidence.consistency.discrepancies.arithmetic import odd_percentage
from keta_evidence.consistency.discrepancies.found import (
    MAGNITUDE,
    WITHIN,
    Discrepancy,
    kind_of,
    numbered,
    settled,
    slug,
)
from keta_evidence.consistency.discrepancies.magnitude import most_per_kg
from keta_evidence.records.library import Library
from keta_evidence.records.model import Account, Decision, Figure, Overview
from keta_evidence.records.origin import Origin, origin_of
from keta_evidence.units import RATE, RATE_PER_WEIGHT, QuantityError, number_text, parse_interval

_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_PAIR = re.compile(r"(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)")


def odd_figures(library: Library, overview: Overview) -> Iterator[Discrepancy]:
    """Figures of a survey, guideline or review that do not fit each other."""
    told = [(account, figure) for account in overview.reports for figure in account.figures]
    names = numbered(
        f"{slug(figure.what, figure.group)}/{account.source}" for account, figure in told
    )
    same: dict[tuple[str, str, str, str], list[tuple[Account, Figure]]] = {}
    for name, (account, figure) in zip(names, told, strict=True):
        decisions = _decisions(overview, figure.what)
        yield from odd_percentage(
            library,
            overview.id,
            account,
            figure,
            place=name,
            column=figure.what,
            decisions=decisions,
        )
        yield from _order(library, overview, account, name, figure)
        yield from _above_use(library, overview, account, name, figure)
        yield from _without_time(library, overview, account, name, figure)
        key = (
            figure.what.lower(),
            (figure.group or "").lower(),
            (figure.when or "").lower(),
            (figure.statistic or "").lower(),
        )
        same.setdefault(key, []).append((account, figure))
    for key, figures in same.items():
        yield from _places(library, overview, key, figures)


def _decisions(overview: Overview, what: str) -> tuple[Decision, ...]:
    return tuple(entry for entry in overview.decisions if entry.what == what)


def _order(
    library: Library, overview: Overview, account: Account, name: str, figure: Figure
) -> Iterator[Discrepancy]:
    """Quartiles or bounds printed high first, or a value outside them."""
    low, high, value = _first(_low(figure)), _first(_high(figure)), _first(figure.told)
    if low is None or high is None or _unit(_low(figure)) != _unit(_high(figure)):
        return
    pairs = [(Fraction(one), Fraction(other)) for one, other in _PAIR.findall(figure.printed or "")]
    if low > high or (low < high and (high, low) in pairs):
        difference = f"{_high(figure)} before {_low(figure)}"
        yield _within(
            library,
            overview,
            account,
            f"{name}/order",
            figure,
            difference,
            "the bounds are out of order",
        )
    elif (
        value is not None
        and _unit(_low(figure)) in ("", _unit(figure.told))
        and not low <= value <= high
    ):
        difference = f"{figure.told} outside {_low(figure)} to {_high(figure)}"
        yield _within(
            library,
            overview,
            account,
            f"{name}/outside",
            figure,
            difference,
            "the value lies outside its own bounds",
        )


def _above_use(
    library: Library, overview: Overview, account: Account, name: str, figure: Figure
) -> Iterator[Discrepancy]:
    """A rate above the highest in use by any route; a low one may be a step of a titration."""
    rates = [envelope.rate_high for envelope in library.vocabulary.envelopes]
    highest = max(rates, key=lambda rate: most_per_kg(rate.quantity), default=None)
    for text in filter(None, (figure.told, _high(figure), _low(figure))):
        try:
            quantity = parse_interval(text if _unit(text) else f"{text} {_unit(figure.told)}")
        except QuantityError:  # words, or a unit that is not computed with
            continue
        if highest is None or quantity.dimension not in (RATE, RATE_PER_WEIGHT):
            continue
        times = most_per_kg(quantity) / most_per_kg(highest.quantity)
        if times > 1:
            difference = f"{text} is {number_text(times)} times above the highest in use, {highest}"
            assessment = "outside what has been used by any route"
            yield replace(
                _within(
                    library, overview, account, f"{name}/magnitude", figure, difference, assessment
                ),
                kind=MAGNITUDE,
            )
            return  # one finding a figure: its bounds stand at the same place


def _without_time(
    library: Library, overview: Overview, account: Account, name: str, figure: Figure
) -> Iterator[Discrepancy]:
    """An amount that stands elsewhere, of the same thing in the same setting, with a time."""
    rates = [
        (other_account, other)
        for other_account in overview.reports
        for other in other_account.figures
        if _first(figure.told) is not None
        and _first(other.told) == _first(figure.told)
        and _same_setting(figure, other)
        if _unit(other.told) in (f"{_unit(figure.told)}/{time}" for time in ("min", "h", "d"))
    ]
    if rates:
        elsewhere = tuple(_origin(library, *rate) for rate in rates)
        difference = f"{figure.told} without a time; {', '.join(dict.fromkeys(rate.told for _, rate in rates))} elsewhere"
        assessment = "the same amount is printed with and without a time"
        alone = _within(library, overview, account, f"{name}/time", figure, difference, assessment)
        yield replace(alone, kind=MAGNITUDE, values=(*alone.values, *elsewhere))


def _same_setting(one: Figure, other: Figure) -> bool:
    """Of the same thing, and of the same part of the sample as far as its first word goes: inpatient, mg/kg/h."""
    groups = ((figure.group or "").partition(",")[0].lower() for figure in (one, other))
    return one.what.lower() == other.what.lower() and len(set(groups)) == 1


def _unit(text: str | None) -> str:
    return _NUMBER.sub("", (text or "").replace("−", "-")).strip()


def _places(
    library: Library,
    overview: Overview,
    key: tuple[str, str, str, str],
    told: list[tuple[Account, Figure]],
) -> Iterator[Discrepancy]:
    """One figure told at several places, not the same at each. A place that lists several under one name is no such figure."""
    by_place: dict[tuple[str, str], list[tuple[Account, Figure]]] = {}
    for account, figure in told:
        at = figure.at or account.at
        by_place.setdefault((account.source, f"{at.place} {at.lines}"), []).append(
            (account, figure)
        )
    single = [figures[0] for figures in by_place.values() if len(figures) == 1]
    if len(single) == len(by_place) and any(
        _conflict(one, other) for _, one in single for _, other in single
    ):
        origins = tuple(_origin(library, account, figure) for account, figure in single)
        difference = " v ".join(dict.fromkeys(_text(figure) for _, figure in single))
        yield Discrepancy(
            f"{overview.id}/{slug(*key)}",
            kind_of(origins),
            overview.id,
            key[0],
            origins,
            difference,
            "the same figure is told differently at different places",
            settled(_decisions(overview, single[0][1].what), difference),
        )


def _text(figure: Figure) -> str:
    bounds = sorted(
        filter(None, [_low(figure), _high(figure)]), key=lambda bound: _first(bound) or Fraction(0)
    )
    counted = (
        f"{figure.count}/{figure.of}" if figure.count is not None and figure.of is not None else ""
    )
    parts = [
        figure.told,
        f"({' to '.join(bounds)})" if bounds else "",
        counted,
        str(figure.share or ""),
    ]
    return " ".join(filter(None, parts)) or str(figure.count)


def _conflict(one: Figure, other: Figure) -> bool:
    """Whether a part that both give is not the same number or word; what only one gives, or in another unit, is no conflict."""
    words = {
        figure.told.lower()
        for figure in (one, other)
        if figure.told and _first(figure.told) is None
    }
    return len(words) > 1 or any(
        first is not None
        and second is not None
        and first != second
        and (unit == unit_ or not unit or not unit_)
        for (first, unit), (second, unit_) in zip(_numbers(one), _numbers(other), strict=True)
    )


def _numbers(figure: Figure) -> tuple[tuple[Fraction | int | None, str], ...]:
    """Each part of a figure with its unit; bounds without one are in that of the value."""
    low, high = sorted(
        (_first(_low(figure)), _first(_high(figure))),
        key=lambda bound: Fraction(-1) if bound is None else bound,
    )
    share = figure.share.percent if figure.share is not None else None
    unit = _unit(figure.told)
    bounds = _unit(_low(figure) or _high(figure)) or unit
    return (
        (_first(figure.told), unit),
        (low, bounds),
        (high, bounds),
        (figure.count, ""),
        (figure.of, ""),
        (share, ""),
    )


def _within(
    library: Library,
    overview: Overview,
    account: Account,
    name: str,
    figure: Figure,
    difference: str,
    assessment: str,
) -> Discrepancy:
    """A figure that cannot be right by itself."""
    decision = settled(_decisions(overview, figure.what), difference)
    origins = (_origin(library, account, figure),)
    return Discrepancy(
        f"{overview.id}/{name}",
        WITHIN,
        overview.id,
        figure.what,
        origins,
        difference,
        assessment,
        decision,
    )


def _origin(library: Library, account: Account, figure: Figure) -> Origin:
    return origin_of(
        library.sources.get(account.source), account, figure.what, _text(figure), figure
    )


def _first(text: str | None) -> Fraction | None:
    """The first number of a text; a typographic minus is one, and so is a comma between thousands."""
    match = _NUMBER.search((text or "").replace("−", "-"))
    return Fraction(match[0].replace(",", "")) if match else None


def _low(figure: Figure) -> str | None:
    return None if figure.interval is None else str(figure.interval.low)


def _high(figure: Figure) -> str | None:
    return None if figure.interval is None else str(figure.interval.high)
