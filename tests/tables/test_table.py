"""Tables: rows, footnotes, what could not be told; and comparisons."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import FACTS, Facts, design, library_of, regimen, row_of

from keta_evidence.evidence.catalogue import COLUMNS, MACHINE
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import Flag
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.tables.compare import COMPARED, DIFFERS, SAME, compare, unlike
from keta_evidence.tables.row import Row, study_rows
from keta_evidence.tables.table import Table, footnotes, not_evaluable, table_cells, tabulate

UNHURRIED = settings(deadline=None)
"""A busy machine is no reason to fail."""

ARMS = {"arms": f"[{{id: low}}, {{id: high, regimen: {regimen('{rate: 0.3 mg/kg/h}')}}}]"}


def rows_of(
    library: Library, by_arm: bool = False, source: str | None = None, weight: int | None = None
) -> tuple[Row, ...]:
    options = Options(source, None if weight is None else Fraction(weight))
    return study_rows(library, library, options, by_arm=by_arm)


def table_of(
    *reports: Facts, columns: tuple[str, ...] = MACHINE, weight: int | None = None
) -> Table:
    row = row_of(*reports, weight=weight)
    return tabulate([row], row.options, columns)


def test_one_row_a_study_in_the_order_of_the_library() -> None:
    assert [row.id for row in rows_of(library_of(roe_1999=[FACTS], abe_2001=[FACTS | ARMS]))] == [
        "roe-1999",
        "abe-2001",
    ]


def test_one_row_an_arm() -> None:
    library = library_of(roe_1999=[FACTS], abe_2001=[FACTS | ARMS])
    assert [row.id for row in rows_of(library, by_arm=True)] == [
        "roe-1999",
        "abe-2001:low",
        "abe-2001:high",
    ]


def test_a_study_that_the_source_does_not_tell_of_has_no_row() -> None:
    library = library_of(roe_1999=[FACTS], abe_2001=[FACTS, FACTS])
    assert [row.id for row in rows_of(library, source="second-2011")] == ["abe-2001"]


def test_what_every_value_rests_on() -> None:
    common = {"week_days": 7, "month_days": 30.4375, "year_days": 365.25}
    assert table_of(FACTS).assumptions == {"body_weight_kg": 70, **common}
    assert table_of(FACTS, weight=55).assumptions == {"body_weight_kg": 55, **common}


def test_a_footnote_for_each_mark_with_what_it_means() -> None:
    facts = FACTS | {
        "setting": "{value: home, inferred: grounds of it}",
        "regimen": regimen(more=", total_dose: 10 mg/kg", sessions="2"),
    }
    table = table_of(
        facts,
        {"participants": "21"},
        columns=("participants", "setting", "infusion_hours_min", "total_dose_mg_min"),
    )
    assert [(note.id, note.column, note.flag, note.text) for note in footnotes(table)] == [
        ("roe-1999", "participants", Flag.DISPUTED, "20 v 21"),
        ("roe-1999", "setting", Flag.INFERRED, "setting: grounds of it"),
        ("roe-1999", "infusion_hours_min", Flag.COMPUTED, "10 h × 2 sessions = 20 h"),
        (
            "roe-1999",
            "total_dose_mg_min",
            Flag.ASSUMED,
            "body weight 70 kg (reference; --weight changes it)",
        ),
        ("roe-1999", "total_dose_mg_min", Flag.DISPUTED, "stated 10 mg/kg v computed 2 mg/kg"),
    ]


REPORTS = st.fixed_dictionaries(
    {},
    optional={
        "participants": st.sampled_from(
            ["20", "{value: 20, inferred: grounds}", "21", "not reported"]
        ),
        "setting": st.sampled_from(["home", "inpatient", "unclear"]),
        "regimen": st.sampled_from(
            [regimen(), regimen(more=", total_dose: 500 mg"), regimen(sessions="not reported")]
        ),
        "relief": st.sampled_from(
            ["none", FACTS["relief"], "[{outcome: VAS, last_present: 1 wk, inferred: grounds}]"]
        ),
    },
)


@UNHURRIED
@given(st.lists(REPORTS, min_size=1, max_size=3))
def test_every_mark_has_its_footnote_and_every_gap_its_reason(reports: list[Facts]) -> None:
    table = table_of(*reports, columns=tuple(COLUMNS))
    marks = [
        (row.id, column.name, flag)
        for row, column, found in table_cells(table)
        for flag in Flag
        if flag in found.flags
    ]
    assert [(note.id, note.column, note.flag) for note in footnotes(table)] == marks
    assert all(note.text for note in footnotes(table))
    gaps = {column.name for _, column, found in table_cells(table) if found.value is None}
    assert gaps <= {name for _, name, _ in not_evaluable(table)}
    assert all(reason for _, _, reason in not_evaluable(table))


def test_what_could_not_be_told_names_row_column_and_reason() -> None:
    table = table_of(
        FACTS | {"participants": "{missing: unclear, because: two counts}"},
        columns=("id", "participants", "setting"),
    )
    assert not_evaluable(table) == (("roe-1999", "participants", "unclear (two counts)"),)


def test_an_arm_without_a_value_leaves_none_for_the_study_and_is_named() -> None:
    arms = {"arms": f"[{{id: low}}, {{id: high, regimen: {regimen(sessions='unclear')}}}]"}
    (gap,) = not_evaluable(table_of(FACTS | arms, columns=("infusion_hours_max",)))
    assert gap == (
        "roe-1999",
        "infusion_hours_max",
        "high: number of sessions: unclear; 10 h per session",
    )


def test_the_weight_asked_for_holds_where_phases_in_mg_and_in_mg_per_kg_are_added() -> None:
    """(10 mg + 0.1 mg/kg/h × 10 h × 50 kg) × 2 = 120 mg; at 70 kg it would be 160."""
    library = library_of(
        roe_1999=[FACTS | {"regimen": regimen("{bolus: 10 mg}, {rate: 0.1 mg/kg/h}")}]
    )
    found = [
        rows_of(library, weight=weight)[0].cell(COLUMNS["total_dose_mg_min"]).value
        for weight in (50, 70, None)
    ]
    assert found == [120, 160, 160]


def two(other: Facts, names: tuple[str, ...] = COMPARED, fold: bool = False) -> Table:
    """FACTS beside another study."""
    return compare(rows_of(library_of(roe_1999=[FACTS], abe_2001=[other])), names, {}, fold)


def signs(table: Table) -> dict[str, str]:
    return {line.id: line.cells[-1].text for line in table.rows}


def test_a_comparison_is_one_line_a_column_and_one_column_a_study() -> None:
    table = two(FACTS | {"setting": "home"})
    assert [column.name for column in table.columns] == [
        "column",
        "roe-1999",
        "abe-2001",
        "differs",
    ]
    assert [line.id for line in table.rows] == list(COMPARED)
    line = next(line for line in table.rows if line.id == "setting")
    assert [cell.text for cell in line.cells] == [
        "Setting",
        "inpatient",
        "home",
        DIFFERS,
    ]
    assert line.cells[-1].value is True


def test_equal_studies_differ_in_nothing_and_fold_to_nothing() -> None:
    assert set(signs(two(FACTS)).values()) == {SAME}
    assert two(FACTS, fold=True).rows == ()


def test_folding_leaves_out_what_is_equal_and_nothing_else() -> None:
    other = FACTS | {"setting": "home", "participants": "21"}
    assert signs(two(other, fold=True)) == {"participants": DIFFERS, "setting": DIFFERS}
    assert {name for name, sign in signs(two(other)).items() if sign == DIFFERS} == {
        "participants",
        "setting",
    }


def test_not_knowing_differs_from_any_value() -> None:
    assert signs(two(FACTS | {"setting": "not reported"}, ("setting",))) == {"setting": DIFFERS}


def test_the_same_dose_in_other_words_is_the_same() -> None:
    other = FACTS | {"regimen": regimen("{rate: 100 µg/kg/h}", "600 min")}
    names = (
        "session_hours_min",
        "infusion_hours_min",
        "total_dose_mg_min",
        "total_dose_mg_per_kg_max",
        "max_rate_mg_per_kg_h",
    )
    assert set(signs(two(other, names)).values()) == {SAME}


def test_a_disputed_cell_is_marked_and_has_its_footnote_in_a_comparison() -> None:
    library = library_of(roe_1999=[FACTS, FACTS | {"setting": "home"}], abe_2001=[FACTS])
    table = compare(rows_of(library), ("setting",), {}, fold=False)
    assert [(note.id, note.column, note.flag, note.text) for note in footnotes(table)] == [
        ("setting", "roe-1999", Flag.DISPUTED, "inpatient v home"),
    ]


def test_what_is_compared_where_no_columns_are_chosen() -> None:
    """What makes two studies like or unlike, each once; not what names them or says who they are by."""
    table = compare(
        rows_of(library_of(roe_1999=[FACTS], abe_2001=[FACTS])), COMPARED, {}, fold=False
    )
    lines = [row.id for row in table.rows]
    assert len(set(lines)) == len(lines)
    assert {
        "kind", "indications", "participants", "design", "comparator", "masking", "setting", "route", "enantiomer",
        "infusion_hours_max", "total_dose_mg_min", "total_dose_mg_per_kg_max", "max_rate_mg_per_kg_h", "comedication",
        "relief_days_min", "relief_lost_by_days", "evidence_level", "adverse_events", "discrepancies",
    } <= set(lines)  # fmt: skip
    assert not {"id", "title", "year", "doi", "pmid"} & set(lines)


def warned(other: Facts) -> dict[str, str]:
    warnings = unlike(rows_of(library_of(roe_1999=[FACTS], abe_2001=[other])))
    return {what: told for what, _, told in (warning.partition(": ") for warning in warnings)}


S_KETAMINE = regimen().replace("racemic", "s")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (
            {"relief": FACTS["relief"].replace("VAS", "NRS")},
            {"outcome measures of relief": "roe-1999: VAS; abe-2001: NRS"},
        ),
        (
            {"relief": FACTS["relief"].replace("11 wk", "10 wk")},
            {
                "time points of relief": "roe-1999: ≥ 11 wk vs placebo, lost by 12 wk; "
                "abe-2001: ≥ 10 wk vs placebo, lost by 12 wk"
            },
        ),
        (
            {"relief": FACTS["relief"].replace("placebo", "baseline")},
            {
                "time points of relief": "roe-1999: ≥ 11 wk vs placebo, lost by 12 wk; "
                "abe-2001: ≥ 11 wk vs baseline, lost by 12 wk",
                "what relief was compared with": "roe-1999: placebo; abe-2001: baseline",
            },
        ),
        (
            {"relief": FACTS["relief"].replace("VAS", "VAS, threshold: 50 % reduction")},
            {"threshold of relief": "roe-1999: none; abe-2001: 50 % reduction"},
        ),
        (
            {"design": design(comparators="[midazolam]")},
            {"comparators": "roe-1999: placebo; abe-2001: midazolam"},
        ),
        ({"regimen": S_KETAMINE}, {"enantiomer": "roe-1999: racemic; abe-2001: s"}),
        ({"comedication": "none"}, {"comedication": "roe-1999: midazolam 2 mg; abe-2001: none"}),
        ({"indications": "[gout]"}, {"indications": "roe-1999: CRPS; abe-2001: Gout"}),
        (
            {"relief": "not reported"},
            {
                "outcome measures of relief": "roe-1999: VAS; abe-2001: not reported",
                "time points of relief": "roe-1999: ≥ 11 wk vs placebo, lost by 12 wk; abe-2001: not reported",
                "what relief was compared with": "roe-1999: placebo; abe-2001: not reported",
            },
        ),
    ],
)
def test_what_makes_two_studies_not_like_for_like(other: Facts, expected: dict[str, str]) -> None:
    assert warned(FACTS | other) == expected


def test_equal_studies_are_like_for_like_whatever_their_dose_and_size() -> None:
    assert warned(FACTS) == {}
    assert (
        warned(
            FACTS
            | {"participants": "99", "setting": "home", "regimen": regimen("{rate: 9 mg/kg/h}")}
        )
        == {}
    )


def test_what_relief_was_compared_with_is_called_as_in_the_row() -> None:
    library = load_library(default_folder())
    rows = {row.id: row for row in study_rows(library, library, Options())}
    told = unlike([rows["wilson-2008"], rows["salas-2012"]])
    assert (
        "what relief was compared with: wilson-2008: saline and bupivacaine; salas-2012: placebo"
        in set(told)
    )
