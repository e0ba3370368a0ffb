# SPDX-License-Identifier: LGPL-3.0-or-later
"""The service on an ISPyB that we did not make: where rows go, local times, taken keys, what does not fit."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, Select, func, select, text

from backend.audit import AuditEntry
from backend.store.database import own_schema
from tests.service.conftest import Service


@pytest.fixture
def engine(running: tuple[Any, Engine]) -> Engine:
    """The facility's database."""
    return running[1]


def held(engine: Engine, sql: str | Select[Any]) -> list[Any]:
    """What the facility's other programs read: rows of one column."""
    with engine.connect() as connection:
        return list(connection.scalars(text(sql) if isinstance(sql, str) else sql))


def written(engine: Engine, sql: str, **values: str) -> None:
    """What the facility's other programs write."""
    with engine.begin() as connection:
        connection.execute(text(sql), values)


@pytest.mark.usefixtures("chain")
def test_rows_of_ispyb_and_ours_lie_in_two_schemas(engine: Engine) -> None:
    assert held(engine, "SELECT code FROM Dewar") == ["DEW-1"]
    trail = select(AuditEntry.person).where(AuditEntry.tableName == "Dewar")
    assert f"{own_schema(engine)}.`AuditEntry`" in str(trail.compile(engine))
    assert held(engine, trail) == ["root"]
    with engine.connect() as connection:
        tables = set(connection.scalars(text("SHOW TABLES")))
    assert not tables & {"AuditEntry", "LoadedSample", "Account", "alembic_version"}


def test_one_transaction_covers_both_schemas(service: Service, engine: Engine, chain: dict[str, Any]) -> None:
    dewar = {"shippingId": chain["shipping"]["shippingId"], "barCode": "taken-1"}
    service.admin.new("/shippings/dewars", **dewar)
    trail = select(func.count()).select_from(AuditEntry)
    before = held(engine, trail)
    crystal = {"crystalId": chain["crystal"]["crystalId"], "containerId": chain["container"]["containerId"]}
    rows = [{**crystal, "name": name, "location": "1"} for name in ("a", "b")]
    refused = service.admin.refused("POST", "/samples/bulk", rows)
    assert refused["status"] == 409
    assert held(engine, "SELECT COUNT(*) FROM BLSample") == [0]
    assert held(engine, trail) == before


def test_what_hangs_on_a_sample_in_the_other_schema_keeps_it(
    service: Service, proposal: dict[str, Any], chain: dict[str, Any]
) -> None:
    sizes = {"crystalIds": [chain["crystal"]["crystalId"]], "crystalDensity": 1e6, "name": "slurry"}
    service.admin.new("/ssx/samples/crystal_slurry", proposalId=proposal["proposalId"], **sizes)
    key = chain["crystal"]["crystalId"]
    refused = service.admin.refused("DELETE", f"/samples/crystals/{key}")
    assert refused["status"] == 409
    assert "CrystalSlurry" in refused["detail"]


@pytest.mark.parametrize(
    ("sent", "on_the_wall"),
    [
        ("2026-07-01T12:00:00+00:00", "2026-07-01 14:00:00"),
        ("2026-12-01T12:00:00+00:00", "2026-12-01 13:00:00"),
        ("2026-12-01T12:00:00+09:00", "2026-12-01 04:00:00"),
    ],
)
def test_times_are_local_in_the_database_and_have_an_offset_on_the_wire(
    service: Service, engine: Engine, proposal: dict[str, Any], sent: str, on_the_wall: str
) -> None:
    body = {"proposalId": proposal["proposalId"], "beamLineName": "ID29", "startDate": sent}
    session = service.admin.new("/sessions", **body)
    assert held(engine, "SELECT CAST(startDate AS CHAR) FROM BLSession") == [on_the_wall]
    filtered = service.admin.rows(f"/sessions?startDate={sent.replace('+', '%2B')}")
    assert [row["startDate"] for row in filtered] == [session["startDate"]]


