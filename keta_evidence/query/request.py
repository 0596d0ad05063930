"""What ``list`` was asked for, and the names that can be checked without judging a study.

Kept apart from ``filters.py`` so that a plain ``list`` does not pay for the grammar it does not
use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.evidence.catalogue import (
    COLUMNS,
    MACHINE,
    PEOPLE,
    VARIABLES,
    Scope,
    find_column,
    find_variable,
    lookup_key,
)
from keta_evidence.evidence.subject import Subject
from keta_evidence.records.library import Library

_GROUPS: dict[str, tuple[str, ...]] = {"people": PEOPLE, "machine": MACHINE}
S = TypeVar("S", bound=Subject)


@dataclass(frozen=True, slots=True)
class Filters:
    """What ``list`` was asked for.

    Several values of one option are alternatives; different options are joined by and. Which
    document may speak is decided by the options of the subjects.
    """

    indication: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    design: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    enantiomer: tuple[str, ...] = ()
    search: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Selection(Generic[S]):
    """What satisfies the filters, what cannot be judged, and the total.

    ``gaps`` are why: id, variable and reason, one for each variable that is not known well enough.
    ``remarks`` are what must be said of the answer besides its rows, a line each.
    """

    kept: tuple[S, ...]
    gaps: tuple[tuple[str, str, str], ...]
    total: int
    remarks: tuple[str, ...] = ()

    @property
    def unjudged(self) -> tuple[tuple[str, str], ...]:
        """Ids of what cannot be judged, each with all reasons in a line."""
        lines: dict[str, list[str]] = {}
        for id_, variable, reason in self.gaps:
            lines.setdefault(id_, []).append(f"{variable}: {reason}")
        return tuple((id_, "; ".join(reasons)) for id_, reasons in lines.items())


def select_rows(subjects: Iterable[S], filters: Filters, library: Library) -> Selection[S]:
    """The studies or arms that satisfy every option.

    Raises UsageError for an unknown word, variable, value or indication.
    """
    offered = tuple(subjects)
    if filters == Filters():
        return Selection(offered, (), len(offered))
    from keta_evidence.query.filters import apply_filters  # noqa: PLC0415 - see the docstring above

    return apply_filters(offered, filters, library)


def names_variable(where: str, name: str, library: Library) -> bool:
    """Whether a condition asks for a variable. Raises UsageError as ``select_rows`` does."""
    # as in select_rows: what asks for nothing does not pay for the grammar
    from keta_evidence.query.expressions import variables_of  # noqa: PLC0415
    from keta_evidence.query.where import parse_where  # noqa: PLC0415

    expression = parse_where(where, Scope(library))
    return any(variable.name == name for variable in variables_of(expression))


def sort_rows(subjects: Iterable[S], names: Sequence[str]) -> tuple[S, ...]:
    """The rows by the variables or columns named. Raises UsageError for an unknown one."""
    from keta_evidence.query.filters import sorted_rows  # noqa: PLC0415 - see the docstring above

    return sorted_rows(subjects, names)


def check_source(name: str | None, library: Library) -> None:
    """Raise UsageError, with a suggestion, if a source is named that is not there.

    The key must be exact, because the same text goes on to decide which document may speak.
    """
    if name is not None and name not in library.sources:
        known = f"known: {', '.join(library.sources)}"
        raise UsageError(
            f"--source: unknown source {quoted(name)}", suggestion(name, library.sources) or known
        )


def split_names(texts: Iterable[str]) -> list[str]:
    """Names from texts that each hold one or several, with commas between them."""
    names = [name.strip() for name in ",".join(texts).split(",")]
    return [name for name in names if name]


def check_columns(names: Iterable[str], option: str = "") -> tuple[str, ...]:
    """Column names, each once, from names in any case, with commas between them or not.

    A name is that of a column, of a variable (all its columns for machines, or the one for people
    where it has the same name), or of the groups people and machine. Raises UsageError, with a
    suggestion, for an unknown one; ``option`` is the one it was given by.
    """
    asked = split_names(names)
    if not asked:
        known = ", ".join([*_GROUPS, *COLUMNS])
        raise UsageError(f"{option}no column is named", f"known: {known}")
    return tuple(dict.fromkeys(column for name in asked for column in _columns(name, option)))


def column_names() -> list[str]:
    """Every name that ``check_columns`` takes, but for aliases."""
    return list(dict.fromkeys([*_GROUPS, *VARIABLES, *COLUMNS]))


def _columns(name: str, option: str) -> tuple[str, ...]:
    if lookup_key(name) in _GROUPS:
        return _GROUPS[lookup_key(name)]
    column, variable = find_column(name), find_variable(name)
    if column is not None:
        return (column.name,)
    if variable is not None:
        named = find_column(variable.name)
        if named is not None:
            return (named.name,)
        return tuple(shown.column.name for shown in variable.columns if not shown.column.people)
    names = column_names()
    raise UsageError(
        f"{option}unknown column {quoted(name)}",
        suggestion(name, names) or f"known: {', '.join(names)}",
    )
