"""The folder of studies → one ``Library``: records, sources and vocabulary, with everything wrong
in any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
    quoted,
    suggestion,
)
from keta_evidence.records.format import build_entry
from keta_evidence.records.model import (
    Claims,
    Overview,
    Source,
    Study,
    Term,
    Vocabulary,
)
from keta_evidence.records.text import Document, load_document
from keta_evidence.records.upgrade import FORMAT
from keta_evidence.records.vocabulary import check_vocabulary, reachable

T = TypeVar("T")
_DETAIL = {"abstract": 0, "registry": 97}
_LEAST_DETAIL = 98
VOCABULARY_FILE = "vocabulary.yaml"
_FOLDERS = ("sources", "overviews", "claims")
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
    source_files: Mapping[str, Document] = field(default_factory=dict)

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
        paths = _files(self.folder / "overviews", problems)
        trees = {id_: document.tree for id_, document in self.source_files.items()}
        overviews = _load_files(Overview, paths, problems, trees)
        claims = _load_files(Claims, _files(self.folder / "claims", problems), problems)
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


def refuse(problems: Iterable[Problem]) -> None:
    """Raise FindingsError if any is an error: no table comes from what cannot be read whole."""
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
    loaded = _load_files(Source, _files(folder / "sources", problems), problems)
    source_files = {id_: document for id_, (_, document) in loaded.items()}
    trees = {id_: document.tree for id_, document in source_files.items()}
    studies = _load_files(Study, files, problems, trees)
    records = {id_: Record(study, document) for id_, (study, document) in studies.items()}
    sources = {id_: source for id_, (source, _) in loaded.items()}
    return Library(
        folder,
        dict(sorted(records.items())),
        with_own_sources(sources, (study for study, _ in studies.values())),
        vocabulary,
        tuple(problems),
        tuple(files),
        source_files,
    )


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


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The record files of a folder beside the studies; none where there is no such folder."""
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        what = f"the folder cannot be read: {error.strerror or error}"
        problems.append(Problem(folder, 1, 1, CODES["KE001"], "", what))
        return []
    problems += _not_read(paths, ())
    return [path for path in paths if path.suffix == ".yaml" and not path.name.startswith(".")]


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


def _misnamed(folder: Path) -> list[Problem]:
    """Files and folders that look as if they held records but would never be read."""
    try:
        return list(_not_read(sorted(folder.iterdir()), _FOLDERS))
    except OSError:
        return []  # said by record_paths


def _not_read(paths: Iterable[Path], folders: Collection[str]) -> Iterator[Problem]:
    """KE201 for each path that looks like a record, or a folder of records, and is not read."""
    for path in paths:
        name = path.name.lower().removesuffix(".txt")
        what = ""
        if path.is_dir():
            if path.name not in folders and any(path.glob("*.yaml")):
                what = "records in a folder of this name are not read"
        elif name.endswith((".yaml", ".yml")) and path.suffix != ".yaml":
            what = "the name of a record ends in .yaml; this file is not read"
        if what:
            yield Problem(path, 1, 1, CODES["KE201"], "", what, quoted(path.name))


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
