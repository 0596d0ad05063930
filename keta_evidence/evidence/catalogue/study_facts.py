"""How what describes a study is read: bibliography, indications, participants, design, setting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, get_args

from keta_evidence.collation.facts import CollatedFact
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.catalogue.terms import names_of, narrower
from keta_evidence.evidence.level import is_controlled
from keta_evidence.evidence.subject import Subject
from keta_evidence.reading import (
    NO_DOCUMENT,
    NOT_REPORTED,
    Basis,
    Flag,
    Reading,
    all_origins,
    inferred_flag,
)
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    Allocation,
    Fact,
    Items,
    Masking,
    Timing,
)
from keta_evidence.records.origin import Origin
from keta_evidence.records.vocabulary import reachable_words, resolve
from keta_evidence.units import exactly

NOT_APPLICABLE = "not applicable"
KINDS = ("trial", "cohort", "case-series")
CONTROLS = ("controlled", "uncontrolled")
NO_ALLOCATION = "the allocation of participants is not reported"
_BOTH_SETTINGS = "inpatient and outpatient"


def fact_reading(subject: Subject, name: str) -> Reading:
    """One single fact of the collated study, with the places of what it rests on."""
    return said_reading(subject, subject.collated.fact(name))


def said_reading(subject: Subject, collated: CollatedFact) -> Reading:
    """A collated fact as a reading; where another report made it more exact, with both places."""
    best = collated.best
    if best is None:
        return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT)
    shown = best.show()
    origins = shown.origins
    if collated.refined is not None:
        origins = (*origins, *collated.refined.show().origins)
    reading = Reading(text=shown.text, flags=inferred_flag(shown.origins), origins=origins)
    said = best.chain[-1]
    if isinstance(said, Items):
        return _of_list(reading, said)
    if not isinstance(said, Fact):
        return replace(reading, value=best.value)
    if said.value is None:
        texts = (NOT_APPLICABLE,) if said.missing == NOT_APPLICABLE else ()
        return replace(reading, text=str(said.missing), texts=texts, reason=shown.text)
    value = said.value if isinstance(said.value, str | int) else shown.text
    return replace(reading, value=value, texts=(str(said.value),))


def _of_list(reading: Reading, items: Items[object]) -> Reading:
    if items.items:
        return replace(reading, value=reading.text, texts=tuple(map(str, items.items)))
    if items.none:
        return replace(reading, value=reading.text, texts=("none",))
    texts = (NOT_APPLICABLE,) if items.missing == NOT_APPLICABLE else ()
    return replace(reading, texts=texts, reason=reading.text)


def study_id(subject: Subject) -> Reading:
    """The study's id, and the ids of the arms that the subject is or holds."""
    arms = (f"{subject.study.id}:{arm}" for arm in subject.collated.arms)
    texts = tuple(dict.fromkeys((subject.id, subject.study.id, *arms)))
    return Reading(value=subject.id, text=subject.id, texts=texts)


def study_title(subject: Subject) -> Reading:
    """Title of the paper, with the name of the arm in brackets."""
    title = subject.study.title
    if subject.collated.arm is not None:
        labels = {arm.id: arm.label for arm in subject.study.arms}
        shown = f"{title} [{labels.get(subject.collated.arm) or subject.collated.arm}]"
        return Reading(value=shown, text=shown, texts=(title, shown))
    return Reading(value=title, text=title, texts=(title,))


def study_year(subject: Subject) -> Reading:
    """Year of publication."""
    year = subject.study.citation.issued
    return Reading(value=year, text=str(year), interval=exactly(year))


def study_sources(subject: Subject) -> Reading:
    """Documents that report the study."""
    sources = tuple(dict.fromkeys(report.source for report in subject.collated.reports))
    text = ", ".join(sources)
    return Reading(value=text, text=text, texts=sources)


def kind_of_study(collated: CollatedStudy) -> str | None:
    """trial, cohort or case-series by the design used; ``None`` where no allocation is reported."""
    design = collated.design
    if design is None or design.allocation.value is None:
        return None
    if design.allocation.value == "randomised":
        return "trial"
    return "cohort" if is_controlled(design) else "case-series"


def study_kind(subject: Subject) -> Reading:
    """trial, cohort or case-series."""
    kind = kind_of_study(subject.collated)
    origins = allocation_origins(subject)
    if kind is None:
        return Reading(text=NOT_REPORTED, reason=NO_ALLOCATION, origins=origins)
    return Reading(value=kind, text=kind, texts=(kind,), origins=origins)


