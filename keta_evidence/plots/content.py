"""What a picture shows, as plain values: every mark with its figures, and every study that cannot
be drawn with the reason.

Nothing is guessed here and nothing is dropped in silence: the marks and the studies left out are
together all the studies reported on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES
from keta_evidence.evidence.catalogue.study_facts import KINDS
from keta_evidence.evidence.routes import split_by_route
from keta_evidence.evidence.subject import Options
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.observations import (
    PLACE_OF_STATUS,
    Ending,
    Observation,
    ReliefPlace,
    observations_of_row,
    relief_ending,
)
from keta_evidence.reading import Reading
from keta_evidence.records.library import Library
from keta_evidence.synthesis.bands import band_of
from keta_evidence.synthesis.direction import Against, Direction, StudyVote, vote_of
from keta_evidence.synthesis.points import NOT_REPORTED, SEVERAL, Point, points_of
from keta_evidence.synthesis.summary import GROUPINGS
from keta_evidence.tables.row import Row, study_rows


@dataclass(frozen=True, slots=True)
class StudyMark:
    """One study as pictures show it. Hours and relief are in h, dose in mg.

    ``told`` is relief as people read it; ``reason`` says why relief is not known; ``vote`` is its
    direction of effect and what that rests on; ``versus`` and ``statistic`` are those of relief.
    """

    id: str
    indication: str
    design: str
    structure: str
    level: str
    participants: int | None
    enantiomer: str
    route: str
    dose: Reading
    hours: Reading
    relief: Reading
    vote: StudyVote
    place: ReliefPlace
    ending: Ending
    told: str
    reason: str
    versus: str
    statistic: str

    @property
    def direction(self) -> Direction:
        """Whether relief was shown."""
        return self.vote.direction

    @property
    def band(self) -> str:
        """Band of the hours of infusion."""
        return band_of(self.hours)

    @property
    def name(self) -> str:
        """Its id, with (S) for S(+)-ketamine, whose doses are not converted."""
        return f"{self.id} (S)" if self.enantiomer == "s" else self.id

    @property
    def level_text(self) -> str:
        """``level 2``, ``no level``."""
        return "no level" if self.level == "none" else f"level {self.level}"

    @property
    def relief_text(self) -> str:
        """Relief as people read it, or why it is not known."""
        return self.reason if self.place is ReliefPlace.UNKNOWN else self.told


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that is not in the picture, or (``partly``) not in all of its panels, and why."""

    id: str
    reason: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class PlotContent:
    """Everything a picture shows.

    ``observations`` (timeline) are those of each study by its id; ``groups`` all indications of
    them.
    """

    kind: Kind
    marks: tuple[StudyMark, ...]
    left_out: tuple[LeftOut, ...]
    observations: dict[str, tuple[Observation, ...]]
    groups: tuple[str, ...]
    kilograms: Fraction

    @property
    def total(self) -> int:
        """All studies reported on, drawn or not."""
        return len(self.marks) + sum(not out.partly for out in self.left_out)

    def showing(self, group: str, verdict: Direction) -> list[StudyMark]:
        """The studies of an indication whose relief has one direction: those that show it against
        their comparator first, uncontrolled series last.
        """
        found = [
            mark for mark in self.marks if mark.indication == group and mark.direction is verdict
        ]
        return sorted(found, key=lambda mark: list(Against).index(mark.vote.against))

    def lanes(self, mark: StudyMark) -> tuple[Observation, ...]:
        """The observations of a study that are drawn, each that looks different once, longest
        relief first.
        """
        distinct = {item.seen: item for item in reversed(self.observations[mark.id]) if item.drawn}
        return tuple(sorted(distinct.values(), key=lambda item: item.length, reverse=True))


def plot_content(
    library: Library,
    kind: Kind,
    options: Options | None = None,
    *,
    by: str = "indication",
    route: str | None = None,
) -> PlotContent:
    """A picture of every study that the source reports on.

    ``by`` is one of ``INDICATIONS_BY``. By dose and hours the studies of one ``route`` are drawn,
    without one those not known to be of another than the intravenous one. Raises UsageError for an
    unknown grouping.
    """
    if by not in INDICATIONS_BY:
        known = f"known: {', '.join(INDICATIONS_BY)}"
        raise UsageError(f"--by: no {quoted(by)}", suggestion(by, INDICATIONS_BY) or known)
    settings = options or Options()
    rows = study_rows(library, library, settings)
    points = points_of(library, rows)
    marks = {point.id: _mark_of(point, GROUPINGS[by](point)) for point in points}
    observations = {}
    if kind is Kind.TIMELINE:
        observations = {point.id: observations_of_row(point.row) for point in points}
    other_routes = split_by_route(rows, route)[1] if kind is Kind.DOSE else ()
    left_out = tuple(_left_out(kind, rows, marks, observations, dict(other_routes)))
    missing = {out.id for out in left_out if not out.partly}
    drawn = sorted((mark for mark in marks.values() if mark.id not in missing), key=_ORDERS[kind])
    return PlotContent(
        kind,
        tuple(drawn),
        tuple(sorted(left_out, key=lambda out: (out.partly, out.id))),
        observations,
        _indication_groups(marks.values()),
        settings.kilograms,
    )


