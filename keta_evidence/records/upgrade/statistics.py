"""Statistics of outcomes and figures: format 1 has them in strings, format 2 typed, each part under
its own key.
"""

from __future__ import annotations

import re
from typing import Any

from keta_evidence.records.trees import Taken, entries, fresh_map, mappings, put, rename, take
from keta_evidence.units import QuantityError, parse_unit

_NUMBER = r"[-−]?\d[\d,]*(?:\.\d+)?(?:\s*[-–]\s*\d[\d,]*(?:\.\d+)?)?"
_UNIT = r"%|(?:mg|µg|ng|g)(?:/[\w%]+)*(?:\s+per\s+70\s+kg)?|[^\W\d]+(?:/[^\W\d]+)*|°C"
_FIGURE = re.compile(
    rf"""
    (?: from \s (?P<before> {_NUMBER} ) \s to \s )?           # from 9.1 to 5.7
    (?P<value> (?: [<>≤≥]=? | up\ to | at\ least )? \s* {_NUMBER} )
    (?: \s* (?:\+/-|±) \s* (?P<spread> {_NUMBER} ) )?          # 2.68 +/- 0.51
    (?: \s* (?P<unit> {_UNIT} )(?![\w/]) )?
    (?: \s* \( (?: SE \s+ (?P<se> {_NUMBER} ) | (?P<is_se> SE )
             | (?P<low> {_NUMBER} ) \s* - \s* (?P<high> {_NUMBER} ) ) \) )?
    (?P<rest> \s .* )?
    """,
    re.VERBOSE,
)
_NO_FIGURE = re.compile(r"\s*(?:v|to)\s")
"""Two figures, neither of them the value: ``99 v 96``, ``1-10 d to 1-6 mo``."""
_SPREAD = re.compile(
    r"""
    (?: (?P<level> \d+\ % ) \s )? (?P<words> [a-z ]+? )
    (?: ,\s (?P<note> [^()]+ ) | \s \( (?P<aside> [^)]+ ) \) )?   # range, most studies
    """,
    re.VERBOSE,
)
_INTERVAL_KINDS = {
    "confidence interval": "CI",
    "quartiles": "IQR",
    "range": "range",
    "recommended bounds": "recommended bounds",
}
_STATISTICS = "value before in_words statistic sd se plus_minus interval p"
LAST_KEYS = "count of share arm printed inferred noted at note"
"""Keys of an observation that stand after its times and its statistics."""


def upgrade_outcomes(study: dict[str, Any]) -> None:
    """Type the statistics of secondary outcomes; ``finding`` is called ``result``."""
    for report in mappings(study, "reports"):
        for item in entries(report, "outcomes"):
            rename(item, "finding", "result")
            _type_statistics(item)


def upgrade_figures(overview: dict[str, Any]) -> None:
    """Type the statistics of a survey's, guideline's or review's figures."""
    for report in mappings(overview, "reports"):
        for item in entries(report, "figures"):
            _type_statistics(item)


def _type_statistics(item: dict[str, Any]) -> None:
    """Take the strings apart; what is no number, or says more than one, stays as it is under
    ``in_words``.
    """
    made: dict[str, Taken] = {}
    value, spread = take(item, "value"), take(item, "spread")
    ends = {}
    for key in ("low", "high"):
        end = take(item, key)
        if end is not None:
            ends[key] = end
    if value is not None:
        made.update(_figure_parts(value))
    if ends:
        made.update(_interval(fresh_map(item), ends, spread))
    elif spread is not None:
        put(item, "spread", spread.value, like=spread)  # no such key any more: said by the format
    for key in _STATISTICS.split():
        part = take(item, key) or made.get(key)
        if part is not None:
            put(item, key, part.value, like=part, before=LAST_KEYS)


def _figure_parts(taken: Taken) -> dict[str, Taken]:
    """The parts of a figure typed as one text: value, value before, spread, interval, and the whole
    where it says more.
    """
    text = taken.value
    if not isinstance(text, str):
        return {"value": taken}
    match = _FIGURE.fullmatch(text)
    unit, rest = _unit_and_rest(text, match)
    if match is None or _NO_FIGURE.match(rest):
        return {"in_words": taken}
    parts = {
        "value": f"{match['value']}{unit}",
        "before": match["before"],
        "se": match["se"],
        "in_words": text if rest else None,
    }
    if match["spread"]:
        percent = unit if unit.strip() == "%" else ""
        parts["se" if match["is_se"] else "plus_minus"] = f"{match['spread']}{percent}"
    made = {key: Taken(part, taken.mark) for key, part in parts.items() if part}
    if match["low"]:
        limits = {"kind": "not stated", "low": match["low"], "high": match["high"]}
        made["interval"] = Taken(limits, taken.mark)
    return made


def _unit_and_rest(text: str, match: re.Match[str] | None) -> tuple[str, str]:
    """The unit of a figure, with the blank before it, and the words after it; a word before more
    words is no unit.
    """
    if match is None:
        return "", ""
    unit, rest = match["unit"] or "", match["rest"] or ""
    if unit and rest and not _is_known(unit):
        return "", text[match.start("unit") - 1 :]
    if unit and text[match.start("unit") - 1] == " ":
        unit = f" {unit}"
    return unit, rest


def _is_known(unit: str) -> bool:
    if unit == "%":
        return True
    try:
        parse_unit(unit)
    except QuantityError:
        return False
    return True


def _interval(
    limits: dict[str, Any], ends: dict[str, Taken], spread: Taken | None
) -> dict[str, Taken]:
    """The ends put into ``limits`` with what they are; one end, or unknown words, stay in words."""
    words = spread.value if spread is not None else "range"
    in_words = " to ".join(str(taken.value) for taken in ends.values())
    mark = next(iter(ends.values())).mark
    if len(ends) == 1:
        return {"in_words": Taken(f"{next(iter(ends))} {in_words} ({words})", mark)}
    match = _SPREAD.fullmatch(str(words))
    if match is None or match["words"] not in _INTERVAL_KINDS:
        return {"in_words": Taken(f"{in_words} ({words})", mark)}
    put(limits, "kind", _INTERVAL_KINDS[match["words"]], like=spread)
    if match["level"]:
        put(limits, "level", match["level"])
    for key, taken in ends.items():
        put(limits, key, _end(taken.value), like=taken)
    note = match["note"] or match["aside"]
    if note:
        put(limits, "note", note)
    made = {"interval": Taken(limits, mark)}
    if any(limits[key] != taken.value for key, taken in ends.items()):
        made["in_words"] = Taken(in_words, mark)
    return made


def _end(text: Any) -> Any:
    """The number and unit at the start of an end that says more: ``5 h`` of ``5 h for 7 d``."""
    match = _FIGURE.fullmatch(text) if isinstance(text, str) else None
    if match is None or not match["rest"]:
        return text
    return text[: match.start("rest")]
