"""Which document tells of which study: the matrix, shared participants, and the corrected covered area worked by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from keta_evidence.diagnostics import Severity
from keta_evidence.export.matrix import render_overlap
from keta_evidence.records.library import default_folder, load_library
from keta_evidence.synthesis.overlap import Overlap, find_overlap

HEAD = "id: {}\nkind: {}\ntitle: Invented\ncitation: {{authors: Roe R, journal: J, year: 2010}}\n"
REPORT = "  - {{source: {}, at: {{place: Table 1, lines: 1}}, extractor: reader-1, reviewer: reader-2, participants: 20}}\n"


def overlap_of(
    folder: Path,
    told: dict[str, list[str]],
    kinds: dict[str, str] | None = None,
    same: dict[str, str] | None = None,
) -> Overlap:
    """``told``: study → documents that report it; ``kinds``: document → kind, else a review; ``same``: study → whose participants."""
    sources = {source for by in told.values() for source in by}
    files = {
        f"sources/{name}.yaml": HEAD.format(name, (kinds or {}).get(name, "review"))
        for name in sources
    }
    files |= {"vocabulary.yaml": "indications: []\nenvelopes: []\n"}
    for study, documents in told.items():
        shared = f"same_participants_as: {same[study]}\n" if same and study in same else ""
        files[f"{study}.yaml"] = (
            HEAD.format(study, "study")
            + shared
            + "reports:\n"
            + "".join(map(REPORT.format, documents))
        )
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    library = load_library(folder)
    assert [
        problem.text() for problem in library.problems if problem.code.severity is Severity.ERROR
    ] == []
    return find_overlap(library)


WORKED = {"a-2001": ["x-2010", "y-2011"], "b-2002": ["x-2010", "y-2011"], "c-2003": ["x-2010"]}
"""Three studies in two reviews: N = 5 inclusions, r = 3, c = 2, so (5 - 3) / (3 × 2 - 3) = 2/3."""


def test_the_matrix(tmp_path: Path) -> None:
    overlap = overlap_of(tmp_path, WORKED)
    assert overlap.studies == ("a-2001", "b-2002", "c-2003")
    assert overlap.documents == ("x-2010", "y-2011")
    assert overlap.included == {
        (study, document) for study, documents in WORKED.items() for document in documents
    }
    assert overlap.shared == ()


def test_the_corrected_covered_area_worked_by_hand(tmp_path: Path) -> None:
    assert overlap_of(tmp_path, WORKED).corrected_covered_area == Fraction(2, 3)


@pytest.mark.parametrize(
    ("told", "area"),
    [
        ({"a-2001": ["x-2010", "y-2011"], "b-2002": ["x-2010", "y-2011"]}, Fraction(1)),
        ({"a-2001": ["x-2010"], "b-2002": ["y-2011"]}, Fraction(0)),
        (
            {"a-2001": ["x-2010", "y-2011", "z-2012"], "b-2002": ["x-2010"]},
            Fraction(4 - 2, 2 * 3 - 2),
        ),
        ({"a-2001": ["x-2010"], "b-2002": ["x-2010"]}, None),
    ],
    ids=["all", "none", "half", "one document"],
)
def test_the_area_from_none_to_all(
    told: dict[str, list[str]], area: Fraction | None, tmp_path: Path
) -> None:
    assert overlap_of(tmp_path, told).corrected_covered_area == area


def test_a_document_that_tells_of_a_study_at_two_places_is_one_inclusion(tmp_path: Path) -> None:
    overlap = overlap_of(tmp_path, {"a-2001": ["x-2010", "x-2010", "y-2011"], "b-2002": ["y-2011"]})
    assert len(overlap.included) == 3
    assert overlap.corrected_covered_area == Fraction(1, 2)


def test_studies_of_the_same_participants_are_one_row(tmp_path: Path) -> None:
    overlap = overlap_of(tmp_path, WORKED, same={"c-2003": "a-2001"})
    assert overlap.studies == ("a-2001", "b-2002")
    assert overlap.shared == (("c-2003", "a-2001"),)
    assert overlap.corrected_covered_area == 1  # (4 - 2) / (2 × 2 - 2)


def test_only_the_other_report_of_the_same_participants_is_told_of(tmp_path: Path) -> None:
    overlap = overlap_of(
        tmp_path,
        {"a-2001": ["own-2001"], "c-2003": ["x-2010"]},
        {"own-2001": "abstract"},
        {"c-2003": "a-2001"},
    )
    assert overlap.included == {("a-2001", "x-2010")}


def test_a_studys_own_document_is_not_counted(tmp_path: Path) -> None:
    overlap = overlap_of(
        tmp_path,
        WORKED | {"y-2011": ["y-2011", "x-2010"], "d-2004": ["d-2004"]},
        {"y-2011": "cohort", "d-2004": "cohort"},
    )
    assert ("y-2011", "y-2011") not in overlap.included
    assert ("y-2011", "x-2010") in overlap.included
    assert "d-2004" not in (*overlap.studies, *overlap.documents)


@pytest.mark.parametrize("kind", ["survey", "guideline", "cohort"])
def test_the_area_is_that_of_the_reviews(kind: str, tmp_path: Path) -> None:
    told = WORKED | {"d-2004": ["z-2012"], "a-2001": ["x-2010", "y-2011", "z-2012"]}
    overlap = overlap_of(tmp_path, told, {"z-2012": kind})
    assert (overlap.documents, overlap.reviews) == (
        ("x-2010", "y-2011", "z-2012"),
        ("x-2010", "y-2011"),
    )
    assert overlap.corrected_covered_area == Fraction(2, 3)


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        ("review", True),
        ("survey", True),
        ("guideline", True),
        ("cohort", True),
        ("abstract", False),
        ("registry", False),
    ],
)
def test_only_documents_that_tell_of_other_peoples_studies_count(
    kind: str, counted: bool, tmp_path: Path
) -> None:
    assert ("y-2011" in overlap_of(tmp_path, WORKED, {"y-2011": kind}).documents) is counted


def test_the_document_of_the_same_participants_is_not_counted_either(tmp_path: Path) -> None:
    told = {"y-2011": ["y-2011", "x-2010"], "c-2013": ["y-2011"]}
    assert overlap_of(tmp_path, told, {"y-2011": "cohort"}, {"c-2013": "y-2011"}).included == {
        ("y-2011", "x-2010")
    }


def test_nobody_tells_of_anything(tmp_path: Path) -> None:
    overlap = overlap_of(tmp_path, {"a-2001": ["a-2001"]}, {"a-2001": "cohort"})
    assert (overlap.studies, overlap.documents, overlap.corrected_covered_area) == ((), (), None)
    assert "not defined" in render_overlap(overlap)


def test_the_matrix_as_text(tmp_path: Path) -> None:
    assert render_overlap(
        overlap_of(tmp_path, WORKED | {"d-2004": ["x-2010"]}, same={"d-2004": "a-2001"})
    ) == (
        "Study    x-2010  y-2011\n"
        "a-2001   x       x\n"
        "b-2002   x       x\n"
        "c-2003   x\n"
        "studies  3       2\n"
        "\n"
        "corrected covered area of the reviews (x-2010, y-2011): 66.7 %\n"
        "d-2004 has the same participants as a-2001; they are one row\n"
    )


def test_the_shipped_records_count_people_once() -> None:
    overlap = find_overlap(load_library(default_folder()))
    assert ("dahan-2011", "sigtermans-2009") in overlap.shared
    assert "dahan-2011" not in overlap.studies
    assert sum(document == "maher-2017" for _, document in overlap.included) == 26
    # maher-2017 and niesters-2014: 26 + 9 inclusions of 29 studies
    assert overlap.corrected_covered_area == Fraction(35 - 29, 29 * 2 - 29)
