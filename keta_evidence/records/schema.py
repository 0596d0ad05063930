"""The published JSON Schema of the record format, and the data dictionary, both from the declarations in model.py."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from typing import Any, Literal

from keta_evidence.records.format import Doc, Entry, Leaf, entry_fields
from keta_evidence.records.model import (
    Claims,
    Fact,
    Items,
    Overview,
    Said,
    Source,
    Study,
    Vocabulary,
)

PUBLISHED: dict[str, type[Entry]] = {
    "study": Study,
    "overview": Overview,
    "claims": Claims,
    "source": Source,
    "vocabulary": Vocabulary,
}
"""Schema name → the entry a file of that kind holds."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(name: str = "study") -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one kind of file, with title, description and example for every key."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - costs more than a whole run of list
    from pydantic.json_schema import GenerateJsonSchema  # noqa: PLC0415

    class Generator(GenerateJsonSchema):
        """Closed mappings; readable titles."""

        def dataclass_schema(self, schema: Any) -> dict[str, Any]:
            made: dict[str, Any] = super().dataclass_schema(schema)
            cls = schema["cls"]
            for key, hint in entry_fields(
                Said if cls in (Fact, Items) else cls
            ).items():  # what they hold is told by the key
                if (example := example_of(hint)) is not None:
                    made["properties"][key].setdefault("examples", [example])
            return {**made, "additionalProperties": False, **_short_forms(schema["cls"], made)}

        def get_title_from_name(self, name: str) -> str:
            return name.replace("_", " ").capitalize()

    made = TypeAdapter(PUBLISHED[name]).json_schema(schema_generator=Generator)
    return {"$schema": _DRAFT, **_without_nulls(made), "title": f"keta-evidence {name}"}


def example_of(hint: Any) -> Any:
    """The example declared for a key; of one that holds other keys, where none is declared, those that it needs."""
    doc = next(extra for extra in hint.__metadata__ if isinstance(extra, Doc))
    if doc.example is not None or not list(_entry_types(hint)):
        return doc.example
    (type_,) = _entry_types(hint)
    keys, needed = entry_fields(type_), _required(type_)
    made = {key: example_of(keys[key]) for key in keys if key in needed}
    return [made] if _kind(hint).startswith("list") else made


def _required(type_: Any) -> set[str]:
    return {f.name for f in dataclasses.fields(type_) if f.default is dataclasses.MISSING}


def _short_forms(cls: type, made: dict[str, Any]) -> dict[str, Any]:
    """The plain ways of typing a fact or a list, beside the full mapping."""
    key = {Fact: "value", Items: "items"}.get(typing.get_origin(cls) or cls)
    if key is None:
        return {}
    return {"x-short": key}


