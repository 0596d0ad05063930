"""Whose value is shown: the order of documents, decisions, arms, and one document's own version."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keta_evidence.collation.selection import FACTS, CollatedStudy, gives, has_value

from keta_evidence.dosing import dose
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import Library, Record
from keta_evidence.records.model import Source, Study, Vocabulary
from keta_evidence.records.text import parse_document
from keta_evidence.records.upgrade import FORMAT

UNHURRIED = settings(deadline=None)
"""A busy machine is no reason to fail."""

SOURCES = {
    "paper-1999": ("abstract", 9),
    "roe-1999": ("cohort", 8),
    "other-1999": ("cohort", 7),
    "near-2010": ("review", 1),
    "far-2012": ("review", 2),
    "clinic-2018": ("pointer", 99),
}
REGIMEN = "{{route: intravenous, enantiomer: racemic, sessions: 1, session: {}, phases: [{{rate: 0.1 mg/kg/h}}]}}"
UNTOLD = "{route: not reported, enantiomer: not reported, sessions: not reported, session: not reported, phases: []}"
RCT = "{allocation: randomised, comparators: [placebo], masking: open}"
TOLD = {
    "indications": "[crps]",
    "participants": "20",
    "infusions": "40",
    "design": RCT,
    "setting": "inpatient",
    "regimen": REGIMEN.format("4 h"),
    "comedication": "[{drug: midazolam}]",
    "relief": "[{outcome: VAS, last_present: 1 wk}]",
    "outcomes": "[{outcome: sleep, finding: improved}]",
    "adverse_events": "[{event: nausea}]",
}
UNKNOWN = {
    **dict.fromkeys(FACTS, "not reported"),
    "design": "{allocation: not reported, comparators: not reported, masking: not reported}",
    "regimen": UNTOLD,
}
WHOLE = ("design", "regimen")
"""Facts of several parts, which are shown together or not at all."""
Told = tuple[str, str]


def built(type_: Any, text: str) -> Any:
    value, problems = build_entry(type_, parse_document(text, Path("roe-1999.yaml")))
    assert [problem.text() for problem in problems if problem.code.id != "KE113"] == []
    return value


def view(*reports: Told, decisions: str = "", **restriction: Any) -> CollatedStudy:
    """A study told by (source, lines of a report) in this order."""
    head = "id: roe-1999\nkind: study\ntitle: A record\ncitation: {authors: Roe R, journal: J, year: 1999}\nreports:\n"
    shared = "    at: {place: Abstract}\n    extractor: reader-1\n    reviewer: reader-2\n"
    told = ["".join(f"    {line}\n" for line in body.splitlines()) for _, body in reports]
    text = (
        head
        + "".join(
            f"  - source: {source}\n{shared}{body}"
            for (source, _), body in zip(reports, told, strict=True)
        )
        + decisions
    )
    source = "id: {}\nkind: {}\ntitle: A document\ncitation: {{authors: Poe R, journal: J, year: 2000}}\ndetail: {}\n"
    sources = {id_: built(Source, source.format(id_, *told)) for id_, told in SOURCES.items()}
    study = built(Study, text)
    record = Record(study, parse_document(text, Path("roe-1999.yaml")))
    return CollatedStudy(
        Library(
            Path(),
            {study.id: record},
            sources,
            Vocabulary(format=FORMAT, indications=(), envelopes=()),
        ),
        study,
        **restriction,
    )


def decision(fact: str, use: str) -> str:
    return f"adjudications:\n  - {{fact: {fact}, use: {use}, because: a reason, by: reader-3, date: 2026-01-31}}\n"


def chosen(seen: CollatedStudy, fact: str) -> str | None:
    report = seen.chosen(fact)
    return report.source if report else None


ORDERS = list(itertools.permutations(["near-2010", "far-2012", "paper-1999"]))


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
@pytest.mark.parametrize("fact", FACTS)
def test_own_paper_first_then_the_lowest_rank_whatever_the_order_in_the_record(
    fact: str, order: tuple[str, ...]
) -> None:
    seen = view(*((source, f"{fact}: {TOLD[fact]}") for source in order))
    assert [report.source for report in seen.reports] == ["paper-1999", "near-2010", "far-2012"]
    assert chosen(seen, fact) == "paper-1999"


@pytest.mark.parametrize("own", ["paper-1999", "roe-1999"])
def test_its_abstract_and_the_document_of_its_own_id_are_the_own_paper(own: str) -> None:
    """Their rank, 9 and 8, is far behind the review's."""
    assert (
        chosen(view(("near-2010", "participants: 20"), (own, "participants: 21")), "participants")
        == own
    )


