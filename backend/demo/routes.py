# SPDX-License-Identifier: LGPL-3.0-or-later
"""`POST /demo`: the demo proposal, on a local backend only."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from backend import demo
from backend.core.people.rules import proposals
from backend.extensions.api.resource import WRITE, json_answer
from backend.extensions.auth.access import needs
from backend.store import database

blueprint = Blueprint("demo", __name__, description="A proposal for trying the program.")


@blueprint.route("/demo", methods=["POST"])
@needs(*WRITE)
@blueprint.response(
    201, Schema.from_dict({"proposalId": fields.Integer(), "code": fields.String()}, name="Demo")
)
def fill() -> Response:
    """Store the demo proposal."""
    code = demo.fill(database.session())
    return json_answer(
        {"proposalId": proposals.by_code(database.session(), code).proposalId, "code": code}, 201
    )