def _without_nulls(schema: Any) -> Any:
    """Optional keys are absent, never null; short forms stand beside the mapping they are short for."""
    if isinstance(schema, list):
        return [_without_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        name: _without_nulls(value)
        for name, value in schema.items()
        if not (name == "default" and value in (None, [], ()))
    }
    options = [option for option in made.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1 and "anyOf" in made:
        made.pop("anyOf")
        made = {**options[0], **made}
    short = made.pop("x-short", None)
    if short is None:
        return made
    words = made["properties"]["missing"].get("enum", [])
    main = {
        name: value
        for name, value in made["properties"][short].items()
        if name not in ("title", "description", "examples")
    }
    return {
        "title": made.get("title", ""),
        "description": made.get("description", ""),
        "anyOf": [main, {"enum": words}, made],
    }


def dictionary_lines() -> Iterator[str]:
    """studies/README.md: every key of every kind of file, in canonical order, as Markdown lines."""
    yield from _INTRODUCTION.splitlines()
    for name, type_ in PUBLISHED.items():
        for entry in entries_of(type_):
            yield from _entry_lines(entry, name)


def entries_of(type_: Any, seen: list[Any] | None = None) -> list[Any]:
    """An entry type and all it holds, each once, in the order in which a reader meets them."""
    seen = [] if seen is None else seen
    if type_ not in seen:
        seen.append(type_)
        for hint in entry_fields(type_).values():
            for inner in _entry_types(hint):
                entries_of(inner, seen)
    return seen


def _entry_types(hint: Any) -> Iterator[Any]:
    origin = typing.get_origin(hint)
    if origin in (Fact, Items):
        yield from (inner for arg in typing.get_args(hint) for inner in _entry_types(arg))
    elif origin is not None and origin is not Literal:
        arguments = (
            typing.get_args(hint)[:1] if origin is typing.Annotated else typing.get_args(hint)
        )
        yield from (inner for arg in arguments for inner in _entry_types(arg))
    elif isinstance(hint, type) and issubclass(hint, Entry):
        yield hint


def _entry_lines(type_: Any, name: str) -> Iterator[str]:
    yield ""
    yield f"## {type_.__name__}{f' (the whole file, {name})' if type_ in PUBLISHED.values() else ''}"
    yield ""
    yield " ".join((type_.__doc__ or "").split())
    yield ""
    yield "| key | | value | meaning | example |"
    yield "| --- | --- | --- | --- | --- |"
    required = _required(type_)
    for key, hint in entry_fields(type_).items():
        doc = next(extra for extra in hint.__metadata__ if isinstance(extra, Doc))
        example = f"`{_example(doc.example)}`" if doc.example is not None else ""
        cells = (
            f"`{key}`",
            "required" if key in required else "",
            _kind(hint),
            doc.description,
            example,
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _example(example: Any) -> str:
    if isinstance(example, list):
        return "[" + ", ".join(_example(item) for item in example) + "]"
    if isinstance(example, dict):
        return "{" + ", ".join(f"{key}: {_example(value)}" for key, value in example.items()) + "}"
    return str(example)


def _kind(hint: Any) -> str:
    """What may be typed, in words."""
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        leaf = next((extra for extra in hint.__metadata__ if isinstance(extra, Leaf)), None)
        return leaf.name if leaf else _kind(hint.__origin__)
    if origin in (typing.Union, types.UnionType):
        return next(_kind(arg) for arg in typing.get_args(hint) if arg is not type(None))
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in typing.get_args(hint))
    if origin is tuple:
        return f"list of {_kind(typing.get_args(hint)[0])}"
    if origin in (Fact, Items):
        inner = _kind(typing.get_args(hint)[0])
        return (
            f"{inner}, or a [fact](#fact)"
            if origin is Fact
            else f"list of {inner}, or a [list](#items)"
        )
    return f"[{hint.__name__.lower()}](#{hint.__name__.lower()})"


_INTRODUCTION = """\
# Data dictionary

<!-- Generated by scripts/docs from keta_evidence/records/model.py; edit the descriptions there. -->

One YAML file per study, named after its id. `keta-evidence new ID` writes a scaffold, `keta-evidence validate` says
what is wrong and how to fix it, and the first line of each file points editors at the JSON Schema beside this page.

- **A value is its own printed figure.** `session: 4 h` says that the page prints 4 h. Where the page shows it in other
  words, they are kept: `sessions: {value: 10, printed: 10 nonconsecutive days}`. A value that is printed nowhere says why it
  must be so: `{value: 1, inferred: …}`. Nothing else is ever typed in; what can be worked out is worked out by the program.
- **Where it stands is typed once.** A report's `at` holds for every value in it; only a value that stands elsewhere has an
  `at` of its own. A fragment that the page prints in another study's row says so in `moved`.
- **Unknown is absent, or says why:** `not reported`, `unclear`, `not applicable` in the place of the value, or
  `{missing: unclear, because: …}`. `none` in the place of a list means that the document says there were none.
- **Units are typed as printed:** µg, mg, g, kg (always body weight), min, h, d, wk, mo, yr, ng/mL and quotients such as
  `mg/kg/h`, `mg kg-1 h-1`, `mg/24 h`, `mg/h per 70 kg`. A range is `3-7 mg/kg/h`; an open one is `up to 1 h`.
- **dose or rate:** an amount printed with a time unit is a `rate`, without one a `dose` over the session.
- **Documents disagree.** Each report keeps its own figures; an `adjudication` says which is used, why, by whom and when.
- The extractor reads the document first; the reviewer reads it again without the first record; both stand in the report.
"""
