# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/shippings/{id}/notices`: letters and calendar entries about a shipment, to copy or to send."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from backend.core.shipping.rules import notices as modules
from backend.errors import Conflict, NotFound
from backend.extensions.api.resource import READ, WRITE, json_answer
from backend.extensions.api.schemas import Loaded
from backend.extensions.auth.access import caller, needs
from backend.facility.profile import FACILITY
from backend.outside.mail import MailServer
from backend.store import database

notices = Blueprint("notices", __name__, description="What is told about a shipment.")


class _NoticeSchema(Schema):
    kind = fields.String(validate=validate.OneOf(modules.KINDS))
    to = fields.List(fields.String(), metadata={"description": "The addresses of its contacts."})
    subject = fields.String()
    text = fields.String()
    calendar = fields.String(
        allow_none=True, metadata={"description": "iCalendar; null while the day is not known."}
    )


class _NoticesSchema(Schema):
    notices = fields.List(fields.Nested(_NoticeSchema))
    canSend = fields.Boolean(metadata={"description": "A mail server is configured."})


class _SendSchema(Schema):
    class Meta:
        unknown = RAISE

    kind = fields.String(required=True, validate=validate.OneOf(modules.KINDS))
    to = fields.List(
        fields.String(validate=validate.Length(max=255)),
        load_default=(),
        validate=validate.Length(max=20),
        metadata={"description": "Some of the notice's addresses; all of them when left out."},
    )


@notices.route("/<key:key>/notices")
@needs(*READ)
@notices.response(200, _NoticesSchema)
def shipping_notices(key: int) -> Response:
    """E-mail text and calendar entry for “sent” and “arrived”, and whether they can be sent from here."""
    rows = modules.notices(database.session(), caller(), key, _site())
    return json_answer({"notices": rows, "canSend": _server() is not None})


@notices.route("/<key:key>/notices/<string:kind>.ics")
@needs(*READ)
@notices.response(200, content_type="text/calendar", schema={"type": "string"})
def notice_calendar(key: int, kind: str) -> Response:
    """The calendar entry of a notice as a file."""
    rows = {
        row["kind"]: row["calendar"] for row in modules.notices(database.session(), caller(), key, _site())
    }
    if not rows.get(kind):
        raise NotFound(f"There is no calendar entry “{kind}” yet: its day is not known.")
    response = Response(rows[kind], content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="shipment-{key}-{kind}.ics"'
    return response


@notices.route("/<key:key>/notices", methods=["POST"])
@needs(*WRITE)
@notices.arguments(_SendSchema)
@notices.response(200, Schema.from_dict({"to": fields.List(fields.String())}, name="NoticeSent"))
def send_notice(body: Loaded, key: int) -> Response:
    """Send a notice to the shipment's contacts by the configured mail server."""
    server = _server()
    if server is None:
        raise Conflict("No mail server is configured (MAIL_URL); copy the text and send it yourself.")
    letter = modules.letter(database.session(), caller(), key, body["kind"], body["to"], _site())
    # A slow mail server must not hold up whoever wants to write meanwhile.
    database.session().close()
    server.send(letter)
    return json_answer({"to": list(letter.to)})


def _server() -> MailServer | None:
    return MailServer.of(current_app.config["SSX"])


def _site() -> Any:
    return FACILITY.here().site
