"""Reports of one study against each other.

One fact given differently by two documents, or by one.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from keta_evidence.collation.selection import FACTS, View, gives
from keta_evidence.consistency.issue import (
    BETWEEN,
    VERSUS,
    Issue,
    alike,
    kind_of,
)
from keta_evidence.consistency.subjects import StudyAt
from keta_evidence.dosing import dose
from keta_evidence.dosing.course import Course
from keta_evidence.evidence.relief import relief_span
from keta_evidence.reading import Reading, not_computable
from keta_evidence.records.model import Fact, Items, Report
from keta_evidence.records.origin import Origin, fact_text, origin_of
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import TIME, Interval, QuantityError


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as it is printed: its text, as typed, and where it stands."""

    text: str
    typed: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one report says: a value that can be compared, printed only where values differ."""

    report: Report
    value: Any
    show: Callable[[], Shown]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """How one thing is compared.

    ``fact`` is what a decision may name, ``column`` what it is called in ids, ``read`` what a
    report says of it, ``agree`` whether two such values are the same.
    """

    fact: str
    column: str
    read: Callable[[View, Report], Statement | None]
    agree: Callable[[Any, Any], bool]


def between_reports(study: StudyAt) -> Iterator[Issue]:
    """Every fact on which the reports of a view do not agree."""
    view = study.view
    if len(view.reports) < 2:
        return
    giving = {fact: [report for report in view.reports if gives(report, fact)] for fact in FACTS}
    for comparison in _COMPARISONS:
        if len(giving[comparison.fact]) > 1:
            read = [comparison.read(view, report) for report in giving[comparison.fact]]
            statements = [statement for statement in read if statement is not None]
            yield from differing(
                study, comparison.fact, comparison.column, statements, comparison.agree
            )


def differing(
    study: StudyAt,
    fact: str,
    column: str,
    statements: list[Statement],
    agree: Callable[[Any, Any], bool],
    *,
    rule: str = "reports",
) -> Iterator[Issue]:
    """One issue of a rule where any two of the statements do not agree."""
    pairs = itertools.combinations(statements, 2)
    if all(agree(one.value, other.value) for one, other in pairs):
        return
    shown = [each.show() for each in statements]
    by_text: dict[str, Shown] = {}
    for each in shown:
        by_text.setdefault(each.text, each)
    origins = tuple(dict.fromkeys(origin for each in shown for origin in each.origins))
    difference = VERSUS.join(by_text)
    kind = kind_of(origins)
    where = "documents" if kind == BETWEEN else "places of the document"
    name = column.replace(".", ": ").replace("_", " ")
    yield study.issue(
        rule,
        _key_of(study, statements[0].report, fact),
        difference,
        name=column,
        fact=fact,
        kind=kind,
        column=column,
        values=origins,
        difference=difference,
        assessment=f"the {where} do not tell the same {name}",
        typed=tuple(each.typed for each in by_text.values()),
    )


def _key_of(study: StudyAt, report: Report, fact: str) -> KeyPath:
    reports = study.view.study.reports
    index = next(place for place, other in enumerate(reports) if other is report)
    return ("reports", index, fact)


def origin_in(
    view: View, report: Report, what: str, value: object, *chain: Any, column: str = ""
) -> Origin:
    """Where a value of a report stands, from the entries around it, outermost first."""
    source = view.library.sources.get(report.source)
    return origin_of(source, report, what, value, *chain, column=column or what)


def _fact(name: str, view: View, report: Report) -> Statement | None:
    fact: Fact[Hashable] | None = getattr(report, name)
    if fact is None or fact.value is None:
        return None
    value, text = fact.value, fact_text(fact)
    return Statement(
        report,
        value,
        lambda: Shown(text, str(value), (origin_in(view, report, name, text, fact),)),
    )


def _design_part(name: str, view: View, report: Report) -> Statement | None:
    fact = getattr(report.design, name) if report.design is not None else None
    if fact is None or fact.value is None:
        return None
    text = str(fact.value)

    def show() -> Shown:
        origin = origin_in(view, report, name, fact.value, report.design, fact, column="design")
        return Shown(text, text, (origin,))

    return Statement(report, fact.value, show)


def _indications(view: View, report: Report) -> Statement | None:
    items = report.indications
    if items is None or not items.items:
        return None
    ids = frozenset(id_ for item in items.items for id_ in (item, *view.library.broader(item)))
    text = ", ".join(sorted(items.items))
    return Statement(
        report,
        ids,
        lambda: Shown(text, text, (origin_in(view, report, "indications", text, items),)),
    )


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    """Said more or less narrowly is not said differently."""
    return one <= other or other <= one


def _regimen_fact(name: str, view: View, report: Report) -> Statement | None:
    facts = [(course, getattr(course.regimen, name)) for course in view.courses_of(report)]
    known = [
        (course, fact) for course, fact in facts if fact is not None and fact.value is not None
    ]
    if not known:
        return None
    texts = tuple(sorted({fact_text(fact) for _, fact in known}))

    def show() -> Shown:
        text = ", ".join(texts)
        origins = tuple(
            course.origin(name, fact_text(fact), fact, column="session") for course, fact in known
        )
        return Shown(text, text, origins)

    return Statement(report, texts, show)


def _derived(derive: Callable[[Course], Reading], view: View, report: Report) -> Statement | None:
    """A derived value by arm, in mg where it is a dose."""
    values = {course.arm: derive(course) for course in view.courses_of(report)}
    known = {
        arm: dose.quantity_in_mg(value.interval)
        for arm, value in values.items()
        if value.interval is not None
    }
    if not known:
        return None

    def show() -> Shown:
        texts = dict.fromkeys(quantity.text() for quantity in known.values())
        origins = tuple(
            dict.fromkeys(origin for value in values.values() for origin in value.origins)
        )
        typed = "; ".join(dict.fromkeys(origin.value for origin in origins))
        return Shown(", ".join(texts), typed, origins)

    return Statement(report, known, show)


def _between_sessions(course: Course) -> Reading:
    """Time from one session to the next, as stated."""
    fact = course.regimen.every
    if fact is None or fact.value is None:
        return not_computable("not told")
    origin = course.origin("every", fact_text(fact), fact, column="session")
    return Reading(interval=fact.value.quantity, origins=(origin,))


def _alike_by_arm(one: dict[str, Interval], other: dict[str, Interval]) -> bool:
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


def _comedication(view: View, report: Report) -> Statement | None:
    items = report.comedication
    if items is None or (not items.items and not items.none):
        return None
    drugs = ", ".join(dict.fromkeys(item.drug for item in items.items)) or "none"
    return Statement(
        report,
        frozenset(item.drug.lower() for item in items.items),
        lambda: Shown(drugs, drugs, (origin_in(view, report, "comedication", drugs, items),)),
    )


def _drugs_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Fewer drugs are not others, but none is."""
    return bool(one) == bool(other) and _nested(one, other)


