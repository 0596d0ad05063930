"""Reading YAML text: files that are not text, what is refused, and where things stand."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from keta_evidence.records.text import (
    MAX_BYTES,
    MAX_TEXT,
    Document,
    load_document,
    parse_document,
)
from keta_evidence.records.trees import key_text


def only(document: Document) -> str:
    (problem,) = document.problems
    assert document.tree is None
    return problem.text().removeprefix(f"{document.path}:")


def written(folder: Path, raw: bytes) -> Path:
    path = folder / "record.yaml"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "1:1: KE001 error: empty"),
        (b" \n\n", "1:1: KE001 error: empty"),
        (b"id: a\nkind: \xff\n", "2:7: KE001 error: not UTF-8 text; found byte 0xff"),
        ("id: é".encode() + b"\xe9", "1:6: KE001 error: not UTF-8 text; found byte 0xe9"),
        (b"\xef\xbb\xbfid: a\n", "1:1: KE001 error: starts with a byte order mark"),
        (b"id: a\nb\0c\n", "2:2: KE001 error: holds a NUL byte: a binary file, not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "1:1: KE001 error: not UTF-8 text; found byte 0x89"),
        ("id: a\n".encode("utf-16"), "1:1: KE001 error: not UTF-8 text; found byte 0xff"),
        (
            b"#" * (MAX_BYTES + 1),
            "1:1: KE001 error: larger than 1,000,000 bytes: not a record; found 1,000,001 bytes",
        ),
    ],
    ids=["empty", "blank", "latin-1", "after-two-bytes", "bom", "nul", "png", "utf-16", "huge"],
)
def test_a_file_that_is_not_text(raw: bytes, expected: str, tmp_path: Path) -> None:
    assert only(load_document(written(tmp_path, raw))) == expected


def test_a_file_that_vanished(tmp_path: Path) -> None:
    assert (
        only(load_document(tmp_path / "gone.yaml"))
        == "1:1: KE001 error: cannot be read: No such file or directory"
    )


def test_a_folder_and_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert only(load_document(tmp_path)) == "1:1: KE001 error: not a file"
    assert only(load_document(tmp_path / "pipe.yaml")) == "1:1: KE001 error: not a file"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, b"id: a\n")
    monkeypatch.setattr(
        Path, "read_bytes", refuse
    )  # the tests may run as root, who may read everything
    assert only(load_document(path)) == "1:1: KE001 error: cannot be read: Permission denied"


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    assert (
        only(load_document(tmp_path / "loop.yaml"))
        == "1:1: KE001 error: cannot be read: Too many levels of symbolic links"
    )


_LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(24)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 100_000, "1:41: KE002 error: nested too deeply to be a record"),
        ("[" * 100_000 + "]" * 100_000, "1:41: KE002 error: nested too deeply to be a record"),
        ("{a: " * 100_000, "1:161: KE002 error: nested too deeply to be a record"),
        ("- " * 100_000, "1:81: KE002 error: nested too deeply to be a record"),
        ("? " * 100_000, "1:81: KE002 error: nested too deeply to be a record"),
        (
            "".join(" " * depth + "a:\n" for depth in range(1000)),
            "41:41: KE002 error: nested too deeply to be a record",
        ),
        ("[" * 60 + "]" * 60 + "\n", "1:41: KE002 error: nested too deeply to be a record"),
        ("[" * 40 + "]" * 40 + "\n", ""),
        (
            _LAUGHS,
            "1:4: KE003 error: anchors and aliases are not allowed; found on lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 15 more",
        ),
        ("&a [*a]", "1:1: KE003 error: anchors and aliases are not allowed; found on line 1"),
        ("a: " + "1" * 900_000, "*"),
        ("a: " + "1_" * 400_000 + "x", "*"),
        ("b: 1\n" * 8_000 + "a: 1\n" * 8_000, "*"),
    ],
    ids=[
        "open",
        "closed",
        "mappings",
        "dashes",
        "questions",
        "indents",
        "deep-and-short",
        "deep-but-harmless",
        "laughs",
        "self",
        "digits",
        "underscores",
        "repeated",
    ],
)
def test_a_hostile_file_gives_one_finding_at_once(text: str, expected: str) -> None:
    start = time.process_time()
    document = parse_document(text, Path("hostile.yaml"))
    assert time.process_time() - start < 1
    if expected == "*":
        assert {problem.code.id for problem in document.problems} <= {"KE004", "KE109"}
        assert document.tree is not None
    elif expected:
        assert only(document) == expected
    else:
        assert document.problems == ()


_PATHS = settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(st.binary(max_size=400))
@example(b"\xc3")
@example(b"- !!binary x")
@example(b"%YAML 9.9\n---\na")
@_PATHS
def test_any_bytes_give_a_document(tmp_path: Path, raw: bytes) -> None:
    document = load_document(written(tmp_path, raw))
    assert document.tree is not None or document.problems


_YAMLISH = st.text(
    st.sampled_from(
        list("abn: -?[]{},#&*!|>'\"%@`\n\t 0123456789_.~éµ\x85\u2028\ufeff\x07\U0001f600")
    ),
    max_size=60,
)


@given(st.one_of(_YAMLISH, st.text(st.characters(codec="utf-8"), max_size=80)))
@example("? [a]\n: b")
@example("a: *b")
@example("<<: {a: 1}")
@_PATHS
def test_any_text_gives_a_document_with_marks_and_one_line_findings(text: str) -> None:
    document = parse_document(text, Path("any.yaml"))
    assert document.tree is not None or document.problems
    lines = (
        text.count("\n")
        + text.count("\x85")
        + text.count("\u2028")
        + text.count("\u2029")
        + text.count("\r")
        + 1
    )
    for problem in document.problems:
        assert len(problem.text().splitlines()) == 1
        assert 1 <= problem.line <= lines + 1
        assert problem.column >= 1


def test_scalars_stay_as_typed_and_traps_are_found() -> None:
    document = parse_document(
        "a: 0.10\nb: '010'\nc: 010\nd: |\n  no\ne: No\nf: 1e5\n", Path("x.yaml")
    )
    assert document.tree == {
        "a": "0.10",
        "b": "010",
        "c": "010",
        "d": "no\n",
        "e": "No",
        "f": "1e5",
    }
    assert [(problem.code.id, problem.key) for problem in document.problems] == [
        ("KE005", "a"),
        ("KE005", "c"),
        ("KE005", "e"),
        ("KE005", "f"),
    ]


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "NO",
        "on",
        "Off",
        "y",
        "N",
        "true",
        "4:30",
        "190:20:30",
        "010",
        "0x1F",
        "1_000",
        "1e5",
        ".inf",
        ".nan",
        "7.70",
        "-2.40",
        "0.050",
        "1.0",
    ],
)
def test_trap(word: str) -> None:
    (problem,) = parse_document(f"a: {word}\n", Path("x.yaml")).problems
    assert (problem.code.id, problem.line, problem.column) == ("KE005", 1, 4)
    assert parse_document(f"a: '{word}'\n", Path("x.yaml")).problems == ()


@pytest.mark.parametrize(
    "word",
    [
        "0",
        "0.1",
        "0.05",
        "-1.42",
        "10",
        "4 h",
        "7.70 mg",
        "3-5 d",
        "none",
        "open",
        "2026-01-31",
        "yes and no",
        "12 (Suppl 1)",
        "≥ 3",
    ],
)
def test_no_trap(word: str) -> None:
    assert parse_document(f"a: {word}\n", Path("x.yaml")).problems == ()


@pytest.mark.parametrize(
    ("line", "column"),
    [("a: patient #3", 4), ("a: 20  # read twice", 4), ("a: [x, z #2\n  ]", 8)],
)
def test_a_text_that_a_hash_cuts(line: str, column: int) -> None:
    (problem,) = parse_document(f"{line}\n", Path("x.yaml")).problems
    assert (problem.code.id, problem.line, problem.column) == ("KE008", 1, column)


@pytest.mark.parametrize("line", ["a: 'patient #3'", "a: C#3", "# a remark\na: 1", "a: 1\n # b"])
def test_a_hash_that_cuts_nothing(line: str) -> None:
    assert parse_document(f"{line}\n", Path("x.yaml")).problems == ()


def test_a_long_text_is_cut_and_said() -> None:
    document = parse_document(f"a: {'9' * (MAX_TEXT + 1)}\n", Path("x.yaml"))
    (problem,) = document.problems
    assert problem.text() == "x.yaml:1:4: KE109 error: a: a text of 1,001 characters, 1,000 at most"
    assert document.tree == {"a": "9" * MAX_TEXT}


def test_a_place_is_that_of_the_key_or_of_its_nearest_ancestor() -> None:
    document = parse_document("a:\n  b: [x, y]\n  c: {items: [z]}\n", Path("x.yaml"))
    assert document.mark(("a", "b", 1)) == (2, 10)
    assert document.mark(("a", "b", "missing", "deeper")) == (2, 3)
    assert document.mark(("nowhere",)) == (1, 1)
    assert (
        document.problem("KE204", ("a", "b", "items", 1), "what").text()
        == "x.yaml:2:10: KE204 error: a.b[1]: what"
    )
    assert (
        document.problem("KE204", ("a", "c", "items", 0), "what").text()
        == "x.yaml:3:15: KE204 error: a.c.items[0]: what"
    )


def test_a_key_that_is_no_plain_word_is_quoted() -> None:
    assert key_text(("reports", 0, "a\nb", "session")) == "reports[0]['a\\nb'].session"


@pytest.mark.parametrize(
    ("word", "severity"), [("7.70", "warning"), ("0.0", "warning"), ("010", "error")]
)
def test_a_dropped_last_zero_is_asked_about_and_makes_no_record_unusable(
    word: str, severity: str
) -> None:
    """The figure is the same to every reader; a folder that was sound before stays so."""
    (problem,) = parse_document(f"a: {word}\n", Path("x.yaml")).problems
    assert problem.code.severity == severity
