# SPDX-License-Identifier: LGPL-3.0-or-later
"""Both hardware objects against a real backend: rows, revisions, keys, errors, and their own signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hwobj.client.event_stream import Change
from hwobj.client.link import LinkState
from hwobj.client.session import RestSession
from hwobj.errors import Invalid, NotFound, Stale
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient


@pytest.fixture
def core(rest: RestSession) -> PyIspybClient:
    return PyIspybClient("core", rest)


def test_a_row_is_created_read_changed_and_deleted(core: PyIspybClient) -> None:
    stored = core.laboratories.create({"name": "Hut 6", "city": "Bletchley"})
    key = stored["laboratoryId"]
    assert core.laboratories.get(key)["city"] == "Bletchley"
    changed = core.laboratories.update(key, {"city": "Milton Keynes"}, etag=stored["_etag"])
    assert (changed["name"], changed["city"]) == ("Hut 6", "Milton Keynes")
    core.laboratories.delete(key, etag=changed["_etag"])
    with pytest.raises(NotFound):
        core.laboratories.get(key)


def test_a_row_that_somebody_changed_meanwhile_is_not_overwritten(core: PyIspybClient) -> None:
    read = core.laboratories.create({"name": "Shared"})
    core.laboratories.update(read["laboratoryId"], {"city": "Hamburg"})
    with pytest.raises(Stale) as raised:
        core.laboratories.update(read["laboratoryId"], {"city": "Grenoble"}, etag=read["_etag"])
    assert raised.value.current["city"] == "Hamburg"


def test_the_same_key_writes_once(core: PyIspybClient) -> None:
    first = core.laboratories.create({"name": "Once"}, key="5f0c3b9a-once")
    again = core.laboratories.create({"name": "Once"}, key="5f0c3b9a-once")
    assert first == again
    assert core.laboratories.list(name="Once").total == 1


def test_a_page_tells_how_many_there_are_and_all_fetches_every_row(core: PyIspybClient) -> None:
    for number in range(5):
        core.laboratories.create({"name": f"Row {number}", "country": "Atlantis"})
    page = core.laboratories.list(country="Atlantis", limit=2, sort="name")
    assert (page.total, [row["name"] for row in page.rows]) == (5, ["Row 0", "Row 1"])
    every = core.laboratories.all(country="Atlantis", limit=2, city=None)
    assert sorted(row["name"] for row in every) == [f"Row {number}" for number in range(5)]


def test_a_list_as_a_filter_means_any_of(core: PyIspybClient) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        core.laboratories.create({"name": name})
    assert core.laboratories.list(name=["Alpha", "Gamma"]).total == 2


def test_a_wrong_value_names_its_field(core: PyIspybClient) -> None:
    with pytest.raises(Invalid) as raised:
        core.laboratories.create({"name": "x" * 500})
    assert "name" in raised.value.errors


def test_text_of_the_user_stays_one_segment_of_the_path(core: PyIspybClient) -> None:
    with pytest.raises(NotFound):
        core.dewar_by_barcode("../../proposals?x=1 ü")


LISTS = Path(__file__).parents[1] / "data" / "shipments"


@pytest.fixture(scope="module")
def proposal(rest: RestSession) -> int:
    """A proposal to send samples for."""
    core = PyIspybClient("core", rest)
    person = core.persons.create({"familyName": "Franklin"})
    row = {"proposalCode": "mx", "proposalNumber": "2415", "personId": person["personId"]}
    return int(core.proposals.create(row)["proposalId"])


def test_a_list_becomes_a_shipment_with_labels_and_a_way_to_go(core: PyIspybClient, proposal: int) -> None:
    data = (LISTS / "exi-unipuck.csv").read_bytes()
    choices: dict[str, Any] = {"filename": "exi-unipuck.csv", "create_proteins": True}
    trial = core.import_samples(data, proposal, dry_run=True, **choices)
    assert (trial["rowsIn"], core.shippings.list(proposalId=proposal).total) == (16, 0)
    report = core.import_samples(data, proposal, **choices)
    info = core.shipping_info(report["shippingId"])
    assert (info["shippingName"], info["counts"]["samples"]) == ("exi-unipuck", 16)
    dewar = core.dewars.get(report["dewars"][0])
    assert core.dewar_by_barcode(dewar["barCode"])["dewarId"] == dewar["dewarId"]
    assert core.shipping_labels(report["shippingId"], [dewar["dewarId"]]).startswith(b"%PDF")
    assert core.dewar_labels(dewar["dewarId"], engine="weasyprint").startswith(b"%PDF")
    assert "The sending contact is not chosen." in {
        line["text"] for line in core.shipping_checklist(report["shippingId"])
    }
    core.set_dewar_status(dewar["dewarId"], "ready to go", "Cold room", "packed")
    newest = core.dewar_history(dewar["dewarId"])[0]
    assert (newest["dewarStatus"], newest["storageLocation"]) == ("ready to go", "Cold room")


def test_a_faulty_list_stores_nothing_and_brings_its_findings(core: PyIspybClient, proposal: int) -> None:
    before = core.shippings.list(proposalId=proposal).total
    with pytest.raises(Invalid) as raised:
        core.import_samples((LISTS / "exi-full-columns.csv").read_text(), proposal)
    assert raised.value.problem["findings"]
    assert core.shippings.list(proposalId=proposal).total == before


def test_the_label_engines_say_how_to_be_installed(core: PyIspybClient) -> None:
    assert all(engine["install"] for engine in core.label_engines()["engines"])


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def hear(self, *values: object) -> None:
        self.heard.append(values)


@pytest.mark.parametrize(
    ("client", "mine", "other"),
    [(PyIspybClient, "Protein", "Shipping"), (SsxIspybClient, "LoadedSample", "ExperimentalPlan")],
)
def test_samples_changed_is_told_for_sample_tables_only(
    client: Callable[..., Any], mine: str, other: str
) -> None:
    told, every = Listener(), Listener()
    device = client("lims")
    device.connect("samplesChanged", told.hear)
    device.connect("changed", every.hear)
    device.tell_change(Change(other, 1, "updated"))
    device.tell_change(Change(mine, 2, "created"))
    assert told.heard == [(2,)]
    assert every.heard == [(other, 1, "updated"), (mine, 2, "created")]


def test_the_state_of_the_connection_is_a_signal() -> None:
    told = Listener()
    device = SsxIspybClient("lims")
    device.connect("connectionStateChanged", told.hear)
    device.tell_state(LinkState("offline", "No network."))
    assert told.heard == [("offline", "No network.")]


def configured(client: Callable[..., Any], **properties: Any) -> tuple[Any, list[tuple[object, ...]]]:
    """A hardware object as MXCuBE makes it, and what it tells of its connection."""
    device, told = client("lims"), Listener()
    # mxcubecore 2 sets properties itself only.
    set_property = device._set_property if hasattr(device, "_set_property") else device.set_property
    for name, value in properties.items():
        set_property(name, value)
    device.connect("connectionStateChanged", told.hear)
    device.init()
    return device, told.heard


def connected(device: Any) -> None:
    """Wait until the object's link holds its event stream."""
    assert device.link.wait_for("connected", 20)


