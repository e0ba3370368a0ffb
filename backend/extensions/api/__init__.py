"""The API's shape: OpenAPI document, Swagger UI, problems, transactions, events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, jsonify
from flask_smorest import Blueprint
from flask_swagger_ui import get_swaggerui_blueprint
from marshmallow import INCLUDE

from backend import __version__
from backend.config import Config
from backend.extensions.api import audit, events, login, problems, service, transaction
from backend.extensions.api.document import LateApi
from backend.extensions.api.resource import KeyConverter
from backend.extensions.api.schemas import ProblemSchema
from backend.extensions.auth.access import public

Mounted = tuple[Blueprint, str]
"""A blueprint and the path under the API's root at which it stands."""

DESCRIPTION = "SSX samples, shipments and labels on an ISPyB database. Quantities carry their unit in x-unit."


def init_app(app: Flask, config: Config, blueprints: Iterable[Mounted]) -> None:
    """Mount the services' routes and what all routes share."""
    app.url_map.converters["key"] = KeyConverter
    app.extensions["ssx_hub"] = events.Hub()
    app.config |= {
        "API_TITLE": "SSX Desk",
        "API_VERSION": __version__,
        "OPENAPI_VERSION": "3.0.3",
        "API_SPEC_OPTIONS": {
            "info": {"description": DESCRIPTION},
            "security": [{"bearer": []}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        },
    }
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    api = LateApi(app, spec_kwargs={"marshmallow_plugin": plugin})
    api.ERROR_SCHEMA = ProblemSchema
    for blueprint, path in (*_own(), *blueprints):
        api.register_blueprint(blueprint, url_prefix="" if path == "/" else config.API_ROOT + path)
    _serve_document(app, api, config.API_ROOT)
    problems.init_app(app)
    transaction.init_app(app)


def _schema_name(schema: Any) -> str:
    """A schema's name in the document; the variants for PATCH and nested answers have their own."""
    made = schema() if isinstance(schema, type) else schema
    name = type(made).__name__.removesuffix("Schema").lstrip("_")
    return name + ("Changes" if made.partial else "") + ("Info" if made.unknown == INCLUDE else "")


def _own() -> Iterable[Mounted]:
    return (service.health, "/"), (login.auth, "/auth"), (service.told, ""), (audit.audit, "")


def _serve_document(app: Flask, api: LateApi, root: str) -> None:
    """The document and its Swagger UI, from files of an installed package: no internet at a beamline."""

    @app.get(f"{root}/openapi.json")
    @public
    def openapi() -> Response:
        return jsonify(api.document())

    ui = get_swaggerui_blueprint(f"{root}/doc", f"{root}/openapi.json", config={"app_name": "SSX Desk"})
    app.register_blueprint(ui)
    for endpoint in [name for name in app.view_functions if name.startswith(f"{ui.name}.")]:
        public(app.view_functions[endpoint])
    app.extensions["ssx_api"] = api
