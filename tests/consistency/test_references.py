"""Every reference of a small library, broken one at a time: named at its place, and refused alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from keta_evidence.consistency.checks import check_library, require_sound
from keta_evidence.diagnostics import FindingsError, UnreadableError
from keta_evidence.records.library import load_library
from keta_evidence.synthesis.conditions import ALL_RULES, require_whole

STUDY = """format: 2
id: {id}
kind: study
title: An invented record
citation: {{author: [Roe R], container-title: J, issued: 1999, DOI: 10.1000/{id}, PMID: {pmid}}}
{same}arms:
  - id: ketamine
    role: intervention
    interventions: [{{drug: ketamine}}]
  - id: saline
    role: comparator
    interventions: [{{drug: saline}}]
reports:
  - source: review-2020
    at: {{place: Results}}
    extractor: reader-1
    reviewer: reader-2
    indications: [crps]
    participants: 20
    arms:
      - arm: ketamine
        participants: 10
        indications: [crps-1]
        regimen:
          route: intravenous
          enantiomer: racemic
          sessions: 2
          every: 2 d
          session: 2 h
          phases:
            - {{rate: 0.2 mg/kg/h}}
      - arm: saline
        participants: 10
    comedication:
      - {{drug: midazolam, arm: ketamine}}
    relief:
      - outcome: VAS
        measure: vas
        comparator: saline
        last_present: 4 wk
        ended: not seen
        arm: ketamine
    outcomes:
      - {{outcome: NRS, result: improved, comparator: saline, arm: ketamine}}
    adverse_events:
      - {{event: sickness, term: nausea, count: 3, of: 10, share: 30 %, arm: ketamine}}
decisions:
  - {{what: regimen, use: review-2020, why: a reason, by: reader-3, date: 2026-01-31}}
"""
FILES = {
    "roe-1999.yaml": STUDY.format(id="roe-1999", pmid=1, same=""),
    "poe-2000.yaml": STUDY.format(id="poe-2000", pmid=2, same="same_participants_as: roe-1999\n"),
    "vocabulary.yaml": """format: 2
indications:
  - {id: crps, label: CRPS}
  - {id: crps-1, label: CRPS-1, broader: [crps]}
measures:
  - {id: vas, label: VAS, domain: pain}
adverse_events:
  - {id: nausea, label: nausea}
envelopes: []
""",
    "sources/review-2020.yaml": """format: 2
id: review-2020
kind: review
title: A review
citation: {author: [Poe R], container-title: J, issued: 2020}
columns:
  - {fact: relief, heading: Relief}
""",
    "overviews/survey-2015.yaml": """format: 2
id: survey-2015
kind: survey
title: A survey
citation: {author: [Poe R], container-title: J, issued: 2015}
reports:
  - source: review-2020
    at: {place: Results}
    extractor: reader-1
    reviewer: reader-2
    studies: [roe-1999]
    figures:
      - {what: starting dose, group: outpatient, when: week 4, value: 5 mg/h}
decisions:
  - {what: starting dose, why: a reason, by: reader-3, date: 2026-01-31}
""",
    "claims/review-2020.yaml": """format: 2
source: review-2020
extractor: reader-1
reviewer: reader-2
claims:
  - id: one
    at: {place: Discussion}
    statement: a statement
    studies: [roe-1999]
    holds: participants >= 20
    verdict: supported
  - id: two
    at: {place: Discussion}
    statement: a statement
    among: route = intravenous
    trend: {of: infusion, against: relief, direction: rising}
    verdict: not testable
  - id: three
    at: {place: Discussion}
    statement: a statement
    recomputed: {of: total_dose, statistic: range, said: 20-30 mg}
    verdict: supported
  - id: four
    at: {place: Discussion}
    statement: a statement
    contrast: {of: relief_shown, between: comedication ~ midazolam, direction: higher}
    verdict: not testable
  - id: five
    at: {place: Discussion}
    statement: a statement
    figures:
      - {overview: survey-2015, what: starting dose, group: outpatient, when: week 4, holds: "value <= 10 mg/h"}
    verdict: supported
