"""A document's statements across studies, tested again against the records.

A claim is about the studies it cites, else about those that meet ``among``, else about all. A number said is of all studies
that the document tells of, cited or not. It is tested on the document's own data, or on everything that is recorded. Each of
its checks has a verdict of its own; together they are

- supported, where every check is;
- contradicted, where one is and none of the others is borne out;
- not testable, where nothing can be judged;
- partly, in every other case, also where some studies bear it out and others do not, or cannot be judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from keta_evidence.consistency.discrepancies import TOLERANCE
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.query.expressions import judge
from keta_evidence.query.logic import ORDER_SIGNS, Interval, compare, conjoin
from keta_evidence.query.logic import Verdict as Truth
from keta_evidence.query.values import Scope
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    Claim,
    ContrastCheck,
    FigureCheck,
    Recomputed,
    Trend,
    Verdict,
)
from keta_evidence.synthesis.contrast import Contrast, find_contrast
from keta_evidence.synthesis.points import Point, numeric_field, points_of
from keta_evidence.tables.row import Options, Row
from keta_evidence.tables.table import study_rows
from keta_evidence.units import UNIT_TEXTS, QuantityError, parse_interval
from keta_evidence.units import Interval as Range

if TYPE_CHECKING:
    from keta_evidence.synthesis.trend import TrendResult

SUPPORTED: Verdict = "supported"
CONTRADICTED: Verdict = "contradicted"
PARTLY: Verdict = "partly"
NOT_TESTABLE: Verdict = "not testable"
NO_TREND = 0.3
"""A coefficient whose whole 95 % interval is nearer to 0 than this is taken as no trend."""
NEARLY_ALL = Fraction(9, 10)
"""At least this share of the studies is nearly all of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one check came to: its verdict, and the numbers that decided it, in words.

    ``undecided``: not supported only because something is not known; nothing contradicts it.
    """

    verdict: Verdict
    numbers: str
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One study under a claim's condition: true, false, or ``None`` with the reason why it cannot be judged.

    ``used`` is whether it has a part in a trend or a summary, with the reason where not; ``None`` where there is neither.
    ``row`` is ``None`` where the document gives no data on the study, or the claim may not be about it.
    """

    row: Row | None
    study: str
    truth: bool | None
    reason: str = ""
    used: bool | None = None


@dataclass(frozen=True, slots=True)
class _Pool:
    """The studies a claim is about, with its trend and its contrast over them: each is worked out once."""

    studies: tuple[Judged, ...]
    trend: TrendResult | None
    contrast: Contrast | None


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
        """The verdict recorded: on the document's own data, or on everything."""
        return self.claim.verdict if self.on == self.source else self.claim.verdict_on_all

    @property
    def changed(self) -> bool:
        """Whether the verdict is no longer the recorded one."""
        return self.recorded not in (None, self.verdict)


def claims_tested(
    library: Library, wanted: Collection[str] = (), *, own: bool = True
) -> Iterator[ClaimResult]:
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
        studies = tuple(_pool(library, claim, on)) if _is_on_studies(claim) else ()
        if claim.holds is not None:
            studies = tuple(_judged(library, claim.holds, studies))
        pool = _Pool(
            studies,
            _found_trend(library, claim.trend, studies) if claim.trend is not None else None,
            _found_contrast(library, claim.contrast, studies)
            if claim.contrast is not None
            else None,
        )
        unused = _unused(library, claim, pool)
        if unused is not None:
            studies = tuple(
                replace(each, used=each.study not in unused, reason=unused.get(each.study, ""))
                for each in studies
            )
        return ClaimResult(
            source, claim, on, tuple(_checks(library, source, claim, pool, on)), studies
        )
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
    about = (
        "the studies cited"
        if claim.studies
        else f"studies with {claim.among}"
        if claim.among
        else "all studies"
    )
    told = [each for each in (claim.among, claim.holds) if each]
    condition = told[0] if len(told) == 1 else " and ".join(f"({each})" for each in told)
    parts = [
        f"{claim.extent or 'all'} of {about} meet: {claim.holds}" if _has_extent(claim) else "",
        _count_text(claim.count, condition) if claim.count is not None else "",
        f"{' + '.join(map(str, claim.parts))} = {claim.count}" if claim.parts else "",
        f"{claim.trend.of} against {claim.trend.against} over {about}: {claim.trend.direction}"
        if claim.trend
        else "",
        f"{claim.recomputed.statistic} of {claim.recomputed.of} over {about} is {claim.recomputed.said}"
        if claim.recomputed
        else "",
        f"{claim.contrast.of} over {about} where {claim.contrast.between}: {claim.contrast.direction}"
        if claim.contrast
        else "",
        *(f"{_figure_name(asked)}: {asked.holds}" for asked in claim.figures),
    ]
    return "; ".join(filter(None, parts)) or f"none: {claim.untestable}"


