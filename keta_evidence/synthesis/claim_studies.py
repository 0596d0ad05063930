"""The studies that claims are about: their rows, built once for all claims, and how each fares
under a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from keta_evidence.evidence.catalogue import VARIABLES, Scope
from keta_evidence.evidence.subject import Options
from keta_evidence.query.expressions import Expression, judge
from keta_evidence.query.logic import Truth, conjoin
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library
from keta_evidence.records.model import Claim
from keta_evidence.synthesis.claim_values import DecidingValue, deciding_values
from keta_evidence.synthesis.points import Point, points_of
from keta_evidence.tables.row import Row, study_rows


@dataclass(frozen=True, slots=True)
class Judged:
    """One study under a claim's condition: true, false, or ``None`` with the reason why it cannot
    be judged.

    ``used`` is whether it has a part in a trend or a summary, with the reason where not; ``None``
    where there is neither. ``row`` is ``None`` where the document gives no data on the study, or
    the claim may not be about it. ``values`` are those that decide, or have a part.
    """

    row: Row | None
    study: str
    truth: bool | None
    reason: str = ""
    used: bool | None = None
    values: tuple[DecidingValue, ...] = ()


@dataclass(frozen=True)
class ClaimData:
    """What claims are tested on: the data of one document (``on``), or of all (``None``)."""

    library: Library
    on: str | None
    _expressions: dict[str, Expression] = field(default_factory=dict, compare=False)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The row of every study there are data on, by its id."""
        return {row.id: row for row in study_rows(self.library, self.library, Options(self.on))}

    def expression(self, condition: str) -> Expression:
        """A condition, read once. Raises UsageError where it cannot be read."""
        if condition not in self._expressions:
            self._expressions[condition] = parse_where(condition, Scope(self.library))
        return self._expressions[condition]

    def truth(self, condition: str, row: Row) -> Truth:
        """Whether a study meets a condition."""
        return judge(self.expression(condition), row)

    def studies(self, claim: Claim) -> tuple[Judged, ...]:
        """The studies a claim is about, each judged by what it holds of them.

        They are those it cites, else those that meet ``among``, else all. Raises UsageError for a
        study that is not there, or a condition that cannot be read.
        """
        if claim.studies:
            about = self._cited(claim.studies)
        elif claim.among is not None:
            about = self._among(claim.among)
        else:
            about = (Judged(row, row.id, None) for row in self.rows.values())
        if claim.holds is None:
            return tuple(about)
        return tuple(self._judged((claim.holds,), each) for each in about)

    def points(self, studies: Sequence[Judged]) -> tuple[Point, ...]:
        """Those of the studies that there are data on, each set of participants once."""
        return points_of(self.library, [each.row for each in studies if each.row is not None])

    def _cited(self, ids: Sequence[str]) -> Iterator[Judged]:
        for id_ in ids:
            row = self.rows.get(self.library[id_].id)
            reason = "" if row is not None else f"{self.on} gives no data on it"
            yield Judged(row, id_, None, reason)

    def _among(self, condition: str) -> Iterator[Judged]:
        for row in self.rows.values():
            verdict = self.truth(condition, row)
            if verdict.truth:
                yield Judged(row, row.id, None)
            elif verdict.truth is None:
                reasons = "; ".join(verdict.reasons)
                yield Judged(None, row.id, None, f"may not be one of them: {reasons}")

    def counted(self, source: str, claim: Claim) -> tuple[Judged, ...]:
        """The studies that a document reports, each judged by all conditions of a number said."""
        conditions = [each for each in (claim.among, claim.holds) if each is not None]
        of_source = VARIABLES["source"]
        return tuple(
            self._judged(conditions, Judged(row, row.id, None))
            for row in self.rows.values()
            if source in of_source.of(row).texts
        )

    def _judged(self, conditions: Sequence[str], each: Judged) -> Judged:
        if each.row is None:
            return each
        row = each.row
        verdict = conjoin([self.truth(condition, row) for condition in conditions])
        values: list[DecidingValue] = []
        for condition in conditions:
            if verdict.truth is not None and self.truth(condition, row).truth is verdict.truth:
                values += deciding_values(self.expression(condition), row)
        reasons = "; ".join(verdict.reasons)
        return Judged(row, each.study, verdict.truth, reasons, values=tuple(values))
