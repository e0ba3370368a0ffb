# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/schemas`: draft-07 JSON Schema of every table, which the real answers of the service fit."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator, FormatChecker

from tests.helpers.every_row import PATHS, Rows
from tests.service.conftest import Service
from tests.service.ssx.test_chain import DEVICES

DRAFT_07 = "http://json-schema.org/draft-07/schema#"


def _schema(service: Service, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = service.admin.get(f"/schemas/{name}").json()
    return schema


def _definition(service: Service, name: str) -> dict[str, Any]:
    found: dict[str, Any] = _schema(service, name)["definitions"][f"{name}Schema"]
    return found


def _faults(schema: dict[str, Any], row: Any) -> list[str]:
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(row)]


def test_every_table_that_is_served_has_a_valid_schema(service: Service) -> None:
    names = service.admin.get("/schemas/available_names").json()
    assert {f"{name}Schema" for name in PATHS} <= set(names)
    for name in names:
        schema = _schema(service, name)
        assert schema["$schema"] == DRAFT_07
        assert schema["$ref"] == f"#/definitions/{name}"
        assert schema["definitions"][name]["type"] == "object"
        Draft7Validator.check_schema(schema)


def test_a_table_is_found_by_its_name_in_any_case(service: Service) -> None:
    for name in ("proposal", "Proposal", "PROPOSAL", "proposalschema"):
        assert _schema(service, name) == _schema(service, "ProposalSchema")


def test_an_unknown_name_is_not_found(service: Service) -> None:
    problem = service.admin.refused("GET", "/schemas/Unicorn")
    assert problem["status"] == 404
    assert problem["detail"].startswith("There is no schema Unicorn;")


def test_rows_as_the_service_gives_them_fit_their_schemas(service: Service) -> None:
    rows = Rows(service.admin)
    faults = {name: _faults(_schema(service, name), rows.new(name)) for name in PATHS}
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_demo_fits_its_schemas(service: Service) -> None:
    service.backend.add_demo()
    count = 0
    for name, path in PATHS.items():
        schema = _schema(service, name)
        rows = service.admin.rows(path)
        count += len(rows)
        assert {
            row[f"{name[0].lower()}{name[1:]}Id"]: found for row in rows if (found := _faults(schema, row))
        } == {}
    assert count > 50


def test_a_schema_tells_what_is_needed_lengths_choices_ranges_null_formats_and_units(
    service: Service,
) -> None:
    shipping = _definition(service, "Shipping")
    assert shipping["required"] == ["proposalId"]
    assert shipping["additionalProperties"] is False
    assert shipping["properties"]["shippingName"]["maxLength"] == 45
    assert shipping["properties"]["deliveryAgent_shippingDate"]["type"] == ["string", "null"]
    assert shipping["properties"]["deliveryAgent_shippingDate"]["format"] == "date"
    assert shipping["properties"]["creationDate"]["format"] == "date-time"
    assert shipping["properties"]["shippingId"]["readOnly"] is True
    crystal = _definition(service, "Crystal")["properties"]
    assert (crystal["cell_a"]["x-unit"], crystal["cell_a"]["exclusiveMinimum"]) == ("Å", 0)
    assert (crystal["cell_beta"]["exclusiveMinimum"], crystal["cell_beta"]["exclusiveMaximum"]) == (0, 180)
    dewar = _definition(service, "Dewar")["properties"]
    assert dewar["type"]["enum"] == ["Dewar", "Toolbox", "Parcel"]
    assert dewar["weight"]["minimum"] == 0
    slurry = _definition(service, "CrystalSlurry")
    assert slurry["properties"]["crystalDensity"]["x-unit"] == "1/mm³"
    assert slurry["properties"]["crystalIds"]["minItems"] == 1
    assert "crystalIds" in slurry["required"]
    sizes = _definition(service, "CrystalSizeDistribution")["properties"]["minDimension"]
    assert (sizes["x-unit"], sizes["maxItems"], sizes["items"]["exclusiveMinimum"]) == ("µm", 3, 0)


def test_nested_rows_have_their_own_definition(service: Service) -> None:
    schema = _schema(service, "LabContact")
    assert set(schema["definitions"]) == {
        "LabContactSchema",
        "PersonChangesSchema",
        "LaboratoryChangesSchema",
    }


def test_the_parameters_of_a_device_are_those_of_its_type(service: Service) -> None:
    schema = _schema(service, "SampleDeliveryDevice")
    needed = {"photoChip": "model", "viscoousJet": "nozzle", "tapeDevice": "speed", "microFluidics": "device"}
    for kind, parameters in DEVICES.items():
        right = {"proposalId": 1, "type": kind, "descriptionJson": parameters}
        assert _faults(schema, right) == []
        without = {name: value for name, value in parameters.items() if name != needed[kind]}
        assert _faults(schema, {**right, "descriptionJson": without}) == [
            f"$.descriptionJson: '{needed[kind]}' is a required property"
        ]


def test_what_a_description_holds_is_told_with_units(service: Service) -> None:
    described = _definition(service, "CrystalSlurry")["properties"]["descriptionJson"]
    assert described["required"] == ["storageTemperature"]
    assert described["properties"]["storageTemperature"]["x-unit"] == "°C"
    assert described["properties"]["useBy"]["format"] == "date"


WRONG = [
    ({"storageTemperature": ""}, "storageTemperature"),
    ({"storageTemperature": 20, "useBy": "20261130"}, "useBy"),
    ({"storageTemperature": 20, "lightSensitive": 1}, "lightSensitive"),
    ({"storageTemperature": 20, "aliquots": []}, "aliquots"),
]


def test_a_description_that_its_schema_refuses_is_refused(service: Service, chain: dict[str, Any]) -> None:
    schema = _definition(service, "CrystalSlurry")["properties"]["descriptionJson"]
    for description, wrong in WRONG:
        assert [fault.partition(":")[0] for fault in _faults(schema, description)] == [f"$.{wrong}"]
        body = {
            "proposalId": chain["protein"]["proposalId"],
            "name": "Lys",
            "crystalDensity": 1e6,
            "crystalIds": [chain["crystal"]["crystalId"]],
            "descriptionJson": description,
        }
        problem = service.admin.refused("POST", "/ssx/samples/crystal_slurry", body)
        assert list(problem["errors"]) == [f"descriptionJson.{wrong}"]
