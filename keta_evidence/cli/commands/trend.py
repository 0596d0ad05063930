"""``trend``: two quantities over studies."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.context import Session, say_count
from keta_evidence.evidence.routes import ANY_ROUTE, split_by_route
from keta_evidence.export.formats import TableFormat
from keta_evidence.query.request import Filters, names_variable
from keta_evidence.synthesis.points import numeric_field, points_of
from keta_evidence.synthesis.trend import find_trend
from keta_evidence.synthesis.trend_table import trend_table

TREND_SCHEMA = "keta-evidence/trend/1"
DEFAULT_X = ("infusion", "total_dose", "max_rate")


def trend_command(
    session: Session,
    x: Annotated[
        str | None,
        typer.Argument(
            metavar="[X]", help="Field; without one, infusion hours, total dose and highest rate."
        ),
    ] = None,
    y: Annotated[str, typer.Argument(metavar="[Y]", help="Field it is set against.")] = "relief",
    where: options.Where = None,
    source: options.SourceKey = None,
    weight: options.Weight = None,
    form: options.TableFormatOption = TableFormat.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Correlate two quantities over studies.

    Over all, within like studies, by indication, design and level, and without each study. Studies
    of other routes than the intravenous one take part where --where names the route. Relief is
    that against the comparator where a study reports it.
    """
    fields = [numeric_field(name) for name in ([x] if x else DEFAULT_X)]
    other = numeric_field(y)
    selection = session.select(Filters(where=where))
    route = None
    if where is not None and names_variable(where, "route", session.library):
        route = ANY_ROUTE
    kept, left_out = split_by_route(selection.kept, route)
    points = points_of(session.library, kept)
    results = [find_trend(points, field, other, compared=True) for field in fields]
    table = trend_table(
        results,
        session.settings,
        session.asked,
        machine=form.is_for_machines,
        of_other_routes=left_out,
    )
    session.emit_table(table, TREND_SCHEMA)
    if where is not None:
        say_count(selection, "studies")
