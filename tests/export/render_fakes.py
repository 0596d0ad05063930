"""Small tables made by hand: what a renderer is given, without records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from keta_evidence.evidence.catalogue import Column
from keta_evidence.evidence.subject import Options
from keta_evidence.export.formats import Page, TableFormat
from keta_evidence.reading import Flag, Reading, Value
from keta_evidence.tables.table import Table, TableRow, assumptions_of

HOSTILE = (
    "a|b",
    "one\ntwo\r\nthree",
    "<script>alert(1)</script>",
    "*bold* _under_ ~~gone~~ **x**",
    "\x1b[31mred\x1b[0m \x9b1m",
    "[bold]not rich[/bold] [link](https://example.org)",
    "[bold]not rich[/bold] [/] " * 20,
    "x" * 300,
    "幻肢痛の治療 ケタミン",
    "  led and trailed  ",
    "back\\slash \\| `code` ``",
    "&amp; &#124; &lt;",
    "tab\there",
    "\u202eesrever",
    "e\u0301 \U0001f469\u200d\U0001f52c",
    "",
    "=1+1",
    "quote \" , ; '",
    "$x$ and 1 < 2 > 0",
)
TEXTS = st.text(st.characters(), max_size=40)
"""Any text at all, control characters and lone surrogates included."""

FIGURES = (
    "900–1900",
    "≥ 11 wk, lost by 12 wk",
    "0.25–0.35 mg/kg/h",
    "4 h × 10, every 2 d",
    "not computable; 63–70 per session",
    "22680–52920",
    "4 to 6 wk",
    "p < 0.05",
    "mg/h per 70 kg",
    "up to 0.1346 mg",
    "0.35 mg kg-1 h-1",
    "45 %",
    "noppers-2011-fibromyalgia",
    "12/29",
)
UNBROKEN = (
    "900–1900", "≥ 11 wk", "12 wk", "0.25–0.35 mg/kg/h", "4 h × 10", "2 d", "63–70", "22680–52920", "4 to 6 wk", "p < 0.05",
    "mg/h per 70 kg", "up to 0.1346 mg", "0.35 mg kg-1 h-1", "45 %", "noppers-2011-fibromyalgia", "12/29",
)  # fmt: skip
"""What must stand on one line somewhere when ``FIGURES`` are shown."""


def render_table(
    table: Table,
    format: str,
    width: int | None = None,
    *,
    color: bool = False,
    schema: str = "keta-evidence/list/1",
) -> str:
    """A table in a format, as text."""
    return TableFormat.named(format).render(table, Page(schema, width, color)).decode()


_ESCAPE = re.compile("\x1b\\[[0-9;]*m")


def fake_row(
    id: str, cells: dict[str, Reading], disputes: dict[str, str] | None = None
) -> TableRow:
    """A row whose cells are given by column, in the order of the columns."""
    disputed = disputes or {}
    return TableRow(
        id,
        tuple(replace(cell, dispute=disputed.get(name, "")) for name, cell in cells.items()),
    )


def column_of(
    name: str, type: str = "text", title: str = "", unit: str = "", people: bool = False
) -> Column:
    return Column(name, title or name, unit, type, f"About {name}.", people)


def text_table(texts: Sequence[str], columns: int = 1) -> Table:
    """Texts as cells, row by row; the first column names the rows."""
    names = ["id", *(f"c{place}" for place in range(columns))]
    lines = [texts[start : start + columns] for start in range(0, len(texts), columns)]
    rows = [
        fake_row(
            f"row-{place}",
            dict(
                zip(names, (Reading(text, text) for text in (f"row-{place}", *line)), strict=True)
            ),
        )
        for place, line in enumerate(lines)
    ]
    return Table(tuple(map(column_of, names)), tuple(rows))


def study_table(dispute: str = "103 v 97") -> Table:
    """Two studies with every mark, a reason, a number, a boolean and what is unknown."""
    columns = (
        column_of("id", title="Study"),
        column_of("participants", "integer", "Participants"),
        column_of("total_dose", title="Total dose", unit="mg", people=True),
        column_of("max_rate_mg_per_kg_h", "number", "Highest rate", "mg/kg/h"),
        column_of("relief_censored", "boolean", "Relief censored"),
    )
    one = {
        "id": Reading("kang-2010", "kang-2010"),
        "participants": Reading(103, "103", flags=frozenset({Flag.DISPUTED})),
        "total_dose": Reading(
            "147",
            "147",
            flags=frozenset({Flag.ASSUMED, Flag.COMPUTED}),
            steps=("2.1 mg/kg × 70 kg = 147 mg",),
            assumptions=("body weight 70 kg (reference; --weight changes it)",),
        ),
        "max_rate_mg_per_kg_h": Reading(1 / 3, "0.3333", flags=frozenset({Flag.INFERRED})),
        "relief_censored": Reading(True, "true"),
    }
    other = {
        "id": Reading("leung-2001", "leung-2001"),
        "participants": Reading(12, "12"),
        "total_dose": Reading(
            "not computable", "not computable", reason="a plasma target (50 ng/mL) gives no dose"
        ),
        "max_rate_mg_per_kg_h": Reading(None, "", reason="a plasma target has no rate"),
        "relief_censored": Reading(False, "false"),
    }
    query: dict[str, Value] = {"indication": "CRPS", "weight": None}
    return Table(
        columns,
        (fake_row("kang-2010", one, {"participants": dispute}), fake_row("leung-2001", other)),
        query,
        assumptions_of(Options()),
    )


def without_rows(table: Table) -> Table:
    return replace(table, rows=())


def uncoloured(text: str) -> str:
    """Terminal text without the escape sequences that rich writes for bold and dim."""
    return _ESCAPE.sub("", text)


def controls_in(text: str) -> set[str]:
    """Characters that steer a terminal: C0 but for the newline, DEL, C1, writing direction."""
    return set(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text))


def squeezed(text: str) -> str:
    """Text without white space: what is left must be the same wherever lines break."""
    return re.sub(r"\s", "", text)
