"""A document's statements across studies, tested again against the records.

A claim is about the studies it cites, else about those that meet ``among``, else about all. A
number said is of all studies that the document reports, cited or not. It is tested on the
document's own data, or on everything that is recorded. Each of its checks has a verdict of its own;
together they are

- supported, where every check is;
- contradicted, where one is and none of the others is borne out;
- not testable, where nothing can be judged;
- partly, in every other case, also where some studies bear it out and others do not, or cannot be
  judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from keta_evidence.diagnostics import UsageError
from keta_evidence.records.library import Library
from keta_evidence.records.model import Claim, Verdict
from keta_evidence.synthesis.claim_checks import (
    CONTRADICTED,
    NOT_TESTABLE,
    PARTLY,
    CheckResult,
    check_contrast,
    check_count,
    check_extent,
    check_figure,
    check_parts,
    check_recomputed,
    check_trend,
    has_extent,
    summarise_field,
)
from keta_evidence.synthesis.claim_figures import figure_name
from keta_evidence.synthesis.claim_studies import ClaimData, Judged
from keta_evidence.synthesis.claim_values import DecidingValue, number_values
from keta_evidence.synthesis.contrast import find_contrast
from keta_evidence.synthesis.points import numeric_field


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim, what each check came to, and how each study fares.

    ``on`` is the document whose data were used, or ``None`` for all.
    """

    source: str
    claim: Claim
    on: str | None
    found: tuple[CheckResult, ...]
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
    """Claims, tested on their own document's data or, without ``own``, on everything.

    ``wanted`` are documents, or ids as ``maher-2017/usual-rates``; without any, all claims. Raises
    UsageError for a claim that asks of what is not there.
    """
    everything = ClaimData(library, None)
    for source, claims in library.claims.items():
        data = ClaimData(library, source) if own else everything
        for claim in claims.claims:
            if not wanted or source in wanted or f"{source}/{claim.id}" in wanted:
                yield claim_tested(data, source, claim)


def claim_tested(data: ClaimData, source: str, claim: Claim) -> ClaimResult:
    """One claim of a document, on the data of one document or of all.

    Raises UsageError, with its name, for one that asks of what is not there.
    """
    if claim.untestable is not None:
        return ClaimResult(
            source, claim, data.on, (CheckResult(NOT_TESTABLE, claim.untestable),), ()
        )
    try:
        testing = _Testing(data, source, claim)
        return ClaimResult(source, claim, data.on, tuple(testing.checks()), testing.fates())
    except UsageError as error:
        raise UsageError(f"claim {source}/{claim.id}: {error.message}", error.hint) from None


