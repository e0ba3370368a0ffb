# SPDX-License-Identifier: LGPL-3.0-or-later
"""Examples of what a schema of the document describes: right in type, limits, choices and format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

JsonSchema = Mapping[str, Any]

_FORMATS = {"date": "2026-11-30", "date-time": "2026-11-30T08:00:00+00:00"}
_WORDS = "text"


class Examples:
    """Makes examples of what the components of a document describe."""

    def __init__(self, components: Mapping[str, JsonSchema]) -> None:
        self._components = components

    def body(self, schema: JsonSchema) -> Any:
        """What a client may send: nothing that only the server gives."""
        return self._made(schema, "readOnly", ())

    def answer(self, schema: JsonSchema) -> object:
        """What the server answers."""
        return self._made(schema, "writeOnly", ())

    def _made(self, schema: JsonSchema, hidden: str, within: tuple[str, ...]) -> object:
        """An example without the members marked as *hidden*, inside the components named in *within*."""
        if "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            return {} if name in within else self._made(self._components[name], hidden, (*within, name))
        if "anyOf" in schema:
            return self._made(schema["anyOf"][0], hidden, within)
        for given in _given(schema):
            return given
        kind = _kind(schema)
        if kind == "object":
            return self._object(schema, hidden, within)
        if kind == "array":
            return [self._made(schema.get("items", {}), hidden, within)]
        return _text(schema) if kind == "string" else _number(schema) if kind != "boolean" else True

    def _object(self, schema: JsonSchema, hidden: str, within: tuple[str, ...]) -> dict[str, object]:
        members = {
            name: self._made(member, hidden, within)
            for name, member in schema.get("properties", {}).items()
            if not member.get(hidden)
        }
        for rule in schema.get("allOf", ()):
            if _applies(rule["if"], members):
                members |= self._object(rule["then"], hidden, within)
        return members


def _given(schema: JsonSchema) -> list[object]:
    """The example, else the default or the choices that the schema itself names, unless they are empty."""
    named = (schema.get("default"), *schema.get("enum", ()))
    return [*schema.get("examples", ()), *(value for value in named if value not in (None, "", [], ()))]


def _kind(schema: JsonSchema) -> str:
    kind = schema.get("type", "object")
    return str(kind if isinstance(kind, str) else kind[0])


def _applies(condition: JsonSchema, members: Mapping[str, Any]) -> bool:
    return all(members.get(name) == wanted["const"] for name, wanted in condition["properties"].items())


def _text(schema: JsonSchema) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    return _WORDS.ljust(schema.get("minLength", 0), ".")[: schema.get("maxLength")]


def _number(schema: JsonSchema) -> float:
    """One where it is in range, else a value that is."""
    low = schema.get("minimum", schema.get("exclusiveMinimum", float("-inf")))
    high = schema.get("maximum", schema.get("exclusiveMaximum", float("inf")))
    if low < 1 < high or 1 in (schema.get("minimum"), schema.get("maximum")):
        return 1
    return float(low + high) / 2 if max(abs(low), abs(high)) < float("inf") else float(min(max(low, 1), high))