def _adverse_events(view: View, report: Report) -> Statement | None:
    """Whether any adverse event is reported; a report that counts one as none says none."""
    items = report.adverse_events
    happened = [item.event for item in items.items if item.count != 0] if items is not None else []
    if items is None or (not happened and not items.none):
        return None  # that one event did not happen says nothing of others
    text = ", ".join(dict.fromkeys(happened)) or "none"

    def show() -> Shown:
        origin = origin_in(view, report, "adverse events", text, items, column="adverse_events")
        return Shown(text, text, (origin,))

    return Statement(report, bool(happened), show)


def _comparators(view: View, report: Report) -> Statement | None:
    items = report.design.comparators if report.design is not None else None
    if items is None or (not items.items and not items.none):
        return None
    text = ", ".join(items.items) or "none"
    words = {word.split(" (")[0] for word in items.items} or {"none"}

    def show() -> Shown:
        origin = origin_in(view, report, "comparators", text, report.design, items, column="design")
        return Shown(text, text, (origin,))

    names = frozenset("placebo" if word == "saline" else word for word in words)
    return Statement(report, names, show)


def _relief_statement(view: View, report: Report) -> Statement | None:
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

    def show() -> Shown:
        said = (report.relief, span.longest_observation)
        origin = origin_in(view, report, "relief", span.text, *said, column="relief")
        return Shown(span.text, span.text, (origin,))

    return Statement(report, hours, show)


def _relief_agrees(one: Interval | None, other: Interval | None) -> bool:
    if one is None or other is None:
        return one is other
    return alike(one, other)


def _maskings_agree(one: str, other: str) -> bool:
    """Triple and quadruple blinding are double blinding described more fully."""
    return one == other or {one, other} <= {"double-blind", "triple-blind", "quadruple-blind"}


def _equal(one: object, other: object) -> bool:
    return one == other


_DERIVED: tuple[tuple[str, Callable[[Course], Reading]], ...] = (
    ("sessions", dose.session_count),
    ("session_interval", _between_sessions),
    ("session_hours", dose.session_hours),
    ("infusion_hours", dose.infusion_hours),
    ("session_dose", dose.session_dose),
    ("total_dose", dose.total_dose),
    ("max_rate", dose.max_rate),
)
_COMPARISONS: tuple[_Comparison, ...] = (
    _Comparison("indications", "indications", _indications, _nested),
    *(
        _Comparison(name, name, partial(_fact, name), _equal)
        for name in ("participants", "infusions", "setting")
    ),
    *(
        _Comparison("design", f"design.{name}", partial(_design_part, name), _equal)
        for name in ("allocation", "structure", "timing")
    ),
    _Comparison("design", "design.masking", partial(_design_part, "masking"), _maskings_agree),
    *(
        _Comparison("regimen", name, partial(_regimen_fact, name), _equal)
        for name in ("route", "enantiomer")
    ),
    *(
        _Comparison("regimen", name, partial(_derived, derive), _alike_by_arm)
        for name, derive in _DERIVED
    ),
    _Comparison("comedication", "comedication", _comedication, _drugs_agree),
    _Comparison("relief", "relief", _relief_statement, _relief_agrees),
    _Comparison("adverse_events", "adverse_events", _adverse_events, _equal),
    _Comparison("design", "design.comparators", _comparators, _nested),
)
REGIMEN_FACTS: frozenset[str] = frozenset(
    comparison.column for comparison in _COMPARISONS if comparison.fact == "regimen"
)
"""What follows from the regimen, so that a decision on it decides on these."""
