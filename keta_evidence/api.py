"""The library in Python: load the records, look studies up, tabulate them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from keta_evidence.consistency.checks import require_sound
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import MACHINE
from keta_evidence.evidence.subject import Options
from keta_evidence.query.request import check_source
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.records.model import Study
from keta_evidence.tables.row import study_rows
from keta_evidence.tables.table import Table, tabulate

if TYPE_CHECKING:
    import pandas


class Evidence:
    """The studies of one folder, ready to be looked up and tabulated."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __getitem__(self, id_: str) -> Study:
        """The study of that id. Raises ``diagnostics.UsageError``, with a suggestion, for none."""
        return self.library[id_]

    def __iter__(self) -> Iterator[Study]:
        return iter(self.library)

    def __len__(self) -> int:
        return len(self.library)

    def table(
        self, *, source: str | None = None, weight: float | None = None, by_arm: bool = False
    ) -> Table:
        """All studies, or all their arms, with every column of the contract.

        ``source`` is the one document that is read; ``weight`` is a body weight in kg instead of
        the reference 70. Raises ``diagnostics.UsageError`` for one that cannot be.
        """
        check_source(source, self.library)
        if weight is not None and not 0 < weight < float("inf"):
            raise UsageError(f"not a body weight: {weight!r}", "a number above zero, in kg")
        options = Options(source, None if weight is None else Fraction(str(weight)))
        rows = study_rows(self.library, self.library, options, by_arm=by_arm)
        return tabulate(rows, options, MACHINE)

    def frame(
        self, *, source: str | None = None, weight: float | None = None, by_arm: bool = False
    ) -> pandas.DataFrame:
        """The table as a typed pandas DataFrame, with the columns of ``list -f csv``.

        One row a study (or arm); unknown is NA. Parameters and errors are those of ``table``.
        """
        table = self.table(source=source, weight=weight, by_arm=by_arm)
        # pandas costs more than everything else: only who asks for a frame pays for it.
        frame: pandas.DataFrame = import_module("keta_evidence.tables.frame").table_frame(table)
        return frame


def load(folder: str | Path | None = None) -> Evidence:
    """Load the records that came with the package, or those of a folder.

    Raises ``diagnostics.FindingsError`` if any record holds an error, with all of them as
    ``problems``.
    """
    chosen = default_folder() if folder is None else Path(folder)
    return Evidence(require_sound(load_library(chosen)))
