"""When entries of two reports are about the same thing, and when they then agree."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.collation.lists import ListRule, Meeting
from keta_evidence.collation.wording import (
    adverse_event_text,
    comedication_text,
    counted_text,
    outcome_figure,
    outcome_text,
    relief_text,
    relief_times_text,
)
from keta_evidence.records.leaves import NONE_SHOWN, Measure, Share
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    AdverseEvent,
    AnyTerm,
    Comedication,
    Counted,
    Fact,
    Outcome,
    Relief,
    Vocabulary,
    comparator_text,
)
from keta_evidence.records.vocabulary import above, event_of, measure_of, reachable, resolve
from keta_evidence.records.words import fold
from keta_evidence.units import TIME, Interval, QuantityError, parse_interval, print_rounding


def rounds_to(count: int, of: int, share: Share) -> bool:
    """Whether a percentage is that of a count, rounded to the decimals printed."""
    rounding = Fraction(1, 2 * 10 ** _decimals(share))
    return abs(Fraction(100 * count, of) - share.percent) <= rounding


def _decimals(share: Share) -> int:
    """Decimals printed of a percentage."""
    return len(share.text.rstrip(" %").partition(".")[2])


def percentage(item: Counted) -> Fraction | None:
    """A percentage as printed, else that of a count with its denominator; ``None`` without one."""
    if item.share is not None:
        return item.share.percent
    if item.count is None or not item.of:
        return None
    return Fraction(100 * item.count, item.of)


def alike(first: Interval | None, second: Interval | None) -> bool:
    """Whether two ranges overlap, the tolerance allowed; what is not known reaches everything."""
    if first is None or second is None:
        return True
    return first.agrees(second)


def times_agree(one: Measure, other: Measure) -> bool:
    """Whether two times are the same within the rounding of the less exact one: 12 wk and 3 mo.

    Right after treatment (0) is that alone; nothing is rounded to it.
    """
    if 0 in (one.quantity.high, other.quantity.high):
        return one.quantity.high == other.quantity.high
    rounding = Fraction(0)
    if one.text.split()[-1] != other.text.split()[-1]:
        rounding = max(print_rounding(one.text), print_rounding(other.text))
    return one.quantity.agrees(other.quantity, rounding=rounding)


def as_time(text: str) -> Measure | None:
    """A figure of any kind as a time; ``None`` where it is none."""
    try:
        quantity = parse_interval(text)
    except QuantityError:  # another unit, or one that is not computed with
        return None
    return Measure(text, quantity) if quantity.dimension == TIME else None


@dataclass(frozen=True, slots=True)
class NamedArms:
    """The arms of a study, as entries name them: an entry that names none is about the only
    intervention arm, where there is but one.
    """

    only: str | None

    def of(self, arm: str | None) -> str | None:
        """The arm meant."""
        return arm or self.only

    def meet(self, one: str | None, other: str | None) -> bool:
        """Whether two entries are about the same arm."""
        return self.of(one) == self.of(other)


def _meeting(
    one: tuple[str | None, str], other: tuple[str | None, str], terms: Sequence[AnyTerm]
) -> Meeting:
    """How two names meet: the same term or words are one thing; a term and a broader one may be."""
    if one[0] is not None and one[0] == other[0]:
        return Meeting.ONE
    if fold(one[1]) == fold(other[1]):
        return Meeting.ONE
    if one[0] is None or other[0] is None:
        return Meeting.APART
    if is_narrower(terms, one[0], other[0]) or is_narrower(terms, other[0], one[0]):
        return Meeting.LOOSE
    return Meeting.APART


def is_narrower(terms: Sequence[AnyTerm], one: str, other: str) -> bool:
    """Whether one term is a kind of another one."""
    return one != other and other in reachable(one, above(tuple(terms)))


def counts_agree(one: Counted, other: Counted) -> bool:
    """Whether a count and a percentage can be of one thing: one rounds to the other."""
    if one.count is not None and other.count is not None:
        return one.count == other.count and (None in (one.of, other.of) or one.of == other.of)
    counted, shared = (one, other) if one.count is not None else (other, one)
    if shared.share is None:
        return True
    if counted.count is None or not counted.of:
        return counted.share is None or _shares_agree(counted.share, shared.share)
    return rounds_to(counted.count, counted.of, shared.share)


def _shares_agree(one: Share, other: Share) -> bool:
    """Whether two percentages are the same within the rounding of the less exact one."""
    places = _decimals(one), _decimals(other)
    rounding = Fraction(0) if places[0] == places[1] else Fraction(1, 2 * 10 ** min(places))
    return abs(one.percent - other.percent) <= rounding


def adverse_event_rule(library: Library, arms: NamedArms) -> ListRule[AdverseEvent]:
    """Events are the same by term or words, in the same arm."""
    terms = library.vocabulary.adverse_events

    def meet(one: AdverseEvent, other: AdverseEvent) -> Meeting:
        if not arms.meet(one.arm, other.arm):
            return Meeting.APART
        first = event_of(one, library.vocabulary), one.event
        second = event_of(other, library.vocabulary), other.event
        # what is counted under a broader word is another count
        return Meeting.ONE if _meeting(first, second, terms) == Meeting.ONE else Meeting.APART

    return ListRule(
        meet,
        _events_agree,
        words=lambda item: item.event,
        write=adverse_event_text,
        figure=lambda item: counted_text(item) or "reported",
        name=lambda item: _in_context(item.event, item.arm),
        term=lambda item: event_of(item, library.vocabulary),
        keys=("event", "term"),
        is_narrower=functools.partial(is_narrower, terms),
    )


def _events_agree(one: AdverseEvent, other: AdverseEvent) -> bool:
    """Whether the counts agree; an event without a count is one that happened."""
    for denied, said in ((one, other), (other, one)):
        if denied.count == 0 and said.count is None and said.share is None:
            return False
    return counts_agree(one, other)


def comedication_rule(library: Library, arms: NamedArms) -> ListRule[Comedication]:
    """Drugs are the same by term or name; the arm may be left out."""
    terms = library.vocabulary.drugs

    def meet(one: Comedication, other: Comedication) -> Meeting:
        if None not in (one.arm, other.arm) and not arms.meet(one.arm, other.arm):
            return Meeting.APART
        first = resolve(one.drug, terms), one.drug
        second = resolve(other.drug, terms), other.drug
        return _meeting(first, second, terms)

    def agree(one: Comedication, other: Comedication) -> bool:
        return one.dose is None or other.dose is None or doses_agree(one.dose, other.dose)

    return ListRule(
        meet,
        agree,
        words=lambda item: item.drug,
        write=comedication_text,
        figure=lambda item: item.dose or item.drug,
        name=lambda item: item.drug.lower(),
        term=lambda item: resolve(item.drug, terms),
        keys=("drug",),
        is_narrower=functools.partial(is_narrower, terms),
    )


def doses_agree(one: str, other: str) -> bool:
    """The same figure, or after conversion of its unit the same amount."""
    if "".join(one.split()) == "".join(other.split()):
        return True
    try:
        first, second = parse_interval(one), parse_interval(other)
    except QuantityError:  # a dose in units that are not computed with, such as IU
        return False
    return first.dimension == second.dimension and alike(first, second)


def outcome_rule(library: Library, arms: NamedArms) -> ListRule[Outcome]:
    """Outcomes are the same by measure, arm, comparator and time."""
    terms = library.vocabulary.measures

    def meet(one: Outcome, other: Outcome) -> Meeting:
        if not arms.meet(one.arm, other.arm) or one.statistic != other.statistic:
            return Meeting.APART
        if _comparator(one.comparator) != _comparator(other.comparator):
            return Meeting.APART
        if not _same_time(one.when, other.when):
            return Meeting.APART
        first = measure_of(one, library.vocabulary), one.outcome
        second = measure_of(other, library.vocabulary), other.outcome
        return _meeting(first, second, terms)

    return ListRule(
        meet,
        _outcomes_agree,
        words=lambda item: item.outcome,
        write=outcome_text,
        figure=outcome_figure,
        name=_outcome_name,
        term=lambda item: measure_of(item, library.vocabulary),
        keys=("outcome", "measure"),
        is_narrower=functools.partial(is_narrower, terms),
    )


def _in_context(name: str, *context: str | None) -> str:
    inside = ", ".join(filter(None, context))
    return f"{name.lower()} ({inside})" if inside else name.lower()


def _outcome_name(item: Outcome) -> str:
    when = str(item.when or "")
    return _in_context(item.outcome, item.arm, comparator_text(item.comparator), when)


def _same_time(one: Measure | None, other: Measure | None) -> bool:
    if one is None or other is None:
        return one is other
    return times_agree(one, other)


def _comparator(comparator: Fact[str] | None) -> str | None:
    return None if comparator is None else comparator.value


def _outcomes_agree(one: Outcome, other: Outcome) -> bool:
    results = {one.result, other.result} - {"reported"}
    if len(results) > 1 or not counts_agree(one, other):
        return False
    if one.value is None or other.value is None:
        return True
    times = as_time(one.value.text), as_time(other.value.text)
    if times[0] is not None and times[1] is not None:
        return times_agree(times[0], times[1])
    return one.value.text == other.value.text


def relief_rule(library: Library, arms: NamedArms) -> ListRule[Relief]:
    """Observations of relief are the same by outcome, arm, comparator, threshold and part of the
    participants.
    """
    terms = library.vocabulary.measures

    def meet(one: Relief, other: Relief) -> Meeting:
        if not arms.meet(one.arm, other.arm):
            return Meeting.APART
        if _statistic(one) != _statistic(other) or not _thresholds_meet(one, other):
            return Meeting.APART
        compared = {one.comparator.value, other.comparator.value}
        if None not in compared and len(compared) > 1:
            return Meeting.APART
        first = measure_of(one, library.vocabulary), one.outcome
        second = measure_of(other, library.vocabulary), other.outcome
        meeting = _meeting(first, second, terms)
        if len(compared) > 1 or _is_part(one) != _is_part(other):
            meeting = min(meeting, Meeting.LOOSE)  # what one leaves open may set them apart
        if (one.duration is None) != (other.duration is None) and _can_both_be(one, other):
            return Meeting.APART  # a duration as such and times of measurement are two statements
        of_the_same = _is_part(one) == _is_part(other)  # a few may have relief that others lost
        if meeting == Meeting.LOOSE and of_the_same and not _can_both_be(one, other):
            return Meeting.ONE
        return meeting

    return ListRule(
        meet,
        _reliefs_agree,
        words=lambda item: item.outcome,
        write=relief_text,
        figure=relief_times_text,
        name=lambda item: _in_context(item.outcome, item.arm, comparator_text(item.comparator)),
        term=lambda item: measure_of(item, library.vocabulary),
        keys=("outcome", "measure"),
        is_narrower=functools.partial(is_narrower, terms),
    )


def outcome_key(item: Relief, vocabulary: Vocabulary) -> str:
    """The outcome measure of an observation by its term, else by its words."""
    return measure_of(item, vocabulary) or fold(item.outcome)


def _statistic(item: Relief) -> str | None:
    """What a duration as such is; ``None`` for times of measurement, and where it is not said."""
    return None if item.duration is None else item.duration.statistic


def _is_part(item: Relief) -> bool:
    return item.count is not None or item.share is not None


def _thresholds_meet(one: Relief, other: Relief) -> bool:
    if one.threshold is None or other.threshold is None:
        return True
    figures = [_PERCENTAGE.search(each) for each in (one.threshold, other.threshold)]
    if figures[0] is None or figures[1] is None:
        return fold(one.threshold) == fold(other.threshold)
    return figures[0][1] == figures[1][1]


def _reliefs_agree(one: Relief, other: Relief) -> bool:
    """Whether no time or count of one is against the other."""
    if not counts_agree(one, other):
        return False
    pairs = [(getattr(one, name), getattr(other, name)) for name in _TIMES_OF_RELIEF]
    return all(_facts_agree(*pair) for pair in pairs) and _can_both_be(one, other)


def _can_both_be(one: Relief, other: Relief) -> bool:
    """Whether neither says that relief was gone when the other says that it was there."""
    pairs = ((one, other), (other, one))
    return all(
        _can_precede(first.last_present, second.first_absent)
        and _within(first.last_present, second.duration)
        for first, second in pairs
    )


_PERCENTAGE = re.compile(r"(\d+(?:\.\d+)?) ?%")
_TIMES_OF_RELIEF = ("last_present", "duration", "first_absent", "follow_up_end")


def _facts_agree(one: Fact[Measure | str] | None, other: Fact[Measure | str] | None) -> bool:
    if one is None or other is None:
        return True
    if isinstance(one.value, Measure) and isinstance(other.value, Measure):
        return times_agree(one.value, other.value)
    values = [value for value in (one.value, other.value) if value is not None]
    if len(values) < len((one, other)):
        # shown at a time that is not reported is shown all the same
        return NONE_SHOWN not in values
    return one.value == other.value


def _within(present: Fact[Measure | str] | None, duration: Fact[Measure] | None) -> bool:
    """Whether relief that lasted so long can have been seen at that time."""
    if present is None or duration is None or duration.value is None:
        return True
    if not isinstance(present.value, Measure) or times_agree(present.value, duration.value):
        return True
    last, longest = present.value.quantity.low, duration.value.quantity.high
    return last is None or longest is None or last <= longest


def _can_precede(present: Fact[Measure | str] | None, absent: Fact[Measure] | None) -> bool:
    """Whether relief can have been present at one time and absent at the other."""
    if present is None or absent is None or absent.value is None:
        return True
    if not isinstance(present.value, Measure):
        return True
    last, gone = present.value.quantity.low, absent.value.quantity.high
    return last is None or gone is None or last < gone