def _count_text(count: int, condition: str) -> str:
    return (
        f"{count} of the studies told of meet: {condition}"
        if condition
        else f"{count} studies are told of"
    )


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
    for row in rows:
        verdict = judge(expression, row)
        if verdict.truth:
            yield Judged(row, row.id, None)
        elif verdict.truth is None:
            yield Judged(
                None, row.id, None, f"may not be one of them: {'; '.join(verdict.reasons)}"
            )


def _judged(library: Library, condition: str, pool: Sequence[Judged]) -> Iterator[Judged]:
    expression = parse_where(condition, Scope(library))
    for each in pool:
        if each.row is None:
            yield each
        else:
            verdict = judge(expression, each.row)
            yield Judged(each.row, each.study, verdict.truth, "; ".join(verdict.reasons))


def _is_on_studies(claim: Claim) -> bool:
    return any(
        check is not None
        for check in (claim.holds, claim.count, claim.trend, claim.recomputed, claim.contrast)
    )


def _has_extent(claim: Claim) -> bool:
    """Whether it is asked how many of the studies meet the condition; where none is cited, a number said asks that already."""
    return claim.holds is not None and (
        bool(claim.studies) or claim.count is None or claim.extent is not None
    )


def _unused(library: Library, claim: Claim, pool: _Pool) -> dict[str, str] | None:
    """Studies that have no part in the trend or the summary, with the reason; ``None`` where the claim has neither."""
    unjudged = {each.study: each.reason for each in pool.studies if each.row is None}
    over_points = [result for result in (pool.trend, pool.contrast) if result is not None]
    if over_points:
        points = {point.id for point in _points(library, pool.studies)}
        same = {
            each.study: "its participants are those of another study"
            for each in pool.studies
            if each.study not in points
        }
        return (
            same
            | {id_: reason for result in over_points for id_, reason in result.left_out}
            | unjudged
        )
    if claim.recomputed is not None:
        return unjudged | {
            each.study: reason
            for each, ends, reason in _ends(claim.recomputed, pool.studies)
            if ends is None
        }
    return None


def _checks(
    library: Library, source: str, claim: Claim, pool: _Pool, on: str | None
) -> Iterator[Found]:
    if _has_extent(claim):
        yield _extent(claim.extent or "all", pool.studies)
    if claim.count is not None:
        yield _count(library, source, claim, on)
    if claim.parts:
        total = sum(claim.parts)
        text = f"{' + '.join(map(str, claim.parts))} = {total}, said {claim.count}"
        yield Found(SUPPORTED if total == claim.count else CONTRADICTED, text)
    if claim.trend is not None and pool.trend is not None:
        yield _trend(claim.trend, pool.trend)
    if claim.recomputed is not None:
        yield _recomputed(claim.recomputed, pool.studies)
    if claim.contrast is not None and pool.contrast is not None:
        yield _contrast(claim.contrast, pool.contrast)
    yield from (_compared(library, asked, on) for asked in claim.figures)


