"""What is not there.

Exit 2, one clear message on stderr, a hint, nothing on stdout. And filters that leave nothing.
"""

from __future__ import annotations

import pytest
from cli_runs import Ran, is_clean_failure, run

REFUSED: dict[tuple[str, ...], tuple[str, str]] = {
    ("show", "brwon-2005"): ("no study 'brwon-2005'", "did you mean brown-2005?"),
    ("show", "zzz"): ("no study 'zzz'", "`keta-evidence list` shows all ids"),
    ("show", "clark-2010:hihg"): ("clark-2010 has no arm 'hihg'", "did you mean clark-2010:high"),
    ("show", "adams-2001", "--source", "abstract-2005"): (
        "abstract-2005 does not report adams-2001",
        "reported by review-2020",
    ),
    ("why", "brwon-2005"): ("no study 'brwon-2005'", "did you mean brown-2005?"),
    ("why", "brown-2005", "total_doze"): (
        "keta-evidence: unknown column 'total_doze'",
        "did you mean total_dose",
    ),
    ("why", "brown-2005", ""): ("keta-evidence: no column is named", "known: "),
    ("grade", "adams-2010"): ("no study 'adams-2010'", "did you mean adams-2001"),
    ("compare", "brown-2005", "zzz"): ("no study 'zzz'", "list"),
    ("compare", "brown-2005"): (
        "compare needs at least two studies",
        "`keta-evidence show ID` shows one",
    ),
    ("compare", "brown-2005", "brown-2005"): (
        "compare needs at least two studies",
        "`keta-evidence show ID` shows one",
    ),
    ("compare",): ("Missing argument", "keta-evidence compare -h"),
    ("list", "--columns", "id,totl_dose"): (
        "--columns: unknown column 'totl_dose'",
        "did you mean total_dose",
    ),
    ("list", "--columns", ""): ("--columns: no column is named", "known: "),
    ("list", "-i", "CRSP"): ("--indication: unknown indication 'CRSP'", "did you mean CRPS"),
    ("list", "--source", "rewiev-2020"): (
        "--source: unknown source 'rewiev-2020'",
        "did you mean review-2020?",
    ),
    ("list", "--design", "rondomised"): (
        "--design: unknown design 'rondomised'",
        "did you mean randomised",
    ),
    ("list", "--level", "7"): ("--level: unknown level '7'", "1 to 5"),
    ("list", "--level", "1b"): ("--level: ", "2009 scheme"),
    ("list", "--setting", "hospital"): ("--setting: unknown setting 'hospital'", "inpatient"),
    ("list", "--enantiomer", "l"): ("--enantiomer: unknown enantiomer 'l'", "racemic"),
    ("list", "--search", " "): ("--search: no word to look for", "for example"),
    ("list", "--by", "foo"): ("--by: no 'foo'", "--by arm"),
    ("list", "--sort", "yaer"): ("--sort: unknown field or column 'yaer'", "did you mean year"),
    ("list", "--weight", "0"): ("--weight: not a body weight: '0'", "--weight 55"),
    ("list", "--weight", "-5"): ("--weight: not a body weight: '-5'", "--weight 55"),
    ("list", "--weight", "abc"): ("--weight: not a body weight: 'abc'", "--weight 55"),
    ("list", "--weight", "70 mg"): ("--weight: not a body weight: '70 mg'", "--weight 55"),
    ("list", "--weight", "50-70"): ("--weight: not a body weight: '50-70'", "--weight 55"),
    ("list", "--weight", "1e3"): ("--weight: not a body weight: '1e3'", "--weight 55"),
    ("list", "--where", "total_doze > 4 mg"): (
        "--where: column 1: unknown field 'total_doze'",
        "did you mean total_dose",
    ),
    ("list", "--where", "total_dose >= 400 mm"): (
        "--where: column 15: ",
        "for example: total_dose >= 400 mg",
    ),
    ("list", "--where", "year > 2001 and relief >"): (
        "--where: column 25: a value belongs here",
        "for example: relief > 4 wk",
    ),
    ("list", "-f", "markdwon"): (
        "'markdwon' is not one of 'table', 'markdown'",
        "did you mean markdown?",
    ),
    ("list", "--question", "benefits"): ("'benefits' is not one of", "did you mean benefit?"),
    ("list", "--scheme", "2010"): ("'2010' is not one of '2011', '2009'", "did you mean "),
    ("list", "--nonsense"): (
        "No such option: --nonsense",
        "`keta-evidence list -h` says what is possible",
    ),
    ("list", "--indicaton", "crps"): ("No such option: --indicaton", "did you mean --indication?"),
    ("list", "--studies", "x"): ("No such option: --studies", "keta-evidence --studies ... list"),
    ("list", "--where", "year > 2000", "--where", "year < 2010"): (
        "--where is given more than once",
        "'A and B'",
    ),
    ("list", "--columns", "id", "--columns", "relief"): (
        "--columns is given more than once",
        "join names with commas",
    ),
    ("list", "--search", "a", "--kind", "trial", "--search", "b"): (
        "--search is given more than once",
        "'A B'",
    ),
    ("compare", "adams-2001", "brown-2005", "-f", "csv", "--format", "json"): (
        "--format is given more than once",
        "keta-evidence compare -h",
    ),
    ("--studies", "here", "--studies", "there", "list"): (
        "--studies is given more than once",
        "keta-evidence -h",
    ),
    ("list", "extra"): ("unexpected extra argument", "keta-evidence list -h"),
    ("lsit",): ("No such command 'lsit'", "did you mean list?"),
    ("explain", "KE999"): ("no code 'KE999'", "did you mean KE"),
    ("explain", "yaml-trpa"): ("no code 'yaml-trpa'", "did you mean yaml-trap"),
    ("schema", "stduy"): ("'stduy' is not one of 'study'", "did you mean study?"),
    ("new", "Bad Id"): ("not an id: 'Bad Id'", "kang-2010"),
    ("new", "../up"): ("not an id: '../up'", "kang-2010"),
    ("new", "brown-2005"): ("brown-2005.yaml is already there", "choose another id"),
    ("validate", "-f", "sraif"): ("'sraif' is not one of", "did you mean sarif?"),
}
NOTHING = ("list", "-i", "cancer-pain", "--design", "randomised")
FORMATS = ("table", "markdown", "csv", "tsv")


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_is_not_there_is_said_with_a_hint(words: tuple[str, ...]) -> None:
    ran = run(*words)
    message, hint = REFUSED[words]
    assert is_clean_failure(ran, 2), ran
    first, *rest = ran.err.splitlines()
    assert first.startswith("keta-evidence: ")
    assert message in first
    assert len(rest) == 1, "one message, one hint"
    assert rest[0].startswith("hint: ")
    assert hint in rest[0]


