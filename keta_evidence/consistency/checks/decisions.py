"""Decisions: what they refer to must be there, and each must still settle or answer something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from keta_evidence.collation.selection import FACTS, gives
from keta_evidence.consistency.discrepancies import Discrepancy
from keta_evidence.diagnostics import CODES, Problem, quoted, suggestion
from keta_evidence.records.library import Record
from keta_evidence.records.model import Decision
from keta_evidence.records.text import Document
from keta_evidence.records.trees import KeyPath

ANSWERABLE: tuple[str, ...] = ("KE301", "KE302", "KE304", "KE305")
"""Findings that can be right about a document that is wrong: an answer in the record settles them."""

Raised = Collection[tuple[str, str]]
"""Code and source of each finding that a record's reports raise before any is answered."""


def check_decisions(record: Record, raised: Raised) -> Iterator[Problem]:
    """KE207: decisions that refer to nothing."""
    for place, decision in enumerate(record.study.decisions):
        key = ("decisions", place)
        if decision.answers is not None:
            yield from _check_answer(record, key, decision.answers, raised)
        elif not decision.question:
            yield from _check_choice(record, key, decision)


def check_settled(
    document: Document, decisions: Sequence[Decision], found: Iterable[Discrepancy]
) -> Iterator[Problem]:
    """KE211: values that a record's decisions were made on and that are not among those that differ."""
    settled: dict[int, set[str]] = {}
    for each in found:
        texts = settled.setdefault(id(each.adjudication), set())
        texts.update([each.difference, *each.difference.split(" v ")])
    for place, decision in enumerate(decisions):
        for number, value in enumerate(decision.values):
            if value not in settled.get(id(decision), ()):
                what = f"no discrepancy of {decision.what} has this value"
                key = ("decisions", place, "values", number)
                yield document.problem("KE211", key, what, quoted(value))


def _check_choice(record: Record, key: KeyPath, decision: Decision) -> Iterator[Problem]:
    if decision.what not in FACTS:
        hint = suggestion(decision.what, FACTS) or f"one of {', '.join(FACTS)}"
        yield record.document.problem(
            "KE207", (*key, "what"), f"no such fact ({hint})", quoted(decision.what)
        )
    elif decision.use is not None and not any(
        report.source == decision.use and gives(report, decision.what)
        for report in record.study.reports
    ):
        what = f"no report of this source gives {decision.what}"
        yield record.document.problem("KE207", (*key, "use"), what, quoted(decision.use))


def _check_answer(
    record: Record, key: KeyPath, answered: tuple[str, str], raised: Raised
) -> Iterator[Problem]:
    code, source = answered
    found = quoted(f"{code}/{source}")
    place = (*key, "what")
    if code not in CODES:
        hint = suggestion(code, CODES)
        what = f"no such code ({hint})" if hint else "no such code"
        yield record.document.problem("KE207", place, what, found)
    elif code not in ANSWERABLE:
        what = f"only {', '.join(ANSWERABLE)} can be answered; this is to be fixed"
        yield record.document.problem("KE207", place, what, found)
    elif source not in {report.source for report in record.study.reports}:
        yield record.document.problem("KE207", place, "no report of this source", found)
    elif answered not in raised:
        what = f"answers nothing: {source} raises no {code}"
        yield record.document.problem("KE207", key, what)