def allocation_origins(subject: Subject) -> tuple[Origin, ...]:
    """Where the facts stand from which kind and level follow."""
    parts = (design_part("allocation")(subject), design_part("comparators")(subject))
    return all_origins(parts)


def design_part(part: str) -> Callable[[Subject], Reading]:
    """How one fact of the design is read."""
    if part == "comparators":
        return _comparators
    return lambda subject: fact_reading(subject, f"design.{part}")


def _comparators(subject: Subject) -> Reading:
    """What the drug studied was compared with, as all reports together say; by words as well."""
    collated = subject.collated.comparators
    origins: list[Origin] = []
    for each in collated.statements:
        origins += each.show().origins
    places = tuple(dict.fromkeys(origins))
    flags = inferred_flag(places)
    if collated.words:
        text = ", ".join(collated.words)
        names: dict[str, None] = {}
        for word in collated.words:
            names |= dict.fromkeys(_comparator_names(subject, word))
        return Reading(value=text, text=text, texts=tuple(names), flags=flags, origins=places)
    if collated.none:
        return Reading(value="none", text="none", texts=("none",), flags=flags, origins=places)
    if collated.silent is None:
        return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT)
    shown = collated.silent.show()
    texts = (NOT_APPLICABLE,) if shown.text == NOT_APPLICABLE else ()
    return Reading(
        text=shown.text,
        texts=texts,
        reason=shown.text,
        flags=inferred_flag(shown.origins),
        origins=shown.origins,
    )


def _comparator_names(subject: Subject, word: str) -> tuple[str, ...]:
    """A comparator's words, those before a bracket, and every name of its term and broader ones."""
    terms = subject.collated.library.vocabulary.comparators
    id_ = resolve(word, terms)
    names = () if id_ is None else reachable_words(id_, terms)
    return (word, word.partition(" (")[0], *names)


def study_design(subject: Subject) -> Reading:
    """Timing and structure; as words all of the design, those of a missing part being possible."""
    design = subject.collated.design
    if design is None:
        return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT)
    parts = (
        (study_kind(subject), "kind", KINDS),
        (design_part("allocation")(subject), "allocation", get_args(Allocation)),
        # a single group is known from the allocation, so a missing structure leaves these two open
        (design_part("structure")(subject), "structure", ("parallel", "crossover")),
        (design_part("timing")(subject), "timing", get_args(Timing)),
        (design_part("masking")(subject), "masking", get_args(Masking)),
        (_control(subject), "control", CONTROLS),
    )
    words = _all_words(parts)
    shown = [design_part(part)(subject) for part in ("timing", "structure")]
    shown = [reading for reading in shown if reading.value is not None]
    if not shown:
        structure = design_part("structure")(subject)
        return replace(structure, texts=words.texts, possible=words.possible, gap=words.gap)
    text = " ".join(reading.text for reading in shown)
    return replace(words, value=text, text=text, flags=_flags(shown), origins=all_origins(shown))


def _all_words(parts: Iterable[tuple[Reading, str, tuple[str, ...]]]) -> Reading:
    """The words of several readings; of those that have none, the words they could have."""
    texts: list[str] = []
    possible: list[str] = []
    gaps = []
    for reading, name, words in parts:
        texts += reading.texts
        if not reading.texts:
            possible += words
            gaps.append(f"{name}: {reading.reason}")
    return Reading(texts=tuple(dict.fromkeys(texts)), possible=tuple(possible), gap="; ".join(gaps))


def _control(subject: Subject) -> Reading:
    design = subject.collated.design
    assert design is not None
    if is_controlled(design):
        return Reading(texts=("controlled",))
    if design.allocation.value == "single group" or design.comparators.none:
        return Reading(texts=("uncontrolled",))
    return Reading(reason=f"comparators: {design.comparators.missing}")


def _flags(readings: Iterable[Reading]) -> frozenset[Flag]:
    return frozenset[Flag]().union(*(reading.flags for reading in readings))


def design_phrase(subject: Subject, reading: Reading) -> Reading:
    """Kind, allocation, structure, timing, masking and comparators in one phrase."""
    design = subject.collated.design
    if design is None:
        return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT)
    facts: tuple[Fact[Any] | None, ...] = (design.allocation, design.structure, design.masking)
    if design.allocation.value == "single group":
        facts = (design.timing, design.masking)
    words = [kind_of_study(subject.collated) or "design not reported"]
    words += [str(fact.value) for fact in facts if fact is not None and fact.value]
    if design.comparators.items:
        words.append(f"vs {', '.join(design.comparators.items)}")
    parts = [reading]
    parts += [design_part(part)(subject) for part in ("allocation", "masking", "comparators")]
    text = ", ".join(words)
    return Reading(value=text, text=text, flags=_flags(parts), origins=all_origins(parts))


