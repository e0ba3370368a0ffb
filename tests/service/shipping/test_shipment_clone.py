# SPDX-License-Identifier: LGPL-3.0-or-later
"""Ship again: a draft like a shipment that went before."""

from __future__ import annotations

from typing import Any

from tests.service.conftest import Api, Service

Made = dict[str, Any]


def cloned(api: Api, shipping: int, **body: Any) -> Made:
    """The new shipment with all that is in it."""
    answer = api.call("POST", f"/shippings/{shipping}/clone", body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].endswith(f"/shippings/{answer.json()['shippingId']}")
    info: Made = api.get(f"/shippings/{answer.json()['shippingId']}/info").json()
    return info


def test_a_clone_has_the_same_parts_with_names_counted_up(service: Service, complete: int) -> None:
    service.admin.call("POST", f"/shippings/{complete}/status", {"status": "sent to facility"})
    before = service.admin.get(f"/shippings/{complete}/info").json()
    after = cloned(service.admin, complete)
    assert (after["shippingName"], after["shippingStatus"]) == ("December_2", "opened")
    assert after["counts"] == before["counts"]
    assert after["sendingLabContact"]["labContactId"] == before["sendingLabContact"]["labContactId"]
    assert (after["sessionIds"], after["deliveryAgent_shippingDate"]) == ([], None)
    (old,), (new,) = before["dewars"], after["dewars"]
    assert (new["code"], new["dewarStatus"]) == (old["code"], "opened")
    assert new["barCode"] != old["barCode"]
    (sample,) = new["containers"][0]["samples"]
    assert (sample["name"], sample["location"]) == ("lys_2", "1")
    assert sample["crystalId"] == old["containers"][0]["samples"][0]["crystalId"]
    (entry,) = service.admin.rows(f"/shippings/dewars/{new['dewarId']}/history")
    assert (entry["person"], entry["reason"]) == ("root", "Shipped again")


def test_a_clone_without_samples_keeps_dewars_and_containers(service: Service, complete: int) -> None:
    after = cloned(service.admin, complete, samples=False, shippingName="January")
    assert (after["shippingName"], after["counts"]) == (
        "January",
        {"dewars": 1, "containers": 1, "samples": 0},
    )


def test_a_clone_keeps_the_packing_but_not_the_filling(service: Service, chain: dict[str, Made]) -> None:
    details = {"packing": "dry shipper", "holdTime": 10, "filledAt": "2026-11-30T12:00:00Z"}
    service.admin.call("PATCH", f"/shippings/dewars/{chain['dewar']['dewarId']}", details)
    (dewar,) = cloned(service.admin, chain["shipping"]["shippingId"])["dewars"]
    assert (dewar["packing"], dewar["holdTime"], dewar["filledAt"]) == ("dry shipper", 10, None)


def test_names_that_are_counted_up_meet_no_other(service: Service, chain: dict[str, Made]) -> None:
    place = {"crystalId": chain["crystal"]["crystalId"], "containerId": chain["container"]["containerId"]}
    for number in range(1, 17):
        service.admin.new("/samples", name=f"lys_{number:02}", location=str(number), **place)
    first = cloned(service.admin, chain["shipping"]["shippingId"])
    second = cloned(service.admin, first["shippingId"])
    names = [
        sample["name"] for info in (first, second) for sample in info["dewars"][0]["containers"][0]["samples"]
    ]
    assert names == [f"lys_{number:02}" for number in range(17, 49)]


def test_a_shipment_of_others_is_not_cloned(service: Service, complete: int) -> None:
    stranger = service.account("bob", "own_proposals", "write_proposals")
    assert stranger.call("POST", f"/shippings/{complete}/clone", {}).status_code == 404
