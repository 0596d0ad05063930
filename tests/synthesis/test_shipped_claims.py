"""The shipped claims: verdicts as recorded, places found, and no check that cannot come out otherwise.

A check is turned by records that say something else. Every study a claim may be about is told anew by invented reports,
one extreme after the other; where the verdict stays the same whatever the records say, the claim tests nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest

from keta_evidence.consistency.checks import require_sound
from keta_evidence.records.format import build_entry
from keta_evidence.records.leaves import Estimate, PValue, Share
from keta_evidence.records.library import Library, Record, default_folder, load_library
from keta_evidence.records.model import Claim, Figure, FigureCheck, Report, Study
from keta_evidence.records.text import Document, parse_document
from keta_evidence.synthesis.claim_studies import ClaimData
from keta_evidence.synthesis.claims import claim_tested, claims_tested
from keta_evidence.synthesis.unmet import unmet_claims

CHECKED = ("maher-2017", "mangnus-2021", "niesters-2014", "valle-2024")
REPORT = """
source: {source}
at: {{place: Table 1}}
extractor: reader-1
reviewer: reader-2
indications: [{indication}]
participants: {participants}
design: {{allocation: {allocation}, structure: {structure}, timing: {timing}, comparators: {comparators}, masking: open}}
setting: {setting}
regimen:
  route: {route}
  enantiomer: {enantiomer}
  sessions: {sessions}
  session: {session}
  phases: [{{rate: {rate}}}]
