"""Adjudications and answers: what they refer to must be there, and each must still settle or answer something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from keta_evidence.collation.selection import FACTS, gives
from keta_evidence.consistency.discrepancies import Discrepancy
from keta_evidence.diagnostics import CODES, Problem, quoted, suggestion
from keta_evidence.records.library import Record
from keta_evidence.records.model import Adjudication, Answer
from keta_evidence.records.text import Document

ANSWERABLE: tuple[str, ...] = ("KE301", "KE302", "KE304", "KE305")
"""Findings that can be right about a document that is wrong: an answer in the record settles them."""

Raised = Collection[tuple[str, str]]
"""Code and source of each finding that a record's reports raise before any is answered."""


def check_decisions(record: Record, raised: Raised) -> Iterator[Problem]:
    """KE207: adjudications and answers that refer to nothing."""
    for place, decision in enumerate(record.study.adjudications):
        yield from _check_adjudication(record, place, decision)
    for place, answer in enumerate(record.study.answers):
        yield from _check_answer(record, place, answer, raised)


def check_settled(
    document: Document, decisions: Sequence[Adjudication], found: Iterable[Discrepancy]
) -> Iterator[Problem]:
    """KE211: differences that a record's decisions settle and that are not among those found."""
    settled = {(each.adjudication, each.difference) for each in found}
    for place, decision in enumerate(decisions):
        for number, difference in enumerate(decision.settles):
            if (decision, difference) not in settled:
                key = ("adjudications", place, "settles", number)
                yield document.problem(
                    "KE211", key, f"no discrepancy of {decision.fact} reads so", quoted(difference)
                )


def _check_adjudication(record: Record, place: int, decision: Adjudication) -> Iterator[Problem]:
    key = ("adjudications", place)
    if decision.fact not in FACTS:
        hint = suggestion(decision.fact, FACTS) or f"one of {', '.join(FACTS)}"
        yield record.document.problem(
            "KE207", (*key, "fact"), f"no such fact ({hint})", quoted(decision.fact)
        )
    elif decision.use is not None and not any(
        report.source == decision.use and gives(report, decision.fact)
        for report in record.study.reports
    ):
        what = f"no report of this source gives {decision.fact}"
        yield record.document.problem("KE207", (*key, "use"), what, quoted(decision.use))


def _check_answer(record: Record, place: int, answer: Answer, raised: Raised) -> Iterator[Problem]:
    key = ("answers", place)
    sources = {report.source for report in record.study.reports}
    if answer.code not in CODES:
        hint = suggestion(answer.code, CODES)
        yield record.document.problem(
            "KE207",
            (*key, "code"),
            f"no such code{f' ({hint})' if hint else ''}",
            quoted(answer.code),
        )
    elif answer.code not in ANSWERABLE:
        what = f"only {', '.join(ANSWERABLE)} can be answered; this is to be mended"
        yield record.document.problem("KE207", (*key, "code"), what, quoted(answer.code))
    elif answer.source not in sources:
        yield record.document.problem(
            "KE207", (*key, "source"), "no report of this source", quoted(answer.source)
        )
    elif (answer.code, answer.source) not in raised:
        yield record.document.problem(
            "KE207", key, f"answers nothing: {answer.source} raises no {answer.code}"
        )
