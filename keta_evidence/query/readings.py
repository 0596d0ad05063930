"""What a row tells of each field: an interval with what is known of its ends, or texts, always with the reason for a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeVar, get_args

from keta_evidence.collation.course import Course
from keta_evidence.evidence import dose
from keta_evidence.evidence.derived import Derived
from keta_evidence.evidence.level import is_controlled
from keta_evidence.evidence.relief import HOURS_PER_DAY, ending_reason
from keta_evidence.query.logic import Interval, Texts
from keta_evidence.query.words import broader, names_of, narrower
from keta_evidence.records.leaves import NONE_SHOWN
from keta_evidence.records.model import (
    Allocation,
    Counted,
    Design,
    Fact,
    Items,
    Masking,
    Relief,
    Timing,
)
from keta_evidence.records.origin import fact_text
from keta_evidence.tables.columns import COLUMNS, indication_ids, study_kind
from keta_evidence.tables.row import NOT_TOLD, Row
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    Dimension,
    number_text,
)
from keta_evidence.units import (
    Interval as Range,
)

T = TypeVar("T")
Measure = Callable[[Row, Dimension], Interval]
Tell = Callable[[Row], Texts]

UNITS: dict[Dimension, str] = {
    AMOUNT: "mg",
    AMOUNT_PER_WEIGHT: "mg/kg",
    RATE: "mg/h",
    RATE_PER_WEIGHT: "mg/kg/h",
    TIME: "h",
    NUMBER: "",
}
NOT_APPLICABLE = "not applicable"
KINDS = ("trial", "cohort", "case-series")
CONTROLS = ("controlled", "uncontrolled")
_BOTH_SETTINGS = "inpatient and outpatient"
_NO_ALLOCATION = "the allocation of participants is not reported"


def total_dose(row: Row, dimension: Dimension) -> Interval:
    """Dose of the course, per body weight where the question is."""
    return _interval(row.total_dose(per_weight=dimension == AMOUNT_PER_WEIGHT))


def over_courses(derive: Callable[[Course], Derived]) -> Measure:
    """One value over all ketamine arms."""
    return lambda row, _: _interval(row.over_courses(derive))


def _interval(derived: Derived) -> Interval:
    """A derived range. Where an arm has no value, the range does not tell of the whole study: nothing can be judged from it."""
    quantity = derived.quantity
    if quantity is None or derived.reason:
        return Interval(reason=derived.reason or "not reported")
    return Interval(quantity.low, quantity.high, text=quantity.text())


def max_rate(row: Row, dimension: Dimension) -> Interval:
    """Highest rate over all arms: at least the highest known, and no more than that only where every arm is known."""
    convert = dose.per_weight if dimension == RATE_PER_WEIGHT else dose.in_mg
    derived = [convert(dose.max_rate(course), row.options.weight) for course in row.view.courses]
    known = [value.quantity for value in derived if value.quantity is not None]
    reason = "; ".join(dict.fromkeys(value.reason for value in derived if value.quantity is None))
    if not known:
        return Interval(reason=reason or f"{NOT_TOLD} how ketamine was given")
    low = max((quantity.low for quantity in known if quantity.low is not None), default=None)
    highs = [quantity.high for quantity in known if quantity.high is not None]
    high = max(highs) if len(highs) == len(derived) else None
    return Interval(low, high, reason=reason, text=_range_text(low, high, dimension))


def _range_text(low: Fraction | None, high: Fraction | None, dimension: Dimension) -> str:
    return "" if low is None and high is None else Range(low, high, dimension).text()


def whole_number(column: str) -> Measure:
    """A count or year, as the column of that name shows it."""

    def measure(row: Row, _: Dimension) -> Interval:
        cell = COLUMNS[column].fill(row)
        if not isinstance(cell.value, int):
            return Interval(reason=cell.reason or "not reported")
        return Interval(Fraction(cell.value), Fraction(cell.value), text=cell.text)

    return measure


def level(row: Row, _: Dimension) -> Interval:
    """Evidence level; of the 2009 scheme its number."""
    value = row.level.value
    if value is None:
        return Interval(reason=row.level.reason)
    return Interval(Fraction(value[0]), Fraction(value[0]), text=value)


def level_texts(row: Row) -> Texts:
    """Evidence level as printed; 1b- is also a 1b."""
    value = row.level.value
    return Texts((value, value.rstrip("-"))) if value else Texts(reason=row.level.reason)


def relief(row: Row, _: Dimension) -> Interval:
    """Longest relief: from the last time it was shown to the time it was seen to be absent."""
    span, longest = row.relief, row.relief.longest_observation
    if longest is None:
        return Interval(absent=True, text=span.text) if span.text == NONE_SHOWN else _ended(row)
    if longest.duration is not None and longest.duration.value is not None:
        duration = longest.duration.value.quantity
        return Interval(duration.low, duration.high, text=span.text)
    assert longest.last_present is not None
    assert not isinstance(longest.last_present.value, str | None)
    seen = longest.last_present.value.quantity
    high = None if span.lost_by is None else span.lost_by * HOURS_PER_DAY
    reason = ending_reason(longest) if high is None else ""
    return Interval(seen.low or Fraction(0), high, below=True, reason=reason, text=span.text)


def _ended(row: Row) -> Interval:
    """Relief of which only the end is known, if every observation that may have shown some has one."""
    observations = [
        item
        for item in _observations(row)
        if item.last_present is None or item.last_present.value != NONE_SHOWN
    ]
    ends = [
        item.first_absent.value.quantity.high
        for item in observations
        if item.first_absent is not None and item.first_absent.value
    ]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(observations):
        return Interval(reason=row.relief.reason)
    return Interval(None, max(known), below=True, reason=row.relief.reason, text=row.relief.reason)


def _observations(row: Row) -> tuple[Relief, ...]:
    return _of_arm(row, row.view.relief)


def _of_arm(row: Row, items: Items[T] | None) -> tuple[T, ...]:
    """Entries of the row's arm and those not tied to an arm."""
    arm = row.view.arm
    return (
        ()
        if items is None
        else tuple(
            item for item in items.items if arm is None or getattr(item, "arm", None) in (None, arm)
        )
    )


