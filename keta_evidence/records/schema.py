"""The published JSON Schema of the record format, from the declarations in model.py."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from typing import Any, Literal

from keta_evidence.records.format import Doc, Entry, entry_fields, leaf_of, required_keys
from keta_evidence.records.model import (
    Claims,
    Fact,
    Items,
    Overview,
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
_HOLDERS: dict[Any, str] = {
    tuple: "list of {}",
    Fact: "{}, or a [fact](#fact)",
    Items: "list of {}, or a [list](#items)",
}
_SHORT: dict[Any, str] = {Fact: "value", Items: "items"}


def json_schema(name: str = "study") -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one kind of file, with title, description and example for
    every key.
    """
    definitions = _Definitions()
    root = definitions.mapping(PUBLISHED[name])
    return {
        "$schema": _DRAFT,
        "$defs": dict(sorted(definitions.made.items())),
        **root,
        "title": f"keta-evidence {name}",
    }


class _Definitions:
    """The definitions that a schema refers to, each made once."""

    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}
        self.names: dict[Any, str] = {}

    def mapping(self, type_: Any) -> dict[str, Any]:
        """The schema of an entry typed in full."""
        cls = typing.get_origin(type_) or type_
        keys = entry_fields(type_)
        return {
            "title": cls.__name__,
            "description": " ".join((cls.__doc__ or "").split()),
            "type": "object",
            "properties": {key: self._key(key, hint) for key, hint in keys.items()},
            "required": [key for key in keys if key in must_be_typed(type_)],
            "additionalProperties": False,
        }

    def _key(self, key: str, hint: Any) -> dict[str, Any]:
        doc = doc_of(hint)
        made = {
            "title": re.sub(r"[_-]", " ", key).capitalize(),
            "description": doc.description,
            **self.value(hint),
        }
        example = example_of(hint)
        return made if example is None else {**made, "examples": [example]}

    def value(self, hint: Any) -> dict[str, Any]:
        """The schema of what may stand under a key."""
        origin = typing.get_origin(hint)
        if origin is typing.Annotated:
            leaf = leaf_of(hint)
            return dict(leaf.schema) if leaf is not None else self.value(hint.__origin__)
        if origin in (typing.Union, types.UnionType):
            (inner,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
            return self.value(inner)
        if origin is Literal:
            return {"type": "string", "enum": list(typing.get_args(hint))}
        if origin is tuple:
            return {"type": "array", "items": self.value(typing.get_args(hint)[0])}
        return {"$ref": f"#/$defs/{self._defined(hint)}"}

    def _defined(self, type_: Any) -> str:
        """The name of the definition of an entry, which is made when it is first asked for."""
        if type_ not in self.names:
            name = definition_name(type_)
            while name in self.names.values():
                name += "-2"
            self.names[type_] = name
            self.made[name] = self._with_short_form(type_, self.mapping(type_))
        return self.names[type_]

    def _with_short_form(self, type_: Any, full: dict[str, Any]) -> dict[str, Any]:
        """Beside the full mapping, the plain ways of typing a fact, a list, or another entry with a
        short form.
        """
        cls = typing.get_origin(type_) or type_
        key = _SHORT.get(cls, cls.short_key)
        if not key:
            return full
        short = full["properties"][key]
        plain = {
            name: part
            for name, part in short.items()
            if name not in ("title", "description", "examples")
        }
        words = full["properties"].get("missing", {}).get("enum")
        forms = [plain, {"enum": words}, full] if words else [plain, full]
        return {"title": full["title"], "description": full["description"], "anyOf": forms}


def definition_name(type_: Any) -> str:
    """``Locator``, ``Fact-time``, ``Items-relief``."""
    arguments = typing.get_args(type_)
    cls = typing.get_origin(type_) or type_
    inner = [
        re.sub(r"[^a-z0-9]+", "-", kind_text(arg).partition("](")[0].lower()) for arg in arguments
    ]
    return "-".join([cls.__name__, *(word.strip("-")[:40].strip("-") for word in inner)])


def doc_of(hint: Any) -> Doc:
    """The description of a key."""
    return next(extra for extra in hint.__metadata__ if isinstance(extra, Doc))


def must_be_typed(type_: Any) -> set[str]:
    """The keys that an entry needs, those left out that may be said once elsewhere."""
    cls = typing.get_origin(type_) or type_
    keys = entry_fields(type_)
    return {key for key in required_keys(cls) if not doc_of(keys[key]).elsewhere}


def example_of(hint: Any) -> Any:
    """The example declared for a key; of one that holds other keys, where none is declared, those
    that it needs.
    """
    doc = doc_of(hint)
    if doc.example is not None or not list(entry_types(hint)):
        return doc.example
    (type_,) = entry_types(hint)
    keys, needed = entry_fields(type_), required_keys(typing.get_origin(type_) or type_)
    made = {key: example_of(keys[key]) for key in keys if key in needed}
    return [made] if kind_text(hint).startswith("list") else made


def entries_of(type_: Any, seen: list[Any] | None = None) -> list[Any]:
    """An entry type and all it holds, each once, in the order in which a reader meets them."""
    seen = [] if seen is None else seen
    if type_ not in seen:
        seen.append(type_)
        for hint in entry_fields(type_).values():
            for inner in entry_types(hint):
                entries_of(inner, seen)
    return seen


def entry_types(hint: Any) -> Iterator[Any]:
    """The entries that a value may hold, facts and lists looked through."""
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        yield from entry_types(hint.__origin__)
    elif origin is not None and origin is not Literal:
        for argument in typing.get_args(hint):
            yield from entry_types(argument)
    elif isinstance(hint, type) and issubclass(hint, Entry):
        yield hint


def kind_text(hint: Any) -> str:
    """What may be typed, in words."""
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if origin is typing.Annotated:
        leaf = leaf_of(hint)
        return leaf.name if leaf is not None else kind_text(hint.__origin__)
    if origin in (typing.Union, types.UnionType):
        return next(kind_text(arg) for arg in arguments if arg is not type(None))
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in arguments)
    if origin in _HOLDERS:
        return _HOLDERS[origin].format(kind_text(arguments[0]))
    return f"[{hint.__name__.lower()}](#{hint.__name__.lower()})"
