"""The grammar of ``--where``, by recursive descent; nothing of it is ever evaluated as code.

::

    asked      = either ("or" either)*            both and not bind tighter than or, not tightest
    either     = negated ("and" negated)*
    negated    = "not" negated | "(" asked ")" | comparison
    comparison = field sign value | field ["not"] "in" "(" value ("," value)* ")"
    sign       = ">=" | "<=" | ">" | "<" | "=" | "!=" | "~"        also ≥ ≤ ≠ ==
    value      = a figure with its unit, a number, bare words, or text in '…' or "…"

Keywords, fields and texts are blind to case. Bare words end at and, or, a comma or a bracket; text
that holds one of these is quoted, a quotation mark inside is doubled. What a comparison means for
ranges and for what is not reported is told in ``logic.py``:

{semantics}
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from keta_evidence.diagnostics import UsageError, quoted
from keta_evidence.evidence.catalogue import (
    Scope,
    Variable,
    find_variable,
    unknown_variable_hint,
)
from keta_evidence.query.expressions import All, AnyOf, Comparison, Expression, Not
from keta_evidence.query.logic import SEMANTICS
from keta_evidence.query.values import Operand, read_value

__doc__ = (__doc__ or "").replace("{semantics}", "\n".join(f"- {line}" for line in SEMANTICS))

MAX_LENGTH = 2000
MAX_NESTING = 50
"""Brackets and nots inside each other; far below what recursion stands."""

_TOKEN = re.compile(
    r"""
    \s*
    (?: (?P<text> "(?:[^"]|"")*" | '(?:[^']|'')*' )
      | (?P<sign> >= | <= | != | == | [≥≤≠><=~] )
      | (?P<mark> [(),] )
      # a sign in brackets inside a word: S(+)-ketamine
      | (?P<word> [^\s()<>=!~,"'≥≤≠] (?: [^\s()<>=!~,"≥≤≠] | \([-+−–±]\) )* )
      | (?P<bad> \S )
    )
    """,
    re.VERBOSE,
)
_OTHER_SPELLINGS = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "="}
_SIGN_HINT = "signs are >= <= > < = != ~ and in"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words

    def is_mark(self, mark: str) -> bool:
        return self.kind == "mark" and self.text == mark

    @property
    def shown(self) -> str:
        return "the end" if self.kind == "end" else quoted(self.text)


def parse_where(text: str, scope: Scope | None = None) -> Expression:
    """What ``--where`` asks for. Raises UsageError that names the column of the mistake."""
    if len(text) > MAX_LENGTH:
        _fail(MAX_LENGTH + 1, f"longer than {MAX_LENGTH:,} characters")
    return _Parser(_tokens(text), scope or Scope()).parse()


def _fail(column: int, what: str, hint: str = "") -> NoReturn:
    raise UsageError(f"--where: column {column}: {what}", hint)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        column = found.start(kind) + 1
        if kind == "bad":
            sign = found[kind]
            what = (
                "a quotation mark that is never closed"
                if sign in "\"'"
                else f"a sign that is not known: {quoted(sign)}"
            )
            _fail(column, what, "" if sign in "\"'" else _SIGN_HINT)
        tokens.append(_Token(kind, found[kind], column))
    return [*tokens, _Token("end", "", len(text.rstrip()) + 1)]


class _Parser:
    def __init__(self, tokens: list[_Token], scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.next
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def parse(self) -> Expression:
        if self.next.kind == "end":
            _fail(1, "nothing is asked", "for example: total_dose >= 400 mg and relief > 4 wk")
        expression = self.asked()
        if self.next.kind != "end":
            _fail(
                self.next.column,
                f"and, or, or the end belongs here, not {self.next.shown}",
                self.left_over_hint(),
            )
        return expression

    def left_over_hint(self) -> str:
        if self.next.is_mark(","):
            return (
                "figures are written without commas; several values go in brackets: field in (a, b)"
            )
        return "a bracket closes that was never opened" if self.next.is_mark(")") else ""

    def asked(self) -> Expression:
        return self.joined("or", self.either, AnyOf)

    def either(self) -> Expression:
        return self.joined("and", self.negated, All)

    def joined(
        self, word: str, part: Callable[[], Expression], join: type[All] | type[AnyOf]
    ) -> Expression:
        parts = [part()]
        while self.next.is_word(word):
            self.take()
            parts.append(part())
        return join(tuple(parts)) if len(parts) > 1 else parts[0]

    def negated(self) -> Expression:
        if self.next.is_word("not"):
            return Not(self.deeper(self.negated))
        if self.next.is_mark("("):
            inner = self.deeper(self.asked)
            self.expect(")")
            return inner
        return self.comparison()

    def deeper(self, part: Callable[[], Expression]) -> Expression:
        opening = self.take()
        self.depth += 1
        if self.depth > MAX_NESTING:
            _fail(opening.column, f"more than {MAX_NESTING} brackets and nots inside each other")
        expression = part()
        self.depth -= 1
        return expression

    def expect(self, mark: str) -> None:
        if not self.next.is_mark(mark):
            _fail(self.next.column, f"{quoted(mark)} belongs here, not {self.next.shown}")
        self.take()

    def comparison(self) -> Expression:
        variable = self.variable()
        if self.next.is_word("not"):
            self.take()
            if not self.next.is_word("in"):
                _fail(
                    self.next.column,
                    f"in belongs here, not {self.next.shown}",
                    "not goes before the field, or as in: field not in (a, b)",
                )
            return Not(self.one_of(variable))
        if self.next.is_word("in"):
            return self.one_of(variable)
        if self.next.kind != "sign":
            _fail(
                self.next.column,
                f"a sign belongs here, not {self.next.shown}",
                f"{_SIGN_HINT}; for example: {variable.example}",
            )
        token = self.take()
        sign = _OTHER_SPELLINGS.get(token.text, token.text)
        return Comparison(variable, sign, (self.value(variable, sign),))

    def variable(self) -> Variable:
        token = self.next
        if token.kind != "word" or token.is_word("and", "or", "in"):
            _fail(
                token.column,
                f"a field belongs here, not {token.shown}",
                "`keta-evidence fields` lists what can be asked",
            )
        variable = find_variable(token.text)
        if variable is None:
            _fail(
                token.column,
                f"unknown field {quoted(token.text)}",
                unknown_variable_hint(token.text),
            )
        self.take()
        return variable

    def one_of(self, variable: Variable) -> Comparison:
        self.take()
        self.expect("(")
        values = [self.value(variable, "=")]
        while self.next.is_mark(","):
            self.take()
            values.append(self.value(variable, "="))
        self.expect(")")
        return Comparison(variable, "in", tuple(values))

    def value(self, variable: Variable, sign: str) -> Operand:
        first = self.next
        text = self.value_text(variable)
        try:
            return read_value(variable, sign, text, self.scope)
        except UsageError as error:
            if self.next.is_mark(",") and text[-1:].isdigit():
                _fail(self.next.column, "a decimal point belongs here, not a comma", error.hint)
            _fail(first.column, error.message, error.hint)

    def value_text(self, variable: Variable) -> str:
        if self.next.kind == "text":
            token = self.take()
            return token.text[1:-1].replace(token.text[0] * 2, token.text[0])
        words = []
        while self.next.kind == "word" and not self.next.is_word("and", "or"):
            words.append(self.take().text)
        if not words:
            _fail(
                self.next.column,
                f"a value belongs here, not {self.next.shown}",
                f"for example: {variable.example}",
            )
        return " ".join(words)
