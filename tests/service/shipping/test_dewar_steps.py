# SPDX-License-Identifier: LGPL-3.0-or-later
"""A dewar's way: sent, received, moved, undone, topped up; told once, and kept."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from sqlalchemy import update

from backend.core.models import DewarEvent
from tests.service.conftest import Api, Service

LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)

Made = dict[str, Any]


def step(api: Api, dewar: int, state: str, place: str | None = None, **more: Any) -> Any:
    """The answer to a step, whatever it is."""
    body = {"dewarStatus": state, "storageLocation": place, **more}
    return api.call("POST", f"/shippings/dewars/{dewar}/status", body)


@pytest.fixture
def dewar(chain: dict[str, Made]) -> int:
    """The key of the dewar DEW-1, whose shipment lacks what it needs to be sent."""
    key: int = chain["dewar"]["dewarId"]
    return key


def test_one_dewar_of_an_incomplete_shipment_is_not_sent_either(service: Service, dewar: int) -> None:
    answer = step(service.admin, dewar, "sent to facility")
    problem = answer.json()
    assert answer.status_code == 409
    assert len(problem["errors"]["contacts"]) == 2
    assert {line["level"] for line in problem["checklist"]} == {"error"}
    assert service.admin.get(f"/shippings/dewars/{dewar}").json()["dewarStatus"] == "opened"
    assert len(service.admin.rows(f"/shippings/dewars/{dewar}/history")) == 1


def test_an_empty_shipment_is_not_sent(service: Service, proposal: Made) -> None:
    made = service.admin.new("/shippings", proposalId=proposal["proposalId"], shippingName="Empty")
    path = f"/shippings/{made['shippingId']}/status"
    problem = service.admin.refused("POST", path, {"status": "sent to facility"})
    assert problem["status"] == 409
    assert "add a dewar first" in problem["detail"]


def test_one_dewar_of_a_complete_shipment_is_sent(service: Service, complete: int) -> None:
    (row,) = service.admin.rows(f"/shippings/dewars?shippingId={complete}")
    assert step(service.admin, row["dewarId"], "sent to facility").status_code == 200
    assert service.admin.get(f"/shippings/{complete}").json()["shippingStatus"] == "sent to facility"


def test_sending_a_shipment_moves_no_dewar_back(service: Service, complete: int) -> None:
    (first,) = service.admin.rows(f"/shippings/dewars?shippingId={complete}")
    late = service.admin.new("/shippings/dewars", shippingId=complete, code="DEW-2")["dewarId"]
    step(service.admin, first["dewarId"], "processing", "ID29")
    answer = service.admin.call("POST", f"/shippings/{complete}/status", {"status": "sent to facility"})
    assert answer.status_code == 200, answer.text
    states = {row["dewarId"]: row["dewarStatus"] for row in service.admin.rows("/shippings/dewars")}
    assert states == {first["dewarId"]: "processing", late: "sent to facility"}


def test_a_dewar_at_the_facility_goes_back_to_sent_only_with_a_reason(service: Service, dewar: int) -> None:
    step(service.admin, dewar, "at facility", "Gate")
    assert step(service.admin, dewar, "sent to facility").status_code == 409
    back = step(service.admin, dewar, "sent to facility", reason="Scanned the wrong one")
    assert back.json()["dewarStatus"] == "sent to facility"


def test_the_same_scan_within_a_minute_asks_and_writes_nothing(service: Service, dewar: int) -> None:
    assert step(service.admin, dewar, "at facility", "Rack 3").status_code == 200
    answer = step(service.admin, dewar, "at facility", "Rack 3")
    problem = answer.json()
    assert (answer.status_code, problem["repeat"]) == (409, True)
    assert problem["last"]["storageLocation"] == "Rack 3"
    assert problem["last"]["person"] == "root"
    assert "marked at facility, Rack 3" in problem["detail"]
    assert len(service.admin.rows(f"/shippings/dewars/{dewar}/history")) == 2
    assert step(service.admin, dewar, "at facility", "Rack 3", again=True).status_code == 200
    assert len(service.admin.rows(f"/shippings/dewars/{dewar}/history")) == 3


def test_another_place_within_a_minute_is_no_repeat(service: Service, dewar: int) -> None:
    step(service.admin, dewar, "at facility", "Rack 3")
    assert step(service.admin, dewar, "at facility", "Rack 4").json()["storageLocation"] == "Rack 4"


def test_the_same_scan_after_a_minute_is_a_step_of_its_own(
    service: Service, dewar: int, running: tuple[Any, Any]
) -> None:
    step(service.admin, dewar, "at facility", "Rack 3")
    with running[1].begin() as connection:
        connection.execute(update(DewarEvent).values(time=LONG_AGO))
    assert step(service.admin, dewar, "at facility", "Rack 3").status_code == 200


def test_undo_is_a_new_entry_and_undoing_twice_is_as_before(service: Service, dewar: int) -> None:
    step(service.admin, dewar, "at facility", "Rack 3")
    step(service.admin, dewar, "processing", "ID29")
    row = service.admin.call("POST", f"/shippings/dewars/{dewar}/undo").json()
    assert (row["dewarStatus"], row["storageLocation"]) == ("at facility", "Rack 3")
    newest = service.admin.rows(f"/shippings/dewars/{dewar}/history")[0]
    assert (newest["dewarStatus"], newest["reason"]) == ("at facility", "Undo of at beamline")
    row = service.admin.call("POST", f"/shippings/dewars/{dewar}/undo").json()
    assert (row["dewarStatus"], row["storageLocation"]) == ("processing", "ID29")
    assert len(service.admin.rows(f"/shippings/dewars/{dewar}/history")) == 5


def test_a_dewar_that_never_moved_has_nothing_to_undo(service: Service, dewar: int) -> None:
    problem = service.admin.refused("POST", f"/shippings/dewars/{dewar}/undo")
    assert (problem["status"], "never moved" in problem["detail"]) == (409, True)


def test_an_unknown_state_is_refused_with_the_states(service: Service, dewar: int) -> None:
    answer = step(service.admin, dewar, "lost")
    assert answer.status_code == 422
    assert "at facility" in answer.json()["errors"]["dewarStatus"][0]


def test_packing_and_cold_clock_stand_in_the_dewars_row(service: Service, dewar: int) -> None:
    path = f"/shippings/dewars/{dewar}"
    details = {
        "packing": "dry shipper",
        "dewarModel": "CX100",
        "filledAt": "2026-11-30T12:00:00+00:00",
        "holdTime": 9.5,
    }
    row = service.admin.call("PATCH", path, details).json()
    assert row["coldUntil"] == "2026-12-10T00:00:00+00:00"
    assert (row["packing"], row["dewarModel"], row["dryIceWeight"]) == ("dry shipper", "CX100", None)
    # A row goes back as it came, the computed time and all.
    again = {name: value for name, value in row.items() if name != "_etag"}
    assert service.admin.call("PUT", path, again).json()["coldUntil"] == row["coldUntil"]
    assert service.admin.rows("/shippings/dewars")[0]["coldUntil"] == row["coldUntil"]
    info = service.admin.get(f"/shippings/{row['shippingId']}/info").json()
    assert info["dewars"][0]["packing"] == "dry shipper"


def test_details_are_part_of_the_revision(service: Service, dewar: int) -> None:
    path = f"/shippings/dewars/{dewar}"
    old = service.admin.get(path).json()["_etag"]
    assert service.admin.call("PATCH", path, {"packing": "ambient"}, If_Match=old).status_code == 200
    problem = service.admin.refused("PATCH", path, {"packing": "cooled"}, If_Match=old)
    assert (problem["status"], problem["current"]["packing"]) == (412, "ambient")


@pytest.mark.parametrize(
    "wrong", [{"holdTime": -1}, {"dryIceWeight": "much"}, {"packing": "x" * 21}, {"filledAt": "yesterday"}]
)
def test_details_that_cannot_be_are_refused_by_name(service: Service, dewar: int, wrong: Made) -> None:
    problem = service.admin.refused("PATCH", f"/shippings/dewars/{dewar}", wrong)
    assert (problem["status"], list(problem["errors"])) == (422, list(wrong))


def test_a_refill_is_an_entry_and_begins_the_hold_time_anew(service: Service, dewar: int) -> None:
    path = f"/shippings/dewars/{dewar}"
    service.admin.call("PATCH", path, {"filledAt": "2026-11-01T08:00:00Z", "holdTime": 2})
    step(service.admin, dewar, "in storage", "Rack 3")
    first = {"time": "2026-11-03T08:00:00Z", "reason": "Level was low"}
    assert service.admin.call("POST", f"{path}/refills", first).status_code == 200
    # Told later, but done before: the newest filling counts.
    earlier = service.admin.call("POST", f"{path}/refills", {"time": "2026-11-02T08:00:00Z"})
    assert earlier.json()["coldUntil"] == "2026-11-05T08:00:00+00:00"
    refills = service.admin.rows(f"{path}/refills")
    assert [row["time"][:10] for row in refills] == ["2026-11-03", "2026-11-02"]
    assert (refills[0]["reason"], refills[0]["person"], refills[0]["kind"]) == (
        "Level was low",
        "root",
        "refill",
    )
    assert len(service.admin.rows(f"{path}/history")) == 4
    undone = service.admin.call("POST", f"{path}/undo").json()
    assert undone["dewarStatus"] == "opened", "a refill is no step that could be undone"


def test_a_refill_that_is_still_to_come_is_refused(service: Service, dewar: int) -> None:
    problem = service.admin.refused(
        "POST", f"/shippings/dewars/{dewar}/refills", {"time": "2126-01-01T00:00:00Z"}
    )
    assert (problem["status"], list(problem["errors"])) == (422, ["time"])


def test_a_dewar_of_others_is_neither_moved_nor_topped_up(service: Service, dewar: int) -> None:
    stranger = service.account("bob", "own_proposals", "write_proposals")
    assert step(stranger, dewar, "at facility").status_code == 404
    for path in ("undo", "refills"):
        assert stranger.call("POST", f"/shippings/dewars/{dewar}/{path}", {}).status_code == 404
    assert stranger.get(f"/shippings/dewars/{dewar}/refills").status_code == 404


def test_a_dewar_takes_its_details_and_steps_along_when_it_is_deleted(service: Service, dewar: int) -> None:
    service.admin.call("PATCH", f"/shippings/dewars/{dewar}", {"packing": "ambient"})
    service.admin.call("POST", f"/shippings/dewars/{dewar}/refills", {})
    assert service.admin.call("DELETE", f"/shippings/dewars/{dewar}").status_code == 204


def test_two_dewars_never_share_a_barcode(service: Service, chain: dict[str, Made]) -> None:
    body = {"shippingId": chain["shipping"]["shippingId"], "code": "DEW-2"}
    taken = chain["dewar"]["barCode"]
    problem = service.admin.refused("POST", "/shippings/dewars", {**body, "barCode": taken})
    assert (problem["status"], list(problem["errors"])) == (409, ["barCode"])
    assert taken in problem["detail"]


def test_a_shipments_history_has_the_steps_of_all_its_dewars(service: Service, chain: dict[str, Any]) -> None:
    shipping = chain["shipping"]["shippingId"]
    second = service.admin.new("/shippings/dewars", shippingId=shipping, code="DEW-2")
    service.admin.call(
        "POST", f"/shippings/dewars/{second['dewarId']}/status", {"dewarStatus": "ready to go"}
    )
    steps = service.admin.rows(f"/shippings/{shipping}/history")
    assert [(step["code"], step["dewarStatus"]) for step in steps] == [
        ("DEW-2", "ready to go"),
        ("DEW-2", "opened"),
        (chain["dewar"]["code"], "opened"),
    ]
    assert steps[0]["person"] == "root"
    stranger = service.account("carol", "own_proposals")
    assert stranger.get(f"/shippings/{shipping}/history").status_code == 404
