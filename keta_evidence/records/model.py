"""The record format: what one YAML file may say, key by key. Validation and the published JSON
Schema come from here.

A *study* holds *reports*: what one document says of it, at one place in that document. A value is
its own printed figure; ``printed`` is typed only where the page shows it in other words, and
``inferred`` where it is not printed at all. ``at`` is typed once for a report and again only where
something stands elsewhere. Order of fields is the canonical key order. Annotations are evaluated
here, not kept as text, because format.py reads them.
"""

from collections.abc import Iterator
from typing import Annotated, Generic, Literal, TypeVar

from keta_evidence.records.format import Doc, Entry, entry
from keta_evidence.records.leaves import (
    DURING,
    NONE_SHOWN,
    REST,
    Amount,
    Concentration,
    Count,
    Date,
    Doi,
    Dose,
    Format,
    Id,
    LastPresent,
    Lines,
    Measure,
    Number,
    Over,
    P,
    Percent,
    Pmid,
    Printed,
    Rate,
    Size,
    Text,
    Time,
    Whole,
)
from keta_evidence.records.trees import Tree

T_co = TypeVar("T_co", covariant=True)

Missing = Literal["not reported", "unclear", "not applicable"]
NoItems = Literal["none", "not reported", "unclear", "not applicable"]
NO_ITEMS: tuple[str, ...] = ("none", "not reported", "unclear", "not applicable")
MISSING: tuple[str, ...] = ("not reported", "unclear", "not applicable")

Allocation = Literal["randomised", "non-randomised", "single group"]
Structure = Literal["parallel", "crossover", "single group"]
Timing = Literal["prospective", "retrospective"]
Masking = Literal["open", "single-blind", "double-blind", "triple-blind", "quadruple-blind"]
Setting = Literal["inpatient", "outpatient", "intensive care", "home", "inpatient and outpatient"]
Route = Literal[
    "intravenous",
    "subcutaneous",
    "oral",
    "epidural",
    "iontophoretic",
    "topical",
    "intramuscular",
    "intranasal",
]
Enantiomer = Literal["racemic", "s", "r"]
Statistic = Literal["mean", "median", "mode", "minimum", "maximum", "range"]
Access = Literal[
    "full text",
    "abstract",
    "part of the abstract",
    "table in a review",
    "registry entry",
    "cited elsewhere",
]
SECONDARY: tuple[Access, ...] = ("table in a review", "registry entry", "cited elsewhere")
"""What is not the paper itself, nor a document that was read whole: of less weight than either."""
Domain = Literal[
    "pain",
    "physical functioning",
    "emotional functioning",
    "participant ratings of improvement and satisfaction",
    "symptoms and adverse events",
    "participant disposition",
    "other",
]
Result = Literal["improved", "unchanged", "worsened", "reported"]
EstimateStatistic = Literal[
    "mean",
    "median",
    "mode",
    "minimum",
    "maximum",
    "range",
    "mean change",
    "mean difference",
    "standardised mean difference",
    "Hedges g",
    "odds ratio",
    "risk ratio",
    "hazard ratio",
    "risk difference",
    "pooled rate",
]
LimitsKind = Literal["CI", "IQR", "range", "recommended bounds", "not stated"]


def _list_of(what: str) -> str:
    return (
        f"{what}; a list, the words none / not reported / unclear / not applicable, "
        "or a mapping with items or missing, printed and at"
    )


@entry
class Locator(Entry):
    """Where in the document a value stands."""

    place: Annotated[
        Text,
        Doc(
            "Table and row, or section and paragraph, as the document names them.",
            "Table 2, row Kang et al",
        ),
    ]
    lines: Annotated[
        Lines | None,
        Doc(
            "Line or lines of the pinned text version named in studies/sources/. Absent where "
            "there is no such text.",
            139,
        ),
    ] = None
    column: Annotated[
        Text | None,
        Doc(
            "Column heading, where the value stands in another column than its kind of value "
            "usually does.",
            "Secondary Outcomes",
        ),
    ] = None
    url: Annotated[
        Text | None,
        Doc(
            "Page on which an abstract or registry entry was seen.",
            "https://pubmed.ncbi.nlm.nih.gov/19604642/",
        ),
    ] = None
    moved: Annotated[
        Text | None,
        Doc(
            "Why a fragment printed in another study's row is recorded here.",
            "list continues at 4; Correll's row ends at 3",
        ),
    ] = None


@entry
class Said(Entry):
    """What can be said of any value: how it stands in print, or on what grounds it was inferred,
    and where.
    """

    printed: Annotated[
        Printed | None,
        Doc(
            "The figure as printed: number, unit and the few words that give it meaning. Typed "
            "only where it differs from the value.",
            "Six of 10 patients",
        ),
    ] = None
    noted: Annotated[
        Text | None,
        Doc(
            "The figure in own words, where those of the page were not seen or are too many; "
            "never looked for by verify.",
            "alfentanil, 11 mg in all on average",
        ),
    ] = None
    inferred: Annotated[
        Text | None,
        Doc(
            "Grounds for a value that is not printed anywhere.",
            "single infusion; repeats are named in this column",
        ),
    ] = None
    at: Annotated[
        Locator | None, Doc("Where the value stands, if not where the report stands.")
    ] = None
    note: Annotated[Text | None, Doc("A short remark in own words.", "no time unit printed")] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        if self.printed and self.inferred:
            yield "KE111", "printed and inferred exclude each other"
        if self.printed and self.noted:
            yield "KE111", "printed and noted exclude each other"


