"""What entries of every kind of file are made of: words, places, facts, lists, citations."""

from collections.abc import Iterator
from typing import Annotated, Generic, Literal, TypeVar

from keta_evidence.records.format import Doc, Entry, entry
from keta_evidence.records.leaves import (
    Date,
    Doi,
    Id,
    Lines,
    Measure,
    Pmid,
    Printed,
    Size,
    Text,
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


def list_of(what: str) -> str:
    """The description of a key that holds a list or a reason why there is none."""
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
        yield from sd_faults(self.statistic, self.sd)


def sd_faults(statistic: Statistic | None, sd: Measure | None) -> Iterator[tuple[str, str]]:
    """KE111: a standard deviation stands beside anything but a mean."""
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


SourceKind = Literal[
    "review", "cohort", "survey", "guideline", "abstract", "registry", "page", "pointer"
]
POINTER: SourceKind = "pointer"
"""A clinic's, vendor's or weblog's page about a paper: it says where to look; no value that is used
is taken from it.
"""


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
        Doc(
            "What it is; absent: that of the file in studies/sources/ with this id. pointer: a "
            "clinic's, vendor's or weblog's page, from which no value that is used is taken.",
            "abstract",
        ),
    ] = None
