"""Curated, graded and auditable evidence from clinical studies of ketamine for chronic pain.

>>> import keta_evidence as ke
>>> evidence = ke.load()
>>> evidence["sigtermans-2009"].citation.year
2009
>>> frame = evidence.frame()  # a pandas DataFrame with the columns of `keta-evidence list -f csv`
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

    from keta_evidence.records.library import Library
    from keta_evidence.records.model import Study
    from keta_evidence.tables.table import Table

__version__ = "0.1.0"
__all__ = ["Evidence", "load"]


class Evidence:
    """The studies of one folder, ready to be looked up and tabulated."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __getitem__(self, id_: str) -> Study:
        """The study of that id. Raises ``keta_evidence.diagnostics.UsageError`` with a suggestion where there is none."""
        return self.library[id_]

    def __iter__(self) -> Iterator[Study]:
        return iter(self.library)

    def __len__(self) -> int:
        return len(self.library)

    def table(
        self, *, source: str | None = None, weight: float | None = None, by_arm: bool = False
    ) -> Table:
        """All studies with every column of the contract. ``weight`` is a body weight in kg instead of the reference 70."""
        from fractions import Fraction  # noqa: PLC0415 - importing the package costs nothing until it is used

        from keta_evidence.diagnostics import UsageError  # noqa: PLC0415
        from keta_evidence.query.request import check_source  # noqa: PLC0415
        from keta_evidence.tables.columns import MACHINE  # noqa: PLC0415
        from keta_evidence.tables.row import Options  # noqa: PLC0415
        from keta_evidence.tables.table import study_rows, tabulate  # noqa: PLC0415

        check_source(source, self.library)
        if weight is not None and not 0 < weight < float("inf"):
            raise UsageError(f"not a body weight: {weight!r}", "a number above zero, in kg")
        options = Options(source, None if weight is None else Fraction(str(weight)))
        return tabulate(
            study_rows(self.library, self.library, options, by_arm=by_arm), options, MACHINE
        )

    def frame(
        self, *, source: str | None = None, weight: float | None = None, by_arm: bool = False
    ) -> pandas.DataFrame:
        """The table as a typed pandas DataFrame: one row a study, columns as in ``list -f csv``, unknown as NA."""
        from keta_evidence.tables.frame import table_frame  # noqa: PLC0415 - pandas costs more than everything else

        return table_frame(self.table(source=source, weight=weight, by_arm=by_arm))


def load(folder: str | Path | None = None) -> Evidence:
    """Load the records that came with the package, or those of a folder.

    Raises ``keta_evidence.diagnostics.FindingsError`` if any record holds an error, with all of them as ``problems``.
    """
    from keta_evidence.records.library import default_folder, load_library  # noqa: PLC0415

    return Evidence(
        load_library(Path(folder) if folder is not None else default_folder()).require_sound()
    )