def _extent(extent: str, studies: Sequence[Judged]) -> Found:
    meet, fail = (sum(judged.truth is truth for judged in studies) for truth in (True, False))
    total, unknown = len(studies), sum(judged.truth is None for judged in studies)
    verb = "does" if fail == 1 else "do"
    numbers = f"{meet} of {total} meet it, {fail} {verb} not" + (
        f", {unknown} cannot be judged" if unknown else ""
    )
    if not meet and not fail:
        return Found(NOT_TESTABLE, numbers if total else "no study to judge")
    undecided = extent in ("all", "none") and not (meet if extent == "none" else fail)
    return Found(_extent_verdict(extent, meet, fail, total), numbers, undecided)


def _extent_verdict(extent: str, meet: int, fail: int, total: int) -> Verdict:
    if extent == "none":
        meet, fail = fail, meet
    if extent in ("all", "none"):
        return SUPPORTED if meet == total else CONTRADICTED if not meet else PARTLY
    if extent == "some":
        return SUPPORTED if meet else CONTRADICTED if fail == total else NOT_TESTABLE
    if _enough(extent, meet, total):
        return SUPPORTED
    return NOT_TESTABLE if _enough(extent, total - fail, total) else CONTRADICTED


def _enough(extent: str, meet: int, total: int) -> bool:
    return meet >= NEARLY_ALL * total if extent == "nearly all" else 2 * meet > total


def _count(library: Library, source: str, claim: Claim, on: str | None) -> Found:
    """How many studies that the document tells of meet the condition, and whether they are those it cites."""
    assert claim.count is not None
    expressions = [
        parse_where(each, Scope(library)) for each in (claim.among, claim.holds) if each is not None
    ]
    told = {
        study.id for study in library if any(report.source == source for report in study.reports)
    }
    rows = [row for row in study_rows(library, library, Options(on)) if row.id in told]
    truths = {
        row.id: conjoin([Truth(True), *(judge(each, row) for each in expressions)]).truth
        for row in rows
    }
    meet = {id_ for id_, truth in truths.items() if truth}
    unknown = sum(truth is None for truth in truths.values())
    wrong = [id_ for id_ in claim.studies if truths.get(id_) is False]
    more = sorted(meet - set(claim.studies)) if claim.studies else []
    numbers = ", ".join(
        [
            f"{claim.count} said",
            *([f"{len(claim.studies)} cited"] if claim.studies else []),
            f"{len(meet)} found",
            *([f"{unknown} cannot be judged"] if unknown else []),
        ]
    )
    numbers += f"; cited and none of them: {', '.join(wrong)}" if wrong else ""
    numbers += f"; not cited: {', '.join(more)}" if more else ""
    if len(meet) == claim.count:
        misfits = bool(wrong or more)
        return Found(
            PARTLY if unknown or misfits else SUPPORTED,
            numbers,
            undecided=bool(unknown) and not misfits,
        )
    return Found(
        NOT_TESTABLE if len(meet) < claim.count <= len(meet) + unknown else CONTRADICTED, numbers
    )


def _points(library: Library, studies: Sequence[Judged]) -> tuple[Point, ...]:
    return points_of(library, [each.row for each in studies if each.row is not None])


def _found_contrast(library: Library, asked: ContrastCheck, studies: Sequence[Judged]) -> Contrast:
    return find_contrast(
        _points(library, studies),
        numeric_field(asked.of),
        parse_where(asked.between, Scope(library)),
    )