@entry
class Fact(Said, Generic[T_co]):
    """One value, or the reason why there is none. Plain text is short for value, a reason's words
    for missing.
    """

    value: Annotated[T_co | None, Doc("The value.")] = None
    missing: Annotated[Missing | None, Doc("Why there is no value.", "not reported")] = None
    because: Annotated[
        Text | None, Doc("More about why there is no value.", "as long as tolerated; no time given")
    ] = None
    statistic: Annotated[
        Statistic | None,
        Doc("What the value is over the participants, if not the same for all.", "mean"),
    ] = None
    sd: Annotated[Size | None, Doc("Standard deviation of a mean, with its unit.", "0.3 mg/kg")] = (
        None
    )

    @staticmethod
    def short(tree: Tree) -> Tree:
        """Plain text or a list is the value, or the reason's words."""
        if isinstance(tree, dict):
            return tree
        return {"missing": tree} if tree in MISSING else {"value": tree}

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        if (self.value is None) == (self.missing is None):
            yield "KE111", "exactly one of value and missing belongs here"
        yield from _sd_faults(self.statistic, self.sd)


def _sd_faults(statistic: Statistic | None, sd: Measure | None) -> Iterator[tuple[str, str]]:
    if sd is not None and statistic != "mean":
        yield "KE111", "sd is that of a mean: statistic: mean belongs beside it"


@entry
class Items(Said, Generic[T_co]):
    """A list, or the word none where the document says there were none, or the reason why there is
    no list.
    """

    items: Annotated[tuple[T_co, ...], Doc("The entries.")] = ()
    missing: Annotated[
        NoItems | None,
        Doc("none: the document says that there were none; else why there is no list.", "none"),
    ] = None

    @staticmethod
    def short(tree: Tree) -> Tree:
        """A list is the entries; a plain word is none or a reason's words."""
        if isinstance(tree, dict):
            return tree
        return {"missing": tree} if tree in NO_ITEMS else {"items": tree}

    @property
    def none(self) -> bool:
        """The document says that there were none."""
        return self.missing == "none"

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        if bool(self.items) == (self.missing is not None):
            yield (
                "KE111",
                "entries, or the word none, or a reason why there are no entries belongs here",
            )


@entry
class Author(Entry):
    """An author of a paper. A plain text is short for name."""

    short_key = "name"

    name: Annotated[
        Text | None, Doc("Family name and initials, as MEDLINE has them.", "Byas-Smith MG")
    ] = None
    literal: Annotated[
        Text | None, Doc("Name of a group.", "Oxford Levels of Evidence Working Group")
    ] = None

    @staticmethod
    def short(tree: Tree) -> Tree:
        """Plain text is the name."""
        return {"name": tree} if isinstance(tree, str) else tree

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        if (self.name is None) == (self.literal is None):
            yield "KE111", "exactly one of name and literal belongs here"


@entry
class Citation(Entry):
    """Bibliography of a paper, in the variables of CSL."""

    hyphenated = frozenset({"container_title"})

    author: Annotated[tuple[Author, ...], Doc("Authors.", ["Patil S", "Anitescu M"])]
    more_authors: Annotated[
        Literal["not listed"] | None,
        Doc("not listed: the list of authors is not whole.", "not listed"),
    ] = None
    container_title: Annotated[Text, Doc("Journal, abbreviated as in MEDLINE.", "Pain Med")]
    issued: Annotated[Whole, Doc("Year of publication.", 2012)]
    volume: Annotated[Text | None, Doc("Volume.", "13")] = None
    issue: Annotated[Text | None, Doc("Issue.", "2")] = None
    page: Annotated[Text | None, Doc("First and last page, in full.", "263-269")] = None
    DOI: Annotated[
        Doi | None, Doc("DOI without the resolver.", "10.1111/j.1526-4637.2011.01241.x")
    ] = None
    PMID: Annotated[Pmid | None, Doc("PubMed identifier.", "21939497")] = None

    @property
    def authors(self) -> str:
        """The authors in a line, Vancouver style."""
        names = [author.name or author.literal or "" for author in self.author]
        if self.more_authors is None:
            return ", ".join(names)
        if len(names) == 1 and " " not in names[0]:
            return f"{names[0]} et al"
        return ", ".join([*names, "et al"])


@entry
class Accessed(Entry):
    """What was read of a document, where, when and by whom."""

    access: Annotated[Access | None, Doc("What was read; absent: the full text.", "abstract")] = (
        None
    )
    url: Annotated[
        Text | None,
        Doc("Address at which it was read.", "https://pubmed.ncbi.nlm.nih.gov/19604642/"),
    ] = None
    accessed: Annotated[Date | None, Doc("When, where that is known.", "2026-11-20")] = None
    extractor: Annotated[Text | None, Doc("Who read it first.", "reader-1")] = None
    reviewer: Annotated[
        Text | None,
        Doc("Who read it independently, without the first one's record.", "reader-2"),
    ] = None


SourceKind = Literal["review", "cohort", "survey", "guideline", "abstract", "registry", "page"]


