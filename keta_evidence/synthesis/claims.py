"""A document's statements across studies, tested again against the records.

A claim is about the studies it cites, else about those that meet ``among``, else about all. It is tested on the
document's own data, or on everything that is recorded. Each of its checks has a verdict of its own; together they are

- supported, where every check is;
- contradicted, where one is and none of the others is borne out;
- not testable, where nothing can be judged;
- partly, in every other case, also where some studies bear it out and others do not, or cannot be judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from keta_evidence.appraisal.discrepancies import TOLERANCE
from keta_evidence.measures.derived import UNIT_TEXTS, range_text
from keta_evidence.problems import UsageError
from keta_evidence.quantity import Quantity
from keta_evidence.query.expressions import judge
from keta_evidence.query.values import Scope
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library
from keta_evidence.records.model import Claim, Recomputed, Verdict
from keta_evidence.synthesis.points import numeric_field, points_of
from keta_evidence.tables.row import Options, Row
from keta_evidence.tables.table import study_rows

SUPPORTED: Verdict = "supported"
CONTRADICTED: Verdict = "contradicted"
PARTLY: Verdict = "partly"
NOT_TESTABLE: Verdict = "not testable"
NO_TREND = 0.3
"""A coefficient whose whole 95 % interval is nearer to 0 than this is taken as no trend."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one check came to: its verdict, and the numbers that decided it, in words."""

    verdict: Verdict
    numbers: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One study under a claim's condition: true, false, or ``None`` with the reason why it cannot be judged."""

    row: Row | None
    study: str
    truth: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim, what each check came to, and how each study fares. ``on`` is the document whose data were used, or ``None`` for all."""

    source: str
    claim: Claim
    on: str | None
    found: tuple[Found, ...]
    studies: tuple[Judged, ...]

    @property
    def id(self) -> str:
        """Document and claim: ``maher-2017/usual-rates``."""
        return f"{self.source}/{self.claim.id}"

    @property
    def verdict(self) -> Verdict:
        """The checks taken together."""
        return together([found.verdict for found in self.found])

    @property
    def recorded(self) -> Verdict | None:
        """The verdict recorded, which is about the document's own data."""
        return self.claim.verdict if self.on == self.source else None

    @property
    def changed(self) -> bool:
        """Whether the verdict is no longer the recorded one."""
        return self.recorded not in (None, self.verdict)


def claims_tested(library: Library, wanted: Collection[str] = (), *, own: bool = True) -> Iterator[ClaimResult]:
    """Claims, tested on their own document's data or on everything: all, or those of the documents and ids ``wanted``."""
    for source, claims in library.claims.items():
        for claim in claims.claims:
            if not wanted or source in wanted or f"{source}/{claim.id}" in wanted:
                yield claim_tested(library, source, claim, source if own else None)


def claim_tested(library: Library, source: str, claim: Claim, on: str | None) -> ClaimResult:
    """One claim on the data of one document, or of all. Raises UsageError, with its name, for one that asks of what is not there."""
    if claim.untestable is not None:
        return ClaimResult(source, claim, on, (Found(NOT_TESTABLE, claim.untestable),), ())
    try:
        studies = tuple(_pool(library, claim, on))
        rows = [judged.row for judged in studies if judged.row is not None]
        if claim.holds is not None:
            studies = tuple(_judged(library, claim.holds, studies))
        return ClaimResult(source, claim, on, tuple(_checks(library, claim, studies, rows)), studies)
    except UsageError as error:
        raise UsageError(f"claim {source}/{claim.id}: {error.message}", error.hint) from None


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict for several checks; see the module's docstring."""
    told = set(verdicts)
    if len(told) == 1:
        return told.pop()
    return CONTRADICTED if told == {CONTRADICTED, NOT_TESTABLE} else PARTLY