decisions:
  - {what: one, why: a reason, by: reader-3, date: 2026-01-31}
""",
}


@dataclass(frozen=True)
class Break:
    """A reference as it stands, what is typed instead, and the code that names it."""

    file: str
    old: str
    new: str
    code: str


POE, CLAIMS = "poe-2000.yaml", "claims/review-2020.yaml"
SURVEY, SOURCE = "overviews/survey-2015.yaml", "sources/review-2020.yaml"
BREAKS = [
    Break(POE, "id: poe-2000", "id: poe-2001", "KE201"),
    Break(POE, "same_participants_as: roe-1999", "same_participants_as: poe-2000", "KE221"),
    Break(POE, "same_participants_as: roe-1999", "same_participants_as: roe-1998", "KE221"),
    Break(POE, "DOI: 10.1000/poe-2000", "DOI: 10.1000/ROE-1999", "KE216"),
    Break(POE, "PMID: 2}", "PMID: 1}", "KE216"),
    Break(POE, "issued: 1999", "issued: 199", "KE310"),
    Break(POE, "- source: review-2020", "- source: review-2021", "KE203"),
    Break(POE, "reviewer: reader-2", "reviewer: reader-1", "KE210"),
    Break(POE, "    indications: [crps]", "    indications: [crsp]", "KE204"),
    Break(POE, "        indications: [crps-1]", "        indications: [crps-l]", "KE204"),
    Break(POE, "  - id: saline", "  - id: ketamine", "KE209"),
    Break(POE, "- arm: saline", "- arm: salin", "KE205"),
    Break(POE, "- arm: saline", "- arm: ketamine", "KE209"),
    Break(POE, "drug: midazolam, arm: ketamine", "drug: midazolam, arm: ketamin", "KE205"),
    Break(POE, "measure: vas", "measure: vsa", "KE214"),
    Break(POE, "        comparator: saline", "        comparator: placebo", "KE205"),
    Break(POE, "        arm: ketamine", "        arm: ketamina", "KE205"),
    Break(POE, "improved, comparator: saline", "improved, comparator: salt", "KE205"),
    Break(POE, "term: nausea", "term: nausae", "KE214"),
    Break(POE, "what: regimen", "what: regimens", "KE207"),
    Break(POE, "use: review-2020", "use: survey-2015", "KE207"),
    Break("vocabulary.yaml", "broader: [crps]", "broader: [crsp]", "KE212"),
    Break("vocabulary.yaml", "broader: [crps]", "broader: [crps-1]", "KE212"),
    Break(SOURCE, "fact: relief", "fact: releif", "KE220"),
    Break(SOURCE, "issued: 2020", "issued: 20200", "KE310"),
    Break(SURVEY, "id: survey-2015", "id: roe-1999", "KE202"),
    Break(SURVEY, "id: survey-2015", "id: survey-2016", "KE201"),
    Break(SURVEY, "issued: 2015", "issued: 215", "KE310"),
    Break(SURVEY, "source: review-2020", "source: review-2021", "KE203"),
    Break(SURVEY, "reviewer: reader-2", "reviewer: reader-1", "KE210"),
    Break(SURVEY, "studies: [roe-1999]", "studies: [roe-1998]", "KE217"),
    Break(SURVEY, "what: starting dose, why", "what: start dose, why", "KE207"),
    Break(CLAIMS, "source: review-2020", "source: review-2021", "KE203"),
    Break(CLAIMS, "reviewer: reader-2", "reviewer: reader-1", "KE210"),
    Break(CLAIMS, "id: two", "id: one", "KE202"),
    Break(CLAIMS, "studies: [roe-1999]", "studies: [nobody-1999]", "KE217"),
    Break(CLAIMS, "holds: participants", "holds: particpants", "KE219"),
    Break(CLAIMS, "among: route = intravenous", "among: rout = intravenous", "KE219"),
    Break(CLAIMS, "of: infusion,", "of: infusoin,", "KE219"),
    Break(CLAIMS, "against: relief", "against: releif", "KE219"),
    Break(CLAIMS, "against: relief", "against: infusion", "KE219"),
    Break(CLAIMS, "of: total_dose", "of: total_doze", "KE219"),
    Break(CLAIMS, "said: 20-30 mg", "said: 20-30 h", "KE219"),
    Break(CLAIMS, "of: relief_shown", "of: releif_shown", "KE219"),
    Break(CLAIMS, "between: comedication", "between: comedicaton", "KE219"),
    Break(CLAIMS, "overview: survey-2015", "overview: survey-2016", "KE218"),
    Break(CLAIMS, "what: starting dose", "what: start dose", "KE218"),
    Break(CLAIMS, "group: outpatient", "group: inpatient", "KE218"),
    Break(CLAIMS, "when: week 4", "when: week 5", "KE218"),
    Break(CLAIMS, '"value <= 10 mg/h"', '"worth <= 10 mg/h"', "KE219"),
    Break(CLAIMS, "what: one, why", "what: ones, why", "KE207"),
]


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    found = check_library(load_library(folder), rules=ALL_RULES)
    return [problem.text().removeprefix(f"{folder}/") for problem in found]


def test_the_library_itself_is_sound(tmp_path: Path) -> None:
    folder = written(tmp_path, FILES)
    assert problems(folder) == []
    assert require_whole(require_sound(load_library(folder)))


@pytest.mark.parametrize("broken", BREAKS, ids=lambda each: f"{each.file}-{each.new}")
def test_a_broken_reference_is_named_at_its_line_and_refused_alike(
    broken: Break, tmp_path: Path
) -> None:
    text = FILES[broken.file]
    assert text.count(broken.old) >= 1
    changed = text.replace(broken.old, broken.new, 1)
    folder = written(tmp_path, FILES | {broken.file: changed})
    line = text[: text.index(broken.old)].count("\n") + 1
    found = problems(folder)
    named = [each for each in found if each.startswith(f"{broken.file}:{line}:")]
    assert any(f": {broken.code} error: " in each for each in named), found
    if broken.code == "KE207":  # a decision on nothing changes no table
        return
    with pytest.raises(FindingsError) as refused:
        require_whole(require_sound(load_library(folder)))
    said = [each.text().removeprefix(f"{folder}/") for each in refused.value.problems]
    assert set(named) & set(said)
    assert set(said) <= set(found)


def test_a_circle_of_participants_is_named_in_each_of_its_studies(tmp_path: Path) -> None:
    circle = STUDY.format(id="roe-1999", pmid=1, same="same_participants_as: poe-2000\n")
    folder = written(tmp_path, FILES | {"roe-1999.yaml": circle})
    assert [each.split(" error: ")[0] for each in problems(folder)] == [
        "poe-2000.yaml:6:1: KE221",
        "roe-1999.yaml:6:1: KE221",
    ]


def test_a_folder_of_records_that_is_not_read_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, FILES | {"crps/doe-2001.yaml": FILES["roe-1999.yaml"]})
    assert problems(folder) == [
        "crps:1:1: KE201 error: records in a folder of this name are not read; found 'crps'"
    ]


@pytest.mark.parametrize("name", ["sources", "overviews", "claims"])
def test_a_folder_that_cannot_be_listed_is_not_an_empty_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, listed = written(tmp_path, FILES), Path.iterdir

    def iterdir(self: Path) -> object:
        if self.name == name:
            raise PermissionError(13, "Permission denied")
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    what = f"{name}:1:1: KE001 error: the folder cannot be read: Permission denied"
    assert what in problems(folder)
    with pytest.raises(FindingsError) as refused:
        require_whole(require_sound(load_library(folder)))
    assert refused.value.exit_code == UnreadableError.exit_code