def relief_shown(row: Row, _: Dimension) -> Interval:
    """Longest last time at which relief was shown, over outcomes and groups, as told: a time, not the end of relief."""
    return _days(row, row.relief.longest, row.relief.reason)


def responder_share(row: Row, _: Dimension) -> Interval:
    """Percentage of participants with relief, of all of them where any report prints it, else of an arm; the highest by any outcome."""
    items = (
        item
        for item in row.view.every_relief
        if row.view.arm in (None, item.arm) or item.arm is None
    )
    shown = [
        item
        for item in items
        if item.duration or (item.last_present and item.last_present.value != NONE_SHOWN)
    ]
    told = [item for item in shown if _share(item) is not None]
    return _highest_share(
        [item for item in told if item.arm is None] or told,
        "no relief with a percentage, or with a count and its denominator, is printed",
    )


def relief_min(row: Row, _: Dimension) -> Interval:
    """Shortest last time at which relief was shown, over outcomes and groups: a time, not the end of relief."""
    return _days(row, row.relief.shortest, row.relief.reason)


def relief_lost_by(row: Row, _: Dimension) -> Interval:
    """First time at which the longest relief was seen to be absent."""
    longest = row.relief.longest_observation
    return _days(
        row, row.relief.lost_by, row.relief.reason if longest is None else ending_reason(longest)
    )


def _days(row: Row, days: Fraction | None, reason: str) -> Interval:
    if days is None:
        return Interval(absent=row.relief.text == NONE_SHOWN, reason=reason, text=row.relief.text)
    hours = days * HOURS_PER_DAY
    return Interval(hours, hours, text=_range_text(hours, hours, TIME))


