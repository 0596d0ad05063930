"""The commands that read: list, show, why, compare, grade, fields."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.output import emit, emit_prose, emit_table, say, say_count
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.render import COMPARE_SCHEMA, LIST_SCHEMA, OVERVIEWS_SCHEMA, Format
from keta_evidence.query.request import Filters, check_columns, check_source, select_rows
from keta_evidence.records.library import Library, load_library
from keta_evidence.records.model import Overview
from keta_evidence.tables.columns import COLUMNS, MACHINE, PEOPLE
from keta_evidence.tables.row import Options, Row, Value
from keta_evidence.tables.table import study_rows, tabulate

OVERVIEW_KINDS = ("survey", "guideline", "review")


def _library(context: typer.Context) -> Library:
    return load_library(context.obj).require_sound()


def list_(
    context: typer.Context,
    indication: Annotated[
        list[str] | None,
        typer.Option(
            "--indication",
            "-i",
            metavar="NAME",
            help="Indication, its narrower ones included.",
            autocompletion=options.complete_indication,
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="trial, cohort (controlled) or case-series, by design; or survey, guideline, review, as a table of their own.",
        ),
    ] = None,
    design: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="trial, cohort, case-series, randomised, crossover …"),
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(metavar="LEVEL", help="Evidence level.")
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="inpatient, outpatient, intensive care …"),
    ] = None,
    enantiomer: Annotated[
        list[str] | None, typer.Option(metavar="WORD", help="racemic, s or r.")
    ] = None,
    source: options.Source = None,
    search: Annotated[
        str | None,
        typer.Option(
            "--search", metavar="TEXT", help="Words in title, authors, outcomes, adverse events …"
        ),
    ] = None,
    where: options.Where = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="arm", help="One row an arm instead of one a study."),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="NAMES",
            help="Columns to sort by, joined by commas; -name: descending.",
        ),
    ] = None,
    columns: options.Columns = None,
    weight: options.Weight = None,
    question: options.QuestionOption = Question.BENEFIT,
    scheme: options.SchemeOption = Scheme.OCEBM_2011,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with 1 while a discrepancy of a study listed is open."),
    ] = False,
    form: options.OutputFormat = Format.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """List studies as a table.

    Design, participants, infusion, total dose, duration of relief, evidence level and more.
    """
    library = _library(context)
    check_source(source, library)
    if kind and _of_overviews(kind):
        _refuse_for_overviews(context)
        _list_overviews(library, kind, Options(source), options.asked(context), form, output, force)
        return
    if by not in (None, "arm"):
        raise UsageError(f"--by: no {by!r}", "only --by arm")
    settings = Options(source, options.parse_weight(weight), question, scheme)
    filters = Filters(
        tuple(indication or ()),
        tuple(kind or ()),
        tuple(design or ()),
        tuple(level or ()),
        tuple(setting or ()),
        tuple(enantiomer or ()),
        search,
        where,
    )
    names = _columns(columns, form)
    selection = select_rows(
        study_rows(library, library, settings, by_arm=by == "arm"), filters, library
    )
    rows = selection.kept if sort is None else _sorted(selection.kept, sort)
    emit_table(
        tabulate(rows, settings, names, options.asked(context)), form, output, force, LIST_SCHEMA
    )
    say_count(selection, "arms" if by else "studies")
    if strict:
        _refuse_disputes(rows)


def _refuse_disputes(rows: Iterable[Row]) -> None:
    """Exit with 1 if documents differ on a row and nobody has decided."""
    disputed = [row.id for row in rows if row.open_discrepancies]
    if disputed:
        say(f"{len(disputed)} with open discrepancies: {', '.join(disputed)}")
        raise typer.Exit(1)


def _of_overviews(kinds: list[str]) -> bool:
    """Whether kinds of overviews are asked for. Raises UsageError for a mixture: clinics and participants share no table."""
    asked = [kind in OVERVIEW_KINDS for kind in kinds]
    if any(asked) and not all(asked):
        raise UsageError(
            "--kind: studies and overviews share no table",
            f"ask for {' and '.join(OVERVIEW_KINDS)} on their own",
        )
    return any(asked)


def _refuse_for_overviews(context: typer.Context) -> None:
    """Raise UsageError for an option that asks of studies what overviews do not have; none is left unheeded."""
    heeded = ("kind", "source", "form", "output", "force", "question", "scheme")
    unheeded = [
        name
        for name, value in context.params.items()
        if name not in heeded and value not in (None, False, [], ())
    ]
    if unheeded:
        raise UsageError(
            f"--{unheeded[0]} asks of studies; surveys, guidelines and reviews do not have it",
            "leave it out, or ask for studies",
        )


def _list_overviews(
    library: Library,
    kinds: list[str],
    settings: Options,
    query: dict[str, Value],
    form: Format,
    output: Path | None,
    force: bool,
) -> None:
    from keta_evidence.tables.overviews import overview_table  # noqa: PLC0415 - only where it is asked for

    table = overview_table(library, kinds, settings, query, figures=form.is_for_machines)
    emit_table(table, form, output, force, OVERVIEWS_SCHEMA)
    say(
        f"{len(table.rows)} of {len(library.overviews)} overviews; `keta-evidence show ID` tells every figure"
    )


def _sorted(rows: tuple[Row, ...], names: str) -> tuple[Row, ...]:
    from keta_evidence.query.filters import sort_rows  # noqa: PLC0415 - only where it is asked for

    return sort_rows(rows, names.split(","))


def _columns(names: str | None, form: Format) -> tuple[str, ...]:
    if names is not None:
        return check_columns(names.split(","))
    return MACHINE if form.is_for_machines else PEOPLE


def show(
    context: typer.Context,
    study: options.StudyId,
    source: options.Source = None,
    weight: options.Weight = None,
    question: options.QuestionOption = Question.BENEFIT,
    scheme: options.SchemeOption = Scheme.OCEBM_2011,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Show one study whole.

    Every value, every step of arithmetic, every printed figure and where it stands.
    """
    settings = Options(source, options.parse_weight(weight), question, scheme)
    library = _library(context)
    check_source(source, library)
    if _is_overview(library, study):
        _figures(library.overviews[study], source, None)
        from keta_evidence.export.audit import render_overview  # noqa: PLC0415

        emit(render_overview(library, library.overviews[study], source), output, force)
        return
    row = _find_row(library, study, settings)
    from keta_evidence.export.audit import render_study  # noqa: PLC0415 - each command pays for its own output

    emit_prose(render_study(row), output, force)


