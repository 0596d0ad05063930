"""Names beside points so that none covers another, a symbol or a bar: the nearest free place, with
a line to it where it is far.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from keta_evidence.plots.style import POINTS, QUIET, SMALL, text_width

_HEIGHT = 2.7
_CLEARANCE = 0.5
_RING_STEP = 1.2
_RINGS = 40
_ANGLES = 16
_LEAST_LINE = 1.6
_APART = 0.4
_CROWDED = 10_000.0

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A name for a point, in data coordinates; ``radius`` of its symbol in mm."""

    text: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the panel that is taken, in mm."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether the two share any ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def is_clear_of(self, others: Iterable[Box]) -> bool:
        """Whether it shares no ground with any of the others."""
        return not any(self.meets(other) for other in others)

    def holds(self, other: Box) -> bool:
        """Whether all of the other is inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )


def to_mm(axes: Axes, x: float, y: float) -> Place:
    """A point of the panel in mm of the sheet."""
    across, up = axes.transData.transform((x, y))
    return across / POINTS, up / POINTS


def box_of(axes: Axes, low: Place, high: Place, thick: float = 0.4) -> Box:
    """The box of a bar between two points of the panel."""
    (left, bottom), (right, top) = to_mm(axes, *low), to_mm(axes, *high)
    return Box(left - thick, bottom - thick, right + thick, top + thick)


def place_labels(axes: Axes, labels: Sequence[Label], taken: Sequence[Box]) -> None:
    """Write the names.

    ``taken`` are bars and arrows, which a line to a name may cross; symbols are taken by
    themselves.
    """
    frame: Bbox = axes.get_window_extent()
    room = Box(
        frame.x0 / POINTS + _CLEARANCE,
        frame.y0 / POINTS + _CLEARANCE,
        frame.x1 / POINTS - _CLEARANCE,
        frame.y1 / POINTS - _CLEARANCE,
    )
    points = {label: to_mm(axes, label.x, label.y) for label in labels}
    widths = {label: text_width(label.text) for label in labels}
    tried = [_place_in_order(order, points, widths, room, taken) for order in _orders(labels)]
    _, places = min(tried, key=lambda attempt: attempt[0])
    for label, box in places.items():
        _write(axes, label, points[label], box)


def _orders(labels: Sequence[Label]) -> Iterator[Sequence[Label]]:
    """Who is placed first has the choice: several orders are tried."""
    for ordered in (
        sorted(labels, key=lambda label: (label.x, label.text)),
        sorted(labels, key=lambda label: (label.y, label.text)),
    ):
        yield ordered
        yield ordered[::-1]


def _place_in_order(
    labels: Sequence[Label],
    points: dict[Label, Place],
    widths: dict[Label, float],
    room: Box,
    taken: Sequence[Box],
) -> tuple[float, dict[Label, Box]]:
    """The box of each name when they are placed in this order, and how far they had to go, far ones
    counting more.
    """
    symbols = [_around(points[label], label.radius) for label in labels]
    effort, places = 0.0, {}
    for label in labels:
        found = next(
            _free(points[label], label.radius, widths[label], room, (taken, symbols)), None
        )
        if found is None:
            effort += _CROWDED
            box = _beside(points[label], label.radius + _CLEARANCE, 0, widths[label])
            line: list[Box] = []
        else:
            box, line = found
            effort += math.dist(points[label], _nearest(points[label], box)) ** 2
        places[label] = box
        symbols += [box, *line]
    return effort, places


def _around(point: Place, radius: float) -> Box:
    return Box(point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)


def _free(
    point: Place,
    radius: float,
    width: float,
    room: Box,
    occupied: tuple[Sequence[Box], Sequence[Box]],
) -> Iterator[tuple[Box, list[Box]]]:
    """Places for a name, nearest first, that lie in the room and meet nothing, and the line to each
    of them.
    """
    taken, symbols = occupied
    others = [box for box in symbols if not box.holds(_around(point, 0))]
    for ring in range(_RINGS):
        for turn in range(_ANGLES):
            box = _beside(
                point,
                radius + _CLEARANCE + ring * _RING_STEP,
                turn * 2 * math.pi / _ANGLES,
                width,
            )
            if not (room.holds(box) and box.is_clear_of(taken) and box.is_clear_of(symbols)):
                continue
            line = _line(point, box, radius)
            if all(part.is_clear_of(others) for part in line):
                yield box, line


def _beside(point: Place, away: float, angle: float, width: float) -> Box:
    """The box of a name whose nearest edge is ``away`` from a point."""
    across, up = math.cos(angle), math.sin(angle)
    centre_x = point[0] + across * away + (width / 2) * max(-1.0, min(1.0, across * 1.6))
    centre_y = point[1] + up * (away + _HEIGHT / 2)
    return Box(
        centre_x - width / 2, centre_y - _HEIGHT / 2, centre_x + width / 2, centre_y + _HEIGHT / 2
    )


def _line(point: Place, box: Box, radius: float) -> list[Box]:
    """The line from a symbol to its name in small boxes; none where the name is near."""
    end = _nearest(point, box)
    length = math.dist(point, end)
    if length < radius + _LEAST_LINE:
        return []
    count = max(2, round((length - radius) / _APART))
    parts = [radius / length + (1 - radius / length) * part / count for part in range(1, count)]
    return [
        _around(
            (point[0] + (end[0] - point[0]) * part, point[1] + (end[1] - point[1]) * part), 0.15
        )
        for part in parts
    ]


def _nearest(point: Place, box: Box) -> Place:
    return min(max(point[0], box.left), box.right), min(max(point[1], box.bottom), box.top)


def _write(axes: Axes, label: Label, point: Place, box: Box) -> None:
    end = _nearest(point, box)
    far = math.dist(point, end) >= label.radius + _LEAST_LINE
    if far:
        axes.annotate(
            "",
            xy=(label.x, label.y),
            xytext=((end[0] - point[0]) * POINTS, (end[1] - point[1]) * POINTS),
            textcoords="offset points",
            arrowprops={
                "arrowstyle": "-",
                "linewidth": 0.4,
                "color": QUIET,
                "shrinkA": 0,
                "shrinkB": label.radius * POINTS,
            },
        )
    middle = ((box.left + box.right) / 2 - point[0], (box.bottom + box.top) / 2 - point[1])
    axes.annotate(
        label.text,
        xy=(label.x, label.y),
        xytext=(middle[0] * POINTS, middle[1] * POINTS),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=SMALL,
    )
