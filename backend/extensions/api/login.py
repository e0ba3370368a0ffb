# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/auth`: logging in, going on, logging out."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.errors import BadGateway, Invalid, NotLoggedIn, TooMany
from backend.extensions.api.operations import may_fail
from backend.extensions.api.resource import json_answer
from backend.extensions.api.schemas import StrictSchema
from backend.extensions.auth import tokens
from backend.extensions.auth.access import caller, logged_in, public
from backend.extensions.auth.authenticator import AUTH, Auth
from backend.extensions.auth.base import Credentials
from backend.extensions.auth.logins import Login as Begun

auth = Blueprint("auth", __name__, description="Logging in.")

WORD, NAME, LONG = validate.Length(1, 1024), validate.Length(1, 128), validate.Length(1, 16384)
_SECRET = {"format": "password"}


class _LoginSchema(StrictSchema):
    module = fields.String(
        validate=NAME, metadata={"description": "A name of /auth/modules; else all are asked."}
    )
    username = fields.String(validate=NAME)
    password = fields.String(validate=WORD, metadata=_SECRET)
    code = fields.String(
        validate=LONG,
        metadata={"description": "Authorization code that the issuer sent the browser back with."},
    )
    code_verifier = fields.String(
        validate=validate.Length(43, 128), metadata={"description": "PKCE (RFC 7636), S256."}
    )
    redirect_uri = fields.String(
        validate=WORD, metadata={"description": "Where the browser came back: http on a loopback address."}
    )
    nonce = fields.String(validate=validate.Length(16, 128))

    @validates_schema
    def complete(self, given: dict[str, str], **_: object) -> None:
        """A name with its password, or all that a browser's login brings."""
        browser = ("code", "code_verifier", "redirect_uri", "nonce")
        wanted = browser if "code" in given else ("username", "password")
        missing = {name: ["This is needed to log in."] for name in wanted if name not in given}
        if missing:
            raise ValidationError(missing)


class _TokenSchema(Schema):
    token = fields.String()
    expires_at = fields.DateTime()
    refresh_token = fields.String(metadata={"description": "Good once; the answer brings the next one."})
    username = fields.String()
    permissions = fields.List(fields.String())


class _RefreshSchema(StrictSchema):
    refresh_token = fields.String(required=True, validate=validate.Length(1, 4096))


class _ModuleSchema(Schema):
    name = fields.String()
    kind = fields.String(validate=validate.OneOf(["password", "browser"]))
    authorization_endpoint = fields.String(metadata={"description": "Where a browser is sent to log in."})
    client_id = fields.String()
    scope = fields.String()


@auth.route("/login", endpoint="login")
class LoginView(MethodView):
    """Name and password, or a browser's login, for a token."""

    @public
    @may_fail(NotLoggedIn, Invalid, TooMany, BadGateway)
    @auth.response(200, _TokenSchema)
    def get(self) -> Response:
        """Log in as py-ispyb's clients do.

        With headers `username` and `password`, or basic auth, or `token` (one of the issuer's); `module`
        names the plug-in.
        """
        basic, headers = request.authorization, request.headers
        named = basic.parameters if basic is not None and basic.type == "basic" else {}
        return _answer(
            _auth().login(
                Credentials(
                    username=headers.get("username") or named.get("username") or "",
                    password=headers.get("password") or named.get("password") or "",
                    module=headers.get("module", ""),
                    token=headers.get("token", ""),
                )
            )
        )

    @public
    @may_fail(NotLoggedIn, TooMany, BadGateway)
    @auth.arguments(_LoginSchema)
    @auth.response(200, _TokenSchema)
    def post(self, body: dict[str, str]) -> Response:
        """Log in with a JSON body. After ten wrong passwords in five minutes the answer is 429."""
        return _answer(_auth().login(Credentials(**body)))


@auth.route("/refresh", methods=["POST"])
@public
@may_fail(NotLoggedIn, BadGateway)
@auth.arguments(_RefreshSchema)
@auth.response(200, _TokenSchema)
def refresh(body: dict[str, str]) -> Response:
    """A new token for a refresh token, which is good once: whoever brings it again ends the login."""
    return _answer(_auth().renew(body["refresh_token"]))


@auth.route("/logout", methods=["POST"])
@logged_in
@auth.response(204)
def logout() -> Response:
    """End this login: neither its token nor its refresh token is good any more."""
    _auth().end(caller().login)
    return Response(status=204)


@auth.route("/me")
@logged_in
@auth.response(
    200,
    Schema.from_dict({"username": fields.String(), "permissions": fields.List(fields.String())}, name="Me"),
)
def me() -> Response:
    """Who the token stands for."""
    return json_answer(_shown(caller().name, caller().permissions))


@auth.route("/modules")
@public
@auth.response(
    200, Schema.from_dict({"modules": fields.List(fields.Nested(_ModuleSchema))}, name="LoginModules")
)
def modules() -> Response:
    """How people log in here: the plug-ins, and where a browser goes for one that needs it."""
    return json_answer({"modules": _auth().described()})


def _auth() -> Auth:
    return AUTH.here()


def _answer(login: Begun) -> Response:
    made = tokens.issue(current_app.config["SSX"], login)
    body = {"token": made.token, "expires_at": made.expires_at, "refresh_token": made.refresh_token}
    response = json_answer({**body, **_shown(login.username, login.permissions)})
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(username: str, permissions: Any) -> dict[str, object]:
    return {"username": username, "permissions": sorted(permissions)}