comedication: {comedication}
relief: [{{outcome: VAS, comparator: not reported, {relief}}}]
adverse_events: {events}
"""
EVENTS = (  # words that conditions look for
    "hallucinations", "nausea", "vomiting", "sedation", "somnolence", "drowsiness", "dizziness", "vertigo", "headache",
    "dysphoria", "dream", "nightmares", "panic", "memory", "blurred vision", "nystagmus", "motor", "dysphasia", "tachycardia",
    "hypertension", "cardiovascular", "respiratory", "urological", "bladder", "urinary", "liver enzymes", "hepatotoxicity",
    "psychomimetic effects", "psychedelic", "delirium", "intolerance", "rhinopathy", "snoring", "dry mouth", "GGT", "fatigue",
)  # fmt: skip
DRUGS = (
    "morphine", "midazolam", "clonidine", "placebo", "alfentanil", "lidocaine", "magnesium", "calcitonin", "saline", "bupivacaine",
    "gabapentin", "propofol",
)  # fmt: skip
PLAIN = {
    "indication": "sickle-cell-crisis", "participants": 7, "allocation": "non-randomised", "structure": "single group",
    "timing": "retrospective", "comparators": "none", "setting": "home", "route": "oral", "enantiomer": "r", "sessions": 3,
    "session": "33 min", "rate": "0.77 mg/kg/h", "comedication": "none", "relief": "last_present: none shown", "events": "none",
}  # fmt: skip
RICH = {
    "indication": "crps-1", "participants": 777, "allocation": "randomised", "structure": "crossover", "timing": "prospective",
    "comparators": f"[{', '.join(DRUGS)}]", "setting": "inpatient", "route": "intravenous", "enantiomer": "s", "sessions": 1,
    "session": "99 h", "rate": "0.011 mg/kg/h", "comedication": f"[{', '.join(f'{{drug: {drug}}}' for drug in DRUGS)}]",
    "relief": "last_present: 77 d, first_absent: 78 d",
    "events": f"[{', '.join(f'{{event: {event}, share: 50 %}}' for event in EVENTS)}]",
}  # fmt: skip


@cache
def library() -> Library:
    return require_sound(load_library(default_folder()))


def shipped() -> Iterator[tuple[str, Claim]]:
    for source, claims in library().claims.items():
        yield from ((source, claim) for claim in claims.claims)


def with_a_check() -> list[tuple[str, Claim]]:
    return [(source, claim) for source, claim in shipped() if claim.untestable is None]


def test_every_document_has_claims_and_there_are_well_over_a_hundred() -> None:
    assert tuple(sorted(library().claims)) == CHECKED
    assert len(list(shipped())) > 200
    assert len({(source, claim.id) for source, claim in shipped()}) == len(list(shipped()))


def test_every_verdict_is_the_recorded_one() -> None:
    tested = [each for own in (True, False) for each in claims_tested(library(), own=own)]
    changed = [
        f"{each.id} on {each.on or 'all'}: {each.recorded} -> {each.verdict}"
        for each in tested
        if each.changed
    ]
    assert changed == [], (
        "look at the records, then at the claim; record the new verdict if it is right"
    )


def test_every_claim_with_a_check_has_both_verdicts_recorded() -> None:
    assert [
        f"{source}/{claim.id}" for source, claim in with_a_check() if claim.verdict_on_all is None
    ] == []


@pytest.mark.parametrize(
    ("source", "claim"),
    with_a_check(),
    ids=lambda value: value.id if isinstance(value, Claim) else value,
)
def test_records_that_say_otherwise_turn_every_verdict(source: str, claim: Claim) -> None:
    on = (
        None if "source =" in (claim.among or "") else source
    )  # what another document tells is no part of its own data
    now = claim_tested(as_recorded(on), source, claim).verdict
    assert any(
        claim_tested(data, source, claim).verdict != now for data in otherwise(source, claim, on)
    ), "no records turn it"


@cache
def as_recorded(on: str | None) -> ClaimData:
    return ClaimData(library(), on)


def otherwise(source: str, claim: Claim, on: str | None) -> Iterator[ClaimData]:
    """The records with every study told anew, in each of several ways; with no others left; with other figures of surveys."""
    of_figures = dict.fromkeys(asked.study for asked in claim.figures if asked.study is not None)
    ids = list(claim.studies) or list(of_figures) or list(library().records)
    teller = (
        claim.among.split("source = ")[1].split()[0]
        if "source =" in (claim.among or "") and claim.among
        else source
    )
    own = TURNED.get(f"{source}/{claim.id}")
    for ways in (
        *([[RICH | own] * len(ids)] if own else []), [PLAIN] * len(ids), [RICH] * len(ids),
        [(PLAIN, RICH)[place % 2] for place in range(len(ids))],
        *(list(graded(len(ids), **step)) for step in STEPS), *met(claim, len(ids)),
    ):  # fmt: skip
        reports = [REPORT.format(source=teller, **way) for way in ways]
        yield told_anew(tuple(zip(ids, reports, strict=True)), on)
    if claim.count is not None:
        some = ids[: claim.count]
        plain = REPORT.format(source=teller, **PLAIN)
        told = told_anew(tuple((id_, plain) for id_ in some), None).library
        left = {id_: told.records[id_] for id_ in claim.studies or some}
        yield ClaimData(dataclasses.replace(told, records=left), on)
    if any(asked.overview is not None for asked in claim.figures):
        yield from (ClaimData(figured_anew(claim, size), on) for size in (0, 4, 20, 999))


def figured_anew(claim: Claim, size: int) -> Library:
    """The records with every survey's figure that a claim asks of so large or small, in the unit it is compared in."""
    overviews = dict(library().overviews)
    for asked in claim.figures:
        if asked.overview is None:
            continue
        overview = overviews[asked.overview]
        reports = tuple(
            dataclasses.replace(
                account,
                figures=tuple(
                    so_large(figure, asked, size)
                    if (figure.what, figure.group) == (asked.what, asked.group)
                    else figure
                    for figure in account.figures
                ),
            )
            for account in overview.reports
        )
        overviews[asked.overview] = dataclasses.replace(overview, reports=reports)
    anew: Library = dataclasses.replace(library())
    read = library().companions
    altered = {id_: (overviews[id_], document) for id_, (_, document) in read.overviews.items()}
    vars(anew)["companions"] = dataclasses.replace(read, overviews=altered)
    return anew


def so_large(figure: Figure, asked: FigureCheck, size: int) -> Figure:
    """A figure with another size in the part that is asked for."""
    part, _, _, *units = asked.holds.split(" ", 3)
    unit = " ".join(units)
    text = f"{size} {unit}".rstrip()
    told: dict[str, Any] = {part: text}
    if part == "count" or asked.of is not None:
        told = {"count": size}
    elif part == "share":
        told = {"share": Share(f"{size} %", Fraction(size))}
    elif part == "p":
        told = {"p": PValue(f"0.{size:03}", "=", Fraction(size, 1000))}
    elif part == "words":
        told = {"in_words": text}
    elif part in ("low", "high"):
        if figure.interval is None:
            return figure
        end: Any = Estimate(text, "", Fraction(size), Fraction(size), unit)
        ends: dict[str, Any] = {part: end}
        told = {"interval": dataclasses.replace(figure.interval, **ends)}
    return dataclasses.replace(figure, **told)


