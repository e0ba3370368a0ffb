# SPDX-License-Identifier: LGPL-3.0-or-later
"""The OpenAPI document, written when somebody first asks for it: no window waits for that at its start."""

from __future__ import annotations

from functools import cache, cached_property
from inspect import cleandoc
from threading import Lock
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_instance
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask_smorest import Api, Blueprint
from marshmallow import INCLUDE, Schema

from backend.app_keys import AppKey
from backend.extensions.api.operations import complete
from backend.extensions.api.schemas import ProblemSchema, RowSchema


class LateApi(Api):  # type: ignore[misc]  # the library has no types
    """Mounts blueprints at once and describes them later."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, *arguments: object, **options: object) -> None:
        self._undescribed: list[Blueprint] = []
        self._lock = Lock()
        self._document: dict[str, object] = {}
        super().__init__(*arguments, spec_kwargs={"marshmallow_plugin": Plugin(schema_name)}, **options)

    def register_blueprint(self, blp: Blueprint, *, parameters: object = None, **options: object) -> None:
        """Mount a blueprint; `parameters` of a prefix are not used here."""
        del parameters
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    def _register_responses(self) -> None:
        """None of the library's: `operations` says how a request may fail."""

    def document(self) -> dict[str, Any]:
        """The whole document."""
        with self._lock:
            if not self._document:
                self._document = self._described()
        return self._document

    @cached_property
    def rows(self) -> dict[str, type[RowSchema]]:
        """The schemas of rows that the document describes, by their names in it."""
        self.document()
        named = self.ma_plugin.converter.refs.items()
        rows = ((name, key[0]) for key, name in named if issubclass(key[0], RowSchema))
        return {name: schema for name, schema in rows if name == schema_name(schema)}

    def _described(self) -> dict[str, object]:
        self.spec.components.schema("Problem", schema=ProblemSchema(unknown=INCLUDE))
        for blueprint in self._undescribed:
            blueprint.register_views_in_doc(self, self._app, self.spec, name=blueprint.name, parameters=None)
            self.spec.tag({"name": blueprint.name, "description": blueprint.description})
        described: dict[str, object] = self.spec.to_dict()
        complete(described, self._app, self.flask_plugin.flaskpath2openapi)
        return described


API = AppKey[LateApi]("api")


class Converter(OpenAPIConverter):
    """Schemas with what the library does not ask for: what a table is, and `RowSchema.more`."""

    def resolve_nested_schema(self, schema: Any) -> object:
        """A reference to the schema; one that takes further members is one of its own."""
        made = resolve_schema_instance(schema)
        if made.unknown == INCLUDE and type(made)().unknown != INCLUDE:
            schema = _open(type(made))(partial=made.partial, many=made.many)
        return super().resolve_nested_schema(schema)  # type: ignore[no-untyped-call]

    def schema2jsonschema(self, schema: Any) -> dict[str, object]:
        """The schema as JSON Schema, with the words and keywords of its class."""
        described: dict[str, object] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        kind = type(resolve_schema_instance(schema))
        words = kind.__dict__.get("__doc__")
        return {
            **({"description": cleandoc(words)} if words else {}),
            **described,
            **getattr(kind, "more", {}),
        }


class Plugin(MarshmallowPlugin):
    """The library's plug-in with our converter."""

    Converter = Converter


@cache
def _open(schema: type[Schema]) -> type[Schema]:
    """The same schema with room for further members, as a class of its own."""
    meta = type("Meta", (schema.Meta,), {"unknown": INCLUDE})
    return type(schema.__name__, (schema,), {"Meta": meta, "__doc__": schema.__doc__})


def schema_name(schema: Any) -> str:
    """A schema's name in the document; the variants for PATCH and for wider answers have their own."""
    made = schema() if isinstance(schema, type) else schema
    name = type(made).__name__.removesuffix("Schema").lstrip("_")
    return name + ("Changes" if made.partial else "") + ("Info" if made.unknown == INCLUDE else "")
