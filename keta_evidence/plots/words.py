"""What is said of pictures in words: titles, notes below them, and the alternative text for who
does not see them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from keta_evidence.evidence.catalogue.regimens import people_text
from keta_evidence.evidence.relief import Status
from keta_evidence.export.cells import one_line
from keta_evidence.plots.content import PlotContent, StudyMark
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.observations import ReliefPlace
from keta_evidence.reading import NOT_REPORTED, Reading
from keta_evidence.synthesis.bands import DURATION_BANDS
from keta_evidence.synthesis.direction import ANY_TIME, Direction
from keta_evidence.synthesis.pooling import counted
from keta_evidence.units import NUMBER, exactly, number_text

TITLES: dict[Kind, str] = {
    Kind.DOSE: "Duration of relief, by total dose and by hours of infusion",
    Kind.TIMELINE: "Duration of relief: when it was looked for, and what was seen",
    Kind.HARVEST: "Direction of effect: whether relief was shown, by indication, design and "
    "evidence level",
    Kind.MAP: "Where there is evidence: indication by hours of infusion over the course",
}
UNLIKE = (
    "Outcomes, comparators and times of measurement differ between studies: durations are not like "
    "for like."
)
PLACES: dict[ReliefPlace, str] = {
    ReliefPlace.IMMEDIATE: "right after infusion only",
    ReliefPlace.DURING: "during infusion only",
    ReliefPlace.UNTIMED: "shown, time not reported",
    ReliefPlace.NONE: "none shown",
}
"""What has no place on an axis of time, as axes say it."""

MIXED_SIGN = "*"
"""Of a study whose comparisons differ; ``remark`` says how."""
_WORDS_COUNTED = (
    "A study with a comparator counts by the comparison with it; where none is reported, by one "
    "group alone, and is drawn hollow; series without a comparator stand apart below both. "
    f"{ANY_TIME.capitalize()}, and is marked so."
)
_READING: dict[Kind, str] = {
    Kind.DOSE: "A symbol stands in the middle of its range of dose or hours, and at the last time "
    "relief was shown; one that would hide "
    "another is moved aside. Times count from the end of treatment. (S): S(+)-ketamine, not "
    "converted. Doses per body weight are taken "
    "at {weight} kg.",
    Kind.TIMELINE: "One line for each observation that differs, by outcome, arm, comparison or "
    "share of participants, which the data table names; by design, longest relief on top. Level: "
    "Oxford CEBM 2011; n: participants. Times count from the end of treatment.",
    Kind.HARVEST: "One bar a study; the longer the bar, the better the level (Oxford CEBM 2011); "
    f"n: participants. {_WORDS_COUNTED} {MIXED_SIGN}: relief by one comparison with the "
    "comparator, none by another.",
    Kind.MAP: "Area of a bubble: participants (n) of its studies. Shade: evidence level (Oxford "
    "CEBM 2011). A grey field has no study. "
    "Not known: hours are not reported, or lie in more than one band. "
    "The data table names the studies.",
}


def note(picture: PlotContent) -> str:
    """How the picture is to be read, and what is not in it."""
    reading = _READING[picture.kind].format(weight=number_text(picture.kilograms))
    if picture.kind is Kind.MAP:
        return f"{reading} {count_text(picture)}"
    return f"{reading} {_denied(picture)}{count_text(picture)} {UNLIKE}"


def _denied(picture: PlotContent) -> str:
    """Whose relief stands on an axis though none was shown against the comparator."""
    timed = (ReliefPlace.TIMED, ReliefPlace.IMMEDIATE)
    ids = [
        mark.id
        for mark in picture.marks
        if mark.place in timed and mark.direction is Direction.NONE
    ]
    if not ids or picture.kind is Kind.HARVEST:
        return ""
    return f"Against the comparator none was shown: {', '.join(sorted(ids))}. "


def text_note(picture: PlotContent) -> str:
    """The same for a text that names every study."""
    weight = (
        f"Doses per body weight are taken at {number_text(picture.kilograms)} kg; (S): "
        "S(+)-ketamine, not converted."
    )
    reading = {Kind.DOSE: f"{weight} ", Kind.HARVEST: f"{_WORDS_COUNTED} "}.get(picture.kind, "")
    shown = f"{len(picture.marks)} of {picture.total} studies are shown."
    return f"{reading}{_denied(picture)}{shown} {UNLIKE}"


def count_text(picture: PlotContent) -> str:
    """How many studies are drawn, and that the data table names the others."""
    partly = sum(out.partly for out in picture.left_out)
    some = f", {partly} of them in one panel only" if partly else ""
    rest = "; the data table names the others and why" if picture.left_out else ""
    return f"{len(picture.marks)} of {picture.total} studies are drawn{some}{rest}."


def participants_text(marks: Iterable[StudyMark]) -> str:
    """``n = 60``; ``n ≥ 60`` where the count of some study is not reported; ``n not reported``."""
    counts = [mark.participants for mark in marks]
    known = [count for count in counts if count is not None]
    if not known:
        return "n not reported"
    sign = "=" if len(known) == len(counts) else "≥"
    return f"n {sign} {sum(known)}"


def studies_text(count: int) -> str:
    """``1 study``, ``2 studies``."""
    return counted(count, "study", "studies")


def alt_text(picture: PlotContent) -> str:
    """The picture for who does not see it: what it is, its main figures, and what is not in it."""
    found = {
        Kind.DOSE: _dose_found,
        Kind.TIMELINE: _timeline_found,
        Kind.HARVEST: _harvest_found,
        Kind.MAP: _map_found,
    }[picture.kind]
    return (
        one_line(
            f"{TITLES[picture.kind]}. {' '.join(found(picture)) or 'No study is drawn.'} "
            f"{note(picture)}"
        )
        + "\n"
    )


def remark(mark: StudyMark) -> str:
    """What must be known beside the direction of a study: that another comparison says otherwise,
    that relief was shown at no time after treatment, or why it cannot be judged.
    """
    if mark.direction is Direction.UNJUDGED:
        return "" if mark.told == NOT_REPORTED else mark.told
    if mark.vote.mixed:
        return _OF_OTHER_COMPARISONS[mark.direction]
    return _REMARKS.get(mark.vote.status, "")


_OF_OTHER_COMPARISONS = {
    Direction.SHOWN: "none by another comparison",
    Direction.NONE: "relief by another outcome",
}
_REMARKS = {Status.DURING: "during infusion only", Status.UNTIMED: "time not reported"}


def _dose_found(picture: PlotContent) -> Iterable[str]:
    marks = picture.marks
    if not marks:
        return
    yield (
        "Two panels with logarithmic axes share the duration of relief upwards: the left one has "
        "the total dose, the right one the hours."
    )
    doses, hours = (
        _extent_text([mark.dose for mark in marks], "mg"),
        _extent_text([mark.hours for mark in marks], "h"),
    )
    yield f"Doses drawn: {doses or 'none'}; hours: {hours or 'none'}."
    yield from _by_place(marks)


def _timeline_found(picture: PlotContent) -> Iterable[str]:
    if not picture.marks:
        return
    yield "One row a study on a logarithmic axis of time, by design, longest relief on top."
    yield from _by_place(picture.marks)
    for place, words in (
        (ReliefPlace.UNTIMED, "Also shown at a time not reported"),
        (ReliefPlace.NONE, "None shown in some observations"),
    ):
        ids = [
            mark.id
            for mark in picture.marks
            if mark.place is not place and any(lane.place is place for lane in picture.lanes(mark))
        ]
        if ids:
            yield f"{words}: {', '.join(sorted(ids))}."


def _by_place(marks: tuple[StudyMark, ...]) -> Iterable[str]:
    timed = [mark for mark in marks if mark.place is ReliefPlace.TIMED]
    if timed:
        timed.sort(key=lambda mark: (mark.relief.low or 0, mark.id), reverse=True)
        longest = ", ".join(f"{mark.id} ({mark.told})" for mark in timed[:3])
        yield f"Relief at a time after treatment: {studies_text(len(timed))}; longest: {longest}."
    for place in (
        ReliefPlace.IMMEDIATE,
        ReliefPlace.DURING,
        ReliefPlace.UNTIMED,
        ReliefPlace.NONE,
        ReliefPlace.UNKNOWN,
    ):
        ids = [mark.id for mark in marks if mark.place is place]
        if ids:
            yield f"{place.capitalize()}: {', '.join(sorted(ids))}."


def _harvest_found(picture: PlotContent) -> Iterable[str]:
    for direction in Direction:
        own = [mark for mark in picture.marks if mark.direction is direction]
        if own:
            groups = Counter(mark.indication for mark in own)
            yield (
                f"{direction.capitalize()}: {studies_text(len(own))} "
                f"({', '.join(f'{name} {count}' for name, count in groups.items())})."
            )
            remarks = [f"{mark.id} ({remark(mark)})" for mark in own if remark(mark)]
            if remarks:
                yield f"Of these: {', '.join(remarks)}."


def _map_found(picture: PlotContent) -> Iterable[str]:
    for band in DURATION_BANDS:
        own = [mark for mark in picture.marks if mark.band == band]
        groups = Counter(mark.indication for mark in own)
        listed = ", ".join(f"{name} {count}" for name, count in groups.items())
        found = "no study"
        if own:
            found = f"{studies_text(len(own))}, {participants_text(own)} ({listed})"
        yield f"{band.capitalize()}: {found}."


def _extent_text(intervals: Iterable[Reading], unit: str) -> str:
    ends = [end for interval in intervals for end in interval.ends]
    if not ends:
        return ""
    low, high = (people_text(exactly(end, NUMBER)) for end in (min(ends), max(ends)))
    return f"{low} to {high} {unit}"
