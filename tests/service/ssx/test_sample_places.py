# SPDX-License-Identifier: LGPL-3.0-or-later
"""Slurries, stocks and loaded samples in containers, where each travels as a sample of ISPyB's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Service

Made = dict[str, Any]
Chain = dict[str, Made]


@pytest.fixture
def things(service: Service, chain: Chain) -> Chain:
    """A slurry, its stock and what was loaded of it, and a rack to put them into."""
    api, mine = service.admin, chain["protein"]["proposalId"]
    crystals = [
        service.admin.new("/samples/crystals", proteinId=chain["protein"]["proteinId"], spaceGroup=group)[
            "crystalId"
        ]
        for group in ("P43212", "P212121")
    ]
    slurry = api.new(
        "/ssx/samples/crystal_slurry",
        proposalId=mine,
        name="batch_7",
        crystalDensity=2e6,
        crystalIds=crystals,
    )
    stock = api.new(
        "/ssx/samples/sample_stocks",
        proposalId=mine,
        name="stock_7",
        crystalSlurryId=slurry["crystalSlurryId"],
        concentrationFactor=5,
    )
    device = api.new(
        "/ssx/samples/delivery_devices",
        proposalId=mine,
        type="viscoousJet",
        descriptionJson={"nozzle": 75},
    )
    loaded = api.new(
        "/ssx/samples",
        proposalId=mine,
        name="jet_a",
        sampleStockId=stock["sampleStockId"],
        sampleDeliveryDeviceId=device["sampleDeliveryDeviceId"],
    )
    rack = service.admin.new(
        "/shippings/containers", dewarId=chain["dewar"]["dewarId"], code="R1", containerType="Tube rack"
    )
    return {"CrystalSlurry": slurry, "SampleStock": stock, "LoadedSample": loaded, "rack": rack}


PATHS = {
    "CrystalSlurry": ("/ssx/samples/crystal_slurry", "crystalSlurryId"),
    "SampleStock": ("/ssx/samples/sample_stocks", "sampleStockId"),
    "LoadedSample": ("/ssx/samples", "loadedSampleId"),
}


def body(things: Chain, table: str, location: str) -> Made:
    key = things[table][PATHS[table][1]]
    return {"table": table, "id": key, "containerId": things["rack"]["containerId"], "location": location}


@pytest.mark.parametrize("table", list(PATHS))
def test_a_thing_in_a_container_is_a_sample_of_its_name_and_first_crystal(
    service: Service, things: Chain, table: str
) -> None:
    path, key = PATHS[table]
    answer = service.admin.call("POST", "/ssx/samples/places", body(things, table, "3"))
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert (row["name"], row["location"]) == (things[table]["name"], "3")
    assert row["crystalId"] == things["CrystalSlurry"]["crystalIds"][0]
    assert answer.headers["Location"].endswith(f"/ispyb/api/v1/samples/{row['blSampleId']}")
    thing = service.admin.get(f"{path}/{things[table][key]}").json()
    assert thing["blSampleId"] == row["blSampleId"]


def test_a_thing_that_lies_somewhere_is_moved(service: Service, things: Chain) -> None:
    first = service.admin.call("POST", "/ssx/samples/places", body(things, "SampleStock", "1")).json()
    second = service.admin.call("POST", "/ssx/samples/places", body(things, "SampleStock", "24")).json()
    assert (second["blSampleId"], second["location"]) == (first["blSampleId"], "24")


def test_a_sample_that_is_deleted_leaves_its_thing_in_no_container(service: Service, things: Chain) -> None:
    row = service.admin.call("POST", "/ssx/samples/places", body(things, "LoadedSample", "1")).json()
    assert service.admin.call("DELETE", f"/samples/{row['blSampleId']}").status_code == 204
    path, key = PATHS["LoadedSample"]
    assert service.admin.get(f"{path}/{things['LoadedSample'][key]}").json()["blSampleId"] is None


@pytest.mark.parametrize(
    ("location", "status", "field"), [("25", 422, "location"), ("x", 422, "location"), ("2", 409, "location")]
)
def test_a_place_that_is_none_or_taken_is_refused_and_nothing_is_written(
    service: Service, things: Chain, location: str, status: int, field: str
) -> None:
    service.admin.call("POST", "/ssx/samples/places", body(things, "CrystalSlurry", "2"))
    answer = service.admin.call("POST", "/ssx/samples/places", body(things, "SampleStock", location))
    assert answer.status_code == status
    assert field in answer.json()["errors"]
    stock = service.admin.get(f"/ssx/samples/sample_stocks/{things['SampleStock']['sampleStockId']}").json()
    assert stock["blSampleId"] is None


def test_nobody_puts_what_belongs_to_others(service: Service, things: Chain) -> None:
    stranger = service.account("dora", "own_proposals", "write_proposals")
    answer = stranger.call("POST", "/ssx/samples/places", body(things, "CrystalSlurry", "2"))
    assert answer.status_code == 404


def test_a_thing_goes_into_no_container_of_another_proposal(service: Service, things: Chain) -> None:
    person = service.admin.new("/contacts/persons", familyName="Other")
    other = service.admin.new(
        "/proposals", personId=person["personId"], proposalCode="mx", proposalNumber="7777"
    )["proposalId"]
    shipping = service.admin.new("/shippings", proposalId=other, shippingName="Other")
    dewar = service.admin.new("/shippings/dewars", shippingId=shipping["shippingId"], code="D")
    rack = service.admin.new(
        "/shippings/containers", dewarId=dewar["dewarId"], code="R", containerType="Tube rack"
    )
    wanted = {**body(things, "CrystalSlurry", "2"), "containerId": rack["containerId"]}
    answer = service.admin.call("POST", "/ssx/samples/places", wanted)
    assert answer.status_code == 422, answer.text
    assert service.admin.get(f"/shippings/{shipping['shippingId']}/info").json()["counts"]["samples"] == 0


def test_a_container_with_a_sample_that_was_measured_is_not_deleted(service: Service, chain: Chain) -> None:
    sample = service.admin.new(
        "/samples",
        crystalId=chain["crystal"]["crystalId"],
        containerId=chain["container"]["containerId"],
        name="measured",
        location="1",
    )
    session = service.admin.new(
        "/sessions",
        proposalId=chain["protein"]["proposalId"],
        beamLineName="ID29",
        startDate="2026-12-03T09:00:00Z",
    )
    service.admin.new(
        "/data_collections/groups",
        sessionId=session["sessionId"],
        blSampleId=sample["blSampleId"],
        experimentType="OSC",
    )
    answer = service.admin.call("DELETE", f"/shippings/containers/{chain['container']['containerId']}")
    assert answer.status_code == 409, answer.text
    assert "collected" in answer.json()["detail"]
