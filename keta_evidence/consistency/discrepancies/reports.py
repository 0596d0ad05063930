"""Reports of one study against each other: the same fact told differently by two documents, or at two places of one."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from keta_evidence.collation.course import Course
from keta_evidence.collation.selection import FACTS, View, gives
from keta_evidence.consistency.discrepancies.found import (
    Discrepancy,
    alike,
    kind_of,
    rounds_to,
    settled,
)
from keta_evidence.evidence import dose
from keta_evidence.evidence.reading import Reading, not_computable
from keta_evidence.evidence.relief import relief_span
from keta_evidence.records.model import (
    Comedication,
    Counted,
    Fact,
    Items,
    Outcome,
    Report,
    comparator_text,
)
from keta_evidence.records.origin import Origin, fact_text, origin_of
from keta_evidence.units import TIME, Interval, QuantityError, parse_interval


@dataclass(frozen=True, slots=True)
class _Told:
    """What one report tells: a value that can be compared; its text and where it stands are made only where values differ."""

    value: Any
    show: Callable[[], tuple[str, tuple[Origin, ...]]]


_Read = Callable[[View, Report], _Told | None]
_Same = Callable[[Any, Any], bool]


def between_reports(view: View) -> Iterator[Discrepancy]:
    """Every fact on which the reports of a view do not agree."""
    if len(view.reports) < 2:
        return
    telling = {fact: [report for report in view.reports if gives(report, fact)] for fact in FACTS}
    for fact, column, read, same in _COMPARED:
        if len(telling[fact]) > 1:
            told = [value for report in telling[fact] if (value := read(view, report)) is not None]
            yield from _differing(view, fact, column, told, same)
    yield from _counts(view)
    yield from _comedication_doses(view)
    yield from _opposite_outcomes(view)


def _differing(
    view: View, fact: str, column: str, told: list[_Told], same: _Same
) -> Iterator[Discrepancy]:
    if any(not same(one.value, other.value) for one, other in itertools.combinations(told, 2)):
        shown = [value.show() for value in told]
        origins = tuple(dict.fromkeys(origin for _, places in shown for origin in places))
        difference = " v ".join(dict.fromkeys(text for text, _ in shown))
        name = column.replace(".", ": ").replace("_", " ")
        where = (
            "documents"
            if len({origin.source for origin in origins}) > 1
            else "places of the document"
        )
        yield Discrepancy(
            f"{view.study.id}/{column}",
            kind_of(origins),
            view.study.id,
            column,
            origins,
            difference,
            f"the {where} do not tell the same {name}",
            settled(view.decisions(fact), difference),
        )


def _origin(
    view: View, report: Report, what: str, value: object, *chain: Any, column: str = ""
) -> Origin:
    return origin_of(
        view.library.sources.get(report.source), report, what, value, *chain, column=column or what
    )


def _fact(name: str, view: View, report: Report) -> _Told | None:
    fact: Fact[Hashable] | None = getattr(report, name)
    if fact is None or fact.value is None:
        return None
    return _Told(
        fact.value, lambda: (fact_text(fact), (_origin(view, report, name, fact_text(fact), fact),))
    )


def _design(name: str, view: View, report: Report) -> _Told | None:
    fact = getattr(report.design, name) if report.design is not None else None
    if fact is None or fact.value is None:
        return None
    return _Told(
        fact.value,
        lambda: (
            str(fact.value),
            (_origin(view, report, name, fact.value, report.design, fact, column="design"),),
        ),
    )


def _indications(view: View, report: Report) -> _Told | None:
    if report.indications is None or not report.indications.items:
        return None
    ids = frozenset(
        id_ for item in report.indications.items for id_ in (item, *view.library.broader(item))
    )
    text = ", ".join(sorted(report.indications.items))
    return _Told(
        ids, lambda: (text, (_origin(view, report, "indications", text, report.indications),))
    )


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    """Told more or less narrowly is not told differently."""
    return one <= other or other <= one


def _regimen_fact(name: str, view: View, report: Report) -> _Told | None:
    courses = view.courses_of(report)
    values = [(course, getattr(course.regimen, name)) for course in courses]
    known = [
        (course, fact) for course, fact in values if fact is not None and fact.value is not None
    ]
    if not known:
        return None
    texts = tuple(sorted({fact_text(fact) for _, fact in known}))
    return _Told(
        texts,
        lambda: (
            ", ".join(texts),
            tuple(
                course.origin(name, fact_text(fact), fact, column="session")
                for course, fact in known
            ),
        ),
    )


def _derived(derive: Callable[[Course], Reading], view: View, report: Report) -> _Told | None:
    """A derived value by arm, in mg where it is a dose."""
    values = {course.arm: derive(course) for course in view.courses_of(report)}
    known = {
        arm: dose.quantity_in_mg(value.interval)
        for arm, value in values.items()
        if value.interval is not None
    }
    if not known:
        return None

    def show() -> tuple[str, tuple[Origin, ...]]:
        texts = dict.fromkeys(quantity.text() for quantity in known.values())
        return ", ".join(texts), tuple(
            dict.fromkeys(origin for value in values.values() for origin in value.origins)
        )

    return _Told(known, show)


def _between_sessions(course: Course) -> Reading:
    """Time from one session to the next, as stated."""
    fact = course.regimen.every
    if fact is None or fact.value is None:
        return not_computable("not told")
    return Reading(
        interval=fact.value.quantity,
        origins=(course.origin("every", fact_text(fact), fact, column="session"),),
    )


def _same_by_arm(one: dict[str, Interval], other: dict[str, Interval]) -> bool:
    """Arm by arm where both tell of the same arms, else over all arms."""
    common = one.keys() & other.keys()
    if common:
        return all(alike(one[arm], other[arm]) for arm in common)
    return alike(_over_arms(one), _over_arms(other))


def _over_arms(values: dict[str, Interval]) -> Interval | None:
    try:
        return functools.reduce(Interval.hull, values.values())
    except QuantityError:  # one arm open below, another above: nothing to compare
        return None


def _comedication(view: View, report: Report) -> _Told | None:
    items = report.comedication
    if items is None or (not items.items and not items.none):
        return None
    drugs = ", ".join(dict.fromkeys(item.drug for item in items.items)) or "none"
    return _Told(
        frozenset(item.drug.lower() for item in items.items),
        lambda: (drugs, (_origin(view, report, "comedication", drugs, items),)),
    )


def _same_drugs(one: frozenset[str], other: frozenset[str]) -> bool:
    """Fewer told is not told differently, but none is."""
    return bool(one) == bool(other) and _nested(one, other)


def _adverse_events(view: View, report: Report) -> _Told | None:
    """Whether any adverse event is told; reports that count one as none tell of it."""
    items = report.adverse_events
    happened = [item.event for item in items.items if item.count != 0] if items is not None else []
    if items is None or (not happened and not items.none):
        return None  # that one event did not happen says nothing of others
    text = ", ".join(dict.fromkeys(happened)) or "none"
    return _Told(
        bool(happened),
        lambda: (
            text,
            (_origin(view, report, "adverse events", text, items, column="adverse_events"),),
        ),
    )


def _comparators(view: View, report: Report) -> _Told | None:
    items = report.design.comparators if report.design is not None else None
    if items is None or (not items.items and not items.none):
        return None
    text = ", ".join(items.items) or "none"
    names = {word.split(" (")[0] for word in items.items} or {"none"}
    return _Told(
        frozenset("placebo" if name == "saline" else name for name in names),
        lambda: (
            text,
            (_origin(view, report, "comparators", text, report.design, items, column="design"),),
        ),
    )


def _relief(view: View, report: Report) -> _Told | None:
    """Longest relief in hours; ``None`` as a value where no relief was shown."""
    if report.relief is None:
        return None
    comparators = view.study.comparators
    shown = Items(
        items=tuple(item for item in report.relief.items if item.arm not in comparators),
        missing=report.relief.missing,
    )
    span = relief_span(shown)
    if span.longest is None and span.text != "none shown":
        return None
    hours = None if span.longest is None else Interval(span.longest * 24, span.longest * 24, TIME)
    observation = span.longest_observation
    return _Told(
        hours,
        lambda: (
            span.text,
            (
                _origin(
                    view, report, "relief", span.text, report.relief, observation, column="relief"
                ),
            ),
        ),
    )


def _same_relief(one: Interval | None, other: Interval | None) -> bool:
    return one is other if one is None or other is None else alike(one, other)


def _counts(view: View) -> Iterator[Discrepancy]:
    """The same adverse event or secondary outcome counted differently, or told by one report and denied by another."""
    counted: dict[tuple[str, str, str], list[_Told]] = {}
    for report in view.reports:
        for fact, name, context, item in _counted_items(report):
            if item.count is not None or item.share is not None:
                told = _Told(item, partial(_count_told, view, report, fact, name, item))
                counted.setdefault((fact, name.lower(), context), []).append(told)
    for (fact, name, context), told_by in counted.items():
        yield from _differing(
            view, fact, f"{fact}.{name}{f' ({context})' if context else ''}", told_by, _same_count
        )


def _counted_items(report: Report) -> Iterator[tuple[str, str, str, Counted]]:
    """Fact, name and what tells items of one name apart: the arm and, of an outcome, comparison and time."""
    for event in report.adverse_events.items if report.adverse_events is not None else ():
        yield "adverse_events", event.event, event.arm or "", event
    for item in report.outcomes.items if report.outcomes is not None else ():
        yield (
            "outcomes",
            item.outcome,
            ", ".join(
                filter(None, [item.arm, comparator_text(item.comparator), str(item.when or "")])
            ),
            item,
        )


def _count_told(
    view: View, report: Report, fact: str, name: str, item: Counted
) -> tuple[str, tuple[Origin, ...]]:
    text = (
        str(item.share)
        if item.count is None
        else f"{item.count}{f'/{item.of}' if item.of is not None else ''}"
    )
    what = "adverse event" if fact == "adverse_events" else "outcome"
    return text, (_origin(view, report, what, f"{name}: {text}", item, column=fact),)


def _comedication_doses(view: View) -> Iterator[Discrepancy]:
    """The same drug beside ketamine in another dose."""
    dosed: dict[str, dict[int, list[_Told]]] = {}
    for number, report in enumerate(view.reports):
        for item in report.comedication.items if report.comedication is not None else ():
            if item.dose is not None:
                dosed.setdefault(item.drug.lower(), {}).setdefault(number, []).append(
                    _dosed(view, report, item, item.dose)
                )
    for drug, reports in dosed.items():
        # One dose from each report: a report that gives several tells of a bolus and an infusion, say.
        single = [told[0] for told in reports.values() if len(told) == 1]
        yield from _differing(view, "comedication", f"comedication.{drug}", single, _same_dose)


def _opposite_outcomes(view: View) -> Iterator[Discrepancy]:
    """The same outcome of ketamine against the same comparator at the same time, with another finding."""
    found: dict[tuple[str, str, str], list[_Told]] = {}
    for report in view.reports:
        comparators = view.study.comparators
        for item in report.outcomes.items if report.outcomes is not None else ():
            if item.result != "reported" and item.arm not in comparators:
                key = (
                    item.outcome.lower(),
                    comparator_text(item.comparator).lower(),
                    str(item.when or ""),
                )
                found.setdefault(key, []).append(_outcome(view, report, item))
    for (outcome, versus, when), told in found.items():
        context = ", ".join(filter(None, [f"v {versus}" if versus else "", when]))
        yield from _differing(
            view,
            "outcomes",
            f"outcomes.{outcome}{f' ({context})' if context else ''}",
            told,
            _same_finding,
        )


def _outcome(view: View, report: Report, item: Outcome) -> _Told:
    origin = partial(_origin, view, report, item.outcome, item.result, item, column="outcomes")
    return _Told((item.arm, item.result), lambda: (item.result, (origin(),)))


def _same_finding(one: tuple[str | None, str], other: tuple[str | None, str]) -> bool:
    """Two arms may fare differently; what is told of all of them holds for each."""
    return one[1] == other[1] or (one[0] != other[0] and None not in (one[0], other[0]))


def _dosed(view: View, report: Report, item: Comedication, dose_: str) -> _Told:
    return _Told(
        dose_,
        lambda: (dose_, (_origin(view, report, item.drug, dose_, item, column="comedication"),)),
    )


def _same_count(one: Counted, other: Counted) -> bool:
    """Like with like; a count and a percentage agree if one rounds to the other, or no denominator is told."""
    if one.count is not None and other.count is not None:
        return one.count == other.count
    counted, shared = (one, other) if one.count is not None else (other, one)
    if shared.share is None:
        return True
    if counted.count is None or counted.of is None or counted.of == 0:
        return counted.share is None or counted.share.percent == shared.share.percent
    return rounds_to(counted.count, counted.of, shared.share)


def _same_dose(one: str, other: str) -> bool:
    """The same figure, or after conversion of its unit the same amount."""
    if "".join(one.split()) == "".join(other.split()):
        return True
    try:
        first, second = parse_interval(one), parse_interval(other)
    except QuantityError:  # a dose in units that are not computed with, such as IU
        return False
    return first.dimension == second.dimension and alike(first, second)


def _same_masking(one: str, other: str) -> bool:
    """Triple and quadruple blinding are double blinding told more fully."""
    return one == other or {one, other} <= {"double-blind", "triple-blind", "quadruple-blind"}


def _equal(one: object, other: object) -> bool:
    return one == other


_COMPARED: tuple[tuple[str, str, _Read, _Same], ...] = (
    ("indications", "indications", _indications, _nested),
    *(
        (name, name, partial(_fact, name), _equal)
        for name in ("participants", "infusions", "setting")
    ),
    *(
        ("design", f"design.{name}", partial(_design, name), _equal)
        for name in ("allocation", "structure", "timing")
    ),
    ("design", "design.masking", partial(_design, "masking"), _same_masking),
    *(("regimen", name, partial(_regimen_fact, name), _equal) for name in ("route", "enantiomer")),
    ("regimen", "sessions", partial(_derived, dose.session_count), _same_by_arm),
    ("regimen", "session_interval", partial(_derived, _between_sessions), _same_by_arm),
    ("regimen", "session_hours", partial(_derived, dose.session_hours), _same_by_arm),
    ("regimen", "infusion_hours", partial(_derived, dose.infusion_hours), _same_by_arm),
    ("regimen", "session_dose", partial(_derived, dose.session_dose), _same_by_arm),
    ("regimen", "total_dose", partial(_derived, dose.total_dose), _same_by_arm),
    ("regimen", "max_rate", partial(_derived, dose.max_rate), _same_by_arm),
    ("comedication", "comedication", _comedication, _same_drugs),
    ("relief", "relief", _relief, _same_relief),
    ("adverse_events", "adverse_events", _adverse_events, _equal),
    ("design", "design.comparators", _comparators, _nested),
)
"""Fact that an adjudication names, column, how a report tells it, and what counts as the same."""
REGIMEN_FACTS: frozenset[str] = frozenset(
    column for fact, column, _, _ in _COMPARED if fact == "regimen"
)
"""What follows from the regimen, so that a decision on it decides on these."""
