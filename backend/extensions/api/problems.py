# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every failure as an RFC 9457 problem answer: one translation, at this border."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from backend.errors import BackendError, Conflict, Invalid, Unavailable
from backend.extensions.api.schemas import Loaded
from backend.extensions.logging import request_id
from backend.store.database_errors import misfit
from backend.store.rows import dumps

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Answer each kind of failure with its problem."""
    app.register_error_handler(BackendError, problem)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _no_connection)
    app.register_error_handler(Exception, _fault)


def problem(error: BackendError) -> Response:
    """The answer for an error of ours."""
    return _answer(error.status, error.title, error.detail, error.errors, error.headers, **error.members)


def _answer(
    status: int,
    title: str,
    detail: str,
    errors: Mapping[str, list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    body: Loaded = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request_id(),
        **members,
    }
    if errors:
        body["errors"] = errors
    response = Response(dumps(body), status, content_type="application/problem+json")
    for name, value in (headers or {}).items():
        response.headers[name] = value
    if status == 401:
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    return response


def _http(error: HTTPException) -> Response:
    """Errors of Flask and webargs; `Allow`, `Retry-After` and the like are kept."""
    status = error.code or 500
    kept = {k: v for k, v in error.get_headers() if k.lower() not in ("content-type", "content-length")}
    messages = getattr(error, "data", {}).get("messages") if status in (400, 422) else None
    if messages:
        fields = _flat(messages)
        wrong = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in list(fields.items())[:5])
        return _answer(422, Invalid.title, wrong, fields)
    return _answer(status, error.name, _told(error), headers=kept)


def _told(error: HTTPException) -> str:
    if error.code == 413 and request.max_content_length:
        return f"One request brings at most {request.max_content_length // 2**20} MiB to this server."
    return error.description or error.name


_PLACES = ("json", "query", "form", "files", "_schema")


def _flat(messages: object, prefix: str = "") -> dict[str, list[str]]:
    """`{"json": {"a": {"b": ["x"]}}}` as `{"a.b": ["x"]}`: json or query is no part of a field's name.

    The number of a row in a list is; that of a plain value is not.
    """
    if isinstance(messages, list) and messages and isinstance(messages[0], dict):
        messages = messages[0]
    if not isinstance(messages, dict):
        texts = messages if isinstance(messages, list) else [messages]
        return {prefix or "body": [str(text) for text in texts]}
    flat: dict[str, list[str]] = {}
    for name, inner in messages.items():
        value = isinstance(name, int) and not isinstance(inner, dict)
        place = value or (not prefix and name in _PLACES)
        found = _flat(inner, prefix if place else f"{prefix}.{name}".lstrip("."))
        flat |= {field: flat.get(field, []) + texts for field, texts in found.items()}
    return flat


def _database(error: DBAPIError) -> Response:
    """A database that refuses: the caller's value, a taken key, or a server that is busy or away."""
    unfit = misfit(error)
    if unfit is not None:
        log.info("value refused by the database: %s", error.orig)
        return problem(unfit)
    if isinstance(error, IntegrityError):
        log.info("write refused by the database: %s", error.orig)
        return problem(Conflict("This meets a row that is there already, or one that is missing."))
    if isinstance(error, DataError):
        log.info("value refused by the database: %s", error.orig)
        return problem(Invalid("The database cannot hold one of these values."))
    log.error("database not usable: %s", error.orig)
    busy = isinstance(error, OperationalError)
    text = "The database is busy or not reachable" if busy else "The database failed"
    return problem(Unavailable(f"{text}; try again in a few seconds.", headers={"Retry-After": "3"}))


def _no_connection(error: PoolTimeout) -> Response:
    """All connections to the database are in use, and none came free in time."""
    log.error("no connection to the database came free: %s", error)
    text = "The database is busy; try again in a few seconds."
    return problem(Unavailable(text, headers={"Retry-After": "3"}))


def _fault(error: Exception) -> Response:
    log.error("unexpected fault", exc_info=error)
    return _answer(
        500, "The server met a fault", "Something went wrong here; the log of the server says what."
    )
