"""Variables of relief, comedication and adverse events."""

from __future__ import annotations

from keta_evidence.evidence.catalogue import outcomes
from keta_evidence.evidence.catalogue.variable import (
    Variable,
    column,
    one_end,
    only,
)
from keta_evidence.evidence.relief import HOURS_PER_DAY
from keta_evidence.units import NUMBER, TIME

RELIEF: tuple[Variable, ...] = (
    Variable(
        "relief",
        "Longest relief: at least the last time shown, less than the time seen absent.",
        "relief > 4 wk",
        outcomes.relief,
        aliases=("relief_max",),
        dimensions=(TIME,),
        words=only("none shown", "immediate only", "during infusion only"),
        columns=(
            column(
                "relief",
                "Duration of relief",
                "text",
                "Duration of relief with what is known of its end.",
                "relief",
                people=True,
                show=outcomes.relief_phrase,
            ),
        ),
    ),
    Variable(
        "relief_shown",
        "Longest time at which relief was shown, over outcomes and groups: the last look, "
        "whether or not relief ended there.",
        "relief_shown <= 3 h",
        outcomes.relief_time(lambda span: span.longest),
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
                show=one_end(high=True, size=HOURS_PER_DAY),
            ),
        ),
    ),
    Variable(
        "relief_min",
        "Shortest last time at which relief was shown, over outcomes and groups.",
        "relief_min >= 1 d",
        outcomes.relief_time(lambda span: span.shortest),
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
                show=one_end(high=False, size=HOURS_PER_DAY),
            ),
        ),
    ),
    Variable(
        "relief_lost_by",
        "First later time at which the longest relief was seen absent.",
        "relief_lost_by <= 12 wk",
        outcomes.relief_lost_by,
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
                show=one_end(high=True, size=HOURS_PER_DAY),
            ),
        ),
    ),
    Variable(
        "relief_censored",
        "true where the longest relief was still present when last looked at.",
        "relief_censored = true",
        outcomes.relief_censored,
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
        "responder_share",
        "Percentage of participants with relief, by any threshold, where printed: of all, "
        "else of the arm with most.",
        "responder_share >= 50",
        outcomes.responder_share,
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
        outcomes.comedication,
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
        outcomes.adverse_events,
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
        outcomes.adverse_event_share,
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
