# SPDX-License-Identifier: LGPL-3.0-or-later
"""A request's transaction: opened when first asked for, committed in this one place, else undone.

What another transaction or a lost connection undid is tried again from the start: the database has kept
nothing of it. A commit whose answer was lost is not: only the caller's idempotency key can tell.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from backend import audit
from backend.extensions import metrics, services
from backend.extensions.api import events, idempotency
from backend.extensions.logging import request_id
from backend.store import database

View = Callable[..., Any]

PAUSES = (0.05, 0.2, 0.5, 1.0)
"""Seconds before each further try, and up to half as much by chance, so that two do not collide again."""

_AWAY = (2002, 2003, 2006, 2013)
"""The client's numbers for a server that cannot be reached, or went away."""

_UNDONE = {1213: "deadlock", 1205: "lock wait", 1020: "changed meanwhile"}
"""MariaDB's numbers for a transaction that gave way to another."""

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Wrap every view that is registered by now."""
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = _in_transaction(view)


def _in_transaction(view: View) -> View:
    @wraps(view)
    def run(**arguments: object) -> Response:
        for pause in PAUSES:
            try:
                return _once(view, arguments)
            except DBAPIError as error:
                reason = _passing(error)
                if reason is None:
                    raise
            _wait(reason, pause)
        return _once(view, arguments)

    return run


def _once(view: View, arguments: dict[str, object]) -> Response:
    writes = request.method in ("POST", "PUT", "PATCH", "DELETE")
    with database.open_session(write=writes) as session:
        g.session = session
        audit.sign(session, g.caller.name, request_id())
        services.attach(session)
        earlier = idempotency.earlier_answer(session) if writes else None
        if earlier is not None:
            return earlier
        response = make_response(view(**arguments))
        if writes and response.status_code < 400:
            _commit(session, response)
        return response


def _commit(session: Session, response: Response) -> None:
    changes = events.changes(session)
    idempotency.remember(session, response)
    g.committing = True
    session.commit()
    g.committing = False
    events.publish(changes)


def _passing(error: DBAPIError) -> str | None:
    """Why a transaction came to nothing, if another try may do."""
    number = error.orig.args[0] if error.orig and error.orig.args else None
    if number in _UNDONE:
        return _UNDONE[number]
    lost = error.connection_invalidated or (isinstance(error, OperationalError) and number in _AWAY)
    return "connection lost" if lost and not g.get("committing") else None


def _wait(reason: str, pause: float) -> None:
    """Before another try, with the files of the body rewound."""
    log.warning("the transaction is tried again: %s", reason)
    metrics.REPEATED.labels(reason).inc()
    time.sleep(pause * random.uniform(1, 1.5))  # noqa: S311 - no secret
    for file in request.files.values():
        file.stream.seek(0)