TURNED: dict[str, dict[str, object]] = {
    "maher-2017/short-infusions-short-relief": {
        "session": "1 h",
        "relief": "last_present: 1 h, first_absent: 2 h",
    },
    "maher-2017/three-infusions": {"session": "1 h", "sessions": 3},
    "maher-2017/total-dose-range-recomputed": {"session": "1 h", "rate": "324-6800 mg/h"},
    "maher-2017/two-doses-in-cancer": {
        "session": "30 min",
        "rate": "40-60 mg/h",
        "relief": "last_present: 3 h, ended: not seen",
    },
    "maher-2017/usual-rates-majority": {"rate": "0.3 mg/kg/h"},
    "maher-2017/usual-rates": {"rate": "0.3 mg/kg/h"},
    "maher-2017/total-dose-range": {
        "session": "10 h",
        "rate": "100 mg/h",
        "relief": "last_present: 8 wk, ended: not seen",
    },
    "maher-2017/smaller-doses-immediate": {
        "session": "10 min",
        "rate": "60 mg/h",
        "relief": "last_present: 0 h, ended: not seen",
    },
    "niesters-2014/long-term-means-10-14-days": {"sessions": 10},
    "niesters-2014/retreatment-within-six-weeks": {
        "relief": "last_present: 4 wk, first_absent: 5 wk"
    },
    "maher-2017/spinal-cord-injury-dose-per-weight": {"session": "5 h", "rate": "2.8 mg/h"},
    "niesters-2014/psychedelic-at-low-dose": {"rate": "25 mg/h"},
    "valle-2024/included-45": {"participants": 45},
    "valle-2024/usual-sample-size": {"participants": 15},
    "mangnus-2021/over-10-h-long-relief": {"rate": "20 mg/h", "session": "20 h"},
}
"""Claims that only particular figures bear out: what the studies are made to say."""


STEPS: tuple[dict[str, bool], ...] = ({"rising": True}, {"rising": False})


def graded(count: int, *, rising: bool) -> Iterator[dict[str, object]]:
    """Longer, more and faster from study to study, relief and adverse events with it or against it."""
    for step in range(1, count + 1):
        end = step if rising else count + 1 - step
        yield RICH | {
            "session": f"{step} h", "rate": f"{step} mg/kg/h", "sessions": step, "relief": f"last_present: {end} d, first_absent: {end} d",
            "events": f"[{{event: nausea, share: {end} %}}]", "setting": "outpatient",
        }  # fmt: skip


def met(claim: Claim, count: int) -> Iterator[list[dict[str, object]]]:
    """Studies in the words of the claim's own conditions, one word of each list after the other."""
    text = f"{claim.among or ''} {claim.holds or ''}"
    for route in ("intravenous", "oral", "epidural", "iontophoretic", "subcutaneous"):
        for setting in ("outpatient", "intensive care"):
            if route in text or setting in text:
                for base in (RICH, PLAIN):
                    indication = next(
                        (id_ for id_ in library().indications if id_ in text.lower()),
                        base["indication"],
                    )
                    yield [
                        base | {"route": route, "setting": setting, "indication": indication}
                    ] * count
    for id_ in library().indications:
        if id_ in text.lower() or library().indications[id_].label.lower() in text.lower():
            for base in (RICH, PLAIN):
                yield [
                    base | {"indication": id_, "relief": relief}
                    for _ in range(count)
                    for relief in (base["relief"],)
                ]
                yield [
                    base
                    | {
                        "indication": id_,
                        "relief": "last_present: 1 h, first_absent: 2 h",
                        "session": "20 min",
                    }
                ] * count


@cache
def the_report(text: str) -> Report:
    report, problems = build_entry(Report, parse_document(text, Path("invented.yaml")))
    assert isinstance(report, Report), [problem.text() for problem in problems]
    return report


@lru_cache(maxsize=100)
def told_anew(reports: tuple[tuple[str, str], ...], on: str | None) -> ClaimData:
    """The records with some studies told anew: claims about the same studies share their rows."""
    records = dict(library().records)
    for id_, text in reports:
        study = records[id_].study
        changed = {name: value for name, value in vars(study).items() if name != "reports"}
        records[id_] = Record(
            Study(**changed, reports=(the_report(text),)), Document(Path("invented.yaml"), None)
        )
    return ClaimData(dataclasses.replace(library(), records=records), on)


def test_what_a_trend_or_contrast_leaves_open_is_no_discrepancy() -> None:
    partly = {"maher-2017/longer-infusions-longer-relief", "maher-2017/adjuvants-longer-relief"}
    assert {each.id for each in claims_tested(library()) if each.verdict == "partly"} >= partly
    assert not {each.id for each in unmet_claims(library())} & partly
