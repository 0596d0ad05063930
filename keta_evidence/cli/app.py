"""The application: its commands by name, its own options, and what is said of a wrong command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import keta_evidence
from keta_evidence.cli import options
from keta_evidence.cli.output import emit, say
from keta_evidence.diagnostics import UsageError, suggestion

COMMANDS: dict[str, str] = {
    "list": "reading.list_",
    "show": "reading.show",
    "why": "reading.why",
    "compare": "reading.compare_",
    "grade": "reading.grade",
    "fields": "reading.fields",
    "discrepancies": "crosschecking.discrepancies",
    "overlap": "crosschecking.overlap",
    "claims": "concluding.claims",
    "trend": "concluding.trend",
    "summary": "summarising.summary",
    "near": "summarising.near",
    "plot": "plotting.plot",
    "validate": "curating.validate",
    "explain": "curating.explain",
    "verify": "curating.verify",
    "new": "curating.new",
    "schema": "curating.schema",
}
"""Module and function of each command, in the order that help lists them."""


class _Commands(Mapping[str, Any]):
    """Commands by name, each imported and built where it is asked for: all of them take longer than most take to run."""

    def __getitem__(self, name: str) -> Any:
        module, function = COMMANDS[name].split(".")
        alone = typer.Typer(
            add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
        )
        alone.command(name)(getattr(import_module(f"keta_evidence.cli.{module}"), function))
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Group(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": _Commands()})


app = typer.Typer(
    name="keta-evidence",
    cls=_Group,
    help="Evidence from clinical studies of ketamine for chronic pain: every figure with its source, its arithmetic and its "
    "disagreements. It describes studies; it recommends nothing for a patient.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        emit(f"keta-evidence {keta_evidence.__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    studies: Annotated[
        Path | None,
        typer.Option(
            "--studies",
            metavar="DIR",
            envvar=options.STUDIES_VARIABLE,
            help="Folder of records instead of those that came along.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    context.obj = options.studies_folder(studies)
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise typer.Exit(2)


_NOT_A_CHOICE = re.compile(r"'([^']*)' is not one of ('.*')")
_NEAR = re.compile(r"\. Did you mean (.*)\?$| \(Possible options: (.*)\)$")


def as_usage_error(error: Exception) -> UsageError | None:
    """What typer's parser says of a wrong command line, the way everything else is said; ``None`` for other failures."""
    parser_error = typer.BadParameter.__mro__[
        1
    ]  # its usage error, which it does not name in public
    if not isinstance(error, parser_error):
        return None
    told: Any = error
    message = str(told.format_message()).removesuffix(".")
    near = _NEAR.search(message)
    choice = _NOT_A_CHOICE.search(message)
    path = told.ctx.command_path if told.ctx is not None else app.info.name
    hint = (
        (near and f"did you mean {(near[1] or near[2]).replace(chr(39), '')}?")
        or (choice and suggestion(choice[1], re.findall(r"'([^']*)'", choice[2])))
        or _placement(told)
        or f"`{path} -h` says what is possible"
    )
    return UsageError(message[: near.start()] if near else message, hint)


def _placement(error: Any) -> str:
    """A hint for an option of the program that stands after the command."""
    name = getattr(error, "option_name", None)
    if error.ctx is None or name not in [
        option for parameter in error.ctx.find_root().command.params for option in parameter.opts
    ]:
        return ""
    return f"{name} stands before the command: keta-evidence {name} ... {error.ctx.info_name}"
