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
    """Study ids, from the file names alone; after a colon the arms of that study."""
    study, colon, _ = incomplete.partition(":")
    if colon:
        arms = _listed_ids(session.folder / f"{study}.yaml")
        names = [f"{study}:{arm}" for arm in arms]
        return [name for name in names if name.startswith(incomplete)]
    return [name for name in _file_names(session.folder, incomplete) if name != "vocabulary"]


def complete_source(session: Session, incomplete: str) -> list[str]:
    """Source keys, from the file names alone."""
    return _file_names(session.folder / "sources", incomplete)


def complete_indication(session: Session, incomplete: str) -> list[str]:
    """Indication ids, in capitals for who types capitals, from the vocabulary's text alone."""
    ids = _listed_ids(session.folder / "vocabulary.yaml", leave_out=_OTHER_LISTS)
    # Shells take only what goes on as it was begun, and who types CRPS has begun in capitals.
    if incomplete.isupper():
        ids = [id_.upper() for id_ in ids]
    return sorted(id_ for id_ in ids if id_.startswith(incomplete))


def complete_columns(session: Session, incomplete: str) -> list[str]:
    """The last of some names joined by commas: of fields, columns and groups of them."""
    before, comma, last = incomplete.rpartition(",")
    sign = "-" if last.startswith("-") else ""
    from keta_evidence.query.request import column_names  # noqa: PLC0415 - a key may be waited for

    wanted = last.removeprefix("-")
    names = [name for name in column_names() if name.startswith(wanted)]
    return [f"{before}{comma}{sign}{name}" for name in names]


def _listed_ids(path: Path, leave_out: re.Pattern[str] | None = None) -> list[str]:
    """Ids of the entries of lists in a file, each once, from its text alone."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # somebody waits for a key: no message
        return []
    if leave_out is not None:
        text = leave_out.sub("", text)
    return list(dict.fromkeys(_ID_IN_LIST.findall(text)))


def _file_names(folder: Path, incomplete: str) -> list[str]:
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    return [name for name in names if name.startswith(incomplete) and not name.startswith(".")]
