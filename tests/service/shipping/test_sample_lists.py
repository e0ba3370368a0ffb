# SPDX-License-Identifier: LGPL-3.0-or-later
"""Importing sample lists: the lists that users really send, whole or not at all, and undone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, event

from backend import audit
from backend.core.shipping.rules import sample_lists
from backend.domain.sample_list import Context, count_up_names, read, write_csv
from backend.store.database import new_session
from backend.store.ownership import EVERYONE
from tests.service.conftest import ROOT, Api, Service

LISTS = Path(__file__).parents[2] / "data" / "shipments"
TABLES = (
    *("/shippings", "/shippings/dewars", "/shippings/containers", "/samples", "/samples/proteins"),
    *("/samples/crystals", "/samples/diffraction_plans"),
)


def send(api: Api, data: bytes | str, key: str = "", **query: Any) -> requests.Response:
    """Send a list; gives the answer, whatever it is."""
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "text/csv"}
    headers |= {"Idempotency-Key": key} if key else {}
    body = data.encode() if isinstance(data, str) else data
    url = f"{api.url}{ROOT}/shippings/import"
    return api.session.post(url, params=query, data=body, headers=headers, timeout=60)


def stored(api: Api, data: bytes | str, **query: Any) -> dict[str, Any]:
    """The report of an import that must succeed."""
    answer = send(api, data, **query)
    assert answer.status_code == 201, answer.text
    report: dict[str, Any] = answer.json()
    assert report["rowsIn"] == report["rowsStored"] + len(report["leftOut"])
    return report


def counts(api: Api) -> dict[str, int]:
    """How many rows there are of all that an import may make."""
    return {path: api.get(f"{path}?limit=1").json()["data"]["total"] for path in TABLES}


@pytest.fixture
def mine(proposal: dict[str, Any]) -> int:
    """The key of the proposal mx2415."""
    key: int = proposal["proposalId"]
    return key


def test_a_list_becomes_a_shipment(service: Service, mine: int) -> None:
    data = (LISTS / "maxiv-unipucks.csv").read_bytes()
    report = stored(service.admin, data, proposalId=mine, create_proteins=1, filename="maxiv-unipucks.csv")
    assert (report["rowsIn"], report["rowsStored"], report["leftOut"]) == (112, 112, [])
    assert report["proteinsCreated"] == ["HEWL"]
    assert len(report["containers"]) == 7
    info = service.admin.get(f"/shippings/{report['shippingId']}/info").json()
    assert info["shippingName"] == "maxiv-unipucks"
    assert info["shippingStatus"] == "opened"
    assert info["counts"] == {"dewars": 1, "containers": 7, "samples": 112}
    (dewar,) = info["dewars"]
    assert [dewar["dewarId"]] == report["dewars"]
    assert {container["capacity"] for container in dewar["containers"]} == {16}
    last = dewar["containers"][-1]["samples"][-1]
    assert (last["name"], last["location"]) == ("Sample112", "16")
    assert last["crystal"]["protein"]["acronym"] == "HEWL"


def test_a_dewar_of_a_list_gets_its_barcode_and_its_history_like_any_other(
    service: Service, mine: int
) -> None:
    report = stored(
        service.admin, _rows("D1", 2) + _rows("D2", 2, "P2", 3), proposalId=mine, create_proteins=1
    )
    codes = [row["barCode"] for row in service.admin.rows("/shippings/dewars")]
    assert len(set(codes)) == 2
    assert all(code.startswith("mx2415-") and len(code) == 14 for code in codes)
    (step,) = service.admin.rows(f"/shippings/dewars/{report['dewars'][0]}/history")
    assert (step["dewarStatus"], step["person"], step["reason"]) == ("opened", "root", "From a sample list")


def test_what_a_row_says_is_stored_in_its_columns(service: Service, mine: int) -> None:
    row = (
        "D,P,Unipuck,3,HEWL,s1,007,P2(1)2(1)2(1),10,20,30,90,90,90,Default,1.9-3.5,,50,,,,,,"
        "CCO,,,,a comment\n"
    )
    stored(service.admin, row, proposalId=mine, create_proteins=1)
    (sample,) = service.admin.rows("/samples")
    assert (sample["code"], sample["location"], sample["SMILES"]) == ("007", "3", "CCO")
    assert sample["comments"] == "a comment; Aimed resolution: 1.9-3.5"
    (crystal,) = service.admin.rows("/samples/crystals")
    assert (crystal["spaceGroup"], crystal["cell_b"], crystal["cell_gamma"]) == ("P212121", 20.0, 90.0)
    (plan,) = service.admin.rows("/samples/diffraction_plans")
    assert sample["diffractionPlanId"] == plan["diffractionPlanId"]
    assert (plan["experimentKind"], plan["aimedResolution"], plan["preferredBeamDiameter"]) == (
        "Default",
        1.9,
        50.0,
    )
    assert plan["presetForProposalId"] is None


def test_samples_that_say_the_same_of_their_crystal_share_it(
    service: Service, mine: int, chain: dict[str, dict[str, Any]]
) -> None:
    rows = (
        "D,P,Unipuck,1,HEWL,a,,P43212\n"
        "D,P,Unipuck,2,HEWL,b,,P43212\n"
        "D,P,Unipuck,3,HEWL,c,,P1,10,20,30\n"
        "D,P,Unipuck,4,HEWL,d,,P1,10,20,30\n"
    )
    stored(service.admin, rows, proposalId=mine)
    crystals = [row["crystalId"] for row in service.admin.rows("/samples?sort=name")]
    assert crystals[:2] == [chain["crystal"]["crystalId"]] * 2
    assert crystals[2] == crystals[3] != crystals[0]


def test_a_trial_tells_all_and_stores_nothing(service: Service, mine: int) -> None:
    before = counts(service.admin)
    answer = send(service.admin, (LISTS / "exi-unipuck.csv").read_bytes(), proposalId=mine, dry_run=1)
    report = answer.json()
    assert answer.status_code == 200
    assert (report["rowsIn"], report["rowsStored"], report["shippingId"]) == (16, 0, None)
    assert {finding["code"] for finding in report["findings"]} == {"unknown-protein"}
    assert counts(service.admin) == before


def test_the_faulty_list_is_refused_whole_with_every_error(service: Service, mine: int) -> None:
    before = counts(service.admin)
    data = (LISTS / "exi-full-columns.csv").read_bytes()
    answer = send(service.admin, data, proposalId=mine, create_proteins=1)
    problem = answer.json()
    assert answer.status_code == 422
    errors = [finding for finding in problem["findings"] if finding["level"] == "error"]
    assert sum(finding["code"] == "position-shared" for finding in errors) == 14
    assert sum(finding["code"] == "name-repeated" for finding in errors) == 28
    assert "zero-cell" in {finding["code"] for finding in problem["findings"]}
    assert set(problem["errors"]) == {f"line {found['line']}.{found['column']}" for found in errors}
    assert counts(service.admin) == before


def test_the_faulty_list_is_stored_once_its_names_and_positions_are_mended(
    service: Service, mine: int
) -> None:
    faulty = read((LISTS / "exi-full-columns.csv").read_bytes())
    named = faulty.mended(count_up_names(faulty, Context()).changes)
    taken: set[tuple[str, str]] = set()
    moved = {}
    for row in named.rows:
        place = (row["container"], row["position"])
        if place in taken:
            moved[row.line, "container"] = f"{row['container']}-B"
        taken.add(place)
    report = stored(service.admin, write_csv(named.mended(moved)), proposalId=mine, create_proteins=1)
    assert (report["rowsStored"], report["leftOut"]) == (28, [])
    assert len({row["name"] for row in service.admin.rows("/samples")}) == 28


def test_rows_in_error_are_left_out_by_choice_and_named(service: Service, mine: int) -> None:
    rows = "D,P,Unipuck,1,HEWL,good\nD,P,Unipuck,99,HEWL,far\nD,P,Unipuck,2,HEWL,not/a/name\n"
    report = stored(service.admin, rows, proposalId=mine, create_proteins=1, leave_out_errors=1)
    assert report["rowsStored"] == 1
    assert [left["line"] for left in report["leftOut"]] == [2, 3]
    assert "99" in report["leftOut"][0]["reason"]
    assert [row["name"] for row in service.admin.rows("/samples")] == ["good"]


def test_a_list_without_a_good_row_stores_nothing(service: Service, mine: int) -> None:
    before = counts(service.admin)
    answer = send(service.admin, "D,P,Unipuck,99,HEWL,far\n", proposalId=mine, leave_out_errors=1)
    assert answer.status_code == 422
    assert counts(service.admin) == before


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04spreadsheet", b"# only a comment\n"])
def test_what_is_no_list_is_refused_in_a_sentence(service: Service, mine: int, data: bytes) -> None:
    answer = send(service.admin, data, proposalId=mine)
    assert answer.status_code == 422
    assert answer.json()["errors"]["file"]


def test_a_form_may_carry_the_list(service: Service, mine: int) -> None:
    url = f"{service.admin.url}{ROOT}/shippings/import"
    answer = service.admin.session.post(
        url,
        params={"proposalId": mine, "create_proteins": 1},
        files={"file": ("December.csv", _rows("D", 1))},
        headers={"Authorization": f"Bearer {service.admin.token}"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    assert service.admin.rows("/shippings")[0]["shippingName"] == "December"


def test_a_list_is_added_to_a_shipment_that_is_there(
    service: Service, chain: dict[str, dict[str, Any]]
) -> None:
    key = chain["shipping"]["shippingId"]
    report = stored(service.admin, _rows("DEW-1", 2, "P9") + _rows("DEW-2", 1, "P8", 3), shippingId=key)
    assert report["shippingId"] == key
    info = service.admin.get(f"/shippings/{key}/info").json()
    held = {dewar["code"]: [box["code"] for box in dewar["containers"]] for dewar in info["dewars"]}
    assert held == {"DEW-1": ["P9", "UP-1"], "DEW-2": ["P8"]}
    assert len(report["dewars"]) == 1


def test_a_container_code_of_the_shipment_is_not_given_twice(
    service: Service, chain: dict[str, dict[str, Any]]
) -> None:
    answer = send(service.admin, _rows("D", 1, "UP-1"), shippingId=chain["shipping"]["shippingId"])
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["line 1.container"]


def test_nothing_is_put_into_a_dewar_that_left(service: Service, chain: dict[str, dict[str, Any]]) -> None:
    dewar = f"/shippings/dewars/{chain['dewar']['dewarId']}"
    service.admin.call("POST", f"{dewar}/status", {"dewarStatus": "at facility"})
    before = counts(service.admin)
    answer = send(service.admin, _rows("DEW-1", 1, "P9"), shippingId=chain["shipping"]["shippingId"])
    assert answer.status_code == 422
    assert "at facility" in answer.json()["detail"]
    assert counts(service.admin) == before


def test_names_that_the_proposal_has_are_not_given_twice(service: Service, mine: int) -> None:
    stored(service.admin, _rows("D", 2), proposalId=mine, create_proteins=1)
    answer = send(service.admin, _rows("D", 2), proposalId=mine)
    assert answer.status_code == 422
    assert {finding["code"] for finding in answer.json()["findings"]} == {"name-taken"}


def test_others_find_neither_the_proposal_nor_the_shipment(
    service: Service, mine: int, chain: dict[str, dict[str, Any]]
) -> None:
    stranger = service.account("bob", "own_proposals", "write_proposals")
    before = counts(service.admin)
    for place in ({"proposalId": mine}, {"shippingId": chain["shipping"]["shippingId"]}):
        for trial in (0, 1):
            assert send(stranger, _rows("D", 1), dry_run=trial, create_proteins=1, **place).status_code == 404
    assert send(service.admin, _rows("D", 1)).json()["errors"]["proposalId"]
    assert counts(service.admin) == before


def test_a_shipment_of_another_proposal_takes_no_rows(
    service: Service, chain: dict[str, dict[str, Any]]
) -> None:
    person = service.admin.rows("/contacts/persons")[0]["personId"]
    other = service.admin.new("/proposals", proposalCode="mx", proposalNumber="1", personId=person)
    key = chain["shipping"]["shippingId"]
    answer = send(service.admin, _rows("D", 1), proposalId=other["proposalId"], shippingId=key)
    assert answer.json()["errors"]["shippingId"]


def test_an_import_that_is_sent_twice_happens_once(service: Service, mine: int) -> None:
    # The report of so many warnings is longer than 64 KB.
    rows = "".join(f"D,P{n // 16},Unipuck,{n % 16 + 1},HEWL,s{n},-CANT-FIND\n" for n in range(500))
    first = send(service.admin, rows, key="0123456789", proposalId=mine, create_proteins=1)
    again = send(service.admin, rows, key="0123456789", proposalId=mine, create_proteins=1)
    assert first.status_code == again.status_code == 201
    assert len(first.content) > 65535
    assert first.json() == again.json()
    assert counts(service.admin)["/samples"] == 500


def test_a_fault_at_the_last_row_leaves_nothing_behind(
    service: Service, mine: int, running: tuple[Any, Engine]
) -> None:
    """The database itself refuses the last sample, when all else is written."""
    engine = running[1]
    before = counts(service.admin)
    condition = "CREATE TRIGGER refuse_last BEFORE INSERT ON BLSample FOR EACH ROW "
    condition += (
        "WHEN NEW.name = 's2999' BEGIN SELECT RAISE(ABORT, 'refused'); END"
        if engine.dialect.name == "sqlite"
        else "IF NEW.name = 's2999' THEN SIGNAL SQLSTATE '23000' SET MESSAGE_TEXT = 'refused'; END IF"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(condition)
    try:
        answer = send(service.admin, _many(3000), proposalId=mine, create_proteins=1)
        assert answer.status_code in (409, 503), answer.text
        assert counts(service.admin) == before
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER refuse_last")
    assert stored(service.admin, _many(3000), proposalId=mine, create_proteins=1)["rowsStored"] == 3000


def test_deleting_the_dewars_of_an_import_undoes_it(
    service: Service, chain: dict[str, dict[str, Any]]
) -> None:
    before = counts(service.admin)
    rows = _rows("D1", 2) + "D2,P2,Unipuck,1,HEWL,x,,P1,10,20,30,90,90,90,Default,1.5\n"
    report = stored(service.admin, rows, shippingId=chain["shipping"]["shippingId"])
    assert counts(service.admin)["/samples/diffraction_plans"] == before["/samples/diffraction_plans"] + 1
    for dewar in report["dewars"]:
        assert service.admin.call("DELETE", f"/shippings/dewars/{dewar}").status_code == 204
    assert counts(service.admin) == before


def test_undoing_an_import_keeps_crystals_that_something_else_needs(
    service: Service, mine: int, chain: dict[str, dict[str, Any]]
) -> None:
    rows = "D1,P1,Unipuck,1,HEWL,a,,P1,10,20,30\nD1,P1,Unipuck,2,HEWL,b,,P2,10,20,30\n"
    report = stored(service.admin, rows, shippingId=chain["shipping"]["shippingId"])
    kept = service.admin.rows("/samples/crystals?spaceGroup=P1")[0]["crystalId"]
    service.admin.new(
        "/ssx/samples/crystal_slurry",
        proposalId=mine,
        name="Lys_batch_1",
        crystalDensity=1000,
        crystalIds=[kept],
        descriptionJson={"storageTemperature": 20},
    )
    service.admin.call("DELETE", f"/shippings/dewars/{report['dewars'][0]}")
    assert service.admin.get(f"/samples/crystals/{kept}").status_code == 200
    assert service.admin.rows("/samples/crystals?spaceGroup=P2") == []


def test_a_slurry_outlives_the_tube_that_it_lay_in(
    service: Service, mine: int, chain: dict[str, dict[str, Any]]
) -> None:
    crystal = chain["crystal"]["crystalId"]
    tube = service.admin.new(
        "/samples",
        crystalId=crystal,
        containerId=chain["container"]["containerId"],
        name="Lys_batch_1",
        location="1",
    )
    slurry = service.admin.new(
        "/ssx/samples/crystal_slurry",
        proposalId=mine,
        name="Lys_batch_1",
        crystalDensity=1000,
        crystalIds=[crystal],
        blSampleId=tube["blSampleId"],
        descriptionJson={"storageTemperature": 20},
    )
    answer = service.admin.call("DELETE", f"/shippings/dewars/{chain['dewar']['dewarId']}")
    assert answer.status_code == 204, answer.text
    left = service.admin.get(f"/ssx/samples/crystal_slurry/{slurry['crystalSlurryId']}").json()
    assert left["blSampleId"] is None


def test_the_number_of_look_ups_does_not_grow_with_the_list(mine: int, running: tuple[Any, Engine]) -> None:
    few, many = (_statements(running[1], mine, count) for count in (50, 5000))
    assert few["SELECT"] == many["SELECT"]
    # One at most for each of the 313 containers, none for each sample.
    assert many["INSERT"] < 400


def _statements(engine: Engine, proposal: int, count: int) -> Counter[str]:
    """How often an import of so many rows asks the database, by the first word of each statement."""
    asked: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked[statement.split(None, 1)[0]] += 1

    event.listen(engine, "before_cursor_execute", note)
    try:
        with new_session(engine) as session:
            audit.sign(session, "ada")  # with the trail, as in a running service
            options = sample_lists.ListImportOptions(proposal, "Many", create_proteins=True)
            sample_lists.store(session, EVERYONE, _many(count).encode(), options)
            session.rollback()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def _rows(dewar: str, count: int, container: str = "P1", first: int = 1) -> str:
    numbers = range(first, first + count)
    return "".join(f"{dewar},{container},Unipuck,{n},HEWL,{container}_{n}\n" for n in numbers)


def _many(count: int, stem: str = "s") -> str:
    return "".join(f"D,P{n // 16},Unipuck,{n % 16 + 1},HEWL,{stem}{n},,P43212\n" for n in range(count))


MADE = LISTS / "made"


def test_a_trial_tells_what_each_column_was_taken_for(service: Service, mine: int) -> None:
    report = send(
        service.admin, (MADE / "misspelt-header.csv").read_bytes(), proposalId=mine, dry_run=1
    ).json()
    first = report["columns"][0]
    assert (first["header"], first["key"], first["title"]) == ("Parcel nam", "dewar", "Dewar")
    assert first["certainty"] < report["columns"][1]["certainty"] == 1
    assert first["examples"] == ["DEW-7"]
    assert (report["sure"], report["encoding"], report["separator"]) == (False, "UTF-8", ",")


def test_columns_are_mapped_by_the_caller(service: Service, mine: int) -> None:
    data = (MADE / "german-columns.csv").read_bytes()
    columns = ",container,position,sample,protein,container_type,dewar"
    report = stored(service.admin, data, proposalId=mine, create_proteins=1, mapping=columns, skip=1)
    assert (report["rowsStored"], report["format"]) == (6, "mapped")
    info = service.admin.get(f"/shippings/{report['shippingId']}/info").json()
    assert info["dewars"][0]["code"] == "DEW-7"
    assert len(info["dewars"][0]["containers"][0]["samples"]) == 6


@pytest.mark.parametrize(
    ("mapping", "part"),
    [("puck,position", "no column “puck”"), ("sample,sample", "chosen twice"), (",,", "No column is chosen")],
)
def test_a_mapping_that_cannot_be_is_refused_in_a_sentence(
    service: Service, mine: int, mapping: str, part: str
) -> None:
    answer = send(service.admin, "a,b,c\n", proposalId=mine, mapping=mapping)
    assert answer.status_code == 422
    assert part in answer.json()["errors"]["mapping"][0]


@pytest.mark.parametrize("name", ["workbook.xlsx", "tab.txt", "latin-1.csv", "bom-crlf.csv"])
def test_every_form_of_a_list_is_stored(service: Service, mine: int, name: str) -> None:
    report = stored(service.admin, (MADE / name).read_bytes(), proposalId=mine, create_proteins=1)
    assert report["rowsStored"] == 6
    comments = {row["comments"] for row in service.admin.rows("/samples")}
    assert "Größe 1 µm" in comments


def test_an_old_workbook_is_answered_with_save_as_xlsx(service: Service, mine: int) -> None:
    answer = send(service.admin, (MADE / "old.xls").read_bytes(), proposalId=mine)
    assert answer.status_code == 422
    assert "save it as .xlsx" in answer.json()["errors"]["file"][0]


def test_hostile_names_are_refused_each_in_its_cell(service: Service, mine: int) -> None:
    answer = send(service.admin, (MADE / "faulty-names.csv").read_bytes(), proposalId=mine, create_proteins=1)
    problem = answer.json()
    assert answer.status_code == 422
    assert sorted(problem["errors"]) == [f"line {line}.sample" for line in range(1, 6)]
    told = " ".join(finding["message"] for finding in problem["findings"])
    assert all(part in told for part in ('“"”', "“/”", "“😀”", "characters; at most 45 fit", "is empty"))


def test_a_new_shipment_has_the_contacts_and_the_courier_of_the_one_before(
    service: Service, mine: int
) -> None:
    api = service.admin
    person = api.new("/contacts/persons", familyName="Berg")["personId"]
    contact = api.new("/contacts/lab_contacts", proposalId=mine, personId=person, cardName="Anna")
    key = contact["labContactId"]

    def imported(name: str) -> dict[str, Any]:
        row = f"P1,Unipuck,1,HEWL,{name}"
        report = stored(api, f"D1,{row}", proposalId=mine, shippingName=name, create_proteins=1)
        shipping: dict[str, Any] = api.get(f"/shippings/{report['shippingId']}").json()
        return shipping

    first = imported("lys_1")
    assert (first["sendingLabContactId"], first["returnLabContactId"]) == (key, key)
    changed = {"deliveryAgent_agentName": "DHL", "returnLabContactId": None, "safetyLevel": "GREEN"}
    api.call("PATCH", f"/shippings/{first['shippingId']}", changed)
    second = imported("lys_2")
    assert (second["sendingLabContactId"], second["returnLabContactId"]) == (key, None)
    assert (second["deliveryAgent_agentName"], second["safetyLevel"]) == ("DHL", None)
