"""Every table that has a resource: stored, found, changed, deleted; lists cost the same for any length."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, Enum, event

from backend import create_app
from backend.tables import Base, HexBytes, JsonText, NumberList

from .conftest import ROOT, Api, Service

KEY = "a secret for tests, long enough for HS256"
CLEARED_BY_OTHERS = {"LabContact", "Dewar"}
"""Tables whose rows take others with them, which have tests of their own."""


def settings(uri: str) -> dict[str, Any]:
    """A service that serves all tables."""
    return {"SQLALCHEMY_DATABASE_URI": uri, "SECRET_KEY": KEY, "SERVICES": ["core", "ssx", "em"]}


def resources() -> dict[str, str]:
    """The path of every table's list, by the table's class."""
    rules = list(create_app(overrides=settings("sqlite://")).url_map.iter_rules())
    items = {rule.endpoint.rpartition(".")[2] for rule in rules}
    lists = [rule for rule in rules if rule.endpoint.endswith("List")]
    names = {rule.endpoint.rpartition(".")[2].removesuffix("List"): rule.rule for rule in lists}
    return {name: path.removeprefix(ROOT) for name, path in names.items() if f"{name}Item" in items}


PATHS = resources()
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}


class Rows:
    """Makes rows of any table, and those that they need first."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._made: dict[str, dict[str, Any]] = {}
        self._count = 0

    def new(self, name: str) -> dict[str, Any]:
        """One more row of a table."""
        return self._api.new(PATHS[name], **self.body(name))

    def body(self, name: str) -> dict[str, Any]:
        """What a table asks for: its owner, and what may not be empty."""
        self._count += 1
        asked = {column: self._value(MODELS[name], column) for column in self._asked(MODELS[name])}
        return asked | self._asked_by_rules(name)

    def one(self, name: str) -> dict[str, Any]:
        """A row of a table, the same each time."""
        if name not in self._made:
            self._made[name] = self.new(name)
        return self._made[name]

    def _asked(self, model: Any) -> Iterator[str]:
        for name in model.attributes():
            column = model.__mapper__.columns[name]
            has_default = column.default is not None or column.server_default is not None
            if name == model.__owner__ or (not column.nullable and not has_default and not _is_key(column)):
                yield name

    def _asked_by_rules(self, name: str) -> dict[str, Any]:
        """What a table's own rules ask for beyond its columns."""
        if name == "CrystalSlurry":
            return {"crystalIds": [self.one("Crystal")["crystalId"]]}
        if name == "BLSession":
            return {"visit_number": self._count}
        if name == "LabContact":
            return {"personId": self.new("Person")["personId"]}
        if name == "SampleDeliveryDevice":
            return {"type": "photoChip", "descriptionJson": {"model": "own"}}
        return {"name": f"x{self._count}"} if name in ("BLSample", "Protein") else {}

    def _value(self, model: Any, name: str) -> Any:
        parent, column = model.parent(name), model.__mapper__.columns[name]
        if parent is not None and parent is not model:
            # A row whose key is its parent's has a parent of its own.
            parents = self.new if column.primary_key else self.one
            return parents(parent.__name__)[parent.key_name()]
        kind = column.type
        if isinstance(kind, Enum):
            return kind.enums[0]
        if isinstance(kind, HexBytes):
            return f"{self._count:032x}"
        if isinstance(kind, JsonText):
            return {}
        if isinstance(kind, NumberList):
            return [1.0]
        made = {str: f"x{self._count}", int: self._count, float: 1.5}
        known = {datetime: "2026-11-30T08:00:00+00:00", date: "2026-11-30"}
        return (made | known)[kind.python_type]


def _is_key(column: Any) -> bool:
    return bool(column.primary_key and not column.foreign_keys)


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_row_is_stored_found_changed_and_deleted(service: Service, name: str) -> None:
    model, path = MODELS[name], PATHS[name]
    row = Rows(service.admin).new(name)
    key = row[model.key_name()]
    assert service.admin.get(f"{path}/{key}").json() == row
    assert row in service.admin.rows(f"{path}?{model.key_name()}={key}")
    again = service.admin.call("PATCH", f"{path}/{key}", {}, If_Match=row["_etag"])
    assert again.status_code == 200, again.text
    if name not in CLEARED_BY_OTHERS:
        gone = service.admin.call("DELETE", f"{path}/{key}", If_Match=again.json()["_etag"])
        assert gone.status_code == 204, gone.text
        assert service.admin.get(f"{path}/{key}").status_code == 404


@pytest.mark.parametrize("name", sorted(PATHS))
def test_what_no_column_is_called_is_refused_in_filters_and_bodies(service: Service, name: str) -> None:
    assert "colour" in service.admin.refused("GET", f"{PATHS[name]}?colour=red")["errors"]
    assert "limit" in service.admin.refused("GET", f"{PATHS[name]}?limit=abc")["errors"]
    body = {**Rows(service.admin).body(name), "colour": "red"}
    assert "colour" in service.admin.refused("POST", PATHS[name], body)["errors"]


@pytest.fixture
def counting(running: tuple[Any, Engine], service: Service) -> Iterator[Counting]:
    """The same service in this process, on the same database."""
    app = create_app(overrides=settings(running[1].url.render_as_string(hide_password=False)))
    yield Counting(app, service.admin.token)
    app.extensions["ssx_engine"].dispose()


class Counting:
    """Counts the statements that a request takes."""

    def __init__(self, app: Flask, token: str) -> None:
        self._engine: Engine = app.extensions["ssx_engine"]
        self._client = app.test_client()
        self._headers = {"Authorization": f"Bearer {token}"}

    def of(self, path: str) -> int:
        """How many statements a list takes."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(self._engine, "before_cursor_execute", note)
        answer = self._client.get(ROOT + path, headers=self._headers)
        event.remove(self._engine, "before_cursor_execute", note)
        assert answer.status_code == 200, answer.text
        return len(seen)


def test_a_list_takes_as_many_statements_for_two_rows_as_for_five(
    service: Service, counting: Counting
) -> None:
    rows = Rows(service.admin)
    costs: dict[str, list[int]] = {}
    for count in (2, 3):
        for name in PATHS:
            for _ in range(count):
                rows.new(name)
        for name, path in PATHS.items():
            counting.of(path)
            costs.setdefault(name, []).append(counting.of(path))
    grown = {name: cost for name, cost in costs.items() if cost[0] != cost[1]}
    assert grown == {}
    assert max(cost[0] for cost in costs.values()) <= 8