@entry
class OwnSource(Accessed):
    """A page that was read for one record alone."""

    id: Annotated[
        Id,
        Doc(
            "Key of the page, used by reports: that of a file in studies/sources/, with a number "
            "where there are several, or one of its own.",
            "own-abstract",
        ),
    ]
    kind: Annotated[
        SourceKind | None,
        Doc("What it is; absent: that of the file in studies/sources/ with this id.", "abstract"),
    ] = None


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
        Items[Text], Doc(_list_of("What ketamine was compared with"), ["placebo"])
    ]
    masking: Annotated[Fact[Masking], Doc("Who did not know the treatment.", "double-blind")]


@entry
class Titration(Entry):
    """A rate raised (or lowered) in steps; where start, end, step and every are all known, the dose
    is worked out.
    """

    start: Annotated[Rate, Doc("Rate at the start.", "10 mg/h")]
    end: Annotated[Rate | None, Doc("Rate reached; absent if not reported.", "40 mg/h")] = None
    step: Annotated[Rate | None, Doc("Size of each step.", "2 mg/h")] = None
    every: Annotated[Time | None, Doc("Time between steps.", "2 h")] = None


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
    titrate: Annotated[Titration | None, Doc("A rate changed in steps.")] = None
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
        yield from _sd_faults(self.statistic, self.sd)
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
        Doc(_list_of("Indications of this arm, if not those of the report"), ["crps"]),
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


@entry
class Counted(Said):
    """Something counted over participants: a count, its denominator where printed, a percentage
    where printed.
    """

    count: Annotated[Whole | None, Doc("Participants, as printed.", 4)] = None
    of: Annotated[Whole | None, Doc("Denominator, only where printed.", 9)] = None
    share: Annotated[Percent | None, Doc("Percentage, only where printed.", "38 %")] = None
    arm: Annotated[Id | None, Doc("The arm; absent: all, or the only one.", "ketamine")] = None


@entry
class Limits(Said):
    """The two ends of an interval around a figure, and what they are."""

    kind: Annotated[
        LimitsKind,
        Doc(
            "CI: confidence interval; IQR: quartiles; not stated: what they are is not said.", "CI"
        ),
    ]
    level: Annotated[Percent | None, Doc("Level of a confidence interval.", "95 %")] = None
    low: Annotated[Number, Doc("Lower end; without a unit in that of the value.", "35.54")]
    high: Annotated[Number, Doc("Upper end.", "52.15")]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        if self.level is not None and self.kind != "CI":
            yield "KE111", "level is that of a confidence interval"


@entry
class Estimated(Counted):
    """A figure with what it is, how it spreads, and a count or percentage where printed."""

    value: Annotated[Number | None, Doc("The figure with its unit.", "43.85 %")] = None
    before: Annotated[
        Number | None, Doc("The figure before treatment, where a change from it is printed.", "9.1")
    ] = None
    in_words: Annotated[
        Text | None,
        Doc("What is said where it is no number, or says more than the number.", "moderate"),
    ] = None
    statistic: Annotated[EstimateStatistic | None, Doc("What the figure is.", "mean")] = None
    sd: Annotated[Number | None, Doc("Standard deviation.", "0.4 mg/kg")] = None
    se: Annotated[Number | None, Doc("Standard error.", "0.35")] = None
    plus_minus: Annotated[
        Number | None, Doc("What follows a ± that is not said to be SD or SE.", "0.51")
    ] = None
    interval: Annotated[Limits | None, Doc("An interval around the figure.")] = None
    p: Annotated[P | None, Doc("p value, with its sign.", "< 0.001")] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        spreads = [each for each in (self.sd, self.se, self.plus_minus) if each is not None]
        if len(spreads) > 1:
            yield "KE111", "sd, se and plus_minus exclude each other"
        elif spreads and self.value is None:
            yield "KE111", "sd, se and plus_minus are the spread of a value"
        if self.before is not None and self.value is None:
            yield "KE111", "before needs the value after it"

    @property
    def told(self) -> str:
        """The figure as people read it, with its spread and without its interval; "" where there is
        none.
        """
        if self.in_words is not None:
            return self.in_words
        if self.value is None:
            return ""
        text = str(self.value)
        if self.before is not None:
            text = f"from {self.before} to {text}"
        if self.plus_minus is not None:
            return f"{text} +/- {self.plus_minus}"
        if self.sd is not None:
            return f"{text} (SD {self.sd})"
        return text if self.se is None else f"{text} (SE {self.se})"


_LIMIT_NAMES = {"CI": "confidence interval", "IQR": "quartiles", "not stated": ""}


def limits_text(limits: Limits | None) -> str:
    """An interval as people read it: ``95 % confidence interval 35.54 to 52.15``; "" where there is
    none.
    """
    if limits is None:
        return ""
    parts = [_LIMIT_NAMES.get(limits.kind, limits.kind)]
    if limits.level is not None:
        parts.insert(0, str(limits.level))
    if limits.note is not None:
        parts.append(f"({limits.note})")
    parts.append(f"{limits.low} to {limits.high}")
    return " ".join(part for part in parts if part)


