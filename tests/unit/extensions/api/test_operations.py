# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the document says of an operation follows from its route: who may, failures, headers, examples."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from backend import errors
from backend.config import Config
from backend.extensions.api.operations import KINDS, PROBLEM, complete, may_fail
from backend.extensions.auth.access import logged_in, needs, public

Described = dict[str, Any]
ROW = {"$ref": "#/components/schemas/Row"}


def content(schema: Described, kind: str = "application/json") -> Described:
    """A body or an answer of this schema."""
    return {"content": {kind: {"schema": schema}}}


def described() -> Described:
    """The document as flask-smorest writes it: what is known from the routes' own decorators."""
    row = {"200": content(ROW), "default": {"description": "any other"}}
    key = [{"name": "key", "in": "path"}]
    return {
        "paths": {
            "/rows": {
                "get": {"responses": {"200": content({"type": "array", "items": {"type": "integer"}})}},
                "post": {"requestBody": content(ROW), "responses": {"201": content(ROW), "422": {}}},
            },
            "/rows/{key}": {
                "parameters": key,
                "get": {"responses": dict(row)},
                "patch": {"requestBody": content(ROW), "responses": dict(row)},
                "delete": {"responses": {"204": {}}},
            },
            "/file": {"get": {"responses": {"200": content({"format": "binary"}, "image/png")}}},
            "/login": {"post": {"requestBody": content(ROW), "responses": {"200": {}}}},
        },
        "components": {
            "schemas": {
                "Row": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string", "examples": ["Lys"]},
                        "rowId": {"type": "integer", "readOnly": True, "examples": [7]},
                        "_etag": {"type": "string", "readOnly": True, "examples": ["abc"]},
                    },
                }
            }
        },
    }


@pytest.fixture
def document() -> Described:
    """The document, completed for a server with these routes."""
    app = Flask("documented")
    app.config["SSX"] = Config()

    def add(rule: str, endpoint: str, view: Any, *methods: str) -> None:
        app.add_url_rule(rule, endpoint, view, methods=methods)

    def own() -> Any:
        """A view that no other route shares: decorators note on it who may."""

        def answer(**_key: str) -> str:
            return ""

        return answer

    add("/rows", "own.RowList", needs("read", "write")(own()), "GET", "POST")
    add("/rows/<key>", "own.Row", needs("write")(own()), "GET", "PATCH", "DELETE")
    add("/file", "own.file", logged_in(own()), "GET")
    add("/login", "auth.login", public(may_fail(errors.TooMany, errors.NotLoggedIn)(own())), "POST")
    add("/hidden", "own.hidden", public(own()), "GET")
    made = described()
    complete(made, app, lambda rule: rule.replace("<", "{").replace(">", "}"))
    return made


def failures(document: Described, path: str, method: str) -> set[str]:
    """The statuses by which an operation fails."""
    return {status for status in document["paths"][path][method]["responses"] if status >= "4"}


def taken(document: Described, path: str, method: str) -> list[str]:
    """The headers that it takes."""
    parameters = document["paths"][path][method]["parameters"]
    return [told["$ref"].rpartition("/")[2] for told in parameters]


def given(document: Described, path: str, method: str, status: str) -> set[str]:
    """The headers of an answer."""
    return set(document["paths"][path][method]["responses"][status].get("headers", {}))


def test_who_may_is_what_the_view_says(document: Described) -> None:
    paths = document["paths"]
    assert paths["/rows"]["get"]["x-permissions"] == ["read", "write"]
    assert paths["/rows/{key}"]["delete"]["x-permissions"] == ["write"]
    assert not {"x-permissions", "security"} & set(paths["/file"]["get"]), "everybody's who is logged in"
    assert paths["/login"]["post"]["security"] == []
    assert "security" not in paths["/rows"]["get"]


def test_each_operation_has_a_name_of_method_and_endpoint(document: Described) -> None:
    names = {operation["operationId"] for path in document["paths"].values() for operation in _of(path)}
    rows = {"get_own_RowList", "post_own_RowList", "get_own_Row", "patch_own_Row", "delete_own_Row"}
    assert names == rows | {"get_own_file", "post_auth_login"}


