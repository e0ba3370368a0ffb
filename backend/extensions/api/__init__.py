# SPDX-License-Identifier: LGPL-3.0-or-later
"""The API's shape: OpenAPI document, Swagger UI, problems, transactions, events."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, jsonify
from flask_smorest import Blueprint
from flask_swagger_ui import get_swaggerui_blueprint

from backend.config import Config
from backend.domain.version import __version__
from backend.extensions.api import audit, events, login, problems, published, service, transaction
from backend.extensions.api.document import API, LateApi
from backend.extensions.api.resource import KeyConverter
from backend.extensions.auth.access import public

Mounted = tuple[Blueprint, str]
"""A blueprint and the path under the API's root at which it stands."""

DESCRIPTION = "SSX samples, shipments and labels on an ISPyB database. Quantities carry their unit in x-unit."


_UI = {"app_name": "SSX Desk", "validatorUrl": None, "persistAuthorization": False, "docExpansion": "none"}
"""No validator: Swagger UI would send the document to a server on the internet."""


def init_app(app: Flask, config: Config, blueprints: Iterable[Mounted]) -> None:
    """Mount the services' routes and what all routes share."""
    app.url_map.converters["key"] = KeyConverter
    events.HUB.put(app, events.Hub())
    app.config |= {
        "API_TITLE": "SSX Desk",
        "API_VERSION": __version__,
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {"description": DESCRIPTION},
            "security": [{"bearer": []}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        },
    }
    api = LateApi(app)
    for blueprint, path in (*_own(), *blueprints):
        api.register_blueprint(blueprint, url_prefix="" if path == "/" else config.API_ROOT + path)
    _serve_document(app, api, config.API_ROOT)
    problems.init_app(app)
    transaction.init_app(app)


def _own() -> Iterable[Mounted]:
    shared = (service.told, audit.audit, published.published)
    return (service.health, "/"), (login.auth, "/auth"), *((blueprint, "") for blueprint in shared)


def _serve_document(app: Flask, api: LateApi, root: str) -> None:
    """The document and its Swagger UI, from files of an installed package: no internet at a beamline."""

    @app.get(f"{root}/openapi.json")
    @public
    def openapi() -> Response:
        return jsonify(api.document())

    ui = get_swaggerui_blueprint(f"{root}/doc", f"{root}/openapi.json", config=_UI)
    app.register_blueprint(ui)
    for endpoint in [name for name in app.view_functions if name.startswith(f"{ui.name}.")]:
        public(app.view_functions[endpoint])
    API.put(app, api)
