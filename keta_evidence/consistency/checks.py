"""What ``validate`` prints of the issues, and what commands refuse: problems, each at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from keta_evidence.collation.facts import FACTS
from keta_evidence.consistency.decisions import (
    dangling_answers,
    dangling_decisions,
    dangling_uses,
    stale_decisions,
)
from keta_evidence.consistency.issue import Issue
from keta_evidence.consistency.rules import (
    ANSWERABLE,
    RULES,
    Rule,
    claims_at,
    issues_of_claims,
    issues_of_overview,
    issues_of_source,
    issues_of_study,
    overviews_at,
    sources_at,
    studies_at,
)
from keta_evidence.consistency.subjects import ClaimsAt, OverviewAt, StudyAt
from keta_evidence.diagnostics import CODES, Problem
from keta_evidence.records.library import Library, refuse
from keta_evidence.records.model import Decision

CODED: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.id in CODES)
"""Rules whose issues have a code; they stop at nothing, however broken the rest of a record is."""


def check_library(
    library: Library, paths: Collection[Path] | None = None, rules: Sequence[Rule] = RULES
) -> tuple[Problem, ...]:
    """Every problem of every file, in order of place; with ``paths`` only those in these files.

    What rests on all records, such as whether a decision is still right, is only asked where all
    of them could be read.
    """
    whole = library.is_whole
    problems = [*library.problems, *library.companions.problems]
    asked = rules if whole else [rule for rule in rules if rule.id in CODES]
    issues = _check_records(library, asked, whole=whole)
    problems += [issue.problem for issue in issues if issue.is_asked]
    if paths is not None:
        wanted = {path.resolve() for path in paths}
        problems = [problem for problem in problems if problem.path.resolve() in wanted]
    return tuple(sorted(problems, key=_place_of))


def _check_records(library: Library, rules: Sequence[Rule], *, whole: bool) -> Iterator[Issue]:
    """The issues of every record and of its decisions."""
    for study in studies_at(library):
        yield from check_study(study, rules, whole=whole)
    for overview in overviews_at(library):
        yield from check_overview(overview, rules, whole=whole)
    for claims in claims_at(library):
        yield from check_claims(claims, rules, whole=whole)
    for source in sources_at(library):
        yield from issues_of_source(source, rules)


def check_study(
    study: StudyAt, rules: Sequence[Rule] = CODED, *, whole: bool = False
) -> Iterator[Issue]:
    """The issues of a study and of its decisions; ``whole``: all records could be read."""
    found = list(issues_of_study(study, rules))
    decisions = study.collated.study.decisions
    yield from found
    yield from dangling_uses(study)
    yield from dangling_answers(study, found, ANSWERABLE)
    yield from _check_decisions(study, decisions, FACTS, found, whole=whole)


def check_overview(
    overview: OverviewAt, rules: Sequence[Rule] = CODED, *, whole: bool = False
) -> Iterator[Issue]:
    """The issues of a survey, guideline or review and of its decisions."""
    found = list(issues_of_overview(overview, rules))
    accounts = overview.overview.reports
    figures = [figure.what for account in accounts for figure in account.figures]
    yield from found
    yield from _check_decisions(overview, overview.overview.decisions, figures, found, whole=whole)


def check_claims(
    claims: ClaimsAt, rules: Sequence[Rule] = CODED, *, whole: bool = False
) -> Iterator[Issue]:
    """The issues of the claims of a document and of its decisions.

    Claims are only tested where each of them can be read.
    """
    found = list(issues_of_claims(claims, [rule for rule in rules if rule.id in CODES]))
    testable = whole and not found
    if testable:
        found += issues_of_claims(claims, [rule for rule in rules if rule.id not in CODES])
    ids = [claim.id for claim in claims.claims.claims]
    yield from found
    yield from _check_decisions(claims, claims.claims.decisions, ids, found, whole=testable)


def _check_decisions(
    subject: StudyAt | OverviewAt | ClaimsAt,
    decisions: Sequence[Decision],
    things: Sequence[str],
    found: Sequence[Issue],
    *,
    whole: bool,
) -> Iterator[Issue]:
    """Decisions on what is not there, or not so; with values only asked of all the records."""
    dangling = list(dangling_decisions(subject, decisions, things, {issue.name for issue in found}))
    lost = {issue.key[1] for issue in dangling}
    unsure = {place for place, decision in enumerate(decisions) if decision.values}
    for issue in dangling:
        if whole or issue.key[1] not in unsure:
            yield issue
    if whole:
        for issue in stale_decisions(subject, decisions, found):
            if issue.key[1] not in lost:
                yield issue


def require_sound(library: Library) -> Library:
    """The library itself, if no study or source holds an error.

    Raises FindingsError or UnreadableError with the problems that ``validate`` prints: no table
    comes from what is wrong. An error that a table marks, because it is a discrepancy, is no
    reason.
    """
    refuse(library.problems)
    rules = _refusing(CODED)
    issues: list[Issue] = []
    for study in studies_at(library):
        issues += issues_of_study(study, rules)
    for source in sources_at(library):
        issues += issues_of_source(source, rules)
    _refuse_issues(issues)
    return library


def require_sound_companions(library: Library, rules: Sequence[Rule] = CODED) -> Library:
    """The library itself, which is sound, if no overview and no claim holds an error, either.

    Raises as ``require_sound`` does.
    """
    refuse(library.companions.problems)
    rules = _refusing(rules)
    issues: list[Issue] = []
    for overview in overviews_at(library):
        issues += issues_of_overview(overview, rules)
    for claims in claims_at(library):
        issues += issues_of_claims(claims, rules)
    _refuse_issues(issues)
    return library


def _refusing(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.id in CODES and not rule.compares]


def _refuse_issues(issues: Iterable[Issue]) -> None:
    refuse(issue.problem for issue in issues if issue.is_asked)


def _place_of(problem: Problem) -> tuple[str, int, int, str, str, str]:
    return (
        str(problem.path),
        problem.line,
        problem.column,
        problem.code.id,
        problem.key,
        problem.what,
    )
