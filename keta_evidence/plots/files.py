"""A picture as the bytes of a file: the same on every run, with its alternative text inside."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape

from matplotlib.figure import Figure

from keta_evidence.plots.content import PlotContent
from keta_evidence.plots.dose import draw_dose
from keta_evidence.plots.gaps import draw_map
from keta_evidence.plots.harvest import draw_harvest
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.style import house_style
from keta_evidence.plots.timeline import draw_timeline
from keta_evidence.plots.words import TITLES, alt_text

PROGRAM = "keta-evidence"
DOTS_PER_INCH = 300
_DRAWN_BY = {
    Kind.DOSE: draw_dose,
    Kind.TIMELINE: draw_timeline,
    Kind.HARVEST: draw_harvest,
    Kind.MAP: draw_map,
}


def draw(picture: PlotContent) -> Figure:
    """The picture as a figure; the house style must be on while it is drawn and saved."""
    return _DRAWN_BY[picture.kind](picture)


def render_svg(picture: PlotContent) -> bytes:
    """Scalable, with title and description for screen readers."""
    text = _saved(picture, "svg", {"Date": None, "Creator": PROGRAM}).decode("utf-8")
    start = text.index(">", text.index("<svg ")) + 1
    title, description = escape(TITLES[picture.kind]), escape(alt_text(picture).strip())
    labelled = f'{text[: start - 1]} role="img" aria-labelledby="title desc">'
    return (
        f'{labelled}\n <title id="title">{title}</title>\n <desc '
        f'id="desc">{description}</desc>{text[start:]}'
    ).encode()


def render_png(picture: PlotContent) -> bytes:
    """Pixels at the resolution that journals ask for, with title and description among the
    metadata.
    """
    return _saved(
        picture,
        "png",
        {
            "Software": PROGRAM,
            "Title": TITLES[picture.kind],
            "Description": alt_text(picture).strip(),
        },
    )


def _saved(picture: PlotContent, form: str, metadata: dict[str, str | None]) -> bytes:
    file = io.BytesIO()
    with house_style():
        draw(picture).savefig(file, format=form, dpi=DOTS_PER_INCH, metadata=metadata)
    return file.getvalue()
