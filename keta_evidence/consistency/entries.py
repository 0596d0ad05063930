"""Entries of the lists of several reports: one event, outcome or drug, given differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from keta_evidence.collation.selection import View
from keta_evidence.consistency.issue import Issue, alike, rounds_to
from keta_evidence.consistency.reports import Shown, Statement, differing, origin_in
from keta_evidence.consistency.subjects import StudyAt
from keta_evidence.records.model import Counted, Report, comparator_text
from keta_evidence.records.origin import Origin
from keta_evidence.units import QuantityError, parse_interval


def counts_between_reports(study: StudyAt) -> Iterator[Issue]:
    """An adverse event or secondary outcome counted differently, or reported here, denied there."""
    counted: dict[tuple[str, str, str], list[Statement]] = {}
    for report in study.view.reports:
        for fact, name, context, item in _counted_items(report):
            if item.count is not None or item.share is not None:
                show = partial(_show_count, study.view, report, fact, name, item)
                key = (fact, name.lower(), context)
                counted.setdefault(key, []).append(Statement(report, item, show))
    for (fact, name, context), statements in counted.items():
        column = f"{fact}.{name} ({context})" if context else f"{fact}.{name}"
        yield from differing(study, fact, column, statements, _counts_agree, rule="counts")


def _counted_items(report: Report) -> Iterator[tuple[str, str, str, Counted]]:
    """Fact, name, what sets items of one name apart, and item.

    Items are set apart by arm and, of an outcome, by comparison and time.
    """
    for event in report.adverse_events.items if report.adverse_events is not None else ():
        yield "adverse_events", event.event, event.arm or "", event
    for item in report.outcomes.items if report.outcomes is not None else ():
        context = ", ".join(
            filter(None, [item.arm, comparator_text(item.comparator), str(item.when or "")])
        )
        yield "outcomes", item.outcome, context, item


def _show_count(view: View, report: Report, fact: str, name: str, item: Counted) -> Shown:
    text = str(item.share)
    if item.count is not None:
        text = f"{item.count}/{item.of}" if item.of is not None else str(item.count)
    what = "adverse event" if fact == "adverse_events" else "outcome"
    origin = origin_in(view, report, what, f"{name}: {text}", item, column=fact)
    return Shown(text, text, (origin,))


def _counts_agree(one: Counted, other: Counted) -> bool:
    """A count and a percentage agree if one rounds to the other, or no denominator is given."""
    if one.count is not None and other.count is not None:
        return one.count == other.count
    counted, shared = (one, other) if one.count is not None else (other, one)
    if shared.share is None:
        return True
    if counted.count is None or counted.of is None or counted.of == 0:
        return counted.share is None or counted.share.percent == shared.share.percent
    return rounds_to(counted.count, counted.of, shared.share)


def doses_of_comedication(study: StudyAt) -> Iterator[Issue]:
    """The same drug beside ketamine in another dose."""
    view = study.view
    dosed: dict[str, list[Statement]] = {}
    for report in view.reports:
        own: dict[str, list[Statement]] = {}
        for item in report.comedication.items if report.comedication is not None else ():
            if item.dose is not None:
                origin = partial(
                    origin_in, view, report, item.drug, item.dose, item, column="comedication"
                )
                statement = Statement(report, item.dose, partial(_show_word, item.dose, origin))
                own.setdefault(item.drug.lower(), []).append(statement)
        for drug, statements in own.items():
            # A report that gives several means a bolus and an infusion, say: not to be compared.
            dosed.setdefault(drug, []).extend(statements if len(statements) == 1 else [])
    for drug, statements in dosed.items():
        yield from differing(
            study,
            "comedication",
            f"comedication.{drug}",
            statements,
            _doses_agree,
            rule="comedication doses",
        )


def _show_word(word: str, origin: Callable[[], Origin]) -> Shown:
    return Shown(word, word, (origin(),))


def opposite_outcomes(study: StudyAt) -> Iterator[Issue]:
    """The same outcome against the same comparator at the same time, with another result."""
    view = study.view
    comparators = view.study.comparators
    found: dict[tuple[str, str, str], list[Statement]] = {}
    for report in view.reports:
        for item in report.outcomes.items if report.outcomes is not None else ():
            if item.result != "reported" and item.arm not in comparators:
                versus = comparator_text(item.comparator).lower()
                key = (item.outcome.lower(), versus, str(item.when or ""))
                origin = partial(
                    origin_in, view, report, item.outcome, item.result, item, column="outcomes"
                )
                show = partial(_show_word, item.result, origin)
                statement = Statement(report, (item.arm, item.result), show)
                found.setdefault(key, []).append(statement)
    for (outcome, versus, when), statements in found.items():
        context = ", ".join(filter(None, [f"v {versus}" if versus else "", when]))
        column = f"outcomes.{outcome} ({context})" if context else f"outcomes.{outcome}"
        yield from differing(study, "outcomes", column, statements, _results_agree, rule="outcomes")


def _results_agree(one: tuple[str | None, str], other: tuple[str | None, str]) -> bool:
    """Two arms may fare differently; what is said of all of them holds for each."""
    return one[1] == other[1] or (one[0] != other[0] and None not in (one[0], other[0]))


def _doses_agree(one: str, other: str) -> bool:
    """The same figure, or after conversion of its unit the same amount."""
    if "".join(one.split()) == "".join(other.split()):
        return True
    try:
        first, second = parse_interval(one), parse_interval(other)
    except QuantityError:  # a dose in units that are not computed with, such as IU
        return False
    return first.dimension == second.dimension and alike(first, second)
