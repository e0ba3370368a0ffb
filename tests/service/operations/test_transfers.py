# SPDX-License-Identifier: LGPL-3.0-or-later
"""Transfers: a proposal or a shipment in a file, from one database into another."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import requests
from sqlalchemy import Engine

from tests.service.conftest import ROOT, Api, Service, emptied

Rows = dict[str, list[dict[str, Any]]]


def exported(api: Api, **of: int) -> bytes:
    """The file of a proposal or a shipment."""
    (name, key), *_ = of.items()
    answer = api.get(f"/transfers/export?{name}={key}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    return answer.content


def rows_of(data: bytes) -> Rows:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        rows: Rows = json.loads(archive.read("rows.json"))
    return rows


def packed(rows: Any, **manifest: Any) -> bytes:
    """A file with these rows, true to its manifest unless that says otherwise."""
    content = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    told = {"format": "ssx-desk transfer", "version": 1, "sha256": hashlib.sha256(content).hexdigest()}
    return zipped({"manifest.json": json.dumps(told | manifest).encode(), "rows.json": content})


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def sent(api: Api, data: bytes, proposal: int, more: str = "") -> requests.Response:
    """A file on its way into a proposal."""
    url = f"{api.url}{ROOT}/transfers?proposalId={proposal}{more}"
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "application/zip"}
    return requests.post(url, data=data, headers=headers, timeout=60)


def taken(api: Api, data: bytes, proposal: int, more: str = "") -> dict[str, Any]:
    """The report of a file that must be accepted."""
    answer = sent(api, data, proposal, more)
    assert answer.status_code in (200, 201), answer.text
    report: dict[str, Any] = answer.json()
    return report


def refused(api: Api, data: bytes, proposal: int, more: str = "") -> dict[str, Any]:
    """The problem of a file that must be refused."""
    answer = sent(api, data, proposal, more)
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code < 500
    return problem


NewProposal = Callable[..., int]


@pytest.fixture
def new_proposal(service: Service) -> NewProposal:
    """Makes empty proposals."""

    def make(number: str = "1", login: str | None = None) -> int:
        person = service.admin.new("/contacts/persons", familyName="Target", login=login)
        body = {"proposalCode": "tx", "proposalNumber": number, "personId": person["personId"]}
        key: int = service.admin.new("/proposals", **body)["proposalId"]
        return key

    return make


@pytest.fixture
def demo(service: Service) -> int:
    """The key of the demo proposal, which has rows of nearly every kind."""
    service.backend.add_demo()
    key: int = service.admin.rows("/proposals?proposalNumber=2415")[0]["proposalId"]
    return key


@pytest.fixture
def afresh(service: Service, running: tuple[Any, Engine], new_proposal: NewProposal) -> Callable[[], int]:
    """Empties the database, as another one would be, but for one proposal."""

    def empty() -> int:
        service.admin = emptied(running).admin
        return new_proposal("9")

    return empty


def test_a_proposal_comes_out_of_another_database_as_it_went_in(
    service: Service, demo: int, afresh: Callable[[], int]
) -> None:
    data = exported(service.admin, proposalId=demo)
    rows = rows_of(data)
    assert {"Person", "Laboratory", "LabContact", "Shipping", "Dewar", "Container", "BLSample"} < rows.keys()
    filled = {table for table, held in rows.items() if held}
    assert {"Protein", "Crystal", "CrystalSlurry", "SampleStock", "LoadedSample", "ExperimentalPlan"} < filled
    target = afresh()
    report = taken(service.admin, data, target)
    assert report["stored"] == {table: len(held) for table, held in rows.items() if held}
    again = exported(service.admin, proposalId=target)
    assert rows_of(again) == rows
    with zipfile.ZipFile(io.BytesIO(data)) as first, zipfile.ZipFile(io.BytesIO(again)) as second:
        assert first.read("rows.json") == second.read("rows.json")


def test_a_shipment_takes_along_what_it_is_made_of_and_nothing_else(
    service: Service, demo: int, afresh: Callable[[], int]
) -> None:
    (shipping,) = service.admin.rows(f"/shippings?proposalId={demo}")[:1]
    service.admin.new("/samples/proteins", proposalId=demo, acronym="OTHER", name="Not in it")
    before = service.admin.get(f"/shippings/{shipping['shippingId']}/info").json()
    data = exported(service.admin, shippingId=shipping["shippingId"])
    rows = rows_of(data)
    assert len(rows["Shipping"]) == 1
    assert "OTHER" not in [row["acronym"] for row in rows["Protein"]]
    target = afresh()
    report = taken(service.admin, data, target)
    after = service.admin.get(f"/shippings/{report['keys']['Shipping']['1']}/info").json()
    assert after["counts"] == before["counts"]
    assert [dewar["barCode"] for dewar in after["dewars"]] == [dewar["barCode"] for dewar in before["dewars"]]
    assert after["sendingLabContact"]["cardName"] == before["sendingLabContact"]["cardName"]
    assert after["sendingLabContact"]["laboratory"]["address"]


def test_the_same_file_twice_stores_nothing_twice(
    service: Service, demo: int, afresh: Callable[[], int]
) -> None:
    data = exported(service.admin, proposalId=demo)
    target = afresh()
    first = taken(service.admin, data, target)
    answer = sent(service.admin, data, target)
    assert answer.status_code == 200
    assert answer.json() == {**first, "repeated": True}
    (received,) = service.admin.rows(f"/transfers?proposalId={target}")
    assert received["person"] == "root"
    assert received["origin"]["proposal"] == "mx2415"
    found = taken(service.admin, data, target, "&again=true")
    assert found["stored"] == {}
    assert found["found"] == first["stored"]
    assert rows_of(exported(service.admin, proposalId=target)) == rows_of(data)


def test_what_is_gone_comes_back_when_that_is_asked_for(
    service: Service, chain: dict[str, Any], afresh: Callable[[], int]
) -> None:
    data = exported(service.admin, shippingId=chain["shipping"]["shippingId"])
    target = afresh()
    key = taken(service.admin, data, target)["keys"]["Shipping"]["1"]
    assert service.admin.call("DELETE", f"/shippings/{key}").status_code == 204
    assert taken(service.admin, data, target)["repeated"]
    assert service.admin.rows("/shippings") == []
    assert taken(service.admin, data, target, "&again=true")["stored"]["Shipping"] == 1


def test_a_trial_tells_all_and_stores_nothing(service: Service, demo: int, afresh: Callable[[], int]) -> None:
    data = exported(service.admin, proposalId=demo)
    target = afresh()
    told = taken(service.admin, data, target, "&dry_run=true")["stored"]
    assert told["Dewar"] == len(rows_of(data)["Dewar"])
    assert service.admin.rows("/shippings/dewars") == service.admin.rows("/transfers") == []
    assert taken(service.admin, data, target)["stored"] == told


def test_a_protein_that_is_here_already_is_found_and_another_of_its_name_is_told(
    service: Service, new_proposal: NewProposal
) -> None:
    target = new_proposal()
    mine = service.admin.new("/samples/proteins", proposalId=target, acronym="HEWL", name="My lysozyme")
    rows = {
        "Protein": [{"acronym": "NEW", "name": "New"}, {"acronym": "HEWL", "name": "Theirs"}],
        "Crystal": [{"proteinId": 2, "spaceGroup": "P43212"}],
    }
    problem = refused(service.admin, packed(rows), target)
    assert problem["status"] == 409
    (conflict,) = problem["conflicts"]
    assert (conflict["table"], conflict["row"], conflict["key"]) == ("Protein", 2, mine["proteinId"])
    assert "HEWL" in conflict["message"]
    assert len(service.admin.rows(f"/samples/proteins?proposalId={target}")) == 1
    report = taken(service.admin, packed(rows), target, "&keep_existing=true")
    assert report["stored"] == {"Protein": 1, "Crystal": 1}
    assert service.admin.rows("/samples/crystals")[0]["proteinId"] == mine["proteinId"]
    assert service.admin.get(f"/samples/proteins/{mine['proteinId']}").json()["name"] == "My lysozyme"


def test_a_barcode_of_another_proposal_is_never_taken_over(
    service: Service, chain: dict[str, Any], new_proposal: NewProposal
) -> None:
    data = exported(service.admin, shippingId=chain["shipping"]["shippingId"])
    target = new_proposal()
    for more in ("", "&keep_existing=true"):
        problem = refused(service.admin, data, target, more)
        assert problem["status"] == 409
        assert [(c["table"], c["row"], c["key"]) for c in problem["conflicts"]] == [("Dewar", 1, None)]
    assert service.admin.rows(f"/shippings?proposalId={target}") == []


def test_the_file_goes_where_the_caller_says_and_only_to_what_is_his_or_hers(
    service: Service, chain: dict[str, Any], new_proposal: NewProposal
) -> None:
    theirs, mine = chain["shipping"], new_proposal("5", "eve")
    eve = service.account("eve", "own_proposals", "write_proposals")
    reader = service.account("reader", "all_proposals")
    rows = {"Protein": [{"acronym": "P", "name": "P"}]}
    assert refused(eve, packed(rows), theirs["proposalId"])["status"] == 404
    assert eve.refused("GET", f"/transfers/export?shippingId={theirs['shippingId']}")["status"] == 404
    assert eve.refused("GET", f"/transfers/export?proposalId={theirs['proposalId']}")["status"] == 404
    assert refused(reader, packed(rows), mine)["status"] == 403
    for key in (theirs["proposalId"], mine):
        named = {"Protein": [{"acronym": "Q", "name": "Q", "proposalId": key}]}
        assert "Protein.1.proposalId" in refused(eve, packed(named), mine)["errors"]
    held = service.admin.rows(f"/samples/proteins?proposalId={theirs['proposalId']}")
    assert [row["acronym"] for row in held] == ["HEWL"]
    assert taken(eve, packed(rows), mine)["stored"] == {"Protein": 1}
    assert [row["proposalId"] for row in eve.rows("/transfers")] == [mine]


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ({"Person": [{"familyName": "Eve", "login": "root"}]}, "Person.1.login"),
        ({"Crystal": [{"proteinId": 1}]}, "Crystal.1.proteinId"),
        ({"Crystal": [{"spaceGroup": "P1"}]}, "Crystal.1.proteinId"),
        ({"Crystal": [{"proteinId": {"$ref": 1}}]}, "Crystal.1.proteinId"),
        ({"Protein": [{"acronym": "A B/../c", "name": "x"}]}, "Protein.1.acronym"),
        ({"Protein": [{"acronym": "A", "name": "x", "proteinId": 7}]}, "Protein.1.proteinId"),
        ({"Protein": [{"acronym": "A", "name": "x"}], "Crystal": [{"proteinId": 1, "cell_a": "wide"}]},
         "Crystal.1.cell_a"),
        ({"Protein": [{"acronym": 5, "name": "x"}]}, "Protein.1.acronym"),
        ({"Protein": [{"acronym": "A", "name": "x", "colour": "red"}]}, "Protein.1.colour"),
        ({"Protein": [{"acronym": "A", "name": "x"}] * 2}, "Protein.2.acronym"),
        ({"Account": [{"username": "eve"}]}, "file"),
        ({"Protein": {"acronym": "A"}}, "file"),
        ({"Protein": ["A"]}, "file"),
        ([], "file"),
        (b'{"Protein": [{"molecularMass": NaN}]}', "file"),
        (b'{"Protein": ' + b"[" * 3_000, "file"),
        (b"\xff\xfe", "file"),
    ],
)  # fmt: skip
def test_rows_that_need_mending_are_named_and_nothing_is_stored(
    service: Service, new_proposal: NewProposal, rows: Any, field: str
) -> None:
    target = new_proposal()
    problem = refused(service.admin, packed(rows), target)
    assert problem["status"] == 422
    assert field in problem["errors"], problem
    assert service.admin.rows(f"/samples/proteins?proposalId={target}") == []
    assert service.admin.rows("/transfers") == []


def _bomb() -> bytes:
    return packed(b'{"Protein": []' + b" " * 60_000_000 + b"}")


def _lying() -> bytes:
    """An entry that says to be small."""
    bomb = bytearray(zipped({"manifest.json": b"{}", "rows.json": b" " * 30_000_000}))
    size = (30_000_000).to_bytes(4, "little")
    return bytes(bomb).replace(size, (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"no zip", 422),
        (zipped({}), 422),
        (zipped({"manifest.json": b"{}", "rows.json": b"{}"}), 422),
        (zipped({"manifest.json": b"{}", "../rows.json": b"{}"}), 422),
        (zipped({"manifest.json": b"{}", "rows.json": b"{}", "/etc/cron.d/x": b"x"}), 422),
        (packed({}, version=2), 422),
        (packed({}, sha256="0" * 64), 422),
        (packed({"Protein": [{}] * 50_001}), 413),
        (packed({})[:-30], 422),
    ],
)
def test_what_is_no_honest_file_is_refused(
    service: Service, new_proposal: NewProposal, data: bytes, status: int
) -> None:
    assert refused(service.admin, data, new_proposal())["status"] == status


def test_a_file_that_unpacks_to_too_much_is_refused(service: Service, new_proposal: NewProposal) -> None:
    target = new_proposal()
    bomb = _bomb()
    assert len(bomb) < 100_000
    assert refused(service.admin, bomb, target)["status"] == 413
    assert refused(service.admin, _lying(), target)["status"] in (413, 422)


def test_a_transfer_is_of_one_thing(service: Service, proposal: dict[str, Any]) -> None:
    assert "proposalId" in service.admin.refused("GET", "/transfers/export")["errors"]
    both = f"/transfers/export?proposalId={proposal['proposalId']}&shippingId=1"
    assert "proposalId" in service.admin.refused("GET", both)["errors"]
    assert service.admin.refused("GET", "/transfers/export?shippingId=99")["status"] == 404
