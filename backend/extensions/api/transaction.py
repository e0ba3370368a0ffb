"""A request's transaction: opened when first asked for, committed in this one place, else undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, request

from backend.extensions import db
from backend.extensions.api import events, idempotency

View = Callable[..., Any]


def init_app(app: Flask) -> None:
    """Wrap every view that is registered by now."""
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = _in_transaction(view)


def _in_transaction(view: View) -> View:
    @wraps(view)
    def run(**arguments: Any) -> Response:
        writes = request.method in ("POST", "PUT", "PATCH", "DELETE")
        with db.open_session(write=writes) as session:
            g.session = session
            earlier = idempotency.earlier_answer(session) if writes else None
            if earlier is not None:
                return earlier
            response = make_response(view(**arguments))
            if writes and response.status_code < 400:
                _commit(session, response)
            return response

    return run


def _commit(session: Any, response: Response) -> None:
    changes = events.changes(session)
    idempotency.remember(session, response)
    session.commit()
    events.publish(changes)
