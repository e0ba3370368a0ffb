# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is still missing before a shipment can be sent, and that it is not sent before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Api, Service

Made = dict[str, Any]


def levels(api: Api, shipping: int) -> dict[str, list[str]]:
    """The levels of all lines by what they are about."""
    told: dict[str, list[str]] = {}
    for line in api.rows(f"/shippings/{shipping}/checklist"):
        told.setdefault(line["key"], []).append(line["level"])
    return told


def lines(api: Api, shipping: int, key: str) -> list[Made]:
    """The lines about one thing."""
    return [line for line in api.rows(f"/shippings/{shipping}/checklist") if line["key"] == key]


def test_a_complete_shipment_is_all_green_and_can_be_sent(service: Service, complete: int) -> None:
    told = levels(service.admin, complete)
    assert list(told) == ["contacts", "courier", "dates", "safety", "dewars", "containers", "samples"]
    assert {level for levels in told.values() for level in levels} == {"ok"}
    answer = service.admin.call("POST", f"/shippings/{complete}/status", {"status": "sent to facility"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["shippingStatus"] == "sent to facility"


def test_an_empty_shipment_tells_all_that_is_missing_at_once(service: Service, proposal: Made) -> None:
    key = service.admin.new("/shippings", proposalId=proposal["proposalId"], shippingName="Empty")[
        "shippingId"
    ]
    assert levels(service.admin, key) == {
        "contacts": ["error", "error"],
        "courier": ["warning"],
        "dates": ["warning"],
        "safety": ["error"],
        "dewars": ["error"],
    }
    place = lines(service.admin, key, "contacts")[0]["place"]
    assert place == {"table": "Shipping", "id": key, "column": "sendingLabContactId"}


def test_what_is_missing_keeps_it_from_being_sent_and_is_told_whole(
    service: Service, chain: dict[str, Made]
) -> None:
    key = chain["shipping"]["shippingId"]
    problem = service.admin.refused("POST", f"/shippings/{key}/status", {"status": "sent to facility"})
    assert problem["status"] == 409
    assert len(problem["errors"]["contacts"]) == 2
    assert problem["errors"]["safety"]
    assert {line["level"] for line in problem["checklist"]} == {"error"}
    assert service.admin.get(f"/shippings/{key}").json()["shippingStatus"] == "opened"


@pytest.mark.parametrize(
    ("change", "key", "level"),
    [
        ({"sendingLabContactId": None}, "contacts", "error"),
        ({"returnLabContactId": None}, "contacts", "error"),
        ({"deliveryAgent_agentName": None}, "courier", "warning"),
        ({"sessionIds": []}, "dates", "warning"),
        ({"deliveryAgent_shippingDate": None}, "dates", "warning"),
        ({"deliveryAgent_deliveryDate": "2026-12-05"}, "dates", "error"),
        ({"safetyLevel": None}, "safety", "error"),
    ],
)
def test_each_missing_thing_is_told(
    service: Service, complete: int, change: Made, key: str, level: str
) -> None:
    assert service.admin.call("PATCH", f"/shippings/{complete}", change).status_code == 200
    told = levels(service.admin, complete)
    assert told.pop(key) == [level]
    assert {level for levels in told.values() for level in levels} == {"ok"}


def test_a_protein_more_dangerous_than_the_shipment_says_is_an_error(
    service: Service, complete: int, chain: dict[str, Made]
) -> None:
    protein = f"/samples/proteins/{chain['protein']['proteinId']}"
    service.admin.call("PATCH", protein, {"safetyLevel": "RED"})
    assert levels(service.admin, complete)["safety"] == ["error"]
    service.admin.call("PATCH", protein, {"safetyLevel": None})
    (line,) = lines(service.admin, complete, "safety")
    assert (line["level"], line["text"]) == ("warning", "Safety level of HEWL is not stated.")
    assert line["place"]["id"] == chain["protein"]["proteinId"]


def test_a_return_without_address_or_account_is_warned_of(service: Service, complete: int) -> None:
    back = service.admin.get(f"/shippings/{complete}").json()["returnLabContactId"]
    changes = {"courierAccount": None, "laboratory": {"name": "EMBL", "address": None}}
    assert service.admin.call("PATCH", f"/contacts/lab_contacts/{back}", changes).status_code == 200
    told = levels(service.admin, complete)
    assert (told["contacts"], told["courier"]) == (["warning"], ["warning"])


def test_a_dewar_without_barcode_or_container_is_named(
    service: Service, complete: int, running: tuple[Any, Any]
) -> None:
    dewar = service.admin.new("/shippings/dewars", shippingId=complete, code="DEW-2")
    with running[1].begin() as connection:
        connection.exec_driver_sql("UPDATE Dewar SET barCode = NULL WHERE code = 'DEW-2'")
    (missing,) = lines(service.admin, complete, "dewars")
    assert missing["text"] == "Dewar DEW-2 has no barcode."
    assert missing["place"] == {"table": "Dewar", "id": dewar["dewarId"], "column": "barCode"}
    assert levels(service.admin, complete)["containers"] == ["warning"]


def test_samples_that_another_program_stored_badly_are_found(
    service: Service, complete: int, running: tuple[Any, Any]
) -> None:
    for name, location in (("cdk/lig07", "7"), ("", "8"), ("fine", ""), ("far", "17")):
        row = service.admin.new(
            "/samples", crystalId=service.admin.rows("/samples/crystals")[0]["crystalId"], name=f"n{location}"
        )
        container = service.admin.rows("/shippings/containers")[0]["containerId"]
        with running[1].begin() as connection:
            connection.exec_driver_sql(
                f"UPDATE BLSample SET name = '{name}', location = '{location}', containerId = {container} "  # noqa: S608
                f"WHERE blSampleId = {row['blSampleId']}"
            )
    texts = [line["text"] for line in lines(service.admin, complete, "samples")]
    assert len(texts) == 4
    assert any("UP-1, position 7" in text and "“/”" in text for text in texts)
    assert any("fine has no position" in text for text in texts)
    assert any("positions 1 to 16, not 17" in text for text in texts)


def test_of_many_lines_of_one_kind_the_rest_is_counted(service: Service, complete: int) -> None:
    for number in range(25):
        service.admin.new("/shippings/dewars", shippingId=complete, code=f"E-{number}")
    told = lines(service.admin, complete, "containers")
    assert len(told) == 21
    assert told[-1]["text"] == "And 5 more of this kind."


def test_a_stranger_finds_no_list(service: Service, complete: int) -> None:
    assert service.account("bob", "own_proposals").get(f"/shippings/{complete}/checklist").status_code == 404


def test_a_dewar_that_warms_up_on_its_way_is_warned_of(service: Service, complete: int) -> None:
    (dewar,) = service.admin.rows("/shippings/dewars")
    path = f"/shippings/dewars/{dewar['dewarId']}"
    service.admin.call("PATCH", path, {"filledAt": "2026-11-29T12:00:00Z", "holdTime": 1})
    (line,) = lines(service.admin, complete, "cold")
    assert (line["level"], line["text"]) == (
        "warning",
        "Dewar DEW-1 stays cold until 30 Nov, but arrives on 1 Dec.",
    )
    assert line["place"] == {"table": "Dewar", "id": dewar["dewarId"], "column": "holdTime"}
    service.admin.call("PATCH", path, {"holdTime": 10})
    assert levels(service.admin, complete)["cold"] == ["ok"]


def test_dry_ice_without_its_weight_is_warned_of(service: Service, complete: int) -> None:
    (dewar,) = service.admin.rows("/shippings/dewars")
    path = f"/shippings/dewars/{dewar['dewarId']}"
    service.admin.call("PATCH", path, {"packing": "dry ice"})
    (line,) = lines(service.admin, complete, "cold")
    assert "UN1845 asks for its weight" in line["text"]
    service.admin.call("PATCH", path, {"dryIceWeight": 5})
    assert lines(service.admin, complete, "cold") == []


def test_a_name_that_the_proposal_has_twice_is_an_error(
    service: Service, complete: int, running: tuple[Any, Any]
) -> None:
    crystal = service.admin.rows("/samples/crystals")[0]["crystalId"]
    other = service.admin.new("/samples", crystalId=crystal, name="elsewhere")["blSampleId"]
    with running[1].begin() as connection:
        connection.exec_driver_sql(f"UPDATE BLSample SET name = 'lys_1' WHERE blSampleId = {other}")  # noqa: S608
    (line,) = lines(service.admin, complete, "samples")
    assert line["level"] == "error"
    assert "another HEWL-lys_1" in line["text"]
