# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the document says of every operation beyond its own route: access, failures, headers, examples.

All of it is found from the routes themselves, so that a new endpoint needs no line for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

from backend import errors
from backend.errors import BackendError
from backend.extensions.api.examples import Examples
from backend.extensions.auth.access import LOGGED_IN, view_of, wanted_by

F = TypeVar("F", bound=Callable[..., Any])
Described = dict[str, Any]

JSON, PROBLEM = "application/json", "application/problem+json"
WRITES = ("post", "put", "patch", "delete")
KINDS: tuple[type[BackendError], ...] = (
    errors.NotLoggedIn,
    errors.NotAllowed,
    errors.NotFound,
    errors.Conflict,
    errors.Stale,
    errors.TooLarge,
    errors.Invalid,
    errors.TooMany,
    errors.BadGateway,
    errors.Unavailable,
)

_TEXT = {"type": "string"}
PARAMETERS: dict[str, Described] = {
    "If-Match": {
        "description": "The ETag of the row that was read; 412 when it is no longer that one.",
        "schema": _TEXT,
    },
    "If-None-Match": {
        "description": "The ETag of what is there already; 304 when it is still that one.",
        "schema": _TEXT,
    },
    "Idempotency-Key": {
        "description": "A UUID: a repeat within 7 days gives the first answer and writes nothing.",
        "schema": {"type": "string", "minLength": 8, "maxLength": 128},
    },
}
HEADERS: dict[str, Described] = {
    "ETag": {"description": "The revision, for If-Match and If-None-Match.", "schema": _TEXT},
    "Location": {"description": "The path of the new row.", "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait before another try.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {"description": "How to log in: Bearer.", "schema": _TEXT},
}
_HEADERS_OF_FAILURES = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def may_fail(*kinds: type[BackendError]) -> Callable[[F], F]:
    """Name the failures of a view that cannot be seen from its route: another server's, too many attempts."""

    def mark(view: F) -> F:
        view.__may_fail__ = kinds  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(frozen=True)
class Operation:
    """One method of one path, with what the document says of it so far."""

    path: Described
    method: str
    endpoint: str
    needs: tuple[str, ...]
    named: tuple[type[BackendError], ...]
    schemas: dict[str, Described]

    @property
    def own(self) -> Described:
        """Its description."""
        found: Described = self.path[self.method]
        return found

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method in WRITES

    @property
    def remembered(self) -> bool:
        """Whether a repeat with the same key gives the same answer: passwords and tokens are kept nowhere."""
        return self.writes and not self.endpoint.startswith("auth.")

    @property
    def changes_row(self) -> bool:
        """Whether it changes or deletes the row that GET gives at the same path."""
        return self.method in WRITES[1:] and _gives_row(self.path.get("get", {}), self.schemas)

    def failures(self) -> Iterator[type[BackendError]]:
        """How it may fail."""
        yield errors.Unavailable
        yield from self.named
        if self.needs:
            yield errors.NotLoggedIn
        if self.needs not in ((), LOGGED_IN):
            yield errors.NotAllowed
        if self.path.get("parameters"):
            yield errors.NotFound
        if self.writes:
            yield errors.Conflict
        if self.changes_row:
            yield errors.Stale
        if self.remembered or self.own.get("parameters") or "requestBody" in self.own:
            yield errors.Invalid
        if "requestBody" in self.own:
            yield errors.TooLarge


def complete(document: Described, app: Flask, to_path: Callable[[str], str]) -> None:
    """Add to each operation what can be known of it; *to_path* writes a route's rule as the document does."""
    components = document["components"]
    components["responses"] = {kind.__name__: _failure(kind) for kind in KINDS}
    components["parameters"] = {
        name: {"name": name, "in": "header", "required": False, **told} for name, told in PARAMETERS.items()
    }
    components["headers"] = HEADERS
    gallery = _Gallery(components.setdefault("examples", {}), Examples(components["schemas"]))
    for operation in _operations(document, app, to_path):
        _tell_access(operation)
        _tell_failures(operation)
        _tell_headers(operation)
        gallery.show(operation.own)


def _operations(document: Described, app: Flask, to_path: Callable[[str], str]) -> Iterator[Operation]:
    for rule in app.url_map.iter_rules():
        path = document["paths"].get(to_path(rule.rule), {})
        for method in [method for method in path if method.upper() in (rule.methods or ())]:
            view = view_of(app, rule.endpoint, method)
            named = getattr(view, "__may_fail__", ())
            wanted = wanted_by(app, rule.endpoint, method)
            yield Operation(path, method, rule.endpoint, wanted, named, document["components"]["schemas"])


def _tell_access(operation: Operation) -> None:
    operation.own["operationId"] = re.sub(r"\W+", "_", f"{operation.method}_{operation.endpoint}")
    if not operation.needs:
        operation.own["security"] = []
    elif operation.needs != LOGGED_IN:
        operation.own["x-permissions"] = list(operation.needs)


def _tell_failures(operation: Operation) -> None:
    answers = operation.own["responses"]
    for status in [status for status in answers if status == "default" or int(status) >= 400]:
        del answers[status]
    for kind in sorted(set(operation.failures()), key=lambda kind: kind.status):
        answers[str(kind.status)] = {"$ref": f"#/components/responses/{kind.__name__}"}


def _tell_headers(operation: Operation) -> None:
    taken = operation.own.setdefault("parameters", [])
    answers = operation.own["responses"]
    if operation.remembered:
        taken.append(_link("parameters", "Idempotency-Key"))
    if operation.changes_row:
        taken.append(_link("parameters", "If-Match"))
    row = _gives_row(operation.own, operation.schemas)
    if row or _gives_file(operation.own):
        for answer in (answers[status] for status in ("200", "201") if status in answers):
            answer["headers"] = {"ETag": _link("headers", "ETag")}
        if operation.method == "get":
            taken.append(_link("parameters", "If-None-Match"))
            answers["304"] = {"description": "Not changed since."}
    if row and "201" in answers:
        answers["201"]["headers"]["Location"] = _link("headers", "Location")


class _Gallery:
    """The document's examples: each is shown once, under the name of what it is one of."""

    def __init__(self, shown: dict[str, Described], examples: Examples) -> None:
        self._shown, self._examples = shown, examples

    def show(self, operation: Described) -> None:
        """Give the body and the answers of an operation their examples."""
        for media in _json_of(operation.get("requestBody", {})):
            self._hang(media, "Body", self._examples.body)
        for answer in operation["responses"].values():
            for media in _json_of(answer):
                self._hang(media, "", self._examples.answer)

    def _hang(self, media: Described, kind: str, make: Callable[[Described], object]) -> None:
        schema = media["schema"]
        if "$ref" not in schema:
            media["example"] = make(schema)
            return
        name = schema["$ref"].rpartition("/")[2] + kind
        if name not in self._shown:
            self._shown[name] = {"value": make(schema)}
        media["examples"] = {"example": _link("examples", name)}


def _failure(kind: type[BackendError]) -> Described:
    """A kind of failure as an answer, with its problem."""
    sentence = (kind.__doc__ or "").partition(": ")[2].strip()
    problem = {"type": "about:blank", "title": kind.title, "status": kind.status, "detail": sentence}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": problem}
    header = _HEADERS_OF_FAILURES.get(kind.status)
    told = {"description": f"{kind.title}: {sentence}", "content": {PROBLEM: content}}
    return {**told, "headers": {header: _link("headers", header)}} if header else told


def _json_of(described: Described) -> list[Described]:
    media = described.get("content", {}).get(JSON)
    return [media] if media and "schema" in media else []


def _gives_row(operation: Described, schemas: dict[str, Described]) -> bool:
    """Whether the answer is one row with its revision."""
    for answer in operation.get("responses", {}).values():
        for media in _json_of(answer):
            name = str(media["schema"].get("$ref", "")).rpartition("/")[2]
            if "_etag" in schemas.get(name, {}).get("properties", {}):
                return True
    return False


def _gives_file(operation: Described) -> bool:
    content = operation["responses"].get("200", {}).get("content", {})
    return any(media.get("schema", {}).get("format") == "binary" for media in content.values())


def _link(kind: str, name: str) -> Described:
    return {"$ref": f"#/components/{kind}/{name}"}