@pytest.mark.parametrize(
    ("on_the_wall", "told"),
    [
        ("2026-10-25 01:59:00", "2026-10-24T23:59:00+00:00"),
        ("2026-10-25 02:30:00", "2026-10-25T00:30:00+00:00"),  # twice on that day: the first, summer time
        ("2026-10-25 03:00:00", "2026-10-25T02:00:00+00:00"),
        ("2026-03-29 02:30:00", "2026-03-29T01:30:00+00:00"),  # not on that day at all: as before the change
    ],
)
def test_the_hours_at_which_the_clock_changes_are_read_one_way(
    service: Service, engine: Engine, proposal: dict[str, Any], on_the_wall: str, told: str
) -> None:
    service.admin.new("/sessions", proposalId=proposal["proposalId"], beamLineName="ID29")
    written(engine, "UPDATE BLSession SET startDate = :wall", wall=on_the_wall)
    assert service.admin.rows("/sessions")[0]["startDate"] == told


@pytest.mark.usefixtures("proposal")
def test_a_timestamp_that_the_database_keeps_in_utc_is_told_in_utc(service: Service, engine: Engine) -> None:
    row = service.admin.rows("/proposals")[0]
    told = "SELECT CONCAT(REPLACE(CAST(bltimeStamp AS CHAR), ' ', 'T'), '+00:00') FROM Proposal"
    assert held(engine, told) == [row["bltimeStamp"]]


def test_a_time_of_zeros_is_none(service: Service, engine: Engine, proposal: dict[str, Any]) -> None:
    service.admin.new("/sessions", proposalId=proposal["proposalId"], beamLineName="ID29")
    written(engine, "UPDATE BLSession SET endDate = '0000-00-00 00:00:00'")
    assert service.admin.rows("/sessions")[0]["endDate"] is None


def taken_keys(rows: dict[str, Any]) -> list[tuple[str, dict[str, Any], list[str]]]:
    """Rows that may be there once: path, body, and the fields that the refusal of the second names."""
    mine, person = rows["proposal"]["proposalId"], rows["proposal"]["personId"]
    dewar, shipping = rows["dewar"]["dewarId"], rows["shipping"]["shippingId"]
    second = rows["person"]["personId"]
    card = {"proposalId": mine, "cardName": "Anna"}
    return [
        ("/contacts/persons", {"familyName": "Again", "login": "zuerich"}, ["login"]),
        (
            "/proposals",
            {"proposalCode": "mx", "proposalNumber": "2415", "personId": person},
            ["proposalCode", "proposalNumber"],
        ),
        ("/sessions", {"proposalId": mine, "visit_number": 1}, ["visit_number"]),
        ("/shippings/dewars", {"shippingId": shipping, "barCode": "B1"}, ["barCode"]),
        ("/shippings/containers", {"dewarId": dewar, "code": "C2", "barcode": "B2"}, ["barcode"]),
        ("/contacts/lab_contacts", {**card, "personId": second}, ["cardName"]),
    ]


def test_a_taken_key_is_told_with_its_field(
    service: Service, proposal: dict[str, Any], chain: dict[str, Any]
) -> None:
    api, mine = service.admin, proposal["proposalId"]
    person = api.new("/contacts/persons", familyName="Second")
    first = {"proposalId": mine, "cardName": "Anna", "personId": proposal["personId"]}
    api.new("/contacts/lab_contacts", **first)
    api.new("/sessions", proposalId=mine, visit_number=1)
    api.new("/shippings/dewars", shippingId=chain["shipping"]["shippingId"], barCode="B1")
    api.new("/shippings/containers", dewarId=chain["dewar"]["dewarId"], code="C", barcode="B2")
    for path, body, named in taken_keys({**chain, "proposal": proposal, "person": person}):
        refused = api.refused("POST", path, body)
        assert (refused["status"], sorted(refused["errors"])) == (409, named), (path, refused)


