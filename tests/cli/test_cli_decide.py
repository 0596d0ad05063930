"""``decide``: what is written into the record, what is refused, what is asked for."""

from __future__ import annotations

import os
import pty
import select
import shutil
import termios
from pathlib import Path

import pytest
from cli_runs import PROGRAM, ROOT, Ran, environment, run_in

DECIDED = (
    "--use", "own-abstract", "--why", "read again: the page is plain", "--by", "reader-3",
    "--on", "2026-01-31",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped records, to be written into."""
    return Path(shutil.copytree(ROOT / "studies", tmp_path / "studies"))


def decide(folder: Path, *words: str) -> Ran:
    return run_in(ROOT, "--studies", str(folder), "decide", *words)


def test_a_decision_is_appended_and_the_rest_stays(folder: Path) -> None:
    path = folder / "kang-2010.yaml"
    before = path.read_text(encoding="utf-8")
    ran = decide(folder, "kang-2010/setting", *DECIDED)
    assert (ran.code, ran.out) == (0, f"{path}\n")
    assert ran.err == "kang-2010/setting: own-abstract is used\n"
    assert path.read_text(encoding="utf-8") == before + (
        "  - what: setting\n"
        "    values: [outpatient, inpatient]\n"
        "    use: own-abstract\n"
        "    why: 'read again: the page is plain'\n"
        "    by: reader-3\n"
        "    date: 2026-01-31\n"
    )
    shown = run_in(ROOT, "--studies", str(folder), "discrepancies", "kang-2010").out
    assert "kang-2010/setting  [between documents; adjudicated]" in shown
    again = decide(folder, "kang-2010/setting", *DECIDED)
    assert (again.code, again.out) == (2, "")
    assert "kang-2010/setting is decided already" in again.err


def test_a_difference_that_is_none_and_the_first_decision_of_a_record(folder: Path) -> None:
    words = ("--not-real", "--why", "one clinic", "--by", "reader-3", "--on", "2026-01-31")
    path = folder / "kang-2010.yaml"
    ran = decide(folder, "kang-2010/setting", *words)
    assert ran.code == 0
    assert "use:" not in path.read_text(encoding="utf-8").partition("what: setting")[2]
    shown = run_in(ROOT, "--studies", str(folder), "discrepancies", "kang-2010").out
    assert "kang-2010/setting  [between documents; explained]" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kang-2010/seting", *DECIDED), "did you mean kang-2010/setting"),
        (("kang-2010/setting", *DECIDED[2:]), "missing: --use or --not-real"),
        (("kang-2010/setting", "--not-real"), "missing: --why, --by"),
        (("kang-2010/setting", "--not-real", *DECIDED), "--use and --not-real exclude each other"),
        (("kang-2010/setting", "--use", "maher-207", *DECIDED[2:]), "did you mean maher-2017"),
    ],
    ids=["no-such", "no-source", "no-reason", "both", "other-source"],
)  # fmt: skip
def test_what_is_refused_changes_nothing(folder: Path, words: tuple[str, ...], said: str) -> None:
    path = folder / "kang-2010.yaml"
    before = path.read_bytes()
    ran = decide(folder, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert path.read_bytes() == before


def test_a_date_that_is_none_is_a_finding(folder: Path) -> None:
    path = folder / "kang-2010.yaml"
    before = path.read_bytes()
    ran = decide(folder, "kang-2010/setting", *DECIDED[:-1], "yesterday")
    assert (ran.code, ran.out) == (1, "")
    assert "KE110 error: decisions[1].date" in ran.err
    assert path.read_bytes() == before


def test_a_decision_on_what_one_study_does_not_meet_is_sound(folder: Path) -> None:
    ran = decide(folder, "maher-2017/total-dose-range/kiefer-2008", "--not-real", *DECIDED[2:])
    assert (ran.code, ran.out) == (0, f"{folder / 'claims' / 'maher-2017.yaml'}\n")
    checked = run_in(ROOT, "--studies", str(folder), "validate")
    assert (checked.code, checked.out) == (0, "")


INTERRUPT, END_OF_INPUT = "\x03", "\x04"


def answer(folder: Path, *words: str, typed: str) -> Ran:
    """``decide`` asked and answered on a terminal, from which stdout leads away, to a pipe."""
    data, stdout = os.pipe()
    pid, keys = pty.fork()
    if pid == 0:
        os.dup2(stdout, 1)
        command = [*PROGRAM, "--studies", str(folder), "decide", *words]
        os.execve(PROGRAM[0], command, environment())
    os.close(stdout)
    mode = termios.tcgetattr(keys)
    mode[3] &= ~termios.ECHO
    termios.tcsetattr(keys, termios.TCSANOW, mode)
    shown = answered(keys, typed)
    os.close(keys)
    with os.fdopen(data, encoding="utf-8") as piped:
        out = piped.read()
    return Ran(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), out, shown)


def answered(keys: int, typed: str) -> str:
    """What is shown while a line of ``typed`` is sent to each question: to whatever ends in ``: ``."""
    shown, lines = "", typed.splitlines(keepends=True)
    while True:
        assert select.select([keys], [], [], 30)[0], f"neither asks nor ends, after {shown!r}"
        try:
            shown += os.read(keys, 65536).decode("utf-8").replace("\r\n", "\n")
        except OSError:  # how Linux says that nobody holds the other end any more
            return shown
        if shown.endswith(": "):
            os.write(keys, (lines.pop(0) if lines else END_OF_INPUT).encode())


def test_what_no_option_says_is_asked_for_and_stdout_holds_the_path_alone(folder: Path) -> None:
    path = folder / "kang-2010.yaml"
    ran = answer(
        folder, "kang-2010/setting", "--on", "2026-01-31", typed="1\nthe page is plain\nreader-3\n"
    )
    assert (ran.code, ran.out) == (0, f"{path}\n")
    assert ran.err.startswith("kang-2010/setting\n  outpatient v inpatient\n")
    assert "\n  1  own-abstract is used\n  2  maher-2017 is used\n  0  not a real " in ran.err
    assert ran.err.endswith("Which: Why: By: kang-2010/setting: own-abstract is used\n")
    assert path.read_text(encoding="utf-8").endswith(
        "    use: own-abstract\n    why: the page is plain\n    by: reader-3\n    date: 2026-01-31\n"
    )


def test_a_wrong_answer_and_none_are_asked_again(folder: Path) -> None:
    ran = answer(folder, "kang-2010/setting", typed="3\n-1\nmaher\n\n 0 \n   \none clinic\n\nr\n")
    assert (ran.code, ran.out) == (0, f"{folder / 'kang-2010.yaml'}\n")
    for wrong in ("3", "-1", "maher"):
        assert f"Which: no such number: {wrong}; 0 to 2\n" in ran.err
    assert ran.err.endswith(
        "Which: Which: Why: Why: By: By: kang-2010/setting: not a real difference\n"
    )
    assert "    why: one clinic\n    by: r\n" in (folder / "kang-2010.yaml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "typed", [END_OF_INPUT, INTERRUPT, f"1\n{INTERRUPT}", f"1\nplain\n{END_OF_INPUT}"]
)
def test_a_question_left_unanswered_writes_nothing(folder: Path, typed: str) -> None:
    before = (folder / "kang-2010.yaml").read_bytes()
    ran = answer(folder, "kang-2010/setting", typed=typed)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.endswith(": \nnothing was written\n")
    assert (folder / "kang-2010.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kang-2010/seting",), "did you mean kang-2010/setting"),
        (("kang-2010/setting", "--use", "maher-207"), "did you mean maher-2017"),
        (("kang-2010/max_rate",), "kang-2010/max_rate is decided already"),
    ],
    ids=["no-such", "other-source", "decided"],
)
def test_what_does_not_exist_is_refused_before_anything_is_asked(
    folder: Path, words: tuple[str, ...], said: str
) -> None:
    ran = answer(folder, *words, typed="")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Which" not in ran.err
    assert "Why" not in ran.err
