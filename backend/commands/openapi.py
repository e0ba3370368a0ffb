# SPDX-License-Identifier: LGPL-3.0-or-later
"""`openapi`: the description of the REST interface."""

from __future__ import annotations

import argparse
import json

from backend.commands.options import Commands, add_command


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    text = "Print the OpenAPI document."
    add_command(commands, "openapi", _openapi, text, "openapi --operations").add_argument(
        "--operations", action="store_true", help="a list of operations and schemas for a person to read"
    )


def _openapi(arguments: argparse.Namespace) -> None:
    """The document is the same for every database, so none is needed."""
    from backend.app import create_app
    from backend.extensions.api.document import API
    from backend.extensions.api.operation_list import operation_list

    app = create_app(overrides={"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "0" * 32})
    with app.app_context():
        document = API.of(app).document()
    print(operation_list(document) if arguments.operations else json.dumps(document, indent=2))
