"""What a document states against what its own figures work out to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from keta_evidence.collation.course import Course
from keta_evidence.collation.selection import View
from keta_evidence.consistency.discrepancies.found import (
    ARITHMETIC,
    WITHIN,
    Discrepancy,
    numbered,
    rounds_to,
    settled,
    slug,
)
from keta_evidence.evidence import dose
from keta_evidence.evidence.reading import Reading
from keta_evidence.records.library import Library
from keta_evidence.records.model import Account, Counted, Decision, Report
from keta_evidence.records.origin import origin_of, report_name
from keta_evidence.units import TOLERANCE, number_text


def within_arithmetic(view: View) -> Iterator[Discrepancy]:
    """Stated totals, doses of a session and highest rates against the regimen, in every report of a view."""
    for report in view.reports:
        for course in view.courses_of(report):
            for column, stated, computed in _pairs(course):
                if not (_reaches if column == "max_rate" else agree)(stated, computed):
                    yield _discrepancy(view, course, column, stated, computed)


def odd_counts(view: View) -> Iterator[Discrepancy]:
    """Percentages of a study's reports that do not fit their counts."""
    for report in view.reports:
        for name in ("relief", "outcomes", "adverse_events"):
            items = getattr(report, name)
            counted: tuple[Counted, ...] = items.items if items is not None else ()
            if not any(map(_is_odd, counted)):
                continue
            words = (
                slug(getattr(item, "event", None) or getattr(item, "outcome", None), item.arm)
                for item in counted
            )
            for word, item in zip(numbered(words), counted, strict=True):
                place = f"{name}.{word}/{report_name(view.study, report)}"
                decisions = view.decisions(name)
                yield from odd_percentage(
                    view.library,
                    view.study.id,
                    report,
                    item,
                    place=place,
                    column=name,
                    decisions=decisions,
                )


def _is_odd(item: Counted) -> bool:
    """Whether a percentage is not that of its count, beyond what rounding to the decimals printed can explain."""
    if item.count is None or item.share is None or not item.of:
        return False
    return not rounds_to(item.count, item.of, item.share)


def odd_percentage(
    library: Library,
    record: str,
    report: Report | Account,
    item: Counted,
    *,
    place: str,
    column: str,
    decisions: Iterable[Decision],
) -> Iterator[Discrepancy]:
    """A percentage that is not that of its count."""
    if item.count is None or item.of is None or not _is_odd(item):
        return
    difference = f"{item.count} of {item.of} is {number_text(Fraction(100 * item.count, item.of))} %, printed {item.share}"
    source = library.sources.get(report.source)
    yield Discrepancy(
        f"{record}/{place}/percentage",
        WITHIN,
        record,
        column,
        (origin_of(source, report, column, f"{item.count}/{item.of} ({item.share})", item),),
        difference,
        "the count and the percentage do not fit",
        settled(decisions, difference),
    )


def agree(stated: Reading, computed: Reading) -> bool:
    """Whether a stated value lies within the computed range, the tolerance allowed at either end; for the reference weight."""
    one, other = dose.in_mg(stated, None).interval, dose.in_mg(computed, None).interval
    if one is None or other is None:
        return True
    too_low = (
        other.low is not None and one.high is not None and one.high < other.low * (1 - TOLERANCE)
    )
    too_high = (
        other.high is not None and one.low is not None and one.low > other.high * (1 + TOLERANCE)
    )
    return not (too_low or too_high)


def _reaches(stated: Reading, computed: Reading) -> bool:
    """Whether a stated highest rate is not below the lowest that the regimen needs; it may well be above what was used."""
    highest, needed = dose.in_mg(stated, None).interval, dose.in_mg(computed, None).interval
    if highest is None or needed is None or highest.high is None or needed.low is None:
        return True
    return needed.low <= highest.high * (1 + TOLERANCE)


def stated_and_computed(course: Course) -> tuple[Reading, Reading] | None:
    """A stated total with the total by arithmetic, where the document allows both."""
    fact = course.regimen.total_dose
    computed = dose.computed_total(course)
    if fact is None or fact.value is None or computed.interval is None:
        return None
    return dose.total_dose(course), computed


def _pairs(course: Course) -> Iterator[tuple[str, Reading, Reading]]:
    totals = stated_and_computed(course)
    if totals is not None:
        yield "total_dose", *totals
    for column, fact, state, compute in (
        ("session_dose", course.regimen.session_dose, dose.stated_session_dose, dose.session_dose),
        ("max_rate", course.regimen.max_rate, dose.max_rate, dose.computed_max_rate),
    ):
        if fact is not None and fact.value is not None and course.regimen.phases:
            yield from _pair(column, course, state, compute)


def _pair(
    column: str,
    course: Course,
    state: Callable[[Course], Reading],
    compute: Callable[[Course], Reading],
) -> Iterator[tuple[str, Reading, Reading]]:
    computed = compute(course)
    if computed.interval is not None:
        yield column, state(course), computed


def _discrepancy(
    view: View, course: Course, column: str, stated: Reading, computed: Reading
) -> Discrepancy:
    arm = f":{course.arm}" if course.arm else ""
    difference = f"stated {_text(stated)} v computed {_text(computed)}"
    return Discrepancy(
        f"{view.study.id}{arm}/{column}/{report_name(view.study, course.report)}",
        ARITHMETIC,
        view.study.id,
        column,
        tuple(dict.fromkeys((*stated.origins, *computed.origins))),
        difference,
        f"the stated {column.replace('_', ' ')} is not what the regimen works out to",
        settled(view.decisions("regimen"), difference),
    )


def _text(value: Reading) -> str:
    assert value.interval is not None
    return value.interval.text()
