"""Locators against the user's own copies of the documents.

Is the text the pinned one, and does each figure stand there?
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from keta_evidence.diagnostics import UnreadableError
from keta_evidence.records.anchors import Anchor, record_anchors
from keta_evidence.records.library import Library
from keta_evidence.records.model import Overview, Source, Study

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("’‘ʼ", "'"),
        **dict.fromkeys("“”„", '"'),
        "μ": "µ", "×": "x", "≥": ">=", "≤": "<=", "ﬁ": "fi", "ﬂ": "fl",
        **{sign: str(digit) for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
        **{sign: str(digit) for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
        "⁻": "-",
    }
)  # fmt: skip
_MARKUP = re.compile(r"\\(?:geq|leq|pm|%)")
_MARKUP_SIGNS = {"\\geq": ">=", "\\leq": "<=", "\\pm": "±", "\\%": "%"}
_IDLE_SPACE = re.compile(
    r"""
    (?<![0-9])[ ]      # no digit before it
    | [ ](?![0-9])     # none after it: only one between two numbers keeps them apart
    """,
    re.VERBOSE,
)
_PRINT = r"[*_^{}$\\]"
_GAP = rf"(?:\s|{_PRINT})*"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked for.

    Anchors found and lost, those in documents without a text here, and texts that are not the
    pinned ones.
    """

    found: tuple[Anchor, ...]
    lost: tuple[Anchor, ...]
    elsewhere: tuple[Anchor, ...]
    strangers: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Nothing lost and every text the pinned one."""
        return not self.lost and not self.strangers


def verify_anchors(library: Library, texts: Path) -> Verification:
    """Look for every anchor of every record.

    Raises UnreadableError if the folder of texts is not there.
    """
    if not texts.is_dir():
        raise UnreadableError(
            f"{texts}: no such folder", "--texts names the folder with your copies of the documents"
        )
    pages: dict[str, list[str]] = {}
    strangers = []
    for source in library.sources.values():
        if source.text is None:
            continue
        file = texts / source.text.file
        page = _pinned_text(source, file)
        if page is None:
            strangers.append(f"{source.id}: {file} is missing or not the pinned text")
        pages[source.id] = page or []
    # one anchor that several records have is looked for and counted once
    anchors = dict.fromkeys(_anchors([*library, *library.overviews.values()]))
    sorted_out: dict[bool | None, list[Anchor]] = {True: [], False: [], None: []}
    for anchor in anchors:
        sorted_out[_stands(anchor, pages)].append(anchor)
    return Verification(
        found=tuple(sorted_out[True]),
        lost=tuple(sorted_out[False]),
        elsewhere=tuple(sorted_out[None]),
        strangers=tuple(strangers),
    )


def stands_in(figure: str, text: str) -> bool:
    """Whether a figure stands in a text.

    Blind to what print adds: spaces, ligatures, typographic signs, raised digits, markup. A number
    must stand whole: 5 mg does not stand where 25 mg is printed, 1 not where 1,000 is, nor 12
    where 1 2 is.
    """
    wanted = re.sub(r"\s+", " ", re.sub(_PRINT, "", _unmarked(figure))).strip()
    wanted = _IDLE_SPACE.sub("", wanted)
    pattern = "".join(
        _before(previous, sign) + _sign(sign)
        for previous, sign in zip(" " + wanted, wanted, strict=False)
    )
    start = r"(?<![0-9])(?<![0-9][.,])" if wanted[:1].isdigit() else ""
    end = r"(?![0-9])(?![.,][0-9])" if wanted[-1:].isdigit() else ""
    return re.search(start + pattern + end, _unmarked(text)) is not None


def _unmarked(text: str) -> str:
    return _MARKUP.sub(lambda match: _MARKUP_SIGNS[match[0]], text).translate(_SIGNS).lower()


def _sign(sign: str) -> str:
    return r"\s+" if sign == " " else re.escape(sign)


def _before(previous: str, sign: str) -> str:
    """What print may put between two signs: nothing but markup between two digits."""
    if previous == " ":
        return ""
    return rf"{_PRINT}*" if previous.isdigit() and sign.isdigit() else _GAP


def _anchors(records: Iterable[Study | Overview]) -> Iterator[Anchor]:
    return (anchor for record in records for anchor in record_anchors(record))


def _pinned_text(source: Source, path: Path) -> list[str] | None:
    assert source.text is not None
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    return (
        raw.decode("utf-8").split("\n")
        if hashlib.sha256(raw).hexdigest() == source.text.sha256
        else None
    )


def _stands(anchor: Anchor, pages: dict[str, list[str]]) -> bool | None:
    """Whether the anchor stands in its lines; ``None`` for documents of which no text is pinned."""
    if anchor.source not in pages:
        return None
    lines = anchor.locator.lines
    cited = pages[anchor.source][lines.low - 1 : lines.high] if lines is not None else []
    return stands_in(anchor.text, "\n".join(cited))
