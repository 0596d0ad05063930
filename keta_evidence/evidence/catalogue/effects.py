"""Variables of relief, comedication and adverse events."""

from __future__ import annotations

from typing import get_args

from keta_evidence.evidence.catalogue import lists, reliefs
from keta_evidence.evidence.catalogue.variable import (
    ShownColumn,
    Variable,
    column,
    one_end,
    only,
)
from keta_evidence.evidence.relief import HOURS_PER_DAY, Status, Versus
from keta_evidence.records.model import Statistic
from keta_evidence.units import NUMBER, TIME

_STATUSES = (*map(str, Status), reliefs.IMMEDIATE)
_IN_DAYS_LOW = one_end(high=False, size=HOURS_PER_DAY)
_IN_DAYS_HIGH = one_end(high=True, size=HOURS_PER_DAY)
_NO_LOW = "a maximum bounds relief from above only"
_NO_HIGH = "a minimum bounds relief from below only"


def _against(versus: Versus) -> tuple[Variable, ...]:
    """Relief against a comparator, or against baseline: as a whole, shortest and longest."""
    word = str(versus)
    span_of = reliefs.compared_with(versus)
    return (
        Variable(
            f"relief_vs_{word}",
            f"Longest relief against {word} alone.",
            f"relief_vs_{word} > 4 wk",
            reliefs.relief(span_of),
            dimensions=(TIME,),
            words=only(*_STATUSES),
            columns=(
                column(
                    f"relief_vs_{word}",
                    f"Relief vs {word}",
                    "text",
                    f"Duration of relief against {word} alone.",
                    "relief",
                    people=True,
                ),
            ),
        ),
        Variable(
            f"relief_vs_{word}_min",
            f"Shortest last time at which relief was shown against {word}.",
            f"relief_vs_{word}_min >= 1 d",
            reliefs.relief_time(span_of, lambda span: span.shortest, _NO_LOW),
            dimensions=(TIME,),
            has_words=False,
            columns=(_days(f"relief_vs_{word}_days_min", f"Relief vs {word}, shortest", word),),
        ),
        Variable(
            f"relief_vs_{word}_max",
            f"Longest last time at which relief was shown against {word}.",
            f"relief_vs_{word}_max >= 1 d",
            reliefs.relief_time(span_of, lambda span: span.longest, _NO_HIGH),
            dimensions=(TIME,),
            has_words=False,
            columns=(
                _days(f"relief_vs_{word}_days_max", f"Relief vs {word}, longest", word, high=True),
            ),
        ),
    )


def _days(name: str, title: str, versus: str, *, high: bool = False) -> ShownColumn:
    end = "Longest" if high else "Shortest"
    description = f"{end} last time at which relief was shown against {versus}."
    show = _IN_DAYS_HIGH if high else _IN_DAYS_LOW
    return column(name, title, "number", description, "relief", unit="d", show=show)


