"""Decisions: what they refer to must be there, and each must still decide or answer something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from keta_evidence.collation.facts import FACTS, gives
from keta_evidence.consistency.issue import Issue
from keta_evidence.consistency.subjects import ClaimsAt, OverviewAt, StudyAt
from keta_evidence.diagnostics import CODES, hinted, quoted, suggestion
from keta_evidence.records.model import Decision
from keta_evidence.records.trees import KeyPath

Decided = StudyAt | OverviewAt | ClaimsAt


def dangling_decisions(
    subject: Decided, decisions: Sequence[Decision], things: Iterable[str], names: Collection[str]
) -> Iterator[Issue]:
    """KE207: decisions on what is not there.

    ``things`` are the facts, figures or claims that a decision may be on; ``names`` those of the
    issues that are there.
    """
    known = list(dict.fromkeys(things))
    for place, decision in enumerate(decisions):
        word = decision.what
        if decision.question or decision.answers is not None or word in known or word in names:
            continue
        hint = suggestion(word, [*known, *names]) or f"one of {', '.join(known)}"
        thing = "fact" if isinstance(subject, StudyAt) else "thing"
        yield subject.issue(
            "KE207", ("decisions", place, "what"), f"no such {thing} ({hint})", quoted(word)
        )


def dangling_uses(study: StudyAt) -> Iterator[Issue]:
    """KE207: decisions for a source that does not give the fact."""
    for place, decision in enumerate(study.collated.study.decisions):
        if decision.what in FACTS and decision.use is not None:
            given = [
                report
                for report in study.collated.study.reports
                if report.source == decision.use and gives(report, decision.what)
            ]
            if not given:
                what = f"no report of this source gives {decision.what}"
                key = ("decisions", place, "use")
                yield study.issue("KE207", key, what, quoted(decision.use))


def dangling_answers(
    study: StudyAt, raised: Iterable[Issue], answerable: Collection[str]
) -> Iterator[Issue]:
    """KE207: answers to issues that are not raised, or that cannot be answered.

    ``raised`` are the issues of the study, ``answerable`` the codes that can be answered.
    """
    codes = {(each.rule, each.values[0].source) for each in raised if each.values}
    sources = {report.source for report in study.collated.study.reports}
    for place, decision in enumerate(study.collated.study.decisions):
        if decision.answers is None:
            continue
        key: KeyPath = ("decisions", place)
        code, source = decision.answers
        what = _why_unanswerable(code, answerable)
        if not what and source not in sources:
            what = "no report of this source"
        if what:
            yield study.issue("KE207", (*key, "what"), what, quoted(f"{code}/{source}"))
        elif decision.answers not in codes:
            yield study.issue("KE207", key, f"answers nothing: {source} raises no {code}")


def _why_unanswerable(code: str, answerable: Collection[str]) -> str:
    if code not in CODES:
        return hinted("no such code", code, CODES)
    if code not in answerable:
        return f"only {', '.join(answerable)} can be answered; this is to be fixed"
    return ""


def stale_decisions(
    subject: Decided, decisions: Sequence[Decision], found: Iterable[Issue]
) -> Iterator[Issue]:
    """KE211: values that a decision was made on and that are not among those that differ now."""
    current: dict[int, set[str]] = {}
    for issue in found:
        texts = current.setdefault(id(issue.adjudication), set())
        texts.add(issue.difference)
        for alternative in issue.alternatives:
            texts.update([alternative.typed, alternative.shown])
    for place, decision in enumerate(decisions):
        for number, value in enumerate(decision.values):
            if value not in current.get(id(decision), ()):
                what = f"no discrepancy of {decision.what} has this value"
                key = ("decisions", place, "values", number)
                yield subject.issue("KE211", key, what, quoted(value))
