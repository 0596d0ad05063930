"""The folder of studies → one ``Library``: records, sources and vocabulary, with everything wrong
in any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from keta_evidence.diagnostics import (
    CODES,
    FindingsError,
    Problem,
    Severity,
    UnreadableError,
    UsageError,
    hinted,
    quoted,
    suggestion,
)
from keta_evidence.records.format import build_entry
from keta_evidence.records.model import (
    Claims,
    Items,
    Overview,
    Report,
    Source,
    Study,
    Term,
    Vocabulary,
)
from keta_evidence.records.text import Document, load_document
from keta_evidence.records.trees import KeyPath
from keta_evidence.records.upgrade import FORMAT
from keta_evidence.records.vocabulary import check_vocabulary, reachable

T = TypeVar("T")
_DETAIL = {"abstract": 0, "registry": 97}
_LEAST_DETAIL = 98
VOCABULARY_FILE = "vocabulary.yaml"
_SHIPPED = Path(__file__).parent.parent / "_studies"
_CHECKOUT = Path(__file__).parent.parent.parent / "studies"


@dataclass(frozen=True)
class Record:
    """One study with the file it came from."""

    study: Study
    document: Document


@dataclass(frozen=True)
class Companions:
    """The records beside the studies, and what is wrong with them."""

    overviews: dict[str, tuple[Overview, Document]]
    claims: dict[str, tuple[Claims, Document]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class Library:
    """All studies of one folder by id, the documents they cite, the vocabulary, and what is wrong
    with the files.

    Equal to itself alone, so that what is worked out over all its studies can be kept.
    """

    folder: Path
    records: dict[str, Record]
    sources: dict[str, Source]
    vocabulary: Vocabulary
    problems: tuple[Problem, ...] = ()
    paths: tuple[Path, ...] = ()
    source_trees: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Study]:
        return (record.study for record in self.records.values())

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, id_: str) -> Study:
        """The study of that id. Raises UsageError, with a suggestion, where there is none."""
        if id_ not in self.records:
            raise UsageError(
                f"no study {id_!r}",
                suggestion(id_, self.records) or "`keta-evidence list` shows all ids",
            )
        return self.records[id_].study

    @cached_property
    def companions(self) -> Companions:
        """What stands beside the studies, read when first asked for: a table of studies does not
        wait for it.
        """
        problems: list[Problem] = []
        paths = _files(self.folder / "overviews")
        overviews = _load_files(Overview, paths, problems, self.source_trees)
        claims = _load_files(Claims, _files(self.folder / "claims"), problems)
        return Companions(overviews, claims, tuple(problems))

    @property
    def overviews(self) -> dict[str, Overview]:
        """Surveys, guidelines and reviews by id. Raises FindingsError if any cannot be used."""
        refuse(self.companions.problems)
        return {id_: overview for id_, (overview, _) in self.companions.overviews.items()}

    @property
    def claims(self) -> dict[str, Claims]:
        """Claims by the key of the document that makes them. Raises FindingsError if any cannot be
        used.
        """
        refuse(self.companions.problems)
        return {source: claims for source, (claims, _) in self.companions.claims.items()}

    @cached_property
    def indications(self) -> dict[str, Term]:
        """Indication by id."""
        return {indication.id: indication for indication in self.vocabulary.indications}

    def broader(self, id_: str) -> frozenset[str]:
        """Every indication above one, at any distance."""
        return reachable(id_, self._above) - {id_}

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        return {term.id: term.broader for term in self.vocabulary.indications}

    @property
    def is_whole(self) -> bool:
        """Whether every record of the folder was read, and none of them, nor any beside them, holds
        an error.
        """
        severities = {
            problem.code.severity for problem in (*self.problems, *self.companions.problems)
        }
        return Severity.ERROR not in severities and set(self.paths) == set(
            record_paths(self.folder)
        )

    def require_sound(self) -> Library:
        """Itself, if nothing is wrong. Raises FindingsError or UnreadableError: no table comes from
        broken records.
        """
        refuse(self.problems)
        return self


def refuse(problems: Iterable[Problem]) -> None:
    """Raise FindingsError if any is an error: nothing is tabulated from what cannot be read whole."""
    errors = tuple(problem for problem in problems if problem.code.severity is Severity.ERROR)
    if not errors:
        return
    files = len({problem.path for problem in errors})
    many = f"{files} files" if files > 1 else "1 file"
    message = f"{many} cannot be used; nothing is shown, so that nothing is missing unseen"
    error = FindingsError(
        message,
        errors,
        "`keta-evidence validate` lists every problem, "
        "`keta-evidence explain CODE` says how to fix it",
    )
    if any(problem.code is CODES["KE001"] for problem in errors):
        error.exit_code = UnreadableError.exit_code
    raise error


def default_folder() -> Path:
    """The records that came with the program: in the wheel, or in the checkout it runs from."""
    return _SHIPPED if _SHIPPED.is_dir() else _CHECKOUT


def load_library(folder: Path, paths: Sequence[Path] | None = None) -> Library:
    """Read every record of a folder, or only those named, with the folder's sources and vocabulary.

    Bad files become problems; a folder that is not there, or holds no records, is an
    UnreadableError.
    """
    files = record_paths(folder) if paths is None else list(paths)
    problems: list[Problem] = [] if paths is not None else _misnamed(folder)
    vocabulary = _load_vocabulary(folder / VOCABULARY_FILE, problems)
    loaded = _load_files(Source, _files(folder / "sources"), problems)
    source_trees = {id_: document.tree for id_, (_, document) in loaded.items()}
    studies = _load_files(Study, files, problems, source_trees)
    records = {id_: Record(study, document) for id_, (study, document) in studies.items()}
    sources = {id_: source for id_, (source, _) in loaded.items()}
    library = Library(
        folder,
        dict(sorted(records.items())),
        with_own_sources(sources, (study for study, _ in studies.values())),
        vocabulary,
        tuple(problems),
        tuple(files),
        source_trees,
    )
    dangling = (
        problem
        for record in records.values()
        for problem in dangling_references(record.study, record.document, library)
    )
    return replace(library, problems=(*problems, *dangling))


def with_own_sources(sources: Mapping[str, Source], studies: Iterable[Study]) -> dict[str, Source]:
    """The sources of a folder with the pages that were read for one study alone.

    A numbered page (other-page-2) is as the one without a number; one with an id of its own is as
    its kind.
    """
    made = dict(sources)
    for page in (page for study in studies for page in study.sources):
        base = made.get(page.id.rstrip("0123456789").rstrip("-"))
        if page.id in made:
            continue
        if base is not None:
            made[page.id] = replace(base, id=page.id)
        elif page.kind is not None:
            title = f"A page read for one study: {page.id}"
            detail = _DETAIL.get(page.kind, _LEAST_DETAIL)
            made[page.id] = Source(
                format=FORMAT, id=page.id, kind=page.kind, title=title, detail=detail
            )
    return dict(sorted(made.items()))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _load_files(
    type_: type[T],
    paths: Iterable[Path],
    problems: list[Problem],
    source_trees: Mapping[str, Any] | None = None,
) -> dict[str, tuple[T, Document]]:
    """Files by the id (or source) they hold; a second file with the same one is a problem and is
    not used.

    ``source_trees`` are what their reports leave out because the folder's source files say it once.
    """
    loaded: dict[str, tuple[T, Document]] = {}
    for path in paths:
        document = load_document(path)
        value, found = build_entry(type_, document, source_trees)
        problems += found
        if value is None:
            continue
        key = "id" if hasattr(value, "id") else "source"
        id_ = getattr(value, key)
        if id_ in loaded:
            first = loaded[id_][1].path
            problems.append(
                document.problem("KE202", (key,), f"the id is also that of {first.name}", repr(id_))
            )
        else:
            loaded[id_] = value, document
    return loaded


def dangling_references(study: Study, document: Document, library: Library) -> Iterator[Problem]:
    """KE203, KE204 and KE214: sources, indications and other terms that are not there.

    A table made without them would be another table.
    """
    # A source whose file is there but holds errors is reported once, at its file, not at every
    # mention.
    known = {*library.sources, *(path.stem for path in (library.folder / "sources").glob("*.yaml"))}
    for index, report in enumerate(study.reports):
        key: KeyPath = ("reports", index)
        if report.source not in known:
            what = hinted("no such source in studies/sources/", report.source, known)
            yield document.problem("KE203", (*key, "source"), what, quoted(report.source))
        if (
            library.indications
        ):  # else the vocabulary itself could not be read, which is a finding of its own
            yield from _unknown_indications(
                report.indications, (*key, "indications"), document, library
            )
            for place, arm in enumerate(report.arms):
                yield from _unknown_indications(
                    arm.indications, (*key, "arms", place, "indications"), document, library
                )
        yield from _unknown_terms(report, key, document, library.vocabulary)


def _unknown_terms(
    report: Report, key: KeyPath, document: Document, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Explicit ids of measures and adverse events."""
    listed = (
        ("relief", "measure", "measures", report.relief),
        ("outcomes", "measure", "measures", report.outcomes),
        ("adverse_events", "term", "adverse_events", report.adverse_events),
    )
    for fact, name, of_list, items in listed:
        known = [term.id for term in getattr(vocabulary, of_list)]
        for place, item in enumerate(items.items if items is not None else ()):
            id_ = getattr(item, name)
            if id_ is not None and id_ not in known:
                what = hinted(f"no such term in {of_list} of studies/vocabulary.yaml", id_, known)
                at = (*key, fact, "items", place, name)
                yield document.problem("KE214", at, what, quoted(id_))


