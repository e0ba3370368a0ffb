# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/d/{barcode}`: the small web page behind a dewar's QR code, made for a phone.

It has a login of its own, in a signed cookie that scripts and other sites cannot use. Whoever is not logged
in gets the same page for every code, and whoever may not see a dewar the same as for a code that nobody has.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from functools import cache
from urllib.parse import quote

from flask import Blueprint, Flask, Response, redirect, request, session
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from backend.core.shipping.rules import dewar_moves, dewar_page, dewars
from backend.domain.couriers import tracking_url
from backend.errors import BackendError, NotAllowed, NotFound, NotLoggedIn
from backend.extensions.auth.access import NOBODY, public
from backend.extensions.auth.authenticator import AUTH, Auth
from backend.extensions.auth.base import Credentials
from backend.facility.profile import FACILITY
from backend.labels.templates import minute
from backend.store import database as db
from backend.store.ownership import Caller
from backend.store.rows import Row
from resources import path

pages = Blueprint("dewar_page", __name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
LONGEST_PLACE = 45
LONGEST_REASON = 255


def init_app(app: Flask) -> None:
    """Serve the page, with cookies that only this site's own requests carry."""
    config = app.config["SSX"]
    app.config |= {
        "SESSION_COOKIE_NAME": "ssx_page",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.QR_BASE_URL.startswith("https:"),
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=config.TOKEN_EXP_TIME),
        "SESSION_REFRESH_EACH_REQUEST": False,
    }
    app.register_blueprint(pages)


@pages.get("/d.css")
@public
def style() -> Response:
    """The page's style sheet."""
    css = path("pages/dewar.css").read_text(encoding="utf-8")
    return Response(
        css, content_type="text/css; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"}
    )


@pages.get("/d/<path:barcode>")
@public
def show(barcode: str) -> AnyResponse:
    """State, place, history and contents of a dewar, for who may see them."""
    caller = _caller()
    if caller is NOBODY:
        return _page("login.html")
    return _dewar_page(caller, barcode)


@pages.post("/d/<path:barcode>")
@public
def act(barcode: str) -> AnyResponse:
    """Log in or out, or take the next step: what the pressed button says."""
    _check_csrf()
    wanted = request.form.get("do", "")
    if wanted == "login":
        return _login()
    caller = _caller()
    if wanted == "logout" or caller is NOBODY:
        _auth().end(caller.login)
        session.clear()
        return _again()
    return _act(caller, barcode, wanted)


@pages.errorhandler(BackendError)
def _failed(error: BackendError) -> AnyResponse:
    """What went wrong, on a page; 401 leads back to the login."""
    if isinstance(error, NotLoggedIn):
        return _page("login.html", error.status, message=error.detail)
    return _page("message.html", error.status, message=error.detail)


def _act(caller: Caller, barcode: str, wanted: str) -> AnyResponse:
    if not dewar_page.may_move(caller):
        raise NotAllowed("Only the facility's staff moves dewars here.")
    database = db.session()
    key = _key(caller, barcode)
    try:
        if wanted == "undo":
            dewar_moves.undo(database, caller, key)
        elif wanted == "refill":
            dewar_moves.refill(database, caller, key, None, _field("reason", LONGEST_REASON))
        else:
            dewar_moves.move(database, caller, key, _move(wanted))
    except BackendError as error:
        repeated = wanted if error.members.get("repeat") else ""
        place = _field("place", LONGEST_PLACE)
        return _dewar_page(
            caller, barcode, error.status, message=error.detail, repeated=repeated, place=place
        )
    return _again()


def _move(state: str) -> dewar_moves.DewarMove:
    place = _field("place", LONGEST_PLACE)
    reason = _field("reason", LONGEST_REASON)
    return dewar_moves.DewarMove(state, place or None, reason, again=bool(request.form.get("again")))


def _field(name: str, longest: int) -> str:
    return request.form.get(name, "").strip()[:longest]


def _key(caller: Caller, barcode: str) -> int:
    try:
        return dewars.by_barcode(db.session(), caller, barcode)
    except NotFound as error:
        raise NotFound("No dewar that you may see has this code.") from error


def _login() -> AnyResponse:
    name, password = request.form.get("username", "")[:128], request.form.get("password", "")[:1024]
    login = _auth().login(Credentials(name, password))
    # A session that somebody else may have begun in this browser ends here.
    session.clear()
    session.permanent = True
    session["login"] = login.loginKey
    return _again()


def _caller() -> Caller:
    login = session.get("login")
    try:
        return _auth().caller_of(str(login)) if login else NOBODY
    except NotLoggedIn:
        return NOBODY


def _auth() -> Auth:
    return AUTH.here()


def _check_csrf() -> None:
    """Refuse a form that this site did not give out to this browser."""
    given, known = request.form.get("csrf", ""), session.get("csrf", "")
    if not known or not hmac.compare_digest(given.encode(), str(known).encode()):
        raise NotAllowed("This page is too old, or the form came from elsewhere; open the page again.")


def _csrf() -> str:
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def _again() -> AnyResponse:
    """Back to the page itself, so that reloading repeats nothing; relative, as a proxy may stand in front."""
    last = request.path.partition("/d/")[2]
    return redirect("./" + quote(last, safe=""), 303)


def _dewar_page(caller: Caller, barcode: str, status: int = 200, **more: object) -> AnyResponse:
    found = dewar_page.facts(db.session(), caller, barcode)
    asked: Row = {"message": "", "repeated": "", "place": "", **more}
    name = found["shipment"]["deliveryAgent_agentName"] or ""
    number = found["dewar"]["trackingNumberToSynchrotron"]
    tracking = tracking_url(FACILITY.here().tracking_urls or {}, name, number)
    return _page("dewar.html", status, **found, **asked, tracking=tracking, caller=caller)


def _page(template: str, status: int = 200, **values: object) -> AnyResponse:
    site = FACILITY.here().site
    html = (
        _environment().get_template(template).render({"message": "", **values, "site": site, "csrf": _csrf()})
    )
    return Response(html, status, content_type="text/html; charset=utf-8", headers=HEADERS)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(path("pages")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        sentence=lambda text: text[:1].upper() + text[1:],
        minute=lambda moment: minute(moment.astimezone().isoformat()),
    )
    return environment
