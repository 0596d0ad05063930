"""The checks of a claim, each with a verdict of its own and the numbers that decided it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from keta_evidence.reading import NOT_REPORTED
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    Claim,
    ContrastCheck,
    FigureCheck,
    Recomputed,
    Trend,
    Verdict,
)
from keta_evidence.synthesis.claim_figures import (
    figure_condition,
    figure_name,
    figures_shown,
)
from keta_evidence.synthesis.claim_studies import ClaimData, Judged
from keta_evidence.synthesis.contrast import Contrast
from keta_evidence.synthesis.direction import SIGNIFICANT, p_text
from keta_evidence.synthesis.points import numeric_field
from keta_evidence.units import TOLERANCE, UNIT_TEXTS, Interval

if TYPE_CHECKING:
    from keta_evidence.synthesis.correlation import Correlation
    from keta_evidence.synthesis.trend import TrendResult

SUPPORTED: Verdict = "supported"
CONTRADICTED: Verdict = "contradicted"
PARTLY: Verdict = "partly"
NOT_TESTABLE: Verdict = "not testable"
NO_TREND = 0.3
"""A coefficient whose whole 95 % interval is nearer to 0 than this is taken as no trend."""
_COUNTED_EXTENTS: dict[str, str] = {"most": "more than half", "nearly all": "at least nine in ten"}
"""What is counted among the studies that can be judged, and what share of them it takes."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check came to: its verdict, and the numbers that decided it, in words.

    ``undecided``: not supported only because something is not known; nothing contradicts it.
    """

    verdict: Verdict
    numbers: str
    undecided: bool = False


def has_extent(claim: Claim) -> bool:
    """Whether it is asked how many of the studies meet the condition.

    Where none is cited, a number said asks that already.
    """
    if claim.holds is None:
        return False
    return bool(claim.studies) or claim.count is None or claim.extent is not None


def check_extent(extent: str, studies: Sequence[Judged]) -> CheckResult:
    """Whether all, nearly all, most, some or none of the studies meet the condition.

    One counter-example contradicts all and none. Most and nearly all are counted among the studies
    that can be judged; where fewer than half of them can, nothing is said.
    """
    truths = [judged.truth for judged in studies]
    meet, fail, unknown = (truths.count(truth) for truth in (True, False, None))
    numbers = _extent_numbers(meet, fail, unknown)
    if not meet and not fail:
        return CheckResult(NOT_TESTABLE, numbers if truths else "no study to judge")
    if extent == "some":
        return CheckResult(_some_verdict(meet, unknown), numbers)
    if extent in _COUNTED_EXTENTS:
        return _counted_extent(extent, meet, meet + fail, unknown)
    against = meet if extent == "none" else fail
    if against:
        return CheckResult(CONTRADICTED, numbers)
    verdict = PARTLY if unknown else SUPPORTED
    return CheckResult(verdict, numbers, undecided=bool(unknown))


def _extent_numbers(meet: int, fail: int, unknown: int) -> str:
    verb = "does" if fail == 1 else "do"
    numbers = f"{meet} of {meet + fail + unknown} meet it, {fail} {verb} not"
    return f"{numbers}, {unknown} cannot be judged" if unknown else numbers


def _counted_extent(extent: str, meet: int, judged: int, unknown: int) -> CheckResult:
    """What most or nearly all are said to do, counted among the studies that can be judged."""
    numbers = f"{meet} of the {judged} that can be judged meet it"
    if unknown:
        numbers += f", {unknown} cannot be judged"
    numbers += f"; {extent}: {_COUNTED_EXTENTS[extent]}"
    if judged < unknown:
        return CheckResult(NOT_TESTABLE, f"{numbers}, of too few")
    enough = 2 * meet > judged if extent == "most" else 10 * meet >= 9 * judged
    return CheckResult(SUPPORTED if enough else CONTRADICTED, numbers)


def _some_verdict(meet: int, unknown: int) -> Verdict:
    if meet:
        return SUPPORTED
    return NOT_TESTABLE if unknown else CONTRADICTED


def check_count(data: ClaimData, source: str, claim: Claim) -> CheckResult:
    """How many studies that the document reports meet the condition, and whether they are those it
    cites.
    """
    assert claim.count is not None
    fates = {judged.study: judged.truth for judged in data.counted(source, claim)}
    found = sorted(study for study, truth in fates.items() if truth)
    unknown = list(fates.values()).count(None)
    wrong = [study for study in claim.studies if fates.get(study) is False]
    more = list(_not_cited(found, claim.studies))
    numbers = _count_numbers(claim, len(found), unknown, wrong, more)
    if len(found) < claim.count <= len(found) + unknown:
        return CheckResult(NOT_TESTABLE, numbers)
    if len(found) != claim.count:
        return CheckResult(CONTRADICTED, numbers)
    if wrong or more:
        return CheckResult(PARTLY, numbers)
    return CheckResult(PARTLY if unknown else SUPPORTED, numbers, undecided=bool(unknown))


def _not_cited(found: Iterable[str], cited: Sequence[str]) -> Iterator[str]:
    """The studies found beside those cited, where some are."""
    if cited:
        yield from (study for study in found if study not in cited)


def _count_numbers(
    claim: Claim, found: int, unknown: int, wrong: Sequence[str], more: Sequence[str]
) -> str:
    parts = [f"{claim.count} said"]
    if claim.studies:
        parts.append(f"{len(claim.studies)} cited")
    parts.append(f"{found} found")
    if unknown:
        parts.append(f"{unknown} cannot be judged")
    numbers = ", ".join(parts)
    if wrong:
        numbers += f"; cited and none of them: {', '.join(wrong)}"
    if more:
        numbers += f"; not cited: {', '.join(more)}"
    return numbers


def check_parts(claim: Claim) -> CheckResult:
    """Whether the parts of a number said add up to it."""
    total = sum(claim.parts)
    text = f"{' + '.join(map(str, claim.parts))} = {total}, said {claim.count}"
    return CheckResult(SUPPORTED if total == claim.count else CONTRADICTED, text)


def check_trend(said: Trend, result: TrendResult) -> CheckResult:
    """By Kendall's tau-b as read; a trend that is not one of like studies is borne out in part
    only.
    """
    tau = result.overall.kendall
    if tau.value is None or tau.p is None:
        return CheckResult(NOT_TESTABLE, f"{tau.studies} studies tell of both: {tau.text}")
    numbers = f"tau {tau.value:.2f}"
    if tau.low is not None and tau.high is not None:
        numbers += f" ({tau.low:.2f} to {tau.high:.2f})"
    numbers += f", p {p_text(tau.p)}, {tau.studies} studies"
    shown = tau.p < SIGNIFICANT
    if said.direction == "none":
        return CheckResult(CONTRADICTED, numbers) if shown else _no_trend_shown(tau, numbers)
    if not shown:
        return CheckResult(NOT_TESTABLE, numbers + "; no trend can be shown")
    if (tau.value > 0) != (said.direction == "rising"):
        return CheckResult(CONTRADICTED, numbers)
    text = "; ".join([numbers, *result.warnings])
    return CheckResult(PARTLY if result.warnings else SUPPORTED, text, undecided=True)


def _no_trend_shown(tau: Correlation, numbers: str) -> CheckResult:
    """That none is seen bears out that there is none only where the interval leaves room for no
    other.
    """
    if tau.low is not None and tau.high is not None and max(-tau.low, tau.high) < NO_TREND:
        return CheckResult(SUPPORTED, numbers)
    wide = "; no trend is seen, but the interval does not rule one out"
    return CheckResult(NOT_TESTABLE, numbers + wide)


def check_contrast(said: ContrastCheck, result: Contrast) -> CheckResult:
    """By medians and an exact rank-sum test.

    No chance dealt the studies out, so that a difference bears the claim out in part only; that
    none is seen does not show that there is none.
    """
    numbers = f"{len(result.meeting)} studies meet it, {len(result.others)} do not"
    if result.p is None:
        return CheckResult(NOT_TESTABLE, f"{numbers}, too few")
    dimension = numeric_field(said.of).dimensions[0]
    medians = [median(values) for values in (result.meeting, result.others)]
    texts = []
    for value in medians:
        texts.append(Interval(value, value, dimension).text() if value >= 0 else "none")
    numbers += f": medians {' and '.join(texts)}, p {p_text(result.p)}"
    if result.p >= SIGNIFICANT:
        return CheckResult(NOT_TESTABLE, f"{numbers}; no difference can be shown")
    if said.direction != ("higher" if result.is_higher else "lower"):
        return CheckResult(CONTRADICTED, numbers)
    return CheckResult(
        PARTLY, f"{numbers}; the groups may differ in more than this", undecided=True
    )


@dataclass(frozen=True, slots=True)
class Summarised:
    """A field over studies: both ends where known, (study, reason) where not."""

    ends: tuple[tuple[Fraction, Fraction], ...]
    left_out: tuple[tuple[str, str], ...]


def summarise_field(said: Recomputed, studies: Iterable[Judged]) -> Summarised:
    """What the studies that there are data on report of the field.

    Raises UsageError where it is no number.
    """
    field = numeric_field(said.of)
    ends, left_out = [], []
    for each in studies:
        if each.row is None:
            continue
        value = field.of(each.row, said.said.quantity.dimension)
        if value.low is None or value.high is None:
            left_out.append((each.study, f"{field.name}: {value.why_open or value.text}"))
        else:
            ends.append((value.low, value.high))
    return Summarised(tuple(ends), tuple(left_out))


def check_recomputed(said: Recomputed, summarised: Summarised, total: int) -> CheckResult:
    """The range or median of what is known of ``total`` studies."""
    wanted, ends = said.said.quantity, summarised.ends
    if not ends:
        return CheckResult(NOT_TESTABLE, f"{said.of} is known of none of {total} studies")
    lows, highs = sorted(low for low, _ in ends), sorted(high for _, high in ends)
    if said.statistic == "range":
        found = Interval(lows[0], highs[-1], wanted.dimension)
    else:
        found = Interval(median(lows), median(highs), wanted.dimension)
    unit = UNIT_TEXTS[wanted.dimension]
    numbers = f"{said.said} said ({wanted.text(unit)}), {found.text(unit)} over {len(ends)} studies"
    if len(ends) < total:
        numbers += f", {total - len(ends)} not known"
    pairs = ((wanted.low, found.low), (wanted.high, found.high))
    fits = [_nearly_equal(one, other) for one, other in pairs if one is not None]
    if not any(fits):
        return CheckResult(CONTRADICTED, numbers)
    whole = all(fits) and len(ends) == total
    return CheckResult(SUPPORTED if whole else PARTLY, numbers, undecided=all(fits))


def _nearly_equal(said: Fraction, found: Fraction | None) -> bool:
    return found is not None and abs(said - found) <= TOLERANCE * max(abs(said), abs(found))


def check_figure(library: Library, asked: FigureCheck, on: str | None) -> CheckResult:
    """Every figure reported of this, wherever it stands: supported where all that are of this kind
    are so, contradicted where none is.

    Raises UsageError for a record that is not there, or a condition that cannot be read.
    """
    condition = figure_condition(asked.holds)
    shown = figures_shown(library, asked, on)
    texts = ", ".join(dict.fromkeys(each.text for each in shown)) or NOT_REPORTED
    numbers = f"{figure_name(asked)}: {texts}"
    truths = {condition.is_met_by(each) for each in shown}
    if truths <= {None}:
        return CheckResult(NOT_TESTABLE, numbers)
    if False not in truths:
        return CheckResult(SUPPORTED, numbers)
    return CheckResult(PARTLY if True in truths else CONTRADICTED, numbers)
