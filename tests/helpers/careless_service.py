# SPDX-License-Identifier: LGPL-3.0-or-later
"""A service that a facility adds, written without care: no permission named, and faults of several kinds."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import text

from backend.extensions.auth.access import public
from backend.store import database

blueprint = Blueprint("careless_service", __name__)


@blueprint.route("/unmarked")
def unmarked() -> Response:
    """Nobody said who may see this."""
    return Response("{}", content_type="application/json")


@blueprint.route("/broken")
@public
def broken() -> Response:
    """Fails in Python."""
    raise ZeroDivisionError("a word of the inside")


@blueprint.route("/wrong_sql")
@public
def wrong_sql() -> Response:
    """Fails in the database."""
    database.session().execute(text("SELECT a_word_of_the_inside FROM Proposal"))
    return Response()


BLUEPRINTS = [(blueprint, "")]
