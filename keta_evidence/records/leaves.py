"""The leaf types of a record: figures with units, counts, words and references, each parsed from
the text as typed.

Each type carries its JSON Schema beside its parser, so the published schema cannot drift from what
is accepted.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from keta_evidence import units
from keta_evidence.records.format import Leaf, LeafError
from keta_evidence.units import Dimension, Interval, QuantityError, ReversedRangeError

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_SPAN = re.compile(
    r"""
    ( 0 | [1-9][0-9]{0,8} )
    (?: \s* [-–] \s* ( 0 | [1-9][0-9]{0,8} ) )?
    """,
    re.VERBOSE,
)
_SHARE = re.compile(r"( [0-9]{1,9} (?:\.[0-9]{1,9})? ) \s* %", re.VERBOSE)
_ESTIMATE = re.compile(
    r"""
    (?P<sign> <= | >= | [<>≤≥] | up\ to | at\ least )? \s*
    (?P<low> [-−]? [0-9]{1,9} (?:,[0-9]{3})* (?:\.[0-9]{1,9})? )
    (?: \s* [-–] \s* (?P<high> [0-9]{1,9} (?:\.[0-9]{1,9})? ) )?
    \s* (?P<unit> [^\s0-9] .* )?
    """,
    re.VERBOSE,
)
_P_VALUE = re.compile(
    r"""
    (?P<sign> <= | >= | [<>≤≥=] )? \s*
    (?P<number> [01] (?:\.[0-9]{1,12})? )
    """,
    re.VERBOSE,
)

PRINTED_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its unit: the text as typed and the exact quantity it stands for."""

    text: str
    quantity: Interval

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number or a range of them (``10``, ``1-3``), both ends included."""

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage as printed: its text and its exact value in percent."""

    text: str
    percent: Fraction

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number or a range of numbers as printed, with its sign and its unit; any unit, for scales
    have their own.

    ``sign`` is "" or how the text says that it is a bound; ``low`` and ``high`` are in the unit as
    printed.
    """

    text: str
    sign: str
    low: Fraction
    high: Fraction
    unit: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class PValue:
    """A p value as printed: its sign (``=`` where none is printed) and its number."""

    text: str
    sign: str
    number: Fraction

    def __str__(self) -> str:
        return self.text


def _parse_text(value: str) -> str:
    text = value.strip()
    if not text:
        raise LeafError("KE006", "a key without a value")
    if text.startswith("TODO"):
        raise LeafError("KE114", "still to be done")
    return text


def _parse_printed(value: str) -> str:
    text = _parse_text(value)
    if len(text) > PRINTED_LIMIT:
        raise LeafError("KE109", f"printed is {len(text)} characters long, {PRINTED_LIMIT} at most")
    return text


def _parse_whole(value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise LeafError("KE105", "a whole number belongs here")
    return int(value)


def _parse_span(value: str) -> Span:
    match = _SPAN.fullmatch(value)
    if match is None:
        raise LeafError("KE105", "a whole number or a range of them belongs here")
    low, high = int(match[1]), int(match[2] or match[1])
    if low > high:
        raise LeafError("KE108", "the range starts above its end")
    return Span(low, high)


def _parse_share(value: str) -> Share:
    match = _SHARE.fullmatch(value)
    if match is None:
        raise LeafError("KE106", "a percentage belongs here, such as 38 %")
    return Share(value, Fraction(match[1]))


def _parse_estimate(value: str) -> Estimate:
    match = _ESTIMATE.fullmatch(value.strip())
    if match is None or not _is_unit(match["unit"] or ""):
        raise LeafError("KE106", "a number with its unit belongs here; words belong to in_words")
    low = _decimal(match["low"])
    high = low if match["high"] is None else _decimal(match["high"])
    if low > high:
        raise LeafError("KE108", "the range starts above its end")
    return Estimate(value, match["sign"] or "", low, high, match["unit"] or "")


def _decimal(text: str) -> Fraction:
    return Fraction(text.replace(",", "").replace("−", "-"))


def _is_unit(text: str) -> bool:
    """A percentage, one word (points, °C), or a unit that is computed with (mg/h per 70 kg)."""
    if not any(letter.isdigit() or letter.isspace() for letter in text):
        return True
    try:
        units.parse_unit(text)
    except QuantityError:
        return False
    return True


def _parse_p_value(value: str) -> PValue:
    match = _P_VALUE.fullmatch(value.strip())
    if match is None or Fraction(match["number"]) > 1:
        raise LeafError("KE106", "a p value belongs here, such as 0.036 or < 0.001")
    return PValue(value, match["sign"] or "=", Fraction(match["number"]))


def _parse_date(value: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise LeafError("KE110", "a date belongs here, such as 2026-01-31") from None


def _identifier(pattern: str, what: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def parse(value: str) -> str:
        if not compiled.fullmatch(value):
            raise LeafError("KE110", what)
        return value

    return parse


def _measure(*dimensions: Dimension) -> Callable[[str], Measure]:
    expected = " or ".join(units.describe(dimension) for dimension in dimensions)

    def parse(value: str) -> Measure:
        try:
            parsed = units.parse_interval(value)
        except QuantityError as error:
            code = "KE108" if isinstance(error, ReversedRangeError) else "KE106"
            raise LeafError(code, f"{expected} belongs here: {error}") from None
        if parsed.dimension not in dimensions:
            raise LeafError(
                "KE107", f"{expected} belongs here, this is {units.describe(parsed.dimension)}"
            )
        return Measure(value, parsed)

    return parse


def _words_or_time(*words: str) -> Callable[[str], Measure | str]:
    time = _measure(units.TIME)
    return lambda value: value if value in words else time(value)


def _schema(type_: str | list[str], pattern: str = "", **more: Any) -> dict[str, Any]:
    return {"type": type_, **({"pattern": pattern} if pattern else {}), **more}


_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ID_PATTERN = re.compile(_ID)
_DOI = r"10\.\d{4,9}/\S+"
_PMID = r"[1-9]\d{0,8}"
_QUANTITY = r"(up to |at least |less than |more than |<= ?|>= ?|≤ ?|≥ ?|< ?|> ?)?[0-9].*"
_COUNT = _schema(["integer", "string"], r"^[0-9]+( ?[-–] ?[0-9]+)?$")
_MEASURE = _schema("string", f"^{_QUANTITY}$")

NONE_SHOWN = "none shown"
DURING = "during infusion"
REST = "rest"

Text = Annotated[str, Leaf("text", _parse_text, _schema(["string", "number"], minLength=1))]
Printed = Annotated[
    str,
    Leaf(
        "text, at most 100 characters",
        _parse_printed,
        _schema(["string", "number"], maxLength=PRINTED_LIMIT),
    ),
]
Whole = Annotated[int, Leaf("whole number", _parse_whole, _schema("integer", minimum=0))]
Count = Annotated[Span, Leaf("whole number or range", _parse_span, _COUNT)]
Lines = Annotated[Span, Leaf("line or lines", _parse_span, _COUNT)]
Number = Annotated[
    Estimate,
    Leaf(
        "number with its unit",
        _parse_estimate,
        _schema(["number", "string"], r"^(up to |at least |[<>≤≥]=? ?)?[-−]?[0-9].*$"),
    ),
]
P = Annotated[
    PValue,
    Leaf(
        "p value", _parse_p_value, _schema(["number", "string"], r"^([<>≤≥=]=? ?)?[01](\.[0-9]+)?$")
    ),
]
Percent = Annotated[
    Share, Leaf("percentage", _parse_share, _schema("string", r"^[0-9]+(\.[0-9]+)? ?%$"))
]
Format = Annotated[str, Leaf("the number 2", _parse_text, {"const": 2})]
Date = Annotated[datetime.date, Leaf("date", _parse_date, _schema("string", format="date"))]
Id = Annotated[
    str,
    Leaf(
        "id",
        _identifier(_ID, "an id is lower-case ASCII words and digits joined by hyphens"),
        _schema("string", f"^{_ID}$"),
    ),
]
Doi = Annotated[
    str,
    Leaf(
        "DOI",
        _identifier(_DOI, "a DOI starts with 10. and has a slash"),
        _schema("string", f"^{_DOI}$"),
    ),
]
Pmid = Annotated[
    str,
    Leaf(
        "PMID",
        _identifier(_PMID, "a PMID is digits only"),
        _schema(["integer", "string"], f"^{_PMID}$"),
    ),
]
Time = Annotated[Measure, Leaf("time", _measure(units.TIME), _MEASURE)]
Amount = Annotated[
    Measure, Leaf("amount", _measure(units.AMOUNT, units.AMOUNT_PER_WEIGHT), _MEASURE)
]
Rate = Annotated[Measure, Leaf("rate", _measure(units.RATE, units.RATE_PER_WEIGHT), _MEASURE)]
Dose = Annotated[
    Measure,
    Leaf(
        "amount or rate",
        _measure(units.AMOUNT, units.AMOUNT_PER_WEIGHT, units.RATE, units.RATE_PER_WEIGHT),
        _MEASURE,
    ),
]
Size = Annotated[
    Measure,
    Leaf(
        "figure with its unit",
        _measure(
            units.TIME,
            units.AMOUNT,
            units.AMOUNT_PER_WEIGHT,
            units.RATE,
            units.RATE_PER_WEIGHT,
            units.NUMBER,
        ),
        {"type": ["integer", "string"]},
    ),
]
Concentration = Annotated[Measure, Leaf("concentration", _measure(units.CONCENTRATION), _MEASURE)]
Over = Annotated[
    Measure | Literal["rest"],
    Leaf("time, or `rest`", _words_or_time(REST), _schema("string", f"^({REST}|{_QUANTITY})$")),
]
LastPresent = Annotated[
    Measure | Literal["none shown", "during infusion"],
    Leaf(
        "time, `none shown` or `during infusion`",
        _words_or_time(NONE_SHOWN, DURING),
        _schema("string", f"^({NONE_SHOWN}|{DURING}|{_QUANTITY})$"),
    ),
]
