# SPDX-License-Identifier: LGPL-3.0-or-later
"""A facility's own service: two endpoints that say nothing of access, failures, headers or examples."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from backend.core.models import Shipping
from backend.core.schemas import ShippingSchema
from backend.extensions.api.resource import READ, WRITE, answer, if_match
from backend.extensions.auth.access import caller, needs
from backend.store import database
from backend.store.rows import Row, one, update

own = Blueprint("own", __name__)


@own.route("/parcels/<key:key>")
@needs(*READ)
@own.response(200, ShippingSchema)
def parcel(key: int) -> Response:
    """A parcel."""
    return answer(one(database.session(), caller(), Shipping, key))


@own.route("/parcels/<key:key>", methods=["PATCH"])
@needs(*WRITE)
@own.arguments(ShippingSchema(partial=True))
@own.response(200, ShippingSchema)
def change_parcel(values: Row, key: int) -> Response:
    """Change a parcel."""
    return answer(update(database.session(), caller(), Shipping, key, values, if_match()))


BLUEPRINTS = [(own, "/own")]