def _unknown_indications(
    items: Items[str] | None, key: KeyPath, document: Document, library: Library
) -> Iterator[Problem]:
    for place, id_ in enumerate(items.items if items is not None else ()):
        if id_ not in library.indications:
            what = hinted("no such indication in studies/vocabulary.yaml", id_, library.indications)
            yield document.problem("KE204", (*key, "items", place), what, quoted(id_))


def _misnamed(folder: Path) -> list[Problem]:
    """Files that look like records but would never be read."""
    try:
        names = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in (".yaml", ".yml") and path.suffix != ".yaml"
        )
    except OSError:
        return []  # said by record_paths
    return [
        Problem(
            path,
            1,
            1,
            CODES["KE201"],
            "",
            "the name of a record ends in .yaml; this file is not read",
            quoted(path.name),
        )
        for path in names
    ]


def load_libraries(folder: Path, paths: Sequence[Path]) -> list[Library]:
    """What ``validate`` was asked for: the whole folder, or each folder named and the files named,
    these with the folder's sources and vocabulary; so does a folder that has no vocabulary of its
    own.
    """
    if not paths:
        return [load_library(folder)]
    folders = [path for path in paths if path.is_dir()]
    files = [path for path in paths if not path.is_dir()]
    libraries = [
        load_library(path)
        if (path / VOCABULARY_FILE).exists()
        else load_library(folder, record_paths(path))
        for path in folders
    ]
    return [*libraries, *([load_library(folder, files)] if files else [])]


def record_paths(folder: Path) -> list[Path]:
    """The record files of a folder, sorted. Raises UnreadableError if it is not there or holds
    none.
    """
    try:
        paths = sorted(
            path
            for path in folder.iterdir()
            if path.suffix == ".yaml"
            and path.name != VOCABULARY_FILE
            and not path.name.startswith(".")
        )
    except OSError as error:
        raise UnreadableError(
            f"{folder}: {error.strerror or error}",
            "--studies names the folder that holds the records",
        ) from None
    if not paths:
        raise UnreadableError(
            f"{folder}: no records (*.yaml) in this folder",
            "--studies names the folder that holds the records",
        )
    return paths


def _load_vocabulary(path: Path, problems: list[Problem]) -> Vocabulary:
    """The vocabulary, an empty one where it cannot be read."""
    document = load_document(path)
    vocabulary, found = build_entry(Vocabulary, document)
    problems += found
    if not isinstance(vocabulary, Vocabulary):
        return Vocabulary(format=FORMAT, indications=(), envelopes=())
    problems += check_vocabulary(vocabulary, document)
    return vocabulary
