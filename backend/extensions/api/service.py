"""Routes of the service itself: health, login, events."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from sqlalchemy import text

from backend import __version__
from backend.domain.handshake import API_VERSION
from backend.errors import NotLoggedIn, Unavailable
from backend.extensions import db, metrics
from backend.extensions.api import events
from backend.extensions.api.resource import READ, json_answer
from backend.extensions.auth import tokens
from backend.extensions.auth.access import caller, needs, public
from backend.extensions.auth.base import Identity

health = Blueprint("health", __name__, description="Whether the service runs.")
auth = Blueprint("auth", __name__, description="Logging in.")
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
    guard = current_app.extensions.get("ssx_local_guard")
    if "nonce" in query and guard is not None:
        return json_answer({**told, "proof": guard.proof(query["nonce"])})
    return json_answer(told)


@health.route("/readyz")
@public
@health.response(200, Schema.from_dict({"status": fields.String()}, name="Ready"))
def readyz() -> Response:
    """The database answers and its schema is the one of this version."""
    from backend.migrations import is_current

    db.session().execute(text("SELECT 1"))
    if not is_current(db.engine()):
        raise Unavailable("The database has another schema; run “ssx-backend upgrade-db”.")
    return json_answer({"status": "ready"})


@health.route("/metrics")
@public
@health.response(200, content_type="text/plain")
def figures() -> Response:
    """Requests, durations and repeats in Prometheus' text format; `ssx_backend_info` says whose they are."""
    return metrics.answer()


class _LoginSchema(Schema):
    class Meta:
        unknown = RAISE

    username = fields.String(required=True, validate=validate.Length(1, 128))
    password = fields.String(
        required=True, validate=validate.Length(1, 1024), metadata={"format": "password"}
    )


class _TokenSchema(Schema):
    token = fields.String()
    expires_at = fields.DateTime()
    refresh_token = fields.String()
    username = fields.String()
    permissions = fields.List(fields.String())


class _RefreshSchema(Schema):
    class Meta:
        unknown = RAISE

    refresh_token = fields.String(required=True, validate=validate.Length(1, 4096))


@auth.route("/login", endpoint="login")
class Login(MethodView):
    """Name and password for a token."""

    @public
    @auth.response(200, _TokenSchema)
    def get(self) -> Response:
        """Log in with headers `username` and `password`, or basic auth, as py-ispyb's clients do."""
        basic = request.authorization
        name = request.headers.get("username") or (basic.username if basic else None)
        password = request.headers.get("password") or (basic.password if basic else None)
        return _login(name or "", password or "")

    @public
    @auth.arguments(_LoginSchema)
    @auth.response(200, _TokenSchema)
    def post(self, body: dict[str, str]) -> Response:
        """Log in with a JSON body."""
        return _login(body["username"], body["password"])


def _login(username: str, password: str) -> Response:
    return _token_answer(current_app.extensions["ssx_auth"].login(db.session(), username, password))


def _token_answer(identity: Identity) -> Response:
    made = tokens.issue(current_app.config["SSX"], identity)
    body: dict[str, Any] = {
        "token": made.token,
        "expires_at": made.expires_at,
        "refresh_token": made.refresh_token,
    }
    return json_answer({**body, **_shown(identity.username, identity.permissions)})


def _shown(username: str, permissions: frozenset[str]) -> dict[str, Any]:
    return {"username": username, "permissions": sorted(permissions)}


@auth.route("/refresh", methods=["POST"])
@public
@auth.arguments(_RefreshSchema)
@auth.response(200, _TokenSchema)
def refresh(body: dict[str, str]) -> Response:
    """A new token for a refresh token, as long as that is good."""
    return _token_answer(tokens.read(current_app.config["SSX"], body["refresh_token"], "refresh"))


@auth.route("/me")
@public
@auth.response(
    200,
    Schema.from_dict({"username": fields.String(), "permissions": fields.List(fields.String())}, name="Me"),
)
def me() -> Response:
    """Who the token stands for."""
    if not caller().name:
        raise NotLoggedIn("Log in first: this needs a valid token.")
    return json_answer(_shown(caller().name, caller().permissions))


@told.route("/events")
@needs(*READ)
@told.response(200, content_type="text/event-stream")
def stream() -> Response:
    """Server-sent events: `changed` with table, id and verb; a comment twice a second as a sign of life."""
    return events.stream(caller())
