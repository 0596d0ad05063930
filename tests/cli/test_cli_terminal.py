"""On a terminal.

Nothing wider than it, no figure cut, no escape codes where they are not wanted.
"""

from __future__ import annotations

import re

import pytest
from cli_runs import Ran, run, run_on_terminal

from keta_evidence.export.cells import display_width

WIDTHS = (40, 80, 200)
COMMANDS = [
    ("list",),
    ("list", "--columns", "people,total_dose_mg_min,max_rate_mg_per_kg_h"),
    ("list", "-i", "cancer-pain", "--design", "randomised"),
    (
        "compare",
        "adams-2001",
        "brown-2005",
        "--columns",
        "participants,infusion,total_dose,relief,comedication",
    ),
    ("show", "davis-2012"),
    ("show", "brown-2005"),
    ("why", "clark-2010", "total_dose_mg_max"),
    ("grade",),
    ("fields",),
    ("explain", "KE305"),
]
NOTES = ("of 5 studies", "not like for like:")
FIGURE = re.compile(r"\d[\d.–-]*(?: (?:mg/kg/h|µg/kg/min|mg/kg|mg/h|mg|kg|h|wk|d|min|%))?(?![\w/])")
ESCAPE = "\x1b"


def lines(ran: Ran) -> list[str]:
    """What stdout brought to the screen: notes on stderr are left to the terminal."""
    assert ran.code == 0, ran
    shown = ran.out.splitlines()
    notes = [place for place, line in enumerate(shown) if line.strip().endswith(NOTES)]
    return shown[: notes[0]] if notes else shown


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_line_is_wider_than_the_terminal_and_no_figure_is_cut(
    words: tuple[str, ...], columns: int
) -> None:
    shown = lines(run_on_terminal(columns, *words, NO_COLOR="1"))
    assert shown
    assert [line for line in shown if display_width(line) > columns] == []
    assert ESCAPE not in "".join(shown)
    whole = {figure for line in run(*words).out.splitlines() for figure in FIGURE.findall(line)}
    there = {figure for line in shown for figure in FIGURE.findall(line)}
    assert whole <= there, "cut or lost"


@pytest.mark.parametrize(
    "changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": "unknown"}], ids=str
)
@pytest.mark.parametrize("words", [("list",), ("show", "brown-2005"), ("--help",)], ids=" ".join)
def test_no_escape_codes_where_they_are_not_wanted(
    words: tuple[str, ...], changes: dict[str, str]
) -> None:
    assert ESCAPE not in run_on_terminal(80, *words, **changes).out


def test_colour_is_seen_on_a_terminal_that_has_it() -> None:
    assert ESCAPE in run_on_terminal(80, "list").out
    assert ESCAPE not in run("list").out


def test_a_table_across_where_it_fits_and_blocks_where_it_does_not() -> None:
    words = ("list", "--columns", "id,participants,total_dose,relief")
    across = lines(run_on_terminal(200, *words, NO_COLOR="1"))
    assert across[0].split("  ")[0] == "Study"
    assert across[0].endswith("Duration of relief")
    narrow = lines(run_on_terminal(40, "list", NO_COLOR="1"))
    assert [line for line in narrow if line and not line.startswith(" ")][:5] == [
        "adams-2001", "brown-2005", "clark-2010", "davis-2012", "evans-2015",
    ]  # fmt: skip


def test_data_for_machines_is_never_fitted() -> None:
    for form in ("csv", "tsv", "json", "markdown"):
        assert run_on_terminal(40, "list", "-f", form).out.startswith(run("list", "-f", form).out)
    assert run_on_terminal(40, "schema").out == run("schema").out


def test_a_file_is_never_fitted_to_the_terminal(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("files")
    for words in (("list",), ("show", "brown-2005")):
        run_on_terminal(40, *words, "-o", str(folder / f"{words[0]}.txt"))
        assert (folder / f"{words[0]}.txt").read_text(encoding="utf-8") == run(*words).out
