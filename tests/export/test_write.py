"""Files are written whole or not at all, and never over another by accident."""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from keta_evidence.diagnostics import UnreadableError, UsageError
from keta_evidence.export.write import write_files, write_text

OLD, NEW = "old µ\n", "new ≥\r\nkept as it is\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.md").write_text(OLD, encoding="utf-8")
    return tmp_path


@contextmanager
def small_files() -> Iterator[None]:
    """A disk on which no file may grow beyond 1000 bytes.

    Held no longer than needed, for the runner writes files too.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("force", [False, True])
def test_a_new_file_holds_the_text_and_has_the_rights_of_the_umask(
    folder: Path, force: bool
) -> None:
    before = os.umask(0o027)
    try:
        write_text(folder / "new.md", NEW, force)
    finally:
        os.umask(before)
    assert (folder / "new.md").read_bytes() == NEW.encode("utf-8")
    assert (folder / "new.md").stat().st_mode & 0o777 == 0o640
    assert names(folder) == ["new.md", "old.md"]


def test_a_file_that_is_there_is_not_overwritten(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_text(folder / "old.md", NEW, force=False)
    assert (caught.value.message, caught.value.hint) == (
        f"{folder / 'old.md'} is already there",
        "--force overwrites it",
    )
    assert (folder / "old.md").read_text(encoding="utf-8") == OLD


def test_what_goes_beside_a_file_may_hold_just_this_already(folder: Path) -> None:
    before = (folder / "old.md").stat()
    write_files({folder / "new.md": b"new", folder / "old.md": OLD.encode()}, force=False)
    assert (folder / "old.md").stat() == before
    assert names(folder) == ["new.md", "old.md"]


def test_the_file_asked_for_must_be_new_even_if_it_holds_just_this(folder: Path) -> None:
    with pytest.raises(UsageError, match="already there"):
        write_text(folder / "old.md", OLD, force=False)
    assert names(folder) == ["old.md"]


def test_force_overwrites(folder: Path) -> None:
    write_text(folder / "old.md", NEW, force=True)
    assert (folder / "old.md").read_bytes() == NEW.encode("utf-8")
    assert names(folder) == ["old.md"]


def no_links(self: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_a_file_that_appears_at_the_last_moment_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        os, "fsync", lambda _: (folder / "late.md").write_text(OLD, encoding="utf-8")
    )
    for without_links in (False, True):
        if without_links:
            monkeypatch.setattr(Path, "hardlink_to", no_links)
        with pytest.raises(UsageError, match="already there"):
            write_text(folder / "late.md", NEW, force=False)
        assert (folder / "late.md").read_text(encoding="utf-8") == OLD
        assert names(folder) == ["late.md", "old.md"]
        (folder / "late.md").unlink()


def test_a_disk_without_links_is_written_to_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    write_text(folder / "new.md", NEW, force=False)
    assert (folder / "new.md").read_bytes() == NEW.encode("utf-8")
    assert names(folder) == ["new.md", "old.md"]


def test_a_failure_on_a_disk_without_links_leaves_no_empty_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Path, target: Path) -> Path:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(UnreadableError, match="Input/output error"):
        write_text(folder / "new.md", NEW, force=False)
    assert names(folder) == ["old.md"]


@pytest.mark.parametrize(("name", "force"), [("new.md", False), ("new.md", True), ("old.md", True)])
def test_a_full_disk_leaves_everything_as_it_was(folder: Path, name: str, force: bool) -> None:
    with small_files(), pytest.raises(UnreadableError) as caught:
        write_text(folder / name, "x" * 5000, force)
    assert caught.value.message == f"{folder / name}: cannot be written: File too large"
    assert names(folder) == ["old.md"]
    assert (folder / "old.md").read_text(encoding="utf-8") == OLD


def test_an_interrupt_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text(folder / "old.md", NEW, force=True)
    assert names(folder) == ["old.md"]
    assert (folder / "old.md").read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize("force", [False, True])
def test_places_that_cannot_be_written(folder: Path, force: bool) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    for path, message in (
        (folder / "gone" / "x.md", f"{folder / 'gone'}: no such folder"),
        (folder / "old.md" / "x.md", f"{folder / 'old.md'}: is not a folder"),
        (folder, "it is a folder"),
        (folder / "pipe", "not a regular file"),
        (Path("/dev/null"), "not a regular file"),
        (folder / ("n" * 300), "File name too long"),
    ):
        with pytest.raises(UnreadableError) as caught:
            write_text(path, NEW, force)
        assert caught.value.message == f"{path}: cannot be written: {message}"
    assert Path("/dev/null").is_char_device()
    assert names(folder) == ["loop", "old.md", "pipe"]


def test_a_folder_one_may_not_write_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(UnreadableError, match="cannot be written: Permission denied"):
        write_text(folder / "new.md", NEW, force=False)


def test_a_link_is_followed_with_force_and_refused_without(folder: Path) -> None:
    (folder / "link.md").symlink_to("old.md")
    with pytest.raises(UsageError, match="already there"):
        write_text(folder / "link.md", NEW, force=False)
    write_text(folder / "link.md", NEW, force=True)
    assert (folder / "link.md").is_symlink()
    assert (folder / "old.md").read_bytes() == NEW.encode("utf-8")


def test_text_that_has_no_bytes_is_replaced_and_never_a_traceback(folder: Path) -> None:
    write_text(folder / "new.md", "a\ud800b", force=False)
    assert (folder / "new.md").read_bytes() == b"a?b"


def test_the_longest_name_the_disk_allows_can_be_written(folder: Path) -> None:
    write_text(folder / ("n" * 255), NEW, force=False)
    assert (folder / ("n" * 255)).read_bytes() == NEW.encode("utf-8")
