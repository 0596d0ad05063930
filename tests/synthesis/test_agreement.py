"""Rows, counts, pictures and claims never disagree about a study: each reads the same status."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_studies import COHORT, RCT, SERIES, UNTOLD, build

from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES
from keta_evidence.evidence.relief import Status, Versus
from keta_evidence.evidence.subject import Options
from keta_evidence.plots.content import plot_content
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.observations import ReliefPlace
from keta_evidence.query.request import Filters, select_rows
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.synthesis.direction import Against, Direction
from keta_evidence.synthesis.summary import summarise
from keta_evidence.tables.row import Row, study_rows

POSITIVE = {Status.SHOWN, Status.DURING, Status.UNTIMED}
PLACES = {
    Status.SHOWN: (ReliefPlace.TIMED, ReliefPlace.IMMEDIATE),
    Status.NONE: (ReliefPlace.NONE,),
    Status.DURING: (ReliefPlace.DURING,),
    Status.UNTIMED: (ReliefPlace.UNTIMED,),
    # of relief that was gone by a time, the end alone is drawn
    Status.NOT_REPORTED: (ReliefPlace.UNKNOWN, ReliefPlace.TIMED),
}


def kept(library: Library, where: str) -> set[str]:
    """What ``--where`` and claims find."""
    rows = study_rows(library, library, Options())
    return {row.id for row in select_rows(rows, Filters(where=where), library).kept}


def disagreements(library: Library) -> Iterator[str]:
    """What is said of a study in one place and not in another."""
    rows = {row.id: row for row in study_rows(library, library, Options())}
    group = summarise(library, Options()).whole
    for kind in Kind:
        for mark in plot_content(library, kind).marks:
            if mark.vote != group.votes[mark.id]:
                yield f"{mark.id}: {kind} {mark.vote}, summary {group.votes[mark.id]}"
            if mark.place not in PLACES[rows[mark.id].relief.status]:
                yield f"{mark.id}: {kind} {mark.place}, row {rows[mark.id].relief.status}"
    for id_, vote in group.votes.items():
        row = rows[id_]
        yield from _of_vote(row, vote.against, vote.direction)
    for status in Status:
        found = kept(library, f"relief_status = '{status}'")
        shown = {id_ for id_, row in rows.items() if _cell(row, "relief_status") == str(status)}
        if found != shown:
            yield f"--where and cells differ on {status}: {found ^ shown}"


def _cell(row: Row, name: str) -> object:
    return row.cell(COLUMNS[name]).value


def _of_vote(row: Row, against: Against, verdict: Direction) -> Iterator[str]:
    compared = row.relief.compared_with(Versus.COMPARATOR)
    status = compared.status if against is Against.COMPARATOR else row.relief.status
    if (verdict is Direction.SHOWN) != (status in POSITIVE):
        yield f"{row.id}: counted as {verdict}, the row says {status}"
    if (verdict is Direction.NONE) != (status is Status.NONE):
        yield f"{row.id}: counted as {verdict}, the row says {status}"
    versus = _cell(row, "relief_versus")
    if (against is Against.COMPARATOR) != (versus in ("comparator", "both")):
        yield f"{row.id}: counted {against}, the row says versus {versus}"
    if against is Against.COMPARATOR and verdict is Direction.NONE:
        text = row.cell(COLUMNS["relief"]).text
        if "none" not in text:
            yield f"{row.id}: none against the comparator, the row says {text}"


def test_nothing_disagrees_about_a_shipped_study() -> None:
    library = load_library(default_folder())
    assert list(disagreements(library)) == []
    assert len(library) > 30


OBSERVED = st.fixed_dictionaries(
    {
        "last_present": st.sampled_from(
            ["none shown", "0 h", "2 wk", "during infusion", "not reported"]
        )
    },
    optional={
        "versus": st.sampled_from(["placebo", "baseline"]),
        "first_absent": st.just("3 wk"),
        "count": st.sampled_from(["0", "4"]),
    },
)


def _written(observed: list[dict[str, str]]) -> str:
    entries = []
    for place, said in enumerate(observed):
        facts = {"outcome": f"scale {place}"}
        for name in ("versus", "last_present", "first_absent", "count"):
            if name in said and (name != "first_absent" or said["last_present"] == "2 wk"):
                facts[name] = said[name]
        entries.append("{" + ", ".join(f"{name}: {value}" for name, value in facts.items()) + "}")
    return f"[{', '.join(entries)}]"


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([RCT, COHORT, SERIES, UNTOLD]),
            st.lists(OBSERVED, min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_nothing_disagrees_about_studies_that_could_be(
    tmp_path: Path, made: list[tuple[str, list[dict[str, str]]]]
) -> None:
    studies = {
        f"roe-{year}": {"design": design, "relief": _written(observed)}
        for year, (design, observed) in enumerate(made, start=1990)
    }
    for path in tmp_path.glob("roe-*.yaml"):
        path.unlink()
    assert list(disagreements(build(tmp_path, studies))) == []


@pytest.mark.parametrize("name", ["relief_status", "relief_versus"])
def test_what_is_compared_can_be_asked_for(name: str) -> None:
    assert name in VARIABLES
