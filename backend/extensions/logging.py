"""Log lines on standard error, each with the id of its request."""

from __future__ import annotations

import logging
import uuid

from flask import Flask, Response, g, has_request_context, request


class _RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = g.get("request_id", "-") if has_request_context() else "-"
        return True


def init_app(app: Flask, level: str) -> None:
    """Log to standard error, and give each answer an `X-Request-Id`."""
    handler = logging.StreamHandler()
    handler.addFilter(_RequestId())
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s")
    )
    root = logging.getLogger("backend")
    root.handlers = [handler]
    root.setLevel(level.upper())
    app.before_request(_name_request)
    app.after_request(_tell_name)


def _name_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if given.isalnum() and len(given) <= 64 else uuid.uuid4().hex[:12]


def _tell_name(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    return response
