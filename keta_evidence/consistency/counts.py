"""Counts, percentages and times of one report against each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from keta_evidence.collation.likeness import rounds_to
from keta_evidence.consistency.issue import WITHIN, Issue, numbered, slug
from keta_evidence.consistency.subjects import ReportAt
from keta_evidence.diagnostics import quoted
from keta_evidence.records.leaves import LastPresent, Measure
from keta_evidence.records.model import AdverseEvent, ArmReport, Counted, Fact, Relief, Report
from keta_evidence.records.origin import origin_of
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import number_text

_DISJOINT = ("parallel", "single group")


def arm_sum(report: ReportAt) -> Iterator[Issue]:
    """KE301: the arms of a study whose arms share no participants add up to its total."""
    design, total = report.report.design, report.report.participants
    structure = design.structure if design is not None else None
    if structure is None or structure.value not in _DISJOINT or total is None or not total.value:
        return
    counts = [arm.participants.value for arm in report.report.arms if arm.participants is not None]
    known = [count for count in counts if count is not None]
    if not known or len(known) < len(report.report.arms) or sum(known) == total.value:
        return
    what = f"the arms do not add up to the total: {' + '.join(map(str, known))} = {sum(known)}"
    source = report.library.sources.get(report.report.source)
    yield report.issue(
        "KE301",
        ("participants",),
        what,
        str(total.value),
        name=f"participants/{report.name}/arms",
        values=(origin_of(source, report.report, "participants", total.value, total),),
    )


def percentages(report: ReportAt) -> Iterator[Issue]:
    """KE302: a percentage is that of its count and denominator, as far as its decimals go."""
    for key, item in counted_items(report):
        if not is_odd(item):
            continue
        column, word = str(key[0]), words_of_item(report, key)
        difference = odd_percentage_text(item)
        text = f"{item.count}/{item.of} ({item.share})"
        source = report.library.sources.get(report.report.source)
        yield report.issue(
            "KE302",
            (*key, "share"),
            difference.partition(",")[0],
            quoted(str(item.share)),
            name=f"{column}.{word}/{report.name}/percentage",
            fact=column,
            kind=WITHIN,
            column=column,
            values=(origin_of(source, report.report, column, text, item),),
            difference=difference,
            assessment="the count and the percentage do not fit",
            typed=(text,),
        )


def is_odd(item: Counted) -> bool:
    """Whether a percentage is not that of its count, beyond rounding to the decimals printed."""
    if item.count is None or item.share is None or not item.of:
        return False
    return not rounds_to(item.count, item.of, item.share)


def odd_percentage_text(item: Counted) -> str:
    """``3 of 8 is 37.5 %, printed 73 %``, of an item that has all three."""
    assert item.count is not None
    assert item.of
    percent = number_text(Fraction(100 * item.count, item.of))
    return f"{item.count} of {item.of} is {percent} %, printed {item.share}"


def counts(report: ReportAt) -> Iterator[Issue]:
    """KE307: a count is at most its denominator, and the participants of its arm or report."""
    for key, item in counted_items(report):
        if item.count is None:
            continue
        participants, whose = _participants_of(report, item.arm)
        if item.of is not None and item.count > item.of:
            what = f"above its denominator, {item.of}"
        elif participants is not None and item.count > participants:
            what = f"above the participants of {whose}, {participants}"
        else:
            continue
        yield report.issue("KE307", (*key, "count"), what, str(item.count))


def analysed(report: ReportAt) -> Iterator[Issue]:
    """KE307: no more participants are analysed than there are, in the report and in each arm."""
    parts: list[tuple[KeyPath, Report | ArmReport]] = [((), report.report)]
    parts += [(("arms", place), arm) for place, arm in enumerate(report.report.arms)]
    for key, part in parts:
        if part.participants is None or part.analysed is None:
            continue
        most, number = part.participants.value, part.analysed.value
        if most is not None and number is not None and number > most:
            what = f"above the participants, {most}"
            yield report.issue("KE307", (*key, "analysed"), what, str(number))


def shares(report: ReportAt) -> Iterator[Issue]:
    """KE309: a share of participants is at most all of them."""
    for key, item in counted_items(report):
        if item.share is not None and item.share.percent > 100:
            what = "a share of participants is at most 100 %"
            yield report.issue("KE309", (*key, "share"), what, quoted(str(item.share)))


def relief_times(report: ReportAt) -> Iterator[Issue]:
    """KE303: relief is last present, then first absent, then follow-up ends."""
    relief = report.report.relief
    for place, item in enumerate(relief.items if relief is not None else ()):
        for name, what, found in _times_out_of_order(item):
            yield report.issue("KE303", ("relief", "items", place, name), what, quoted(str(found)))


def _times_out_of_order(item: Relief) -> Iterator[tuple[str, str, Measure]]:
    """Key, what is wrong and the time that comes too early."""
    present, absent = _time_of(item.last_present), _time_of(item.first_absent)
    end = _time_of(item.follow_up_end)
    if present and absent and _is_above(present.quantity.high, absent.quantity.low):
        yield "first_absent", f"before last_present, {present}", absent
    if present and end and _is_above(present.quantity.high, end.quantity.high):
        yield "follow_up_end", f"before last_present, {present}", end
    if absent and end and _is_above(absent.quantity.low, end.quantity.high):
        yield "follow_up_end", f"before first_absent, {absent}", end


def _is_above(one: Fraction | None, other: Fraction | None) -> bool:
    return one is not None and other is not None and one > other


def _time_of(fact: Fact[Measure] | Fact[LastPresent] | None) -> Measure | None:
    """The time of a fact; a word such as none shown is no time."""
    value = fact.value if fact is not None else None
    return value if isinstance(value, Measure) else None


def _participants_of(report: ReportAt, arm_id: str | None) -> tuple[int | None, str]:
    """Participants of an arm, of the report where the arm's are not known, and whose they are."""
    arm = next((arm for arm in report.report.arms if arm.arm == arm_id), None)
    if arm is not None and arm.participants is not None and arm.participants.value is not None:
        return arm.participants.value, f"arm {arm.arm}"
    total = report.report.participants
    return (total.value if total is not None else None), "the report"


def counted_items(report: ReportAt) -> Iterator[tuple[KeyPath, Counted]]:
    """Key and item of all that can be counted."""
    for key, item in report.listed():
        if isinstance(item, Counted):
            yield key, item


def words_of_item(report: ReportAt, key: KeyPath) -> str:
    """The words of an item for its id, numbered where an earlier one of its list has the same."""
    listed = [(other, item) for other, item in counted_items(report) if other[0] == key[0]]
    words = numbered(slug(_word(item), item.arm) for _, item in listed)
    return dict(zip([other for other, _ in listed], words, strict=True))[key]


def _word(item: Counted) -> str:
    if isinstance(item, AdverseEvent):
        return item.event
    return str(getattr(item, "outcome", ""))
