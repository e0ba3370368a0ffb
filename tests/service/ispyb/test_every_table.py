# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every table that has a resource: stored, found, changed, deleted; lists cost the same for any length."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, inspect

from backend.store.base import is_ispybs
from tests.helpers.every_row import MODELS, PATHS, Rows
from tests.helpers.statements import counting
from tests.service.conftest import Service

CLEARED_BY_OTHERS = {"LabContact", "Dewar"}
"""Tables whose rows take others with them, which have tests of their own."""


@pytest.fixture
def lacking(running: tuple[Any, Engine]) -> set[str]:
    """The tables that the database has not: version 12 of ISPyB lacks an older one."""
    there = inspect(running[1]).get_table_names()
    return {name for name in PATHS if _is_facilitys(name) and MODELS[name].__tablename__ not in there}


def _is_facilitys(name: str) -> bool:
    return is_ispybs(MODELS[name].__table__)


@pytest.fixture
def rows(service: Service, lacking: set[str]) -> Rows:
    """Makes rows of the tables that are there."""
    return Rows(service.admin, lacking)


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_row_is_stored_found_changed_and_deleted(
    service: Service, rows: Rows, lacking: set[str], name: str
) -> None:
    model, path = MODELS[name], PATHS[name]
    if name in lacking:
        assert service.admin.rows(path) == []
        return
    row = rows.new(name)
    key = row[model.key_name()]
    assert service.admin.get(f"{path}/{key}").json() == row
    assert row in service.admin.rows(f"{path}?{model.key_name()}={key}")
    again = service.admin.call("PATCH", f"{path}/{key}", {}, If_Match=row["_etag"])
    assert again.status_code == 200, again.text
    if name not in CLEARED_BY_OTHERS:
        gone = service.admin.call("DELETE", f"{path}/{key}", If_Match=again.json()["_etag"])
        assert gone.status_code == 204, gone.text
        assert service.admin.get(f"{path}/{key}").status_code == 404


@pytest.mark.parametrize("running", ["sqlite"], indirect=True)  # refused before any database is asked
@pytest.mark.parametrize("name", sorted(PATHS))
def test_what_no_column_is_called_is_refused_in_filters_and_bodies(
    service: Service, rows: Rows, name: str
) -> None:
    assert "colour" in service.admin.refused("GET", f"{PATHS[name]}?colour=red")["errors"]
    assert "limit" in service.admin.refused("GET", f"{PATHS[name]}?limit=abc")["errors"]
    body = {**rows.body(name), "colour": "red"}
    assert "colour" in service.admin.refused("POST", PATHS[name], body)["errors"]


def test_a_list_takes_as_many_statements_for_two_rows_as_for_five(
    service: Service, running: tuple[Any, Engine], rows: Rows, lacking: set[str]
) -> None:
    with counting(running, service.admin) as statements:
        costs: dict[str, list[int]] = {}
        for count in (2, 3):
            for name in sorted(set(PATHS) - lacking):
                for _ in range(count):
                    rows.new(name)
            for name, path in PATHS.items():
                statements.of(path)
                costs.setdefault(name, []).append(statements.of(path))
    grown = {name: cost for name, cost in costs.items() if cost[0] != cost[1]}
    assert grown == {}
    assert max(cost[0] for cost in costs.values()) <= 8
