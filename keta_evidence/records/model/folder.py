"""What stands beside the records of a folder: sources and the vocabulary."""

from typing import Annotated

from keta_evidence.records.format import Doc, Entry, entry
from keta_evidence.records.leaves import Amount, Format, Id, Rate, Text, Whole
from keta_evidence.records.model.base import (
    Accessed,
    Citation,
    Domain,
    Enantiomer,
    Fact,
    Route,
    SourceKind,
)


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
class PrintedColumn(Entry):
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
    kind: Annotated[
        SourceKind,
        Doc(
            "What kind of document it is. pointer: a clinic's, vendor's or weblog's page about a "
            "paper, from which no value that is used is taken.",
            "review",
        ),
    ]
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
        tuple[PrintedColumn, ...],
        Doc("Columns of the main table; every report from it must fill each fact or say why not."),
    ] = ()
    for_all: Annotated[
        ForAll | None,
        Doc(
            "What it says once for all its studies, filled in where a regimen leaves it out.",
            {"enantiomer": {"value": "racemic", "at": {"place": "Results"}}},
        ),
    ] = None

    def heading_of(self, fact: str) -> str:
        """The heading of the column that fills a fact, as printed; "" where none does."""
        return next((column.heading for column in self.columns if column.fact == fact), "")


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
