"""Files written whole or not at all: a table cut off by a full disk looks like an answer."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from keta_evidence.diagnostics import UnreadableError, UsageError

_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""How file systems without hard links (FAT, some network shares) say so."""


def write_text(path: Path, text: str, force: bool) -> None:
    """Write a file whole or not at all.

    Raises UsageError if one is there and not ``force``, UnreadableError if it cannot be written.
    """
    write_files({path: as_utf8(text)}, force)


def as_utf8(text: str) -> bytes:
    """A text as the bytes of a file."""
    return text.encode("utf-8", errors="replace")


def write_files(contents: Mapping[Path, bytes], force: bool) -> None:
    """Write a file and what goes beside it, all of them whole or none at all.

    What goes beside it may be there already, if it holds exactly this. Where one cannot be written,
    those before it are taken away again, or get back what was in them. Raises as ``write_text``
    does.
    """
    asked_for = next(iter(contents))
    with contextlib.ExitStack() as undo:
        for path, content in contents.items():
            with _failures_said(path):
                # With force, what a link points to is overwritten, never the link itself.
                target = Path(os.path.realpath(path)) if force else path
                _check_target(path, target)
                if path != asked_for and not force and _is_there(target, content):
                    continue
                before = (
                    target.read_bytes() if force and target.exists() and len(contents) > 1 else None
                )
                _write_whole(target, content, force)
                undo.callback(_put_back, target, before)
        undo.pop_all()


@contextlib.contextmanager
def _failures_said(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise UsageError(f"{path} is already there", "--force overwrites it") from None
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be written: {error.strerror or error}") from None


def _is_there(target: Path, content: bytes) -> bool:
    """Whether exactly this is there already: nothing would be lost, and there is nothing to do."""
    with contextlib.suppress(OSError):
        return target.read_bytes() == content
    return False


def _put_back(target: Path, before: bytes | None) -> None:
    """As it was before it was written.

    Where that cannot be either, the failure that led here is the one to be said.
    """
    with contextlib.suppress(OSError):
        if before is None:
            target.unlink()
        else:
            _write_whole(target, before, force=True)


def _check_target(path: Path, target: Path) -> None:
    """Refuse what a rename must not replace, above all a device: as root, it would."""
    if not target.parent.is_dir():
        what = "is not a folder" if target.parent.exists() else "no such folder"
        raise UnreadableError(
            f"{path}: cannot be written: {target.parent}: {what}",
            "name a folder that is there, or make it first",
        )
    if target.is_dir():
        raise UnreadableError(f"{path}: cannot be written: it is a folder", "name a file in it")
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise UnreadableError(
            f"{path}: cannot be written: not a regular file",
            "without --output, the text goes to stdout",
        )


def _write_whole(target: Path, content: bytes, force: bool) -> None:
    # The name has a fixed length: one made from the target's could be too long.
    draft = target.parent / f".keta-evidence-{os.urandom(8).hex()}.tmp"
    try:
        _write_draft(draft, content)
        if force:
            draft.replace(target)
        else:
            _name_draft(draft, target)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def _write_draft(draft: Path, content: bytes) -> None:
    """A new file with the rights the umask gives, on the disk before it gets its name.

    tempfile would make it private.
    """
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666),
        "wb",
    ) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name_draft(draft: Path, target: Path) -> None:
    """Give the draft its name. Raises FileExistsError if the name is taken, however short ago."""
    try:
        target.hardlink_to(draft)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _claim(draft, target)


def _claim(draft: Path, target: Path) -> None:
    """Without hard links: take the name with an empty file that must be new, then replace it."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        draft.replace(target)
    except BaseException:
        target.unlink()
        raise
