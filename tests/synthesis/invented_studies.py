"""Libraries of small invented studies: what each says differs from ``DEFAULTS`` in what is written for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from keta_evidence.evidence.subject import Options
from keta_evidence.records.library import Library, load_library
from keta_evidence.synthesis.points import Point, points_of
from keta_evidence.tables.row import study_rows

VOCABULARY = """
indications:
  - {id: chronic-pain, label: chronic pain}
  - {id: crps, label: CRPS, broader: [chronic-pain]}
  - {id: crps-1, label: CRPS-1, broader: [crps], synonyms: [Sudeck]}
  - {id: fibromyalgia, label: fibromyalgia, broader: [chronic-pain], synonyms: [FM]}
adverse_events:
  - {id: nausea, label: nausea, synonyms: [queasiness]}
envelopes: []
"""
SOURCE = "id: {0}\nkind: review\ntitle: An invented review\ncitation: {{authors: Poe R, journal: Invented J, year: 2020}}\ndetail: {1}\n"
RCT = "{allocation: randomised, structure: parallel, comparators: [placebo], masking: open}"
COHORT = "{allocation: non-randomised, comparators: [usual care], masking: open}"
SERIES = "{allocation: single group, comparators: none, masking: open}"
UNTOLD = "{allocation: not reported, comparators: not reported, masking: not reported}"
KEYS = (
    "indications",
    "participants",
    "design",
    "setting",
    "arms",
    "regimen",
    "relief",
    "outcomes",
    "adverse_events",
)


def regimen(
    rate: str = "0.1 mg/kg/h",
    session: str = "10 h",
    sessions: str = "1",
    enantiomer: str = "racemic",
) -> str:
    return f"{{route: intravenous, enantiomer: {enantiomer}, sessions: {sessions}, session: {session}, phases: [{{rate: {rate}}}]}}"


def relief(**said: str) -> str:
    return "[{outcome: VAS, " + ", ".join(f"{name}: {value}" for name, value in said.items()) + "}]"


DEFAULTS = {
    "indications": "[crps]",
    "participants": "20",
    "design": RCT,
    "setting": "inpatient",
    "regimen": regimen(),
    "relief": relief(versus="placebo", last_present="1 wk"),
    "adverse_events": "none",
}


def build(folder: Path, studies: Mapping[str, Mapping[str, str]], overview: str = "") -> Library:
    """A sound library; ``second`` of a study is what another document says of it, ``same`` whose participants it has."""
    files = {
        f"sources/{name}.yaml": SOURCE.format(name, detail)
        for detail, name in enumerate(("review-2020", "other-2021"), start=1)
    }
    files["vocabulary.yaml"] = VOCABULARY
    files |= {f"{id_}.yaml": _record(id_, facts) for id_, facts in studies.items()}
    if overview:
        files["overviews/pool-2019.yaml"] = overview
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    loaded = load_library(folder)
    problems = (*loaded.problems, *loaded.companions.problems)
    assert not problems, [problem.text() for problem in problems]
    return loaded


def _record(id_: str, facts: Mapping[str, str]) -> str:
    told = DEFAULTS | {name: value for name, value in facts.items() if name in KEYS}
    head = f"id: {id_}\nkind: study\ntitle: An invented study\ncitation: {{authors: Roe R, journal: Invented J, year: 2001}}\n"
    head += f"same_participants_as: {facts['same']}\n" if "same" in facts else ""
    second = _report("other-2021", f"    {facts['second']}\n") if "second" in facts else ""
    return f"{head}reports:\n{_report('review-2020', _lines(told))}{second}"


def _lines(told: Mapping[str, str]) -> str:
    return "".join(f"    {name}: {told[name]}\n" for name in KEYS if told.get(name))


def _report(source: str, lines: str) -> str:
    return f"  - source: {source}\n    at: {{place: Table 1}}\n    extractor: reader-1\n    reviewer: reader-2\n{lines}"


def study_points(library: Library, options: Options | None = None) -> tuple[Point, ...]:
    """Every study of a library as points; ``options`` as a table has them."""
    return points_of(library, study_rows(library, library, options or Options()))
