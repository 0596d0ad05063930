"""Findings in every format: the same findings, and each format as its readers want it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keta_evidence.diagnostics import CODES, Problem
from keta_evidence.export.findings import FindingsFormat, explain_code, render_findings

ONE = Problem(
    Path("studies/roe-1999.yaml"),
    12,
    5,
    CODES["KE301"],
    "reports[0].participants",
    "the arms do not add up",
    "20",
)
TWO = Problem(
    Path("studies/a b,c:d.yaml"), 3, 1, CODES["KE305"], "", "100 % above: 7 mg/kg/h\nor so"
)


def test_text_is_one_line_a_finding() -> None:
    assert render_findings([ONE, TWO]) == (
        "studies/roe-1999.yaml:12:5: KE301 error: reports[0].participants: the arms do not add up; found 20\n"
        "studies/a b,c:d.yaml:3:1: KE305 warning: 100 % above: 7 mg/kg/h or so\n"
    )


@pytest.mark.parametrize("form", [FindingsFormat.TEXT, FindingsFormat.GITHUB])
def test_nothing_found_is_no_text(form: FindingsFormat) -> None:
    assert render_findings([], form) == ""


def test_json() -> None:
    document = json.loads(render_findings([ONE, TWO], FindingsFormat.JSON))
    assert document["schema"] == "keta-evidence/findings/1"
    assert document["findings"][0] == {
        "code": "KE301",
        "name": "arms-do-not-add-up",
        "severity": "error",
        "path": "studies/roe-1999.yaml",
        "line": 12,
        "column": 5,
        "key": "reports[0].participants",
        "message": "the arms do not add up",
        "found": "20",
        "fix": CODES["KE301"].fix,
    }
    assert [finding["message"] for finding in document["findings"]] == [ONE.what, TWO.what]
    assert json.loads(render_findings([], FindingsFormat.JSON)) == {
        "schema": "keta-evidence/findings/1",
        "findings": [],
    }


def test_github_escapes_what_would_end_a_command_or_a_property() -> None:
    first, second = render_findings([ONE, TWO], FindingsFormat.GITHUB).splitlines()
    assert first == (
        "::error file=studies/roe-1999.yaml,line=12,col=5,title=KE301 arms-do-not-add-up"
        "::reports[0].participants: the arms do not add up; found 20"
    )
    assert second == (
        "::warning file=studies/a b%2Cc%3Ad.yaml,line=3,col=1,title=KE305 outside-used-range::100 %25 above: 7 mg/kg/h%0Aor so"
    )


@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
)
def test_github_text_can_be_read_back(what: str, name: str) -> None:
    """The rules of the runner, turned round: it splits at the first "::", then at "," and "=", and unescapes."""
    path = Path(name)
    (line,) = render_findings(
        [Problem(path, 1, 2, CODES["KE002"], "", what)], FindingsFormat.GITHUB
    )[:-1].split("\n")
    head, _, message = line.removeprefix("::error ").partition("::")
    properties = dict(part.split("=", 1) for part in head.split(","))
    assert _unescaped(message) == what
    assert (
        Path.cwd() / _unescaped(properties["file"].replace("%3A", ":").replace("%2C", ","))
        == Path.cwd() / path
    )
    assert (properties["line"], properties["col"]) == ("1", "2")


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def sarif_run(*problems: Problem) -> dict[str, object]:
    document = json.loads(render_findings(problems, FindingsFormat.SARIF))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-2.1.0.json")
    (run,) = document["runs"]
    return dict(run)


def test_sarif_declares_every_code_as_a_rule() -> None:
    driver = sarif_run()["tool"]["driver"]  # type: ignore[index]
    assert driver["name"] == "keta-evidence"
    assert [rule["id"] for rule in driver["rules"]] == sorted(CODES)
    for rule in driver["rules"]:
        code = CODES[rule["id"]]
        assert rule["name"] == code.name
        assert rule["shortDescription"] == {"text": code.about}
        assert rule["help"] == {"text": code.fix}
        assert rule["defaultConfiguration"] == {"level": code.severity}


def test_sarif_has_what_section_3_27_of_the_standard_requires() -> None:
    run = sarif_run(ONE, TWO)
    rules = run["tool"]["driver"]["rules"]  # type: ignore[index]
    results = run["results"]
    assert isinstance(results, list)
    for result, problem in zip(results, (ONE, TWO), strict=True):
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"] == problem.code.id
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["level"] == problem.code.severity
        assert problem.what in result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) == (problem.line, problem.column)
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri) == problem.path.as_posix()
        assert not set(uri) & set(' <>"{}|\\^`')
    assert sarif_run()["results"] == []


def test_sarif_paths_are_relative_where_they_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    below = Problem(tmp_path / "studies" / "é 1.yaml", 1, 1, CODES["KE002"], "", "x")
    above = Problem(tmp_path.parent / "x.yaml", 1, 1, CODES["KE002"], "", "x")
    results = sarif_run(below, above)["results"]
    assert isinstance(results, list)
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results
    ]
    assert uris[0] == "studies/%C3%A9%201.yaml"
    assert urlsplit(uris[1]).scheme == "file"
    assert unquote(urlsplit(uris[1]).path) == str(tmp_path.parent / "x.yaml")


@pytest.mark.parametrize("form", FindingsFormat)
def test_a_file_name_that_is_not_utf_8_can_be_written_out(form: FindingsFormat) -> None:
    text = render_findings(
        [Problem(Path("studies/\udcff.yaml"), 1, 1, CODES["KE002"], "", "x")], form
    )
    assert text.encode("utf-8")


@pytest.mark.parametrize("form", FindingsFormat)
def test_every_format_holds_every_finding(form: FindingsFormat) -> None:
    text = render_findings([ONE, TWO, ONE], form)
    assert text.endswith("\n")
    assert text.count("the arms do not add up") == 2


def test_explain() -> None:
    code = CODES["KE305"]
    assert (
        explain_code(code)
        == f"KE305 outside-used-range (warning)\n\n{code.about}\n\nTo fix it: {code.fix}\n"
    )