def study_setting(subject: Subject) -> Reading:
    """Where the infusions were given; inpatient and outpatient is both."""
    reading = fact_reading(subject, "setting")
    if reading.texts == (_BOTH_SETTINGS,):
        return replace(reading, texts=(_BOTH_SETTINGS, *_BOTH_SETTINGS.split(" and ")))
    return reading


def indication_ids(study: CollatedStudy) -> tuple[str, ...]:
    """Indications of a study, or of the arm that it is: what is used of them."""
    used = study.fact("indications").used
    if used is None:
        return ()
    items = used.chain[-1]
    assert isinstance(items, Items)
    return items.items


def study_indications(subject: Subject) -> Reading:
    """Indications by label; as words every name of them and of broader ones.

    The names of narrower ones are possible: a document may have used the broader word.
    """
    library = subject.collated.library
    reading = fact_reading(subject, "indications")
    own = indication_ids(subject.collated)
    ids = dict.fromkeys(own)
    for arm in subject.collated.by_arm():
        ids |= dict.fromkeys(indication_ids(arm))
    if not ids:
        return replace(reading, texts=(), gap=reading.reason or NOT_REPORTED)
    above = sorted({broader for id_ in ids for broader in library.broader(id_)} - set(ids))
    label = ", ".join(names_of(library, id_)[0] for id_ in ids)
    reading = replace(
        reading,
        texts=_all_names(library, [*ids, *above]),
        possible=_all_names(library, narrower(library, ids)),
        gap=f"reported only as {label}",
    )
    if not own:
        return reading
    text = ", ".join(names_of(library, id_)[0] for id_ in own)
    return replace(reading, value=text, text=text, reason="")


def _all_names(library: Library, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for id_ in ids for name in names_of(library, id_))


def study_participants(subject: Subject) -> Reading:
    """The count, and whose participants they are where another study has the same ones."""
    reading = _count_of_participants(subject)
    if isinstance(reading.value, int):
        reading = replace(reading, interval=exactly(reading.value))
    same = subject.study.same_participants_as
    if same:
        return replace(reading, text=f"{reading.text} (those of {same})")
    return reading


def _count_of_participants(subject: Subject) -> Reading:
    collated = subject.collated.fact("participants")
    if collated.best is None:
        return Reading(text=NOT_REPORTED, reason=_why_uncounted(subject))
    reading = said_reading(subject, collated)
    parts = collated.best.chain
    if len(parts) < 2:
        return reading
    counts = [str(part.value) for part in parts if isinstance(part, Fact)]
    step = f"{' + '.join(counts)} = {collated.value}"
    return replace(
        reading,
        value=collated.value,
        text=str(collated.value),
        basis=Basis.COMPUTED,
        flags=reading.flags | {Flag.COMPUTED},
        steps=(step,),
    )


def _why_uncounted(subject: Subject) -> str:
    if subject.collated.arm is not None:
        return "the count of this arm is not reported"
    arms = [arm for report in subject.collated.documents for arm in report.arms]
    if not any(arm.participants is not None for arm in arms):
        return NO_DOCUMENT
    if subject.collated.is_crossover:
        return (
            "in a crossover study the arms are the same participants; their number is not reported"
        )
    return "not every arm has its count"


def study_level(subject: Subject) -> Reading:
    """Evidence level; of the 2009 scheme the number is its first sign, and 1b- is also a 1b."""
    level = subject.level
    origins = allocation_origins(subject)
    if level.value is None:
        return Reading(text="none", reason=level.reason, origins=origins, steps=level.steps)
    return Reading(
        value=int(level.value) if level.value.isdigit() else level.value,
        text=level.value,
        interval=exactly(int(level.value[0])),
        texts=(level.value, level.value.rstrip("-")),
        origins=origins,
        steps=level.steps,
    )


def open_discrepancies(subject: Subject) -> Reading:
    """Open discrepancies between or within the documents, with every one as a step."""
    found = subject.discrepancies
    count = sum(each.status == "open" for each in found)
    text = f"{count} open" if found else "0"
    if len(found) > count:
        text = f"{text} of {len(found)}"
    steps = tuple(f"{each.id}: {each.difference} ({each.status})" for each in found)
    return Reading(value=count, text=text, interval=exactly(count), steps=steps)
