"""One run of a command: the records it reads, the options it was given, where its output goes.

The options that several commands share are declared in ``options`` and read here. A command names
them in its signature and passes none of them on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import typer

from keta_evidence.cli.streams import print_data, say, say_first, terminal_width, wants_color
from keta_evidence.consistency.checks import require_sound, require_sound_companions
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.evidence.subject import Options
from keta_evidence.export.formats import Page, ReportFormat, TableFormat
from keta_evidence.export.prose import fitted_prose
from keta_evidence.export.write import as_utf8, write_files
from keta_evidence.query.request import Filters, Selection, check_source, select_rows
from keta_evidence.reading import Value
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.records.model import Overview
from keta_evidence.tables.row import Row, study_rows
from keta_evidence.tables.table import Table, gaps_table
from keta_evidence.units import WEIGHT, QuantityError, parse_interval

HEAVIEST = 600
"""No body weight in kg is above it: a figure in grams, or a slip of the keyboard, is."""
_NO_QUESTION = ("form", "output", "force", "strict")
"""Options that say how an answer is given, not what is asked."""


class Session(typer.Context):
    """The context of every command. ``params`` holds its options as words, before typer turns them
    into what the signature of the command says."""

    @cached_property
    def folder(self) -> Path:
        """The folder of records: the option, else the environment, else what came along."""
        named = self.find_root().params.get("studies")
        return Path(named) if named else default_folder()

    @cached_property
    def library(self) -> Library:
        """The records. Raises FindingsError if any of them holds an error."""
        return require_sound(load_library(self.folder))

    @cached_property
    def settings(self) -> Options:
        """What tables rest on: source, body weight, question and scheme.

        Raises UsageError for a weight that is none and for a source that is not there.
        """
        weight = parse_weight(self.params.get("weight"))
        source = self.params.get("source")
        check_source(source, self.library)
        return Options(
            source,
            weight,
            Question(self.params.get("question", Question.BENEFIT)),
            Scheme(self.params.get("scheme", Scheme.OCEBM_2011)),
        )

    @property
    def form(self) -> TableFormat:
        """The format of a table."""
        return TableFormat.named(self.params["form"])

    @property
    def output(self) -> Path | None:
        """The file that was named for the output, if any."""
        output = self.params.get("output")
        return None if output is None else Path(output)

    @cached_property
    def asked(self) -> dict[str, Value]:
        """What was asked, for machine-readable output: where it is written to is not part of it."""
        return {
            name: ", ".join(value) if isinstance(value, list | tuple) else str(value)
            for name, value in sorted(self.params.items())
            if value not in (None, False, [], ()) and name not in _NO_QUESTION
        }

    def given(self) -> list[str]:
        """Names of the options that stand on the command line, in their order."""
        sources = {name: self.get_parameter_source(name) for name in self.params}
        return [name for name, source in sources.items() if source and source.name == "COMMANDLINE"]

    def rows(self, ids: Iterable[str] | None = None, *, by_arm: bool = False) -> tuple[Row, ...]:
        """One row a study (or an arm), of all studies or of those named."""
        studies: Iterable[Any] = self.library if ids is None else [self.library[id_] for id_ in ids]
        return study_rows(self.library, studies, self.settings, by_arm=by_arm)

    def row(self, name: str) -> Row:
        """The row of ``id`` or ``id:arm``. Raises UsageError with a suggestion."""
        id_, _, arm = name.partition(":")
        rows = {row.id: row for row in self.rows([id_], by_arm=bool(arm))}
        if not rows:
            raise _not_reported(id_, self.library[id_].reports, self.settings.source)
        if name not in rows and arm:
            hint = suggestion(name, rows) or f"arms: {', '.join(rows)}"
            raise UsageError(f"{id_} has no arm {arm!r}", hint)
        return rows[name]

    def overview(self, name: str) -> Overview | None:
        """The overview of that name, or ``None``.

        Raises UsageError if the source is silent on it.
        """
        source = self.settings.source
        if name in self.library.records or name not in self.library.overviews:
            return None
        overview = require_sound_companions(self.library).overviews[name]
        if source is not None and source not in [report.source for report in overview.reports]:
            raise _not_reported(name, overview.reports, source)
        return overview

    def select(self, filters: Filters, *, by_arm: bool = False) -> Selection[Row]:
        """The rows that satisfy the filters. Raises UsageError for a word that nobody knows."""
        return select_rows(self.rows(by_arm=by_arm), filters, self.library)

    def emit(self, content: str | bytes) -> None:
        """Write to the file of ``--output``, else to stdout, where bytes go out as they are.

        Raises UsageError or UnreadableError if it cannot be written.
        """
        if self.output is None:
            print_data(content)
            return
        self._write({self.output: content if isinstance(content, bytes) else as_utf8(content)})

    def _write(self, contents: dict[Path, bytes]) -> None:
        write_files(contents, self.params["force"])
        say(*(f"written: {path}" for path in contents))

    def emit_prose(self, text: str) -> None:
        """Print lines of text, on a terminal wrapped so that no figure is cut at its edge."""
        width = self._width()
        self.emit(text if width is None else fitted_prose(text, width))

    def emit_entries(self, text: str, form: ReportFormat) -> None:
        """Print a text or a document of entries; JSON is UTF-8 whatever the stream is."""
        self.emit(text.encode() if form is ReportFormat.JSON else text)

    def emit_table(self, table: Table, schema: str) -> None:
        """Render a table for where it goes: fitted to a terminal, plain and uncut elsewhere.

        ``schema`` is the name that JSON output says of itself. Notes go into a manuscript and into
        JSON with their table; elsewhere they are said beside it.
        """
        width = self._width()
        content = self.form.render(table, Page(schema, width, width is not None and wants_color()))
        if self.output is not None and table.gaps and not self.form.holds_notes:
            gaps = self.output.with_name(f"{self.output.stem}.not-judged.csv")
            self._write(
                {
                    self.output: content,
                    gaps: TableFormat.CSV.render(gaps_table(table), Page(schema)),
                }
            )
        elif self.form.is_for_machines:
            self.emit(content)
        else:
            self.emit(content.decode())  # a stream that has no sign for something spells it out
        if not self.form.holds_notes:
            for notes in table.notes:
                say(f"{notes.title}:", *(f"  {line}" for line in notes.lines))

    def _width(self) -> int | None:
        """Columns that the output has, ``None`` where there is no limit."""
        return terminal_width() if self.output is None else None


def say_count(selection: Selection[Row], what: str) -> None:
    """How many rows were kept of how many, and which could not be judged."""
    say(f"{len(selection.kept)} of {selection.total} {what}")
    if selection.unjudged:
        say_first(
            f"{len(selection.unjudged)} could not be judged:",
            (f"{id_}: {reason}" for id_, reason in selection.unjudged),
            rest="; --format json or markdown lists them all",
        )


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


def _not_reported(id_: str, reports: Sequence[Any], source: str | None) -> UsageError:
    sources = ", ".join(dict.fromkeys(report.source for report in reports))
    return UsageError(f"{source} does not report {id_}", f"{id_} is reported by {sources}")
