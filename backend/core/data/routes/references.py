# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/references`: what other services ask before they name a row of core."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from backend.core import models
from backend.errors import NotFound
from backend.extensions.api.resource import json_answer
from backend.extensions.api.schemas import LARGEST_KEY, Loaded
from backend.extensions.auth.access import caller, logged_in
from backend.store import database
from backend.store.ownership import may_name

references = Blueprint("references", __name__, description="Whether a row may be named by another.")

TABLES = {model.__tablename__: model for model in (getattr(models, name) for name in models.__all__)}


class _FromSchema(Schema):
    class Meta:
        unknown = RAISE

    proposalId = fields.Integer(
        load_default=None,
        validate=validate.Range(1, LARGEST_KEY),
        metadata={"description": "The proposal of the row that is to name it."},
    )


@references.route("/references/<string:table>/<key:key>")
@logged_in
@references.arguments(_FromSchema, location="query", unknown=RAISE)
@references.response(200, Schema.from_dict({"mayBeNamed": fields.Boolean()}, name="Reference"))
def reference(query: Loaded, table: str, key: int) -> Response:
    """Whether the caller may name the row: it is there, seen, and of the same proposal; 404 for no table."""
    model = TABLES.get(table)
    if model is None:
        raise NotFound(f"Core has no table {table}.")
    named = may_name(database.session(), caller(), model, key, query["proposalId"])
    return json_answer({"mayBeNamed": named})
