"""Options and arguments that several commands share, with their completion."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.render import Format, ReportFormat
from keta_evidence.records.library import default_folder
from keta_evidence.units import WEIGHT, QuantityError, parse_interval

STUDIES_VARIABLE = "KETA_EVIDENCE_STUDIES"
_ID_IN_LIST = re.compile(r"^ *- \{? *id: ([a-z0-9-]+)", re.MULTILINE)


def studies_folder(chosen: Path | None = None) -> Path:
    """The folder of records: the option, else the environment, else what came with the program."""
    named = os.environ.get(STUDIES_VARIABLE)
    return chosen or (Path(named) if named else default_folder())


def complete_study(context: typer.Context, incomplete: str) -> list[str]:
    """Study ids, from the file names alone: nothing is parsed while somebody waits for a key."""
    return _names(_asked_folder(context), incomplete, leave_out="vocabulary")


def complete_indication(context: typer.Context, incomplete: str) -> list[str]:
    """Indication ids, in capitals for who types capitals, from the vocabulary's text alone."""
    path = _asked_folder(context) / "vocabulary.yaml"
    try:
        ids = _ID_IN_LIST.findall(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:  # somebody waits for a key: no message
        return []
    # Shells take only what goes on as it was begun, and who types CRPS has begun in capitals.
    return sorted(
        name
        for name in (id_.upper() if incomplete.isupper() else id_ for id_ in ids)
        if name.startswith(incomplete)
    )


def complete_source(context: typer.Context, incomplete: str) -> list[str]:
    """Source keys, from the file names alone."""
    return _names(_asked_folder(context) / "sources", incomplete)


def _asked_folder(context: typer.Context) -> Path:
    """The folder named before the command on the line that is being completed."""
    named = context.find_root().params.get("studies")
    return studies_folder(Path(named) if named else None)


def _names(folder: Path, incomplete: str, leave_out: str = "") -> list[str]:
    names = (path.stem for path in folder.glob("*.yaml"))
    return sorted(
        name
        for name in names
        if name.startswith(incomplete) and name != leave_out and not name.startswith(".")
    )


HEAVIEST = 600
"""No body weight is above it: a figure in grams, or a slip of the keyboard, is."""


def parse_weight(text: str | None) -> Fraction | None:
    """A body weight in kg, with or without its unit. Raises UsageError for anything else."""
    if text is None:
        return None
    try:
        weight = parse_interval(text if "kg" in text else f"{text} kg")
        if weight.dimension == WEIGHT and 0 < weight.exact <= HEAVIEST:
            return weight.exact
    except QuantityError:
        pass  # said below, for every way of not being a weight
    raise UsageError(
        f"--weight: not a body weight: {text!r}", "a number above zero in kg, such as --weight 55"
    )


def asked(context: typer.Context) -> dict[str, str | int | float | bool | None]:
    """What was asked, for the machine-readable output; where it was written to is not part of the question."""
    given = {
        name: value
        for name, value in context.params.items()
        if value not in (None, False, [], ()) and name not in ("form", "output", "force", "strict")
    }
    return {
        name: ", ".join(value) if isinstance(value, list | tuple) else str(value)
        for name, value in sorted(given.items())
    }


StudyIds = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Study ids.", autocompletion=complete_study)
]
StudyId = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="Study id, with :arm for one arm.", autocompletion=complete_study
    ),
]
OutputFormat = Annotated[Format, typer.Option("--format", "-f", help="Output format.")]
ReportFormatOption = Annotated[ReportFormat, typer.Option("--format", "-f", help="Output format.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all."),
]
Force = Annotated[bool, typer.Option("--force", help="Let --output overwrite a file.")]
Source = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="KEY",
        help="The evidence as this one document tells it.",
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
Weight = Annotated[
    str | None,
    typer.Option(
        "--weight", metavar="KG", help="Body weight for values that rest on one (reference: 70 kg)."
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns", metavar="NAMES", help="Columns, joined by commas; `fields` lists them."
    ),
]
QuestionOption = Annotated[
    Question, typer.Option("--question", help="Question the evidence level is about.")
]
SchemeOption = Annotated[
    Scheme, typer.Option("--scheme", help="Ladder of evidence levels: Oxford CEBM 2011, or 2009.")
]