@entry
class Relief(Counted):
    """One observation of pain relief. Times count from the end of treatment."""

    outcome: Annotated[Text, Doc("Outcome measure.", "VAS")]
    measure: Annotated[
        Id | None,
        Doc(
            "Its term in the vocabulary, where its words are not a label or synonym there.",
            "pain-vas",
        ),
    ] = None
    comparator: Annotated[
        Fact[Id],
        Doc("What it was compared with: an arm of the study, or baseline.", "placebo"),
    ]
    threshold: Annotated[Text | None, Doc("What counted as relief.", ">= 50 % reduction")] = None
    last_present: Annotated[
        Fact[LastPresent] | None,
        Doc(
            "Last time at which relief was shown; 0 h: right after the infusion; none shown: at "
            "no time; during infusion: only while it ran; "
            "not reported, unclear: shown, but that time is not told. Left out with first_absent "
            "where no relief before it is told.",
            "12 wk",
        ),
    ] = None
    duration: Annotated[
        Fact[Time] | None,
        Doc(
            "A duration of relief as such, where the document gives one instead of times of "
            "measurement.",
            "9.44 mo",
        ),
    ] = None
    first_absent: Annotated[
        Fact[Time] | None,
        Doc(
            "First later time at which relief was not shown. unclear: it ended, but not when.",
            "3 wk",
        ),
    ] = None
    ended: Annotated[
        Literal["seen", "not seen", "not reported"] | None,
        Doc(
            "Whether relief was seen to end. Needed beside last_present unless first_absent says "
            "it, "
            "none was shown, or it lasted during the infusion only.",
            "not seen",
        ),
    ] = None
    follow_up_end: Annotated[Fact[Time] | None, Doc("When follow-up ended.", "12 wk")] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        if self.last_present is None and self.duration is None and self.first_absent is None:
            yield "KE102", "one of last_present, duration and first_absent is needed"
        if self.last_present is not None and self.duration is not None:
            yield "KE111", "last_present and duration exclude each other"
        if self.first_absent is not None and self.ended not in (None, "seen"):
            yield "KE111", "first_absent says that relief ended"
        if self._leaves_the_end_open:
            yield "KE102", "ended is missing: seen, not seen or not reported; or first_absent"

    @property
    def _leaves_the_end_open(self) -> bool:
        """Whether neither a key nor the value of another one says if relief ended."""
        if self.last_present is None or self.duration is not None:
            return False
        if self.first_absent is not None or self.ended is not None:
            return False
        return self.last_present.value not in (NONE_SHOWN, DURING)


BASELINE = "baseline"
"""What a comparison within one arm is compared with."""


def comparator_text(comparator: Fact[str] | None) -> str:
    """What something was compared with, as people read it; "" where that is not reported."""
    if comparator is None or comparator.value is None:
        return ""
    return comparator.printed or comparator.noted or comparator.value.replace("-", " ")


@entry
class Outcome(Estimated):
    """A secondary outcome, or how much pain changed."""

    outcome: Annotated[
        Text, Doc("Outcome measure, in the words of the page.", "heat pain threshold")
    ]
    measure: Annotated[
        Id | None,
        Doc(
            "Its term in the vocabulary, where its words are not a label or synonym there.",
            "pain-vas",
        ),
    ] = None
    result: Annotated[Result, Doc("What became of it.", "unchanged")]
    when: Annotated[Time | None, Doc("Time since the end of treatment.", "6 wk")] = None
    comparator: Annotated[
        Fact[Id] | None,
        Doc("What it was compared with: an arm of the study, or baseline.", "placebo"),
    ] = None
    difference: Annotated[
        Text | None,
        Doc("What a comparison showed, in a few words.", "no difference between the groups"),
    ] = None


@entry
class AdverseEvent(Counted):
    """An adverse event, or a statement that there was none of a kind (count 0)."""

    event: Annotated[Text, Doc("The event.", "hallucinations")]
    term: Annotated[
        Id | None,
        Doc(
            "Its term in the vocabulary, where its words are not a label or synonym there.",
            "hallucinations",
        ),
    ] = None
    comparator: Annotated[Fact[Id] | None, Doc("The arm it was compared with.", "placebo")] = None
    difference: Annotated[
        Text | None,
        Doc("What a comparison showed, in a few words.", "more often than with placebo"),
    ] = None


