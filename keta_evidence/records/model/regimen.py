"""What a report says of design, arms, regimens and drugs beside them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from keta_evidence.records.format import Doc, Entry, entry
from keta_evidence.records.leaves import (
    REST,
    Amount,
    Concentration,
    Count,
    Dose,
    Id,
    Measure,
    Over,
    Rate,
    Size,
    Text,
    Time,
    Whole,
)
from keta_evidence.records.model.base import (
    Allocation,
    Enantiomer,
    Fact,
    Items,
    Masking,
    Route,
    Said,
    Statistic,
    Structure,
    Timing,
    list_of,
    sd_faults,
)


@entry
class Design(Said):
    """How the study was done. Facts that share one printed word (PRCT crossover) have it once, as
    printed.
    """

    allocation: Annotated[
        Fact[Allocation], Doc("How participants came to their treatment.", "randomised")
    ]
    structure: Annotated[
        Fact[Structure] | None, Doc("Parallel arms, crossover, or a single group.", "crossover")
    ] = None
    timing: Annotated[
        Fact[Timing] | None,
        Doc("Planned before (prospective) or read from files afterwards.", "prospective"),
    ] = None
    comparators: Annotated[
        Items[Text], Doc(list_of("What ketamine was compared with"), ["placebo"])
    ]
    masking: Annotated[Fact[Masking], Doc("Who did not know the treatment.", "double-blind")]


@entry
class Titration(Entry):
    """A rate raised (or lowered) in steps; where start, end, step and every are all known, the dose
    is worked out. The rate at the end alone is the most that was given.
    """

    start: Annotated[Rate | None, Doc("Rate at the start; absent if not reported.", "10 mg/h")] = (
        None
    )
    end: Annotated[Rate | None, Doc("Rate reached; absent if not reported.", "40 mg/h")] = None
    step: Annotated[Rate | None, Doc("Size of each step.", "2 mg/h")] = None
    every: Annotated[Time | None, Doc("Time between steps.", "2 h")] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        if self.start is None and self.end is None:
            yield "KE102", "one of start and end is needed"


PHASE_KINDS = ("bolus", "dose", "rate", "titrate", "target", "pause")


@entry
class Phase(Said):
    """One part of a session: a bolus, a dose over a time, a rate for a time, a titration, a plasma
    target or a pause.
    """

    bolus: Annotated[
        Amount | None,
        Doc("An amount given at once, or as a loading dose over a short time.", "0.2 mg/kg"),
    ] = None
    dose: Annotated[
        Amount | None,
        Doc("An amount given over a time (no time unit is printed with it).", "100 mg"),
    ] = None
    rate: Annotated[Rate | None, Doc("An amount per time.", "0.35 mg/kg/h")] = None
    titrate: Annotated[
        Titration | None,
        Doc("A rate changed in steps.", {"start": "10 mg/h", "end": "40 mg/h"}),
    ] = None
    target: Annotated[
        Concentration | None,
        Doc("A plasma concentration aimed at; gives no dose.", "250-300 µg/dL"),
    ] = None
    pause: Annotated[Time | None, Doc("A time for which the infusion was interrupted.", "1 h")] = (
        None
    )
    cap: Annotated[
        Rate | None,
        Doc("Highest rate allowed, beside a rate or titration per body weight.", "25 mg/h"),
    ] = None
    over: Annotated[
        Over | None,
        Doc(
            "How long the phase lasts. rest, or nothing at all: what the other phases leave of "
            "the session.",
            "2 h",
        ),
    ] = None
    double_at: Annotated[
        tuple[Time, ...],
        Doc(
            "Times since the start of the phase at which its rate is doubled if only_if holds.",
            ["60 min", "90 min"],
        ),
    ] = ()
    only_if: Annotated[
        Text | None,
        Doc("Condition for the doubling, or for the upper end of a dose.", "no analgesic benefit"),
    ] = None
    statistic: Annotated[
        Statistic | None,
        Doc("What the figure is over the participants, if not the same for all.", "mean"),
    ] = None
    sd: Annotated[Size | None, Doc("Standard deviation of a mean, with its unit.", "0.3 mg/kg")] = (
        None
    )

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        yield from sd_faults(self.statistic, self.sd)
        if len([kind for kind in PHASE_KINDS if getattr(self, kind) is not None]) != 1:
            yield "KE112", f"exactly one of {', '.join(PHASE_KINDS)} belongs here"
        elif self.double_at and self.rate is None:
            yield "KE112", "double_at belongs to a rate"
        elif self.cap is not None and self.rate is None and self.titrate is None:
            yield "KE112", "cap belongs to a rate or titration"
        elif self.pause is not None and self.over is not None:
            yield "KE112", "pause is itself a time; over belongs to the other kinds"

    @property
    def kind(self) -> str:
        """bolus, dose, rate, titrate, target or pause."""
        return next(kind for kind in PHASE_KINDS if getattr(self, kind) is not None)

    @property
    def length(self) -> Measure | None:
        """The time of its own that the phase lasts, where one is stated."""
        if self.pause is not None:
            return self.pause
        return self.over if isinstance(self.over, Measure) else None

    @property
    def takes_rest(self) -> bool:
        """Whether it lasts for what the other phases leave of the session."""
        return self.length is None and (self.over == REST or self.bolus is None)


@entry
class Regimen(Said):
    """How ketamine was given. One continuous infusion, however long, is one session."""

    route: Annotated[Fact[Route], Doc("Route of administration.", "intravenous", elsewhere=True)]
    enantiomer: Annotated[
        Fact[Enantiomer], Doc("racemic, s (S(+)-ketamine) or r.", "racemic", elsewhere=True)
    ]
    sessions: Annotated[Fact[Count], Doc("Sessions in one course.", 10)]
    every: Annotated[Fact[Time] | None, Doc("Time from one session to the next.", "2 d")] = None
    session: Annotated[Fact[Time], Doc("How long one session lasts.", "4 h")]
    phases: Annotated[
        tuple[Phase, ...], Doc("What is given in one session, in order.", [{"dose": "100 mg"}])
    ]
    max_rate: Annotated[
        Fact[Rate] | None,
        Doc("Highest rate allowed or reached, where the document states it.", "0.35 mg/kg/h"),
    ] = None
    session_dose: Annotated[
        Fact[Amount] | None,
        Doc(
            "Dose of one session, where the document states it beside the regimen.",
            "17.5 mg per 70 kg",
        ),
    ] = None
    total_dose: Annotated[
        Fact[Amount] | None,
        Doc("Dose of the whole course, where the document states it.", "1000 mg"),
    ] = None


@entry
class Intervention(Said):
    """One drug that an arm got."""

    drug: Annotated[
        Text, Doc("Drug, by its international non-proprietary name, or placebo.", "ketamine")
    ]
    enantiomer: Annotated[
        Enantiomer | None, Doc("racemic, s or r, of a chiral drug.", "racemic")
    ] = None
    dose: Annotated[Dose | None, Doc("Amount or rate.", "30 mg/kg")] = None
    route: Annotated[Route | None, Doc("Route.", "intravenous")] = None


@entry
class Arm(Entry):
    """One arm, group, period or part of a study; reports refer to it by its id."""

    id: Annotated[
        Id, Doc("Short name, used by reports; not the word baseline.", "ketamine-calcitonin")
    ]
    label: Annotated[Text | None, Doc("Name for people.", "ketamine and calcitonin")] = None
    role: Annotated[
        Literal["intervention", "comparator"],
        Doc(
            "Whether it got what the study is about, or what that was compared with.", "comparator"
        ),
    ]
    interventions: Annotated[
        tuple[Intervention, ...],
        Doc("What it got, as far as all documents agree.", [{"drug": "magnesium sulfate"}]),
    ] = ()


@entry
class ArmReport(Entry):
    """What one document says of one arm of the study."""

    arm: Annotated[Id, Doc("The arm.", "ketamine-calcitonin")]
    label: Annotated[
        Text | None, Doc("What this document calls it, where that is not its label.", "Part 1")
    ] = None
    participants: Annotated[
        Fact[Whole] | None, Doc("Participants randomised to this arm, or included in it.", 15)
    ] = None
    analysed: Annotated[Fact[Whole] | None, Doc("Participants analysed in this arm.", 14)] = None
    indications: Annotated[
        Items[Id] | None,
        Doc(list_of("Indications of this arm, if not those of the report"), ["crps"]),
    ] = None
    interventions: Annotated[
        tuple[Intervention, ...],
        Doc(
            "What it got, where this document says more or otherwise than the study's arm.",
            [{"drug": "magnesium sulfate", "dose": "30 mg/kg"}],
        ),
    ] = ()
    regimen: Annotated[
        Regimen | None, Doc("The regimen of this arm, if not that of the report.")
    ] = None


@entry
class Comedication(Said):
    """A drug given beside ketamine."""

    drug: Annotated[Text, Doc("Drug, by its international non-proprietary name.", "midazolam")]
    dose: Annotated[Text | None, Doc("Dose with unit, as printed.", "2-4 mg")] = None
    route: Annotated[Text | None, Doc("Route.", "intravenous")] = None
    schedule: Annotated[Text | None, Doc("When and how often.", "every 4 h as needed")] = None
    arm: Annotated[Id | None, Doc("The arm that got it; absent: all.", "ketamine")] = None
