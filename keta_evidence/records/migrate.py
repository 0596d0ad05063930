"""Files of an older record format → the same files in the present one, comments and layout kept as
far as can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from keta_evidence.diagnostics import FindingsError, Problem, Severity, UnreadableError
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import VOCABULARY_FILE, record_paths
from keta_evidence.records.roundtrip import read_layout, write_layout
from keta_evidence.records.schema import PUBLISHED
from keta_evidence.records.text import Document, load_document, parse_document
from keta_evidence.records.upgrade import FORMAT, upgrade


@dataclass(frozen=True, slots=True)
class Migrated:
    """A folder of records in the present format: the files that change, with their new texts, and
    all of them.
    """

    changed: dict[Path, str]
    paths: tuple[Path, ...]


def migrated_folder(folder: Path) -> Migrated:
    """What the files of a folder of records are in the present format. Nothing is written.

    Raises UnreadableError where there are no records, FindingsError where a file holds errors: what
    cannot be read whole cannot be rewritten without losing something.
    """
    problems: list[Problem] = []
    changed: dict[Path, str] = {}
    files = dict(files_of(folder))
    for path, kind in files.items():
        document = load_document(path)
        if _is_present(document):
            continue
        before, found = build_entry(PUBLISHED[kind], document)
        errors = [problem for problem in found if problem.code.severity is Severity.ERROR]
        problems += errors
        if errors:
            continue
        changed[path] = migrated_text(path.read_text(encoding="utf-8"), kind)
        after, _ = build_entry(PUBLISHED[kind], parse_document(changed[path], path))
        if repr(after) != repr(before):
            raise UnreadableError(
                f"{path}: would not be the same record in format {FORMAT}",
                "nothing was written; this is a fault of the program, please report it",
            )
    if problems:
        message = "nothing was written: files that hold errors cannot be rewritten without a loss"
        raise FindingsError(message, tuple(problems), "fix them first")
    return Migrated(changed, tuple(files))


def is_migrated(path: Path) -> bool:
    """Whether a file is written in the present format."""
    return _is_present(load_document(path))


def _is_present(document: Document) -> bool:
    return isinstance(document.tree, dict) and document.tree.get("format") == FORMAT


def files_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file of a folder of records that the program reads, with its kind."""
    for path in record_paths(folder):
        yield path, "study"
    for name, kind in (("overviews", "overview"), ("claims", "claims"), ("sources", "source")):
        for path in sorted((folder / name).glob("*.yaml")):
            yield path, kind
    vocabulary = folder / VOCABULARY_FILE
    if vocabulary.exists():
        yield vocabulary, "vocabulary"


def migrated_text(text: str, kind: str) -> str:
    """The YAML text of a sound file in the present format; unchanged where it is in it already."""
    tree = read_layout(text)
    if tree.get("format") == FORMAT:
        return text
    upgrade(tree, kind)
    return write_layout(tree, text)
