"""What is said of an answer besides its rows: texts that no study has, and conditions that only different arms meet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.subject import Options
from keta_evidence.query.filters import apply_filters
from keta_evidence.query.request import Filters, Selection
from keta_evidence.records.library import Library
from keta_evidence.tables.row import Row, study_rows

from .conftest import RCT, Ask, build, regimen


@pytest.mark.parametrize(
    ("where", "remarks"),
    [
        ("comedication = midazolm", ["did you mean midazolam"]),
        ("comedication = midaz", ["comedication ~ 'midaz' finds midazolam"]),
        ("not comedication in (clonidine, zzz)", ["no study has comedication = 'zzz'"]),
        ("relief > 1 h and (comparator = plazebo or year > 1)", ["did you mean placebo"]),
        ("comedication = midazolam", []),
        ("comedication = MIDAZOLAM", []),
        ("comedication ~ midazolm", []),
        ("setting = 'intensive care'", []),  # a word of the vocabulary, rightly spelt
        ("adverse_events = nausea", []),
    ],
)
def test_a_text_that_no_study_has_is_named_with_near_ones(
    ask: Ask, where: str, remarks: list[str]
) -> None:
    said = ask(where).remarks
    assert len(said) == len(remarks)
    assert all(part in line for part, line in zip(remarks, said, strict=True)), said


LOW, HIGH = regimen(), regimen("{rate: 2 mg/kg/h}")
ARMS = f"[{{id: low, participants: 5, regimen: {LOW}}}, {{id: high, participants: 6, regimen: {HIGH}}}]"
RELIEF = "[{outcome: VAS, last_present: 8 wk, arm: low}, {outcome: VAS, last_present: none shown, arm: high}]"


@pytest.fixture
def of_two_arms(tmp_path: Path) -> Library:
    facts = {
        "indications": "[crps-1]",
        "design": RCT.replace("crossover", "parallel"),
        "setting": "home",
        "relief": RELIEF,
    }
    return build(tmp_path, {"orr-2011": facts | {"arms": ARMS}})


@pytest.fixture
def asked_of_arms(of_two_arms: Library) -> Callable[..., Selection[Row]]:
    def answer(where: str, *, by_arm: bool = False) -> Selection[Row]:
        rows = study_rows(of_two_arms, of_two_arms, Options(), by_arm=by_arm)
        return apply_filters(rows, Filters(where=where), of_two_arms)

    return answer


def test_conditions_that_only_different_arms_meet_are_not_reported_as_met_without_a_word(
    asked_of_arms: Callable[..., Selection[Row]],
) -> None:
    found = asked_of_arms("max_rate > 1 mg/kg/h and relief > 4 wk")
    assert [row.id for row in found.kept] == ["orr-2011"]
    assert found.remarks == (
        "orr-2011: no arm meets all of it (max_rate > 1 mg/kg/h: high; relief > 4 wk: low); "
        "--by arm judges each",
    )


@pytest.mark.parametrize(
    "where",
    [
        "max_rate < 3 mg/kg/h and relief > 4 wk",  # the arm with relief meets both
        "relief > 4 wk",
        "participants = 11 and relief > 4 wk",  # of the study as a whole
        "year = 2011 and indication = crps-1",
    ],
)
def test_what_one_arm_meets_needs_no_remark(
    asked_of_arms: Callable[..., Selection[Row]], where: str
) -> None:
    found = asked_of_arms(where)
    assert (len(found.kept), found.remarks) == (1, ())


def test_arms_are_judged_one_by_one_without_a_remark(
    asked_of_arms: Callable[..., Selection[Row]],
) -> None:
    found = asked_of_arms("max_rate > 1 mg/kg/h and relief > 4 wk", by_arm=True)
    assert (found.kept, found.remarks) == ((), ())


def test_the_gaps_name_the_variable_and_are_in_one_line_for_people(of_two_arms: Library) -> None:
    row = Row(CollatedStudy(of_two_arms, of_two_arms["orr-2011"]), Options())
    where = "responder_share > 1 and relief_vs_baseline > 1 h"
    found = apply_filters([row], Filters(where=where), of_two_arms)
    assert [(id_, variable) for id_, variable, _ in found.gaps] == [
        ("orr-2011", "responder_share"),
        ("orr-2011", "relief_vs_baseline"),
    ]
    assert [id_ for id_, _ in found.unjudged] == ["orr-2011"]
    assert found.unjudged[0][1].count(": ") >= 2
