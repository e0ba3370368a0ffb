# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/shippings`: shipments, dewars and containers, and their steps on the way."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import INCLUDE, RAISE, Schema, fields, validate

from backend.core import models, schemas
from backend.core.samples.rules import samples
from backend.core.shipping.rules import dewars, journey, shipment_clone
from backend.core.shipping.rules import shippings as modules
from backend.extensions.api.resource import READ, WRITE, Resource, answer, json_answer, mount
from backend.extensions.api.schemas import Loaded, page_of
from backend.extensions.auth.access import caller, needs
from backend.store import database
from backend.store.rows import one

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


class _CloneSchema(Schema):
    class Meta:
        unknown = RAISE

    samples = fields.Boolean(load_default=True, metadata={"description": "Copy the samples too."})
    shippingName = fields.String(
        load_default="",
        validate=validate.Length(max=45),
        metadata={"description": "Else the name, counted up."},
    )


class _LineSchema(Schema):
    key = fields.String(metadata={"description": "What was looked at; stable, for programs."})
    level = fields.String(validate=validate.OneOf(["ok", "warning", "error"]))
    text = fields.String()
    place = fields.Dict(
        keys=fields.String(),
        allow_none=True,
        metadata={"description": "Table, key and column where it is put right."},
    )


@shippings.route("/<key:key>/info")
@needs(*READ)
@shippings.response(200, schemas.ShippingSchema(unknown="include"))
def info(key: int) -> Response:
    """A shipment with contacts, sessions, dewars, containers, samples and counts in one answer."""
    return answer(modules.info(database.session(), caller(), key))


@shippings.route("/<key:key>/checklist")
@needs(*READ)
@shippings.response(200, page_of(_LineSchema, "Checklist"))
def shipping_checklist(key: int) -> Response:
    """What is still missing before the shipment can be sent, in the envelope of a list."""
    lines = [line.as_row() for line in modules.missing(database.session(), caller(), key)]
    return json_answer({"data": {"total": len(lines), "rows": lines, "next": None}, "message": None})


_STEPS = page_of(schemas.of(models.DewarEvent)(unknown=INCLUDE), "ShippingStep")


@shippings.route("/<key:key>/history")
@needs(*READ)
@shippings.response(200, _STEPS)
def shipping_history(key: int) -> Response:
    """The steps and refills of all its dewars, the newest first, in the envelope of a list."""
    steps = journey.history(database.session(), caller(), key)
    return json_answer({"data": {"total": len(steps), "rows": steps, "next": None}, "message": None})


@shippings.route("/<key:key>/status", methods=["POST"])
@needs(*WRITE)
@shippings.arguments(_StatusSchema)
@shippings.response(200, schemas.ShippingSchema)
def set_status(body: Loaded, key: int) -> Response:
    """Move a shipment and its dewars to another state; no dewar is moved back."""
    modules.set_status(database.session(), caller(), key, body["status"], body["comments"])
    return answer(one(database.session(), caller(), models.Shipping, key, modules.RULES))


@shippings.route("/<key:key>/clone", methods=["POST"])
@needs(*WRITE)
@shippings.arguments(_CloneSchema)
@shippings.response(201, schemas.ShippingSchema)
def clone(body: Loaded, key: int) -> Response:
    """Ship again: a draft with the same dewars and containers, and samples with their names counted up."""
    row = shipment_clone.clone(database.session(), caller(), key, body["shippingName"], body["samples"])
    return answer(row, 201, f"{request.path.rsplit('/', 2)[0]}/{row['shippingId']}")