def _indication_groups(marks: Iterable[StudyMark]) -> tuple[str, ...]:
    """Indications, the same for every picture of the same studies: largest group first, what is no
    one indication last.
    """
    names = [mark.indication for mark in marks]
    return tuple(
        sorted(
            set(names),
            key=lambda group: (group in (SEVERAL, NOT_REPORTED), -names.count(group), group),
        )
    )


INDICATIONS_BY: tuple[str, ...] = ("indication", "indication:narrow")
"""What indications of pictures can be grouped by."""


def _mark_of(point: Point, indication: str) -> StudyMark:
    row = point.row
    relief = point.measure(VARIABLES["relief"])
    place = _place_of_row(row, relief)
    longest = row.relief.longest_observations
    ending, reason = Ending.NONE, ""
    if place is ReliefPlace.UNKNOWN:
        reason = relief.why_open or "not reported"
    elif row.relief.censored:
        ending = Ending.CENSORED
    elif row.relief.lost_by is not None:
        ending = Ending.SEEN
    elif longest:
        ending = relief_ending(longest[0].item)
    return StudyMark(
        point.id,
        indication,
        point.design,
        str(row.collated.fact("design.structure").value or NOT_REPORTED),
        point.level,
        point.participants,
        row.cell(COLUMNS["enantiomer"]).text,
        row.cell(COLUMNS["route"]).text,
        point.measure(VARIABLES["total_dose"]),
        point.measure(VARIABLES["infusion"]),
        relief,
        vote_of(row),
        place,
        ending,
        relief.text,
        reason,
        row.relief.versus,
        row.relief.statistic,
    )


def _place_of_row(row: Row, relief: Reading) -> ReliefPlace:
    status = row.relief.status
    if status in PLACE_OF_STATUS:
        return PLACE_OF_STATUS[status]
    if relief.unknown:
        return ReliefPlace.UNKNOWN
    return ReliefPlace.IMMEDIATE if row.relief.longest == 0 else ReliefPlace.TIMED


def _left_out(
    kind: Kind,
    rows: Iterable[Row],
    marks: dict[str, StudyMark],
    observations: dict[str, tuple[Observation, ...]],
    other_routes: dict[str, str],
) -> Iterator[LeftOut]:
    for row in rows:
        mark = marks.get(row.study.id)
        if mark is None:
            other = row.study.same_participants_as
            reason = f"its participants are those of {other}, and are drawn there"
            yield LeftOut(row.study.id, reason)
        elif mark.id in other_routes:
            reason = f"route: {other_routes[mark.id]}; drawn with others by --route any"
            yield LeftOut(mark.id, reason)
        elif kind is Kind.DOSE:
            yield from _off_the_axes(mark)
        elif kind is Kind.TIMELINE and not any(item.drawn for item in observations[mark.id]):
            yield LeftOut(mark.id, f"relief: {mark.reason}")


def _off_the_axes(mark: StudyMark) -> Iterator[LeftOut]:
    """Without relief, or with neither dose nor hours, there is no place for a study; with one of
    them, one panel has it.
    """
    missing = [
        f"{name}: {interval.why_open or 'not reported'}"
        for name, interval in (("dose", mark.dose), ("hours", mark.hours))
        if interval.unknown
    ]
    relief = [f"relief: {mark.reason}"] if mark.place is ReliefPlace.UNKNOWN else []
    if missing or relief:
        partly = not relief and len(missing) == 1
        yield LeftOut(mark.id, "; ".join([*missing, *relief]), partly)


def _by_relief(mark: StudyMark) -> tuple[int, int, Fraction, str]:
    """By design; then longest relief first, and what has no place on an axis of time."""
    longest = mark.relief.low if mark.relief.low is not None else (mark.relief.high or Fraction(0))
    place = list(ReliefPlace).index(mark.place)
    return (*KINDS, NOT_REPORTED).index(mark.design), place, -longest, mark.id


def _by_dose(mark: StudyMark) -> tuple[bool, Fraction, str]:
    lowest = mark.dose.low if mark.dose.low is not None else mark.dose.high
    return lowest is None, lowest or Fraction(0), mark.id


def _by_level(mark: StudyMark) -> tuple[str, int, str]:
    """Best level first, then most participants."""
    return mark.level, -(mark.participants or 0), mark.id


_ORDERS = {
    Kind.DOSE: _by_dose,
    Kind.TIMELINE: _by_relief,
    Kind.HARVEST: _by_level,
    Kind.MAP: _by_level,
}
