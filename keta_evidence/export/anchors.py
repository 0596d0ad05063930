"""What ``verify`` found, as text: each lost figure with its place in record and document."""

from __future__ import annotations

from collections.abc import Iterator

from keta_evidence.consistency.verification import Verification
from keta_evidence.records.anchors import Anchor
from keta_evidence.records.library import Library
from keta_evidence.records.trees import key_text


def render_verification(verification: Verification, library: Library) -> str:
    """One line a document, then one line a lost figure and a text that is not the pinned one."""
    return "".join(f"{line}\n" for line in _verified_lines(verification, library))


def _verified_lines(verification: Verification, library: Library) -> Iterator[str]:
    for source in library.sources.values():
        if source.text is not None:
            found = sum(anchor.source == source.id for anchor in verification.found)
            lost = sum(anchor.source == source.id for anchor in verification.lost)
            yield f"{source.id}: {found} figures found, {lost} lost in {source.text.file}"
    for stranger in verification.strangers:
        yield f"not the pinned text: {stranger}"
    for anchor in verification.lost:
        lines = anchor.locator.lines
        cited = "no line cited" if lines is None else f"line {lines}"
        place = _anchor_place(anchor, library)
        yield f"lost: {place}: {anchor.text!r} is not in {anchor.source}, {cited}"


def _anchor_place(anchor: Anchor, library: Library) -> str:
    record = library.records.get(anchor.record)
    if record is None:
        return f"overviews/{anchor.record}.yaml: {key_text(anchor.key)}"
    line, column = record.document.mark(anchor.key)
    return f"{record.document.path}:{line}:{column}: {key_text(anchor.key)}"
