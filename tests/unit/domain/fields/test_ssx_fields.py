# SPDX-License-Identifier: LGPL-3.0-or-later
"""The SSX fields: everything that is asked, in its unit, and the published schemas of descriptionJson."""

from typing import Any

import pytest

from backend.domain import FIELDS
from backend.domain.fields.deliveries import CHIP_PRESETS, DEVICE_FIELDS, DEVICE_LABELS
from backend.domain.fields.field import Field
from backend.domain.fields.ssx_fields import device_json_schema, json_schema


def _by_key(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {field.key: field for field in fields}


def test_required_at_entry() -> None:
    required = {
        table: {field.key for field in FIELDS[table] if field.required}
        for table in ("Protein", "Crystal", "CrystalSlurry", "Buffer", "SampleStock", "LoadedSample")
    }
    assert required == {
        "Protein": {"acronym", "name", "safetyLevel"},
        "Crystal": {"proteinId", "spaceGroup"},
        "CrystalSlurry": {"name", "crystalIds", "crystalDensity", "storageTemperature"},
        "Buffer": {"name"},
        "SampleStock": {"name", "crystalSlurryId", "concentrationFactor"},
        "LoadedSample": {"name", "sampleStockId", "sampleDeliveryDeviceId"},
    }
    assert {kind: {f.key for f in fields if f.required} for kind, fields in DEVICE_FIELDS.items()} == {
        "photoChip": {"model"}, "microFluidics": {"device"}, "viscoousJet": {"nozzle"},
        "tapeDevice": {"speed", "dropletVolume"},
    }  # fmt: skip


UNITS = {
    "CrystalSlurry": {
        "crystalDensity": "10⁶/ml", "volume": "µl", "proteinConcentration": "mg/ml", "filter": "µm",
        "storageTemperature": "°C",
    },
    "CrystalSizeDistribution": dict.fromkeys(("minDimension", "mean", "maxDimension", "sigma"), "µm"),
    "LoadedSample": {
        "laserWavelength": "nm", "pulseEnergy": "µJ", "pulseLength": "ns", "spotSize": "µm",
        "mixingTime": "ms", "photonEnergy": "keV", "bandwidth": "%", "beamSize": "µm",
        "exposureTime": "µs", "repetitionRate": "Hz", "transmission": "%",
    },
    "photoChip": {
        "pitch": "mm", "aperture": "µm", "loadedVolume": "µl", "humidity": "%", "spacer": "µm", "area": "mm²",
    },
    "viscoousJet": {
        "nozzle": "µm", "reservoir": "µl", "flowRate": "µl/min", "pressure": "kPa", "jetDiameter": "µm",
        "jetSpeed": "mm/s", "temperature": "K",
    },
    "tapeDevice": {"speed": "mm/s", "dropletVolume": "nl", "dropletRate": "Hz", "humidity": "%"},
    "microFluidics": {"channel": "µm", "flowRates": "µl/min", "delay": "ms"},
}  # fmt: skip


@pytest.mark.parametrize("form", UNITS)
def test_units(form: str) -> None:
    fields = _by_key({**FIELDS, **DEVICE_FIELDS}[form])
    assert {key: fields[key].unit for key in UNITS[form]} == UNITS[form]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (_by_key(FIELDS["Buffer"])["pH"], 15),
        (_by_key(FIELDS["Buffer"])["pH"], -0.1),
        (_by_key(FIELDS["CrystalSlurry"])["crystalDensity"], -1),
        (_by_key(FIELDS["CrystalSlurry"])["storageTemperature"], -300),
        (_by_key(FIELDS["SampleStock"])["concentrationFactor"], 0),
        (_by_key(FIELDS["SampleStock"])["slurryShare"], 1.2),
        (_by_key(FIELDS["LoadedSample"])["transmission"], 101),
        (_by_key(DEVICE_FIELDS["photoChip"])["humidity"], 130),
        (_by_key(DEVICE_FIELDS["photoChip"])["aperture"], 0),
        (_by_key(DEVICE_FIELDS["viscoousJet"])["temperature"], 0),
    ],
)
def test_impossible_values_are_refused(field: Field, value: float) -> None:
    assert field.check(value)


def test_density_is_shown_in_millions_per_ml_and_stored_per_cubic_millimetre() -> None:
    density = _by_key(FIELDS["CrystalSlurry"])["crystalDensity"]
    assert density.parse("2,5") == 2500
    assert density.show(2500) == "2.5"


@pytest.mark.parametrize(("preset", "wells"), [("Oxford", 25_600), ("Mini", 400), ("Polymer", 6084)])
def test_chip_presets_have_their_wells(preset: str, wells: int) -> None:
    values = next(values for model, values in CHIP_PRESETS.items() if model.startswith(preset))
    assert values["blocks"] * values["wellsPerBlock"] == wells


def test_chip_presets_fit_the_fields_of_a_chip() -> None:
    fields = _by_key(DEVICE_FIELDS["photoChip"])
    assert fields["model"].choices == tuple(CHIP_PRESETS)
    for values in CHIP_PRESETS.values():
        assert [fields[key].check(value) for key, value in values.items()] == [None] * len(values)


def test_the_community_spelling_stays_on_the_wire() -> None:
    assert DEVICE_LABELS["viscoousJet"] == "Viscous jet"
    assert set(DEVICE_LABELS) == set(DEVICE_FIELDS)
    assert FIELDS["SampleDeliveryDevice"][0].parse("Viscous jet") == "viscoousJet"


def test_device_fields_live_in_the_description() -> None:
    assert {field.column for fields in DEVICE_FIELDS.values() for field in fields} == {"descriptionJson"}


def _schemas() -> list[dict[str, Any]]:
    return [*map(json_schema, ("CrystalSlurry", "SampleStock")), *map(device_json_schema, DEVICE_FIELDS)]


@pytest.mark.parametrize("schema", _schemas(), ids=lambda schema: schema["title"])
def test_schemas_describe_every_property(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["type"] == "object"
    assert all({"title", "type"} <= set(described) for described in schema["properties"].values())
    assert set(schema.get("required", ())) <= set(schema["properties"])


def test_schema_of_a_jet() -> None:
    schema = device_json_schema("viscoousJet")
    assert schema["required"] == ["nozzle"]
    assert schema["properties"]["nozzle"] == {
        "title": "Nozzle inner diameter", "type": "number", "exclusiveMinimum": 0, "x-unit": "µm",
    }  # fmt: skip


DESCRIBED = (
    "CrystalSizeDistribution",
    "CrystalSlurry",
    "SampleStock",
    "LoadedSample",
    "MasterTrigger",
    "ExperimentalPlan",
    "SsxDataAcquisition",
)


@pytest.mark.parametrize("table", DESCRIBED)
def test_every_description_has_a_schema_with_its_own_properties(table: str) -> None:
    schema = json_schema(table)
    inner = {field.key for field in FIELDS[table] if field.column == "descriptionJson"}
    assert inner == set(schema["properties"])
    assert inner
