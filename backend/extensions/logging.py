# SPDX-License-Identifier: LGPL-3.0-or-later
"""Log lines on standard error, plain or JSON, each with the id of its request and never with a secret."""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Iterable
from datetime import datetime, timezone

from flask import Flask, Response, g, has_request_context, request

FORMATS = ("plain", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

LOGGERS = ("backend", "waitress", "sqlalchemy", "alembic", "py.warnings")
"""Whose lines are ours to write; gunicorn has a log of its own, see `deploy/gunicorn.conf.py`."""

_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_SECRETS = (
    re.compile(r"(://[^\s:/@]+:)[^\s/@]+(?=@)"),
    re.compile(r"(\b(?:bearer|basic)\s+)[\w.+/=-]{6,}", re.IGNORECASE),
    re.compile(
        r"(\b(?:password|passwd|secret|secret_key|token|refresh_token|api_key)[\"']?\s*[=:]\s*[\"']?)[^\s\"'@,;&}]+",
        re.IGNORECASE,
    ),
)
"""Where a secret stands in a text: an address, an Authorization header, a named value."""

SHORTEST_SECRET = 4
"""Shorter ones are not looked for: every other word would have them."""

log = logging.getLogger(__name__)


def scrubbed(text: str, secrets: Iterable[str] = ()) -> str:
    """*text* without passwords, tokens and the *secrets* themselves."""
    for secret in secrets:
        text = text.replace(secret, "***")
    for pattern in _SECRETS:
        text = pattern.sub(r"\1***", text)
    return text


def request_id() -> str:
    """The id of the current request; “-” outside of one."""
    return str(g.get("request_id", "-")) if has_request_context() else "-"


class PlainLines(logging.Formatter):
    """A line for a person: time, level, request, logger, message."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a traceback below it."""
        record.request_id = request_id()
        return scrubbed(super().format(record), self._secrets)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, request_id, message, and what the line adds."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The object; a traceback is its member `exception`."""
        members = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": request_id(),
            "message": record.getMessage(),
            **getattr(record, "members", {}),
        }
        if record.exc_info:
            members["exception"] = self.formatException(record.exc_info)
        clean = {
            name: scrubbed(value, self._secrets) if isinstance(value, str) else value
            for name, value in members.items()
        }
        return json.dumps(clean, ensure_ascii=False, default=str)


def init_app(app: Flask, level: str, form: str, secrets: Iterable[str]) -> None:
    """Log to standard error in that form, and give each request its id, in `X-Request-Id` too."""
    formatter = JsonLines if form == "json" else PlainLines
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(tuple(s for s in secrets if len(s) >= SHORTEST_SECRET)))
    for name in LOGGERS:
        logging.getLogger(name).handlers = [handler]
    logging.getLogger("backend").setLevel(level.upper())
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _SANE.fullmatch(given) else uuid.uuid4().hex
    g.request_began = time.perf_counter()


def _end(response: Response) -> Response:
    """One line a request: the path without its query, in which somebody may have put a secret."""
    response.headers["X-Request-Id"] = request_id()
    caller = g.get("caller")
    members = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("request_began", time.perf_counter())) * 1000, 1),
        "user": caller.name if caller else "",
    }
    quiet = response.status_code < 400 and request.path in ("/healthz", "/readyz", "/metrics")
    log.log(
        logging.DEBUG if quiet else logging.INFO,
        "%(method)s %(path)s %(status)s %(ms)s ms %(user)s",
        members,
        extra={"members": members},
    )
    return response
