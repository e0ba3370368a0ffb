# SPDX-License-Identifier: LGPL-3.0-or-later
"""What `descriptionJson` may hold: a schema for each, and the service takes and refuses the same."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from tests.helpers.every_row import PATHS, Rows
from tests.service.conftest import Service

Described = dict[str, Any]

GOOD: dict[str, Described] = {
    "photoChip": {
        "model": "Oxford 8 × 8 blocks of 20 × 20", "serial": "OX-1", "blocks": 64, "wellsPerBlock": 400,
        "pitch": 0.125, "blockPitch": 3.175, "aperture": 7, "material": "silicon", "film": "Mylar",
        "loadedVolume": 200, "howLoaded": "vacuum", "humidity": 95,
    },
    "viscoousJet": {
        "injector": "high-viscosity", "nozzle": 75, "reservoir": 20, "flowRate": 0.3, "pressure": 2000,
        "gas": "helium", "jetDiameter": 75, "jetSpeed": 1, "temperature": 293.15,
    },
    "tapeDevice": {"speed": 300, "dropletVolume": 0.8, "dropletRate": 40, "humidity": 60},
    "microFluidics": {
        "device": "T mixer", "channel": 75, "flowRates": [5, 15], "mixingRatio": 3, "delay": 30,
    },
    "CrystalSlurry": {
        "batchDate": "2026-11-17", "volume": 500, "aliquots": 2, "proteinConcentration": 20,
        "grownBy": "batch", "filter": 20, "storageTemperature": 20, "useBy": "2026-12-30",
        "lightSensitive": True,
    },
    "SampleStock": {
        "medium": "LCP", "slurryShare": 0.4, "preparedBy": "Ada", "preparedAt": "2026-12-03T08:00:00+01:00",
    },
    "CrystalSizeDistribution": {
        "mean": [4, 4, 9], "median": [4, 4, 9], "sigma": [1, 1, 2], "method": "microscope", "n": 200,
    },
    "LoadedSample": {
        "trigger": "laser", "laserWavelength": 532, "pulseEnergy": 1, "pulseLength": 5, "spotSize": 100,
        "ligand": "ATP", "mixingRatio": 1, "mixingTime": 30,
        "events": [{"event": "laser", "offset": 0.001, "duration": 1e-8, "period": 0.1, "repetitions": 10}],
        "photonEnergy": 11.5, "bandwidth": 1, "beamSize": [4, 2], "exposureTime": 90,
        "repetitionRate": 231.25, "transmission": 100, "indexedImagesWanted": 20000, "delays": [1, 10],
        "hitRate": 50, "indexingRate": 80, "multiplesLimit": 20,
    },
}  # fmt: skip
"""Everything that is asked, once."""

BAD: list[tuple[str, str, Any]] = [
    ("photoChip", "humidity", 130),
    ("photoChip", "blocks", 1.5),
    ("photoChip", "aperture", 0),
    ("photoChip", "model", None),
    ("viscoousJet", "nozzle", -75),
    ("viscoousJet", "injector", "syringe"),
    ("viscoousJet", "temperature", 0),
    ("tapeDevice", "speed", "fast"),
    ("tapeDevice", "dropletVolume", None),
    ("microFluidics", "flowRates", [5, -1]),
    ("microFluidics", "device", ""),
    ("CrystalSlurry", "storageTemperature", -300),
    ("CrystalSlurry", "useBy", "tomorrow"),
    ("CrystalSlurry", "volume", -1),
    ("SampleStock", "slurryShare", 1.2),
    ("SampleStock", "preparedAt", 12),
    ("CrystalSizeDistribution", "mean", [1, 2, 3, 4]),
    ("CrystalSizeDistribution", "sigma", [-1]),
    ("LoadedSample", "trigger", "hammer"),
    ("LoadedSample", "hitRate", 101),
    ("LoadedSample", "events", [{"event": "laser"}]),
    ("LoadedSample", "beamSize", [0, 2]),
]

DEVICES = ("photoChip", "viscoousJet", "tapeDevice", "microFluidics")


def _validator(service: Service, name: str) -> Draft7Validator:
    schema = service.admin.get(f"/schemas/{name}Description").json()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema, format_checker=FormatChecker())


def _row(rows: Rows, name: str, described: Described) -> tuple[str, Described]:
    """The path of a new row with this description, and its body."""
    table = "SampleDeliveryDevice" if name in DEVICES else name
    body = {**rows.body(table), "descriptionJson": described}
    return PATHS[table], body | ({"type": name} if name in DEVICES else {})


def test_every_description_that_is_published_has_an_example_here(service: Service) -> None:
    names = service.admin.get("/schemas/available_names").json()
    published = {name.removesuffix("DescriptionSchema") for name in names if "Description" in name}
    elsewhere = {"MasterTrigger", "ExperimentalPlan", "SsxDataAcquisition", "Micrograph"}
    assert published - elsewhere == set(GOOD)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_fits_its_schema_and_is_stored(service: Service, name: str) -> None:
    validator = _validator(service, name)
    assert [error.message for error in validator.iter_errors(GOOD[name])] == []
    asked = set(validator.schema["definitions"][f"{name}DescriptionSchema"]["properties"])
    assert set(GOOD[name]) <= asked
    path, body = _row(Rows(service.admin), name, GOOD[name])
    assert service.admin.new(path, **body)["descriptionJson"] == GOOD[name]


@pytest.mark.parametrize(("name", "key", "value"), BAD)
def test_what_is_wrong_is_refused_by_schema_and_service(
    service: Service, name: str, key: str, value: Any
) -> None:
    described = {other: held for other, held in GOOD[name].items() if other != key}
    if value is not None:
        described[key] = value
    assert _validator(service, name).is_valid(described) is False
    path, body = _row(Rows(service.admin), name, described)
    problem = service.admin.refused("POST", path, body)
    assert problem["status"] == 422
    assert [field for field in problem["errors"] if field.startswith(f"descriptionJson.{key}")]


def test_the_components_of_a_buffer_have_type_and_unit(service: Service) -> None:
    schema = service.admin.get("/schemas/Buffer").json()
    rows = Rows(service.admin)
    path, body = PATHS["Buffer"], rows.body("Buffer")
    right = {"component": "sodium acetate", "type": "buffer", "concentration": 50, "unit": "mM"}
    stored = service.admin.new(path, **{**body, "composition": [right]})
    assert stored["composition"] == [right]
    for wrong in ({"type": "spice"}, {"unit": "spoons"}, {"concentration": -1}, {"component": ""}):
        composition = [{**right, **wrong}]
        assert not Draft7Validator(schema).is_valid({**stored, "composition": composition})
        problem = service.admin.refused("POST", path, {**body, "composition": composition})
        assert "composition" in str(problem["errors"])