def test_the_report_of_another_cohort_is_not_the_own_paper() -> None:
    assert (
        chosen(
            view(("near-2010", "participants: 20"), ("other-1999", "participants: 21")),
            "participants",
        )
        == "near-2010"
    )


def test_the_more_detailed_review_first() -> None:
    assert (
        chosen(
            view(("far-2012", "participants: 20"), ("near-2010", "participants: 21")),
            "participants",
        )
        == "near-2010"
    )


@pytest.mark.parametrize("fact", FACTS)
def test_a_pointer_is_shown_where_it_was_asked_for_by_name_and_nowhere_else(fact: str) -> None:
    report = ("clinic-2018", f"{fact}: {TOLD[fact]}")
    assert chosen(view(report), fact) is None
    assert chosen(view(report, source="clinic-2018"), fact) == "clinic-2018"


def test_what_a_pointer_tells_is_in_no_list_of_a_study() -> None:
    told = [("clinic-2018", f"{fact}: {TOLD[fact]}") for fact in ("relief", "adverse_events")]
    seen = view(*told, ("near-2010", "participants: 20"))
    assert seen.every_relief == ()
    assert seen.every_adverse_event is None


def test_of_two_reports_of_one_document_the_first_written() -> None:
    report = view(("near-2010", "participants: 20"), ("near-2010", "participants: 21")).chosen(
        "participants"
    )
    assert report is not None
    assert report.participants is not None
    assert report.participants.value == 20


def test_a_document_that_nobody_described_comes_last() -> None:
    assert (
        chosen(
            view(("unknown-1990", "participants: 20"), ("far-2012", "participants: 21")),
            "participants",
        )
        == "far-2012"
    )


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact not in WHOLE])
def test_a_value_before_a_reason_of_absence(fact: str) -> None:
    seen = view(("paper-1999", f"{fact}: {UNKNOWN[fact]}"), ("far-2012", f"{fact}: {TOLD[fact]}"))
    assert chosen(seen, fact) == "far-2012"
    assert [report.source for report in seen.others(fact)] == ["paper-1999"]


def test_a_design_before_reasons_why_there_is_none() -> None:
    seen = view(
        ("paper-1999", f"design: {UNKNOWN['design']}"), ("far-2012", f"design: {TOLD['design']}")
    )
    assert chosen(seen, "design") == "far-2012"


def test_a_regimen_before_reasons_why_there_is_none() -> None:
    seen = view(("paper-1999", f"regimen: {UNTOLD}"), ("far-2012", f"regimen: {TOLD['regimen']}"))
    assert chosen(seen, "regimen") == "far-2012"


@pytest.mark.parametrize("fact", ["total_dose", "session_dose"])
def test_a_regimen_before_the_reason_why_there_is_no_dose(fact: str) -> None:
    untold = UNTOLD.removesuffix("}") + f", {fact}: not reported}}"
    seen = view(("paper-1999", f"regimen: {untold}"), ("far-2012", f"regimen: {TOLD['regimen']}"))
    assert chosen(seen, "regimen") == "far-2012"


@pytest.mark.parametrize("fact", FACTS)
def test_a_reason_of_absence_where_no_document_has_a_value(fact: str) -> None:
    seen = view(
        ("far-2012", f"{fact}: {UNKNOWN[fact]}"),
        ("paper-1999", f"{fact}: {UNKNOWN[fact]}"),
        ("near-2010", "infusions: 1"),
    )
    assert chosen(seen, fact) == ("near-2010" if fact == "infusions" else "paper-1999")


