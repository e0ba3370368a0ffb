# SPDX-License-Identifier: LGPL-3.0-or-later
"""A client written for py-ispyb's Flask server, and the page that tells what became of its routes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import requests

from backend import create_app
from tests.helpers.every_row import settings
from tests.service.conftest import ROOT, Service

PAGE = Path(__file__).parents[3] / "docs" / "api-compatibility.md"
WORDS = ("same", "stricter", "fixed", "absent")


def told() -> list[tuple[str, str, str]]:
    """Methods, path and word of each line of the page's tables of routes."""
    found = re.findall(r"^\| ([A-Z ]+) \| `(/[^`]*)` \| (\w+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(found) > 80
    return found


def served() -> set[tuple[str, str]]:
    """Method and path of each route, its variables written {}."""
    rules = create_app(overrides=settings("sqlite://")).url_map.iter_rules()
    return {
        (method, re.sub("<[^>]*>", "{}", rule.rule).removeprefix(ROOT))
        for rule in rules
        for method in rule.methods or ()
    }


def test_the_page_tells_what_is_served_and_what_is_not() -> None:
    there, wrong = served(), []
    for methods, path, word in told():
        assert word in WORDS, f"{path}: {word}"
        for method in methods.split():
            is_there = (method, re.sub("{[^}]*}", "{}", path)) in there
            if is_there != (word != "absent"):
                wrong.append((method, path, word))
    assert wrong == []


class OldClient:
    """Calls as py-ispyb's users wrote them: names and passwords in headers, dictionaries out of envelopes."""

    def __init__(self, url: str, **login: Any) -> None:
        self._root = url + ROOT
        answer = requests.get(f"{self._root}/auth/login", **login, timeout=30)
        assert answer.status_code == 200, answer.text
        self._headers = {"Authorization": "Bearer " + answer.json()["token"]}

    def get(self, path: str, **query: Any) -> Any:
        """An item, or a list's rows."""
        answer = requests.get(self._root + path, headers=self._headers, params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        if "data" not in found:
            return found
        assert found["message"] is None
        assert found["data"]["total"] >= len(found["data"]["rows"])
        return found["data"]["rows"]

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """What a write answers."""
        answer = requests.request(method, self._root + path, headers=self._headers, json=body, timeout=30)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None


@pytest.mark.parametrize(
    "login",
    [
        {"headers": {"username": "root", "password": "a password"}},
        {"auth": ("root", "a password")},
    ],
    ids=["headers", "basic auth"],
)
def test_a_shipment_goes_the_way_that_older_clients_know(service: Service, login: dict[str, Any]) -> None:
    client = OldClient(service.admin.url, **login)
    person = client.send("POST", "/contacts/persons", {"familyName": "Z", "login": "zoe"})
    body = {"proposalCode": "mx", "proposalNumber": "1", "personId": person["personId"]}
    mine = client.send("POST", "/proposals", body)["proposalId"]
    assert client.get("/contacts/persons/zoe/info")["personId"] == person["personId"]
    contact = {"personId": person["personId"], "proposalId": mine, "cardName": "Z"}
    card = client.send("POST", "/contacts/lab_contacts", contact)["labContactId"]
    shipment = {"proposalId": mine, "shippingName": "first", "sendingLabContactId": card}
    shipping = client.send("POST", "/shippings", shipment)["shippingId"]
    dewar = client.send("POST", "/shippings/dewars", {"shippingId": shipping, "code": "D1"})["dewarId"]
    container = {"dewarId": dewar, "code": "P1", "containerType": "Unipuck", "capacity": 16}
    client.send("POST", "/shippings/containers", container)
    client.send("PATCH", f"/shippings/dewars/{dewar}", {"comments": "changed"})
    assert client.get("/shippings/dewars", shippingId=shipping)[0]["comments"] == "changed"
    assert client.get(f"/shippings/{shipping}/info")["sendingLabContact"]["cardName"] == "Z"
    assert client.get("/shippings", limit=1, offset=0)[0]["shippingName"] == "first"
    assert client.get(f"/proposals/{mine}/info")["person"]["familyName"] == "Z"
    client.send("DELETE", f"/shippings/{shipping}")
    assert client.get("/shippings") == []


def test_an_ssx_sample_is_made_the_way_that_older_clients_know(
    service: Service, proposal: dict[str, Any], chain: dict[str, dict[str, Any]]
) -> None:
    client = OldClient(service.admin.url, headers={"username": "root", "password": "a password"})
    mine = {"proposalId": proposal["proposalId"]}
    slurry = {**mine, "name": "s", "crystalDensity": 1e6, "crystalIds": [chain["crystal"]["crystalId"]]}
    slurry["descriptionJson"] = {"storageTemperature": 20}
    key = client.send("POST", "/ssx/samples/crystal_slurry", slurry)["crystalSlurryId"]
    stock = {**mine, "name": "k", "crystalSlurryId": key, "concentrationFactor": 1}
    stocked = client.send("POST", "/ssx/samples/sample_stocks", stock)["sampleStockId"]
    chip = {**mine, "type": "photoChip", "descriptionJson": {"model": "own"}}
    device = client.send("POST", "/ssx/samples/delivery_devices", chip)["sampleDeliveryDeviceId"]
    loaded = {**mine, "name": "l", "sampleStockId": stocked, "sampleDeliveryDeviceId": device}
    sample = client.send("POST", "/ssx/samples", loaded)["loadedSampleId"]
    info = client.get(f"/ssx/samples/{sample}/info")
    assert info["sampleStock"]["crystalSlurry"]["crystalIds"] == [chain["crystal"]["crystalId"]]
    assert client.get("/ssx/samples", name="l")[0]["loadedSampleId"] == sample


def test_sessions_are_found_by_day_and_beamline_as_before(service: Service, proposal: dict[str, Any]) -> None:
    client = OldClient(service.admin.url, auth=("root", "a password"))
    for number, day, beamline in ((1, "03", "ID29"), (2, "05", "ID29"), (3, "03", "P14")):
        dates = {"startDate": f"2026-12-{day}T08:00:00+00:00", "endDate": f"2026-12-{day}T20:00:00+00:00"}
        body = {"proposalId": proposal["proposalId"], "visit_number": number, "beamLineName": beamline}
        client.send("POST", "/sessions", {**body, **dates})

    def visits(**query: str) -> list[int]:
        return [row["visit_number"] for row in client.get("/sessions/date", **query)]

    assert visits(start_date="20261203", end_date="20261203") == [1, 3]
    assert visits(start_date="20261203", end_date="20261203", beamline="ID29") == [1]
    assert visits(start_date="20261204") == [2]
    assert visits(end_date="20261204") == [1, 3]
    wrong = service.admin.refused("GET", "/sessions/date?start_date=3.12.2026")
    assert (wrong["status"], list(wrong["errors"])) == (422, ["start_date"])


def test_the_runs_of_the_machine_stand_where_older_clients_look(service: Service) -> None:
    client = OldClient(service.admin.url, auth=("root", "a password"))
    dates = {"startDate": "2026-09-01T00:00:00+00:00", "endDate": "2026-12-31T00:00:00+00:00"}
    run = client.send("POST", "/sessions/beam_calendars", {"run": "2026-3", "beamStatus": "4 bunch", **dates})
    assert client.get(f"/sessions/beam_calendar/{run['beamCalendarId']}")["run"] == "2026-3"
    assert client.get("/sessions/beam_calendars", run="2026-3")[0]["beamStatus"] == "4 bunch"
