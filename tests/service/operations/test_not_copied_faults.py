# SPDX-License-Identifier: LGPL-3.0-or-later
"""The faults of the server that this one replaces, each with its opposite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from sqlalchemy import Engine

from tests.helpers.every_row import Rows
from tests.helpers.statements import counting
from tests.service.conftest import Api, Service

Running = tuple[Any, Engine]

OVERVIEWS = {
    "/proposals/{Proposal}/info": ("BLSession", "Shipping", "Protein", "BLSample"),
    "/sessions/{BLSession}/info": ("DataCollectionGroup",),
    "/sessions/infos": ("BLSession", "DataCollectionGroup"),
    "/shippings/{Shipping}/info": ("Dewar", "Container"),
    "/ssx/samples/{LoadedSample}/info": ("Crystal",),
    "/data_collections/groups/infos/session/{BLSession}": ("DataCollectionGroup", "DataCollection"),
}
"""Answers from several tables, and the tables of which they show more when there is more."""


def test_a_list_of_fifty_proposals_takes_a_handful_of_statements(service: Service, running: Running) -> None:
    person = service.admin.new("/contacts/persons", familyName="Z")["personId"]
    for number in range(50):
        service.admin.new("/proposals", personId=person, proposalCode="mx", proposalNumber=str(number))
    with counting(running, service.admin) as statements:
        statements.of("/proposals?limit=1")
        assert statements.of("/proposals") == statements.of("/proposals?limit=1") <= 5


@pytest.mark.parametrize("path", OVERVIEWS)
def test_an_overview_takes_as_many_statements_for_much_as_for_little(
    service: Service, running: Running, path: str
) -> None:
    rows = Rows(service.admin)
    _more(service.admin, rows, path)
    before, name, after = _parts(path)
    key = rows.one(name)[_KEYS[name]] if name else ""
    with counting(running, service.admin) as statements:
        statements.of(f"{before}{key}{after}")
        little = statements.of(f"{before}{key}{after}")
        for _ in range(3):
            _more(service.admin, rows, path)
        assert statements.of(f"{before}{key}{after}") == little <= 16


_KEYS = {
    "Proposal": "proposalId",
    "BLSession": "sessionId",
    "Shipping": "shippingId",
    "LoadedSample": "loadedSampleId",
}


def _parts(path: str) -> tuple[str, str, str]:
    before, _, rest = path.partition("{")
    name, _, after = rest.partition("}")
    return before, name, after


def _more(admin: Api, rows: Rows, path: str) -> None:
    """One more row of each table that the overview shows."""
    made = [rows.new(name) for name in OVERVIEWS[path]]
    if path.startswith("/ssx/samples"):
        slurry = f"/ssx/samples/crystal_slurry/{rows.one('CrystalSlurry')['crystalSlurryId']}"
        mixed = [*admin.get(slurry).json()["crystalIds"], made[0]["crystalId"]]
        assert admin.call("PATCH", slurry, {"crystalIds": mixed}).status_code == 200


def test_a_filter_that_no_column_is_called_is_named_and_not_ignored(service: Service) -> None:
    problem = service.admin.refused("GET", "/proposals?proposalCod=mx")
    assert (problem["status"], list(problem["errors"])) == (422, ["proposalCod"])


@pytest.mark.parametrize("query", ["limit=abc", "offset=-1", "limit=", "limit=1e3", "limit=0"])
def test_a_page_that_is_no_number_is_named_and_no_fault(service: Service, query: str) -> None:
    problem = service.admin.refused("GET", f"/proposals?{query}")
    assert (problem["status"], list(problem["errors"])) == (422, [query.partition("=")[0]])


def test_json_is_json_on_the_wire_and_never_a_languages_text(service: Service) -> None:
    rows = Rows(service.admin)
    told = {"model": "own", "nested": {"yes": True, "none": None, "list": [1, 2.5, "'"]}}
    body = {**rows.body("SampleDeliveryDevice"), "descriptionJson": told}
    device = service.admin.new("/ssx/samples/delivery_devices", **body)
    key = device["sampleDeliveryDeviceId"]
    sample = {**rows.body("LoadedSample"), "sampleDeliveryDeviceId": key}
    loaded = service.admin.new("/ssx/samples", **sample)["loadedSampleId"]
    assert device["descriptionJson"] == told
    assert service.admin.rows(f"/ssx/samples/delivery_devices?sampleDeliveryDeviceId={key}") == [device]
    info = service.admin.get(f"/ssx/samples/{loaded}/info").json()
    assert info["sampleDeliveryDevice"]["descriptionJson"] == told


def test_no_password_makes_somebody_more_than_the_account_is(service: Service) -> None:
    service.backend.add_account("eve", "own_proposals", password="administrate manager")
    eve = Api(service.admin.url).login("eve", "administrate manager")
    assert eve.get("/auth/me").json()["permissions"] == ["own_proposals"]
    for password in ("administrate", "manager", "user"):
        login = {"username": "eve", "password": password}
        assert Api(service.admin.url).refused("POST", "/auth/login", login)["status"] == 401


@pytest.mark.parametrize("path", ["/broken", "/wrong_sql"])
def test_a_fault_shows_neither_code_nor_sql_nor_a_debugger(backend: Callable[..., Any], path: str) -> None:
    started = backend(SERVICES=["core", "tests.helpers.careless_service:BLUEPRINTS"])
    problem = Api(started.url).refused("GET", path)
    assert problem["status"] in (500, 503)
    shown = str(problem)
    for inside in ("word", "SELECT", "Proposal", "Traceback", "ZeroDivision", "sqlite", ".py"):
        assert inside not in shown
    assert requests.get(f"{started.url}/console", timeout=30).status_code == 404
    asked = {"__debugger__": "yes", "cmd": "resource", "f": "debugger.js"}
    assert requests.get(f"{started.url}/", params=asked, timeout=30).status_code == 404
    log = started.config.with_name("backend.log").read_text(encoding="utf-8")
    assert problem["request_id"] in log, "the log tells the rest"
