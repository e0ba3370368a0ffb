# SPDX-License-Identifier: LGPL-3.0-or-later
"""The audit trail: every write leaves who, when and what, in the same transaction, and nothing else does."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.service.conftest import ROOT, Api, Service

LIST = Path(__file__).parents[2] / "data" / "shipments" / "maxiv-unipucks.csv"

Chain = dict[str, dict[str, Any]]


def _trail(api: Api, **wanted: object) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={quote(str(value))}" for name, value in wanted.items())
    return api.rows(f"/audit?limit=1000&{query}")


def test_a_change_is_told_with_its_columns_before_and_after(service: Service, chain: Chain) -> None:
    key = chain["shipping"]["shippingId"]
    done = service.admin.call("PATCH", f"/shippings/{key}", {"comments": "fragile"}, X_Request_Id="visit-7.b")
    assert done.status_code == 200
    entry = _trail(service.admin, tableName="Shipping", rowId=key)[0]
    assert entry["person"] == "root"
    assert entry["verb"] == "updated"
    assert entry["requestId"] == "visit-7.b"
    assert entry["proposalId"] == chain["shipping"]["proposalId"]
    assert entry["changes"] == {"comments": {"before": None, "after": "fragile"}}
    age = datetime.now(timezone.utc) - datetime.fromisoformat(entry["time"])
    assert timedelta(-1) < age < timedelta(minutes=5)


def test_what_is_made_and_deleted_is_told_whole(service: Service, chain: Chain) -> None:
    body = {"containerId": chain["container"]["containerId"], "crystalId": chain["crystal"]["crystalId"]}
    sample = service.admin.new("/samples", name="x1", location="1", **body)
    key = sample["blSampleId"]
    assert service.admin.call("DELETE", f"/samples/{key}").status_code == 204
    deleted, created = _trail(service.admin, tableName="BLSample", rowId=key)
    assert (created["verb"], deleted["verb"]) == ("created", "deleted")
    assert created["changes"]["name"] == {"before": None, "after": "x1"}
    assert deleted["changes"]["name"] == {"before": "x1", "after": None}
    assert created["proposalId"] == deleted["proposalId"] == chain["shipping"]["proposalId"]


def test_rows_stored_and_cleared_by_one_statement_are_told_each(service: Service, chain: Chain) -> None:
    """An import of a list stores its samples past the session's own book-keeping."""
    answer = service.admin.session.post(
        f"{service.admin.url}{ROOT}/shippings/import",
        params={"proposalId": chain["shipping"]["proposalId"], "create_proteins": 1},
        data=LIST.read_bytes(),
        headers={"Authorization": f"Bearer {service.admin.token}", "Content-Type": "text/csv"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    rows = service.admin.rows("/samples?limit=1000")
    entries = _trail(service.admin, tableName="BLSample", verb="created")
    assert len(rows) == 112
    assert {(e["rowId"], e["changes"]["name"]["after"]) for e in entries} == {
        (row["blSampleId"], row["name"]) for row in rows
    }
    assert {entry["proposalId"] for entry in entries} == {chain["shipping"]["proposalId"]}
    assert service.admin.call("DELETE", f"/shippings/{answer.json()['shippingId']}").status_code == 204
    gone = _trail(service.admin, tableName="BLSample", verb="deleted")
    assert {entry["rowId"] for entry in gone} == {row["blSampleId"] for row in rows}


def test_a_refused_write_leaves_no_entry(service: Service, chain: Chain) -> None:
    before = _trail(service.admin)
    mine = chain["shipping"]["proposalId"]
    service.admin.refused(
        "POST",
        "/samples/proteins/bulk",
        [{"proposalId": mine, "acronym": "GOOD"}, {"proposalId": 999999, "acronym": "BAD"}],
    )
    service.admin.refused("DELETE", f"/samples/proteins/{chain['protein']['proteinId']}")
    assert _trail(service.admin) == before


def test_a_repeat_with_the_same_key_is_told_once(service: Service, proposal: dict[str, Any]) -> None:
    body = {"proposalId": proposal["proposalId"], "shippingName": "once"}
    for _ in range(2):
        answer = service.admin.call("POST", "/shippings", body, Idempotency_Key="0123456789abcdef")
        assert answer.status_code == 201
    assert len(_trail(service.admin, tableName="Shipping")) == 1


def test_an_account_is_told_of_without_its_password(service: Service) -> None:
    service.account("ada", "own_proposals")
    service.command("user", "passwd", "ada", text="another password\n")
    changed, made = _trail(service.admin, tableName="Account")
    assert made["changes"]["username"]["after"] == "ada"
    assert made["changes"]["passwordHash"] == {"before": None, "after": "hidden"}
    assert changed["changes"] == {"passwordHash": {"before": "hidden", "after": "hidden"}}
    assert "argon2" not in str(_trail(service.admin))


def test_people_see_the_trail_of_their_proposals_only(service: Service, chain: Chain) -> None:
    person = service.admin.new("/contacts/persons", familyName="Other")
    other = service.admin.new(
        "/proposals", proposalCode="xx", proposalNumber="1", personId=person["personId"]
    )
    service.admin.new("/shippings", proposalId=other["proposalId"], shippingName="theirs")
    mine = service.account("taker", "own_proposals", proposals=("mx2415",))
    seen = _trail(mine)
    assert {entry["proposalId"] for entry in seen} == {chain["shipping"]["proposalId"]}
    assert {"Shipping", "Dewar", "Container", "Crystal"} <= {entry["tableName"] for entry in seen}
    reader = service.account("reader", "all_proposals")
    tables = {entry["tableName"] for entry in _trail(reader)}
    assert "Shipping" in tables
    assert not tables & {"Account", "Person"}
    assert {"Account", "Person"} <= {entry["tableName"] for entry in _trail(service.admin)}


@pytest.mark.usefixtures("chain")
def test_the_trail_is_filtered_by_time(service: Service) -> None:
    now = datetime.now(timezone.utc)
    past, coming = (now - timedelta(hours=1)).isoformat(), (now + timedelta(hours=1)).isoformat()
    everything = _trail(service.admin)
    assert _trail(service.admin, since=past, until=coming) == everything
    assert _trail(service.admin, since=coming) == _trail(service.admin, until=past) == []
    assert "since" in service.admin.refused("GET", "/audit?since=yesterday")["errors"]


@pytest.mark.usefixtures("chain")
def test_nobody_writes_the_trail(service: Service) -> None:
    entry = _trail(service.admin)[0]
    for method, path in (
        ("POST", "/audit"),
        ("DELETE", "/audit"),
        ("DELETE", f"/audit/{entry['auditEntryId']}"),
    ):
        assert service.admin.refused(method, path, {})["status"] in (404, 405)
