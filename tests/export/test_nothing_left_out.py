"""``show`` leaves nothing out that any report of a study says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.subject import Options
from keta_evidence.export.audit import render_study
from keta_evidence.records.library import load_library
from keta_evidence.records.model import Said
from keta_evidence.tables.row import Row

LIBRARY = load_library(Path(__file__).parent.parent.parent / "studies")


def wordings(value: object) -> Iterator[str]:
    """Every figure as printed or noted, and every ground of an inference, within a report."""
    if isinstance(value, tuple):
        for each in value:
            yield from wordings(each)
    if not is_dataclass(value):
        return
    if isinstance(value, Said):
        yield from filter(None, (value.printed, value.noted, value.inferred))
    for field in fields(value):
        yield from wordings(getattr(value, field.name))


@pytest.mark.parametrize("id_", list(LIBRARY.records))
def test_show_has_the_words_of_every_entry_of_every_report(id_: str) -> None:
    study = LIBRARY[id_]
    shown = render_study(Row(CollatedStudy(LIBRARY, study), Options()))
    missing = {
        (report.source, words)
        for report in study.reports
        for words in wordings(report)
        if words not in shown
    }
    assert sorted(missing) == []
