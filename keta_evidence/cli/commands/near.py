"""``near``: the published regimens nearest to one."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.context import Session
from keta_evidence.export.formats import TableFormat
from keta_evidence.synthesis.near import Wanted, find_near, near_table

NEAR_SCHEMA = "keta-evidence/near/1"


def near_command(
    session: Session,
    rate: Annotated[
        str | None, typer.Option(metavar="RATE", help="Rate of infusion: 0.2mg/kg/h, 20mg/h.")
    ] = None,
    hours: Annotated[
        str | None, typer.Option(metavar="TIME", help="Length of one session: 4, 4h, 5d.")
    ] = None,
    sessions: Annotated[str | None, typer.Option(metavar="N", help="Sessions in a course.")] = None,
    dose: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Dose over the course: 400mg, 5mg/kg.")
    ] = None,
    indication: options.Indications = None,
    route: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="intravenous (without one), oral …; any pools them."),
    ] = None,
    enantiomer: Annotated[
        str | None, typer.Option(metavar="WORD", help=options.ENANTIOMER_HELP)
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Nearest regimens shown.")
    ] = 5,
    source: options.SourceKey = None,
    weight: options.Weight = None,
    form: options.TableFormatOption = TableFormat.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Find the published regimens nearest to one.

    And what happened: relief, evidence level, adverse events. Describes studies; recommends no dose
    for anyone.
    """
    asked_for = {"rate": rate, "hours": hours, "sessions": sessions, "dose": dose}
    wanted = Wanted.read(asked_for, session.settings)
    found = find_near(session.library, wanted, indication or (), route, enantiomer)
    table = near_table(found, limit, session.asked, machine=form.is_for_machines)
    session.emit_table(table, NEAR_SCHEMA)
