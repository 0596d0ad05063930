"""A new record to fill in: every key that a report from a table needs, in canonical order, each with a TODO."""

from __future__ import annotations

_TEMPLATE = """\
# yaml-language-server: $schema=study.schema.json
id: {id}
kind: study
title: TODO title of the paper
citation:
  authors: TODO first three authors, et al
  journal: TODO abbreviated as in MEDLINE
  year: {year}
reports:
  - source: TODO key of a file in sources/
    at: {{place: "TODO table and row, or section", lines: TODO}}
    extractor: TODO
    reviewer: TODO who reads the document again, without this record
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
    regimen:
      route: TODO
      enantiomer: TODO
      sessions: TODO
      session: TODO length of one session, such as 4 h
      phases:
        - {{rate: TODO such as 0.35 mg/kg/h}}
    comedication: TODO a list, or none, or not reported
    relief:
      - {{outcome: TODO, comparator: TODO, last_present: TODO such as 12 wk, ended: TODO}}
    outcomes: TODO a list, or none, or not reported
    adverse_events: TODO a list, or none, or not reported
"""


def scaffold(id_: str) -> str:
    """The text of a new record. Every TODO is an error to ``validate`` until it is replaced."""
    year = next((part for part in id_.split("-") if part.isdigit() and len(part) == 4), "TODO")
    return _TEMPLATE.format(id=id_, year=year)
