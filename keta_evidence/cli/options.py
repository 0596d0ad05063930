"""Options and arguments that several commands share, each declared once; ``Session`` reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.cli.completion import (
    complete_columns,
    complete_indication,
    complete_source,
    complete_study,
)
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.formats import ReportFormat, TableFormat, format_of_file

StudyId = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="Study id, with :arm for one arm.", autocompletion=complete_study
    ),
]
StudyIds = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Study ids.", autocompletion=complete_study)
]
Indications = Annotated[
    list[str] | None,
    typer.Option(
        "--indication",
        "-i",
        metavar="NAME",
        help="Indication, its narrower ones included.",
        autocompletion=complete_indication,
    ),
]
SourceKey = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="KEY",
        help="What this one document reports.",
        autocompletion=complete_source,
    ),
]
Where = Annotated[
    str | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        help="Condition with units: 'total_dose >= 400 mg and relief > 4 wk'.",
    ),
]
ENANTIOMER_HELP = "racemic, s or r."
ColumnNames = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="NAMES",
        help="Fields or columns, joined by commas; `fields` lists them.",
        autocompletion=complete_columns,
    ),
]
Weight = Annotated[
    str | None,
    typer.Option(
        "--weight", metavar="KG", help="Body weight for values that rest on one (reference: 70 kg)."
    ),
]
QuestionAsked = Annotated[
    Question, typer.Option("--question", help="Question the evidence level is about.")
]
Ladder = Annotated[
    Scheme, typer.Option("--scheme", help="Ladder of evidence levels: Oxford CEBM 2011, or 2009.")
]


def _follow_output(
    context: typer.Context, form: TableFormat | ReportFormat
) -> TableFormat | ReportFormat:
    """The format that is asked for; where none is, that of the suffix of --output.

    Options that are not given are read after those that are, so --output is known here.
    """
    source = context.get_parameter_source("form")
    output = context.params.get("output")
    if output is None or (source is not None and source.name == "COMMANDLINE"):
        return form
    return format_of_file(Path(output), type(form)) or form


_FORMAT = typer.Option(
    "--format",
    "-f",
    help="Output format; where none is named, that of --output's suffix.",
    callback=_follow_output,
)
TableFormatOption = Annotated[TableFormat, _FORMAT]
ReportFormatOption = Annotated[ReportFormat, _FORMAT]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all."),
]
Force = Annotated[bool, typer.Option("--force", help="Let --output overwrite a file.")]
