"""Duration of relief as people read it: the comparison with a comparator first, nothing negative
hidden, what concerns a part of the participants or a combination said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.collation.wording import counted_text, duration_text, last_present_text
from keta_evidence.evidence.relief import OBSERVED, ReliefObservation, ReliefSpan, Status, Versus
from keta_evidence.records.leaves import Measure

_COMPARISONS = (Versus.COMPARATOR, Versus.BASELINE, Versus.NOT_REPORTED)
_UNTIMED = "time not reported"
UNCOMPARED = "; comparison not reported"
"""Behind the relief of a controlled study of which no comparison is reported."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Observations of one comparison and one combination of drugs.

    ``versus`` is what follows the first phrase (``vs placebo``), ``drugs`` what goes before each
    (``with calcitonin``, ``alone``).
    """

    versus: str
    drugs: str
    observations: tuple[ReliefObservation, ...]

    @property
    def is_dated(self) -> bool:
        """Whether any of them shows relief at a time that is known."""
        return any(each.status is Status.SHOWN for each in self.observations)

    @property
    def is_uncompared(self) -> bool:
        """Whether what they are compared with is not reported, and they say anything of relief."""
        return not self.versus and any(
            each.status is not Status.NOT_REPORTED or each.lost_by is not None
            for each in self.observations
        )


def phrase_relief(study: CollatedStudy, span: ReliefSpan, *, controlled: bool) -> str:
    """``≥ 11 wk vs placebo, lost by 12 wk``, ``≥ 6 mo``, ``none shown to 48 h vs placebo``.

    ``controlled`` studies say so of what is not compared with anything that is reported.
    """
    if not span.observations:
        return str(Status.NOT_REPORTED)
    phrases: dict[str, None] = {}
    groups = list(_groups(study, span))
    is_mixed = any(group.versus for group in groups)
    is_said = not controlled
    for group in groups:
        found = list(_phrases(study, group, only_none=span.status is Status.NONE))
        if found and is_mixed and group.is_uncompared and not is_said:
            found[0] = f"comparison not reported: {found[0]}"
            is_said = True
        phrases |= dict.fromkeys(found)
    text = "; ".join(phrases) or str(Status.NOT_REPORTED)
    if controlled and not is_mixed and any(group.is_uncompared for group in groups):
        return f"{text}{UNCOMPARED}"
    return text


def _groups(study: CollatedStudy, span: ReliefSpan) -> Iterator[_Comparison]:
    """The observations by what they are compared with and by drugs, dated ones first."""
    for versus in _COMPARISONS:
        groups: dict[tuple[str, str], list[ReliefObservation]] = {}
        for each in span.observations:
            if each.versus is not versus:
                continue
            comparator = each.item.comparator.value
            suffix = ""
            if comparator is not None:
                suffix = f" vs {study.arm_label(comparator)}"
            groups.setdefault((suffix, each.drugs), []).append(each)
        made = [_Comparison(*names, tuple(found)) for names, found in groups.items()]
        yield from sorted(made, key=lambda group: not group.is_dated)


def _phrases(study: CollatedStudy, group: _Comparison, *, only_none: bool) -> Iterator[str]:
    """The phrases of a group; what it is compared with stands once, in the first of them."""
    versus = group.versus
    for text, ending in _parts(study, group.observations, only_none=only_none):
        yield f"{group.drugs}{text}{versus}{ending}"
        versus = ""


def _parts(
    study: CollatedStudy, observations: Sequence[ReliefObservation], *, only_none: bool
) -> Iterator[tuple[str, str]]:
    """Each phrase, and what follows after the comparison."""
    found: dict[Status, list[ReliefObservation]] = {status: [] for status in Status}
    for each in observations:
        found[each.status].append(each)
    dated, none = found[Status.SHOWN], found[Status.NONE]
    gone = [each for each in found[Status.NOT_REPORTED] if each.lost_by is not None]
    denied = list(_none(none, observations, only_none=only_none))
    of_some_alone = all(each.is_part for each in none)
    yield from _dated(study, dated)
    if not of_some_alone:
        yield from denied
    if found[Status.DURING] and not dated:
        yield "during infusion only", ""
    yield from _gone(gone, named=bool(dated))
    if not (dated or gone or found[Status.DURING]):
        yield from _untimed(found[Status.UNTIMED], alone=not none and not only_none)
    if of_some_alone:
        yield from denied


def _dated(study: CollatedStudy, dated: Sequence[ReliefObservation]) -> Iterator[tuple[str, str]]:
    """Observations at times of measurement as one span; each mean or other duration by itself, and
    each that is of a part of the participants.
    """
    whole = [each for each in dated if not each.is_part]
    observed = [each for each in whole if each.item.duration is None]
    if observed:
        yield _span(study, observed)
    yield from _durations([each for each in whole if each.item.duration is not None])
    for each in dated:
        if each.is_part:
            yield f"{_shown_for(each)} ({_share_text(each)})", _lost(each)


def _durations(durations: Sequence[ReliefObservation]) -> Iterator[tuple[str, str]]:
    """Durations as such; of several means each says of what."""
    several = len({each.statistic for each in durations}) < len(durations)
    for each in durations:
        text = _shown_for(each)
        if several and each.statistic in ("mean", "median"):
            text = f"{text.removesuffix(')')}, {each.item.outcome})"
        elif several and each.statistic == OBSERVED:
            text = f"{text} ({each.item.outcome})"
        yield text, ""


def _span(study: CollatedStudy, observed: Sequence[ReliefObservation]) -> tuple[str, str]:
    """``≥ 11 wk``, ``4 to ≥ 12 wk by outcome``, ``immediate only``, with when it was lost."""
    short = min(observed, key=lambda each: each.low or Fraction(0))
    span = ReliefSpan(tuple(observed))
    long = span.longest_observations[0]
    for each in span.longest_observations:
        if each.lost_by is not None and each.lost_by == span.lost_by:
            long = each
    last = _shown_for(long)
    if len({(each.low, each.high) for each in observed}) == 1:
        return ("immediate only" if last == "immediate" else last), _lost(long)
    first = _shown_for(short).removeprefix("≥ ")
    number, _, unit = first.partition(" ")
    if unit and last.endswith(f" {unit}") and "-" not in number:
        first = number
    arms = {study.named_arms.of(each.item.arm) for each in observed}
    varying = "arm" if len(arms) > 1 else "outcome"
    return f"{first} to {last} by {varying}", _lost(long)


def _shown_for(each: ReliefObservation) -> str:
    if each.item.duration is not None:
        return duration_text(each.item.duration)
    present = each.item.last_present
    assert present is not None
    assert present.value is not None
    return last_present_text(present.value)


def _lost(each: ReliefObservation) -> str:
    absent = each.item.first_absent
    if absent is None or not isinstance(absent.value, Measure):
        return ""
    return f", lost by {absent.value}"


def _share_text(each: ReliefObservation) -> str:
    """``8 of 24, > 50 % relief``, ``31 %, pain-free``, ``1 participant``."""
    item = each.item
    text = counted_text(item).replace("/", " of ")
    if item.count is not None and item.share is not None:
        text = text.replace(", ", " (") + ")"
    if item.count is not None and item.of is None and item.share is None:
        text = "1 participant" if item.count == 1 else f"{item.count} participants"
    return f"{text}, {item.threshold}" if item.threshold else text


def _none(
    found: Sequence[ReliefObservation],
    observations: Sequence[ReliefObservation],
    *,
    only_none: bool,
) -> Iterator[tuple[str, str]]:
    """``none shown to 48 h``; beside relief that was shown: ``none to 12 mo (phantom pain)``."""
    if not found:
        return
    ends = [each.item.follow_up_end for each in found]
    times = [end.value for end in ends if end is not None and end.value is not None]
    text = "none shown" if only_none else "none"
    if times:
        text = f"{text} to {max(times, key=lambda time: time.quantity.high or Fraction(0))}"
    if len(found) == len(observations) and not any(each.is_part for each in found):
        yield text, ""
    else:
        yield text, f" ({', '.join(_outcomes_named(found))})"


def _outcomes_named(found: Iterable[ReliefObservation]) -> Iterator[str]:
    names: dict[str, None] = {}
    for each in found:
        arm = f"{each.item.arm}: " if each.item.arm is not None and each.is_part else ""
        counted = f" {counted_text(each.item)}" if each.is_part else ""
        names[f"{arm}{each.item.outcome}{counted}"] = None
    yield from names


def _gone(found: Sequence[ReliefObservation], *, named: bool) -> Iterator[tuple[str, str]]:
    """Observations of which only the end is known; ``named`` beside those that show relief."""
    for each in found:
        absent = each.item.first_absent
        assert absent is not None
        if each.is_part:
            counted = counted_text(each.item).replace("/", " of ")
            yield f"{counted} lost within {absent.value}", ""
        elif named:
            yield f"gone by {absent.value} ({each.item.outcome})", ""
        else:
            yield f"gone by {absent.value}", ""


def _untimed(found: Sequence[ReliefObservation], *, alone: bool) -> Iterator[tuple[str, str]]:
    """``shown, time not reported``; with what is counted, or beside others its outcome."""
    if not found:
        return
    counted = [each for each in found if each.is_part]
    of_all = [each for each in counted if each.item.arm is None]
    for each in of_all or counted:
        yield _share_text(each), f", {_UNTIMED}"
    if not counted:
        name = "shown" if alone else ", ".join(dict.fromkeys(each.item.outcome for each in found))
        yield name, f", {_UNTIMED}"
