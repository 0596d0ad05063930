"""Pipes that close, disks that are full, files that are there.

Nothing half-written, no traceback, the right exit code.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import (
    PROGRAM,
    ROOT,
    Ran,
    environment,
    is_clean_failure,
    run,
    run_in,
    run_process,
    run_shell,
)

COMMANDS = [
    "list",
    "list -f json",
    "show adams-2001",
    "why adams-2001",
    "validate",
    "schema",
    "fields",
    "grade",
    "--help",
    "list -h",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_stops_early_is_no_error(command: str) -> None:
    ran = run_shell(
        f"keta {command} | head -1; echo ${{PIPESTATUS[0]}}; keta {command} | true; "
        f"echo ${{PIPESTATUS[0]}}"
    )
    whole = run(*command.split())
    assert ran.out.splitlines() == [*whole.out.splitlines()[:1], "0", "0"]
    assert ran.err == whole.err * 2


def test_a_reader_of_everything_that_stops_early_is_no_error() -> None:
    """Both streams go to the pipe: the notes come when nobody reads any more."""
    ran = run_shell(
        "(keta list -f json; echo $? >&3) 2>&1 3>code | true; cat code; rm code",
        folder=Path(os.environ.get("TMPDIR", "/tmp")),
    )
    assert (ran.out, ran.err) == ("0\n", "")


@pytest.mark.parametrize(
    "command", ["list", "show adams-2001", "validate --format json", "schema", "--version"]
)
def test_nowhere_to_write_to(command: str) -> None:
    for target, reason in ((">&-", "it is closed"), (">/dev/full", "No space left on device")):
        ran = run_shell(f"keta {command} {target}")
        assert ran.code == 3, (target, ran)
        assert (
            ran.err.splitlines()[-1]
            == f"keta-evidence: standard output: cannot be written: {reason}"
        )
        assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["list", "show adams-2001", "validate", "show zzz"])
@pytest.mark.parametrize("target", ["2>&-", "2>/dev/full"])
def test_nobody_to_tell_changes_neither_data_nor_exit_code(command: str, target: str) -> None:
    whole = run(*command.split())
    assert run_shell(f"keta {command} {target}").whole == (whole.code, whole.out, "")


def test_standard_input_may_be_closed() -> None:
    assert run_shell("keta list <&-").whole == run("list").whole


@pytest.mark.parametrize(
    "words",
    [("list", "-f", "csv"), ("compare", "adams-2001", "brown-2005"), ("show", "adams-2001")],
    ids=" ".join,
)
def test_a_file_holds_what_the_pipe_would(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run_in(tmp_path, *words, "-o", "out.txt")
    whole = run(*words)
    assert (tmp_path / "out.txt").read_bytes() == whole.out.encode()
    assert ran.whole == (0, "", f"written: out.txt\n{whole.err}")
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.parametrize(
    ("command", "suffix", "form"),
    [
        ("list", ".txt", "table"),
        ("list", ".md", "markdown"),
        ("list", ".CSV", "csv"),
        ("list", ".tsv", "tsv"),
        ("list", ".json", "json"),
        ("list", "", "table"),
        ("discrepancies", ".txt", "text"),
        ("discrepancies", ".markdown", "markdown"),
        ("discrepancies", ".json", "json"),
    ],
)
def test_the_format_follows_the_suffix(
    tmp_path: Path, command: str, suffix: str, form: str
) -> None:
    assert run_in(tmp_path, command, "-o", f"out{suffix}").code == 0
    written_out = (tmp_path / f"out{suffix}").read_bytes()
    assert written_out == run(command, "-f", form).out.encode()


@pytest.mark.parametrize("words", [("-f", "csv", "-o", "out.md"), ("-o", "out.dat", "-f", "csv")])
def test_a_format_that_is_named_goes_before_the_suffix(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert run_in(tmp_path, "list", *words).code == 0
    [path] = tmp_path.iterdir()
    assert path.read_bytes() == run("list", "-f", "csv").out.encode()


@pytest.mark.parametrize(
    ("command", "suffix", "known"),
    [
        ("list", ".xlsx", ".txt, .md, .markdown, .csv, .tsv, .json"),
        ("discrepancies", ".csv", ".txt, .json, .md, .markdown"),
    ],
)
def test_a_suffix_that_no_format_has_is_refused(
    tmp_path: Path, command: str, suffix: str, known: str
) -> None:
    ran = run_in(tmp_path, command, "-o", f"out{suffix}")
    assert is_clean_failure(ran, 2)
    assert f"no format has the suffix {suffix!r} of out{suffix}" in ran.err
    assert f"suffixes: {known};" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_paragraph_on_methods_may_have_any_suffix_of_a_text(tmp_path: Path) -> None:
    assert run_in(tmp_path, "summary", "--methods", "-o", "methods.md").code == 0
    assert (tmp_path / "methods.md").read_text("utf-8") == run("summary", "--methods").out


def test_a_file_is_not_overwritten_without_force(tmp_path: Path) -> None:
    (tmp_path / "out.md").write_text("mine\n", encoding="utf-8")
    refused = run_in(tmp_path, "list", "-o", "out.md")
    assert refused.whole == (
        2,
        "",
        "keta-evidence: out.md is already there\nhint: --force overwrites it\n",
    )
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == "mine\n"
    forced = run_in(tmp_path, "list", "-f", "markdown", "-o", "out.md", "--force")
    assert forced.code == 0
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == run("list", "-f", "markdown").out
    assert [path.name for path in tmp_path.iterdir()] == ["out.md"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("gone/out.md", "gone: no such folder"),
        ("folder", "folder: cannot be written: it is a folder"),
        ("file/out.md", "file: is not a folder"),
        ("/dev/full", "/dev/full: cannot be written: not a regular file"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
def test_places_that_cannot_be_written(
    tmp_path: Path, target: str, message: str, force: tuple[str, ...]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine\n", encoding="utf-8")
    ran = run_in(tmp_path, "list", "-o", target, *force)
    assert is_clean_failure(ran, 3), ran
    assert message in ran.err
    assert "of 5 studies" not in ran.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine\n"


def test_a_usage_error_leaves_no_file(tmp_path: Path) -> None:
    assert run_in(tmp_path, "list", "--where", "nonsense", "-o", "out.md").code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_stream_that_knows_only_ascii_gets_signs_spelt_out() -> None:
    for changes in (
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ):
        ran = run_process(ROOT, "list", "--columns", "id,total_dose,relief", **changes)
        assert ran.code == 0
        assert ran.out.isascii()
        assert "2000-3000[c][i]" in ran.out
        assert ">= 11 wk" in ran.out
        assert "?" not in ran.out
        shown = run_process(ROOT, "why", "clark-2010", "total_dose_mg_max", **changes)
        assert "7-8 ug/kg/min x 2 h" in shown.out
        failed = run_process(ROOT, "list", "-i", "µ≥ž", **changes)
        assert is_clean_failure(failed, 2)


@pytest.mark.parametrize(
    "words",
    [
        ("list", "-f", "json"),
        ("list", "-f", "csv"),
        ("list", "-f", "tsv"),
        ("discrepancies", "-f", "json"),
        ("schema",),
    ],
    ids=" ".join,
)
def test_what_machines_read_is_utf_8_whatever_the_locale_says(words: tuple[str, ...]) -> None:
    changes = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    assert not run(*words).out.isascii()
    assert run_process(ROOT, *words, **changes).out == run(*words).out


@pytest.mark.parametrize(
    "words",
    [("list",), ("show", "adams-2001"), ("list", "-f", "json"), ("lsit",), ("--version",)],
    ids=" ".join,
)
def test_a_process_does_what_is_done_within_this_one(words: tuple[str, ...]) -> None:
    assert run_process(ROOT, *words).whole == run(*words).whole


def test_lang_c_alone_keeps_every_sign() -> None:
    ran = run_process(ROOT, "list", LANG="C", PYTHONUTF8="1")
    assert ran.whole == run("list").whole


def interrupted(tmp_path: Path, moment: str) -> Ran:
    """A run in which an interrupt comes at a moment.

    ``import`` while modules load, ``read`` at the first record, ``write``.
    """
    code = f"""
