"""All reports of a study in, one collated study out, for the study and for each of its arms.

Every output reads collated studies; what the reports differ on comes out of the same comparing
that chooses the value used.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from keta_evidence.collation import facts, likeness
from keta_evidence.collation.facts import (
    DESIGN_PARTS,
    FACT_RULES,
    CollatedFact,
    FactRule,
    gives_regimen,
    is_disputed,
)
from keta_evidence.collation.lists import (
    CollatedEntry,
    CollatedList,
    ListRule,
    unite,
)
from keta_evidence.collation.regimens import REGIMEN_FACTS, RELATIONS, Regimens
from keta_evidence.collation.statements import Difference, Relation, Statement, statement
from keta_evidence.collation.whole import CollatedWords, collate_comparators, differing_lists
from keta_evidence.dosing.course import Course
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    POINTER,
    SECONDARY,
    AdverseEvent,
    ArmReport,
    Comedication,
    Decision,
    Design,
    Fact,
    Items,
    Outcome,
    Relief,
    Report,
    Study,
)


@dataclass(frozen=True)
class CollatedStudy:
    """One study, or one of its arms, over all its reports.

    ``source`` restricts it to one document, ``arm`` to one arm. ``weight`` is a body weight in kg,
    ``None`` for the reference weight.
    """

    library: Library
    study: Study
    source: str | None = None
    arm: str | None = None
    weight: Fraction | None = None

    @functools.cached_property
    def reports(self) -> tuple[Report, ...]:
        """Reports in order of preference: the study's own paper or abstract, its registry entry,
        then by the document's detail, then as written; pages about a paper come last.
        """
        allowed = [report for report in self.study.reports if self.source in (None, report.source)]
        return tuple(sorted(allowed, key=self._preference))

    def _preference(self, report: Report) -> tuple[int, int]:
        source = self.library.sources.get(report.source)
        if source is not None and source.kind == "registry":
            return 1, source.detail
        if source is None or report.access in SECONDARY:
            return 3, 0  # only seen on somebody else's page about the paper
        own = report.source == self.study.id or source.kind == "abstract"
        return (0 if own else 2), source.detail

    @functools.cached_property
    def documents(self) -> tuple[Report, ...]:
        """The reports that are collated: pages that only point to a document are asked by name."""
        sources = self.library.sources
        if self.source is not None:
            return self.reports
        return tuple(
            report
            for report in self.reports
            if report.source not in sources or sources[report.source].kind != POINTER
        )

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions between documents; one document's own version knows none."""
        return self.study.decisions if self.source is None else ()

    # Single facts

    @functools.cached_property
    def _facts(self) -> dict[str, CollatedFact]:
        return {}

    def fact(self, name: str) -> CollatedFact:
        """One single fact, by the names of ``facts.FACT_RULES``, or ``participants``."""
        if name not in self._facts:  # several columns rest on the same fact
            self._facts[name] = self._collated(name)
        return self._facts[name]

    def _collated(self, name: str) -> CollatedFact:
        if name == "participants":
            found = list(self._participants())
            return self._decided(name, name, found, facts.is_same)
        rule = FACT_RULES[name]
        if name == "indications" and self.arm is not None:
            found = self._indications_of_arm(rule)
            if found:
                return self._decided(name, rule.fact, found, rule.relate)
        found = facts.statements_on(self.library, self.documents, rule)
        return self._decided(name, rule.fact, found, rule.relate)

    def _decided(
        self,
        name: str,
        fact: str,
        found: Sequence[Statement],
        relate: Callable[[Any, Any], Relation],
    ) -> CollatedFact:
        decision = next(
            (each for each in self.decisions if facts.is_decided_by(each, name, fact, found)), None
        )
        return facts.collate(name, found, relate, decision)

    def _participants(self) -> Iterator[Statement]:
        if self.arm is None:
            yield from facts.participants(
                self.library, self.documents, sum_arms=not self.is_crossover
            )
            return
        of_arm = list(facts.participants_of_arm(self.library, self.documents, self.arm))
        if not of_arm and self.is_crossover:
            yield from facts.participants(self.library, self.documents, sum_arms=False)
        yield from of_arm

    def _indications_of_arm(self, rule: FactRule) -> list[Statement]:
        found = []
        what = "indications"
        for report, arm in self._entries_of_arm():
            items = arm.indications
            if items is not None and items.items:
                text = facts.said_text(items)
                value = facts.closure(self.library, items)
                found.append(
                    statement(
                        self.library, report, value, (items,), text=text, what=what, column=what
                    )
                )
        return found

    def _entries_of_arm(self) -> Iterator[tuple[Report, ArmReport]]:
        for report in self.documents:
            for arm in report.arms:
                if arm.arm == self.arm:
                    yield report, arm

    @functools.cached_property
    def is_crossover(self) -> bool:
        """Whether the participants of all arms are the same."""
        return bool(self.fact("design.structure").value == "crossover")

    @functools.cached_property
    def design(self) -> Design | None:
        """The design, each part as it is used; ``None`` where no report has any."""
        if all(report.design is None for report in self.documents):
            return None
        parts: dict[str, Any] = {}
        for part in DESIGN_PARTS:
            best = self.fact(f"design.{part}").best
            parts[part] = None if best is None else best.chain[-1]
        for part in ("allocation", "masking"):
            if parts[part] is None:
                parts[part] = Fact(missing="not reported")
        return Design(**parts, comparators=self._comparator_words())

    def _comparator_words(self) -> Items[str]:
        collated = self.comparators
        if collated.words:
            return Items(items=collated.words)
        if collated.none:
            return Items(missing="none")
        silent = None if collated.silent is None else collated.silent.chain[-1]
        missing = silent.missing if isinstance(silent, Items) else None
        return Items(missing=missing or "not reported")

    # Arms and regimens

    @functools.cached_property
    def arms(self) -> tuple[str, ...]:
        """Intervention arms that any report mentions, in the order of the study's arms; for one
        arm, that arm.
        """
        if self.arm is not None:
            return (self.arm,)
        mentioned = {arm.arm for report in self.documents for arm in report.arms}
        known = [arm.id for arm in self.study.arms]
        every = dict.fromkeys([*known, *sorted(mentioned - set(known))])
        return tuple(id_ for id_ in every if id_ in mentioned and id_ not in self.study.comparators)

    @functools.cached_property
    def regimens(self) -> Regimens:
        """The regimens of all reports and those used."""
        return Regimens(
            self.library,
            self.documents,
            self.decisions,
            self.study.comparators,
            self.arm,
            self.weight,
        )

    @property
    def courses(self) -> tuple[Course, ...]:
        """The regimens used, one for each arm that has its own."""
        return self.regimens.courses

    def by_arm(self) -> Iterator[CollatedStudy]:
        """One collated study for each intervention arm, or this one where no report has arms."""
        if not self.arms:
            yield self
        for arm in self.arms:
            yield replace(self, arm=arm)

    # Lists

    @functools.cached_property
    def named_arms(self) -> likeness.NamedArms:
        """The arms as entries name them."""
        intervention = [arm.id for arm in self.study.arms if arm.role == "intervention"]
        return likeness.NamedArms(intervention[0] if len(intervention) == 1 else None)

    def arm_label(self, id_: str) -> str:
        """What an arm is called in tables: its label, else its id in words."""
        for arm in self.study.arms:
            if arm.id == id_ and arm.label is not None:
                return arm.label
        return id_.replace("-", " ")

    def _united(self, name: str, rule: ListRule[Any]) -> CollatedList[Any]:
        said, found = [], []
        for report in self.documents:
            items: Items[Any] | None = getattr(report, name)
            if items is None:
                continue
            of_list = functools.partial(statement, self.library, report, what=name, column=name)
            text = "; ".join(map(rule.write, items.items)) or str(items.missing)
            said.append(of_list(items.missing, (items,), text=text))
            for entry in items.items:
                found.append(of_list(entry, (items, entry), text=rule.write(entry)))
        collated = CollatedList(rule, unite(found, rule), tuple(said)).of_arm(self.arm)
        for decision in self.decisions:
            if decision.what.partition(".")[0] == name:
                collated = collated.decided(name, decision, self._whole_texts(name))
        return collated

    def _whole_texts(self, name: str) -> frozenset[str]:
        """The lists of the reports in words, where as a whole they differ."""
        for each in self._differing_wholes:
            if each.name == name:
                return frozenset(statement.show().text for statement in each.statements)
        return frozenset()

    @functools.cached_property
    def _differing_wholes(self) -> tuple[Difference, ...]:
        return tuple(differing_lists(self.library, self.documents, self.comparators.statements))

    @functools.cached_property
    def every_relief(self) -> CollatedList[Relief]:
        """Observations of relief in all arms."""
        return self._united("relief", likeness.relief_rule(self.library, self.named_arms))

    @functools.cached_property
    def relief(self) -> CollatedList[Relief]:
        """Observations of relief, those of comparator arms left out: they say nothing of the drug
        studied.
        """
        comparators = self.study.comparators
        united = self.every_relief.kept(lambda entry: entry.arm not in comparators)
        if self.arm is None:
            return united
        # what is said of all arms holds for each, but where the same is said of this one
        arms = self.named_arms
        key = functools.partial(likeness.outcome_key, vocabulary=self.library.vocabulary)
        own = {key(item) for item in united.items if arms.of(item.arm) == self.arm}
        return united.kept(lambda entry: arms.of(entry.arm) is not None or key(entry) not in own)

    @functools.cached_property
    def outcomes(self) -> CollatedList[Outcome]:
        """Secondary outcomes."""
        return self._united("outcomes", likeness.outcome_rule(self.library, self.named_arms))

    @functools.cached_property
    def adverse_events(self) -> CollatedList[AdverseEvent]:
        """Adverse events, by arm."""
        rule = likeness.adverse_event_rule(self.library, self.named_arms)
        return self._united("adverse_events", rule)

    @functools.cached_property
    def comedication(self) -> CollatedList[Comedication]:
        """Drugs beside the one studied."""
        rule = likeness.comedication_rule(self.library, self.named_arms)
        return self._united("comedication", rule)

    @functools.cached_property
    def comparators(self) -> CollatedWords:
        """What the drug studied was compared with, in words."""
        return collate_comparators(self.library, self.documents, self.decisions)

    # What differs

    @functools.cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What reports say otherwise: facts, elements of regimens, lists and their entries."""
        if len(self.documents) < 2:
            return ()
        return (
            *self._differing_facts(),
            *self._differing_regimens(),
            *self._differing_lists(),
        )

    def _differing_facts(self) -> Iterator[Difference]:
        names = [(rule.name, rule.fact) for rule in FACT_RULES.values()]
        for name, fact in [("participants", "participants"), *names]:
            collated = self.fact(name)
            if collated.differs:
                yield Difference(name, fact, name, collated.statements)
        if self.arm is None:
            for arm in self.arms:
                of_arm = replace(self, arm=arm).fact("participants")
                if of_arm.differs and not self.is_crossover:
                    name = f":{arm}/participants"
                    yield Difference(name, "participants", "participants", of_arm.statements)

    def _differing_regimens(self) -> Iterator[Difference]:
        if sum(gives_regimen(report) for report in self.documents) < 2:
            return
        for name in REGIMEN_FACTS:
            found = self.regimens.statements(name)
            if is_disputed(found, RELATIONS[name]):
                yield Difference(name, "regimen", name, tuple(found))

    def _differing_lists(self) -> Iterator[Difference]:
        lists: dict[str, CollatedList[Any]] = {
            "comedication": self.comedication,
            "relief": self.every_relief,
            "outcomes": self.outcomes,
            "adverse_events": self.adverse_events,
        }
        for name, collated in lists.items():
            for entry in collated.entries:
                if entry.differing:
                    named = f"{name}.{entry.name}"
                    figures = tuple(self._figures(name, entry, collated))
                    yield Difference(named, name, name, figures)
        yield from self._differing_wholes

    def _figures(
        self, name: str, entry: CollatedEntry[Any], collated: CollatedList[Any]
    ) -> Iterator[Statement]:
        """The statements on an entry with what differs alone; of those that agree, the one that
        gives it.
        """
        figure = collated.rule.figure
        used = figure(entry.entry)
        giving = [each for each in entry.statements if figure(each.value) == used]
        differing = [(giving or list(entry.statements))[0], *entry.differing]
        # in order of preference also where a decision uses what a less preferred report says
        for each in sorted(differing, key=lambda each: self.documents.index(each.report)):
            yield statement(
                self.library,
                each.report,
                each.value,
                each.chain,
                text=figure(each.value),
                what=name,
                column=name,
                parts=False,
            )