RELIEF: tuple[Variable, ...] = (
    Variable(
        "relief",
        "Longest relief: at least the last time shown, less than the time seen absent.",
        "relief > 4 wk",
        reliefs.relief(reliefs.of_all),
        aliases=("relief_max",),
        dimensions=(TIME,),
        words=only(*_STATUSES),
        synonyms=(("during infusion only", str(Status.DURING)),),
        columns=(
            column(
                "relief",
                "Duration of relief",
                "text",
                "Duration of relief with what is known of its end.",
                "relief",
                people=True,
            ),
        ),
    ),
    Variable(
        "relief_shown",
        "Longest time at which relief was shown, over outcomes and groups: the last look, "
        "whether or not relief ended there.",
        "relief_shown <= 3 h",
        reliefs.relief_time(reliefs.of_all, lambda span: span.longest, _NO_HIGH),
        dimensions=(TIME,),
        has_words=False,
        columns=(
            column(
                "relief_days_max",
                "Relief, longest",
                "number",
                "Longest last time at which relief was shown, over outcomes and groups.",
                "relief",
                unit="d",
                show=_IN_DAYS_HIGH,
            ),
        ),
    ),
    Variable(
        "relief_min",
        "Shortest last time at which relief was shown, over outcomes and groups.",
        "relief_min >= 1 d",
        reliefs.relief_time(reliefs.of_all, lambda span: span.shortest, _NO_LOW),
        dimensions=(TIME,),
        has_words=False,
        columns=(
            column(
                "relief_days_min",
                "Relief, shortest",
                "number",
                "Shortest last time at which relief was shown, over outcomes and groups.",
                "relief",
                unit="d",
                show=_IN_DAYS_LOW,
            ),
        ),
    ),
    Variable(
        "relief_lost_by",
        "First later time at which the longest relief was seen absent.",
        "relief_lost_by <= 12 wk",
        reliefs.relief_lost_by(reliefs.of_all),
        dimensions=(TIME,),
        has_words=False,
        columns=(
            column(
                "relief_lost_by_days",
                "Relief lost by",
                "number",
                "First later time at which the longest relief was not shown; "
                "empty if never seen to end.",
                "relief",
                unit="d",
                show=_IN_DAYS_HIGH,
            ),
        ),
    ),
    Variable(
        "relief_censored",
        "true where the longest relief was still present when last looked at.",
        "relief_censored = true",
        reliefs.relief_censored,
        aliases=("censored",),
        words=only("true", "false"),
        synonyms=(("yes", "true"), ("no", "false")),
        columns=(
            column(
                "relief_censored",
                "Relief censored",
                "boolean",
                "True where the longest relief was still present when last looked at.",
                "relief",
            ),
        ),
    ),
    Variable(
        "relief_status",
        "What is known of relief: shown, none shown, during treatment only, shown at a time that "
        "is not reported, or not reported.",
        "relief_status = 'none shown'",
        reliefs.relief_status(reliefs.of_all),
        words=only(*map(str, Status)),
        columns=(
            column(
                "relief_status",
                "Relief status",
                "text",
                "shown; none shown; during treatment only; shown, time not reported; not reported.",
                "relief",
            ),
        ),
    ),
    Variable(
        "relief_versus",
        "What relief is compared with: comparator, baseline, both or not reported.",
        "relief_versus = comparator",
        reliefs.relief_word(lambda span: span.versus),
        words=only("comparator", "baseline", "both", "not reported"),
        columns=(
            column(
                "relief_versus",
                "Relief compared with",
                "text",
                "What relief is compared with: comparator, baseline, both or not reported.",
                "relief",
            ),
        ),
    ),
    Variable(
        "relief_statistic",
        "What the times of relief are: observed at times of measurement, or the mean, median, "
        "maximum or minimum of durations.",
        "relief_statistic = mean",
        reliefs.relief_word(lambda span: span.statistic),
        words=only("observed", *get_args(Statistic)),
        columns=(
            column(
                "relief_statistic",
                "Relief statistic",
                "text",
                "observed (last time at which relief was shown), mean, median, maximum, minimum.",
                "relief",
            ),
        ),
    ),
    *_against(Versus.COMPARATOR),
    Variable(
        "relief_vs_comparator_status",
        "What is known of relief against comparator.",
        "relief_vs_comparator_status = 'none shown'",
        reliefs.relief_status(reliefs.compared_with(Versus.COMPARATOR)),
        words=only(*map(str, Status)),
        columns=(
            column(
                "relief_vs_comparator_status",
                "Relief vs comparator, status",
                "text",
                "What is known of relief against comparator, in the words of relief_status.",
                "relie",
            ),
        ),
    ),
    Variable(
        "relief_vs_comparator_lost_by",
        "First later time at which the longest relief against comparator was seen absent.",
        "relief_vs_comparator_lost_by <= 12 wk",
        reliefs.relief_lost_by(reliefs.compared_with(Versus.COMPARATOR)),
        dimensions=(TIME,),
        has_words=False,
        columns=(
            column(
                "relief_vs_comparator_lost_by_days",
                "Relief vs comparator lost by",
                "number",
                "First later time at which the longest relief against comparator was not shown.",
                "relie",
                unit="d",
                show=_IN_DAYS_HIGH,
            ),
        ),
    ),
    *_against(Versus.BASELINE),
    Variable(
        "responder_share",
        "Percentage of participants with relief, by any threshold, where printed: of all, "
        "else of the arm with most; of several the one of the most counted.",
        "responder_share >= 50",
        lists.responder_share,
        dimensions=(NUMBER,),
        has_words=False,
        columns=(
            column(
                "responder_share",
                "Responders",
                "number",
                "Highest percentage of participants with relief, where printed.",
                "relief",
                unit="%",
                show=one_end(high=True),
            ),
        ),
    ),
)


EVENTS: tuple[Variable, ...] = (
    Variable(
        "comedication",
        "Drugs given beside ketamine; none where there were none.",
        "comedication ~ midazolam",
        lists.comedication,
        columns=(
            column(
                "comedication",
                "Comedication",
                "text",
                "Drugs given beside ketamine.",
                "comedication",
            ),
        ),
    ),
    Variable(
        "adverse_events",
        "Adverse events.",
        "adverse_events ~ nausea",
        lists.adverse_events,
        aliases=("adverse_event",),
        columns=(
            column(
                "adverse_events",
                "Adverse events",
                "text",
                "Adverse events with counts where printed.",
                "adverse_events",
            ),
        ),
    ),
    Variable(
        "adverse_event_share",
        "Highest percentage of participants with any one adverse event, where printed.",
        "adverse_event_share >= 25",
        lists.adverse_event_share,
        dimensions=(NUMBER,),
        has_words=False,
        columns=(
            column(
                "adverse_event_share",
                "Most frequent adverse event",
                "number",
                "Highest percentage of participants with any one adverse event, where printed.",
                "adverse_events",
                unit="%",
                show=one_end(high=True),
            ),
        ),
    ),
)
