# SPDX-License-Identifier: LGPL-3.0-or-later
"""Calls from web pages of other origins: refused, unless the configuration lists the origins."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask

from backend.config import ConfigError

READABLE = ("ETag", "Location", "Link", "Retry-After", "X-Request-Id", "Content-Disposition")
"""Headers of an answer that a page may read beyond the harmless ones."""

SENT = ("Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "X-Request-Id")


def init_app(app: Flask, origins: list[str], root: str) -> None:
    """Let pages of *origins* call the API, without cookies; with an empty list nothing is added."""
    for origin in origins:
        _check(origin)
    if origins:
        from flask_cors import CORS

        CORS(
            app,
            resources={rf"{root}/.*": {"origins": origins}},
            allow_headers=SENT,
            expose_headers=READABLE,
            supports_credentials=False,
            max_age=600,
        )


def _check(origin: object) -> None:
    """Raise ConfigError for what is no origin: a star or a pattern would let in whoever fits."""
    parts = urlsplit(origin) if isinstance(origin, str) else urlsplit("")
    plain = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("http", "https") or not parts.hostname or origin != plain or "*" in plain:
        raise ConfigError(
            f"CORS_ORIGINS names {origin}; an origin looks like https://portal.example.org, with no path."
        )