def test_an_object_configured_as_local_brings_its_own_backend(tmp_path: Path) -> None:
    device, _ = configured(SsxIspybClient, local=True, data_dir=str(tmp_path / "data"), timeout=10)
    connected(device)
    assert device.get_loaded_samples() == []
    device.close()


def test_an_object_with_a_password_file_logs_in_by_itself(
    backend: Callable[..., Any], tmp_path: Path
) -> None:
    remote = backend()
    remote.add_account("ada", "all_proposals", password="12345678901")
    (tmp_path / "password").write_text("12345678901\n")
    password = str(tmp_path / "password")
    device, _ = configured(PyIspybClient, url=remote.url, username="ada", password_file=password)
    connected(device)
    assert device.me()["username"] == "ada"
    token = tmp_path / "token"
    token.write_text(device.rest.target.token)
    second, _ = configured(PyIspybClient, url=remote.url, token_file=str(token))
    connected(second)
    assert second.me()["username"] == "ada"
    second.close()
    device.close()


def test_an_object_without_an_address_says_in_the_user_log_which_properties_it_needs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    device, told = configured(PyIspybClient)
    (line,) = [record for record in caplog.records if record.name == "user_level_log"]
    assert "needs the property url" in line.getMessage()
    assert [state for state, _ in told] == ["failed"]
    device.close()


def test_a_proposal_travels_as_a_file(core: PyIspybClient) -> None:
    owner = core.persons.create({"familyName": "Owner"})["personId"]
    here, there = (
        core.proposals.create({"proposalCode": "tr", "proposalNumber": number, "personId": owner})[
            "proposalId"
        ]
        for number in ("1", "2")
    )
    core.proteins.create({"proposalId": here, "acronym": "TRAVEL", "name": "Travelling"})
    data = core.export_transfer(proposal_id=here)
    assert core.take_in_transfer(data, there, dry_run=True)["stored"] == {"Protein": 1}
    report = core.take_in_transfer(data, there)
    assert core.proteins.get(report["keys"]["Protein"]["1"])["proposalId"] == there
    assert core.take_in_transfer(data, there)["repeated"]