@entry
class Report(Entry):
    """What one document says of the study, at one place. Where it says otherwise elsewhere, that is
    another report.
    """

    source: Annotated[Id, Doc("Key of the document, a file in studies/sources/.", "maher-2017")]
    at: Annotated[
        Locator, Doc("Where the report stands. Holds for every value that has no at of its own.")
    ]
    extractor: Annotated[
        Text,
        Doc("Who read the document first, if not as its source says.", "reader-1", elsewhere=True),
    ]
    reviewer: Annotated[
        Text,
        Doc(
            "Who read it independently, without the first one's record, if not as its source says.",
            "reader-2",
            elsewhere=True,
        ),
    ]
    access: Annotated[
        Access | None,
        Doc(
            "What was read of the document, if not what its source says; absent: the full text.",
            "abstract",
        ),
    ] = None
    indications: Annotated[
        Items[Id] | None,
        Doc(_list_of("Indications, as ids of studies/vocabulary.yaml"), ["crps-1"]),
    ] = None
    participants: Annotated[
        Fact[Whole] | None,
        Doc("Participants randomised, or included in an uncontrolled study.", 60),
    ] = None
    analysed: Annotated[Fact[Whole] | None, Doc("Participants analysed.", 56)] = None
    infusions: Annotated[
        Fact[Whole] | None, Doc("Infusions in all, where the document counts them.", 369)
    ] = None
    design: Annotated[Design | None, Doc("How the study was done.")] = None
    setting: Annotated[
        Fact[Setting] | None, Doc("Where the infusions were given.", "outpatient")
    ] = None
    arms: Annotated[
        tuple[ArmReport, ...],
        Doc(
            "What the document says of the study's arms.", [{"arm": "ketamine", "participants": 30}]
        ),
    ] = ()
    regimen: Annotated[
        Regimen | None,
        Doc(
            "How ketamine was given; holds for every arm of the report, comparators left out, "
            "that has no regimen of its own."
        ),
    ] = None
    comedication: Annotated[
        Items[Comedication] | None, Doc(_list_of("Drugs given beside ketamine"))
    ] = None
    relief: Annotated[
        Items[Relief] | None,
        Doc(
            _list_of("Every observation of pain relief"),
            [
                {
                    "outcome": "VAS",
                    "comparator": "placebo",
                    "last_present": "12 wk",
                    "ended": "not seen",
                }
            ],
        ),
    ] = None
    outcomes: Annotated[Items[Outcome] | None, Doc(_list_of("Secondary outcomes"))] = None
    adverse_events: Annotated[Items[AdverseEvent] | None, Doc(_list_of("Adverse events"))] = None
    note: Annotated[
        Text | None, Doc("A remark on the report as a whole.", "its tables have lost their numbers")
    ] = None


LEVEL = "level."
"""Before the question (benefit, harm) in ``what`` of a decision on the evidence level."""


@entry
class Decision(Entry):
    """What was decided on a difference, a finding or the evidence level: why, by whom and when."""

    what: Annotated[
        Text,
        Doc(
            "Id of the discrepancy or finding without the record's own; the fact for which one "
            "source is chosen (regimen); or level.benefit, level.harm.",
            "design.comparators",
        ),
    ]
    values: Annotated[
        tuple[Text, ...],
        Doc(
            "The values it was made on; with any other value the difference is open again.",
            ["84 mg", "49 mg"],
        ),
    ] = ()
    use: Annotated[
        Id | None,
        Doc("Source whose value is used; absent: it is not a real difference.", "maher-2017"),
    ] = None
    step: Annotated[Literal["down", "up"] | None, Doc("Of the evidence level, by one.", "down")] = (
        None
    )
    reason: Annotated[
        Literal[
            "study quality",
            "imprecision",
            "indirectness",
            "inconsistency",
            "very small effect",
            "large effect",
            "very large effect",
            "dramatic effect",
        ]
        | None,
        Doc("The reason for the step that the ladder's footnote names.", "indirectness"),
    ] = None
    why: Annotated[
        Text, Doc("The grounds, in own words.", "states the time unit that the table lacks")
    ]
    by: Annotated[Text, Doc("Who decided.", "reader-3")]
    date: Annotated[Date, Doc("When.", "2026-11-21")]

    @property
    def question(self) -> str:
        """Of a decision on the evidence level, its question (benefit or harm), else ""."""
        return self.what.removeprefix(LEVEL) if self.what.startswith(LEVEL) else ""

    @property
    def answers(self) -> tuple[str, str] | None:
        """Of a decision on a finding of ``validate``, the code and the source of the report that
        raises it.
        """
        code, slash, source = self.what.partition("/")
        return (code, source) if slash and code.startswith("KE") else None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        if self.question and self.question not in ("benefit", "harm"):
            yield "KE104", f"{LEVEL}benefit or {LEVEL}harm belongs in what"
        if {self.step is not None, self.reason is not None} != {bool(self.question)}:
            what = "step and reason belong to a decision on the evidence level, and to no other"
            yield "KE111", what


@entry
class Study(Entry):
    """One investigation in one set of participants: one file."""

    file_kind = "study"

    format: Annotated[
        Format, Doc("Record format of the file; a file without it is of format 1.", 2)
    ]
    id: Annotated[Id, Doc("First author and year; the name of the file.", "kang-2010")]
    kind: Annotated[Literal["study"], Doc("What the record describes.", "study")]
    title: Annotated[Text, Doc("Title of the paper.", "Efficacy of outpatient ketamine infusions")]
    citation: Annotated[Citation, Doc("Where the study was published.")]
    same_participants_as: Annotated[
        Id | None,
        Doc(
            "Study whose participants these are, so that nobody is counted twice.",
            "sigtermans-2009",
        ),
    ] = None
    sources: Annotated[
        tuple[OwnSource, ...], Doc("Pages that were read for this study alone.")
    ] = ()
    arms: Annotated[
        tuple[Arm, ...], Doc("Arms, groups or parts, where there is more than one to tell apart.")
    ] = ()
    reports: Annotated[tuple[Report, ...], Doc("What each document says of the study.")]
    decisions: Annotated[
        tuple[Decision, ...],
        Doc("What was decided where documents differ, on findings, and on the evidence level."),
    ] = ()

    @property
    def comparators(self) -> frozenset[str]:
        """Ids of the arms that are no intervention arms."""
        return frozenset(arm.id for arm in self.arms if arm.role == "comparator")


