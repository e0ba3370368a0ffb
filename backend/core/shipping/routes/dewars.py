# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/shippings/dewars`: the steps of a dewar, its history, the board of all."""

from __future__ import annotations

from flask import Response, current_app, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from backend.core import models, schemas
from backend.core.shipping.rules import dewar_board, dewar_moves, dewar_steps, dewars
from backend.domain.states import DEWAR_STATES
from backend.extensions.api.resource import MOST_ROWS, READ, WRITE, answer, json_answer
from backend.extensions.api.schemas import Loaded, SafeDateTime, StrictSchema, page_of
from backend.extensions.auth.access import caller, needs
from backend.store import database
from backend.store.rows import Row, one

dewar_desk = Blueprint("dewars", __name__, description="Dewars on their way.")

_PLACE = validate.Length(max=45)
_REASON = validate.Length(max=255)


class _DewarStatusSchema(StrictSchema):
    dewarStatus = fields.String(
        required=True, metadata={"description": "ISPyB's word, such as “at facility”."}
    )
    storageLocation = fields.String(load_default=None, allow_none=True, validate=_PLACE)
    reason = fields.String(load_default="", validate=_REASON)
    again = fields.Boolean(
        load_default=False, metadata={"description": "Meant although the same was done within a minute."}
    )


class _RefillSchema(StrictSchema):
    time = SafeDateTime(load_default=None, allow_none=True, metadata={"description": "Now when left out."})
    reason = fields.String(load_default="", validate=_REASON, metadata={"description": "Words on it."})


class _UnknownDewarSchema(StrictSchema):
    barCode = fields.String(required=True, validate=validate.Length(1, 45))
    storageLocation = fields.String(validate=_PLACE)
    comments = fields.String(validate=validate.Length(max=1024))


class _BoardQuerySchema(StrictSchema):
    dewarStatus = fields.List(
        fields.String(validate=validate.OneOf(DEWAR_STATES)),
        load_default=(),
        metadata={"description": "Only these states; repeat for any of. Else all but closed dewars."},
    )
    storageLocation = fields.String(load_default="", validate=_PLACE)
    q = fields.String(load_default="", validate=validate.Length(max=200))
    limit = fields.Integer(load_default=500, validate=validate.Range(1, MOST_ROWS))


class _BoardRowSchema(Schema):
    dewarId = fields.Integer()
    code = fields.String(allow_none=True)
    barCode = fields.String(allow_none=True)
    dewarStatus = fields.String()
    storageLocation = fields.String(allow_none=True)
    shippingId = fields.Integer()
    shippingName = fields.String(allow_none=True)
    proposal = fields.String(metadata={"description": "Code and number.", "examples": ["mx2415"]})
    packing = fields.String(allow_none=True)
    filledAt = fields.AwareDateTime(allow_none=True)
    coldUntil = fields.AwareDateTime(allow_none=True)
    since = fields.AwareDateTime(allow_none=True, metadata={"description": "In this state since."})


_COUNTS = fields.Dict(
    keys=fields.String(),
    values=fields.Integer(),
    metadata={"description": "How many dewars there are of each value."},
)
_BOARD = page_of(_BoardRowSchema, "Board", states=_COUNTS, places=_COUNTS)
_STEPS = page_of(schemas.of(models.DewarEvent), "DewarEvent")


@dewar_desk.route("/dewars/<key:key>/status", methods=["POST"])
@needs(*WRITE)
@dewar_desk.arguments(_DewarStatusSchema)
@dewar_desk.response(200, schemas.DewarSchema)
def set_dewar_status(body: Loaded, key: int) -> Response:
    """Move a dewar to a state and a place.

    409 with `repeat` and the `last` step for the same step within a minute: `again` says that it is meant.
    409 with the `checklist` for what cannot be sent yet.
    """
    options = dewar_moves.DewarMove(
        body["dewarStatus"], body["storageLocation"], body["reason"], body["again"]
    )
    dewar_moves.move(database.session(), caller(), key, options)
    return answer(_dewar(key))


@dewar_desk.route("/dewars/<key:key>/undo", methods=["POST"])
@needs(*WRITE)
@dewar_desk.response(200, schemas.DewarSchema)
def undo_dewar_step(key: int) -> Response:
    """Put a dewar back to where it was before its last step, by a new step."""
    dewar_moves.undo(database.session(), caller(), key)
    return answer(_dewar(key))


@dewar_desk.route("/dewars/<key:key>/history")
@needs(*READ)
@dewar_desk.response(200, _STEPS)
def dewar_history(key: int) -> Response:
    """A dewar's way, the newest step first, in the envelope of a list; `kind` tells refills from steps."""
    return _steps(key)


@dewar_desk.route("/dewars/<key:key>/refills")
@needs(*READ)
@dewar_desk.response(200, _STEPS)
def dewar_refills(key: int) -> Response:
    """When liquid nitrogen was topped up, the newest first."""
    return _steps(key, dewar_steps.REFILL)


@dewar_desk.route("/dewars/<key:key>/refills", methods=["POST"])
@needs(*WRITE)
@dewar_desk.arguments(_RefillSchema)
@dewar_desk.response(200, schemas.DewarSchema)
def refill_dewar(body: Loaded, key: int) -> Response:
    """Keep that liquid nitrogen was topped up; the dewar's hold time begins anew."""
    dewar_moves.refill(database.session(), caller(), key, body["time"], body["reason"])
    return answer(_dewar(key))


@dewar_desk.route("/dewars/by_barcode/<path:barcode>")
@needs(*READ)
@dewar_desk.response(200, schemas.DewarSchema)
def dewar_by_barcode(barcode: str) -> Response:
    """The dewar that carries a barcode."""
    return answer(_dewar(dewars.by_barcode(database.session(), caller(), barcode)))


@dewar_desk.route("/dewars/board")
@needs(*READ)
@dewar_desk.arguments(_BoardQuerySchema, location="query", unknown=RAISE)
@dewar_desk.response(200, _BOARD)
def dewar_board_rows(query: Loaded) -> Response:
    """All dewars with state, place, origin, and since when; `states` and `places` count them."""
    options = dewar_board.BoardQuery(
        tuple(query["dewarStatus"]), query["storageLocation"], query["q"], query["limit"]
    )
    return json_answer({"data": dewar_board.board(database.session(), caller(), options), "message": None})


@dewar_desk.route("/dewars/unknown", methods=["POST"])
@needs(*WRITE)
@dewar_desk.arguments(_UnknownDewarSchema)
@dewar_desk.response(201, schemas.DewarSchema)
def take_in_unknown_dewar(body: Loaded) -> Response:
    """Store a dewar that nobody knows as arrived, in the facility's “unclaimed” shipment; for staff."""
    proposal = current_app.config["SSX"].UNCLAIMED_PROPOSAL
    row = dewar_board.take_in_unknown(database.session(), caller(), body, proposal)
    return answer(row, 201, f"{request.path.rpartition('/')[0]}/{row['dewarId']}")


def _dewar(key: int) -> Row:
    return one(database.session(), caller(), models.Dewar, key, dewars.RULES)


def _steps(key: int, kind: str = "") -> Response:
    one(database.session(), caller(), models.Dewar, key)
    steps = dewar_steps.history(database.session(), key, kind)
    return json_answer({"data": {"total": len(steps), "rows": steps, "next": None}, "message": None})
