# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/schemas`: the JSON Schema of every table that is served here, and of every `descriptionJson`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from backend.domain.fields.ssx_fields import description_schemas
from backend.errors import NotFound
from backend.extensions.api.document import API, LateApi
from backend.extensions.api.resource import json_answer
from backend.extensions.auth.access import public

published = Blueprint("schemas", __name__, description="JSON Schema of the tables.")

DRAFT_07 = "http://json-schema.org/draft-07/schema#"
_SUFFIX = "Schema"


@published.route("/schemas/available_names")
@public
@published.response(200, {"type": "array", "items": {"type": "string", "examples": ["ProposalSchema"]}})
def available_names() -> Response:
    """The names that `/schemas/{name}` knows."""
    return json_answer(sorted(name + _SUFFIX for name in (*_api().rows, *description_schemas())))


@published.route("/schemas/<string:name>")
@public
@published.response(
    200,
    Schema.from_dict(
        {
            "schema": fields.String(data_key="$schema", metadata={"examples": [DRAFT_07]}),
            "definitions": fields.Dict(keys=fields.String()),
            "ref": fields.String(data_key="$ref", metadata={"examples": ["#/definitions/ProposalSchema"]}),
        },
        name="JsonSchema",
    ),
)
def json_schema(name: str) -> Response:
    """Draft-07 JSON Schema of a table's rows; `proposal`, `Proposal` and `ProposalSchema` name the same.

    Units stand in `x-unit`, what only the server gives is `readOnly`. What a `descriptionJson` holds is
    `CrystalSlurryDescription` and so on; that of a delivery device goes by its type: `photoChipDescription`.
    """
    described = {found.lower(): found for found in description_schemas()}
    wanted = name.lower().removesuffix(_SUFFIX.lower())
    if wanted in described:
        return json_answer(_description(described[wanted]))
    known = {found.lower(): found for found in _api().rows}
    found = known.get(wanted)
    if found is None:
        raise NotFound(f"There is no schema {name}; /schemas/available_names lists those that there are.")
    return json_answer(draft07(found, _api().document()["components"]["schemas"]))


def _description(name: str) -> dict[str, Any]:
    schema = {key: value for key, value in description_schemas()[name].items() if key != "$schema"}
    return {
        "$schema": DRAFT_07,
        "definitions": {name + _SUFFIX: schema},
        "$ref": f"#/definitions/{name}{_SUFFIX}",
    }


def draft07(name: str, components: Mapping[str, object]) -> dict[str, Any]:
    """A component of the document, and those that it refers to, as a schema of its own."""
    needed = {found: components[found] for found in _reached(name, components)}
    # The document's schemas are those of OpenAPI 3.1 and so JSON Schema; only their places differ.
    text = json.dumps(needed)
    for found in needed:
        text = text.replace(f'"#/components/schemas/{found}"', f'"#/definitions/{found}{_SUFFIX}"')
    definitions = {found + _SUFFIX: schema for found, schema in json.loads(text).items()}
    return {"$schema": DRAFT_07, "definitions": definitions, "$ref": f"#/definitions/{name}{_SUFFIX}"}


def _reached(name: str, components: Mapping[str, object]) -> list[str]:
    reached = [name]
    for found in reached:
        reached += [other for other in _references(components[found]) if other not in reached]
    return list(dict.fromkeys(reached))


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield str(schema["$ref"]).rpartition("/")[2]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def _api() -> LateApi:
    return API.here()
