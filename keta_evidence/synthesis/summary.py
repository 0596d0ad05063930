"""Studies in groups: what a summary table and its methods paragraph are both written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.evidence.catalogue import VARIABLES
from keta_evidence.evidence.catalogue.study_facts import KINDS
from keta_evidence.evidence.catalogue.terms import names_of
from keta_evidence.evidence.routes import split_by_route
from keta_evidence.evidence.subject import Options
from keta_evidence.query.request import Filters, Selection, select_rows
from keta_evidence.records.library import Library
from keta_evidence.records.model import Setting
from keta_evidence.records.words import key
from keta_evidence.synthesis.bands import DURATION_BANDS, NOT_KNOWN, band_of
from keta_evidence.synthesis.direction import (
    Against,
    Direction,
    StudyVote,
    Votes,
    compared_direction,
    count_votes,
    direction,
    vote_of,
)
from keta_evidence.synthesis.harms import Harms, find_harms
from keta_evidence.synthesis.points import (
    ALL_STUDIES,
    NOT_REPORTED,
    SEVERAL,
    Point,
    narrow_indication,
    points_of,
)
from keta_evidence.synthesis.spread import Measured, measure, measure_relief
from keta_evidence.tables.row import Row, study_rows

NO_LEVEL = "none"
FEWEST_VOTES = 6
"""Below this number no sign test is told: five that all agree have a p of 2/32, six of 2/64."""


def _setting(point: Point) -> str:
    return str(point.row.collated.fact("setting").value or NOT_REPORTED)


GROUPINGS: dict[str, Callable[[Point], str]] = {
    "indication": lambda point: point.indication,
    "indication:narrow": lambda point: narrow_indication(point.row),
    "setting": _setting,
    "design": lambda point: point.design,
    "level": lambda point: point.level,
    "duration-band": lambda point: band_of(point.measure(VARIABLES["infusion"])),
}
"""What studies can be grouped by, and the group of a study."""

_ORDER: dict[str, tuple[str, ...]] = {
    "setting": get_args(Setting),
    "design": KINDS,
    "duration-band": DURATION_BANDS,
}
_AFTER_ALL_OTHERS = (SEVERAL, NOT_REPORTED, NO_LEVEL, NOT_KNOWN)


@dataclass(frozen=True)
class Group:
    """Some studies, none of them twice, and what they tell together.

    Hours and doses are those of one ``route``, without one those not known to be of another than
    the intravenous one; everything else is of all of them.
    """

    name: str
    points: tuple[Point, ...]
    route: str | None = None

    @property
    def participants(self) -> int | None:
        """Participants of the studies that tell their number; ``None`` where none does."""
        told = [point.participants for point in self.points if point.participants is not None]
        return sum(told) if told else None

    @property
    def uncounted(self) -> tuple[str, ...]:
        """Ids of the studies that do not tell how many participants they had."""
        return tuple(point.id for point in self.points if point.participants is None)

    @cached_property
    def of_other_routes(self) -> tuple[tuple[str, str], ...]:
        """Ids and routes of the studies whose hours and doses are left out for their route."""
        return split_by_route((point.row for point in self.points), self.route)[1]

    @cached_property
    def dosed(self) -> tuple[Point, ...]:
        """The studies whose hours and doses are asked for."""
        others = dict(self.of_other_routes)
        return tuple(point for point in self.points if point.id not in others)

    @cached_property
    def infusion(self) -> Measured:
        """Hours of infusion over the course."""
        return measure(self.dosed, VARIABLES["infusion"])

    @cached_property
    def total_dose(self) -> Measured:
        """Dose over the course in mg, for the body weight used."""
        return measure(self.dosed, VARIABLES["total_dose"])

    @cached_property
    def relief(self) -> Measured:
        """Hours to the last time at which relief was shown, against the comparator where that is
        reported.
        """
        return measure_relief(self.points)

    @property
    def best_level(self) -> tuple[str, int]:
        """The highest evidence level and how many studies have it; ``NO_LEVEL`` where none has a
        level.
        """
        levels = [point.level for point in self.points]
        best = min((level for level in levels if level != NO_LEVEL), default=NO_LEVEL)
        return best, levels.count(best)

    @cached_property
    def votes(self) -> dict[str, StudyVote]:
        """The vote of each study by its id."""
        return {point.id: vote_of(point.row) for point in self.points}

    @cached_property
    def compared(self) -> Votes:
        """Controlled studies, by whether relief was shown against their comparator."""
        controlled = self._of(Against.COMPARATOR, Against.OWN_GROUP)
        return count_votes(controlled, compared_direction)

    @cached_property
    def within(self) -> Votes:
        """Controlled studies of which no comparison with their comparator is reported, by whether
        relief was shown within a group.
        """
        return count_votes(self._of(Against.OWN_GROUP), direction)

    @cached_property
    def uncontrolled(self) -> Votes:
        """Series without a comparator, by whether relief was shown at all."""
        return count_votes(self._of(Against.NOTHING), direction)

    @property
    def unclassed(self) -> tuple[str, ...]:
        """Ids of the studies of which it is not reported whether they had a comparator."""
        return tuple(point.id for point in self._of(Against.UNKNOWN))

    def voting(self, against: Against, verdict: Direction) -> tuple[str, ...]:
        """Ids of the studies with this direction, by what it rests on."""
        return tuple(
            id_
            for id_, vote in self.votes.items()
            if vote.against is against and vote.direction is verdict
        )

    @cached_property
    def harms(self) -> Harms:
        """Adverse events."""
        return find_harms(self.points)

    def _of(self, *against: Against) -> tuple[Point, ...]:
        return tuple(point for point in self.points if self.votes[point.id].against in against)


@dataclass(frozen=True)
class Summary:
    """Studies in groups, and how they were chosen.

    ``by`` is one of ``GROUPINGS``, or ``None``: all in one group. ``same`` are (study, study whose
    participants it has): each is no study of its own here. ``asked`` are indications as asked for,
    ``about`` their ids; ``route`` is that of hours and doses.
    """

    library: Library
    options: Options
    by: str | None
    asked: tuple[str, ...]
    about: tuple[str, ...]
    selection: Selection[Row]
    groups: tuple[Group, ...]
    same: tuple[tuple[str, str], ...]
    route: str | None = None

    @cached_property
    def whole(self) -> Group:
        """All studies in one group."""
        ordered = {point.id: point for group in self.groups for point in group.points}
        return Group(
            ALL_STUDIES,
            tuple(ordered[row.study.id] for row in self.selection.kept if row.study.id in ordered),
            self.route,
        )


def sign_test(votes: Votes) -> float | None:
    """Two-sided p, where there are votes enough for it to tell anything."""
    return votes.sign_test() if votes.judged >= FEWEST_VOTES else None


def summarise(
    library: Library,
    options: Options,
    by: str | None = None,
    indications: Iterable[str] = (),
    *,
    route: str | None = None,
) -> Summary:
    """The studies of some indications (without any, all) in groups, hours and doses of one
    ``route``, or of ``any``.

    Raises UsageError for an unknown grouping or indication.
    """
    if by is not None and by not in GROUPINGS:
        raise UsageError(
            f"--by: no {quoted(by)}", suggestion(by, GROUPINGS) or f"known: {', '.join(GROUPINGS)}"
        )
    asked = tuple(indications)
    selection = select_rows(
        study_rows(library, library, options), Filters(indication=asked), library
    )
    points = points_of(library, selection.kept)
    kept = {point.id for point in points}
    same = tuple(
        (row.study.id, str(row.study.same_participants_as))
        for row in selection.kept
        if row.study.id not in kept
    )
    about = tuple(
        id_
        for id_ in library.indications
        if {key(name) for name in names_of(library, id_)} & set(map(key, asked))
    )
    groups = _grouped(points, by, route)
    return Summary(library, options, by, asked, about, selection, groups, same, route)


def _grouped(points: tuple[Point, ...], by: str | None, route: str | None) -> tuple[Group, ...]:
    """In the order of the vocabulary; indications with most studies first; the unknown last."""
    if by is None:
        return (Group(ALL_STUDIES, points, route),) if points else ()
    members: dict[str, list[Point]] = {}
    for point in points:
        members.setdefault(GROUPINGS[by](point), []).append(point)
    order = _ORDER.get(by, ())

    def place(name: str) -> tuple[bool, int, int, str]:
        many = -len(members[name]) if by.startswith("indication") else 0
        return (
            name in _AFTER_ALL_OTHERS,
            order.index(name) if name in order else len(order),
            many,
            name,
        )

    return tuple(Group(name, tuple(members[name]), route) for name in sorted(members, key=place))