def test_no_command_shows_the_help_on_stderr() -> None:
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == run("--help").out


def test_commands_that_read_come_first_and_no_summary_is_cut() -> None:
    commands = run("-h").out.split("Commands:\n")[1]
    assert [line.split()[0] for line in commands.splitlines()][:5] == [
        "list",
        "show",
        "why",
        "compare",
        "grade",
    ]
    assert "..." not in commands


@pytest.mark.parametrize("form", FORMATS)
def test_a_filter_that_leaves_nothing_leaves_no_row_and_says_so(form: str) -> None:
    ran = run(*NOTHING, "-f", form)
    assert (ran.code, ran.err) == (0, "0 of 5 studies\n")
    lines = ran.out.splitlines()
    assert len(lines) == (2 if form == "markdown" else 1), "the heading alone"
    assert "2001" not in ran.out


def test_what_cannot_be_judged_is_never_dropped_in_silence() -> None:
    ran = run("list", "--where", "total_dose >= 99999 mg")
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == []
    assert ran.err.splitlines() == [
        "0 of 5 studies",
        "2 could not be judged:",
        "  davis-2012: total_dose: number of sessions: not reported (infusions for "
        "each participant are not given);"
        " 0.5–1 mg/kg per session",
        "  evans-2015: total_dose: a plasma target (50-100 ng/mL) gives no dose",
    ]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("-i", "complex regional pain syndrome"), ["adams-2001", "brown-2005", "clark-2010"]),
        (("-i", "Sudeck", "-i", "causalgia"), ["brown-2005", "clark-2010"]),
        (("--design", "randomised"), ["brown-2005", "clark-2010"]),
        (("--level", "3"), ["clark-2010", "evans-2015"]),
        (("--level", "2", "--question", "harm"), ["brown-2005", "clark-2010"]),
        (("--level", "1b-", "--scheme", "2009"), ["clark-2010"]),
        (("--setting", "outpatient"), ["adams-2001", "clark-2010"]),
        (("--enantiomer", "esketamine"), ["brown-2005"]),
        (("--source", "abstract-2005"), ["brown-2005"]),
        (("--search", "Čapek crossover"), ["clark-2010"]),
        (("--search", "capek"), ["clark-2010"]),
        (("--where", "relief >= 11 wk"), ["adams-2001", "brown-2005"]),
        (
            ("--sort", "-year"),
            ["evans-2015", "davis-2012", "clark-2010", "brown-2005", "adams-2001"],
        ),
        (
            ("--sort", "evidence_level,-participants"),
            ["brown-2005", "clark-2010", "evans-2015", "davis-2012", "adams-2001"],
        ),
    ],
    ids=str,
)
def test_filters_and_sorting(words: tuple[str, ...], kept: list[str]) -> None:
    assert ids(run("list", *words, "--columns", "id", "-f", "csv")) == kept


def test_one_row_an_arm() -> None:
    arms = ids(run("list", "--by", "arm", "--columns", "id", "-f", "csv"))
    assert arms == [
        "adams-2001",
        "brown-2005",
        "clark-2010:low",
        "clark-2010:high",
        "davis-2012",
        "evans-2015",
    ]


def ids(ran: Ran) -> list[str]:
    assert ran.code == 0, ran
    return ran.out.splitlines()[1:]
