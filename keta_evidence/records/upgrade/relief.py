"""Relief: format 1 says by an omission that it was never seen to end, format 2 says so in words."""

from __future__ import annotations

from typing import Any

from keta_evidence.records.trees import entries, mappings, put, take

_SAYS_HOW_IT_ENDED = ("none shown", "during infusion")
_WITHOUT_TIME = ("not reported", "unclear", "not applicable")
_LATER = "follow_up_end count of share arm printed inferred noted at note"


def upgrade_relief(study: dict[str, Any]) -> None:
    """Say of each observation with a last time present whether its end was seen; drop the direction
    nobody read.
    """
    for report in mappings(study, "reports"):
        for item in entries(report, "relief"):
            _say_how_it_ended(item)
            _note_direction(item)


def _say_how_it_ended(item: dict[str, Any]) -> None:
    if "first_absent" in item or "last_present" not in item or "duration" in item:
        return
    present = item["last_present"]
    value = present.get("value") if isinstance(present, dict) else present
    if value in _SAYS_HOW_IT_ENDED:
        return
    unknown = value is None or value in _WITHOUT_TIME
    put(item, "ended", "not reported" if unknown else "not seen", before=_LATER)


def _note_direction(item: dict[str, Any]) -> None:
    better = take(item, "better")
    if better is not None and better.value == "higher":
        note = take(item, "note")
        words = "a higher score is better"
        text = words if note is None else f"{note.value}; {words}"
        put(item, "note", text, like=note or better)
