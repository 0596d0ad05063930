"""Runs of the program on the invented records of tests/golden/studies.

``run`` and ``run_in`` call it in this process, with streams and an environment of its own. Where
streams, signals, encodings or terminals are the point, a process of its own is started.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from keta_evidence.cli import main

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
STUDIES = GOLDEN / "studies"
PROGRAM = (sys.executable, "-P", "-m", "keta_evidence")
_FROM_OUTSIDE = (
    "KETA_EVIDENCE_",
    "_KETA_EVIDENCE",
    "LC_",
    "LANG",
    "PYTHON",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
    "TERM",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one run."""

    code: int
    out: str
    err: str

    @property
    def whole(self) -> tuple[int, str, str]:
        return self.code, self.out, self.err


def environment(**changes: str) -> dict[str, str]:
    """The environment without anything that steers the program, then the changes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FROM_OUTSIDE)}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "KETA_EVIDENCE_STUDIES": str(STUDIES),
        **changes,
    }


def run_in(folder: Path, *words: str, **changes: str) -> Ran:
    """One run in a working folder, with changes to the environment, within this process."""
    assert not any(name.startswith(("LC_", "LANG", "PYTHON")) for name in changes)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in "12")
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, environment(**changes), clear=True),
        mock.patch.multiple(sys, argv=["keta-evidence", *words], stdout=out, stderr=err),
    ):
        try:
            code = main.run()
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return Ran(code, written(out), written(err))


def written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


def run_process(folder: Path, *words: str, **changes: str) -> Ran:
    """One run in a working folder, with changes to the environment, as a process of its own."""
    done = subprocess.run(
        [*PROGRAM, *words],
        capture_output=True,
        env=environment(**changes),
        cwd=folder,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@cache
def run(*words: str) -> Ran:
    """One run on the invented records; the same words are run once."""
    return run_in(ROOT, *words)


def run_shell(script: str, folder: Path = ROOT, **changes: str) -> Ran:
    """One shell script in which ``keta`` is the program."""
    keta = " ".join(f"'{word}'" for word in PROGRAM)
    done = subprocess.run(
        ["bash", "-c", f'keta() {{ {keta} "$@"; }}\n{script}'],
        capture_output=True,
        env=environment(**changes),
        cwd=folder,
        check=False,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def run_on_terminal(columns: int, *words: str, **changes: str) -> Ran:
    """One run on a terminal of some columns; ``out`` is all that came to the screen."""
    pid, screen = pty.fork()
    if (
        pid == 0
    ):  # the child waits for its first key, so that the terminal has its size before the program asks
        os.read(0, 1)
        os.execve(
            PROGRAM[0], [*PROGRAM, *words], environment(**{"TERM": "xterm-256color", **changes})
        )
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    mode = termios.tcgetattr(screen)
    mode[3] &= ~termios.ECHO
    termios.tcsetattr(screen, termios.TCSANOW, mode)
    os.write(screen, b"\n")
    shown = b"".join(_pieces(screen))
    os.close(screen)
    return Ran(
        os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]),
        shown.decode("utf-8").replace("\r\n", "\n"),
        "",
    )


def _pieces(screen: int) -> Iterable[bytes]:
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # how Linux says that nobody holds the other end any more
            return
        if not piece:
            return
        yield piece


def is_clean_failure(ran: Ran, code: int) -> bool:
    """Exit code as expected, nothing on stdout, a message of the program, no traceback."""
    return (
        ran.code == code
        and not ran.out
        and "keta-evidence: " in ran.err
        and "Traceback" not in ran.err
    )


def in_environment(changes: Mapping[str, str]) -> Ran:
    """The program without words, for shells that ask for completions through the environment."""
    return run_process(ROOT, **changes)
