# SPDX-License-Identifier: LGPL-3.0-or-later
"""The operations, parameters and schemas of an OpenAPI document as lines that a person reads in a diff."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from textwrap import TextWrapper
from typing import Any

from backend.extensions.api.resource import FILTER

Described = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")

HEADER = """\
# What the REST interface offers; written by `ssx-backend openapi --operations`.
# A path, then its operations: method, name, who may; the body that it takes, its parameters, what it gives.
# A parameter ends in ? where it may be left out and in * where it may be given several times.
# Filters are members of the rows by whose values a list is asked for.
# Left out is what goes without saying: any may give 503, one that is not for everyone 401, one that asks for
# a permission 403.
# At the end the schemas with their members; the digits change with a schema's types and limits.
# Changes (of a PATCH) and Info (a wider answer) are told by what differs from the schema of that name.
"""

VARIANTS = ("Changes", "Info")

_PAGES = (["data", "message"], ["total", "rows", "next"])
"""Members of every page: told once, here."""

_WORDS = ("description", "title", "example", "examples")
"""Keywords that tell a person something and bind no program."""

_LINES = TextWrapper(110, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False)


def operation_list(document: Described) -> str:
    """The document's operations by path, then its schemas by name."""
    schemas = document["components"]["schemas"]
    operations = [line for path in sorted(document["paths"]) for line in _path(path, document)]
    described = [line for name in sorted(schemas) for line in _schema(name, schemas)]
    return "\n".join([HEADER, *operations, "", *described])


def _path(path: str, document: Described) -> Iterator[str]:
    told, schemas = document["paths"][path], document["components"]["schemas"]
    yield path
    for method in METHODS:
        if method in told:
            yield f" {method} {told[method]['operationId']} {_who(told[method])}"
            yield from _operation(told[method], told.get("parameters", []), schemas)


def _operation(told: Described, of_path: list[Described], schemas: Described) -> Iterator[str]:
    if "requestBody" in told:
        yield f"  takes {_content(told['requestBody'])}"
    parameters = [*of_path, *told.get("parameters", ())]
    named = [one for one in parameters if "$ref" not in one]
    filters = [one["name"] for one in named if _is_filter(one)]
    for place in ("path", "query"):
        yield from _line(
            place, (_parameter(one) for one in named if one["in"] == place and not _is_filter(one))
        )
    yield from _line("filters", _filters(filters, _members_of_rows(told, schemas)))
    yield from _line("headers", (_name(one) for one in parameters if "$ref" in one))
    yield from _line("gives", _answers(told))


def _line(head: str, words: Iterable[str]) -> list[str]:
    """The words behind their head, on as many lines as they need; no line without words."""
    given = " ".join(words)
    return _LINES.wrap(f"  {head} {given}") if given else []


def _who(told: Described) -> str:
    """The permissions of which one is enough."""
    if told.get("security") == []:
        return "everyone"
    return "|".join(told.get("x-permissions", ())) or "logged-in"


def _is_filter(parameter: Described) -> bool:
    return str(parameter.get("description", "")).startswith(FILTER)


def _parameter(told: Described) -> str:
    """Its name, its marks and its kind, such as `limit?:integer`."""
    schema = told["schema"]
    several = schema.get("type") == "array"
    marks = ("" if told.get("required") else "?") + ("*" if several else "")
    return f"{told['name']}{marks}:{_kind(schema['items'] if several else schema)}"


def _kind(schema: Described) -> str:
    """The kind of a value in one word; null is a value that may be left out."""
    if "enum" in schema:
        return "|".join(str(value).replace(" ", "-") for value in schema["enum"] if value is not None)
    kinds = schema.get("type", "any")
    told = kinds if isinstance(kinds, str) else "|".join(kind for kind in kinds if kind != "null")
    return str(schema.get("format", told))


def _filters(names: list[str], members: list[str]) -> list[str]:
    """All members but a few, as it is for most tables; else the names."""
    if names and set(names) < set(members):
        return ["all", "but", *(member for member in members if member not in names)]
    return names


def _members_of_rows(told: Described, schemas: Described) -> list[str]:
    """The members of the rows of a list's page; none of what is no list."""
    content = told["responses"].get("200", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    for member in ("data", "rows"):
        schema = schemas.get(_name(schema), {}).get("properties", {}).get(member, {})
    return list(schemas.get(_name(schema.get("items", {})), {}).get("properties", ()))


def _answers(told: Described) -> Iterator[str]:
    """The numbers of the answers but the usual ones, with what those with content hold."""
    usual = {"503"}
    if told.get("security") != []:
        usual |= {"401", "403"} if told.get("x-permissions") else {"401"}
    for status, answer in sorted(told["responses"].items()):
        if answer.get("content"):
            yield f"{status}:{_content(answer)}"
        elif status not in usual:
            yield status


def _content(told: Described) -> str:
    """The schema of a body, with * where it is a list of them; else its media type."""
    return "|".join(_held(of.get("schema", {})) or kind for kind, of in told["content"].items())


def _held(schema: Described) -> str:
    items = _name(schema.get("items", {}))
    return f"{items}*" if items else _name(schema)


def _schema(name: str, schemas: Described) -> list[str]:
    """The schema with its members; a variant with those by which it differs from the schema it varies."""
    members = _members(schemas[name])
    varied = next((name.removesuffix(ending) for ending in VARIANTS if name.endswith(ending)), "")
    if varied in schemas:
        whole = _members(schemas[varied])
        fewer = [f"-{member}" for member in whole if member not in members]
        members = fewer + [f"+{member}" for member in members if member not in whole]
    return _LINES.wrap(" ".join([name, _digits(schemas[name]), *([] if members in _PAGES else members)]))


def _members(schema: Described) -> list[str]:
    return list(schema.get("properties", ()))


def _digits(schema: Described) -> str:
    """A short mark of what a schema asks for, whatever its words."""
    return sha256(json.dumps(_bare(schema), sort_keys=True).encode()).hexdigest()[:6]


def _bare(told: object, members: bool = False) -> object:
    """The schema without the words for people; a member may have the name of such a keyword."""
    if isinstance(told, list):
        return [_bare(one) for one in told]
    if not isinstance(told, dict):
        return told
    kept = told if members else {key: value for key, value in told.items() if key not in _WORDS}
    return {key: _bare(value, members=key == "properties") for key, value in kept.items()}


def _name(reference: Described) -> str:
    """The name of what is referred to, empty for what is no reference."""
    return str(reference.get("$ref", "")).rpartition("/")[2]