import os, signal, sys
sys.argv = ["keta-evidence", "list", "-o", "out.txt"]
def now(*_):
    os.kill(os.getpid(), signal.SIGINT)
    signal.sigtimedwait([signal.SIGUSR1], 5)
if {moment!r} == "import":
    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == "keta_evidence.cli.app":
                now()
    sys.meta_path.insert(0, Finder())
elif {moment!r} == "read":
    import keta_evidence.records.library as library
    library.load_document = now
else:
    import keta_evidence.export.write as write
    write.os.fsync = now
from keta_evidence.cli.main import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
        cwd=tmp_path,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("moment", ["import", "read", "write"])
def test_an_interrupt_is_quiet_and_leaves_nothing(tmp_path: Path, moment: str) -> None:
    assert interrupted(tmp_path, moment).whole == (130, "", "")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_the_reader_is_slow(tmp_path: Path) -> None:
    read, write = os.pipe()
    fcntl.fcntl(
        write, fcntl.F_SETPIPE_SZ, 4096
    )  # less than the schema, so that the program waits for its reader
    process = subprocess.Popen(
        [*PROGRAM, "schema"],
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=tmp_path,
    )
    os.close(write)
    assert os.read(read, 1) == b"{"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10)[1] == b""
    assert process.returncode == 130
    os.close(read)


def test_a_fault_of_the_program_is_told_without_a_traceback(tmp_path: Path) -> None:
    code = """
import sys
sys.argv = ["keta-evidence", "list"]
import keta_evidence.cli.context as context
context.load_library = lambda folder: 1 / 0
from keta_evidence.cli.main import main
main()
"""
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(), cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines() == [
        "keta-evidence: unexpected ZeroDivisionError: division by zero",
        "hint: this is a fault of the program, please report it; "
        "KETA_EVIDENCE_DEBUG=1 shows where it happened",
    ]
    debug = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=environment(KETA_EVIDENCE_DEBUG="1"),
        cwd=tmp_path,
    )
    assert "Traceback" in debug.stderr


def test_json_can_be_read_back_from_a_pipe() -> None:
    ran = run_shell("keta list -f json | cat")
    assert len(json.loads(ran.out)["rows"]) == 5