def _contrast(said: ContrastCheck, result: Contrast) -> Found:
    """By medians and an exact rank-sum test. No chance dealt the studies out, so that a difference bears the claim out in part only;

    that none is seen does not show that there is none.
    """
    from keta_evidence.synthesis.direction import p_text  # noqa: PLC0415 - only here
    from keta_evidence.synthesis.trend import SIGNIFICANT  # noqa: PLC0415 - imports numpy

    numbers = f"{len(result.meeting)} studies meet it, {len(result.others)} do not"
    if result.p is None:
        return Found(NOT_TESTABLE, f"{numbers}, too few")
    field = numeric_field(said.of)
    one, other = (median(values) for values in (result.meeting, result.others))
    unit = UNIT_TEXTS[field.dimensions[0]]
    medians = " and ".join(
        Range(value, value, field.dimensions[0]).text(unit) if value >= 0 else "none"
        for value in (one, other)
    )
    numbers += f": medians {medians}, p {p_text(result.p)}"
    if result.p >= SIGNIFICANT:
        return Found(NOT_TESTABLE, f"{numbers}; no difference can be shown")
    higher = sum(a > b for a in result.meeting for b in result.others) > sum(
        a < b for a in result.meeting for b in result.others
    )
    if said.direction != ("higher" if higher else "lower"):
        return Found(CONTRADICTED, numbers)
    return Found(PARTLY, f"{numbers}; the groups may differ in more than this", undecided=True)


def _found_trend(library: Library, trend: Trend, studies: Sequence[Judged]) -> TrendResult:
    from keta_evidence.synthesis.trend import find_trend  # noqa: PLC0415 - imports numpy

    return find_trend(
        _points(library, studies), numeric_field(trend.of), numeric_field(trend.against)
    )


def _trend(said: Trend, result: TrendResult) -> Found:
    """By Kendall's tau-b as read; a trend that is not one of like studies is borne out in part only."""
    from keta_evidence.synthesis.direction import p_text  # noqa: PLC0415 - only here
    from keta_evidence.synthesis.trend import SIGNIFICANT, value_text  # noqa: PLC0415 - imports numpy

    tau = result.overall.kendall
    if tau.value is None or tau.p is None:
        return Found(NOT_TESTABLE, f"{tau.studies} studies tell of both: {value_text(tau)}")
    interval = (
        f" ({tau.low:.2f} to {tau.high:.2f})"
        if tau.low is not None and tau.high is not None
        else ""
    )
    numbers = f"tau {tau.value:.2f}{interval}, p {p_text(tau.p)}, {tau.studies} studies"
    shown = tau.p < SIGNIFICANT
    if said.direction == "none":
        near = tau.low is not None and tau.high is not None and max(-tau.low, tau.high) < NO_TREND
        return Found(
            CONTRADICTED if shown else SUPPORTED if near else NOT_TESTABLE,
            numbers + ("" if shown or near else _TOO_WIDE),
        )
    if not shown:
        return Found(NOT_TESTABLE, numbers + "; no trend can be shown")
    if (tau.value > 0) != (said.direction == "rising"):
        return Found(CONTRADICTED, numbers)
    return Found(
        PARTLY if result.warnings else SUPPORTED,
        "; ".join([numbers, *result.warnings]),
        undecided=True,
    )


_TOO_WIDE = "; no trend is seen, but the interval does not rule one out"


def _ends(
    said: Recomputed, studies: Sequence[Judged]
) -> Iterator[tuple[Judged, tuple[Fraction, Fraction] | None, str]]:
    """Each study with both ends of the field, or with the reason why they are not known."""
    field = numeric_field(said.of)
    assert field.measure is not None
    for each in studies:
        if each.row is not None:
            value = field.measure(each.row, said.said.quantity.dimension)
            known = None if value.low is None or value.high is None else (value.low, value.high)
            yield each, known, f"{field.name}: {value.reason or value.text}"


