"""`/shippings`: shipments, dewars and containers, and their steps on the way."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from backend.core import models, schemas
from backend.core.modules import checklist, dewars, samples
from backend.core.modules import shippings as modules
from backend.extensions import db
from backend.extensions.api.resource import READ, WRITE, Resource, answer, json_answer, mount
from backend.extensions.auth.access import caller, needs
from backend.rows import one

shippings = Blueprint("shippings", __name__, description="Shipments, dewars and containers.")

SHIPPING = Resource("", models.Shipping, schemas.ShippingSchema, modules.RULES)
DEWAR = Resource("/dewars", models.Dewar, schemas.DewarSchema, dewars.RULES)
CONTAINER = Resource(
    "/containers", models.Container, schemas.ContainerSchema, samples.CONTAINER_RULES, bulk=True
)

for resource in (SHIPPING, DEWAR, CONTAINER):
    mount(shippings, resource)


class _StatusSchema(Schema):
    class Meta:
        unknown = RAISE

    status = fields.String(
        required=True, metadata={"description": "ISPyB's word, such as “sent to facility”."}
    )
    comments = fields.String(load_default="", validate=validate.Length(max=255))


class _DewarStatusSchema(Schema):
    class Meta:
        unknown = RAISE

    dewarStatus = fields.String(
        required=True, metadata={"description": "ISPyB's word, such as “at facility”."}
    )
    storageLocation = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=45))
    reason = fields.String(load_default="", validate=validate.Length(max=255))


@shippings.route("/<key:key>/info")
@needs(*READ)
@shippings.response(200, schemas.ShippingSchema(unknown="include"))
def info(key: int) -> Response:
    """A shipment with contacts, sessions, dewars, containers, samples and counts in one answer."""
    return answer(modules.info(db.session(), caller(), key))


@shippings.route("/<key:key>/checklist")
@needs(*READ)
@shippings.response(200)
def shipping_checklist(key: int) -> Response:
    """What is still missing before the shipment can be sent, in the envelope of a list."""
    lines = [line.as_row() for line in checklist.lines(modules.info(db.session(), caller(), key))]
    return json_answer({"data": {"total": len(lines), "rows": lines, "next": None}, "message": None})


@shippings.route("/<key:key>/status", methods=["POST"])
@needs(*WRITE)
@shippings.arguments(_StatusSchema)
@shippings.response(200, schemas.ShippingSchema)
def set_status(body: dict[str, Any], key: int) -> Response:
    """Move a shipment and its dewars to another state; no dewar is moved back."""
    modules.set_status(db.session(), caller(), key, body["status"], body["comments"])
    return answer(one(db.session(), caller(), models.Shipping, key, modules.RULES))


@shippings.route("/dewars/<key:key>/status", methods=["POST"])
@needs(*WRITE)
@shippings.arguments(_DewarStatusSchema)
@shippings.response(200, schemas.DewarSchema)
def set_dewar_status(body: dict[str, Any], key: int) -> Response:
    """Move a dewar to a state and a place; an undo is a step of its own."""
    session = db.session()
    dewars.set_status(session, caller(), key, body["dewarStatus"], body["storageLocation"], body["reason"])
    row = one(session, caller(), models.Dewar, key)
    modules.refresh_status(session, row["shippingId"])
    return answer(row)


@shippings.route("/dewars/<key:key>/history")
@needs(*READ)
@shippings.response(200)
def dewar_history(key: int) -> Response:
    """A dewar's way, the newest step first, in the envelope of a list."""
    one(db.session(), caller(), models.Dewar, key)
    steps = dewars.history(db.session(), key)
    return json_answer({"data": {"total": len(steps), "rows": steps, "next": None}, "message": None})


@shippings.route("/dewars/by_barcode/<string:barcode>")
@needs(*READ)
@shippings.response(200, schemas.DewarSchema)
def dewar_by_barcode(barcode: str) -> Response:
    """The dewar that carries a barcode."""
    session = db.session()
    return answer(one(session, caller(), models.Dewar, dewars.by_barcode(session, caller(), barcode)))
