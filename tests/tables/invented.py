"""A study made up for one test: reports by document, as they would stand in a record."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import Reading
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import Library, Record
from keta_evidence.records.model import Source, Study, Vocabulary
from keta_evidence.records.text import parse_document
from keta_evidence.tables.row import Row

VOCABULARY = "indications: [{id: crps, label: CRPS}, {id: gout, label: Gout}]\n"
VOCABULARY += (
    "envelopes: [{route: intravenous, rate_low: 0.001 mg/kg/h, rate_high: 7 mg/kg/h, "
    "bolus_low: 0.001 mg/kg, bolus_high: 2 mg/kg, because: invented}]\n"
)
SOURCE = "id: {}\nkind: review\ntitle: A review\ncitation: {{authors: Poe R, journal: J, year: 2000}}\ndetail: {}\n"
COLUMN_HEADINGS = "columns: [{fact: regimen, heading: Dose}, {fact: relief, heading: Relief}, {fact: setting, heading: Setting}]\n"
NAMES = ("first-2010", "second-2011", "third-2012")
Facts = dict[str, str]

FACTS: Facts = {
    "indications": "[crps]",
    "participants": "20",
    "design": "{allocation: randomised, structure: parallel, timing: prospective, comparators: [placebo], masking: double-blind}",
    "setting": "inpatient",
    "regimen": "{route: intravenous, enantiomer: racemic, sessions: 2, session: 10 h, phases: [{rate: 0.1 mg/kg/h}]}",
    "comedication": "[{drug: midazolam, dose: 2 mg}]",
    "relief": "[{outcome: VAS, versus: placebo, last_present: 11 wk, first_absent: 12 wk}]",
    "adverse_events": "[{event: nausea, count: 3, of: 20}]",
}


def regimen(
    phases: str = "{rate: 0.1 mg/kg/h}", session: str = "10 h", sessions: str = "2", more: str = ""
) -> str:
    return f"{{route: intravenous, enantiomer: racemic, sessions: {sessions}, session: {session}, phases: [{phases}]{more}}}"


def design(**parts: str) -> str:
    told = {
        "allocation": "randomised",
        "structure": "parallel",
        "timing": "prospective",
        "comparators": "[placebo]",
        "masking": "open",
    }
    return "{" + ", ".join(f"{name}: {value}" for name, value in (told | parts).items()) + "}"


def built(type_: Any, text: str) -> Any:
    value, problems = build_entry(type_, parse_document(text, Path("roe-1999.yaml")))
    assert [problem.text() for problem in problems if problem.code.id != "KE113"] == []
    return value


def record_text(id_: str, reports: Sequence[Facts], tail: str = "") -> str:
    """The text of a record whose first report is by first-2010, the second by second-2011 and so on."""
    text = f"id: {id_}\nkind: study\ntitle: Invented {id_}\ncitation: {{authors: Roe R, journal: J, year: 1999}}\nreports:\n"
    for line, (name, facts) in enumerate(zip(NAMES, reports, strict=False), start=1):
        text += f"  - source: {name}\n    at: {{place: Table 1, lines: {line}}}\n    extractor: reader-1\n    reviewer: reader-2\n"
        text += "".join(f"    {fact}: {value}\n" for fact, value in facts.items())
    return text + tail


def library_of(tail: str = "", **studies: Sequence[Facts]) -> Library:
    """``roe_1999=[facts, …]`` is the study roe-1999, told by one document after the other."""
    records = {}
    for name, reports in studies.items():
        id_ = name.replace("_", "-")
        text = record_text(id_, reports, tail)
        records[id_] = Record(built(Study, text), parse_document(text, Path(f"{id_}.yaml")))
    sources = {
        name: built(Source, SOURCE.format(name, rank) + (COLUMN_HEADINGS if rank == 0 else ""))
        for rank, name in enumerate(NAMES)
    }
    return Library(Path(), records, sources, built(Vocabulary, VOCABULARY))


def row_of(
    *reports: Facts,
    weight: int | None = None,
    source: str | None = None,
    arm: str | None = None,
    tail: str = "",
) -> Row:
    """The row of one study told by these reports."""
    library = library_of(tail, roe_1999=reports)
    kilograms = None if weight is None else Fraction(weight)
    return Row(
        CollatedStudy(library, library["roe-1999"], source, arm, kilograms),
        Options(source, kilograms),
    )


def cell(row: Row, name: str) -> Reading:
    return row.cell(COLUMNS[name])