def why(
    context: typer.Context,
    study: options.StudyId,
    column: Annotated[
        str | None,
        typer.Argument(
            metavar="[COLUMN]", help="Column, or what a figure of a survey is of; without one, all."
        ),
    ] = None,
    source: options.Source = None,
    weight: options.Weight = None,
    question: options.QuestionOption = Question.BENEFIT,
    scheme: options.SchemeOption = Scheme.OCEBM_2011,
) -> None:
    """Say why a value is what it is.

    Formula with numbers, printed figures, locators, other documents, readers.
    """
    settings = Options(source, options.parse_weight(weight), question, scheme)
    library = _library(context)
    check_source(source, library)
    if _is_overview(library, study):
        from keta_evidence.export.audit import render_figures  # noqa: PLC0415

        emit_prose(
            render_figures(
                library,
                library.overviews[study],
                source,
                _figures(library.overviews[study], source, column),
            )
        )
        return
    row = _find_row(library, study, settings)
    from keta_evidence.export.audit import render_why  # noqa: PLC0415

    names = tuple(COLUMNS) if column is None else _why_columns(column)
    emit_prose(render_why(row, [COLUMNS[name] for name in names]))


def _why_columns(name: str) -> tuple[str, ...]:
    try:
        return check_columns([name])
    except UsageError as error:
        raise UsageError(error.message.removeprefix("--columns: "), error.hint) from None