@pytest.mark.parametrize("fact", ["comedication", "relief", "outcomes", "adverse_events"])
def test_none_is_a_value(fact: str) -> None:
    """That there were none is something the own paper knows; it is not silence."""
    assert (
        chosen(view(("near-2010", f"{fact}: {TOLD[fact]}"), ("paper-1999", f"{fact}: none")), fact)
        == "paper-1999"
    )


@pytest.mark.parametrize("fact", FACTS)
def test_no_report_where_nobody_tells(fact: str) -> None:
    seen = view(("paper-1999", "note: nothing else"))
    assert seen.chosen(fact) is None
    assert seen.others(fact) == ()


def test_nothing_is_shown_of_what_nobody_tells() -> None:
    seen = view(("paper-1999", "note: nothing else"))
    assert (seen.design, seen.setting, seen.relief, seen.comedication, seen.adverse_events) == (
        None,
    ) * 5
    assert (seen.arms, seen.courses) == ((), ())


@pytest.mark.parametrize("fact", FACTS)
def test_a_decision_overrides_the_order_for_its_fact_alone(fact: str) -> None:
    reports = [
        (source, "".join(f"{name}: {value}\n" for name, value in TOLD.items()))
        for source in ("paper-1999", "near-2010", "far-2012")
    ]
    seen = view(*reports, decisions=decision(fact, "far-2012"))
    assert chosen(seen, fact) == "far-2012"
    assert {chosen(seen, other) for other in FACTS if other != fact} == {"paper-1999"}
    assert [report.source for report in seen.others(fact)] == ["paper-1999", "near-2010"]
    assert [(made.why, made.by) for made in seen.decisions(fact)] == [("a reason", "reader-3")]


def test_a_decision_is_ignored_in_one_documents_version() -> None:
    seen = view(
        ("near-2010", "participants: 20"),
        ("far-2012", "participants: 21"),
        decisions=decision("participants", "far-2012"),
    )
    alone = CollatedStudy(seen.library, seen.study, "near-2010")
    assert alone.decisions("participants") == ()
    assert chosen(alone, "participants") == "near-2010"


def test_a_decision_for_a_document_that_says_nothing_leaves_the_order() -> None:
    seen = view(
        ("near-2010", "participants: 20"),
        ("far-2012", "infusions: 21"),
        decisions=decision("participants", "far-2012"),
    )
    assert chosen(seen, "participants") == "near-2010"


def test_a_decision_may_be_for_a_reason_of_absence() -> None:
    seen = view(
        ("near-2010", "setting: inpatient"),
        ("far-2012", "setting: unclear"),
        decisions=decision("setting", "far-2012"),
    )
    assert seen.setting is not None
    assert (seen.setting.value, seen.setting.missing) == (None, "unclear")


def test_one_documents_version() -> None:
    seen = view(
        ("paper-1999", "participants: 20\nsetting: home"),
        ("near-2010", "participants: 21"),
        source="near-2010",
    )
    assert [report.source for report in seen.reports] == ["near-2010"]
    assert chosen(seen, "participants") == "near-2010"
    assert seen.setting is None


DOCUMENTS = sorted(id_ for id_, (kind, _) in SOURCES.items() if kind != "pointer")
SAID = st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=4)


@UNHURRIED
@given(
    st.lists(st.tuples(st.sampled_from(DOCUMENTS), SAID), min_size=1, max_size=4),
    st.sampled_from(FACTS),
)
def test_every_report_that_says_something_is_chosen_or_among_the_others(
    said: list[tuple[str, dict[str, bool]]], fact: str
) -> None:
    """Nothing is settled in silence; and a reason of absence is shown only where there is no value."""
    bodies = [
        (
            source,
            "".join(
                f"{name}: {(TOLD if known else UNKNOWN)[name]}\n" for name, known in facts.items()
            ),
        )
        for source, facts in said
    ]
    seen = view(*((source, body or "note: nothing else") for source, body in bodies))
    report = seen.chosen(fact)
    telling = [told for told in seen.reports if gives(told, fact)]
    assert (report is None) == (telling == [])
    assert [told for told in seen.reports if told is report or told in seen.others(fact)] == telling
    if report is not None and not has_value(report, fact):
        assert not any(has_value(told, fact) for told in telling)