def _recomputed(said: Recomputed, studies: Sequence[Judged]) -> Found:
    """The range or median of what is known of the studies."""
    wanted, total = said.said.quantity, len(studies)
    ends = [known for _, known, _ in _ends(said, studies) if known is not None]
    if not ends:
        return Found(NOT_TESTABLE, f"{said.of} is known of none of {total} studies")
    found = _summary(said.statistic, ends, wanted)
    unit = UNIT_TEXTS[wanted.dimension]
    unknown = f", {total - len(ends)} not known" if len(ends) < total else ""
    numbers = f"{said.said} said ({wanted.text(unit)}), {found.text(unit)} over {len(ends)} studies{unknown}"
    fits = [
        _alike(one, other)
        for one, other in ((wanted.low, found.low), (wanted.high, found.high))
        if one is not None
    ]
    verdict = (
        CONTRADICTED if not any(fits) else SUPPORTED if all(fits) and len(ends) == total else PARTLY
    )
    return Found(verdict, numbers, undecided=all(fits))


def _summary(statistic: str, ends: Sequence[tuple[Fraction, Fraction]], wanted: Range) -> Range:
    lows, highs = sorted(low for low, _ in ends), sorted(high for _, high in ends)
    if statistic == "range":
        return Range(lows[0], highs[-1], wanted.dimension)
    return Range(median(lows), median(highs), wanted.dimension)


def _figure_name(asked: FigureCheck) -> str:
    about = ", ".join(filter(None, (asked.group, asked.when)))
    return f"{asked.overview}, {asked.what}{f' [{about}]' if about else ''}"


def _compared(library: Library, asked: FigureCheck, on: str | None) -> Found:
    """Every figure told of this, wherever it stands: supported where all are so, contradicted where none is."""
    part, sign, wanted = _figure_condition(asked)
    if asked.overview not in library.overviews:
        raise UsageError(
            f"no survey, guideline or review {asked.overview!r}",
            suggestion(asked.overview, library.overviews),
        )
    accounts = (
        account
        for account in library.overviews[asked.overview].reports
        if on in (None, account.source)
    )
    figures = (figure for account in accounts for figure in account.figures)
    same = [
        figure
        for figure in figures
        if (figure.what, figure.group, figure.when) == (asked.what, asked.group, asked.when)
    ]
    told = [str(value) for figure in same if (value := getattr(figure, part)) is not None]
    numbers = f"{_figure_name(asked)}: {', '.join(dict.fromkeys(told)) or 'not told'}"
    truths = {_is_so(text, sign, wanted) for text in told}
    if truths <= {None}:
        return Found(NOT_TESTABLE, numbers)
    return Found(
        SUPPORTED if truths == {True} else CONTRADICTED if True not in truths else PARTLY, numbers
    )


def _figure_condition(asked: FigureCheck) -> tuple[str, str, Range]:
    part, _, rest = asked.holds.partition(" ")
    sign, _, size = rest.partition(" ")
    if part not in ("value", "low", "high", "share", "count") or sign not in (*ORDER_SIGNS, "="):
        raise UsageError(f"a figure is compared as in `value <= 10 mg/h`, not {asked.holds!r}")
    try:
        return part, sign, parse_interval(size)
    except QuantityError as error:
        raise UsageError(f"{asked.holds!r}: {error}") from None


def _is_so(told: str, sign: str, wanted: Range) -> bool | None:
    """Whether a figure as printed compares so; ``None`` where it is no number, or one of another kind."""
    try:
        size = parse_interval(told.removesuffix("%").strip())
    except QuantityError:
        return None
    if size.dimension != wanted.dimension or wanted.low is None:
        return None
    return compare(Interval(size.low, size.high), sign, wanted.low)


def _alike(said: Fraction, found: Fraction | None) -> bool:
    return found is not None and abs(said - found) <= TOLERANCE * max(abs(said), abs(found))


def fate_text(judged: Judged) -> str:
    """How a study fares, with the reason where there is one."""
    reason = f" ({judged.reason})" if judged.reason else ""
    if judged.used is not None:
        return "used" if judged.used else f"not used{reason}"
    if judged.truth is None:
        return f"cannot be judged{reason}"
    return "meets it" if judged.truth else "does not"
