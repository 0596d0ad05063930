"""The command that draws: plot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.output import emit_prose, say, terminal_width
from keta_evidence.diagnostics import UsageError
from keta_evidence.query.request import check_source
from keta_evidence.records.library import load_library
from keta_evidence.synthesis.picture_kinds import Kind
from keta_evidence.tables.row import Options

if TYPE_CHECKING:
    from keta_evidence.synthesis.pictures import LeftOut, Picture

_LEFT_OUT_SHOWN = 5
_PICTURES = (".svg", ".png")


def plot(
    context: typer.Context,
    picture: Annotated[
        Kind,
        typer.Argument(
            metavar="PICTURE",
            help="dose: relief by dose and hours; timeline: when relief was seen; harvest: what studies show; map: where there are gaps.",
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
    source: options.Source = None,
    weight: options.Weight = None,
) -> None:
    """Draw the evidence: dose, timeline, harvest or map.

    As a picture with its data table, or as plain text. Studies that cannot be drawn are named.
    """
    if output is not None and output.suffix.lower() not in _PICTURES:
        raise UsageError(f"{output}: a picture ends in .svg or .png", f"-o {picture}.svg")
    from keta_evidence.synthesis.pictures import make_picture  # noqa: PLC0415 - only here

    library = load_library(context.obj).require_sound()
    check_source(source, library)
    made = make_picture(library, picture, Options(source, options.parse_weight(weight)))
    if output is None:
        from keta_evidence.plots.text import render_plot_text  # noqa: PLC0415 - only here

        emit_prose(render_plot_text(made, terminal_width()))
    else:
        _write(made, output, force)
    _say_count(made)


def _write(picture: Picture, output: Path, force: bool) -> None:
    """The picture, its data and its words: all three or none."""
    from keta_evidence.export.write import write_files  # noqa: PLC0415
    from keta_evidence.plots.data import render_data  # noqa: PLC0415 - only here
    from keta_evidence.plots.files import render_png, render_svg  # noqa: PLC0415 - imports matplotlib
    from keta_evidence.plots.words import alt_text  # noqa: PLC0415

    contents = {
        output: (render_png if output.suffix.lower() == ".png" else render_svg)(picture),
        output.with_suffix(".csv"): render_data(picture).encode(),
        output.with_suffix(".txt"): alt_text(picture).encode(),
    }
    write_files(contents, force)
    say(*(f"written: {path}" for path in contents))


def _say_count(picture: Picture) -> None:
    say(f"{len(picture.marks)} of {picture.total} studies drawn")
    _say_left_out("not drawn:", [out for out in picture.left_out if not out.partly])
    _say_left_out("drawn in one panel only:", [out for out in picture.left_out if out.partly])


def _say_left_out(heading: str, left_out: list[LeftOut]) -> None:
    if left_out:
        say(
            f"{len(left_out)} {heading}",
            *(f"  {out.id}: {out.reason}" for out in left_out[:_LEFT_OUT_SHOWN]),
        )
    if len(left_out) > _LEFT_OUT_SHOWN:
        say(f"  and {len(left_out) - _LEFT_OUT_SHOWN} more")
