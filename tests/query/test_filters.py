"""Options of ``list``: filters, search, order and columns."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import COLUMNS, MACHINE, PEOPLE
from keta_evidence.evidence.catalogue.terms import indication_names
from keta_evidence.evidence.level import Scheme
from keta_evidence.query.filters import apply_filters
from keta_evidence.query.request import Filters, check_columns, check_source, sort_rows
from keta_evidence.records.library import Library
from keta_evidence.records.words import fold, key

from .conftest import Ask, Rows

Initials = Callable[..., tuple[str, str]]


def test_nothing_asked_keeps_everything(ask: Ask) -> None:
    selection = ask()
    assert (len(selection.kept), selection.unjudged, selection.total) == (9, (), 9)


@pytest.mark.parametrize(
    ("filters", "kept", "unjudged"),
    [
        ({"indication": ("CRPS",)}, "abd", "f"),
        ({"indication": ("rsd",)}, "abd", "f"),
        ({"indication": ("Complex Regional-Pain syndrome",)}, "abd", "f"),
        ({"indication": ("crps 1",)}, "a", "bf"),
        ({"indication": ("crps-1", "FMS")}, "aeghi", "bf"),
        ({"design": ("rct",)}, "adghi", "e"),
        ({"design": ("case series", "cohort")}, "bcf", "e"),
        ({"design": ("cross-over",)}, "adgh", "ce"),
        ({"design": ("open-label",)}, "c", "e"),
        ({"design": ("uncontrolled",)}, "bf", "e"),
        ({"level": ("2", "3")}, "acdghi", "e"),
        ({"setting": ("Outpatient",)}, "bc", "e"),
        ({"enantiomer": ("S(+)",)}, "b", "ei"),
        ({"enantiomer": ("s-ketamine",)}, "b", "ei"),
        ({"enantiomer": ("esketamine",)}, "b", "ei"),
        ({"enantiomer": ("Racemate",)}, "acdfghi", "e"),
        ({"search": "NAUSEE midazolam"}, "b", ""),
        ({"search": "cvrcek adler"}, "a", ""),
        ({"search": "invented j"}, "abcdefghi", ""),
        ({"search": "causalgia"}, "d", ""),
        ({"search": "nrs"}, "i", ""),
        ({"search": "nowhere"}, "", ""),
        ({"design": ("rct",), "setting": ("inpatient",), "search": "fms"}, "ghi", "e"),
        ({"setting": ("outpatient",), "where": "relief > 4 wk"}, "b", "ce"),
    ],
)
def test_filters(initials: Initials, filters: dict[str, object], kept: str, unjudged: str) -> None:
    assert initials(**filters) == (kept, unjudged)


def test_what_cannot_be_judged_is_told_with_its_reason_once(ask: Ask) -> None:
    selection = ask(setting=("inpatient", "home"))
    assert selection.unjudged == (("eck-2005", "setting: not reported"),)
    assert selection.total == 9


def test_a_level_of_the_older_scheme(initials: Initials) -> None:
    assert initials(scheme=Scheme.CEBM_2009, level=("1b",)) == ("adghi", "e")


@pytest.mark.parametrize(
    ("filters", "message", "hint"),
    [
        ({"indication": ("CRSP",)}, "--indication: unknown indication 'CRSP'", "did you mean CRPS"),
        (
            {"indication": ("gout",)},
            "--indication: unknown indication 'gout'",
            "known: neuropathic-pain, crps",
        ),
        (
            {"design": ("randomizd",)},
            "--design: unknown design 'randomizd'",
            "did you mean randomi",
        ),
        (
            {"design": ("x",)},
            "--design: unknown design 'x'",
            "known: trial, cohort, case-series, randomised",
        ),
        ({"level": ("6",)}, "--level: unknown level '6'", "from 1 to 5"),
        (
            {"level": ("1b",)},
            "--level: level needs a number without a unit: unknown unit 'b'",
            "2009 scheme",
        ),
        ({"level": ("high",)}, "--level: unknown level 'high'", ""),
        ({"setting": ("IP",)}, "--setting: unknown setting 'IP'", "known: inpatient"),
        ({"setting": ("",)}, "--setting: setting: a value belongs here", ""),
        ({"enantiomer": ("d",)}, "--enantiomer: unknown enantiomer 'd'", "known: racemic, s, r"),
        ({"search": " "}, "--search: no word to look for", ""),
        ({"where": "colour = red"}, "--where: column 1: unknown field 'colour'", ""),
    ],
)
def test_unknown_words_are_usage_errors(
    ask: Ask, filters: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        ask(**filters)
    assert caught.value.message == message
    assert hint in caught.value.hint


def test_words_are_checked_even_where_there_is_no_row(library: Library) -> None:
    with pytest.raises(UsageError):
        apply_filters([], Filters(indication=("CRSP",)), library)
    assert apply_filters([], Filters(level=("1b",)), library).total == 0


def test_no_source_is_fine(library: Library) -> None:
    check_source(None, library)
    check_source("review-2020", library)


@pytest.mark.parametrize("name", ["review-2002", "Review-2020"])
def test_an_unknown_source_is_a_usage_error(library: Library, name: str) -> None:
    with pytest.raises(UsageError, match=f"--source: unknown source '{name}'") as caught:
        check_source(name, library)
    assert caught.value.hint == "did you mean review-2020?"


def test_indication_names_for_completion(library: Library) -> None:
    names = indication_names(library)
    assert {"CRPS", "RSD", "causalgia", "fibromyalgia", "FMS"} <= set(names)
    assert len({key(name) for name in names}) == len(names)
    assert list(names) == sorted(names, key=fold)


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        # none shown (d) before any relief; g is only known to be under 24 h; e and h are not known
        (["relief"], "dcgibafeh"),
        (["-relief"], "fabigcdeh"),
        (["total_dose"], "acefghbdi"),
        (["-total_dose", "-id"], "bhgfecaid"),
        (["-dose,-year"], "bhgfecaid"),
        (["setting", "-year"], "dihgfacbe"),
        (["evidence_level"], "adghicbfe"),
        (["level"], "adghicbfe"),
        (["participants"], "iabcdfghe"),
        (["relief_days_max"], "cibafdegh"),
        (["indication"], "badeghicf"),
        ([], "abcdefghi"),
    ],
)
def test_sort(rows: Rows, keys: list[str], order: str) -> None:
    assert "".join(row.id[0] for row in sort_rows(rows(), keys)) == order


def test_every_field_and_column_sorts(rows: Rows, field_name: str) -> None:
    for name in (field_name, f"-{field_name}"):
        assert len(sort_rows(rows(), [name])) == 9
    for name in COLUMNS:
        assert len(sort_rows(rows(), [name])) == 9


def test_unknown_sort_key() -> None:
    with pytest.raises(UsageError, match="--sort: unknown field or column 'totaldose'") as caught:
        sort_rows([], ["-totaldose"])
    assert "total_dose" in caught.value.hint


def test_columns() -> None:
    assert check_columns(["ID", "Total-Dose,year", "id"]) == ("id", "total_dose", "year")
    assert check_columns(["people"]) == PEOPLE
    assert check_columns(["year", "Machine"]) == (
        "year",
        *(name for name in MACHINE if name != "year"),
    )


@pytest.mark.parametrize(
    ("names", "hint"),
    [(["yaer"], "did you mean year"), ([], "known: people, machine, id"), ([","], "known: people")],
)
def test_unknown_columns(names: list[str], hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_columns(names)
    assert hint in caught.value.hint


def test_asking_imports_nothing_heavy() -> None:
    code = "import sys, keta_evidence.query.filters; print({'pydantic', 'rich', 'pandas', 'typer'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


@pytest.mark.parametrize(
    ("text", "folded", "keyed"),
    [
        ("Cvrček", "cvrcek", "cvrcek"),
        ("Brøndal", "brondal", "brondal"),
        ("CRPS -  1", "crps 1", "crps1"),
        ("1b-", "1b", "1b-"),
        ("S(+)-Ketamine", "s(+) ketamine", "s(+)ketamine"),
    ],
)
def test_words_are_compared_blind_to_case_accents_hyphens_and_spaces(
    text: str, folded: str, keyed: str
) -> None:
    assert (fold(text), key(text)) == (folded, keyed)
