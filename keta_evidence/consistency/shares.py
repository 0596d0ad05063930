"""Percentages that no number of participants makes, or that the words beside them contradict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from keta_evidence.collation.likeness import rounds_to
from keta_evidence.consistency.counts import counted_items, words_of_item
from keta_evidence.consistency.issue import ARITHMETIC, Issue, joined
from keta_evidence.consistency.overviews import FigureAt, figures_at
from keta_evidence.consistency.subjects import OverviewAt, ReportAt
from keta_evidence.records.leaves import Share
from keta_evidence.records.model import ArmReport, Counted, Relief, Report, Said
from keta_evidence.records.origin import origin_of
from keta_evidence.records.trees import KeyPath, texts_of
from keta_evidence.units import number_text

_BOUND = re.compile(
    r"""
    (?: \b (?: about | approx\w*\.? | around | nearly | almost | some | roughly | up\ to | over
            | at\ least | more\ than | less\ than | above | below ) \s+
        | [~<>≤≥] \s? )
    (?: \d+ (?:\.\d+)? \s* (?:%|per\ ?cent) | \w+ \s per\ ?cent )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A percentage with a word before it by which a document says that it rounds, or gives a bound."""
_ROUGH_NOTE = re.compile(
    r"""
    \b (?: about | approximately | estimate[ds]? | Kaplan ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_possible(share: Share, of: int, count: int | None = None) -> bool:
    """Whether a percentage is that of a count out of ``of``, as far as its decimals go.

    ``count`` is the count where it is printed; else any whole number will do.
    """
    if count is not None:
        return rounds_to(count, of, share)
    below = of * share.percent // 100
    return any(rounds_to(int(below) + more, of, share) for more in (0, 1))


def impossible_shares(report: ReportAt) -> Iterator[Issue]:
    """A percentage without a denominator is that of some whole number of the participants.

    What a page says that only points to a document is not asked about.
    """
    if all(report.report is not each for each in report.study.collated.documents):
        return
    for key, item in counted_items(report):
        if item.share is None or not _is_countable(item):
            continue
        sizes = [item.of] if item.of else _sizes(report, item.arm)
        if not sizes or any(is_possible(item.share, size, item.count) for size in sizes):
            continue
        if isinstance(item, Relief) and _tells_of_survival(report):
            continue  # an estimate of how many still have relief is of nobody counted
        yield _denominator_issue(report, key, item, sizes)


def _tells_of_survival(report: ReportAt) -> bool:
    return any("Kaplan" in text for _, text in texts_of(report.study.document.tree))


def _denominator_issue(
    report: ReportAt, key: KeyPath, item: Counted, sizes: Sequence[int]
) -> Issue:
    column, source = str(key[0]), report.library.sources.get(report.report.source)
    shown = str(item.share)
    if item.count is not None:
        shown = f"{item.count} ({item.share})"
    return report.issue(
        "denominator",
        (*key, "share"),
        f"{shown}: {joined(sizes)} participants make no such percentage",
        name=f"{column}.{words_of_item(report, key)}/{report.name}/denominator",
        fact=column,
        kind=ARITHMETIC,
        column=column,
        values=(origin_of(source, report.report, column, shown, item),),
        difference=_impossible_text(shown, item, sizes),
        assessment="no number of the participants makes this percentage: it is of others",
        typed=(shown,),
        cause=f"{column}/{report.name}/denominator-{'-'.join(map(str, sizes))}",
    )


def _impossible_text(shown: str, item: Counted, sizes: Sequence[int]) -> str:
    """``38 % of 49: 18 is 36.73 %, 19 is 38.78 %``, of the first size that it is not of."""
    assert item.share is not None
    size = sizes[0]
    below = int(size * item.share.percent // 100)
    near = [below, below + 1]
    if item.count is not None:
        near = [item.count]
    parts = (f"{each} is {number_text(Fraction(100 * each, size))} %" for each in near)
    return f"{shown} of {joined(sizes)}: {', '.join(parts)}"


def _is_countable(item: Counted) -> bool:
    """Whether an exact percentage must be that of a count that is not beside it with what it is of.

    One that is above 100 %, or printed with both, is a matter of other rules.
    """
    if item.share is None or item.share.percent > 100:
        return False
    return None in (item.count, item.of) and not is_rough(item)


def is_rough(said: Said) -> bool:
    """Whether a document says beside a percentage that it is rounded, estimated or a bound."""
    if said.note is not None and _ROUGH_NOTE.search(said.note):
        return True
    return any(_BOUND.search(text) for text in (said.printed, said.noted) if text)


def _sizes(report: ReportAt, arm: str | None) -> list[int]:
    """Numbers of participants that a percentage can be of: those of the report, else of all.

    A percentage of an arm whose participants are not known is one of the study where all were in
    that arm.
    """
    collated = report.study.collated
    if arm is not None:
        sizes = _known(_reports_on_arm([report.report], arm)) or _known(
            _reports_on_arm(collated.documents, arm)
        )
        if sizes or not (collated.is_crossover or len(collated.study.arms) == 1):
            return sizes
    own = _known([report.report, *report.report.arms]) or _known(collated.documents)
    counted_out_of = (item.of for _, item in counted_items(report) if item.arm == arm)
    return list(dict.fromkeys([*own, *filter(None, counted_out_of)]))


def _reports_on_arm(reports: Iterable[Report], arm: str) -> Iterator[ArmReport]:
    for report in reports:
        for entry in report.arms:
            if entry.arm == arm:
                yield entry


def _known(parts: Iterable[Report | ArmReport]) -> list[int]:
    """Participants and participants analysed, each number once."""
    sizes: dict[int, None] = {}
    for part in parts:
        for fact in (part.participants, part.analysed):
            if fact is not None and fact.value:
                sizes[fact.value] = None
    return list(sizes)


def impossible_shares_of_figures(overview: OverviewAt) -> Iterator[Issue]:
    """A percentage without a denominator is that of one of the numbers that its account gives."""
    for at in figures_at(overview):
        figure = at.figure
        if figure.share is None or figure.of is not None or is_rough(figure):
            continue
        sizes = _numbers_of_account(at)
        if not sizes or any(is_possible(figure.share, size, figure.count) for size in sizes):
            continue
        text = f"{figure.share} of {joined(sizes)}"
        yield at.issue("denominator", text, "no number of the account makes this percentage")


def _numbers_of_account(at: FigureAt) -> list[int]:
    """What was counted, and what it was counted out of, in the account of a figure."""
    sample = at.account.sample
    sizes = {sample.value} if sample is not None else set()
    for figure in at.account.figures:
        sizes |= {figure.of, figure.responders}
        if figure.share is None:
            sizes.add(figure.count)
    return sorted(size for size in sizes if size)
