"""A folder of small invented records, one for each thing a filter has to judge."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.catalogue import VARIABLES
from keta_evidence.evidence.level import Scheme
from keta_evidence.evidence.subject import Options
from keta_evidence.query.filters import apply_filters
from keta_evidence.query.request import Filters, Selection
from keta_evidence.records.library import Library, load_library
from keta_evidence.tables.row import Row

VOCABULARY = """
indications:
  - {id: neuropathic-pain, label: neuropathic pain, synonyms: [mixed neuropathic pain]}
  - {id: crps, label: CRPS, synonyms: [complex regional pain syndrome, RSD]}
  - {id: crps-1, label: CRPS-1, broader: [crps], synonyms: [CRPS I]}
  - {id: crps-2, label: CRPS-2, broader: [crps, neuropathic-pain], synonyms: [causalgia]}
  - {id: fibromyalgia, label: fibromyalgia, synonyms: [FMS]}
envelopes: []
"""
SOURCE = """
id: {id}
kind: review
title: An invented review
citation: {{authors: Poe R, journal: Invented J, year: 2020}}
detail: 1
"""
RCT = "{allocation: randomised, structure: crossover, timing: prospective, comparators: [placebo], masking: double-blind}"
COHORT = (
    "{allocation: non-randomised, timing: prospective, comparators: [usual care], masking: open}"
)
SERIES = "{allocation: single group, structure: single group, timing: retrospective, comparators: none, masking: not applicable}"
UNTOLD = "{allocation: not reported, comparators: not reported, masking: not reported}"


def regimen(
    phase: str = "{rate: 0.1 mg/kg/h}",
    session: str = "10 h",
    sessions: str = "1",
    enantiomer: str = "racemic",
) -> str:
    return f"{{route: intravenous, enantiomer: {enantiomer}, sessions: {sessions}, session: {session}, phases: [{phase}]}}"


def relief(**times: str) -> str:
    return "[{outcome: VAS, " + ", ".join(f"{name}: {time}" for name, time in times.items()) + "}]"


# what each study says; the rest is the same for all
STUDIES: dict[str, dict[str, str]] = {
    # 0.1 mg/kg/h × 10 h × 70 kg = 70 mg
    "adler-2001": {
        "indications": "[crps-1]",
        "design": RCT,
        "setting": "inpatient",
        "relief": relief(comparator="placebo", last_present="12 wk", share="60 %"),
    },
    "bell-2002": {
        "indications": "[crps]",
        "design": SERIES,
        "setting": "outpatient",
        # 100 h at 0.1–0.2 mg/kg/h: 700–1400 mg
        "regimen": regimen("{rate: 0.1-0.2 mg/kg/h}", "10 h", "10", "s"),
        "relief": relief(comparator="baseline", last_present="11 wk", first_absent="12 wk"),
        "comedication": "[{drug: midazolam, dose: 2-4 mg, route: intravenous}]",
        "adverse_events": "[{event: Nausée}]",
    },
    "cole-2003": {
        "indications": "[neuropathic-pain]",
        "design": COHORT,
        "setting": "inpatient and outpatient",
        "relief": relief(last_present="0 h"),
        "comedication": "none",
    },
    "dunn-2004": {
        "indications": "[crps-2]",
        "design": RCT,
        "regimen": regimen(sessions="not reported"),
        "relief": relief(last_present="none shown"),
        "setting": "home",
    },
    "eck-2005": {
        "indications": "[fibromyalgia]",
        "design": UNTOLD,
        "setting": "not reported",
        "relief": "not reported",
        "regimen": regimen(enantiomer="unclear"),
        "participants": "not reported",
        "comedication": "not reported",
    },
    "fry-2006": {
        "indications": "not reported",
        "design": SERIES,
        "setting": "inpatient",
        "relief": relief(duration="{value: 9.44 mo, statistic: mean}"),
    },
    "gay-2007": {
        "indications": "[fibromyalgia]",
        "design": RCT,
        "setting": "inpatient",
        "relief": relief(first_absent="24 h"),
        "adverse_events": "[{event: drowsiness, count: 5, of: 20}, {event: nausea, share: 10 %}]",
    },
    "hay-2008": {
        "indications": "[fibromyalgia]",
        "design": RCT,
        "setting": "inpatient",
        "relief": relief(last_present="during infusion"),
    },
    "ito-2009": {
        "indications": "[fibromyalgia]",
        "design": RCT.replace("crossover", "parallel"),
        "setting": "inpatient",
        "relief": "[{outcome: VAS, last_present: 1 d, first_absent: 2 d}, {outcome: NRS, last_present: 3 wk, first_absent: unclear}]",
        "arms": f"[{{id: low, participants: 5, regimen: {regimen()}}},"
        f" {{id: high, participants: 5, regimen: {regimen('{rate: 2 mg/kg/h}', sessions='not reported', enantiomer='not reported')}}}]",
    },
}
DEFAULTS = {
    "participants": "20",
    "regimen": regimen(),
    "comedication": "[{drug: clonidine}]",
    "adverse_events": "none",
}
KEYS = (
    "indications",
    "participants",
    "design",
    "setting",
    "arms",
    "regimen",
    "comedication",
    "relief",
    "adverse_events",
)


def record(id_: str, facts: dict[str, str]) -> str:
    told = DEFAULTS | facts
    if "arms" in facts:
        del told["regimen"], told["participants"]
    report = "\n".join(f"    {name}: {told[name]}" for name in KEYS if name in told)
    author, _, year = id_.partition("-")
    return (
        f"id: {id_}\nkind: study\ntitle: Invented trial of {author.title()}\n"
        f"citation: {{authors: Cvrček {author.title()}, journal: Invented J, year: {year}}}\n"
        f"reports:\n  - source: review-2020\n    at: {{place: Table 1}}\n    extractor: reader-1\n    reviewer: reader-2\n{report}\n"
        f"{facts.get('judgements', '')}"
    )


def build(folder: Path, studies: dict[str, dict[str, str]]) -> Library:
    """A sound library of invented studies."""
    (folder / "sources").mkdir()
    (folder / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    for source in ("review-2020", "other-2021"):
        (folder / "sources" / f"{source}.yaml").write_text(
            SOURCE.format(id=source), encoding="utf-8"
        )
    for id_, facts in studies.items():
        (folder / f"{id_}.yaml").write_text(record(id_, facts), encoding="utf-8")
    loaded = load_library(folder)
    assert [problem.text() for problem in loaded.problems] == []
    return loaded


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(tmp_path_factory.mktemp("studies"), STUDIES)


Rows = Callable[..., tuple[Row, ...]]
Ask = Callable[..., Selection[Row]]


@pytest.fixture(scope="session")
def rows(library: Library) -> Rows:
    def make(
        scheme: Scheme = Scheme.OCEBM_2011, weight: int | None = None, by_arm: bool = False
    ) -> tuple[Row, ...]:
        options = Options(scheme=scheme, weight=None if weight is None else Fraction(weight))
        views = (CollatedStudy(library, study) for study in library)
        return tuple(
            Row(part, options)
            for collated in views
            for part in (collated.by_arm() if by_arm else (collated,))
        )

    return make


@pytest.fixture(scope="session")
def ask(library: Library, rows: Rows) -> Ask:
    """Ask by options, or by ``where`` alone; further words go to the rows."""

    def asked(
        where: str | None = None,
        scheme: Scheme = Scheme.OCEBM_2011,
        weight: int | None = None,
        **filters: object,
    ) -> Selection[Row]:
        return apply_filters(rows(scheme, weight), Filters(where=where, **filters), library)  # type: ignore[arg-type]

    return asked


def row_of(
    library: Library, id_: str, arm: str | None = None, scheme: Scheme = Scheme.OCEBM_2011
) -> Row:
    return Row(CollatedStudy(library, library[id_], None, arm), Options(scheme=scheme))


def told(selection: Selection[Row]) -> tuple[str, str]:
    """Initials of the studies kept, and of those that cannot be judged."""
    return "".join(row.id[0] for row in selection.kept), "".join(
        id_[0] for id_, _ in selection.unjudged
    )


@pytest.fixture(scope="session")
def initials(ask: Ask) -> Callable[..., tuple[str, str]]:
    return lambda *args, **filters: told(ask(*args, **filters))


@pytest.fixture(params=list(VARIABLES))
def field_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)
