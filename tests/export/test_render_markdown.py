"""Markdown, read back by an independent parser."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from render_fakes import (
    HOSTILE,
    TEXTS,
    controls_in,
    render_table,
    study_table,
    text_table,
    without_rows,
)

from keta_evidence.export.cells import neutralised
from keta_evidence.export.formats.markdown import escaped

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
MARKUP = st.text(st.sampled_from("|\\`*_[]<>&~$!#-+:;() \n\tab1\u00a0\u3000"), max_size=12)


def content(token: Token) -> str:
    """What a reader sees of an inline token.

    Anything but text and line breaks is markup that slipped through.
    """
    parts = []
    for child in token.children or []:
        assert child.type == "text" or (child.type, child.content) == ("html_inline", "<br>"), child
        parts.append("\n" if child.type == "html_inline" else child.content)
    return "".join(parts)


def cells(text: str) -> list[list[str]]:
    """Rows of the only table, its header first."""
    tokens = PARSER.parse(text)
    assert [token.type for token in tokens].count("table_open") == 1
    rows: list[list[str]] = []
    for before, token in itertools.pairwise(tokens):
        if before.type == "tr_open":
            rows.append([])
        if before.type in ("th_open", "td_open"):
            rows[-1].append(content(token))
    return rows


def test_a_table_in_full() -> None:
    assert render_table(study_table(), "markdown") == (
        "| Study | Participants | Total dose, mg | Highest rate, mg/kg/h | Relief censored |\n"
        "| --- | ---: | --- | ---: | --- |\n"
        "| kang-2010 | 103§ | 147†‡ | 0.3333¶ | true |\n"
        "| leung-2001 | 12 | not computable |  | false |\n"
        "\n"
        "† computed from figures the documents give, not printed there\n"
        "\n"
        "‡ rests on an assumption: body weight 70 kg (reference; --weight changes it)\n"
        "\n"
        "¶ inferred, not printed in the document\n"
        "\n"
        "§ disputed: kang-2010 Participants: 103 v 97\n"
        "\n"
        "not computable: leung-2001: a plasma target (50 ng/mL) gives no dose\n"
    )


def test_no_rows_are_a_header_only() -> None:
    assert cells(render_table(without_rows(study_table()), "markdown")) == [
        ["Study", "Participants", "Total dose, mg", "Highest rate, mg/kg/h", "Relief censored"]
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_through_as_it_is(text: str) -> None:
    assert cells(render_table(text_table([text, "after"], columns=2), "markdown"))[1] == [
        "row-0",
        neutralised(text),
        "after",
    ]


@given(st.lists(TEXTS | MARKUP, min_size=2, max_size=6).filter(lambda texts: len(texts) % 2 == 0))
@example([" ", "\n"])
@example(["\\", "\\|"])
@example(["a  \n  b\n", "\u00a0"])
def test_any_text_comes_through_as_it_is(texts: list[str]) -> None:
    rendered = render_table(text_table(texts, columns=2), "markdown")
    assert [row[1:] for row in cells(rendered)[1:]] == [
        [neutralised(text) for text in texts[at : at + 2]] for at in range(0, len(texts), 2)
    ]
    assert controls_in(rendered) == set()


@given(TEXTS | MARKUP)
def test_no_pipe_stands_in_an_escaped_text(text: str) -> None:
    # Renderers disagree on a backslash before an escaped pipe; without a pipe there is nothing to
    # disagree on.
    assert "|" not in escaped(text)
    assert "\n" not in escaped(text)


def test_footnotes_are_paragraphs_of_plain_text() -> None:
    table = study_table("# <b>1</b> *v* 2\n- x")
    tokens = PARSER.parse(render_table(table, "markdown"))
    last = len(tokens) - [token.type for token in reversed(tokens)].index("table_close")
    kinds = {token.type for token in tokens[last:]}
    assert kinds == {"paragraph_open", "inline", "paragraph_close"}
    told = [content(token) for token in tokens[last:] if token.type == "inline"]
    assert "§ disputed: kang-2010 Participants: # <b>1</b> *v* 2 - x" in told
