# SPDX-License-Identifier: LGPL-3.0-or-later
"""The board of all dewars, and dewars that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Api, Service
from tests.service.shipping.test_dewar_steps import step

Made = dict[str, Any]


def board(api: Api, query: str = "") -> Made:
    """What the board shows."""
    answer = api.get(f"/shippings/dewars/board{query}")
    assert answer.status_code == 200, answer.text
    shown: Made = answer.json()["data"]
    return shown


def test_the_board_shows_every_dewar_by_state_with_its_origin(
    service: Service, chain: dict[str, Made]
) -> None:
    shipping = chain["shipping"]["shippingId"]
    for number, (state, place) in enumerate((("in storage", "Rack 3"), ("at facility", "Gate"))):
        made = service.admin.new("/shippings/dewars", shippingId=shipping, code=f"E-{number}")
        step(service.admin, made["dewarId"], state, place)
    shown = board(service.admin)
    assert [row["dewarStatus"] for row in shown["rows"]] == ["opened", "at facility", "in storage"]
    assert shown["total"] == 3
    stored = shown["rows"][-1]
    assert (stored["code"], stored["proposal"], stored["shippingName"]) == ("E-0", "mx2415", "December")
    assert stored["storageLocation"] == "Rack 3"
    assert stored["since"] is not None
    assert stored["coldUntil"] is None
    assert shown["states"] == {"at facility": 1, "in storage": 1, "opened": 1}
    assert shown["places"] == {"Gate": 1, "Rack 3": 1}


def test_the_board_is_narrowed_by_state_place_and_text(service: Service, chain: dict[str, Made]) -> None:
    shipping = chain["shipping"]["shippingId"]
    for number in range(3):
        made = service.admin.new("/shippings/dewars", shippingId=shipping, code=f"E-{number}")
        step(service.admin, made["dewarId"], "in storage", f"Rack {number}")
    assert [row["code"] for row in board(service.admin, "?dewarStatus=opened")["rows"]] == ["DEW-1"]
    assert [row["code"] for row in board(service.admin, "?storageLocation=Rack 1")["rows"]] == ["E-1"]
    assert [row["code"] for row in board(service.admin, "?q=e-2")["rows"]] == ["E-2"]
    assert board(service.admin, "?q=mx2415")["total"] == 4
    assert len(board(service.admin, "?limit=2")["rows"]) == 2
    assert board(service.admin, "?limit=2")["total"] == 4
    assert service.admin.refused("GET", "/shippings/dewars/board?dewarStatus=lost")["status"] == 422


def test_closed_dewars_are_shown_only_when_asked_for(service: Service, chain: dict[str, Made]) -> None:
    step(service.admin, chain["dewar"]["dewarId"], "closed")
    assert board(service.admin)["rows"] == []
    assert board(service.admin, "?dewarStatus=closed")["total"] == 1


@pytest.mark.usefixtures("chain")
def test_the_board_of_a_user_shows_his_own_dewars(service: Service) -> None:
    mine = service.account("anna", "own_proposals", proposals=("mx2415",))
    assert board(mine)["total"] == 1
    stranger = service.account("bob", "own_proposals")
    assert board(stranger) == {"total": 0, "rows": [], "next": None, "states": {}, "places": {}}


def test_a_dewar_that_nobody_knows_is_taken_in_as_arrived(service: Service, proposal: Made) -> None:
    service.admin.new("/proposals", proposalCode="staff", proposalNumber="1", personId=proposal["personId"])
    body = {"barCode": "WORN-LABEL-7", "storageLocation": "Gate", "comments": "no papers"}
    row = service.admin.new("/shippings/dewars/unknown", **body)
    assert (row["dewarStatus"], row["storageLocation"], row["barCode"]) == (
        "at facility",
        "Gate",
        "WORN-LABEL-7",
    )
    (entry,) = service.admin.rows(f"/shippings/dewars/{row['dewarId']}/history")
    assert (entry["person"], entry["reason"]) == ("root", "Arrived, owner not known")
    other = service.admin.new("/shippings/dewars/unknown", barCode="ANOTHER")
    assert other["shippingId"] == row["shippingId"]
    shipment = service.admin.get(f"/shippings/{row['shippingId']}").json()
    assert (shipment["shippingName"], shipment["shippingStatus"]) == ("Unclaimed dewars", "at facility")


def test_when_its_owner_is_found_it_moves_to_the_right_shipment(
    service: Service, proposal: Made, chain: dict[str, Made]
) -> None:
    service.admin.new("/proposals", proposalCode="staff", proposalNumber="1", personId=proposal["personId"])
    row = service.admin.new("/shippings/dewars/unknown", barCode="WORN-LABEL-7")
    target = {"shippingId": chain["shipping"]["shippingId"]}
    moved = service.admin.call("PATCH", f"/shippings/dewars/{row['dewarId']}", target)
    assert moved.status_code == 200, moved.text
    mine = service.account("anna", "own_proposals", proposals=("mx2415",))
    assert mine.get(f"/shippings/dewars/by_barcode/{row['barCode']}").status_code == 200


def test_a_dewar_that_somebody_knows_is_not_taken_in_again(
    service: Service, proposal: Made, chain: dict[str, Made]
) -> None:
    service.admin.new("/proposals", proposalCode="staff", proposalNumber="1", personId=proposal["personId"])
    body = {"barCode": chain["dewar"]["barCode"]}
    problem = service.admin.refused("POST", "/shippings/dewars/unknown", body)
    assert (problem["status"], list(problem["errors"])) == (409, ["barCode"])


def test_without_a_proposal_for_unclaimed_dewars_the_key_to_set_is_named(service: Service) -> None:
    problem = service.admin.refused("POST", "/shippings/dewars/unknown", {"barCode": "WORN-LABEL-7"})
    assert problem["status"] == 409
    assert "UNCLAIMED_PROPOSAL" in problem["detail"]


def test_only_staff_takes_in_unknown_dewars(service: Service) -> None:
    user = service.account("anna", "own_proposals", "write_proposals")
    problem = user.refused("POST", "/shippings/dewars/unknown", {"barCode": "WORN-LABEL-7"})
    assert problem["status"] == 403
