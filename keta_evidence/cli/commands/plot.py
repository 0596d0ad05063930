"""``plot``: the evidence as a picture."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say, say_first, terminal_width
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.routes import ANY_ROUTE
from keta_evidence.export.write import write_files
from keta_evidence.plots.content import LeftOut, PlotContent, plot_content
from keta_evidence.plots.data import render_data
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.text import render_plot_text
from keta_evidence.plots.words import alt_text
from keta_evidence.synthesis.near import read_route

_PICTURES = {".svg": "render_svg", ".png": "render_png"}


def plot_command(
    session: Session,
    picture: Annotated[
        Kind,
        typer.Argument(
            metavar="PICTURE",
            help="dose: relief by dose and hours; timeline: when relief was seen; "
            "harvest: what studies show; map: where there are gaps.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="FILE.svg or FILE.png; FILE.csv (data) and FILE.txt (in words) go beside it.",
        ),
    ] = None,
    force: options.Force = False,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="Group by indication or indication:narrow.",
        ),
    ] = "indication",
    route: Annotated[
        str | None,
        typer.Option(
            "--route",
            metavar="WORD",
            help="dose: studies of this route (intravenous without one); any pools them.",
        ),
    ] = None,
    source: options.SourceKey = None,
    weight: options.Weight = None,
) -> None:
    """Draw the evidence: dose, timeline, harvest or map.

    As a picture with its data table, or as plain text. Studies that cannot be drawn are named.
    """
    if output is not None and output.suffix.lower() not in _PICTURES:
        raise UsageError(f"{output}: a picture ends in .svg or .png", f"-o {picture}.svg")
    if route is not None:
        route = _checked_route(picture, route)
    made = plot_content(session.library, picture, session.settings, by=by, route=route)
    if output is None:
        session.emit_prose(render_plot_text(made, terminal_width()))
    else:
        _write_picture(made, output, force)
    say(f"{len(made.marks)} of {made.total} studies drawn")
    _say_left_out("not drawn:", [out for out in made.left_out if not out.partly])
    _say_left_out("drawn in one panel only:", [out for out in made.left_out if out.partly])


def _checked_route(picture: Kind, route: str) -> str:
    if picture is not Kind.DOSE:
        raise UsageError("--route is for plot dose", "leave out --route")
    return route if route == ANY_ROUTE else read_route(route)


def _write_picture(picture: PlotContent, output: Path, force: bool) -> None:
    """The picture, its data and its words: all three or none."""
    # matplotlib costs more than everything else: only a file pays for it.
    files = import_module("keta_evidence.plots.files")
    render = getattr(files, _PICTURES[output.suffix.lower()])
    contents = {
        output: render(picture),
        output.with_suffix(".csv"): render_data(picture).encode(),
        output.with_suffix(".txt"): alt_text(picture).encode(),
    }
    write_files(contents, force)
    say(*(f"written: {path}" for path in contents))


def _say_left_out(heading: str, left_out: list[LeftOut]) -> None:
    if left_out:
        lines = (f"{out.id}: {out.reason}" for out in left_out)
        say_first(f"{len(left_out)} {heading}", lines)
