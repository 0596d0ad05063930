"""Entries of lists as people read them, in a line."""

from __future__ import annotations

from keta_evidence.records.leaves import Measure
from keta_evidence.records.model import (
    AdverseEvent,
    Comedication,
    Counted,
    Fact,
    Outcome,
    Relief,
    comparator_text,
    limits_text,
)
from keta_evidence.records.origin import fact_text


def counted_text(item: Counted) -> str:
    """``4/9, 44 %``; what is not printed is left out."""
    parts = []
    if item.count is not None:
        parts.append(_of_how_many(item))
    if item.share is not None:
        parts.append(str(item.share))
    return ", ".join(parts)


def _of_how_many(item: Counted) -> str:
    return str(item.count) if item.of is None else f"{item.count}/{item.of}"


def relief_text(item: Relief) -> str:
    """One observation of relief: outcome, comparison, share, times."""
    facts = (
        ("present at", item.last_present),
        ("lasting", item.duration),
        ("absent at", item.first_absent),
        ("followed to", item.follow_up_end),
    )
    times = ", ".join(f"{name} {fact_text(fact)}" for name, fact in facts if fact is not None)
    comparator = comparator_text(item.comparator)
    details = [item.threshold, counted_text(item), item.arm]
    if comparator:
        details.insert(0, f"vs {comparator}")
    return f"{_with_details(item.outcome, *details)}: {times}"


def relief_times_text(item: Relief) -> str:
    """The times of one observation alone: ``≥ 11 wk, lost by 12 wk``, ``mean 9.44 mo``."""
    if item.duration is not None:
        return duration_text(item.duration)
    parts = []
    if item.last_present is not None:
        shown = item.last_present.value
        parts.append(last_present_text(shown) if shown is not None else "time not reported")
    if item.first_absent is not None and item.first_absent.value is not None:
        word = "lost by" if parts else "gone by"
        parts.append(f"{word} {item.first_absent.value}")
    return ", ".join(parts)


def last_present_text(shown: Measure | str) -> str:
    """``≥ 11 wk``, ``immediate``, ``none shown``."""
    if not isinstance(shown, Measure):
        return shown
    if shown.quantity.high == 0:
        return "immediate"
    if shown.quantity.low is None or shown.quantity.high is None:
        return shown.text  # it says itself that it is a bound
    return f"≥ {shown}"


def duration_text(duration: Fact[Measure]) -> str:
    """``9.44 mo (mean)``, ``up to 8 wk``, ``≥ 3 wk``."""
    if duration.value is None:
        return fact_text(duration)
    text = duration.value.text
    if duration.statistic == "maximum":
        return f"up to {text.removeprefix('up to ')}"
    if duration.statistic == "minimum" or text.startswith("at least "):
        return f"≥ {text.removeprefix('at least ')}"
    return f"{text} ({duration.statistic})" if duration.statistic else text


def adverse_event_text(item: AdverseEvent) -> str:
    """One adverse event, with its figures, arm and comparison."""
    return _with_details(item.event, counted_text(item), item.arm, item.difference)


def comedication_text(item: Comedication) -> str:
    """One drug with dose, route, schedule and arm."""
    text = drug_text(item)
    return f"{text} ({item.arm})" if item.arm else text


def drug_text(item: Comedication) -> str:
    """One drug with dose, route and schedule."""
    return spaced(item.drug, item.dose, item.route, item.schedule)


def outcome_text(item: Outcome) -> str:
    """A secondary outcome: measure, result, figure, time, comparison, arm."""
    figure = [part for part in (item.statistic, item.told) if part]
    if item.interval is not None:
        figure.append(f"({limits_text(item.interval)})")
    inside = [" ".join(figure)]
    if item.count is not None:
        inside.append(_of_how_many(item))
    if item.p:
        inside.append(f"p {item.p}")
    if item.when:
        inside.append(f"at {item.when}")
    comparator = comparator_text(item.comparator)
    if comparator:
        inside.append(f"vs {comparator}")
    inside += [item.difference or "", item.arm or ""]
    context = ", ".join(filter(None, inside))
    text = f"{item.outcome}: {item.result}"
    return f"{text} ({context})" if context else text


def outcome_figure(item: Outcome) -> str:
    """The result of an outcome with its figures alone."""
    return spaced(item.result, str(item.value or ""), counted_text(item))


def spaced(*parts: str | None) -> str:
    """The parts that there are, a space between them."""
    return " ".join(part for part in parts if part)


def _with_details(name: str, *details: str | None) -> str:
    inside = ", ".join(detail for detail in details if detail)
    return f"{name} ({inside})" if inside else name
