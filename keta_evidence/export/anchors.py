"""What ``verify`` found, as text: each lost anchor with its place in the record and in the document."""

from __future__ import annotations

from collections.abc import Iterator

from keta_evidence.consistency.verification import Verification
from keta_evidence.records.anchors import Anchor
from keta_evidence.records.library import Library
from keta_evidence.records.trees import key_text


def render_verification(verification: Verification, library: Library) -> str:
    """One line a document, then one line a lost anchor and a text that is not the pinned one."""
    return "".join(f"{line}\n" for line in _lines(verification, library))


def _lines(verification: Verification, library: Library) -> Iterator[str]:
    for source in library.sources.values():
        found, lost = (
            sum(anchor.source == source.id for anchor in anchors)
            for anchors in (verification.found, verification.lost)
        )
        if source.text is not None:
            yield f"{source.id}: {found} figures found, {lost} lost in {source.text.file}"
    yield from (f"not the pinned text: {stranger}" for stranger in verification.strangers)
    yield from (
        f"lost: {_place(anchor, library)}: {anchor.text!r} is not in {_cited(anchor)}"
        for anchor in verification.lost
    )


def _place(anchor: Anchor, library: Library) -> str:
    record = library.records.get(anchor.record)
    if record is None:
        return f"overviews/{anchor.record}.yaml: {key_text(anchor.key)}"
    line, column = record.document.mark(anchor.key)
    return f"{record.document.path}:{line}:{column}: {key_text(anchor.key)}"


def _cited(anchor: Anchor) -> str:
    lines = anchor.locator.lines
    return f"{anchor.source}, {f'line {lines}' if lines is not None else 'no line cited'}"
