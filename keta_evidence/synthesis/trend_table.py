"""Trends as tables: one line for all studies, within strata, each stratum, and all studies but one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keta_evidence.synthesis.correlation import FEWEST, PERMUTATIONS, RESAMPLES, SEED, Correlation
from keta_evidence.synthesis.points import STRATA
from keta_evidence.synthesis.trend import Group, TrendResult, crossing, p_text
from keta_evidence.tables.row import Cell, Column, Options, Value
from keta_evidence.tables.table import Notes, PlainLine, Table, plain_column

_KINDS = {"spearman": "Spearman's rho", "kendall": "Kendall's tau-b", "intervals": "tau over intervals"}
PEOPLE: tuple[Column, ...] = (
    plain_column("trend", "Trend", "text", "What is set against what."),
    plain_column("group", "Studies", "text", "Which studies."),
    plain_column("studies", "n", "integer", "Number of studies."),
    *(plain_column(name, title, "text", f"{title} with 95 % interval and p.") for name, title in _KINDS.items()),
)
MACHINE: tuple[Column, ...] = (
    *PEOPLE[:3],
    *(
        plain_column(f"{name}{part}", f"{title}{label}", type_, f"{title}{label}.")
        for name, title in _KINDS.items()
        for part, label, type_ in (
            ("", "", "number"),
            ("_low", ", lower 95 % limit", "number"),
            ("_high", ", upper 95 % limit", "number"),
            ("_p", ", p", "number"),
            ("_pairs", ", pairs that tell of an order", "integer"),
            ("_exact", ", all permutations", "boolean"),
        )
    ),
)
METHODS: tuple[str, ...] = (
    "Spearman and Kendall: as reviews read tables; a range is its middle, relief the last time it was shown, none less than any",
    "over intervals: two studies tell of an order only where it is certain; relief never seen to end may be longer than any other",
    "general coefficient: Daniels, Biometrika 1944;33:129-35; certain orders under censoring: Oakes, Biometrics 1982;38:451-5",
    f"p two-sided, over all permutations (exact) or {PERMUTATIONS} random ones; 95 % interval over {RESAMPLES} resamples; seed {SEED}",
    f"within: pairs of like studies only, permuted among like studies; no coefficient for fewer than {FEWEST} studies",
    "studies with the same participants count once; it describes studies and recommends nothing",
)


def trend_table(results: Sequence[TrendResult], options: Options, query: dict[str, Value], *, machine: bool) -> Table:
    """Every trend asked for, one below the other, with its warnings and who is left out."""
    lines = [line for result in results for line in (*_lines(result), *(_without(result) if machine else ()))]
    notes = [Notes(_name(result), tuple(_told(result))) for result in results]
    return Table(MACHINE if machine else PEOPLE, tuple(lines), options, query, (*notes, Notes("method", METHODS)))


def _name(result: TrendResult) -> str:
    return f"{result.x.name} against {result.y.name}"


def _told(result: TrendResult) -> Iterator[str]:
    """Warnings, how much rests on unlike studies and on single ones, and who is left out."""
    yield from result.warnings
    yield from (crossing(result, stratum) for stratum in STRATA)
    if result.without:
        (least, low), (most, high) = (pick(result.without, key=lambda pair: pair[1]) for pick in (min, max))
        yield f"leaving out one study, tau is between {low:.2f} (without {least}) and {high:.2f} (without {most})"
    if result.left_out:
        yield f"{len(result.left_out)} studies could not be used: " + "; ".join(f"{id_} ({reason})" for id_, reason in result.left_out)


def _lines(result: TrendResult) -> Iterator[PlainLine]:
    for group in (result.overall, *result.within, *result.strata):
        yield _line(result, group.name, group.kendall.studies, _coefficients(group))


def _without(result: TrendResult) -> Iterator[PlainLine]:
    """Kendall's tau-b without each study."""
    studies = len(result.points) - 1
    unknown = Correlation(studies, 0, None)
    for id_, value in result.without:
        found = {"spearman": unknown, "kendall": Correlation(studies, 0, value), "intervals": unknown}
        yield _line(result, f"without {id_}", studies, found)


def _coefficients(group: Group) -> dict[str, Correlation]:
    return {"spearman": group.spearman, "kendall": group.kendall, "intervals": group.intervals}


def _line(result: TrendResult, name: str, studies: int, coefficients: dict[str, Correlation]) -> PlainLine:
    cells = {
        "trend": Cell(_name(result), _name(result)),
        "group": Cell(name, name),
        "studies": Cell(studies, str(studies)),
    }
    for kind, found in coefficients.items():
        cells |= {f"{kind}_{part}": _number(value) for part, value in (("low", found.low), ("high", found.high), ("p", found.p))}
        cells |= {f"{kind}_pairs": Cell(found.pairs, str(found.pairs)), f"{kind}_exact": Cell(found.exact, str(found.exact).lower())}
        cells[kind] = Cell(_rounded(found.value), _text(found, studies))
    return PlainLine(f"{_name(result)}: {name}", cells)


def _number(value: float | None) -> Cell:
    return Cell(_rounded(value), "" if value is None else f"{value:.3g}")


def _rounded(value: float | None) -> float | None:
    """To six decimals: the rest depends on the machine's arithmetic."""
    return None if value is None else round(value, 6)


def _text(found: Correlation, studies: int) -> str:
    if found.value is None:
        return "too few studies" if studies < FEWEST else "no order"
    if found.low is None or found.high is None:
        return f"{found.value:.2f}"
    exact = ", exact" if found.exact else ""
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}), p {p_text(found.p)}{exact}"
