"""What a shell offers after TAB: nothing is parsed while somebody waits for a key."""

from __future__ import annotations

import re
from pathlib import Path

from keta_evidence.cli.context import Session

_OTHER_LISTS = re.compile(
    r"""^(?!indications:)\w   # a key of the file, at the start of a line
        .*?(?=^indications:|\Z)
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_ID_IN_LIST = re.compile(
    r"""^[ ]*-[ ]     # an entry of a list
        (?:\{[ ]*)?   # which may stand on one line
        [ ]*id:[ ]([a-z0-9-]+)
    """,
    re.MULTILINE | re.VERBOSE,
)


def complete_study(session: Session, incomplete: str) -> list[str]:
    """Study ids, from the file names alone."""
    return [name for name in _file_names(session.folder, incomplete) if name != "vocabulary"]


def complete_source(session: Session, incomplete: str) -> list[str]:
    """Source keys, from the file names alone."""
    return _file_names(session.folder / "sources", incomplete)


def complete_indication(session: Session, incomplete: str) -> list[str]:
    """Indication ids, in capitals for who types capitals, from the vocabulary's text alone."""
    path = session.folder / "vocabulary.yaml"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # somebody waits for a key: no message
        return []
    ids = _ID_IN_LIST.findall(_OTHER_LISTS.sub("", text))
    # Shells take only what goes on as it was begun, and who types CRPS has begun in capitals.
    if incomplete.isupper():
        ids = [id_.upper() for id_ in ids]
    return sorted(id_ for id_ in ids if id_.startswith(incomplete))


def _file_names(folder: Path, incomplete: str) -> list[str]:
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    return [name for name in names if name.startswith(incomplete) and not name.startswith(".")]
