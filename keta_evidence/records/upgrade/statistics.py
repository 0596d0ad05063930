"""Statistics of outcomes and figures: format 1 has them in strings, format 2 typed, each part under
its own key.
"""

from __future__ import annotations

import re
from typing import Any

from keta_evidence.records.trees import Taken, entries, fresh_map, mappings, put, rename, take
from keta_evidence.units import QuantityError, parse_unit

Tree = dict[str, Any]

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
_LIMITS = re.compile(
    r"""
    (?: (?P<level> \d+\ % ) \s )? (?P<words> [a-z ]+? )
    (?: ,\s (?P<note> [^()]+ ) | \s \( (?P<aside> [^)]+ ) \) )?   # range, most studies
    """,
    re.VERBOSE,
)
_KINDS = {
    "confidence interval": "CI",
    "quartiles": "IQR",
    "range": "range",
    "recommended bounds": "recommended bounds",
}
_PARTS = "value before in_words statistic sd se plus_minus interval p"
_COUNTED = "count of share arm printed noted inferred at note"


def upgrade_outcomes(study: Tree) -> None:
    """Type the statistics of secondary outcomes; ``finding`` is called ``result``."""
    for report in mappings(study, "reports"):
        for item in entries(report, "outcomes"):
            rename(item, "finding", "result")
            _type_statistics(item)


def upgrade_figures(overview: Tree) -> None:
    """Type the statistics of a survey's, guideline's or review's figures."""
    for report in mappings(overview, "reports"):
        for item in entries(report, "figures"):
            _type_statistics(item)


def _type_statistics(item: Tree) -> None:
    """Take the strings apart; what is no number, or says more than one, stays as it is under
    ``in_words``.
    """
    made: dict[str, Taken] = {}
    value, low, high, spread = (take(item, key) for key in ("value", "low", "high", "spread"))
    if value is not None:
        made.update(_figure(value))
    if low is not None or high is not None:
        made.update(_interval(item, low, high, spread))
    elif spread is not None:
        put(item, "spread", spread.value, like=spread)  # no such key any more: said by the format
    for key in _PARTS.split():
        part = take(item, key) or made.get(key)
        if part is not None:
            put(item, key, part.value, like=part, before=_COUNTED)


def _figure(taken: Taken) -> dict[str, Taken]:
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
    item: Tree, low: Taken | None, high: Taken | None, spread: Taken | None
) -> dict[str, Taken]:
    """The two ends with what they are; ends that are no numbers stay in words."""
    words = spread.value if spread is not None else "range"
    match = _LIMITS.fullmatch(words) if isinstance(words, str) else None
    kind = _KINDS.get(match["words"]) if match is not None else None
    ends = {key: taken for key, taken in (("low", low), ("high", high)) if taken is not None}
    first = next(iter(ends.values()))
    typed = {key: _end(taken.value) for key, taken in ends.items()}
    if match is None or kind is None or len(ends) == 1:
        told = " to ".join(str(taken.value) for taken in ends.values())
        if len(ends) == 1:
            told = f"{next(iter(ends))} {told}"
        return {"in_words": Taken(f"{told} ({words})", first.mark)}
    limits = fresh_map(item)
    put(limits, "kind", kind, like=spread)
    if match["level"]:
        put(limits, "level", match["level"])
    for key, taken in ends.items():
        put(limits, key, typed[key], like=taken)
    note = match["note"] or match["aside"]
    if note:
        put(limits, "note", note)
    made = {"interval": Taken(limits, first.mark)}
    if any(typed[key] != taken.value for key, taken in ends.items()):
        told = " to ".join(str(taken.value) for taken in ends.values())
        made["in_words"] = Taken(told, first.mark)
    return made


def _end(text: Any) -> Any:
    """The number and unit at the start of an end that says more: ``5 h`` of ``5 h for 7 d``."""
    match = _FIGURE.fullmatch(text) if isinstance(text, str) else None
    if match is None or not match["rest"]:
        return text
    return text[: match.start("rest")]
