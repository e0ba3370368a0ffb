# SPDX-License-Identifier: LGPL-3.0-or-later
"""What can go wrong in the backend, as one family: the api extension turns each into a problem answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class BackendError(Exception):
    """A failure that the caller is told about; `str(error)` is a sentence for a person."""

    status = 500
    title = "The server met a fault"

    def __init__(
        self,
        detail: str,
        *,
        errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = dict(errors or {})
        self.headers = dict(headers or {})
        self.members = members


class NotLoggedIn(BackendError):
    """401: nobody, or nobody any more, stands behind this request."""

    status = 401
    title = "Log in first"


class NotAllowed(BackendError):
    """403: the caller is known and lacks the permission."""

    status = 403
    title = "Not allowed"


class NotFound(BackendError):
    """404: no such row, or none that the caller may see."""

    status = 404
    title = "Not found"


class Conflict(BackendError):
    """409: the write meets other rows: a taken name, or a row that others hang on."""

    status = 409
    title = "In conflict with other rows"


class Stale(BackendError):
    """412: the row changed since the caller read it; `current` is the row as it is now."""

    status = 412
    title = "Changed meanwhile"

    def __init__(self, detail: str, current: Mapping[str, object]) -> None:
        super().__init__(detail, current=dict(current))


class TooLarge(BackendError):
    """413: more than this server takes in one request."""

    status = 413
    title = "Too large"


class Invalid(BackendError):
    """422: understood, and wrong; `errors` names each field and what would be right."""

    status = 422
    title = "Some values need mending"

    @classmethod
    def field(cls, name: str, message: str) -> Invalid:
        """One wrong field."""
        return cls(message, errors={name: [message]})


class TooMany(BackendError):
    """429: too many attempts; `Retry-After` says in how many seconds the next one may come."""

    status = 429
    title = "Too many attempts"


class BadGateway(BackendError):
    """502: another server that this one asks did not give what is needed."""

    status = 502
    title = "Another server failed"


class Unavailable(BackendError):
    """503: something that is needed is missing or busy; the detail says what to do."""

    status = 503
    title = "Not available now"
