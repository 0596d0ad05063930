"""A new record to fill in: every key that a report from a table needs, each with a TODO."""

from __future__ import annotations

_TEMPLATE = """\
# yaml-language-server: $schema=study.schema.json
format: 2
id: {id}
kind: study
title: TODO title of the paper
citation:
  author: [TODO such as Byas-Smith MG]
  container-title: TODO journal, abbreviated as in MEDLINE
  issued: {year}
sources:
  - id: own-abstract
    access: abstract
    url: TODO address at which it was read
    extractor: TODO
    reviewer: TODO who reads the page again, without this record
arms:
  - id: ketamine
    role: intervention
    interventions: [{{drug: ketamine}}]
  - id: TODO
    role: comparator
    interventions: [{{drug: TODO}}]
reports:
  - source: TODO own-abstract, or the key of a file in sources/
    at: {{place: "TODO table and row, or section", lines: TODO}}
    extractor: TODO left out where the source says it
    reviewer: TODO left out where the source says it
    indications: [TODO]
    participants: TODO
    design:
      allocation: TODO randomised, non-randomised or single group
      structure: TODO parallel, crossover or single group
      timing: TODO prospective or retrospective
      comparators: [TODO]
      masking: TODO
      printed: TODO the words on the page
    setting: TODO
    arms:
      - {{arm: ketamine, participants: TODO}}
      - {{arm: TODO, participants: TODO}}
    regimen:
      route: TODO
      enantiomer: TODO
      sessions: TODO
      session: TODO length of one session, such as 4 h
      phases:
        - {{rate: TODO such as 0.35 mg/kg/h}}
    comedication: TODO a list, or none, or not reported
    relief:
      - outcome: TODO
        comparator: TODO an arm, baseline, or not reported
        last_present: TODO such as 12 wk, or none shown
        ended: TODO seen, not seen or not reported
        arm: ketamine
    outcomes: TODO a list, or none, or not reported
    adverse_events: TODO a list, or none, or not reported
"""


def scaffold(id_: str) -> str:
    """The text of a new record. Every TODO is an error to ``validate`` until it is replaced."""
    parts = [part for part in id_.split("-") if part.isdigit() and len(part) == 4]
    return _TEMPLATE.format(id=id_, year=parts[0] if parts else "TODO")
