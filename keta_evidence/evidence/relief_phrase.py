"""Duration of relief as people read it: the comparison with a comparator first, nothing negative
hidden, what concerns a part of the participants or a combination said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.collation.wording import counted_text, duration_text, last_present_text
from keta_evidence.evidence.relief import OBSERVED, Observation, ReliefSpan, Status, Versus
from keta_evidence.records.leaves import Measure
from keta_evidence.records.model import comparator_text

_ORDER = (Versus.COMPARATOR, Versus.BASELINE, Versus.NOT_REPORTED)
_UNTIMED = "time not reported"


@dataclass(frozen=True, slots=True)
class _Group:
    """Observations of one comparison and one combination of drugs.

    ``versus`` is what follows the first phrase (``vs placebo``), ``drugs`` what goes before each
    (``with calcitonin``, ``alone``).
    """

    versus: str
    drugs: str
    observations: tuple[Observation, ...]


def phrase_relief(study: CollatedStudy, span: ReliefSpan, *, controlled: bool) -> str:
    """``≥ 11 wk vs placebo, lost by 12 wk``, ``≥ 6 mo``, ``none shown to 48 h vs placebo``.

    ``controlled`` studies say so where the comparison is not reported.
    """
    if not span.observations:
        return str(Status.NOT_REPORTED)
    phrases: dict[str, None] = {}
    for group in _groups(study, span):
        phrases |= dict.fromkeys(_phrases(group, only_none=span.status is Status.NONE))
    text = "; ".join(phrases) or str(Status.NOT_REPORTED)
    informative = any(each.status is not Status.NOT_REPORTED for each in span.observations)
    if controlled and informative and span.versus == Versus.NOT_REPORTED:
        return f"{text}; comparison not reported"
    return text


def _groups(study: CollatedStudy, span: ReliefSpan) -> Iterator[_Group]:
    drugs = _added_drugs(study)
    compared = [each for each in span.observations if each.versus is not Versus.NOT_REPORTED]
    for versus in _ORDER:
        of_versus = [each for each in span.observations if each.versus is versus]
        if versus is Versus.NOT_REPORTED:
            of_versus = [each for each in of_versus if not _is_covered(each, compared)]
        keys: dict[tuple[str, str], list[Observation]] = {}
        for each in of_versus:
            comparator = comparator_text(each.item.comparator)
            suffix = f" vs {comparator}" if comparator else ""
            keys.setdefault((suffix, drugs.get(each.item.arm or "", "")), []).append(each)
        for (suffix, added), found in keys.items():
            yield _Group(suffix, added, tuple(found))


def _added_drugs(study: CollatedStudy) -> dict[str, str]:
    """What each arm got beside the drug that all intervention arms got, where that differs."""
    given = {
        arm.id: frozenset(each.drug for each in arm.interventions)
        for arm in study.study.arms
        if arm.role == "intervention" and arm.interventions
    }
    if len(set(given.values())) < 2:
        return {}
    common = frozenset.intersection(*given.values())
    added = {id_: sorted(drugs - common) for id_, drugs in given.items()}
    return {id_: f"with {', '.join(names)} " if names else "alone " for id_, names in added.items()}


def _is_covered(each: Observation, compared: Sequence[Observation]) -> bool:
    """Whether what one says without a comparison is said by another with it: relief in the same
    arm, as long or longer, and not known to be of a part of the participants alone.
    """
    if each.is_part or each.status not in (Status.SHOWN, Status.UNTIMED):
        return False
    for other in compared:
        if each.item.arm != other.item.arm and other.item.arm is not None:
            continue
        if each.status is Status.UNTIMED and other.status in (Status.SHOWN, Status.UNTIMED):
            return True
        if other.status is Status.SHOWN and (each.high or 0) <= (other.lost_by or other.high or 0):
            return True
    return False


def _phrases(group: _Group, *, only_none: bool) -> Iterator[str]:
    """The phrases of a group; what it is compared with stands once, in the first of them."""
    versus = group.versus
    for text, ending in _parts(group.observations, only_none=only_none):
        yield f"{group.drugs}{text}{versus}{ending}"
        versus = ""


def _parts(observations: Sequence[Observation], *, only_none: bool) -> Iterator[tuple[str, str]]:
    """Each phrase, and what follows after the comparison."""
    by_status: dict[Status, list[Observation]] = {}
    for each in observations:
        by_status.setdefault(each.status, []).append(each)
    dated = by_status.get(Status.SHOWN, [])
    yield from _dated([each for each in dated if not each.is_part])
    for each in dated:
        if each.is_part:
            counted = f"{_time_text(each)} ({_counted(each)})"
            yield counted, _lost(each)
    if Status.NONE in by_status:
        yield _none(by_status[Status.NONE], observations, only_none=only_none)
    if Status.DURING in by_status and not dated:
        yield "during infusion only", ""
    yield from _lost_alone(by_status.get(Status.NOT_REPORTED, []), dated)
    if Status.UNTIMED in by_status and not dated:
        yield from _untimed(by_status[Status.UNTIMED], alone=len(by_status) == 1)


def _dated(whole: Sequence[Observation]) -> Iterator[tuple[str, str]]:
    """Observations at times of measurement as one span; each mean or other statistic by itself."""
    observed = [each for each in whole if each.statistic == OBSERVED and not each.item.duration]
    if observed:
        yield _span(observed)
    others = [each for each in whole if each not in observed]
    for each in others:
        named = f" ({each.item.outcome})" if len(others) > 1 else ""
        yield f"{_time_text(each)}{named}", ""


def _span(observed: Sequence[Observation]) -> tuple[str, str]:
    """``≥ 11 wk``, ``4 to ≥ 12 wk by outcome``, ``immediate only``, with when it was lost."""
    short = min(observed, key=lambda each: each.low or Fraction(0))
    longest = max(each.high or each.low or Fraction(0) for each in observed)
    longest_ones = [each for each in observed if (each.high or each.low) == longest]
    gone = [each for each in longest_ones if each.lost_by is not None]
    long = min(gone, key=lambda each: each.lost_by or Fraction(0)) if gone else longest_ones[0]
    last = _time_text(long)
    if len({each.time and each.time.quantity for each in observed}) == 1:
        return ("immediate only" if last == "immediate" else last), _lost(long)
    first = _bare(short)
    number, _, unit = first.partition(" ")
    if unit and last.endswith(f" {unit}") and "-" not in number:
        first = number
    return f"{first} to {last} by {_varying(observed)}", _lost(long)


def _time_text(each: Observation) -> str:
    if each.item.duration is not None:
        return duration_text(each.item.duration)
    present = each.item.last_present
    assert present is not None
    assert present.value is not None
    return last_present_text(present.value)


def _bare(each: Observation) -> str:
    text = _time_text(each)
    return text.removeprefix("≥ ")


def _lost(each: Observation) -> str:
    absent = each.item.first_absent
    if absent is None or not isinstance(absent.value, Measure):
        return ""
    return f", lost by {absent.value}"


def _varying(items: Sequence[Observation]) -> str:
    """What sets the observations apart: the arm, or the outcome."""
    return "arm" if len({each.item.arm for each in items}) > 1 else "outcome"


def _counted(each: Observation) -> str:
    """``8 of 24, > 50 % relief``, ``31 %, pain-free``, ``1 participant``."""
    item = each.item
    text = counted_text(item).replace("/", " of ")
    if item.count is not None and item.of is None and item.share is None:
        text = "1 participant" if item.count == 1 else f"{item.count} participants"
    return f"{text}, {item.threshold}" if item.threshold else text


def _none(
    found: Sequence[Observation], observations: Sequence[Observation], *, only_none: bool
) -> tuple[str, str]:
    """``none shown to 48 h``; beside relief that was shown: ``none to 12 mo (phantom pain)``."""
    ends = [each.item.follow_up_end for each in found]
    times = [end.value for end in ends if end is not None and end.value is not None]
    text = "none shown" if only_none else "none"
    if times:
        text = f"{text} to {max(times, key=lambda time: time.quantity.high or Fraction(0))}"
    if len(found) == len(observations) and not any(each.is_part for each in found):
        return text, ""
    return text, f" ({', '.join(_names(found))})"


def _names(found: Iterable[Observation]) -> Iterator[str]:
    names: dict[str, None] = {}
    for each in found:
        arm = f"{each.item.arm}: " if each.item.arm is not None and each.is_part else ""
        counted = f" {counted_text(each.item)}" if each.is_part else ""
        names[f"{arm}{each.item.outcome}{counted}"] = None
    yield from names


def _lost_alone(
    found: Sequence[Observation], dated: Sequence[Observation]
) -> Iterator[tuple[str, str]]:
    """Observations of which only the end is known; not one that a dated one reaches beyond."""
    for each in found:
        absent = each.item.first_absent
        if absent is None or absent.value is None:
            continue
        if each.is_part:
            yield f"{_counted(each)} lost within {absent.value}", ""
        else:
            named = f" ({each.item.outcome})" if dated else ""
            yield f"gone by {absent.value}{named}", ""


def _untimed(found: Sequence[Observation], *, alone: bool) -> Iterator[tuple[str, str]]:
    """``shown, time not reported``; with what is counted, or beside others its outcome."""
    counted = [each for each in found if each.is_part]
    for each in counted:
        yield _counted(each), f", {_UNTIMED}"
    if not counted:
        name = "shown" if alone else ", ".join(dict.fromkeys(each.item.outcome for each in found))
        yield name, f", {_UNTIMED}"