@entry
class Figure(Estimated):
    """One figure of a survey, guideline or review: a count, a summary statistic, a pooled effect, a
    recommended bound.
    """

    what: Annotated[Text, Doc("What the figure is of.", "starting dose")]
    group: Annotated[Text | None, Doc("The part of the sample it is about.", "outpatient")] = None
    when: Annotated[Text | None, Doc("Time it is about.", "week 4")] = None
    responders: Annotated[Whole | None, Doc("How many answered, or were measured.", 13)] = None


@entry
class Account(Entry):
    """What one document says in figures of a survey, guideline or review, at one place."""

    source: Annotated[Id, Doc("Key of the document, a file in studies/sources/.", "mangnus-2021")]
    at: Annotated[
        Locator, Doc("Where the account stands. Holds for every figure that has no at of its own.")
    ]
    extractor: Annotated[
        Text,
        Doc("Who read the document first, if not as its source says.", "reader-1", elsewhere=True),
    ]
    reviewer: Annotated[
        Text,
        Doc(
            "Who read it independently, without the first one's record, if not as its source says.",
            "reader-2",
            elsewhere=True,
        ),
    ]
    access: Annotated[
        Access | None,
        Doc(
            "What was read of the document, if not what its source says; absent: the full text.",
            "abstract",
        ),
    ] = None
    sample: Annotated[Fact[Whole] | None, Doc("Size of what was surveyed or reviewed.", 51)] = None
    sample_of: Annotated[
        Text | None,
        Doc(
            "What the sample consists of; never mixed with participants of studies.", "pain clinics"
        ),
    ] = None
    studies: Annotated[
        tuple[Id, ...],
        Doc("Studies it includes, as far as they have records.", ["sigtermans-2009"]),
    ] = ()
    figures: Annotated[tuple[Figure, ...], Doc("Its figures.")] = ()
    note: Annotated[
        Text | None, Doc("A remark on the account as a whole.", "its text could not be seen")
    ] = None


@entry
class Overview(Entry):
    """A survey, guideline or review: a record of its own kind, in studies/overviews/, never mixed
    with studies.
    """

    file_kind = "overview"

    format: Annotated[
        Format, Doc("Record format of the file; a file without it is of format 1.", 2)
    ]
    id: Annotated[Id, Doc("First author and year; the name of the file.", "mangnus-2021")]
    kind: Annotated[
        Literal["survey", "guideline", "review"], Doc("What the record describes.", "survey")
    ]
    title: Annotated[
        Text, Doc("Title of the paper.", "Ketamine therapy for chronic pain in The Netherlands")
    ]
    citation: Annotated[Citation, Doc("Where it was published.")]
    sources: Annotated[
        tuple[OwnSource, ...], Doc("Pages that were read for this record alone.")
    ] = ()
    reports: Annotated[tuple[Account, ...], Doc("What each document says of it.")]
    decisions: Annotated[
        tuple[Decision, ...],
        Doc("Which figure is right where they differ, and why; what: what it is of."),
    ] = ()


@entry
class PinnedText(Entry):
    """The text version of a document that line numbers refer to."""

    file: Annotated[Text, Doc("File name of the text.", "002_566d90b553b49816.txt")]
    sha256: Annotated[
        Text,
        Doc(
            "SHA-256 of the file, in hexadecimal.",
            "569fe94e33deb5034797bdad53fac008aeb3508d9a4b35eb033e717e261707db",
        ),
    ]


@entry
class Column(Entry):
    """A column of the document's main table."""

    fact: Annotated[Text, Doc("Key of a report that the column fills.", "relief")]
    heading: Annotated[Text, Doc("Heading as printed.", "Duration of Pain Relief")]


@entry
class ForAll(Entry):
    """What a document says once of all studies that it describes; a regimen that says otherwise
    keeps its own.
    """

    route: Annotated[Fact[Route] | None, Doc("Route of administration.", "intravenous")] = None
    enantiomer: Annotated[
        Fact[Enantiomer] | None, Doc("racemic, s (S(+)-ketamine) or r.", "racemic")
    ] = None


@entry
class Source(Accessed):
    """A document that was read: one file in studies/sources/."""

    file_kind = "source"

    format: Annotated[
        Format, Doc("Record format of the file; a file without it is of format 1.", 2)
    ]
    id: Annotated[Id, Doc("Key of the document.", "maher-2017")]
    kind: Annotated[SourceKind, Doc("What kind of document it is.", "review")]
    title: Annotated[
        Text, Doc("Title.", "Intravenous ketamine infusions for neuropathic pain management")
    ]
    citation: Annotated[
        Citation | None,
        Doc("Where it was published; absent where it is another page for each study."),
    ] = None
    detail: Annotated[
        Whole,
        Doc(
            "Rank by detail: where reports differ and nothing is adjudicated, the lowest rank is "
            "shown.",
            1,
        ),
    ] = 99
    text: Annotated[PinnedText | None, Doc("The text version that line numbers refer to.")] = None
    columns: Annotated[
        tuple[Column, ...],
        Doc("Columns of the main table; every report from it must fill each fact or say why not."),
    ] = ()
    for_all: Annotated[
        ForAll | None,
        Doc(
            "What it says once for all its studies, filled in where a regimen leaves it out.",
            {"enantiomer": {"value": "racemic", "at": {"place": "Results"}}},
        ),
    ] = None


