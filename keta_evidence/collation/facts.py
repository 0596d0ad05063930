"""Single facts of a study: what each report says of them, and which value is used.

The value used is the one decided, else that of the most preferred report, made more exact by one
that says all of it and more.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from keta_evidence.collation.statements import Relation, Shown, Statement, statement
from keta_evidence.records.library import Library
from keta_evidence.records.model import ArmReport, Decision, Fact, Items, Report, Said
from keta_evidence.records.origin import fact_text, origin_of

Relate = Callable[[Any, Any], Relation]
Chain = tuple[Said | None, ...]
"""Entries of a report around a value, outermost first; the last is the value's own."""

FACTS: tuple[str, ...] = (
    "indications",
    "participants",
    "infusions",
    "design",
    "setting",
    "regimen",
    "comedication",
    "relief",
    "outcomes",
    "adverse_events",
)
"""Facts that a report can give; ``regimen`` stands for the regimen with those of its arms."""

DESIGN_PARTS: tuple[str, ...] = ("allocation", "structure", "timing", "masking")
"""Single facts of a design; comparators are a list."""


@dataclass(frozen=True, slots=True)
class CollatedFact:
    """One fact of a study, collated over its reports.

    ``used`` is the statement whose value is used, ``None`` where no report gives a value;
    ``silent`` the first report that says why it gives none. ``statements`` are all that give one,
    in order of preference. ``decision`` is the one that chose, where there is one.
    """

    name: str
    used: Statement | None = None
    statements: tuple[Statement, ...] = ()
    silent: Statement | None = None
    relate: Relate = lambda one, other: Relation.SAME
    decision: Decision | None = None

    @property
    def best(self) -> Statement | None:
        """The statement used, else the one that says why there is no value."""
        return self.used or self.silent

    @property
    def value(self) -> Any:
        """The value that is used in comparing; ``None`` where there is none."""
        return None if self.used is None else self.used.value

    @property
    def differs(self) -> bool:
        """Whether any two statements say something else."""
        return is_disputed(self.statements, self.relate)

    @property
    def refined(self) -> Statement | None:
        """The more preferred statement that the one used made more exact."""
        if self.used is None or self.decision is not None:
            return None
        first = self.statements[0]
        return None if first is self.used else first

    @property
    def relations(self) -> Iterator[tuple[Statement, Relation]]:
        """Every other statement, and how it stands to the one used."""
        for each in self.statements:
            if self.used is not None and each is not self.used:
                yield each, self.relate(each.value, self.used.value)


def is_disputed(statements: Sequence[Statement], relate: Relate) -> bool:
    """Whether any two statements say something else."""
    return any(
        relate(one.value, other.value) is Relation.OTHER
        for one, other in itertools.combinations(statements, 2)
    )


def collate(
    name: str, statements: Sequence[Statement], relate: Relate, decision: Decision | None
) -> CollatedFact:
    """One fact over the statements on it, in order of preference; those without a value say why."""
    known = tuple(each for each in statements if each.value is not None)
    silent = next((each for each in statements if each.value is None), None)
    if decision is not None:
        for each in known:
            if each.report.source == decision.use:
                return CollatedFact(name, each, known, silent, relate, decision)
    return CollatedFact(name, _most_exact(known, relate), known, silent, relate)


def _most_exact(known: Sequence[Statement], relate: Relate) -> Statement | None:
    """The first statement, or one that says all of it and more."""
    if not known:
        return None
    used = known[0]
    for each in known:
        if relate(each.value, used.value) is Relation.MORE:
            used = each
    return used


def is_decided_by(
    decision: Decision, name: str, fact: str, statements: Sequence[Statement]
) -> bool:
    """Whether a decision chooses the value of a fact: it names it, or what it is a part of.

    A decision that lists the values it was made on chooses where all of them are given, and on
    nothing beside them.
    """
    if decision.use is None or decision.what not in (name, fact):
        return False
    if decision.what == name or not decision.values:
        return True
    shown = [each.show() for each in statements if each.value is not None]
    return all(each.text in decision.values or each.typed in decision.values for each in shown)


def is_same(one: object, other: object) -> Relation:
    """The same value, or another."""
    return Relation.SAME if one == other else Relation.OTHER


def relate_closures(one: frozenset[str], other: frozenset[str]) -> Relation:
    """Sets of terms with all that are broader: more terms, or narrower ones, say more."""
    if one == other:
        return Relation.SAME
    if one > other:
        return Relation.MORE
    return Relation.LESS if one < other else Relation.OTHER


def relate_maskings(one: str, other: str) -> Relation:
    """Triple and quadruple blinding are double blinding described more fully."""
    fuller = ("double-blind", "triple-blind", "quadruple-blind")
    if one == other:
        return Relation.SAME
    if one not in fuller or other not in fuller:
        return Relation.OTHER
    return Relation.MORE if fuller.index(one) > fuller.index(other) else Relation.LESS


