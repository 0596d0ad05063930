"""What a document concludes across studies."""

from collections.abc import Iterator
from typing import Annotated, Literal

from keta_evidence.records.format import Doc, Entry, entry
from keta_evidence.records.leaves import Format, Id, Size, Text, Whole
from keta_evidence.records.model.base import Locator
from keta_evidence.records.model.study import Decision

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
    """A figure of one study, survey, guideline or review that is said to be so large, or so small,
    or to have come out so.

    Of a study such figures are its participants, observations of relief, other outcomes and adverse
    events.
    """

    overview: Annotated[
        Id | None, Doc("Survey, guideline or review; or study instead.", "mangnus-2021")
    ] = None
    study: Annotated[Id | None, Doc("Study; or overview instead.", "patil-2012")] = None
    what: Annotated[
        Text,
        Doc(
            "What the figure is of, as recorded there; of a study: participants, the outcome or "
            "the event, in words or by its term.",
            "starting dose",
        ),
    ]
    group: Annotated[
        Text | None, Doc("Its group, as recorded there; of a study: the arm.", "outpatient")
    ] = None
    when: Annotated[Text | None, Doc("Its time, as recorded there.", "week 4")] = None
    of: Annotated[
        Text | None,
        Doc(
            "The figure of the same record that it is counted as a share of: what that one is of.",
            "pain clinics sent the survey",
        ),
    ] = None
    holds: Annotated[
        Text,
        Doc(
            "Which part of it, a sign, and what it is compared with. Numbers: value, low, high, "
            "share (as printed, else count of its denominator), count, p. Words, with = or ~: "
            "result, words (what is said of it, or of a comparison).",
            "value <= 10 mg/h",
        ),
    ]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        if (self.overview is None) == (self.study is None):
            yield "KE111", "a figure is one of an overview or one of a study"
        if self.of is not None and not self.holds.startswith("share "):
            yield "KE111", "of says what a share is of"

    @property
    def record(self) -> str:
        """Id of the study or overview."""
        return self.study or self.overview or ""


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
            "Condition, as for list --where, that picks the studies where none is cited: the ones "
            'that "only" is said of.',
            "indication = CRPS",
        ),
    ] = None
    holds: Annotated[
        Text | None, Doc("Condition that the studies are said to meet.", "max_rate <= 0.5 mg/kg/h")
    ] = None
    extent: Annotated[
        Extent | None,
        Doc(
            "How many of the studies are said to meet it; absent: all. One counter-example "
            "contradicts all and none; most (more than half) and nearly all (nine in ten) are "
            "counted among the studies that can be judged, if that is at least half of them.",
            "most",
        ),
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
        Doc(
            "Shares, counts and other figures of one study, survey, guideline or review.",
            [
                {
                    "overview": "mangnus-2021",
                    "what": "starting dose",
                    "group": "outpatient",
                    "holds": "value <= 10 mg/h",
                }
            ],
        ),
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
