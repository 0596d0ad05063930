"""What all pictures share: size, type, colours, symbols, hatches, and places measured in
millimetres.

Colours are those of Okabe and Ito, distinct with any colour vision; symbols, hatches and shades
tell the same in grey.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from keta_evidence.reading import Reading

WIDTH = 180.0
"""Two columns of a journal, in mm."""
MARGIN = 2.0
LINE = 3.1
"""Height of a line of small type, in mm."""
POINTS = 72 / 25.4
"""Points in a millimetre."""

SMALL, TITLE = 6.5, 8.0
_MOST_WORDS = 80
"""More than any line of small type holds."""
INK, QUIET, FAINT = "#000000", "#555555", "#D0D0D0"
BLUE, ORANGE, VERMILLION = "#0072B2", "#E69F00", "#D55E00"
OKABE_ITO = (BLUE, VERMILLION, "#009E73", ORANGE, "#CC79A7", "#56B4E9", INK, "#F0E442")
SYMBOLS = ("o", "s", "^", "D", "v", "P", "X", "<", "p", ">", "h")
LEVEL_SHADES = {
    "1": "#1A1A1A",
    "2": BLUE,
    "3": "#009E73",
    "4": ORANGE,
    "5": "#EBDC5A",
    "none": "#FFFFFF",
}
"""Dark is high on the ladder, in colour as in grey."""
LEVEL_SIZES = {"1": 8.5, "2": 7.0, "3": 5.6, "4": 4.3, "5": 3.0, "none": 3.0}
DESIGN_HATCHES = {"trial": "", "cohort": "....", "case-series": "//////", "not reported": "xxxxx"}

_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": SMALL,
    "axes.titlesize": SMALL,
    "axes.labelsize": SMALL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.title_fontsize": SMALL,
    "axes.linewidth": 0.5,
    "hatch.linewidth": 0.5,
    "svg.hashsalt": "keta-evidence",
    # looks the same everywhere: with another font, texts that were fitted here would overlap
    "svg.fonttype": "path",
    "path.simplify": False,
    "text.parse_math": False,  # a $ in a record is a $
}


@contextmanager
def house_style() -> Iterator[None]:
    """Everything is measured, drawn and saved in it: no setting of the user's changes a picture."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def group_look(groups: Sequence[str], group: str) -> tuple[str, str]:
    """Colour and symbol of an indication: no two indications share both."""
    place = groups.index(group)
    return OKABE_ITO[place % len(OKABE_ITO)], SYMBOLS[place % len(SYMBOLS)]


@cache
def _ruler() -> FigureCanvasAgg:
    """An empty figure to measure texts on, at the resolution of every sheet."""
    return FigureCanvasAgg(Figure(dpi=72))


@lru_cache(maxsize=4096)
def text_width(words: str, size: float = SMALL, weight: str = "normal") -> float:
    """Width of a text in mm, in the house style."""
    canvas = _ruler()
    text = canvas.figure.text(0, 0, words, fontsize=size, fontweight=weight)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    width = float(text.get_window_extent(renderer).width)
    text.remove()
    return width / POINTS


@lru_cache(maxsize=256)
def wrapped(words: str, width: float) -> tuple[str, ...]:
    """Lines of small type that fit into a width in mm; one that does not has its own."""
    lines, left = [], words.split()
    while left:
        many = _fitting(left, width)
        lines.append(" ".join(left[:many]))
        left = left[many:]
    return tuple(lines) or ("",)


def _fitting(words: Sequence[str], width: float) -> int:
    """How many of the words fit into a width, the first one in any case."""
    counts = range(2, min(len(words), _MOST_WORDS) + 1)
    too_wide = bisect_left(counts, 1, key=lambda many: text_width(" ".join(words[:many])) > width)
    return too_wide + 1


class Sheet:
    """A figure with places in mm from its upper left corner."""

    def __init__(self, height: float, title: str) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH / 25.4, height / 25.4), dpi=72, facecolor="white")
        self._canvas = FigureCanvasAgg(self.figure)
        self.text(MARGIN, MARGIN, title, size=TITLE, weight="bold")

    def axes(self, left: float, top: float, width: float, height: float, **sharing: Any) -> Axes:
        """A panel."""
        place = (
            left / WIDTH,
            1 - (top + height) / self.height,
            width / WIDTH,
            height / self.height,
        )
        made: Axes = self.figure.add_axes(place, **sharing)
        return made

    def canvas(self) -> Axes:
        """The whole sheet as one panel whose units are mm, y downwards, without a frame."""
        axes = self.axes(0, 0, WIDTH, self.height)
        axes.set(xlim=(0, WIDTH), ylim=(self.height, 0))
        axes.axis("off")
        return axes

    def text(self, left: float, top: float, words: str, size: float = SMALL, **look: Any) -> Text:
        """Words below a place, to its right unless told otherwise."""
        look = {"va": "top", "linespacing": 1.25, **look}
        return self.figure.text(left / WIDTH, 1 - top / self.height, words, fontsize=size, **look)

    def legend(
        self, left: float, top: float, title: str, handles: Sequence[Any], **look: Any
    ) -> Legend:
        """A key of symbols with its title."""
        legend = self.figure.legend(
            handles=handles,
            title=title,
            loc="upper left",
            bbox_to_anchor=(left / WIDTH, 1 - top / self.height),
            frameon=False,
            borderaxespad=0,
            borderpad=0,
            handletextpad=0.6,
            labelspacing=0.45,
            alignment="left",
            **look,
        )
        legend.get_title().set_fontweight("bold")
        return legend


def note_height(words: str) -> float:
    """Height that a note across the sheet takes, in mm."""
    return LINE * len(wrapped(words, WIDTH - 2 * MARGIN)) + MARGIN


def draw_note(sheet: Sheet, words: str) -> None:
    """A note at the foot of the sheet."""
    lines = wrapped(words, WIDTH - 2 * MARGIN)
    sheet.text(MARGIN, sheet.height - note_height(words), "\n".join(lines), color=QUIET)


def symbol_handle(
    label: str, color: str, symbol: str | Path, size: float = 5.0, **look: Any
) -> Line2D:
    """A key's entry for a symbol."""
    look = {"linestyle": "none", "markeredgecolor": INK, "markeredgewidth": 0.4, **look}
    return Line2D([], [], color=color, marker=symbol, markersize=size, label=label, **look)


def glyph(sign: str) -> Path:
    """A character as a symbol, its middle on the point."""
    path = TextPath((0, 0), sign, size=10)
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2))


def above_zero(readings: Iterable[Reading]) -> list[float]:
    """The known ends, in base units, that have a place on a logarithmic axis."""
    ends = chain.from_iterable(reading.ends for reading in readings)
    return [float(end) for end in ends if end > 0]


TIME_TICKS: tuple[tuple[float, str], ...] = (
    (1 / 60, "1 min"),
    (1 / 6, "10 min"),
    (1, "1 h"),
    (6, "6 h"),
    (24, "1 d"),
    (168, "1 wk"),
    (730.5, "1 mo"),
    (4383, "6 mo"),
    (17532, "2 yr"),
    (87660, "10 yr"),
)


def time_ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    """Places and words of the ticks on a logarithmic axis of time in h."""
    kept = [(place, words) for place, words in TIME_TICKS if low <= place <= high]
    return [place for place, _ in kept], [words for _, words in kept]
