"""Counts, percentages and times of one report against each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from keta_evidence.consistency.checks.told import Told
from keta_evidence.diagnostics import Problem, quoted
from keta_evidence.records.leaves import LastPresent, Measure, Share
from keta_evidence.records.model import ArmReport, Counted, Fact, Relief, Report
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import number_text

_DISJOINT = ("parallel", "single group")


def check_arm_sum(told: Told) -> Iterator[Problem]:
    """KE301: the arms of a study whose arms share no participants add up to its total."""
    report = told.report
    structure = report.design.structure.value if report.design and report.design.structure else None
    total = report.participants.value if report.participants else None
    counts = [arm.participants.value if arm.participants else None for arm in report.arms]
    known = [count for count in counts if count is not None]
    if (
        structure not in _DISJOINT
        or total is None
        or not counts
        or len(known) < len(counts)
        or sum(known) == total
    ):
        return
    what = f"the arms do not add up to the total: {' + '.join(map(str, known))} = {sum(known)}"
    yield told.problem("KE301", ("participants",), what, str(total))


def check_shares(told: Told) -> Iterator[Problem]:
    """KE302: a percentage is that of its count and denominator, as far as its printed decimals go."""
    for key, item in _counted(told):
        if item.count is None or not item.of or item.share is None:
            continue
        percent = Fraction(100 * item.count, item.of)
        if abs(item.share.percent - percent) > _rounding(item.share):
            what = f"{item.count} of {item.of} is {number_text(percent)} %"
            yield told.problem("KE302", (*key, "share"), what, quoted(str(item.share)))


def check_counts(told: Told) -> Iterator[Problem]:
    """KE307: a count is at most its denominator, and at most the participants of its arm or report."""
    for key, item in _counted(told):
        if item.count is None:
            continue
        participants, whose = _participants(told, item.arm)
        if item.of is not None and item.count > item.of:
            yield told.problem(
                "KE307", (*key, "count"), f"above its denominator, {item.of}", str(item.count)
            )
        elif participants is not None and item.count > participants:
            yield told.problem(
                "KE307",
                (*key, "count"),
                f"above the participants of {whose}, {participants}",
                str(item.count),
            )


def check_analysed(told: Told) -> Iterator[Problem]:
    """KE307: no more participants are analysed than there are, in the report and in each arm."""
    report = told.report
    whole: list[tuple[KeyPath, Report | ArmReport]] = [((), report)]
    whole += [(("arms", place), arm) for place, arm in enumerate(report.arms)]
    for key, part in whole:
        if part.participants is None or part.analysed is None:
            continue
        most, analysed = part.participants.value, part.analysed.value
        if most is not None and analysed is not None and analysed > most:
            what = f"above the participants, {most}"
            yield told.problem("KE307", (*key, "analysed"), what, str(analysed))


def check_relief_times(told: Told) -> Iterator[Problem]:
    """KE303: relief is last present, then first absent, then follow-up ends."""
    for place, item in enumerate(told.report.relief.items if told.report.relief else ()):
        yield from _times_in_order(told, ("relief", "items", place), item)


def _times_in_order(told: Told, key: KeyPath, item: Relief) -> Iterator[Problem]:
    present, absent, end = (
        _time(item.last_present),
        _time(item.first_absent),
        _time(item.follow_up_end),
    )
    if present and absent and _above(present.quantity.high, absent.quantity.low):
        yield told.problem(
            "KE303", (*key, "first_absent"), f"before last_present, {present}", quoted(str(absent))
        )
    if present and end and _above(present.quantity.high, end.quantity.high):
        yield told.problem(
            "KE303", (*key, "follow_up_end"), f"before last_present, {present}", quoted(str(end))
        )
    if absent and end and _above(absent.quantity.low, end.quantity.high):
        yield told.problem(
            "KE303", (*key, "follow_up_end"), f"before first_absent, {absent}", quoted(str(end))
        )


def _above(one: Fraction | None, other: Fraction | None) -> bool:
    return one is not None and other is not None and one > other


def _time(fact: Fact[Measure] | Fact[LastPresent] | None) -> Measure | None:
    """The time of a fact; a word such as none shown is no time."""
    value = fact.value if fact else None
    return value if isinstance(value, Measure) else None


def _rounding(share: Share) -> Fraction:
    """Half a unit of the last decimal printed."""
    decimals = share.text.rstrip("% ").partition(".")[2]
    return Fraction(1, 2 * 10 ** len(decimals))


def _participants(told: Told, arm_id: str | None) -> tuple[int | None, str]:
    """Participants of an arm, or of the report where the arm's are not known, and whose they are."""
    arm = next((arm for arm in told.report.arms if arm.arm == arm_id), None)
    if arm is not None and arm.participants is not None and arm.participants.value is not None:
        return arm.participants.value, f"arm {arm.arm}"
    total = told.report.participants
    return (total.value if total else None), "the report"


def _counted(told: Told) -> Iterator[tuple[KeyPath, Counted]]:
    return ((key, item) for key, item in told.listed() if isinstance(item, Counted))