ARMS = (
    "arms:\n  - {id: low}\n  - {id: high, regimen: "
    + REGIMEN.format("8 h")
    + "}\n  - {id: placebo, treatment: saline}\n"
)
SHARED = f"regimen: {REGIMEN.format('4 h')}\n"


def hours(seen: CollatedStudy) -> dict[str, str]:
    return {course.arm: str(course.regimen.session.value) for course in seen.courses}


def test_courses_are_each_arms_own_and_the_shared_one_and_no_comparators() -> None:
    assert hours(view(("near-2010", ARMS + SHARED))) == {"high": "8 h", "": "4 h"}


def test_a_shared_regimen_that_no_arm_is_left_to_share_is_no_course() -> None:
    own = f"arms:\n  - {{id: high, regimen: {REGIMEN.format('8 h')}}}\n  - {{id: placebo, treatment: saline}}\n"
    assert hours(view(("near-2010", own + SHARED))) == {"high": "8 h"}


def test_the_one_regimen_of_a_study_without_arms() -> None:
    assert hours(view(("near-2010", SHARED))) == {"": "4 h"}


def test_a_regimen_beside_a_comparator_arm_alone() -> None:
    assert hours(view(("near-2010", "arms:\n  - {id: placebo, treatment: saline}\n" + SHARED))) == {
        "": "4 h"
    }


@pytest.mark.parametrize(
    ("arm", "expected"), [("low", {"low": "4 h"}), ("high", {"high": "8 h"}), ("placebo", {})]
)
def test_courses_of_one_arm(arm: str, expected: dict[str, str]) -> None:
    seen = view(("near-2010", ARMS + SHARED), arm=arm)
    assert hours(seen) == expected
    assert [told.arm for told in seen.arms] == [arm]


def test_courses_carry_the_weight_and_where_they_stand() -> None:
    (course,) = view(("near-2010", SHARED), weight=Fraction(50)).courses
    assert course.weight == 50
    assert course.source is not None
    assert (course.report.source, course.source.id) == ("near-2010", "near-2010")


def test_courses_are_those_of_the_report_chosen() -> None:
    seen = view(("near-2010", SHARED), ("paper-1999", f"regimen: {REGIMEN.format('5 h')}"))
    assert hours(seen) == {"": "5 h"}
    assert [
        str(course.regimen.session.value) for course in seen.courses_of(seen.others("regimen")[0])
    ] == ["4 h"]


def test_by_arm_is_one_view_for_each_ketamine_arm() -> None:
    seen = view(("near-2010", ARMS + SHARED), source="near-2010", weight=Fraction(50))
    parts = list(seen.by_arm())
    assert [(part.arm, part.source, part.weight) for part in parts] == [
        (arm, "near-2010", Fraction(50)) for arm in ("low", "high")
    ]


def test_by_arm_leaves_out_the_comparator_where_one_arm_got_ketamine() -> None:
    seen = view(
        ("near-2010", "arms:\n  - {id: low}\n  - {id: placebo, treatment: saline}\n" + SHARED)
    )
    assert [part.arm for part in seen.by_arm()] == ["low"]


@pytest.mark.parametrize("arms", ["", "arms:\n  - {id: placebo, treatment: saline}\n"])
def test_by_arm_is_the_study_itself_where_no_ketamine_arm_is_told_apart(arms: str) -> None:
    seen = view(("near-2010", arms + SHARED))
    assert [part is seen for part in seen.by_arm()] == [True]


def test_relief_of_comparator_arms_is_left_out() -> None:
    relief = "".join(
        f"  - {{outcome: VAS, last_present: {time}, arm: {arm}}}\n"
        for arm, time in (("low", "1 wk"), ("placebo", "2 wk"))
    )
    seen = view(
        ("near-2010", f"{ARMS}{SHARED}relief:\n{relief}  - {{outcome: NRS, last_present: 3 wk}}\n")
    )
    assert seen.relief is not None
    assert [(item.outcome, item.arm) for item in seen.relief.items] == [
        ("VAS", "low"),
        ("NRS", None),
    ]
    told = seen.reports[0].relief
    assert told is not None
    assert len(told.items) == 3


