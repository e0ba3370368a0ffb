# SPDX-License-Identifier: LGPL-3.0-or-later
"""What can go wrong when the backend is asked: one type for each thing that a caller can act on."""

from __future__ import annotations

from collections.abc import Mapping

from backend.domain.rows.answers import Problem


class LimsError(Exception):
    """The backend did not do what was asked; `str(error)` is a sentence for the user."""


class BadAddress(LimsError):
    """The address cannot be used; nothing was sent."""


class Unreachable(LimsError):
    """No answer came: no network, no backend at that address, or it ended meanwhile."""


class NotLoggedIn(LimsError):
    """401: the user name, the password or the token does not hold (any more)."""


class NotAllowed(LimsError):
    """403: this user lacks the permission."""


class NotFound(LimsError):
    """404: no such row, or none that this user may see."""


class Conflict(LimsError):
    """409: a name that is taken, a row that others hang on, a step that is asked about.

    `errors` names the fields if there are any, `problem` is the whole answer.
    """

    def __init__(
        self,
        message: str,
        errors: Mapping[str, list[str]] | None = None,
        problem: Problem | None = None,
    ) -> None:
        super().__init__(message)
        self.errors = dict(errors or {})
        self.problem: Problem = problem or {}


class Stale(LimsError):
    """412: somebody changed the row since it was read; `current` is the row as it is now."""

    def __init__(self, message: str, current: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.current = dict(current or {})


class Invalid(LimsError):
    """422 and like refusals; `errors` are the messages by field, `problem` is the whole answer."""

    def __init__(self, message: str, problem: Problem | None = None) -> None:
        super().__init__(message)
        self.problem: Problem = problem or {}
        self.errors: dict[str, list[str]] = _messages(self.problem)


class Unavailable(LimsError):
    """429, 502, 503, 504: not now; `retry_after` is in seconds, None when the backend does not say."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ServerFault(LimsError):
    """The backend failed, or what answered is not our backend."""


class VersionMismatch(LimsError):
    """Window and backend speak different versions of the interface; the sentence says which is too old."""


_PLAIN: dict[int, type[LimsError]] = {401: NotLoggedIn, 403: NotAllowed, 404: NotFound, 410: NotFound}
_NOT_NOW = (429, 502, 503, 504)


def error_from(status: int, problem: Problem, headers: Mapping[str, str]) -> LimsError:
    """The error for a refused request, from the status and the problem document (RFC 9457) of the answer."""
    sentence = _sentence(status, problem)
    if status in _PLAIN:
        return _PLAIN[status](sentence)
    if status == 409:
        return Conflict(sentence, _messages(problem), problem)
    if status == 412:
        return Stale(sentence, problem.get("current"))
    if status in _NOT_NOW:
        return Unavailable(sentence, _seconds(headers.get("Retry-After")))
    if 400 <= status < 500:
        return Invalid(sentence, problem)
    return ServerFault(sentence)


def _sentence(status: int, problem: Problem) -> str:
    """What the backend said, or else what the status means."""
    said = problem.get("detail") or problem.get("title")
    if said:
        return str(said)
    if status == 413:
        return "This is more than the backend takes in one request: send a smaller file."
    if status in _NOT_NOW:
        return "The backend is busy or its database cannot be reached: try again in a moment."
    return f"The backend answered with status {status} and gave no reason: its log file says more."


def _messages(problem: Problem) -> dict[str, list[str]]:
    """The messages by field; a single text counts as a list of one."""
    errors = problem.get("errors")
    if not isinstance(errors, Mapping):
        return {}
    return {
        str(field): [str(text) for text in texts] if isinstance(texts, list) else [str(texts)]
        for field, texts in errors.items()
    }


def _seconds(text: str | None) -> float | None:
    """Retry-After in seconds; its other form, a date, is not used by our backend."""
    return float(text) if text is not None and text.isdecimal() else None
