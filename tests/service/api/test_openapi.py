# SPDX-License-Identifier: LGPL-3.0-or-later
"""The document of the interface: listed in the repository, true to the code, with examples that are right."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from difflib import unified_diff
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from marshmallow import Schema

from backend import create_app
from backend.extensions.api.document import API
from backend.extensions.api.operation_list import operation_list
from backend.extensions.auth.access import wanted_by
from tests.helpers.every_row import settings
from tests.service.conftest import ROOT

KEPT = Path(__file__).parents[3] / "docs" / "operations.txt"
RENEW = "ssx-backend openapi --operations > docs/operations.txt"
WRITES = ("post", "put", "patch", "delete")


def test_the_list_of_operations_in_the_repository_is_the_one_that_is_served() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "backend", "openapi", "--operations"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    kept = KEPT.read_text(encoding="utf-8")
    changed = list(unified_diff(kept.splitlines(), printed.splitlines(), lineterm="", n=0))
    assert changed == [], f"the interface changed; when that is meant, write the list anew: {RENEW}"
    assert len(kept.encode()) <= 150_000


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("paths", "{key}", "get", "operationId"), "get_other"),
        (("paths", "{key}", "get", "x-permissions"), ["administrate"]),
        (("paths", "", "get", "parameters", 0, "name"), "other"),
        (("paths", "", "get", "responses", "418"), {"description": "A teapot"}),
        (("components", "Shipping", "properties", "shippingName", "maxLength"), 44),
        (("components", "Shipping", "properties", "title"), {"type": "string"}),
        (("components", "Shipping", "required"), ["comments"]),
    ],
)
def test_a_change_of_the_interface_shows_in_the_list(
    document: dict[str, Any], keys: tuple[Any, ...], value: Any
) -> None:
    assert _changed(document, keys, value) != operation_list(document)


def test_a_change_of_words_does_not_show_in_the_list(document: dict[str, Any]) -> None:
    described = ("components", "Shipping", "properties", "shippingName", "description")
    assert _changed(document, described, "Other words") == operation_list(document)


def _changed(document: dict[str, Any], keys: tuple[Any, ...], value: Any) -> str:
    """The list of a document in which one value of shipments is another."""
    copied = deepcopy(document)
    branch = copied
    for key in _place(keys)[:-1]:
        branch = branch[key]
    branch[keys[-1]] = value
    return operation_list(copied)


def _place(keys: tuple[Any, ...]) -> tuple[Any, ...]:
    """Where the keys lead from: a path below that of shipments, or the schemas."""
    if keys[0] == "paths":
        return ("paths", f"{ROOT}/shippings/{keys[1]}".rstrip("/"), *keys[2:])
    return ("components", "schemas", *keys[1:])


@cache
def _app() -> Flask:
    services = ["core", "ssx", "em", "tests.helpers.own_service:BLUEPRINTS"]
    return create_app(overrides=settings("sqlite://") | {"SERVICES": services})


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of all services, and of one that is a facility's own."""
    described: dict[str, Any] = API.of(_app()).document()
    return described


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each operation: its method and path, its description, and that of its path."""
    for path, described in document["paths"].items():
        for method in set(described) - {"parameters"}:
            yield f"{method} {path}", described[method], described


def _linked(document: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    found = told
    if "$ref" in told:
        found = document
        for part in told["$ref"].removeprefix("#/").split("/"):
            found = found[part]
    return found


def test_the_document_is_made_when_it_is_asked_for() -> None:
    api = API.of(create_app(overrides=settings("sqlite://")))
    assert api.spec.to_dict()["paths"] == {}
    assert len(api.document()["paths"]) > 150


def test_every_operation_has_words_and_a_name_of_its_own(document: dict[str, Any]) -> None:
    operations = list(_operations(document))
    assert [name for name, operation, _ in operations if not operation.get("summary")] == []
    names = [operation["operationId"] for _, operation, _ in operations]
    assert len(names) == len(set(names))


def test_every_answer_with_content_has_a_schema(document: dict[str, Any]) -> None:
    without = {
        name
        for name, operation, _ in _operations(document)
        for status, answer in operation["responses"].items()
        if status in ("200", "201") and not any("schema" in m for m in answer.get("content", {}).values())
    }
    assert without == {"get /metrics", f"get {ROOT}/events"}


def test_who_may_is_told_as_it_is_decided(document: dict[str, Any]) -> None:
    told = {}
    for _, operation, _ in _operations(document):
        told[operation["operationId"]] = operation
    for rule in _app().url_map.iter_rules():
        for method in rule.methods or ():
            operation = told.get(f"{method.lower()}_{rule.endpoint.replace('.', '_')}")
            if operation is not None:
                wanted = wanted_by(_app(), rule.endpoint, method)
                assert (operation.get("security") == []) == (wanted == ())
                assert operation.get("x-permissions", [*wanted]) in ([*wanted], [])
                assert not wanted or "401" in operation["responses"]


def test_what_may_go_wrong_is_told_with_a_problem(document: dict[str, Any]) -> None:
    for name, operation, path in _operations(document):
        failures = {status: told for status, told in operation["responses"].items() if int(status) >= 400}
        assert "503" in failures
        assert "404" in failures or not path.get("parameters"), name
        assert "409" in failures or not name.startswith(WRITES), name
        assert "422" in failures or "requestBody" not in operation, name
        for status, told in failures.items():
            content = _linked(document, told)["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert content["example"]["status"] == int(status)


@pytest.mark.parametrize(
    "path", ["/proposals/{key}", "/ssx/samples/{key}", "/em/movies/{key}", "/own/parcels/{key}"]
)
def test_an_item_tells_its_revision_and_the_headers_that_it_takes(
    document: dict[str, Any], path: str
) -> None:
    item = document["paths"][ROOT + path]
    taken = {
        method: {_linked(document, told)["name"] for told in item[method]["parameters"]}
        for method in ("get", "patch")
    }
    assert taken == {"get": {"If-None-Match"}, "patch": {"If-Match", "Idempotency-Key"}}
    assert "ETag" in item["get"]["responses"]["200"]["headers"]
    assert {"304", "404"} <= set(item["get"]["responses"])
    assert {"401", "403", "404", "409", "412", "422", "503"} <= set(item["patch"]["responses"])


def test_a_new_row_tells_its_place(document: dict[str, Any]) -> None:
    made = document["paths"][f"{ROOT}/proposals"]["post"]
    assert set(made["responses"]["201"]["headers"]) == {"ETag", "Location"}


def test_a_login_takes_no_idempotency_key(document: dict[str, Any]) -> None:
    login = document["paths"][f"{ROOT}/auth/login"]["post"]
    assert login["parameters"] == []
    assert {"401", "422", "429", "502"} <= set(login["responses"])


def _examples(document: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Each example of the document: where it stands, the example, and its schema."""
    for name, operation, _ in _operations(document):
        for place, told in [("body", operation.get("requestBody", {})), *operation["responses"].items()]:
            for media in _linked(document, told).get("content", {}).values():
                shown = [_linked(document, one)["value"] for one in media.get("examples", {}).values()]
                for example in shown or ([media["example"]] if "example" in media else []):
                    yield f"{name} {place}", example, media["schema"]


