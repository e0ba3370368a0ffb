# SPDX-License-Identifier: LGPL-3.0-or-later
"""Routes of the service itself: health, figures, events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from sqlalchemy import text

from backend.app_keys import AppKey
from backend.domain.handshake import API_VERSION
from backend.domain.version import __version__
from backend.errors import Unavailable
from backend.extensions import metrics
from backend.extensions.api import events
from backend.extensions.api.resource import READ, json_answer
from backend.extensions.auth.access import caller, needs, public
from backend.extensions.auth.authenticator import LOCAL_GUARD
from backend.store import database


class SchemaState(Protocol):
    """What knows whether the database has the schema that is needed."""

    def wrong(self) -> Sequence[object]:
        """What is needed and otherwise, each to be shown as text."""


SCHEMA = AppKey[SchemaState]("schema")

health = Blueprint("health", __name__, description="Whether the service runs.")
told = Blueprint("events", __name__, description="What changed, as it changes.")


class _NonceSchema(Schema):
    class Meta:
        unknown = RAISE

    nonce = fields.String(
        validate=validate.Length(16, 128), metadata={"description": "Any text, to be proved upon."}
    )


@health.route("/healthz")
@public
@health.arguments(_NonceSchema, location="query", unknown=RAISE)
@health.response(
    200,
    Schema.from_dict(
        {
            "status": fields.String(),
            "version": fields.String(),
            "api": fields.Integer(),
            "proof": fields.String(),
        },
        name="Health",
    ),
)
def healthz(query: dict[str, str]) -> Response:
    """The process is up; with a nonce, a local process also proves that it knows the secret (HMAC-SHA256)."""
    told = {"status": "ok", "version": __version__, "api": API_VERSION}
    guard = LOCAL_GUARD.here_or_none()
    if "nonce" in query and guard is not None:
        return json_answer({**told, "proof": guard.proof(query["nonce"])})
    return json_answer(told)


@health.route("/readyz")
@public
@health.response(200, Schema.from_dict({"status": fields.String()}, name="Ready"))
def readyz() -> Response:
    """The database answers and its schema is the one that is needed."""
    database.session().execute(text("SELECT 1"))
    wrong = SCHEMA.here().wrong()
    if wrong:
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise Unavailable(
            f"The database has another schema ({wrong[0]}{more}); run “ssx-backend check-db”.",
            headers={"Retry-After": "30"},
        )
    return json_answer({"status": "ready"})


@health.route("/metrics")
@public
@health.response(200, content_type="text/plain")
def figures() -> Response:
    """Requests, durations and repeats in Prometheus' text format; `ssx_backend_info` says whose they are."""
    return metrics.answer()


@told.route("/events")
@needs(*READ)
@told.response(200, content_type="text/event-stream")
def stream() -> Response:
    """Server-sent events: `changed` with table, id and verb; a comment twice a second as a sign of life.

    The table `LabelTemplate` stands for the files of the facility's label templates.
    """
    return events.stream(caller())
