"""Adjudications, judgements and answers of format 1 → decisions, one kind for all of them."""

from __future__ import annotations

from typing import Any

from keta_evidence.records.trees import MarkedList, fresh_list, put, rename, take

_PARTED = " v "
"""What stood between the values of a difference as it was printed."""


def upgrade_decisions(tree: dict[str, Any]) -> None:
    """Bring the decisions of a study, an overview or a file of claims to the present format."""
    found: list[Any] | None = None
    for key, change in (
        ("adjudications", _from_adjudication),
        ("judgements", _from_judgement),
        ("answers", _from_answer),
    ):
        entries = tree.get(key)
        if not isinstance(entries, list):
            rename(tree, key, "decisions")
            continue
        for entry in entries:
            if isinstance(entry, dict):
                change(entry)
                rename(entry, "because", "why")
        if found is not None:
            found.extend(entries)
            take(tree, key)
        elif "decisions" not in tree:
            rename(tree, key, "decisions")
            found = entries


def _from_adjudication(entry: dict[str, Any]) -> None:
    rename(entry, "fact", "what")
    settled = take(entry, "settles")
    if settled is None:
        return
    values = settled.value
    if isinstance(values, list) and any(_PARTED in text for text in values if _is_text(text)):
        values = _parted(values)
    put(entry, "values", values, like=settled, before="use why because by date")


def _parted(differences: list[Any]) -> list[Any]:
    """The values of each difference, every value once and where its difference stands."""
    values = fresh_list(differences)
    for index, difference in enumerate(differences):
        parts = difference.split(_PARTED) if _is_text(difference) else [difference]
        for part in parts:
            if part in values:
                continue
            if isinstance(values, MarkedList) and isinstance(differences, MarkedList):
                values.marks[len(values)] = differences.marks[index]
            values.append(part)
    return values


def _from_judgement(entry: dict[str, Any]) -> None:
    if _is_text(entry.get("question")):
        entry["question"] = f"level.{entry['question']}"
    rename(entry, "question", "what")


def _from_answer(entry: dict[str, Any]) -> None:
    if not (_is_text(entry.get("code")) and _is_text(entry.get("source"))):
        return
    source = take(entry, "source")
    assert source is not None
    entry["code"] = f"{entry['code']}/{source.value}"
    rename(entry, "code", "what")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