def test_what_version_12_has_no_more_is_null_and_refused_in_a_write(
    service: Service, proposal: dict[str, Any]
) -> None:
    api = service.admin
    session = api.new("/sessions", proposalId=proposal["proposalId"], beamLineName="ID29")
    body = {"sessionId": session["sessionId"]}
    group = api.new("/data_collections/groups", **body)
    assert group["workflowId"] is None
    path = f"/data_collections/groups/{group['dataCollectionGroupId']}"
    sent_back = {name: value for name, value in group.items() if name != "dataCollectionGroupId"}
    assert api.call("PUT", path, sent_back).status_code == 200
    data = {"dataCollectionGroupId": group["dataCollectionGroupId"]}
    refused = api.refused("POST", "/data_collections", {**data, "imageQualityIndicatorsPlotPath": "/a/b.png"})
    assert (refused["status"], list(refused["errors"])) == (422, ["imageQualityIndicatorsPlotPath"])
    assert api.new("/data_collections", **data)["imageQualityIndicatorsPlotPath"] is None
    assert api.rows("/data_collections?imageQualityIndicatorsPlotPath=x") == []


def test_a_table_that_version_12_has_no_more_has_no_rows_and_takes_none(service: Service) -> None:
    assert service.admin.rows("/beamline/workflows?sort=-workflowId") == []
    assert service.admin.get("/beamline/workflows/1").status_code == 404
    refused = service.admin.refused("POST", "/beamline/workflows", {"workflowTitle": "mesh"})
    assert refused["status"] == 422
    assert "Workflow" in refused["detail"]


def test_a_character_that_the_database_cannot_store_is_told_with_its_field(
    service: Service, engine: Engine, proposal: dict[str, Any], chain: dict[str, Any]
) -> None:
    api = service.admin
    greek = {"proposalId": proposal["proposalId"], "shippingName": "β-lactamase"}
    if held(engine, "SELECT @@character_set_database") != ["latin1"]:
        assert api.new("/shippings", **greek)["shippingName"] == "β-lactamase"
        return
    refused = api.refused("POST", "/shippings", greek)
    assert (refused["status"], list(refused["errors"])) == (422, ["shippingName"])
    assert "“β”" in refused["detail"]
    crystal = {"crystalId": chain["crystal"]["crystalId"], "name": "a"}
    bulk = api.refused("POST", "/samples/bulk", [crystal, {**crystal, "name": "b", "comments": "結晶"}])
    assert (bulk["status"], list(bulk["errors"])) == (422, ["1.comments"])
    assert held(engine, "SELECT COUNT(*) FROM BLSample") == [0]
    assert api.new("/shippings", **(greek | {"shippingName": "Zürich 5 µl"}))["shippingName"] == "Zürich 5 µl"
    for sought in ("q=β", "shippingName=β"):
        assert "no row has it" in api.refused("GET", f"/shippings?{sought}")["detail"]
    assert len(api.rows("/shippings?q=Zürich")) == 1


def test_what_hangs_on_a_row_in_a_table_that_is_not_ours_keeps_it(
    service: Service, engine: Engine, chain: dict[str, Any]
) -> None:
    """ISPyB would delete the queue with the container, and the container with its dewar."""
    key = chain["container"]["containerId"]
    written(engine, "INSERT INTO ContainerQueue (containerId) VALUES (:key)", key=key)
    for path in (f"/shippings/containers/{key}", f"/shippings/dewars/{chain['dewar']['dewarId']}"):
        refused = service.admin.refused("DELETE", path)
        assert (refused["status"], "1 ContainerQueue" in refused["detail"]) == (409, True)
    assert held(engine, "SELECT containerId FROM ContainerQueue") == [key]
    written(engine, "DELETE FROM ContainerQueue")
    assert service.admin.call("DELETE", f"/shippings/containers/{key}").status_code == 204