def test_bodies_and_answers_have_examples_that_fit_their_schemas(document: dict[str, Any]) -> None:
    examples = list(_examples(document))
    shown = {where for where, *_ in examples}
    for name, operation, _ in _operations(document):
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            assert f"{name} body" in shown
        if "application/json" in operation["responses"].get("200", {}).get("content", {}):
            assert f"{name} 200" in shown
    validators: dict[str, Draft202012Validator] = {}
    for where, example, schema in examples:
        known = json.dumps(schema)
        if known not in validators:
            validators[known] = Draft202012Validator({**schema, "components": document["components"]})
        assert [f"{where}: {fault.message}" for fault in validators[known].iter_errors(example)] == []


def test_the_examples_of_bodies_load(document: dict[str, Any]) -> None:
    loaded = 0
    for key, name in API.of(_app()).ma_plugin.converter.refs.items():
        example = document["components"].get("examples", {}).get(f"{name}Body")
        if example is not None:
            schema: Schema = key[0](partial=key[-1])
            assert schema.load(example["value"]) or example["value"] == {}
            loaded += 1
    assert loaded > 150


def test_quantities_carry_their_unit(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Crystal"]["properties"]["cell_a"]["x-unit"] == "Å"
    assert schemas["CrystalSlurryChanges"]["properties"]["crystalDensity"]["x-unit"] == "1/mm³"