@entry
class Term(Entry):
    """A word of the vocabulary, with the words it is found by and the terms it is a kind of."""

    id: Annotated[Id, Doc("Key.", "crps-1")]
    label: Annotated[Text, Doc("Name shown in tables.", "CRPS-1")]
    broader: Annotated[
        tuple[Id, ...], Doc("Keys of broader terms of the same list.", ["crps"])
    ] = ()
    synonyms: Annotated[tuple[Text, ...], Doc("Other names it is found by.", ["RSD"])] = ()


@entry
class MeasureTerm(Entry):
    """An outcome measure: a named scale, or what was counted, and the domain of pain trials it
    belongs to.
    """

    id: Annotated[Id, Doc("Key.", "pain-vas")]
    label: Annotated[Text, Doc("Name shown in tables.", "pain intensity, visual analogue scale")]
    broader: Annotated[tuple[Id, ...], Doc("Keys of broader measures.", ["pain-intensity"])] = ()
    domain: Annotated[
        Domain, Doc("Core outcome domain (IMMPACT; Turk et al 2003), or other.", "pain")
    ]
    synonyms: Annotated[tuple[Text, ...], Doc("Other names it is found by.", ["mean VAS"])] = ()


@entry
class EventTerm(Entry):
    """An adverse event, and the term of CTCAE version 5 that says the same."""

    id: Annotated[Id, Doc("Key.", "desaturation")]
    label: Annotated[Text, Doc("Name shown in tables.", "desaturation")]
    broader: Annotated[tuple[Id, ...], Doc("Keys of broader events.", ["respiratory-effects"])] = ()
    synonyms: Annotated[tuple[Text, ...], Doc("Other names it is found by.", ["hypoxaemia"])] = ()
    ctcae: Annotated[
        Text | None, Doc("Term of CTCAE 5.0; absent where none says just this.", "Hypoxia")
    ] = None


AnyTerm = Term | MeasureTerm | EventTerm
"""An entry of any list of the vocabulary."""


@entry
class Envelope(Entry):
    """Lowest and highest dose and rate that have been used by a route; outside it a figure is asked
    about.
    """

    route: Annotated[Route, Doc("Route.", "intravenous")]
    rate_low: Annotated[Rate, Doc("Lowest infusion rate.", "0.02 mg/kg/h")]
    rate_high: Annotated[Rate, Doc("Highest infusion rate.", "7 mg/kg/h")]
    bolus_low: Annotated[Amount, Doc("Smallest bolus.", "0.05 mg/kg")]
    bolus_high: Annotated[Amount, Doc("Largest bolus.", "2 mg/kg")]
    because: Annotated[
        Text,
        Doc(
            "Where the limits come from.",
            "lowest and highest figures that no other document disputes",
        ),
    ]


@entry
class Vocabulary(Entry):
    """studies/vocabulary.yaml: the terms that words of the records stand for, and what has been
    used by each route.
    """

    file_kind = "vocabulary"

    format: Annotated[
        Format, Doc("Record format of the file; a file without it is of format 1.", 2)
    ]
    indications: Annotated[tuple[Term, ...], Doc("Painful conditions.")]
    measures: Annotated[tuple[MeasureTerm, ...], Doc("Outcome measures.")] = ()
    adverse_events: Annotated[tuple[EventTerm, ...], Doc("Adverse events.")] = ()
    drugs: Annotated[
        tuple[Term, ...], Doc("Drugs, by their international non-proprietary names.")
    ] = ()
    comparators: Annotated[tuple[Term, ...], Doc("What ketamine is compared with.")] = ()
    envelopes: Annotated[tuple[Envelope, ...], Doc("Ranges in use, by route.")]


Verdict = Literal["supported", "contradicted", "partly", "not testable"]
Extent = Literal["all", "nearly all", "most", "some", "none"]
VERDICTS: tuple[Verdict, ...] = ("supported", "contradicted", "partly", "not testable")


@entry
class Trend(Entry):
    """Two fields that are said to go together, or not to."""

    of: Annotated[Text, Doc("Field of --where that is said to have an effect, or not.", "infusion")]
    against: Annotated[Text, Doc("Field it is said to go with.", "relief")]
    direction: Annotated[
        Literal["rising", "falling", "none"],
        Doc("What is said of the second as the first grows.", "rising"),
    ]


@entry
class Recomputed(Entry):
    """A summary of one field over the studies, to be worked out again."""

    of: Annotated[Text, Doc("Field of --where.", "total_dose")]
    statistic: Annotated[Literal["range", "median"], Doc("What is said of it.", "range")]
    said: Annotated[Size, Doc("What the document says it is.", "324-6800 mg")]


@entry
class ContrastCheck(Entry):
    """A field that is said to be higher or lower in studies that meet a condition than in the
    others.
    """

    of: Annotated[Text, Doc("Field of --where.", "relief_shown")]
    between: Annotated[
        Text,
        Doc("Condition, as for list --where, that parts the studies.", "comedication ~ midazolam"),
    ]
    direction: Annotated[
        Literal["higher", "lower", "none"],
        Doc("What is said of it where the condition is met.", "higher"),
    ]


