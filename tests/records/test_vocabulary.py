"""Words of the records and the terms they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keta_evidence.records.format import build_entry
from keta_evidence.records.model import AdverseEvent, Outcome, Vocabulary
from keta_evidence.records.text import parse_document
from keta_evidence.records.vocabulary import event_of, measure_of, resolve

TEXT = """
format: 2
indications:
  - {id: crps-1, label: CRPS-1, synonyms: [reflex sympathetic dystrophy, Sudeck]}
measures:
  - {id: pain-vas, label: "pain intensity, VAS", domain: pain, synonyms: [mean VAS]}
  - {id: sleep, label: sleep, domain: physical functioning}
adverse_events:
  - {id: desaturation, label: desaturation, synonyms: [hypoxaemia], ctcae: Hypoxia}
envelopes: []
"""


def built(type_: Any, text: str) -> Any:
    value, problems = build_entry(type_, parse_document(text, Path("x.yaml")))
    assert problems == ()
    return value


VOCABULARY: Vocabulary = built(Vocabulary, TEXT)


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        ("CRPS-1", "crps-1"),
        ("crps 1", "crps-1"),
        ("Reflex  sympathetic-dystrophy", "crps-1"),
        ("Südeck", "crps-1"),
        ("CRPS", None),
        ("dystrophy", None),
    ],
)
def test_words_stand_for_the_term_that_has_them(words: str, id_: str | None) -> None:
    assert resolve(words, VOCABULARY.indications) == id_


def test_an_explicit_id_goes_before_the_words() -> None:
    outcome = built(Outcome, "{outcome: mean VAS, result: improved}")
    assert measure_of(outcome, VOCABULARY) == "pain-vas"
    outcome = built(Outcome, "{outcome: mean VAS, measure: sleep, result: improved}")
    assert measure_of(outcome, VOCABULARY) == "sleep"
    assert measure_of(built(Outcome, "{outcome: mood, result: improved}"), VOCABULARY) is None


def test_an_adverse_event_has_a_term_of_its_own_list() -> None:
    assert event_of(built(AdverseEvent, "{event: Hypoxaemia}"), VOCABULARY) == "desaturation"
    assert event_of(built(AdverseEvent, "{event: sleep}"), VOCABULARY) is None
    event = built(AdverseEvent, "{event: low saturation, term: desaturation}")
    assert event_of(event, VOCABULARY) == "desaturation"
