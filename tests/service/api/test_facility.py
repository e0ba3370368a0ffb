# SPDX-License-Identifier: LGPL-3.0-or-later
"""The facility's profile: told by a service, loaded by a desktop, and then on its labels and lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.service.conftest import Api, Service
from tests.service.shipping.test_sample_lists import send
from tests.unit.labels.conftest import Pages

pytestmark = pytest.mark.slow

PROFILE: dict[str, Any] = {
    "name": "Example Light Source",
    "address": ["Sample Reception", "38000 Grenoble", "France"],
    "beamlines": ["ID29"],
    "container_types": [{"name": "Rod box", "capacity": 6, "aliases": ["rods"]}],
}


@pytest.fixture
def desktop(backend: Callable[..., Any], tmp_path: Path) -> Api:
    """A backend with a data folder, as a laptop has it, and the demo shipment in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    started = backend(DATA_DIR=str(folder))
    started.add_account("root", "administrate")
    started.add_demo()
    return Api(started.url).login("root", "a password")


def test_a_service_tells_its_profile_and_takes_none(service: Service) -> None:
    user = service.account("anna", "own_proposals")
    told = user.get("/facility").json()
    assert told["name"] == "Synchrotron facility"
    assert told["container_types"][0] == {
        "name": "Unipuck",
        "capacity": 16,
        "aliases": ["uni", "universal puck", "universalpuck"],
        "kind": "pins",
        "shape": "rings",
        "layout": [5, 11],
    }
    assert user.call("PUT", "/facility", PROFILE).status_code == 403
    assert service.admin.refused("PUT", "/facility", PROFILE)["status"] == 403
    assert Api(service.admin.url).get("/facility").status_code == 401


def test_a_desktop_that_loads_a_profile_prints_the_right_address(desktop: Api, tmp_path: Path) -> None:
    answer = desktop.call("PUT", "/facility", PROFILE)
    assert answer.status_code == 200, answer.text
    assert answer.json() == desktop.get("/facility").json()
    pdf = desktop.get("/shippings/dewars/1/labels").content
    page = Pages(pdf, tmp_path).texts[1]
    assert "Example Light Source" in page
    assert "38000 Grenoble" in page
    assert desktop.call("PUT", "/facility", desktop.get("/facility").json()).status_code == 200


def test_lists_and_containers_go_by_the_types_of_the_profile(desktop: Api) -> None:
    proposal = desktop.rows("/proposals")[0]["proposalId"]
    desktop.call("PUT", "/facility", PROFILE)
    rows = "D1,R1,rods,6,HEWL,s6\nD1,R1,rods,7,HEWL,s7\nD1,U1,Unipuck,1,HEWL,s8\n"
    report = send(desktop, rows, proposalId=proposal, create_proteins=1, dry_run=1).json()
    told = {
        (finding["line"], finding["code"]) for finding in report["findings"] if finding["level"] == "error"
    }
    assert told == {(2, "position-outside"), (3, "unknown-container-type")}
    made = desktop.new("/shippings/containers", dewarId=1, code="R9", containerType="Rod box")
    assert made["capacity"] == 6


@pytest.mark.parametrize("body", [{"colour": "red"}, {"accent": "red"}, [], {"container_types": [{}]}])
def test_a_profile_that_cannot_be_is_refused_and_the_old_one_stays(desktop: Api, body: Any) -> None:
    before = desktop.get("/facility").json()
    problem = desktop.refused("PUT", "/facility", body)
    assert (problem["status"], list(problem["errors"])) == (422, ["profile"])
    assert desktop.get("/facility").json() == before