def relief_texts(row: Row) -> Texts:
    """Duration of relief as people read it."""
    unknown = row.relief.longest_observation is None and row.relief.text not in (
        NONE_SHOWN,
        "during infusion only",
    )
    return (
        Texts(reason=row.relief.reason or row.relief.text) if unknown else Texts((row.relief.text,))
    )


def censored_texts(row: Row) -> Texts:
    """Whether the longest relief was still present when last looked at."""
    if row.relief.censored is None:
        return Texts(reason=row.relief.reason)
    return Texts(("true" if row.relief.censored else "false",))


def indication_texts(row: Row) -> Texts:
    """Every name of the indications told and of broader ones; those of narrower ones are possible."""
    library = row.view.library
    arms = (arm.indications.items for arm in row.view.arms if arm.indications is not None)
    ids = tuple(dict.fromkeys([*indication_ids(row), *(id_ for items in arms for id_ in items)]))
    if not ids:
        return Texts(reason=COLUMNS["indications"].fill(row).reason or "not reported")
    told = list(dict.fromkeys([*ids, *(up for id_ in ids for up in broader(library, id_))]))
    below = narrower(library, ids)
    labels = ", ".join(names_of(library, id_)[0] for id_ in ids)
    return Texts(_names(row, told), _names(row, below), f"told only as {labels}")


def _names(row: Row, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for id_ in ids for name in names_of(row.view.library, id_))


def kind_texts(row: Row) -> Texts:
    """trial, cohort or case-series."""
    kind = study_kind(row.view)
    return Texts((kind,)) if kind else Texts(reason=_NO_ALLOCATION)


def design_part(part: str) -> Tell:
    """One fact of the design."""

    def tell(row: Row) -> Texts:
        design = row.view.design
        return Texts(reason=NOT_TOLD) if design is None else _fact_texts(getattr(design, part))

    return tell


def _fact_texts(fact: Fact[object] | None) -> Texts:
    if fact is None:
        return Texts(reason=NOT_TOLD)
    if fact.value is None:
        return (
            Texts((NOT_APPLICABLE,))
            if fact.missing == NOT_APPLICABLE
            else Texts(reason=fact_text(fact))
        )
    return Texts((str(fact.value),))


def _control_texts(design: Design) -> Texts:
    if is_controlled(design):
        return Texts(("controlled",))
    if design.allocation.value == "single group" or design.comparators.none:
        return Texts(("uncontrolled",))
    return Texts(reason=f"comparators: {design.comparators.missing}")


def design_texts(row: Row) -> Texts:
    """All words of the design together; those of a part that is not told are possible."""
    design = row.view.design
    if design is None:
        return Texts(reason=NOT_TOLD)
    parts: tuple[tuple[str, Texts, tuple[str, ...]], ...] = (
        ("kind", kind_texts(row), KINDS),
        ("allocation", _fact_texts(design.allocation), get_args(Allocation)),
        # a single group is known from the allocation, so an untold structure leaves only these two open
        ("structure", _fact_texts(design.structure), ("parallel", "crossover")),
        ("timing", _fact_texts(design.timing), get_args(Timing)),
        ("masking", _fact_texts(design.masking), get_args(Masking)),
        ("control", _control_texts(design), CONTROLS),
    )
    values = tuple(dict.fromkeys(value for _, told, _ in parts for value in told.values))
    possible = tuple(word for _, told, words in parts if not told.values for word in words)
    return Texts(
        values,
        possible,
        "; ".join(f"{name}: {told.reason}" for name, told, _ in parts if told.reason),
    )


def comparator_texts(row: Row) -> Texts:
    """What ketamine was compared with."""
    design = row.view.design
    return (
        Texts(reason=NOT_TOLD)
        if design is None
        else _listed(row, design.comparators, lambda item: (str(item),))
    )


