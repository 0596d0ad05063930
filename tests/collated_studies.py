"""Invented studies from short YAML, collated over their reports with the shipped vocabulary.

Written are what a test is about: ``reports``, and where needed ``arms``, ``decisions`` and
``sources``. Whatever else a record must have is filled in.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import VOCABULARY_FILE, Library, Record, default_folder
from keta_evidence.records.model import Source, Study, Vocabulary
from keta_evidence.records.text import Document, load_document, parse_document
from keta_evidence.records.trees import Tree

PATH = Path("roe-1999.yaml")
SOURCES = {
    "roe-1999": "cohort 8",
    "paper-1999": "abstract 9",
    "registry-1999": "registry 97",
    "near-2010": "review 1",
    "far-2012": "review 2",
    "clinic-2018": "pointer 99",
}
"""Documents by kind and detail; that of the study's own id is its own paper."""
FINE = ("KE113",)
"""Findings that an invented record may have: its values are not quoted from a page."""


def collated(written: str | dict[str, Any], **restriction: Any) -> CollatedStudy:
    """The study ``roe-1999`` as written, collated.

    ``written`` is YAML or its tree. ``arms`` may be a mapping of id to role, ``sources`` one of id
    to kind and detail (``review 2``); a report without ``source`` is near-2010's.
    ``restriction`` are further arguments of ``CollatedStudy``.
    """
    tree = tree_of(written) if isinstance(written, str) else written
    sources = {id_: _source(id_, said) for id_, said in (SOURCES | tree.get("sources", {})).items()}
    document = Document(PATH, _record(tree))
    study = _built(Study, document)
    library = Library(Path(), {study.id: Record(study, document)}, sources, shipped_vocabulary())
    return CollatedStudy(library, study, **restriction)


def of_reports(*reports: tuple[str, str], decisions: str = "", **restriction: Any) -> CollatedStudy:
    """A study of which each source reports what is written for it; no arms are told apart."""
    written = {"reports": [{"source": source} | tree_of(said) for source, said in reports]}
    if decisions:
        written["decisions"] = tree_of(decisions)
    return collated(written, **restriction)


def tree_of(text: str) -> Any:
    """YAML as a tree of texts."""
    document = parse_document(text, PATH)
    assert document.problems == ()
    return document.tree


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the records."""
    vocabulary: Vocabulary = _built(Vocabulary, load_document(default_folder() / VOCABULARY_FILE))
    return vocabulary


def _source(id_: str, said: str) -> Source:
    kind, detail = said.split()
    tree: dict[str, Tree] = {
        "format": "2",
        "id": id_,
        "kind": kind,
        "title": "A document",
        "detail": detail,
    }
    source: Source = _built(Source, Document(PATH, tree))
    return source


def _record(tree: dict[str, Any]) -> dict[str, Any]:
    """A whole record of what is written."""
    citation = {"author": ["Roe R"], "container-title": "J", "issued": "1999"}
    head = {"format": "2", "id": "roe-1999", "kind": "study", "title": "A record"}
    record: dict[str, Any] = {**head, "citation": citation}
    arms = tree.get("arms", [])
    if isinstance(arms, dict):
        arms = [{"id": id_, "role": role} for id_, role in arms.items()]
    if arms:
        record["arms"] = arms
    record["reports"] = [_report(*numbered) for numbered in enumerate(tree["reports"], start=1)]
    if "decisions" in tree:
        made = {"why": "a reason", "by": "reader-3", "date": "2026-01-31"}
        record["decisions"] = [made | decision for decision in tree["decisions"]]
    return record


def _report(number: int, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": "near-2010",
        "at": {"place": f"Table {number}"},
        "extractor": "reader-1",
        "reviewer": "reader-2",
        **said,
    }


def _built(type_: Any, document: Document) -> Any:
    value, problems = build_entry(type_, document)
    assert [problem.text() for problem in problems if problem.code.id not in FINE] == []
    return value