@entry
class FigureCheck(Entry):
    """A figure of a survey, guideline or review that is said to be so large, or so small."""

    overview: Annotated[Id, Doc("Survey, guideline or review.", "mangnus-2021")]
    what: Annotated[Text, Doc("What the figure is of, as recorded there.", "starting dose")]
    group: Annotated[Text | None, Doc("Its group, as recorded there.", "outpatient")] = None
    when: Annotated[Text | None, Doc("Its time, as recorded there.", "week 4")] = None
    holds: Annotated[
        Text,
        Doc(
            "Which part of it (value, low, high, share, count), a sign, and what it is compared "
            "with.",
            "value <= 10 mg/h",
        ),
    ]


@entry
class Claim(Entry):
    """A statement that a document makes across studies, in own words, with a check over the
    records.

    The check is about the studies cited, else about those that meet ``among``, else about all that
    the document tells of.
    """

    id: Annotated[Id, Doc("Short name.", "usual-rates")]
    at: Annotated[Locator, Doc("Where the document makes it.")]
    statement: Annotated[
        Text, Doc("The statement in own words.", "most protocols ran at 0.1 to 0.5 mg/kg/h")
    ]
    studies: Annotated[
        tuple[Id, ...], Doc("Studies the document cites for it.", ["sigtermans-2009"])
    ] = ()
    also_cites: Annotated[
        tuple[Text, ...],
        Doc("What it cites besides, which is no study recorded here.", ["Himmelseher 2005"]),
    ] = ()
    among: Annotated[
        Text | None,
        Doc(
            "Condition, as for list --where, that picks the studies where none is cited.",
            "indication = CRPS",
        ),
    ] = None
    holds: Annotated[
        Text | None, Doc("Condition that the studies are said to meet.", "max_rate <= 0.5 mg/kg/h")
    ] = None
    extent: Annotated[
        Extent | None, Doc("How many of the studies are said to meet it; absent: all.", "most")
    ] = None
    count: Annotated[
        Whole | None,
        Doc("How many studies that it tells of the document says meet the condition.", 14),
    ] = None
    parts: Annotated[
        tuple[Whole, ...], Doc("Numbers that the document says add up to count.", [16, 4, 4, 1])
    ] = ()
    trend: Annotated[Trend | None, Doc("Two fields said to go together, or not to.")] = None
    recomputed: Annotated[
        Recomputed | None, Doc("A range or median said to be that of the studies.")
    ] = None
    contrast: Annotated[
        ContrastCheck | None, Doc("A field said to differ, or not, between two groups of studies.")
    ] = None
    figures: Annotated[
        tuple[FigureCheck, ...],
        Doc("Figures of surveys, guidelines and reviews that are compared."),
    ] = ()
    untestable: Annotated[
        Text | None,
        Doc("Why no check over these records can decide it.", "no record tells of neuroplasticity"),
    ] = None
    verdict: Annotated[
        Verdict,
        Doc("Verdict on the document's own data when the claim was last read.", "supported"),
    ]
    verdict_on_all: Annotated[
        Verdict | None, Doc("Verdict on everything recorded, likewise.", "partly")
    ] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        checks = (
            self.holds,
            self.count,
            self.trend,
            self.recomputed,
            self.contrast,
            self.figures or None,
        )
        if all(check is None for check in checks) == (self.untestable is None):
            yield (
                "KE111",
                "a check (holds, count, trend, recomputed, contrast, figures) or the reason why "
                "there is none (untestable) belongs here",
            )
        if self.extent is not None and self.holds is None:
            yield "KE111", "extent says how many meet holds"
        if self.parts and self.count is None:
            yield "KE111", "parts add up to count"
        if self.studies and self.count is not None and self.holds is None:
            yield "KE111", "a number of cited studies is counted again by holds"
        if (
            sum(
                check is not None
                for check in (self.holds, self.trend, self.recomputed, self.contrast)
            )
            > 1
        ):
            yield "KE111", "holds, trend, recomputed and contrast are claims of their own"
        if self.studies and self.among is not None:
            yield "KE111", "studies and among exclude each other"


@entry
class Claims(Entry):
    """The claims of one document: one file in studies/claims/."""

    file_kind = "claims"

    format: Annotated[
        Format, Doc("Record format of the file; a file without it is of format 1.", 2)
    ]
    source: Annotated[Id, Doc("Key of the document.", "maher-2017")]
    extractor: Annotated[Text, Doc("Who read the document first.", "reader-1")]
    reviewer: Annotated[Text, Doc("Who read it independently.", "reader-2")]
    claims: Annotated[
        tuple[Claim, ...],
        Doc(
            "The claims, in the order of the document.",
            [
                {
                    "id": "usual-rates",
                    "at": {"place": "Discussion"},
                    "statement": "most protocols ran at 0.1 to 0.5 mg/kg/h",
                    "holds": "max_rate <= 0.5 mg/kg/h",
                    "extent": "most",
                    "verdict": "supported",
                }
            ],
        ),
    ]
    decisions: Annotated[
        tuple[Decision, ...],
        Doc(
            "Why a statement that the document's data do not bear out is no difference; "
            "what: id of the claim."
        ),
    ] = ()