def check_text(claim: Claim) -> str:
    """What is asked of the records, in words."""
    about = "the studies cited" if claim.studies else f"studies with {claim.among}" if claim.among else "all studies"
    if claim.uncited and not (claim.studies or claim.among or claim.holds):
        about = f"the studies of {', '.join(claim.uncited)}"
    parts = [
        f"{claim.extent or 'all'} of {about} meet: {claim.holds}" if claim.holds else "",
        f"{claim.count} {'meet it' if claim.holds and not claim.studies else 'are cited' if claim.studies else f'are {about}'}"
        if claim.count is not None
        else "",
        f"{' + '.join(map(str, claim.parts))} = {claim.count}" if claim.parts else "",
        f"{claim.trend.of} against {claim.trend.against} over {about}: {claim.trend.direction}" if claim.trend else "",
        f"{claim.recomputed.statistic} of {claim.recomputed.of} over {about} is {claim.recomputed.said}" if claim.recomputed else "",
    ]
    return "; ".join(filter(None, parts)) or f"none: {claim.untestable}"


def _pool(library: Library, claim: Claim, on: str | None) -> Iterator[Judged]:
    """The studies a claim is about; a cited one of which the document gives no data cannot be judged."""
    if claim.studies:
        for id_ in claim.studies:
            row = next(iter(study_rows(library, [library[id_]], Options(on))), None)
            yield Judged(row, id_, None, "" if row is not None else f"{on} gives no data on it")
        return
    rows = study_rows(library, library, Options(on))
    if claim.among is None:
        yield from (Judged(row, row.id, None) for row in rows)
        return
    expression = parse_where(claim.among, Scope(library))
    yield from (Judged(row, row.id, None) for row in rows if judge(expression, row).truth)


def _judged(library: Library, condition: str, pool: Sequence[Judged]) -> Iterator[Judged]:
    expression = parse_where(condition, Scope(library))
    for each in pool:
        if each.row is None:
            yield each
        else:
            verdict = judge(expression, each.row)
            yield Judged(each.row, each.study, verdict.truth, "; ".join(verdict.reasons))


def _checks(library: Library, claim: Claim, studies: Sequence[Judged], rows: Sequence[Row]) -> Iterator[Found]:
    if claim.holds is not None and (claim.studies or claim.count is None or claim.extent is not None):
        yield _extent(claim.extent or "all", studies)
    if claim.count is not None and (claim.studies or claim.among or claim.holds or not claim.uncited):
        yield _count(claim, studies)  # studies that have no record here cannot be counted
    if claim.parts:
        total = sum(claim.parts)
        text = f"{' + '.join(map(str, claim.parts))} = {total}, said {claim.count}"
        yield Found(SUPPORTED if total == claim.count else CONTRADICTED, text)
    if claim.trend is not None:
        yield _trend(library, claim, rows)
    if claim.recomputed is not None:
        yield _recomputed(claim.recomputed, rows, len(studies))


def _extent(extent: str, studies: Sequence[Judged]) -> Found:
    meet, fail = (sum(judged.truth is truth for judged in studies) for truth in (True, False))
    total, unknown = len(studies), sum(judged.truth is None for judged in studies)
    verb = "does" if fail == 1 else "do"
    numbers = f"{meet} of {total} meet it, {fail} {verb} not" + (f", {unknown} cannot be judged" if unknown else "")
    if not meet and not fail:
        return Found(NOT_TESTABLE, numbers if total else "no study to judge")
    return Found(_extent_verdict(extent, meet, fail, total), numbers)


def _extent_verdict(extent: str, meet: int, fail: int, total: int) -> Verdict:
    if extent == "none":
        meet, fail = fail, meet
    if extent in ("all", "none"):
        return SUPPORTED if meet == total else CONTRADICTED if not meet else PARTLY
    if extent == "some":
        return SUPPORTED if meet else CONTRADICTED if fail == total else NOT_TESTABLE
    return SUPPORTED if 2 * meet > total else CONTRADICTED if 2 * fail >= total else NOT_TESTABLE