@dataclass
class _Testing:
    """One claim under test: its studies, and those that its trend, contrast or summary could not
    use.
    """

    data: ClaimData
    source: str
    claim: Claim
    studies: tuple[Judged, ...] = field(init=False)
    left_out: dict[str, str] | None = None
    """Study → reason; ``None`` where the claim has neither trend nor contrast nor summary."""

    def __post_init__(self) -> None:
        claim = self.claim
        on_studies = (claim.holds, claim.count, claim.trend, claim.recomputed, claim.contrast)
        if claim.count is not None and not claim.studies and not has_extent(claim):
            self.studies = self.data.counted(self.source, claim)
        elif any(check is not None for check in on_studies):
            self.studies = self.data.studies(claim)
        else:
            self.studies = ()

    def checks(self) -> Iterator[CheckResult]:
        """What each of the claim's checks comes to."""
        claim = self.claim
        if has_extent(claim):
            yield check_extent(claim.extent or "all", self.studies)
        if claim.count is not None:
            yield check_count(self.data, self.source, claim)
        if claim.parts:
            yield check_parts(claim)
        if claim.trend is not None or claim.contrast is not None:
            yield from self._over_points()
        elif claim.recomputed is not None:
            yield self._recomputed()
        for asked in claim.figures:
            yield check_figure(self.data.library, asked, self.data.on)

    def _over_points(self) -> Iterator[CheckResult]:
        """The checks of a claim with a trend or a contrast, which are over studies as points."""
        claim, points = self.claim, self.data.points(self.studies)
        ids = {point.id for point in points}
        same = "its participants are those of another study"
        left_out = {each.study: same for each in self.studies if each.study not in ids}
        if claim.trend is not None:
            from keta_evidence.synthesis.trend import find_trend  # noqa: PLC0415 - imports numpy

            x, y = numeric_field(claim.trend.of), numeric_field(claim.trend.against)
            trend = find_trend(points, x, y)
            left_out |= dict(trend.left_out)
            yield check_trend(claim.trend, trend)
        if claim.recomputed is not None:
            yield self._recomputed()
        if claim.contrast is not None:
            condition = self.data.expression(claim.contrast.between)
            contrast = find_contrast(points, numeric_field(claim.contrast.of), condition)
            left_out |= dict(contrast.left_out)
            yield check_contrast(claim.contrast, contrast)
        self.left_out = left_out

    def _recomputed(self) -> CheckResult:
        assert self.claim.recomputed is not None
        summarised = summarise_field(self.claim.recomputed, self.studies)
        self.left_out = dict(summarised.left_out)
        return check_recomputed(self.claim.recomputed, summarised, len(self.studies))

    def fates(self) -> tuple[Judged, ...]:
        """How each study fares, once the checks are through."""
        if self.left_out is None:
            return self.studies
        unjudged = {each.study: each.reason for each in self.studies if each.row is None}
        unused = self.left_out | unjudged
        variables = tuple(map(numeric_field, self._measured()))
        fates = []
        for each in self.studies:
            used = each.study not in unused
            values: tuple[DecidingValue, ...] = ()
            if used and each.row is not None:
                values = number_values(variables, each.row)
            reason = unused.get(each.study, "")
            fates.append(replace(each, used=used, reason=reason, values=values))
        return tuple(fates)

    def _measured(self) -> Iterator[str]:
        """The fields that a trend, a contrast or a summary is of."""
        claim = self.claim
        if claim.trend is not None:
            yield from (claim.trend.of, claim.trend.against)
        if claim.recomputed is not None:
            yield claim.recomputed.of
        if claim.contrast is not None:
            yield claim.contrast.of


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict for several checks; see the module's docstring."""
    different = set(verdicts)
    if len(different) == 1:
        return different.pop()
    return CONTRADICTED if different == {CONTRADICTED, NOT_TESTABLE} else PARTLY


def check_text(claim: Claim) -> str:
    """What is asked of the records, in words."""
    about = "all studies"
    if claim.studies:
        about = "the studies cited"
    elif claim.among:
        about = f"studies with {claim.among}"
    parts = []
    if has_extent(claim):
        parts.append(f"{claim.extent or 'all'} of {about} meet: {claim.holds}")
    if claim.count is not None:
        parts.append(_count_text(claim))
    if claim.parts:
        parts.append(f"{' + '.join(map(str, claim.parts))} = {claim.count}")
    if claim.trend is not None:
        trend = claim.trend
        parts.append(f"{trend.of} against {trend.against} over {about}: {trend.direction}")
    if claim.recomputed is not None:
        asked = claim.recomputed
        parts.append(f"{asked.statistic} of {asked.of} over {about} is {asked.said}")
    if claim.contrast is not None:
        contrast = claim.contrast
        parts.append(f"{contrast.of} over {about} where {contrast.between}: {contrast.direction}")
    parts += [f"{figure_name(figure)}: {figure.holds}" for figure in claim.figures]
    return "; ".join(parts) or f"none: {claim.untestable}"


def _count_text(claim: Claim) -> str:
    conditions = [each for each in (claim.among, claim.holds) if each]
    if not conditions:
        return f"{claim.count} studies are reported"
    if len(conditions) > 1:
        conditions = [f"({each})" for each in conditions]
    return f"{claim.count} of the studies reported meet: {' and '.join(conditions)}"


def fate_text(judged: Judged) -> str:
    """How a study fares, with the reason where there is one."""
    reason = f" ({judged.reason})" if judged.reason else ""
    if judged.used is not None:
        return "used" if judged.used else f"not used{reason}"
    if judged.truth is None:
        return f"cannot be judged{reason}"
    return "meets it" if judged.truth else "does not"
