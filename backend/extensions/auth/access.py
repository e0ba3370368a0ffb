"""Who calls, and whether he or she may: decided once, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, request

from backend.errors import NotLoggedIn
from backend.ownership import Caller, require

F = TypeVar("F", bound=Callable[..., Any])

REFUSED = ("administrate",)
"""What a route asks for that names nothing itself."""


def needs(*permissions: str) -> Callable[[F], F]:
    """Name the permissions of which a view asks for one; stands above all other decorators."""

    def mark(view: F) -> F:
        view.__needs__ = permissions  # type: ignore[attr-defined]
        return view

    return mark


def public(view: F) -> F:
    """A view for everyone."""
    return needs()(view)


def caller() -> Caller:
    """Who stands behind the current request."""
    return g.caller  # type: ignore[no-any-return]


def check_access() -> None:
    """Find the caller and refuse what he or she may not do; runs before each request.

    Raises NotLoggedIn (401) or NotAllowed (403).
    """
    if request.endpoint is None or request.method == "OPTIONS":
        return
    wanted = _wanted()
    g.caller = current_app.extensions["ssx_auth"].caller()
    if wanted == ():
        return
    if g.caller is NOBODY:
        raise NotLoggedIn("Log in first: this needs a valid token.")
    require(g.caller, *wanted)


NOBODY = Caller("")


def _wanted() -> tuple[str, ...]:
    """The configuration's rule for this endpoint and method, else what the view says, else refusal."""
    endpoint = str(request.endpoint)
    rules = current_app.config["SSX"].authorization_rules.get(endpoint, {})
    method = "GET" if request.method == "HEAD" else request.method
    if method.lower() in rules or method in rules:
        return tuple(rules.get(method.lower()) or rules.get(method) or ())
    view = current_app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    function = getattr(view_class, method.lower(), view) if view_class else view
    return tuple(getattr(function, "__needs__", REFUSED))