def relate_settings(one: str, other: str) -> Relation:
    """Intensive care is inpatient care, said more exactly."""
    if one == other:
        return Relation.SAME
    if (one, other) == ("intensive care", "inpatient"):
        return Relation.MORE
    return Relation.LESS if (one, other) == ("inpatient", "intensive care") else Relation.OTHER


@dataclass(frozen=True, slots=True)
class FactRule:
    """How one fact is read from a report and compared.

    ``fact`` is the key of the report that holds it; ``chain`` gives the entries around it,
    ``value`` what is compared.
    """

    name: str
    fact: str
    chain: Callable[[Report], Chain]
    value: Callable[[Library, Any], Any]
    relate: Relate


def _of_report(name: str, report: Report) -> Chain:
    return (getattr(report, name),)


def _of_design(part: str, report: Report) -> Chain:
    if report.design is None:
        return (None,)
    return report.design, getattr(report.design, part)


def _value(library: Library, fact: Fact[Any]) -> Any:
    return fact.value


def closure(library: Library, items: Items[str]) -> frozenset[str] | None:
    """Indications with all that are broader; ``None`` where none is given."""
    ids = frozenset(id_ for item in items.items for id_ in (item, *library.broader(item)))
    return ids or None


FACT_RULES: dict[str, FactRule] = {
    rule.name: rule
    for rule in (
        FactRule(
            "indications",
            "indications",
            partial(_of_report, "indications"),
            closure,
            relate_closures,
        ),
        FactRule("infusions", "infusions", partial(_of_report, "infusions"), _value, is_same),
        FactRule("setting", "setting", partial(_of_report, "setting"), _value, relate_settings),
        *(
            FactRule(f"design.{part}", "design", partial(_of_design, part), _value, is_same)
            for part in DESIGN_PARTS[:-1]
        ),
        FactRule(
            "design.masking", "design", partial(_of_design, "masking"), _value, relate_maskings
        ),
    )
}
"""How each single fact is collated; participants, with their arms, stand below."""


def statements_on(library: Library, reports: Sequence[Report], rule: FactRule) -> list[Statement]:
    """What the reports say of one fact, or why they say nothing."""
    found = []
    for report in reports:
        chain = rule.chain(report)
        said: Any = chain[-1]
        if said is None:
            continue
        text = said_text(said)
        what = rule.name.removeprefix("design.")
        value = rule.value(library, said)
        found.append(
            statement(library, report, value, chain, text=text, what=what, column=rule.fact)
        )
    return found


def said_text(said: Fact[Any] | Items[Any]) -> str:
    """A fact or list of words as people read it, or why there is none."""
    if isinstance(said, Fact):
        return fact_text(said)
    return ", ".join(map(str, said.items)) or str(said.missing)


def participants(
    library: Library, reports: Sequence[Report], *, sum_arms: bool
) -> Iterator[Statement]:
    """How many participants each report has: as it says, else the sum of its arms.

    ``sum_arms`` is false where the arms are the same participants, as in a crossover study.
    """
    for report in reports:
        fact = report.participants
        if fact is not None:
            text = fact_text(fact)
            chain: Chain = (fact,)
            yield _of_participants(library, report, fact.value, chain, text)
        elif sum_arms and (total := _sum_of_arms(report.arms)) is not None:
            yield _of_arms(library, report, total)


def _of_participants(
    library: Library, report: Report, count: int | None, chain: Chain, text: str
) -> Statement:
    what = "participants"
    return statement(library, report, count, chain, text=text, what=what, column=what)


def _of_arms(library: Library, report: Report, total: int) -> Statement:
    """The sum of the arms, with the place of the count of each."""
    counts = tuple(arm.participants for arm in report.arms)
    what = "participants"

    def show() -> Shown:
        source = library.sources.get(report.source)
        origins = [
            origin_of(source, report, what, fact_text(count), count, column=what)
            for count in counts
            if count is not None
        ]
        return Shown(str(total), str(total), tuple(origins))

    return Statement(report, total, counts, show)


def _sum_of_arms(arms: Sequence[ArmReport]) -> int | None:
    counts = [None if arm.participants is None else arm.participants.value for arm in arms]
    known = [count for count in counts if count is not None]
    if not known or len(known) < len(counts):
        return None
    return sum(known)


def participants_of_arm(
    library: Library, reports: Sequence[Report], arm: str
) -> Iterator[Statement]:
    """How many participants each report has in one arm."""
    for report in reports:
        for entry in report.arms:
            fact = entry.participants
            if entry.arm == arm and fact is not None:
                text = fact_text(fact)
                chain: Chain = (fact,)
                yield _of_participants(library, report, fact.value, chain, text)


def gives(report: Report, fact: str) -> bool:
    """Whether a report says anything of one of ``FACTS``, be it only why it is missing."""
    if fact == "regimen":
        return gives_regimen(report)
    if fact == "participants" and report.participants is None:
        return any(arm.participants is not None for arm in report.arms)
    return getattr(report, fact) is not None


def gives_regimen(report: Report) -> bool:
    """Whether a report gives any regimen."""
    return report.regimen is not None or any(arm.regimen is not None for arm in report.arms)
