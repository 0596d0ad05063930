"""Figures of one study, survey, guideline or review, compared with what a claim says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.collation.figures import (
    NamedFigure,
    figures_of_overview,
    figures_of_study,
)
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.query.logic import ORDER_SIGNS, satisfies
from keta_evidence.reading import Reading
from keta_evidence.records.leaves import Estimate
from keta_evidence.records.library import Library
from keta_evidence.records.model import Counted, Estimated, FigureCheck, Outcome
from keta_evidence.records.words import fold
from keta_evidence.units import (
    NUMBER,
    Interval,
    QuantityError,
    exactly,
    number_text,
    parse_interval,
)

_NUMBER_PARTS = ("value", "low", "high", "share", "count", "p")
_WORD_PARTS = ("result", "words")


@dataclass(frozen=True, slots=True)
class FigurePart:
    """One part of a figure: as people read it, and as a number where it is one."""

    text: str
    number: Interval | None = None


@dataclass(frozen=True, slots=True)
class FigureCondition:
    """Which part of a figure is compared, with which sign, and with what: a number or words."""

    part: str
    sign: str
    wanted: Interval | str

    def is_met_by(self, shown: FigurePart) -> bool | None:
        """Whether it is so; ``None`` where it is no number, or one of another kind."""
        if isinstance(self.wanted, str):
            if self.sign == "~":
                return fold(self.wanted) in fold(shown.text)
            return fold(self.wanted) == fold(shown.text)
        size = shown.number
        if size is None or size.dimension != self.wanted.dimension:
            return None
        return satisfies(Reading(interval=size), self.sign, self.wanted)


def figure_condition(holds: str) -> FigureCondition:
    """What a figure is compared with. Raises UsageError for a text that says no such thing."""
    part, _, rest = holds.partition(" ")
    sign, _, size = rest.partition(" ")
    if part in _WORD_PARTS and sign in ("=", "~") and size:
        return FigureCondition(part, sign, size)
    if part not in _NUMBER_PARTS or sign not in (*ORDER_SIGNS, "="):
        raise UsageError(f"a figure is compared as in `value <= 10 mg/h`, not {holds!r}")
    try:
        return FigureCondition(part, sign, parse_interval(size))
    except QuantityError as error:
        raise UsageError(f"{holds!r}: {error}") from None


def figure_name(asked: FigureCheck) -> str:
    """What figure of which record is asked for: ``schoepke-2022, bolus [adults]``."""
    about = ", ".join(filter(None, (asked.group, asked.when)))
    name = f"{asked.record}, {asked.what}"
    if about:
        name = f"{name} [{about}]"
    return name if asked.of is None else f"{name} of {asked.of}"


def figures_shown(library: Library, asked: FigureCheck, on: str | None) -> tuple[FigurePart, ...]:
    """The part that is asked for of every such figure that one document, or any, reports.

    Raises UsageError for a record that is not there, or a condition that cannot be read.
    """
    part = figure_condition(asked.holds).part
    figures = tuple(_figures_of_record(library, asked, on))
    of: tuple[int, ...] = ()
    if asked.of is not None:
        of = tuple(_counts(figures, asked.of))
    shown = []
    for figure in figures:
        same = asked.group in figure.groups and asked.when == figure.when
        if same and asked.what in figure.names:
            shown += list(_part(figure.entry, part, of, is_share_of=asked.of is not None))
    return tuple(dict.fromkeys(shown))


def _figures_of_record(
    library: Library, asked: FigureCheck, on: str | None
) -> Iterator[NamedFigure]:
    if asked.study is not None:
        yield from figures_of_study(CollatedStudy(library, library[asked.study], on))
        return
    if asked.record not in library.overviews:
        raise UsageError(
            f"no survey, guideline or review {asked.record!r}",
            suggestion(asked.record, library.overviews),
        )
    yield from figures_of_overview(library.overviews[asked.record], on)


def _counts(figures: Sequence[NamedFigure], what: str) -> Iterator[int]:
    """The counts reported of the whole of this, each once."""
    found: dict[int, None] = {}
    for figure in figures:
        if what in figure.names and None in figure.groups and figure.entry.count:
            found[figure.entry.count] = None
    yield from found


def _part(
    entry: Counted, part: str, of: Sequence[int], *, is_share_of: bool
) -> Iterator[FigurePart]:
    """A part of a figure; nothing where it has none. A share is of each of the counts ``of``."""
    if part == "share":
        if not is_share_of:
            yield from _percentage(entry)
        elif entry.count is not None:
            for whole in of:
                yield _counted_share(entry.count, whole)
    elif part == "count":
        if entry.count is not None:
            yield FigurePart(str(entry.count), exactly(entry.count))
    elif isinstance(entry, Estimated):
        yield from _ESTIMATED[part](entry)


def _percentage(entry: Counted) -> Iterator[FigurePart]:
    """A percentage as printed, else that of a count with its denominator."""
    if entry.share is not None:
        yield FigurePart(str(entry.share), exactly(entry.share.percent))
    elif entry.count is not None and entry.of:
        yield _counted_share(entry.count, entry.of)


def _counted_share(count: int, whole: int) -> FigurePart:
    percent = Fraction(100 * count, whole)
    return FigurePart(f"{count} of {whole}, {number_text(percent)} %", exactly(percent))


def _told(entry: Estimated) -> Iterator[FigurePart]:
    if entry.told:
        number = entry.in_words if entry.value is None else str(entry.value)
        yield FigurePart(entry.told, _number(number or ""))


def _lower_limit(entry: Estimated) -> Iterator[FigurePart]:
    if entry.interval is not None:
        yield _limit(entry, entry.interval.low)


def _upper_limit(entry: Estimated) -> Iterator[FigurePart]:
    if entry.interval is not None:
        yield _limit(entry, entry.interval.high)


def _limit(entry: Estimated, end: Estimate) -> FigurePart:
    """An end of the interval around a figure, in the figure's unit where it has none of its own."""
    text = end.text
    if not end.unit and entry.value is not None:
        text = f"{text} {entry.value.unit}".rstrip()
    return FigurePart(text, _number(text))


def _p(entry: Estimated) -> Iterator[FigurePart]:
    if entry.p is not None:
        yield FigurePart(str(entry.p), _number(str(entry.p).removeprefix("=").strip()))


def _result(entry: Estimated) -> Iterator[FigurePart]:
    if isinstance(entry, Outcome):
        yield FigurePart(entry.result)


def _words(entry: Estimated) -> Iterator[FigurePart]:
    texts = [entry.in_words]
    if isinstance(entry, Outcome):
        texts.append(entry.difference)
    yield from (FigurePart(text) for text in texts if text)


_ESTIMATED: dict[str, Callable[[Estimated], Iterator[FigurePart]]] = {
    "value": _told,
    "low": _lower_limit,
    "high": _upper_limit,
    "p": _p,
    "result": _result,
    "words": _words,
}


def _number(text: str) -> Interval | None:
    """A figure as printed as a number, percent as a plain one; ``None`` where it is none."""
    plain = text.removesuffix("%").strip()
    sign = -1 if plain[:1] in ("-", "−") else 1
    try:
        size = parse_interval(plain.lstrip("-−"))
    except QuantityError:
        return None
    if sign > 0:
        return size
    if not size.is_exact or size.dimension != NUMBER:
        return None
    return exactly(-size.exact)
