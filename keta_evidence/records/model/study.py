"""A study: what each document reports of it, and the decisions between them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from keta_evidence.records.format import Doc, Entry, entry
from keta_evidence.records.leaves import Date, Format, Id, Text, Whole
from keta_evidence.records.model.base import (
    Access,
    Citation,
    Fact,
    Items,
    Locator,
    OwnSource,
    Setting,
    list_of,
)
from keta_evidence.records.model.outcomes import AdverseEvent, Outcome, Relief
from keta_evidence.records.model.regimen import Arm, ArmReport, Comedication, Design, Regimen


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
        Doc(list_of("Indications, as ids of studies/vocabulary.yaml"), ["crps-1"]),
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
        Items[Comedication] | None, Doc(list_of("Drugs given beside ketamine"))
    ] = None
    relief: Annotated[
        Items[Relief] | None,
        Doc(
            list_of("Every observation of pain relief"),
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
    outcomes: Annotated[Items[Outcome] | None, Doc(list_of("Secondary outcomes"))] = None
    adverse_events: Annotated[Items[AdverseEvent] | None, Doc(list_of("Adverse events"))] = None
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
