# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who calls, and whether he or she may: decided once, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from backend.config import ConfigError
from backend.errors import NotLoggedIn
from backend.store.ownership import PERMISSIONS, Caller, require

F = TypeVar("F", bound=Callable[..., Any])

REFUSED = ("administrate",)
"""What a route asks for that names nothing itself."""

LOGGED_IN = ("logged in",)
"""No permission: what a route asks for that is everybody's who has a token."""


def needs(*permissions: str) -> Callable[[F], F]:
    """Name the permissions of which a view asks for one; stands above all other decorators."""

    def mark(view: F) -> F:
        view.__needs__ = permissions  # type: ignore[attr-defined]
        return view

    return mark


def public(view: F) -> F:
    """A view for everyone."""
    return needs()(view)


def logged_in(view: F) -> F:
    """A view for everyone who is logged in, whatever he or she may do."""
    return needs(*LOGGED_IN)(view)


def caller() -> Caller:
    """Who stands behind the current request."""
    return g.caller  # type: ignore[no-any-return]


def check_access(find_caller: Callable[[], Caller]) -> None:
    """Find the caller and refuse what he or she may not do; runs before each request.

    Raises NotLoggedIn (401) or NotAllowed (403).
    """
    if request.endpoint is None or request.method == "OPTIONS":
        return
    wanted = wanted_by(current_app, request.endpoint, request.method)
    # What is public answers also with a token that has run out, and when the database is away.
    g.caller = find_caller() if wanted else NOBODY
    if not wanted:
        return
    if g.caller is NOBODY:
        raise NotLoggedIn("Log in first: this needs a valid token.")
    if wanted != LOGGED_IN:
        require(g.caller, *wanted)


NOBODY = Caller("")


def wanted_by(app: Flask, endpoint: str, method: str) -> tuple[str, ...]:
    """The permissions of which a request needs one; none of them for what is public.

    The configuration's rule for the endpoint and method, else what the view says, else refusal.
    """
    method = "get" if method == "HEAD" else method.lower()
    rules = {name.lower(): names for name, names in _rules(app).get(endpoint, {}).items()}
    if method in rules:
        return tuple(rules[method] or REFUSED)
    return tuple(getattr(view_of(app, endpoint, method), "__needs__", REFUSED))


def view_of(app: Flask, endpoint: str, method: str) -> object:
    """The function that answers a method (in small letters), with what its decorators noted on it."""
    view = app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    return getattr(view_class, method, view) if view_class else view


def check_rules(app: Flask) -> None:
    """Refuse a configuration whose rules name what is not there: they would protect nothing."""
    served = {
        (rule.endpoint, method.lower()) for rule in app.url_map.iter_rules() for method in rule.methods or ()
    }
    for endpoint, methods in _rules(app).items():
        for method, names in methods.items():
            if (endpoint, method.lower()) not in served:
                raise ConfigError(
                    f"authorization_rules name {method} of {endpoint}, which is not served here."
                )
            unknown = set(names or ()) - set(PERMISSIONS)
            if unknown:
                raise ConfigError(
                    f"authorization_rules of {endpoint} name {', '.join(sorted(unknown))}; "
                    f"permissions are {', '.join(PERMISSIONS)}."
                )


def _rules(app: Flask) -> dict[str, dict[str, list[str]]]:
    rules: dict[str, dict[str, list[str]]] = app.config["SSX"].authorization_rules
    return rules