def _of(path: Described) -> list[Described]:
    return [operation for method, operation in path.items() if method != "parameters"]


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/rows", "get", {"401", "403", "503"}),
        ("/rows", "post", {"401", "403", "409", "413", "422", "503"}),
        ("/rows/{key}", "get", {"401", "403", "404", "503"}),
        ("/rows/{key}", "patch", {"401", "403", "404", "409", "412", "413", "422", "503"}),
        ("/rows/{key}", "delete", {"401", "403", "404", "409", "412", "422", "503"}),
        ("/file", "get", {"401", "503"}),
        ("/login", "post", {"401", "409", "413", "422", "429", "503"}),
    ],
)
def test_how_it_may_fail_follows_from_its_route(
    document: Described, path: str, method: str, statuses: set[str]
) -> None:
    assert failures(document, path, method) == statuses
    assert "default" not in document["paths"][path][method]["responses"]


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/rows", "get", []),
        ("/rows", "post", ["Idempotency-Key"]),
        ("/rows/{key}", "get", ["If-None-Match"]),
        ("/rows/{key}", "patch", ["Idempotency-Key", "If-Match"]),
        ("/rows/{key}", "delete", ["Idempotency-Key", "If-Match"]),
        ("/file", "get", ["If-None-Match"]),
        ("/login", "post", []),
    ],
)
def test_it_takes_the_headers_that_mean_something_to_it(
    document: Described, path: str, method: str, headers: list[str]
) -> None:
    assert taken(document, path, method) == headers


def test_a_row_and_a_file_tell_their_revision_and_a_new_row_its_place(document: Described) -> None:
    assert given(document, "/rows/{key}", "get", "200") == {"ETag"}
    assert given(document, "/rows/{key}", "patch", "200") == {"ETag"}
    assert given(document, "/file", "get", "200") == {"ETag"}
    assert given(document, "/rows", "post", "201") == {"ETag", "Location"}
    assert given(document, "/rows", "get", "200") == set()
    unchanged = {"description": "Not changed since."}
    assert document["paths"]["/file"]["get"]["responses"]["304"] == unchanged
    assert "304" not in document["paths"]["/rows/{key}"]["patch"]["responses"]


def test_each_failure_is_a_problem_told_in_its_own_words(document: Described) -> None:
    told = document["components"]["responses"]
    assert {*told} == {kind.__name__ for kind in KINDS}
    stale = told["Stale"]["content"][PROBLEM]
    assert stale["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert stale["example"]["status"] == 412
    assert told["Stale"]["description"] == f"{errors.Stale.title}: {stale['example']['detail']}"
    assert stale["example"]["detail"] in (errors.Stale.__doc__ or "")
    headers = {name: set(failure.get("headers", {})) for name, failure in told.items()}
    assert headers.pop("NotLoggedIn") == {"WWW-Authenticate"}
    assert headers.pop("TooMany") == headers.pop("Unavailable") == {"Retry-After"}
    assert set().union(*headers.values()) == set()


def test_headers_are_described_once(document: Described) -> None:
    parameters = document["components"]["parameters"]
    assert {told["in"] for told in parameters.values()} == {"header"}
    assert {name for name, told in parameters.items() if told["name"] == name and not told["required"]} == {
        "If-Match",
        "If-None-Match",
        "Idempotency-Key",
    }
    assert {*document["components"]["headers"]} == {"ETag", "Location", "Retry-After", "WWW-Authenticate"}


def test_an_example_of_a_body_leaves_out_what_only_the_server_gives(document: Described) -> None:
    examples = document["components"]["examples"]
    assert examples["RowBody"]["value"] == {"name": "Lys"}
    assert examples["Row"]["value"] == {"name": "Lys", "rowId": 7, "_etag": "abc"}
    patch = document["paths"]["/rows/{key}"]["patch"]
    body = patch["requestBody"]["content"]["application/json"]["examples"]
    answer = patch["responses"]["200"]["content"]["application/json"]["examples"]
    assert body == {"example": {"$ref": "#/components/examples/RowBody"}}
    assert answer == {"example": {"$ref": "#/components/examples/Row"}}


def test_what_has_no_name_has_its_example_in_place(document: Described) -> None:
    media = document["paths"]["/rows"]["get"]["responses"]["200"]["content"]["application/json"]
    assert isinstance(media["example"], list)
    assert "examples" not in media
