"""The commands claims and trend as a user types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from cli_runs import ROOT, run_in, run_on_terminal

from keta_evidence.export.cells import display_width

SHIPPED = ("--studies", str(ROOT / "studies"))
WANTED = (
    "maher-2017/articles-by-kind",
    "maher-2017/usual-rates-majority",
    "maher-2017/three-infusions",
)


def test_claims_in_every_format_say_the_same(tmp_path: Path) -> None:
    text, markdown = (
        run_in(tmp_path, *SHIPPED, "claims", *WANTED),
        run_in(tmp_path, *SHIPPED, "claims", *WANTED, "-f", "markdown"),
    )
    told = json.loads(run_in(tmp_path, *SHIPPED, "claims", *WANTED, "-f", "json").out)
    assert told["schema"] == "keta-evidence/claims/1"
    assert {row["id"] for row in told["rows"]} == set(WANTED)
    for row in told["rows"]:
        assert list(row) == [
            "id", "source", "locator", "statement", "check", "verdict", "recorded_verdict", "numbers", "also_cites", "studies",
        ]  # fmt: skip
        assert row["verdict"] == row["recorded_verdict"]
        assert f"{row['id']}  [{row['verdict']}]" in text.out
        assert all(number in text.out for number in row["numbers"])
        assert row["statement"] in text.out
    rows = [line for line in markdown.out.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(WANTED)
    assert "maher-2017: 3 claims: 2 contradicted, 1 partly" in text.err


def test_on_a_terminal_lines_are_wrapped_and_in_a_pipe_whole(tmp_path: Path) -> None:
    shown = run_on_terminal(
        80, *SHIPPED, "claims", "maher-2017/higher-dose-longer-relief"
    ).out.splitlines()
    piped = run_in(
        tmp_path, *SHIPPED, "claims", "maher-2017/higher-dose-longer-relief"
    ).out.splitlines()
    assert max(map(display_width, shown)) <= 80 < max(map(display_width, piped))


def test_what_a_claim_cites_besides_the_studies_here_is_shown(tmp_path: Path) -> None:
    claim = "mangnus-2021/many-indications"
    text = run_in(tmp_path, *SHIPPED, "claims", claim).out
    assert "  cites    also Cohen 2018, Visser 2006\n" in text
    (row,) = json.loads(run_in(tmp_path, *SHIPPED, "claims", claim, "-f", "json").out)["rows"]
    assert row["also_cites"] == ["Cohen 2018", "Visser 2006"]


def test_the_sum_that_does_not_add_up(tmp_path: Path) -> None:
    (row,) = json.loads(run_in(tmp_path, *SHIPPED, "claims", WANTED[0], "-f", "json").out)["rows"]
    assert (row["verdict"], row["numbers"]) == (
        "partly",
        ["26 said, 26 found", "16 + 4 + 4 + 1 = 25, said 26"],
    )


def test_on_everything_the_studies_of_the_document_are_counted(tmp_path: Path) -> None:
    (row,) = json.loads(
        run_in(tmp_path, *SHIPPED, "claims", "--source", "all", WANTED[0], "-f", "json").out
    )["rows"]
    assert (row["recorded_verdict"], row["numbers"][0]) == ("partly", "26 said, 26 found")


def test_json_says_which_studies_a_range_rests_on(tmp_path: Path) -> None:
    (row,) = json.loads(
        run_in(
            tmp_path, *SHIPPED, "claims", "maher-2017/combination-relief-range", "-f", "json"
        ).out
    )["rows"]
    assert [study["used"] for study in row["studies"]] == [True] * 5
    (row,) = json.loads(run_in(tmp_path, *SHIPPED, "claims", WANTED[2], "-f", "json").out)["rows"]
    (study,) = row["studies"]
    value: dict[str, object] = {
        "variable": "comparator",
        "text": "magnesium sulfate",
        "marks": [],
        "dispute": None,
    }
    assert study.pop("values") == [value]
    assert study == {"id": "kim-2015", "meets": False, "used": None, "reason": ""}


def test_the_deciding_value_stands_beside_its_study_in_text_and_markdown(tmp_path: Path) -> None:
    asked = (*SHIPPED, "claims", "maher-2017/usual-rates")
    text = run_in(tmp_path, *asked).out
    assert "  - does not\n" in text
    assert "      kvarnstrom-2004: 0.6 mg/kg/h†\n" in text
    assert "† computed from figures the documents give, not printed there\n" in text
    markdown = run_in(tmp_path, *asked, "-f", "markdown").out
    assert "kvarnstrom-2004: 0.6 mg/kg/h† (does not)" in markdown
    assert "\n\n† computed from figures" in markdown


def test_strict_fails_only_where_a_verdict_is_not_the_recorded_one(tmp_path: Path) -> None:
    for on in ("own", "all"):
        assert run_in(tmp_path, *SHIPPED, "claims", "--source", on, "--strict").code == 0
    studies = tmp_path / "studies"
    shutil.copytree(ROOT / "studies", studies)
    (studies / "tawfic-2014.yaml").unlink()
    for path in [*(studies / "claims").glob("*.yaml"), *(studies / "overviews").glob("*.yaml")]:
        path.write_text(
            path.read_text(encoding="utf-8")
            .replace("tawfic-2014, ", "")
            .replace(", tawfic-2014", "")
            .replace("      - tawfic-2014\n", ""),
            encoding="utf-8",
        )
    ran = run_in(tmp_path, "--studies", str(studies), "claims", "--strict", WANTED[0])
    assert ran.code == 1
    assert "[contradicted, recorded partly]" in ran.out
    assert "changed: maher-2017/articles-by-kind: partly recorded, contradicted now" in ran.err
    assert (
        run_in(
            tmp_path, "--studies", str(studies), "claims", "--source", "all", "--strict", WANTED[0]
        ).code
        == 1
    )


def test_unknown_names_are_usage_errors_with_a_suggestion(tmp_path: Path) -> None:
    for words, hint in (
        (("claims", "maher-2016"), "did you mean maher-2017?"),
        (("claims", "maher-2017/usual-rate"), "did you mean maher-2017/usual-rates"),
        (("trend", "infusoin"), "did you mean infusion"),
        (("trend", "infusion", "infusion"), "two different fields"),
        (("trend", "infusion", "--source", "maher"), "did you mean maher-2017?"),
    ):
        ran = run_in(tmp_path, *SHIPPED, *words)
        assert (ran.code, ran.out) == (2, "")
        assert hint in ran.err


def test_a_claim_that_asks_of_what_is_not_there_is_named(tmp_path: Path) -> None:
    studies = tmp_path / "studies"
    shutil.copytree(ROOT / "studies", studies)
    path = studies / "claims" / "maher-2017.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "holds: enantiomer = s\n", "holds: enantiomr = s\n", 1
        ),
        encoding="utf-8",
    )
    ran = run_in(tmp_path, "--studies", str(studies), "claims", "maher-2017")
    assert ran.code == 1
    assert f"{path}:" in ran.err
    assert "KE219 error: claims[" in ran.err
    assert "unknown field 'enantiomr' (did you mean enantiomer?" in ran.err


def test_a_trend_on_a_terminal_less_pipe_is_whole_and_repeats_its_bytes(tmp_path: Path) -> None:
    first, again = (run_in(tmp_path, *SHIPPED, "trend", "max_rate") for _ in "12")
    assert first.whole == again.whole
    assert first.code == 0
    assert "max_rate against relief  all studies" in first.out
