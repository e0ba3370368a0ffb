# SPDX-License-Identifier: LGPL-3.0-or-later
"""The chain of a loaded sample, stored link by link and read back in one answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Api, Service

Chain = dict[str, dict[str, Any]]

DEVICES: dict[str, dict[str, Any]] = {
    "photoChip": {"model": "Oxford 8 × 8", "loadedVolume": 200},
    "viscoousJet": {"nozzle": 75},
    "tapeDevice": {"speed": 300, "dropletVolume": 0.8},
    "microFluidics": {"device": "mixer 3"},
}


def _stock(api: Api, chain: Chain) -> dict[str, Any]:
    mine = chain["protein"]["proposalId"]
    sizes = api.new(
        "/ssx/samples/crystal_size_distribution",
        proposalId=mine,
        crystalHabit="rod",
        characteristicDimensions=[4, 4, 9.5],
        minDimension=[2, 2, 5],
        descriptionJson={"method": "microscope", "n": 120},
    )
    buffer = api.new(
        "/ssx/samples/buffers",
        proposalId=mine,
        name="acetate",
        pH=4.6,
        composition=[{"component": "sodium acetate", "type": "buffer", "concentration": 50, "unit": "mM"}],
    )
    slurry = api.new(
        "/ssx/samples/crystal_slurry",
        proposalId=mine,
        name="Lys_batch_7",
        crystalDensity=2e6,
        crystalIds=[chain["crystal"]["crystalId"]],
        crystalSizeDistributionId=sizes["crystalSizeDistributionId"],
        bufferId=buffer["bufferId"],
        descriptionJson={"storageTemperature": 20},
    )
    return api.new(
        "/ssx/samples/sample_stocks",
        proposalId=mine,
        name="Lys_7_x5",
        crystalSlurryId=slurry["crystalSlurryId"],
        concentrationFactor=5,
    )


@pytest.mark.parametrize("kind", list(DEVICES))
def test_a_chain_is_read_back_whole(service: Service, chain: Chain, kind: str) -> None:
    api, mine = service.admin, chain["protein"]["proposalId"]
    stock = _stock(api, chain)
    device = api.new(
        "/ssx/samples/delivery_devices", proposalId=mine, type=kind, descriptionJson=DEVICES[kind]
    )
    sample = api.new(
        "/ssx/samples",
        proposalId=mine,
        name="Lys_01",
        sampleStockId=stock["sampleStockId"],
        sampleDeliveryDeviceId=device["sampleDeliveryDeviceId"],
    )
    info = api.get(f"/ssx/samples/{sample['loadedSampleId']}/info").json()
    slurry = info["sampleStock"]["crystalSlurry"]
    assert info["sampleDeliveryDevice"]["descriptionJson"] == DEVICES[kind]
    assert slurry["crystals"][0]["protein"]["acronym"] == "HEWL"
    assert slurry["crystalSizeDistribution"]["characteristicDimensions"] == [4, 4, 9.5]
    assert slurry["buffer"]["composition"][0]["component"] == "sodium acetate"
    assert info["_etag"] == sample["_etag"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("crystal_slurry", {"name": "s", "crystalDensity": -1}, "crystalDensity"),
        ("crystal_slurry", {"name": "a b", "crystalDensity": 1}, "name"),
        (
            "crystal_slurry",
            {"name": "s", "crystalDensity": 1, "descriptionJson": {"storageTemperature": -300}},
            "descriptionJson.storageTemperature",
        ),
        ("crystal_slurry", {"name": "s", "crystalDensity": 1, "descriptionJson": {"storageTemperature": 4}},
         "crystalIds"),
        ("buffers", {"name": "b", "pH": 15}, "pH"),
        ("delivery_devices", {"type": "spoon"}, "type"),
        ("delivery_devices", {"type": "tapeDevice", "descriptionJson": {"speed": -3, "dropletVolume": 1}},
         "descriptionJson.speed"),
    ],
)  # fmt: skip
def test_impossible_values_are_named(
    service: Service, proposal: dict[str, Any], path: str, body: dict[str, Any], field: str
) -> None:
    problem = service.admin.refused(
        "POST", f"/ssx/samples/{path}", {"proposalId": proposal["proposalId"], **body}
    )
    assert problem["status"] == 422
    assert field in problem["errors"], problem


def test_a_slurry_changes_its_crystals_and_its_revision_with_them(service: Service, chain: Chain) -> None:
    api = service.admin
    stock = _stock(api, chain)
    path = f"/ssx/samples/crystal_slurry/{stock['crystalSlurryId']}"
    before = api.get(path).json()
    second = api.new("/samples/crystals", proteinId=chain["protein"]["proteinId"], spaceGroup="P1")
    after = api.call(
        "PATCH", path, {"crystalIds": [second["crystalId"], chain["crystal"]["crystalId"]]}
    ).json()
    assert after["crystalIds"] == [second["crystalId"], chain["crystal"]["crystalId"]]
    assert after["_etag"] != before["_etag"]


def test_two_loaded_samples_of_one_name_would_share_their_files(service: Service, chain: Chain) -> None:
    stock = _stock(service.admin, chain)
    again = {key: stock[key] for key in ("proposalId", "name", "crystalSlurryId", "concentrationFactor")}
    problem = service.admin.refused("POST", "/ssx/samples/sample_stocks", again)
    assert problem["status"] == 409
    assert "Lys_7_x5" in problem["errors"]["name"][0]


def test_a_stock_that_is_loaded_stays(service: Service, chain: Chain) -> None:
    stock = _stock(service.admin, chain)
    problem = service.admin.refused("DELETE", f"/ssx/samples/crystal_slurry/{stock['crystalSlurryId']}")
    assert "1 SampleStock" in problem["detail"]