def _count(claim: Claim, studies: Sequence[Judged]) -> Found:
    """The studies cited are counted; where none is, those that meet the condition, or that there are."""
    assert claim.count is not None
    if claim.studies:
        cited = len(claim.studies) + len(claim.uncited)
        return Found(SUPPORTED if cited == claim.count else CONTRADICTED, f"{claim.count} said, {cited} cited")
    meet = sum(judged.truth is True for judged in studies) if claim.holds else len(studies)
    unknown = sum(judged.truth is None for judged in studies) if claim.holds else 0
    numbers = f"{claim.count} said, {meet} found" + (f", {unknown} cannot be judged" if unknown else "")
    if meet == claim.count:
        return Found(SUPPORTED if not unknown else PARTLY, numbers)
    return Found(NOT_TESTABLE if meet < claim.count <= meet + unknown else CONTRADICTED, numbers)


def _trend(library: Library, claim: Claim, rows: Sequence[Row]) -> Found:
    """By Kendall's tau-b as read; a trend that is not one of like studies is borne out in part only."""
    from keta_evidence.synthesis.direction import p_text  # noqa: PLC0415 - only here
    from keta_evidence.synthesis.trend import SIGNIFICANT, find_trend  # noqa: PLC0415 - imports scipy

    assert claim.trend is not None
    result = find_trend(points_of(library, rows), numeric_field(claim.trend.of), numeric_field(claim.trend.against))
    tau = result.overall.kendall
    if tau.value is None or tau.p is None or tau.low is None or tau.high is None:
        return Found(NOT_TESTABLE, f"{tau.studies} studies tell of both, too few or all alike")
    numbers = f"tau {tau.value:.2f} ({tau.low:.2f} to {tau.high:.2f}), p {p_text(tau.p)}, {tau.studies} studies"
    shown = tau.p < SIGNIFICANT
    if claim.trend.direction == "none":
        near = max(-tau.low, tau.high) < NO_TREND
        return Found(CONTRADICTED if shown else SUPPORTED if near else NOT_TESTABLE, numbers + ("" if shown or near else _TOO_WIDE))
    if not shown:
        return Found(NOT_TESTABLE, numbers + "; no trend can be shown")
    if (tau.value > 0) != (claim.trend.direction == "rising"):
        return Found(CONTRADICTED, numbers)
    return Found(PARTLY if result.warnings else SUPPORTED, "; ".join([numbers, *result.warnings]))


_TOO_WIDE = "; no trend is seen, but the interval does not rule one out"


def _recomputed(said: Recomputed, rows: Sequence[Row], total: int) -> Found:
    """The range or median of what is known of the studies; of relief never seen to end, the last time it was shown."""
    field = numeric_field(said.of)
    assert field.measure is not None
    wanted = said.said.quantity
    told = [field.measure(row, wanted.dimension) for row in rows]
    known = [(value.low, value.high if value.high is not None and not value.below else value.low) for value in told]
    ends = [(low, high) for low, high in known if low is not None and high is not None]
    if not ends:
        return Found(NOT_TESTABLE, f"{field.name} is known of none of {total} studies")
    found = _summary(said.statistic, ends, wanted)
    unit = UNIT_TEXTS[wanted.dimension]
    unknown = f", {total - len(ends)} not known" if len(ends) < total else ""
    numbers = f"{said.said} said ({range_text(wanted, unit)}), {range_text(found, unit)} over {len(ends)} studies{unknown}"
    fits = [_alike(one, other) for one, other in ((wanted.low, found.low), (wanted.high, found.high)) if one is not None]
    return Found(CONTRADICTED if not any(fits) else SUPPORTED if all(fits) and len(ends) == total else PARTLY, numbers)


def _summary(statistic: str, ends: Sequence[tuple[Fraction, Fraction]], wanted: Quantity) -> Quantity:
    lows, highs = sorted(low for low, _ in ends), sorted(high for _, high in ends)
    if statistic == "range":
        return Quantity(lows[0], highs[-1], wanted.dimension)
    return Quantity(median(lows), median(highs), wanted.dimension)


def _alike(said: Fraction, found: Fraction | None) -> bool:
    return found is not None and abs(said - found) <= TOLERANCE * max(abs(said), abs(found))


def study_text(judged: Judged) -> str:
    """How one study fares, in a line."""
    if judged.truth is None:
        return f"{judged.study}: cannot be judged{f' ({judged.reason})' if judged.reason else ''}"
    return f"{judged.study}: {'meets it' if judged.truth else 'does not'}"