def compare_(
    context: typer.Context,
    studies: options.StudyIds,
    fold: Annotated[
        bool, typer.Option("--fold", help="Leave out what is the same in all.")
    ] = False,
    source: options.Source = None,
    columns: options.Columns = None,
    weight: options.Weight = None,
    question: options.QuestionOption = Question.BENEFIT,
    scheme: options.SchemeOption = Scheme.OCEBM_2011,
    form: options.OutputFormat = Format.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Put studies side by side in the same units.

    Marks what differs, and says what makes them not like for like.
    """
    from keta_evidence.tables.compare import COMPARED, compare  # noqa: PLC0415

    if len(set(studies)) < 2:
        raise UsageError("compare needs at least two studies", "`keta-evidence show ID` shows one")
    settings = Options(source, options.parse_weight(weight), question, scheme)
    library = _library(context)
    check_source(source, library)
    rows = tuple(_find_row(library, study, settings) for study in dict.fromkeys(studies))
    names = check_columns(columns.split(",")) if columns else COMPARED
    emit_table(
        compare(rows, names, options.asked(context), fold), form, output, force, COMPARE_SCHEMA
    )


def grade(
    context: typer.Context,
    studies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]",
            help="Study ids; without one, all studies.",
            autocompletion=options.complete_study,
        ),
    ] = None,
    question: options.QuestionOption = Question.BENEFIT,
    scheme: options.SchemeOption = Scheme.OCEBM_2011,
    source: options.Source = None,
) -> None:
    """Derive the evidence level of studies, step by step.

    Levels are not recommendations.
    """
    from keta_evidence.export.audit import render_levels  # noqa: PLC0415

    library = _library(context)
    check_source(source, library)
    settings = Options(source, None, question, scheme)
    ids: Iterable[str] = studies or library.records
    emit_prose(render_levels(_find_row(library, study, settings) for study in ids))


def fields() -> None:
    """List what can be asked with --where, and every column."""
    from keta_evidence.query.fields import describe_fields  # noqa: PLC0415
    from keta_evidence.query.logic import SEMANTICS  # noqa: PLC0415

    lines = ["Fields of --where (and --sort)", ""]
    for name, units, description, example in describe_fields():
        lines += [f"  {name:<18} {units:<16} {description}", f"  {'':<18} {'':<16} {example}"]
    lines += ["", *SEMANTICS]
    lines += ["", "Columns of --columns (and --sort)", ""]
    lines += [
        f"  {column.name:<26} {column.unit or column.type:<10} {column.description}"
        for column in COLUMNS.values()
    ]
    emit_prose("\n".join(lines) + "\n")


def _is_overview(library: Library, name: str) -> bool:
    return name not in library.records and name in library.overviews


def _figures(overview: Overview, source: str | None, wanted: str | None) -> tuple[str, ...]:
    """What the figures of an overview are of, or the one asked for. Raises UsageError with a suggestion."""
    told = [account.source for account in overview.reports]
    if source is not None and source not in told:
        raise UsageError(
            f"{source} does not tell of {overview.id}",
            f"{overview.id} is told by {', '.join(dict.fromkeys(told))}",
        )
    accounts = [account for account in overview.reports if source in (None, account.source)]
    names = tuple(dict.fromkeys(figure.what for account in accounts for figure in account.figures))
    if wanted is None:
        return names
    if wanted not in names:
        raise UsageError(
            f"no figure {wanted!r} of {overview.id}",
            suggestion(wanted, names) or f"`keta-evidence show {overview.id}`",
        )
    return (wanted,)


def _find_row(library: Library, name: str, settings: Options) -> Row:
    """The row of ``id`` or ``id:arm``. Raises UsageError with a suggestion."""
    id_, _, arm = name.partition(":")
    rows = {row.id: row for row in study_rows(library, [library[id_]], settings, by_arm=bool(arm))}
    if not rows:
        told = ", ".join(dict.fromkeys(report.source for report in library[id_].reports))
        raise UsageError(f"{settings.source} does not tell of {id_}", f"{id_} is told by {told}")
    if name not in rows and arm:
        raise UsageError(
            f"{id_} has no arm {arm!r}", suggestion(name, rows) or f"arms: {', '.join(rows)}"
        )
    return rows[name]
