# SPDX-License-Identifier: LGPL-3.0-or-later
"""What all resources do the same way: lists, revisions, repeats, bad input, deletions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event

from backend.core.models import BLSample
from backend.core.samples.rules.samples import SAMPLE_RULES
from backend.store.database import new_session
from backend.store.ownership import EVERYONE
from backend.store.rows import create_all
from tests.service.conftest import ROOT, Api, Service

Chain = dict[str, dict[str, Any]]


def test_a_row_comes_back_as_it_was_stored(
    service: Service, proposal: dict[str, Any], running: tuple[Any, Engine]
) -> None:
    name = "Décembre µ" if "latin1" in str(running[1].url) else "Δεκέμβριος 十二月"
    answer = service.admin.call(
        "POST",
        "/shippings",
        {"proposalId": proposal["proposalId"], "shippingName": name, "safetyLevel": "GREEN"},
    )
    row = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{ROOT}/shippings/{row['shippingId']}"
    assert row["shippingName"] == name
    assert service.admin.get(f"/shippings/{row['shippingId']}").json() == row
    assert service.admin.rows("/shippings?safetyLevel=GREEN") == [row]


def test_a_list_counts_filters_sorts_and_pages(service: Service, proposal: dict[str, Any]) -> None:
    mine = proposal["proposalId"]
    for name in ("c", "a", "b", "a"):
        service.admin.new("/shippings", proposalId=mine, shippingName=name)
    data = service.admin.get("/shippings?sort=shippingName&limit=2").json()["data"]
    assert data["total"] == 4
    assert [row["shippingName"] for row in data["rows"]] == ["a", "a"]
    rest = service.admin.get(f"/shippings?sort=shippingName&limit=2&after={data['next']}").json()["data"]
    assert [row["shippingName"] for row in rest["rows"]] == ["b", "c"]
    assert rest["next"] is None
    assert len(service.admin.rows("/shippings?shippingName=a&shippingName=c")) == 3
    assert [row["shippingName"] for row in service.admin.rows("/shippings?q=B")] == ["b"]
    assert [row["shippingName"] for row in service.admin.rows("/shippings?sort=-shippingName&offset=3")] == [
        "a"
    ]


def test_a_cursor_walks_past_empty_values_in_both_directions(
    service: Service, proposal: dict[str, Any]
) -> None:
    for comment in (None, "x", None, "y"):
        service.admin.new("/shippings", proposalId=proposal["proposalId"], shippingName="s", comments=comment)
    for sort in ("comments", "-comments"):
        seen, after = [], ""
        while True:
            data = service.admin.get(f"/shippings?sort={sort}&limit=1{after}").json()["data"]
            seen += [row["shippingId"] for row in data["rows"]]
            if data["next"] is None:
                break
            after = f"&after={data['next']}"
        assert len(seen) == len(set(seen)) == 4


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=abc", "limit"),
        ("limit=1001", "limit"),
        ("colour=red", "colour"),
        ("shippingId=x", "shippingId"),
        ("sort=colour", "sort"),
        ("after=nonsense", "after"),
    ],
)
def test_a_wrong_query_is_named(service: Service, query: str, field: str) -> None:
    problem = service.admin.refused("GET", f"/shippings?{query}")
    assert problem["status"] == 422
    assert field in problem["errors"]


def test_wrong_values_are_named_and_nothing_is_stored(service: Service, proposal: dict[str, Any]) -> None:
    mine = proposal["proposalId"]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"shippingName": "x" * 46}, "shippingName"),
        ({"shippingName": "x", "colour": "red"}, "colour"),
        ({"shippingName": "x", "deliveryAgent_shippingDate": "soon"}, "deliveryAgent_shippingDate"),
        ({"shippingName": "x", "sendingLabContactId": 99}, "sendingLabContactId"),
        ({"shippingName": "x", "safetyLevel": "PURPLE"}, "safetyLevel"),
    ]
    for body, field in wrong:
        problem = service.admin.refused("POST", "/shippings", {"proposalId": mine, **body})
        assert problem["status"] == 422
        assert field in problem["errors"]
    late = {"deliveryAgent_shippingDate": "2026-12-02", "deliveryAgent_deliveryDate": "2026-12-01"}
    assert (
        "deliveryAgent_deliveryDate"
        in service.admin.refused("POST", "/shippings", {"proposalId": mine, "shippingName": "x", **late})[
            "errors"
        ]
    )
    assert service.admin.rows("/shippings") == []


def test_a_number_with_a_fraction_is_no_whole_number(service: Service, chain: dict[str, Any]) -> None:
    path = f"/shippings/containers/{chain['container']['containerId']}"
    assert "capacity" in service.admin.refused("PATCH", path, {"capacity": 1.5})["errors"]
    assert service.admin.call("PATCH", path, {"capacity": 16.0}).json()["capacity"] == 16


def test_a_body_that_is_no_json_and_a_path_that_is_none_are_problems_too(service: Service) -> None:
    answer = service.admin.session.post(
        service.admin.url + ROOT + "/shippings",
        data="{",
        headers={"Authorization": f"Bearer {service.admin.token}", "Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"
    for key in ("0", "2147483648", "99999999999999999999"):
        assert service.admin.refused("GET", f"/shippings/{key}")["status"] == 404
        # GET and POST of these are routes of their own.
        assert service.admin.refused("POST", f"/shippings/{key}/notices", {"kind": "sent"})["status"] == 404
    assert service.admin.refused("GET", "/nowhere")["status"] == 404
    assert service.admin.call("DELETE", "/shippings").headers["Allow"]


def test_the_second_of_two_people_hears_that_the_row_changed(service: Service, chain: Chain) -> None:
    path, read = f"/shippings/{chain['shipping']['shippingId']}", chain["shipping"]
    first = service.admin.call("PATCH", path, {"comments": "first"}, If_Match=read["_etag"])
    assert first.status_code == 200
    problem = service.admin.refused("PATCH", path, {"comments": "second"}, If_Match=read["_etag"])
    assert problem["status"] == 412
    assert problem["current"] == first.json()
    assert service.admin.get(path).json()["comments"] == "first"
    assert service.admin.get(path, If_None_Match=first.headers["ETag"]).status_code == 304


def test_a_repeated_write_happens_once(service: Service, proposal: dict[str, Any]) -> None:
    body = {"proposalId": proposal["proposalId"], "shippingName": "once"}
    first = service.admin.call("POST", "/shippings", body, Idempotency_Key="key-of-one-write")
    again = service.admin.call("POST", "/shippings", body, Idempotency_Key="key-of-one-write")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Location"] == first.headers["Location"]
    assert len(service.admin.rows("/shippings")) == 1
    other = service.admin.refused(
        "POST", "/shippings", {**body, "shippingName": "other"}, Idempotency_Key="key-of-one-write"
    )
    assert "Idempotency-Key" in other["errors"]


def test_the_key_of_one_user_is_unknown_to_another(service: Service, proposal: dict[str, Any]) -> None:
    other = service.account("other", "all_proposals", "write_proposals")
    body = {"proposalId": proposal["proposalId"], "shippingName": "mine"}
    assert service.admin.call("POST", "/shippings", body, Idempotency_Key="shared-key").status_code == 201
    assert other.call("POST", "/shippings", body, Idempotency_Key="shared-key").status_code == 201
    assert len(service.admin.rows("/shippings")) == 2


def test_put_empties_what_it_leaves_out_and_patch_keeps_it(service: Service, chain: Chain) -> None:
    row = chain["shipping"]
    path = f"/shippings/{row['shippingId']}"
    service.admin.call("PATCH", path, {"comments": "kept"})
    assert service.admin.call("PATCH", path, {"shippingName": "B"}).json()["comments"] == "kept"
    replaced = service.admin.call("PUT", path, {"proposalId": row["proposalId"], "shippingName": "C"}).json()
    assert (replaced["shippingName"], replaced["comments"]) == ("C", None)


def test_what_others_hang_on_stays_and_is_named(service: Service, chain: Chain) -> None:
    problem = service.admin.refused("DELETE", f"/samples/proteins/{chain['protein']['proteinId']}")
    assert problem["status"] == 409
    assert "1 Crystal" in problem["detail"]
    assert (
        service.admin.call("DELETE", f"/samples/crystals/{chain['crystal']['crystalId']}").status_code == 204
    )
    assert (
        service.admin.call("DELETE", f"/samples/proteins/{chain['protein']['proteinId']}").status_code == 204
    )


def test_a_draft_shipment_goes_whole_and_a_sent_one_stays(service: Service, chain: Chain) -> None:
    path = f"/shippings/{chain['shipping']['shippingId']}"
    dewar = f"/shippings/dewars/{chain['dewar']['dewarId']}"
    service.admin.call("POST", f"{dewar}/status", {"dewarStatus": "at facility"})
    assert "stays on record" in service.admin.refused("DELETE", path)["detail"]
    service.admin.call("POST", f"{dewar}/status", {"dewarStatus": "opened", "reason": "undone"})
    assert service.admin.call("DELETE", path).status_code == 204
    assert service.admin.rows("/shippings/containers") == []


def test_an_external_id_is_hexadecimal_text_in_bodies_and_filters(
    service: Service, proposal: dict[str, Any]
) -> None:
    path, given = f"/proposals/{proposal['proposalId']}", "00ff" * 8
    assert service.admin.call("PATCH", path, {"externalId": given}).json()["externalId"] == given
    assert len(service.admin.rows(f"/proposals?externalId={given}")) == 1
    assert "externalId" in service.admin.refused("GET", "/proposals?externalId=none")["errors"]


def test_a_bulk_post_stores_all_rows_or_none(service: Service, chain: Chain) -> None:
    crystal, container = chain["crystal"]["crystalId"], chain["container"]["containerId"]
    rows = [
        {"crystalId": crystal, "containerId": container, "name": f"s{n}", "location": str(n)}
        for n in range(1, 5)
    ]
    broken = [*rows, {"crystalId": crystal, "name": "a/b"}, {"crystalId": crystal, "name": "s1"}]
    problem = service.admin.refused("POST", "/samples/bulk", broken)
    assert "4.name" in problem["errors"]
    problem = service.admin.refused("POST", "/samples/bulk", [*rows, {"crystalId": crystal, "name": "s1"}])
    assert problem["status"] == 409
    assert "4.name" in problem["errors"]
    assert service.admin.rows("/samples") == []
    assert service.admin.call("POST", "/samples/bulk", rows).status_code == 201
    assert len(service.admin.rows("/samples")) == 4


def test_a_bulk_post_looks_up_once_what_its_rows_name(chain: Chain, running: tuple[Any, Engine]) -> None:
    asked: list[int] = []
    with new_session(running[1]) as session:
        event.listen(session, "do_orm_execute", lambda state: asked.append(state.is_select))
        counts = []
        for many in (10, 20):
            asked.clear()
            rows = [{"crystalId": chain["crystal"]["crystalId"], "name": f"s{many}_{n}"} for n in range(many)]
            assert len(create_all(session, EVERYONE, BLSample, rows, SAMPLE_RULES)) == many
            counts.append(sum(asked))
        session.rollback()
    # Of each sample its protein's other names are looked at, and nothing else.
    assert counts[1] - counts[0] <= 2 * 10


def test_positions_and_names_are_checked_where_they_are_written(service: Service, chain: Chain) -> None:
    crystal, container = chain["crystal"]["crystalId"], chain["container"]["containerId"]
    sample = {"crystalId": crystal, "containerId": container, "name": "lys1", "location": "16"}
    service.admin.new("/samples", **sample)
    assert "name" in service.admin.refused("POST", "/samples", {**sample, "location": "1"})["errors"]
    assert "location" in service.admin.refused("POST", "/samples", {**sample, "name": "lys2"})["errors"]
    beyond = service.admin.refused("POST", "/samples", {**sample, "name": "lys2", "location": "17"})
    assert "1 to 16" in beyond["errors"]["location"][0]


def test_a_dewar_has_a_barcode_from_the_start_and_keeps_it(service: Service, chain: Chain) -> None:
    dewar = chain["dewar"]
    assert dewar["barCode"].startswith("mx2415-")
    path = f"/shippings/dewars/{dewar['dewarId']}"
    assert "barCode" in service.admin.refused("PATCH", path, {"barCode": "other"})["errors"]
    found = service.admin.get(f"/shippings/dewars/by_barcode/{dewar['barCode']}").json()
    assert found["dewarId"] == dewar["dewarId"]
    service.admin.call("POST", f"{path}/status", {"dewarStatus": "at facility", "storageLocation": "Bay A3"})
    steps = service.admin.rows(f"{path}/history")
    assert [(step["dewarStatus"], step["storageLocation"]) for step in steps] == [
        ("at facility", "Bay A3"),
        ("opened", ""),
    ]
    assert steps[0]["person"] == "root"


def test_a_contact_is_written_with_its_person_and_address(service: Service, proposal: dict[str, Any]) -> None:
    mine, api = proposal["proposalId"], service.admin
    card = api.new(
        "/contacts/lab_contacts",
        proposalId=mine,
        cardName="Anna",
        person={"givenName": "Anna", "familyName": "Zürich"},
        laboratory={"name": "EMBL", "city": "Hamburg"},
    )
    assert card["person"]["familyName"] == "Zürich"
    assert card["laboratory"]["city"] == "Hamburg"
    second = api.new(
        "/contacts/lab_contacts",
        proposalId=mine,
        cardName="Ben",
        person={"familyName": "B", "laboratoryId": card["laboratory"]["laboratoryId"]},
    )
    path = f"/contacts/lab_contacts/{card['labContactId']}"
    moved = api.call("PATCH", path, {"laboratory": {"city": "Grenoble"}}).json()
    assert moved["laboratory"]["city"] == "Grenoble"
    unchanged = api.get(f"/contacts/lab_contacts/{second['labContactId']}").json()
    assert unchanged["laboratory"]["city"] == "Hamburg", "another contact's labels must not change"


def test_the_document_describes_every_route(service: Service) -> None:
    document = service.admin.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    shipping = document["components"]["schemas"]["Shipping"]["properties"]
    assert shipping["shippingName"]["maxLength"] == 45
    slurry = document["components"]["schemas"]["CrystalSlurry"]["properties"]
    assert slurry["crystalDensity"]["x-unit"] == "1/mm³"
    page = service.admin.get("/doc/").text
    wanted = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert any("swagger-ui-bundle" in file for file in wanted)
    assert not [file for file in wanted if "//" in file.removeprefix(service.admin.url)], "all files are ours"


def test_a_site_has_its_own_pattern_of_barcodes(backend: Callable[..., Any]) -> None:
    running = backend(BARCODE_PATTERN="ELS-{random}")
    running.add_account("root", "administrate")
    api = Api(running.url).login("root", "a password")
    person = api.new("/contacts/persons", familyName="Z")["personId"]
    mine = api.new("/proposals", proposalCode="mx", proposalNumber="1", personId=person)["proposalId"]
    shipping = api.new("/shippings", proposalId=mine, shippingName="s")["shippingId"]
    assert api.new("/shippings/dewars", shippingId=shipping, code="D")["barCode"].startswith("ELS-")