def comedication_texts(row: Row) -> Texts:
    """Drugs given beside ketamine, alone and with dose, route and schedule."""
    return _listed(
        row,
        row.view.comedication,
        lambda item: (item.drug, _joined(item.drug, item.dose, item.route, item.schedule)),
    )


def adverse_event_texts(row: Row) -> Texts:
    """Adverse events, alone and with what they were compared with; one counted as none did not happen."""
    return _listed(
        row,
        row.view.every_adverse_event,
        lambda item: (item.event, _joined(item.event, item.difference)) if item.count != 0 else (),
    )


def adverse_event_share(row: Row, _: Dimension) -> Interval:
    """Highest percentage of participants with any one adverse event, where a percentage or a count with its denominator is printed."""
    items = row.view.every_adverse_event
    if items is not None and items.missing == "none":
        return Interval(Fraction(0), Fraction(0), text="none")
    return _highest_share(
        _of_arm(row, items),
        "no adverse event with a percentage, or with a count and its denominator, is printed",
    )


def _highest_share(items: Iterable[Counted], reason: str) -> Interval:
    shares = [share for item in items if (share := _share(item)) is not None]
    return (
        Interval(max(shares), max(shares), text=f"{number_text(max(shares))} %")
        if shares
        else Interval(reason=reason)
    )


def _share(item: Counted) -> Fraction | None:
    if item.share is not None:
        return item.share.percent
    return Fraction(100 * item.count, item.of) if item.count is not None and item.of else None


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _listed(row: Row, items: Items[T] | None, tell: Callable[[T], tuple[str, ...]]) -> Texts:
    if items is None:
        return Texts(reason=NOT_TOLD)
    if items.missing is not None:
        known = items.missing in ("none", NOT_APPLICABLE)
        return Texts((items.missing,)) if known else Texts(reason=items.missing)
    own = _of_arm(row, items)
    return Texts(
        tuple(dict.fromkeys(text for item in own for text in tell(item))),
        reason="" if own else "none told for this arm",
    )


def setting_texts(row: Row) -> Texts:
    """Where the infusions were given; inpatient and outpatient is both."""
    told = _fact_texts(row.view.setting)
    return (
        Texts((_BOTH_SETTINGS, *_BOTH_SETTINGS.split(" and ")))
        if told.values == (_BOTH_SETTINGS,)
        else told
    )


def regimen_part(part: str, words: tuple[str, ...]) -> Tell:
    """Route or enantiomer over all arms; where an arm's is not told, any is possible."""

    def tell(row: Row) -> Texts:
        told = [_fact_texts(getattr(course.regimen, part)) for course in row.view.courses]
        reason = (
            "; ".join(dict.fromkeys(one.reason for one in told if one.reason))
            if told
            else f"{NOT_TOLD} how ketamine was given"
        )
        values = tuple(dict.fromkeys(value for one in told for value in one.values))
        return Texts(values, words if values and reason else (), reason)

    return tell


def source_texts(row: Row) -> Texts:
    """Documents that tell of the study."""
    return Texts(tuple(dict.fromkeys(report.source for report in row.view.reports)))


def id_texts(row: Row) -> Texts:
    """The study's id, and the ids of the arms that the row is or holds."""
    arms = (f"{row.study.id}:{arm.arm}" for arm in row.view.arms)
    return Texts(tuple(dict.fromkeys((row.id, row.study.id, *arms))))


def title_texts(row: Row) -> Texts:
    """Title of the paper."""
    return Texts((row.study.title,))


def search_text(row: Row) -> str:
    """Everything that free text is looked for in."""
    citation = row.study.citation
    told = (
        indication_texts(row).values,
        comedication_texts(row).values,
        adverse_event_texts(row).values,
    )
    outcomes = (item.outcome for item in _observations(row))
    return "\n".join(
        (
            row.id,
            row.study.title,
            citation.authors,
            citation.container_title,
            *(text for texts in told for text in texts),
            *outcomes,
        )
    )
