"""The application: its commands by name, its own options, what is said of a wrong command line."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

import keta_evidence
from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import print_data, say
from keta_evidence.diagnostics import UsageError, suggestion

STUDIES_VARIABLE = "KETA_EVIDENCE_STUDIES"
COMMANDS = {
    "list": "List studies as a table.",
    "show": "Show one study whole.",
    "why": "Say why a value is what it is.",
    "compare": "Put studies side by side in the same units.",
    "grade": "Derive the evidence level of studies, step by step.",
    "fields": "List what can be asked with --where, and every column.",
    "discrepancies": "Find where documents disagree.",
    "overlap": "Print which document reports which study.",
    "claims": "Test what documents conclude across studies.",
    "trend": "Correlate two quantities over studies.",
    "summary": "Sum studies up in groups, without pooling.",
    "near": "Find the published regimens nearest to one.",
    "plot": "Draw the evidence: dose, timeline, harvest or map.",
    "validate": "Report every problem of every record.",
    "explain": "Say what a finding means and how to fix it.",
    "verify": "Look for every figure in your own copies of the documents.",
    "new": "Write a scaffold for a new record.",
    "decide": "Write a decision on a discrepancy into its record.",
    "migrate": "Rewrite records of an older format in the present one.",
    "schema": "Print the JSON Schema of the record format.",
}
"""Commands in the order of the help, each with its summary: listing them imports none of them.

``show`` is the function ``show_command`` of ``commands/show.py``; its help begins with the summary.
"""
JOINED = {
    "--where": "join conditions with and: 'A and B'",
    "--columns": "join names with commas: --columns id,relief",
    "--sort": "join names with commas: --sort level,-year",
    "--search": "all words of one --search must be there: 'A B'",
}
"""What to write instead of an option that is given twice."""


class _Command(TyperCommand):
    """A command with its own kind of context."""

    context_class = Session

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _refuse_repeated(self, ctx, args)
        return super().parse_args(ctx, args)


class _Listed(TyperCommand):
    """A command as the help lists it; its module is imported when it is run or completed."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        module = import_module(f"keta_evidence.cli.commands.{self.name}")
        alone = typer.Typer(
            add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
        )
        alone.command(self.name, cls=_Command)(getattr(module, f"{self.name}_command"))
        return typer.main.get_command(alone).make_context(info_name, args, parent, **extra)


class _Group(TyperGroup):
    context_class = Session

    def __init__(self, **settings: Any) -> None:
        commands = {
            name: _Listed(name, help=summary, rich_markup_mode=None)
            for name, summary in COMMANDS.items()
        }
        super().__init__(**settings | {"commands": commands})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _refuse_repeated(self, ctx, args)
        return super().parse_args(ctx, args)


def _refuse_repeated(command: Any, context: Any, args: list[str]) -> None:
    """Raise UsageError for an option with one value that is given twice: the last would win."""
    if context.resilient_parsing:  # a shell asks what could come next
        return
    _, _, used = command.make_parser(context).parse_args(list(args))
    for parameter, times in Counter(used).items():
        takes_value = parameter.param_type_name == "option" and not parameter.is_flag
        if times > 1 and takes_value and not parameter.multiple:
            name = max(parameter.opts, key=len)
            hint = JOINED.get(name, f"it takes one value; `{context.command_path} -h` explains it")
            raise UsageError(f"{name} is given more than once", hint)


app = typer.Typer(
    name="keta-evidence",
    cls=_Group,
    help="Evidence from clinical studies of ketamine for chronic pain: every figure with its "
    "source, its arithmetic and its disagreements. It describes studies; it recommends nothing "
    "for a patient.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print_data(f"keta-evidence {keta_evidence.__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    session: Session,
    studies: Annotated[
        Path | None,
        typer.Option(
            "--studies",
            metavar="DIR",
            envvar=STUDIES_VARIABLE,
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
    if session.invoked_subcommand is None:
        say(session.get_help())
        raise typer.Exit(2)


_NOT_A_CHOICE = re.compile(
    r"""'([^']*)'\ is\ not\ one\ of\   # what was typed
        ('.*')                         # the choices
    """,
    re.VERBOSE,
)
_NEAR = re.compile(
    r"""\.\ Did\ you\ mean\ (.*)\?$          # of a command
    |   \ \(Possible\ options:\ (.*)\)$      # of an option
    """,
    re.VERBOSE,
)


def as_usage_error(error: Exception) -> UsageError | None:
    """What typer's parser says of a wrong command line, the way everything else is said.

    ``None`` for other failures.
    """
    # Its usage error, which it does not name in public.
    parser_error: Any = typer.BadParameter.__mro__[1]
    if not isinstance(error, parser_error):
        return None
    message = str(error.format_message()).removesuffix(".")
    near = _NEAR.search(message)
    if near is not None:
        names = (near[1] or near[2]).replace("'", "")
        return UsageError(message[: near.start()], f"did you mean {names}?")
    choice = _NOT_A_CHOICE.search(message)
    hint = ""
    if choice is not None:
        hint = suggestion(choice[1], re.findall(r"'([^']*)'", choice[2]))
    if not hint:
        hint = _placement(error)
    if not hint:
        path = app.info.name if error.ctx is None else error.ctx.command_path
        hint = f"`{path} -h` says what is possible"
    return UsageError(message, hint)


def _placement(error: Any) -> str:
    """A hint for an option of the program that stands after the command."""
    name = getattr(error, "option_name", None)
    if error.ctx is None or name is None:
        return ""
    program = error.ctx.find_root().command
    if not any(name in parameter.opts for parameter in program.params):
        return ""
    return f"{name} stands before the command: keta-evidence {name} ... {error.ctx.info_name}"
