"""Why effects are not pooled here, told from the records; and the effects that reviews have pooled,
as printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from keta_evidence.evidence.catalogue.terms import names_of, narrower
from keta_evidence.records.leaves import Measure
from keta_evidence.records.library import Library
from keta_evidence.records.model import BASELINE, Figure, Outcome, Relief
from keta_evidence.records.origin import fact_text
from keta_evidence.records.words import fold
from keta_evidence.synthesis.points import Point
from keta_evidence.tables.overviews import OverviewLine, figure_text


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike the outcomes of studies are: how many tell of relief, by how many outcome measures.

    ``alike`` is the largest number of studies with relief by the same outcome measure, threshold
    and time point, which are ``shared``.
    """

    studies: int
    outcomes: int
    alike: int
    shared: str


def likeness(points: Sequence[Point]) -> Likeness:
    """Outcome measures, thresholds and time points of relief over studies, each study counted once
    for each.
    """
    studies = 0
    outcomes: set[str] = set()
    shared: Counter[tuple[object, ...]] = Counter()
    texts: dict[tuple[object, ...], str] = {}
    for point in points:
        items = point.row.collated.relief.items
        studies += bool(items)
        outcomes.update(fold(item.outcome) for item in items)
        own = dict(kind for kind in map(_kind, items) if kind is not None)
        shared.update(own.keys())
        texts = own | texts
    alike, text = min(((-many, texts[kind]) for kind, many in shared.items()), default=(0, ""))
    return Likeness(studies, len(outcomes), -alike, text)


def _kind(item: Relief) -> tuple[tuple[object, ...], str] | None:
    """What has to be the same, a time in whatever unit it is reported, and how it is called;
    ``None`` where no time is.
    """
    times = (
        ("last shown at", item.last_present),
        ("lasting", item.duration),
        ("absent at", item.first_absent),
    )
    name, fact = next((name, fact) for name, fact in times if fact is not None)
    if not isinstance(fact.value, Measure):
        return None
    outcome, threshold = fold(item.outcome), item.threshold
    text = f"{outcome}, {threshold or 'no threshold'}, {name} {fact_text(fact)}"
    return (outcome, fold(threshold or ""), name, fact.value.quantity), text


def pooling_reasons(points: Sequence[Point]) -> tuple[str, ...]:
    """Why nothing is pooled, one sentence each."""
    alike = likeness(points)
    if not alike.studies:
        return (f"relief: told by none of {len(points)} studies",)
    same = "no two studies"
    if alike.alike > 1:
        same = f"{alike.alike} studies at most ({alike.shared})"
    return (
        f"different outcomes: {counted(alike.outcomes, 'outcome measure')} in "
        f"{counted(alike.studies, 'study', 'studies')} "
        "that tell of relief",
        f"same outcome measure, threshold and time point: {same}",
        f"effect sizes: {effects_text(points)}",
    )


def effects_text(points: Sequence[Point]) -> str:
    """How many studies give an effect against a comparator with its confidence interval, and of
    like outcomes how many.
    """
    studies = 0
    shared: Counter[tuple[object, ...]] = Counter()
    for point in points:
        kinds = set(_effect_kinds(point.row.collated.outcomes.items))
        studies += bool(kinds)
        shared.update(kinds)
    alike = max(shared.values(), default=0)
    found = (
        "with a confidence interval, against a comparator, in "
        f"{counted(studies, 'study', 'studies')}"
    )
    most = f"{alike} at most" if alike > 1 else "no two"
    return f"{found}, {most} of the same outcome and time"


def _effect_kinds(outcomes: Iterable[Outcome]) -> Iterator[tuple[object, ...]]:
    for item in outcomes:
        against = None if item.comparator is None else item.comparator.value
        if _is_effect(item) and against not in (None, BASELINE):
            yield (
                fold(item.outcome),
                item.statistic,
                item.when.quantity if item.when is not None else None,
            )


def counted(number: int, one: str, more: str = "") -> str:
    """``1 study``, ``2 studies``; the plural where an s does not make it."""
    if number == 1:
        return f"1 {one}"
    return f"{number} {more or one + 's'}"


def published_effects(
    library: Library, points: Sequence[Point], indications: Collection[str], source: str | None
) -> tuple[str, ...]:
    """Effects with a confidence interval that reviews print, each with its place: as published, not
    worked out again.

    ``indications`` are ids: only what is about them, or about one of the studies; without any,
    everything.
    """
    ids = {point.id for point in points}
    named = _naming(library, indications)
    effects = []
    for overview in library.overviews.values():
        line = OverviewLine(overview, library, source)
        reported = any(ids.intersection(account.studies) for account in line.accounts)
        for figure, origin in line.figures():
            # a group that is named says what a figure is about; else the whole review does
            about = named(figure.group or overview.title) or (reported and not figure.group)
            if _is_effect(figure) and (about or not indications):
                text = f"{overview.id}: {figure.what}: {figure_text(figure)} ({origin.place})"
                effects.append(text)
    return tuple(dict.fromkeys(effects))


def _is_effect(figure: Figure | Outcome) -> bool:
    return figure.interval is not None and figure.interval.kind == "CI"


def _naming(library: Library, indications: Collection[str]) -> Callable[[str], bool]:
    """Whether a text names one of the indications, or a narrower one."""
    names = {
        fold(name)
        for id_ in (*indications, *narrower(library, indications))
        for name in names_of(library, id_)
    }
    any_name = "|".join(map(re.escape, sorted(names)))
    pattern = re.compile(rf"\b (?: {any_name} ) \b  # whole words, not parts of words", re.VERBOSE)
    return lambda text: pattern.search(fold(text)) is not None