def test_each_part_of_a_design_comes_from_the_first_report_that_tells_it() -> None:
    """The own paper tells of the masking only; what it does not tell is not hidden by it."""
    own = "design: {allocation: not reported, comparators: not reported, masking: double-blind}"
    full = "design: {allocation: randomised, structure: crossover, timing: prospective, comparators: [placebo], masking: open}"
    design = view(("near-2010", full), ("paper-1999", own)).design
    assert design is not None
    assert (design.allocation.value, design.masking.value, design.comparators.items) == (
        "randomised",
        "double-blind",
        ("placebo",),
    )
    assert design.structure is not None
    assert design.structure.value == "crossover"


def test_a_part_of_a_design_that_nobody_tells_is_not_reported() -> None:
    design = view(
        (
            "near-2010",
            "design: {allocation: randomised, comparators: not reported, masking: not reported}",
        )
    ).design
    assert design is not None
    assert (design.allocation.value, design.masking.missing, design.comparators.missing) == (
        "randomised",
        "not reported",
        "not reported",
    )
    assert (design.structure, design.timing) == (None, None)


@pytest.mark.parametrize("fact", ["design", "design.masking"])
def test_a_decision_on_a_design_or_on_one_part_of_it(fact: str) -> None:
    reports = [
        (
            source,
            f"design: {{allocation: {allocation}, comparators: [placebo], masking: {masking}}}",
        )
        for source, allocation, masking in (
            ("paper-1999", "randomised", "open"),
            ("near-2010", "non-randomised", "double-blind"),
        )
    ]
    design = view(*reports, decisions=decision(fact, "near-2010")).design
    assert design is not None
    assert design.masking.value == "double-blind"
    assert design.allocation.value == ("non-randomised" if fact == "design" else "randomised")


UNSURE = "regimen: {route: intravenous, enantiomer: not reported, sessions: not reported, session: 4 h, phases: [{rate: 0.1 mg/kg/h}]}"
TELLING = "regimen: {route: intravenous, enantiomer: s, sessions: 5, session: 9 h, phases: [{rate: 0.3 mg/kg/h}]}"


def test_a_regimen_borrows_what_it_does_not_tell_and_nothing_else() -> None:
    (course,) = view(("paper-1999", UNSURE), ("near-2010", TELLING)).courses
    count = dose.session_count(course)
    assert count.interval is not None
    assert count.interval.exact == 5
    assert [origin.source for origin in count.origins] == ["near-2010"]
    hours_ = dose.session_hours(course).interval
    assert hours_ is not None
    assert hours_.exact == 4


def test_a_regimen_borrows_neither_from_several_arms_nor_from_a_secondary_source_nor_from_another_document_alone() -> (
    None
):
    divided = f"arms:\n  - {{id: low, {TELLING}}}\n  - {{id: high, {TELLING.replace('sessions: 5', 'sessions: 6')}}}"
    for other in (divided, f"certainty: secondary source\n{TELLING}"):
        (course,) = view(("paper-1999", UNSURE), ("near-2010", other)).courses
        assert dose.session_count(course).interval is None
    (course,) = view(("paper-1999", UNSURE), ("near-2010", TELLING), source="paper-1999").courses
    assert dose.session_count(course).interval is None


def test_adverse_events_are_those_of_all_documents() -> None:
    seen = view(
        ("paper-1999", "adverse_events: none"),
        ("near-2010", "adverse_events: [{event: nausea}, {event: dizziness}]"),
    )
    assert seen.every_adverse_event is not None
    assert [item.event for item in seen.every_adverse_event.items] == ["nausea", "dizziness"]


def test_where_no_document_names_an_adverse_event_the_word_of_the_first_stands() -> None:
    seen = view(("near-2010", "adverse_events: unclear"), ("paper-1999", "adverse_events: none"))
    assert seen.every_adverse_event is not None
    assert seen.every_adverse_event.none
