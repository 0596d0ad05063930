"""The grammar: what it reads, how it says what is wrong, and that nothing else ever comes out of it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import VARIABLES, Scope, find_variable
from keta_evidence.evidence.level import Scheme
from keta_evidence.query import where
from keta_evidence.query.expressions import (
    All,
    AnyOf,
    Comparison,
    Expression,
    Not,
    Search,
    expression_text,
    judge,
    variables_of,
)
from keta_evidence.query.logic import SEMANTICS
from keta_evidence.query.values import Operand, read_value
from keta_evidence.query.where import MAX_LENGTH, MAX_NESTING, parse_where
from keta_evidence.records.library import Library

from .conftest import Rows

FIGURES = {
    "total_dose": ["400 mg", "0.5 g", "7 mg/kg"],
    "max_rate": [
        "0.5 mg/kg/h",
        "10 mg/h",
        "100 mg/24 h",
        "2 mg kg-1 h-1",
        "35 mg/h per 70 kg",
        "5 µg/kg/min",
    ],
    "relief": ["4 wk", "0 h", "9.44 mo"],
    "sessions": ["3"],
}
WORDS = {
    "setting": ["home", "inpatient and outpatient"],
    "enantiomer": ["s", "racemic"],
    "title": ['a "quoted" word', "it's", "and", "(", "a, b", "Größe"],
}


@st.composite
def comparisons(draw: st.DrawFn) -> Expression:
    name = draw(st.sampled_from([*FIGURES, *WORDS]))
    signs = [">=", "<=", ">", "<", "=", "!="] if name in FIGURES else ["=", "!=", "~"]
    sign = draw(st.sampled_from([*signs, "in"]))
    texts = draw(
        st.lists(
            st.sampled_from((FIGURES | WORDS)[name]), min_size=1, max_size=3 if sign == "in" else 1
        )
    )
    values: list[Operand] = [
        read_value(VARIABLES[name], "=" if sign == "in" else sign, text, Scope()) for text in texts
    ]
    return Comparison(VARIABLES[name], sign, tuple(values))


def joined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(All, parts), st.builds(AnyOf, parts))


EXPRESSIONS = st.recursive(comparisons(), joined, max_leaves=8)


@given(EXPRESSIONS)
def test_what_is_written_out_reads_back_the_same(expression: Expression) -> None:
    assert parse_where(expression_text(expression)) == expression


def test_variables_are_those_compared_by_whatever_name() -> None:
    asked = parse_where("not (n > 3 or title ~ 'dose of relief') and hours < 2 h and n < 9")
    assert [each.name for each in variables_of(asked)] == [
        "participants",
        "title",
        "infusion",
        "participants",
    ]
    assert list(variables_of(Search(("relief",)))) == []


@given(EXPRESSIONS, EXPRESSIONS)
def test_kleene_laws_on_real_rows(rows: Rows, one: Expression, other: Expression) -> None:
    for row in rows():
        assert judge(Not(Not(one)), row) == judge(one, row)
        assert judge(Not(All((one, other))), row) == judge(AnyOf((Not(one), Not(other))), row)
        assert judge(Not(AnyOf((one, other))), row) == judge(All((Not(one), Not(other))), row)


PIECES = [
    "total_dose",
    "relief",
    "setting",
    "not",
    "and",
    "or",
    "in",
    "(",
    ")",
    ",",
    ">=",
    "=",
    "!",
    "~",
    "4 wk",
    "mg/0 h",
    "'",
    '"',
    "home",
    "1-2",
    "-",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)))
@example("\0")
@example("total_dose > 1 mg/0 h")
@example("relief > " + "9" * 1900 + " wk")
def test_any_text_is_an_expression_or_a_usage_error(text: str) -> None:
    expression, message = read(text)
    if expression is None:
        assert message.startswith("--where: column ")
        assert 1 <= int(message.split()[2].rstrip(":")) <= len(text) + 1
    else:
        assert parse_where(expression_text(expression)) == expression


def read(text: str) -> tuple[Expression | None, str]:
    try:
        return parse_where(text), ""
    except UsageError as error:
        return None, error.message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "not " * 10_000,
        "not(" * 400,
        "(" * 900 + "year > 1" + ")" * 900,
        "year>1 and " * 10_000,
        "x" * 100_000,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_input_gives_a_message(text: str) -> None:
    with pytest.raises(UsageError, match=r"--where: column \d+: "):
        parse_where(text)


def test_the_limits_themselves_are_allowed() -> None:
    parse_where("(" * MAX_NESTING + "year > 1" + ")" * MAX_NESTING)
    parse_where("year > 1".ljust(MAX_LENGTH))
    parse_where(" or ".join(["(year > 1)"] * (MAX_NESTING + 10)))
    with pytest.raises(UsageError, match="inside each other"):
        parse_where("(" * (MAX_NESTING + 1) + "year > 1" + ")" * (MAX_NESTING + 1))
    with pytest.raises(UsageError, match=f"column {MAX_LENGTH + 1}: longer than 2,000 characters"):
        parse_where("year > 1".ljust(MAX_LENGTH + 1))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("total_dose >= 400 mg and relief > 4 wk", "total_dose >= 400 mg and relief > 4 wk"),
        ("DOSE≥400mg AND Relief>4wk", "total_dose >= 400mg and relief > 4wk"),
        ("total-dose ≤ 1 g", "total_dose <= 1 g"),
        ("year ≠ 2000 or year == 2001", "year != 2000 or year = 2001"),
        ("year>1 or year<2 and year=3", "year > 1 or (year < 2 and year = 3)"),
        ("(year>1 or year<2) and not year=3", "(year > 1 or year < 2) and not year = 3"),
        ("setting not in (home, inpatient)", 'not setting in ("home", "inpatient")'),
        ("setting = Inpatient And Outpatient", None),
        ("setting = 'Inpatient And Outpatient'", 'setting = "inpatient and outpatient"'),
        ("enantiomer = S(+)-ketamine", 'enantiomer = "s"'),
        ("design = RCT", 'design = "randomised"'),
        ("relief = none shown", 'relief = "none shown"'),
        ("title ~ 'it''s'", 'title ~ "it\'s"'),
        ("relief > '4 wk'", "relief > 4 wk"),
    ],
)
def test_what_is_read(text: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(UsageError):
            parse_where(text)
    else:
        assert (
            expression_text(parse_where(text)) == expression_text(parse_where(written)) == written
        )


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "relief > 4 wk totaldose > 1 mg",
            "column 10: relief needs a time (h): unknown unit 'totaldose'",
            "units of time",
        ),
        (
            "year > 1 and  totaldose > 1 mg",
            "column 15: unknown field 'totaldose'",
            "did you mean total_dose",
        ),
        ("zzz > 1", "column 1: unknown field 'zzz'", "`keta-evidence fields`"),
        ("", "column 1: nothing is asked", "for example"),
        ("and", "column 1: a field belongs here, not 'and'", "fields"),
        ("year", "column 5: a sign belongs here, not the end", "signs are"),
        ("year >", "column 7: a value belongs here, not the end", "year >= 2008"),
        ("year > 2000 )", "column 13: and, or, or the end belongs here, not ')'", "never opened"),
        ("(year > 2000", "column 13: ')' belongs here, not the end", ""),
        (
            "participants > 1,000",
            "column 17: and, or, or the end belongs here, not ','",
            "without commas",
        ),
        ("setting in home", "column 12: '(' belongs here, not 'home'", ""),
        ("setting not home", "column 13: in belongs here, not 'home'", "not goes before the field"),
        ("title ~ 'a", "column 9: a quotation mark that is never closed", ""),
        ("year ! 3", "column 6: a sign that is not known: '!'", "signs are"),
        ("title ~ ''", "column 9: title: a value belongs here", "for example"),
        (
            "total_dose > 4 h",
            "column 14: total_dose needs an amount (mg) or an amount per body weight (mg/kg); '4 h' is a time (h)",
            "400 mg",
        ),
        (
            "max_rate > 4 mg",
            "column 12: max_rate needs a rate (mg/h) or a rate per body weight (mg/kg/h); '4 mg' is an amount (mg)",
            "",
        ),
        ("relief > 4", "column 10: relief needs a time (h); '4' is a number without a unit", "wk"),
        (
            "relief > 4 fortnights",
            "column 10: relief needs a time (h): unknown unit 'fortnights'",
            "wk, mo, yr",
        ),
        (
            "sessions > 2 h",
            "column 12: sessions needs a number without a unit; '2 h' is a time (h)",
            "",
        ),
        (
            "relief > 2-4 wk",
            "column 10: a range cannot be compared with: '2-4 wk'",
            "relief >= … and relief <= …",
        ),
        ("relief > up to 4 wk", "column 10: a range cannot be compared with: 'up to 4 wk'", ""),
        (
            "dose > 1 mg/0 h",
            "column 8: total_dose needs an amount (mg) or an amount per body weight (mg/kg): a unit of zero h",
            "",
        ),
        ("kind < trial", "column 8: kind is text, which is compared by = != ~ or in", ""),
        ("dose ~ 3", "column 8: ~ looks for text; total_dose is a number", ""),
        (
            "setting = hospital",
            "column 11: unknown setting 'hospital'",
            "known: inpatient, outpatient",
        ),
        (
            "setting in (home, outpatent)",
            "column 19: unknown setting 'outpatent'",
            "did you mean outpatient",
        ),
        (
            "total_dose > 0,5 mg/kg",
            "column 15: a decimal point belongs here, not a comma",
            "400 mg",
        ),
        ("relief > 1,5", "column 11: a decimal point belongs here, not a comma", "wk"),
        ("level = 7", "column 9: unknown level '7'", "from 1 to 5"),
        ("level = 1.5", "column 9: unknown level '1.5'", "from 1 to 5"),
        ("relief = gone", "column 10: unknown relief 'gone'", "none shown"),
    ],
)
def test_mistakes_say_where_and_what(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_where(text)
    assert caught.value.message == f"--where: {message}"
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("indication = CRSP", "did you mean CRPS"),
        ("id = addler-2001", "did you mean adler-2001"),
        ("source = review-2002", "did you mean review-2020"),
    ],
)
def test_words_of_the_records_are_checked_against_them(
    library: Library, text: str, hint: str
) -> None:
    parse_where(text)
    with pytest.raises(UsageError, match="unknown") as caught:
        parse_where(text, Scope(library))
    assert hint in caught.value.hint


def test_letters_of_levels_belong_to_the_older_scheme() -> None:
    parse_where("level = 1b", Scope(None, Scheme.CEBM_2009))
    with pytest.raises(UsageError) as caught:
        parse_where("level = 1b", Scope(None, Scheme.OCEBM_2011))
    assert "belong to the 2009 scheme" in caught.value.hint


def test_every_field_is_described_and_its_example_can_be_asked(field_name: str) -> None:
    variable = VARIABLES[field_name]
    assert variable.units
    assert variable.description.endswith(".")
    assert variable.name in expression_text(parse_where(variable.example))


def test_aliases_find_their_field_and_are_nobody_elses_name() -> None:
    names = [name for field in VARIABLES.values() for name in (field.name, *field.aliases)]
    assert len(names) == len(set(names))
    assert all(find_variable(name.upper()) for name in names)


def test_the_semantics_are_in_the_docstring() -> None:
    assert all(line in str(where.__doc__) for line in SEMANTICS)
