"""Units that cannot be: a drug per body weight and volume is neither a dose nor a rate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from keta_evidence.consistency.issue import MAGNITUDE, Issue, slug
from keta_evidence.consistency.overviews import figures_at
from keta_evidence.consistency.subjects import OverviewAt, ReportAt
from keta_evidence.records.model import Regimen, Said
from keta_evidence.records.origin import origin_of
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    CONCENTRATION,
    RATE,
    RATE_PER_WEIGHT,
    QuantityError,
    parse_unit,
)

_DIVIDED = re.compile(
    r"""
    \d \s*
    (?P<unit>
        (?: g | mg | µg | μg | ug | mcg | ng )    # an amount of a drug
        (?: / (?:\d+\ )? [a-zA-Z]+ )+             # divided, once or more
    )
    \b
    """,
    re.VERBOSE,
)
_POSSIBLE = (AMOUNT, AMOUNT_PER_WEIGHT, RATE, RATE_PER_WEIGHT, CONCENTRATION)


def impossible_unit(text: str) -> str | None:
    """The first unit of a text that no dose, rate or concentration of a drug has."""
    for match in _DIVIDED.finditer(text):
        try:
            _, dimension = parse_unit(match["unit"])
        except QuantityError:  # words after a slash, or a unit that is not computed with
            continue
        if dimension not in _POSSIBLE:
            return match["unit"]
    return None


_ASSESSMENT = "an amount by weight and volume is neither a dose nor a rate nor a concentration"


def impossible_units(report: ReportAt) -> Iterator[Issue]:
    """Doses of what participants got are in units that a dose or rate can have."""
    source = report.library.sources.get(report.report.source)
    for key, column, chain in _given(report):
        unit = next(filter(None, map(impossible_unit, _texts_of(chain[-1]))), None)
        if unit is None:
            continue
        yield report.issue(
            "unit",
            key,
            f"no dose or rate is in {unit}",
            name=f"{column}/{report.name}/unit-{slug(unit.replace('µ', 'u'))}",
            cause=f"{report.name}/unit-{slug(unit.replace('µ', 'u'))}",
            fact=column,
            kind=MAGNITUDE,
            column=column,
            values=(origin_of(source, report.report, column, unit, *chain),),
            difference=f"no dose or rate is in {unit}",
            assessment=_ASSESSMENT,
        )


def impossible_units_of_figures(overview: OverviewAt) -> Iterator[Issue]:
    """The same, of the figures of a survey, guideline or review."""
    for at in figures_at(overview):
        unit = next(filter(None, map(impossible_unit, _texts_of(at.figure))), None)
        if unit is not None:
            yield at.issue("unit", f"no dose or rate is in {unit}", _ASSESSMENT, kind=MAGNITUDE)


def _given(report: ReportAt) -> Iterator[tuple[KeyPath, str, tuple[Said, ...]]]:
    """Key, column and entries, outermost first, of all that participants got by a report."""
    comedication = report.report.comedication
    if comedication is not None:
        yield ("comedication",), "comedication", (comedication,)
        for place, item in enumerate(comedication.items):
            yield ("comedication", "items", place), "comedication", (comedication, item)
    for place, arm in enumerate(report.report.arms):
        for number, intervention in enumerate(arm.interventions):
            yield ("arms", place, "interventions", number), "regimen", (intervention,)
    regimens: list[tuple[KeyPath, Regimen | None]] = [(("regimen",), report.report.regimen)]
    for place, arm in enumerate(report.report.arms):
        regimens.append((("arms", place, "regimen"), arm.regimen))
    for key, regimen in regimens:
        for place, phase in enumerate(regimen.phases if regimen is not None else ()):
            assert regimen is not None
            yield (*key, "phases", place), "regimen", (regimen, phase)


def _texts_of(said: Said) -> Iterator[str]:
    """The figures of an entry as typed and as on the page."""
    typed = (getattr(said, name, None) for name in ("dose", "value"))
    for text in (*typed, said.printed, said.noted):
        if text is not None:
            yield str(text)
