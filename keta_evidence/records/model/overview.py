"""A survey, guideline or review."""

from typing import Annotated, Literal

from keta_evidence.records.format import Doc, Entry, entry
from keta_evidence.records.leaves import Format, Id, Text, Whole
from keta_evidence.records.model.base import Access, Citation, Fact, Locator, OwnSource
from keta_evidence.records.model.outcomes import Estimated
from keta_evidence.records.model.study import Decision


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
