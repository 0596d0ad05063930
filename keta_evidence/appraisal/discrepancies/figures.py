"""A document's figures against each other: counts against percentages, quartiles out of order, one figure at two places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from keta_evidence.appraisal.discrepancies.found import WITHIN, Discrepancy, kind_of, rounds_to
from keta_evidence.appraisal.selection import View
from keta_evidence.measures.derived import number_text
from keta_evidence.records.library import Library
from keta_evidence.records.model import Account, Adjudication, Counted, Figure, Overview, Report, Study
from keta_evidence.records.origin import Origin, origin_of, report_name

_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_PAIR = re.compile(r"(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)")
_LISTS = ("relief", "outcomes", "adverse_events")


def odd_counts(library: Library, study: Study) -> Iterator[Discrepancy]:
    """Percentages of a study's reports that do not fit their counts."""
    for report in study.reports:
        for name in _LISTS:
            items = getattr(report, name)
            for place, item in enumerate(items.items if items is not None else ()):
                decision = View(library, study).adjudication(name)
                yield from _percentage(library, study.id, report, f"{name}-{place + 1}/{report_name(study, report)}", item, name, decision)


def odd_figures(library: Library, overview: Overview) -> Iterator[Discrepancy]:
    """Figures of a survey, guideline or review that do not fit each other."""
    told: dict[tuple[str, str, str, str], list[tuple[Account, Figure]]] = {}
    for number, account in enumerate(overview.reports, start=1):
        for place, figure in enumerate(account.figures, start=1):
            name, decision = f"figure-{number}-{place}", _decision(overview, figure.what)
            yield from _percentage(library, overview.id, account, f"{name}/{account.source}", figure, figure.what, decision)
            yield from _order(library, overview.id, account, name, figure, decision)
            key = (figure.what.lower(), (figure.group or "").lower(), (figure.when or "").lower(), (figure.statistic or "").lower())
            told.setdefault(key, []).append((account, figure))
    for key, figures in told.items():
        yield from _places(library, overview, key, figures)


def _decision(overview: Overview, what: str) -> Adjudication | None:
    return next((entry for entry in overview.adjudications if entry.fact == what), None)


def _percentage(
    library: Library,
    record: str,
    report: Report | Account,
    place: str,
    item: Counted,
    column: str,
    decision: Adjudication | None = None,
) -> Iterator[Discrepancy]:
    """Beyond what rounding to the decimals printed can explain."""
    if item.count is None or item.of is None or item.share is None or not item.of:
        return
    exact = Fraction(100 * item.count, item.of)
    if not rounds_to(item.count, item.of, item.share):
        origin = _origin(library, report, column, f"{item.count}/{item.of} ({item.share})", item)
        yield Discrepancy(
            f"{record}/{place}/percentage",
            WITHIN,
            record,
            column,
            (origin,),
            f"{item.count} of {item.of} is {number_text(exact)} %, printed {item.share}",
            "the count and the percentage do not fit",
            decision,
        )


def _order(
    library: Library, record: str, account: Account, place: str, figure: Figure, decision: Adjudication | None
) -> Iterator[Discrepancy]:
    """Quartiles or bounds printed high first, or a value outside them."""
    low, high, value = _first(figure.low), _first(figure.high), _first(figure.value)
    if low is None or high is None or _unit(figure.low) != _unit(figure.high):
        return
    pairs = [(Fraction(one), Fraction(other)) for one, other in _PAIR.findall(figure.printed or "")]
    if low > high or (low < high and (high, low) in pairs):
        difference = f"{figure.high} before {figure.low}"
        yield _figure(library, record, account, place, figure, "order", difference, "the bounds are out of order", decision)
    elif value is not None and _unit(figure.low) in ("", _unit(figure.value)) and not low <= value <= high:
        difference = f"{figure.value} outside {figure.low} to {figure.high}"
        yield _figure(library, record, account, place, figure, "outside", difference, "the value lies outside its own bounds", decision)


def _unit(text: str | None) -> str:
    return _NUMBER.sub("", (text or "").replace("−", "-")).strip()


def _places(
    library: Library, overview: Overview, key: tuple[str, str, str, str], told: list[tuple[Account, Figure]]
) -> Iterator[Discrepancy]:
    """One figure told at several places, not the same at each. A place that lists several under one name is no such figure."""
    by_place: dict[tuple[str, str], list[tuple[Account, Figure]]] = {}
    for account, figure in told:
        at = figure.at or account.at
        by_place.setdefault((account.source, f"{at.place} {at.lines}"), []).append((account, figure))
    single = [figures[0] for figures in by_place.values() if len(figures) == 1]
    if len(single) == len(by_place) and any(_conflict(one, other) for _, one in single for _, other in single):
        origins = tuple(_origin(library, account, figure.what, _text(figure), figure) for account, figure in single)
        yield Discrepancy(
            f"{overview.id}/{re.sub(r'[^a-z0-9]+', '-', ' '.join(filter(None, key))).strip('-')}",
            kind_of(origins),
            overview.id,
            key[0],
            origins,
            " v ".join(dict.fromkeys(_text(figure) for _, figure in single)),
            "the same figure is told differently at different places",
            _decision(overview, single[0][1].what),
        )


def _text(figure: Figure) -> str:
    bounds = sorted(filter(None, [figure.low, figure.high]), key=lambda bound: _first(bound) or Fraction(0))
    counted = f"{figure.count}/{figure.of}" if figure.count is not None and figure.of is not None else ""
    parts = [figure.value or "", f"({' to '.join(bounds)})" if bounds else "", counted, str(figure.share or "")]
    return " ".join(filter(None, parts)) or str(figure.count)


def _conflict(one: Figure, other: Figure) -> bool:
    """Whether a part that both give is not the same number; what only one gives, or in another unit, is no conflict."""
    return any(
        first is not None and second is not None and first != second and (unit == unit_ or not unit or not unit_)
        for (first, unit), (second, unit_) in zip(_numbers(one), _numbers(other), strict=True)
    )


def _numbers(figure: Figure) -> tuple[tuple[Fraction | int | None, str], ...]:
    """Each part of a figure with its unit; bounds without one are in that of the value."""
    low, high = sorted((_first(figure.low), _first(figure.high)), key=lambda bound: Fraction(-1) if bound is None else bound)
    share = figure.share.percent if figure.share is not None else None
    unit = _unit(figure.value)
    bounds = _unit(figure.low or figure.high) or unit
    return ((_first(figure.value), unit), (low, bounds), (high, bounds), (figure.count, ""), (figure.of, ""), (share, ""))


def _figure(
    library: Library,
    record: str,
    account: Account,
    place: str,
    figure: Figure,
    what: str,
    difference: str,
    assessment: str,
    decision: Adjudication | None,
) -> Discrepancy:
    origin = _origin(library, account, figure.what, _text(figure), figure)
    return Discrepancy(
        f"{record}/{place}/{account.source}/{what}", WITHIN, record, figure.what, (origin,), difference, assessment, decision
    )


def _origin(library: Library, report: Report | Account, what: str, value: str, item: Counted) -> Origin:
    return origin_of(library.sources.get(report.source), report, what, value, item)


def _first(text: str | None) -> Fraction | None:
    """The first number of a text; a typographic minus is one, and so is a comma between thousands."""
    match = _NUMBER.search((text or "").replace("−", "-"))
    return Fraction(match[0].replace(",", "")) if match else None
