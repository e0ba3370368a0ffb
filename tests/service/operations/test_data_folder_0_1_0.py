# SPDX-License-Identifier: LGPL-3.0-or-later
"""The data folder of version 0.1.0, in `tests/data/0.1.0/`: this program opens it, and nothing is missing."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend import migrations
from backend.store.database import make_engine
from ssx_widget.context.preferences import Preferences
from ssx_widget.editing.draft import Draft, DraftRef
from ssx_widget.editing.draft_files import DraftFiles, claim_folder
from tests.conftest import TESTS, backend_command
from tests.helpers.data_folder import (
    ACRONYM,
    ARCHIVE,
    CHOICES,
    LATER,
    PDB,
    SHIPMENT,
    Api,
    micrograph,
    serving,
)

ROWS = {
    "/proposals": 2,
    "/contacts/persons": 5,
    "/contacts/labs": 4,
    "/contacts/lab_contacts": 4,
    "/samples/proteins": 6,
    "/samples/crystals": 6,
    "/samples": 55,
    "/shippings": 2,
    "/shippings/dewars": 3,
    "/shippings/containers": 6,
    "/ssx/samples": 6,
    "/ssx/samples/sample_stocks": 5,
    "/ssx/samples/crystal_slurry": 7,
    "/ssx/samples/micrographs": 2,
    "/autoproc/attachments": 14,
}
FIRST_TABLES = "b224f5c1bee9b5eb308d0f3f12bae99e0f98a93e783b629506be06d73693dc91"


def unpacked(folder: Path) -> Path:
    """A copy of the data folder."""
    with tarfile.open(TESTS / "data" / "0.1.0" / ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return unpacked(tmp_path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The local backend of a copy that is only read."""
    with serving(unpacked(tmp_path_factory.mktemp("kept"))) as running:
        yield running


@pytest.fixture
def drafts(folder: Path) -> Iterator[DraftFiles]:
    """Its drafts, as the next window takes them over."""
    files = claim_folder(folder / "drafts" / "local")
    yield files
    files.release()


def rows(api: Api, path: str) -> list[dict[str, Any]]:
    """The rows of a list."""
    found: list[dict[str, Any]] = api.send("GET", path, params={"limit": 200})["data"]["rows"]
    return found


def named(api: Api, path: str, column: str, name: str) -> dict[str, Any]:
    """The one row of that name."""
    (found,) = [row for row in rows(api, path) if row[column] == name]
    return found


def test_its_tables_are_brought_to_this_version(folder: Path) -> None:
    engine = make_engine(f"sqlite:///{folder / 'ssx-desk.sqlite'}")
    assert migrations.version(engine) == "0001"
    backend_command("user", "list", "--data-dir", str(folder))
    assert migrations.version(engine) == migrations.HEAD
    engine.dispose()


def test_every_row_is_there(served: Api) -> None:
    assert {path: len(rows(served, path)) for path in ROWS} == ROWS


def test_the_own_shipment_is_as_it_was_entered(served: Api) -> None:
    shipment = named(served, "/shippings", "shippingName", "Own shipment")
    info = served.send("GET", f"/shippings/{shipment['shippingId']}/info")
    (dewar,) = info["dewars"]
    (container,) = dewar["containers"]
    assert (shipment["deliveryAgent_agentName"], dewar["code"], dewar["barCode"]) == (
        "DHL",
        "OWN-1",
        "LS100OWN1",
    )
    assert (container["code"], container["containerType"]) == ("OWN-P1", "Unipuck")
    assert sorted(sample["name"] for sample in container["samples"]) == ["own_1", "own_2"]
    sender = named(served, "/contacts/lab_contacts", "labContactId", shipment["sendingLabContactId"])
    assert sender["cardName"] == "Anna"


def test_the_own_sample_is_as_it_was_entered(served: Api) -> None:
    sample = named(served, "/ssx/samples", "name", "own_sample")
    info = served.send("GET", f"/ssx/samples/{sample['loadedSampleId']}/info")
    slurry = info["sampleStock"]["crystalSlurry"]
    assert info["sampleDeliveryDevice"]["descriptionJson"] == {"speed": 300, "dropletVolume": 0.8}
    assert info["sampleStock"]["concentrationFactor"] == 5
    assert (slurry["name"], slurry["crystalDensity"]) == ("own_slurry", 2e6)
    assert slurry["crystalSizeDistribution"]["characteristicDimensions"] == [4, 4, 9.5]
    assert slurry["buffer"]["composition"][0]["component"] == "sodium acetate"
    assert slurry["crystals"][0]["protein"]["acronym"] == "OWN"


def test_its_files_are_given(served: Api) -> None:
    crystal = named(served, "/samples/crystals", "pdbFileName", "model.pdb")
    assert served.content(f"/samples/crystals/{crystal['crystalId']}/pdb") == PDB
    slurry = named(served, "/ssx/samples/crystal_slurry", "name", "own_slurry")
    picture = named(served, "/ssx/samples/micrographs", "crystalSlurryId", slurry["crystalSlurryId"])
    assert served.content(picture["url"]) == micrograph()
    for attachment in rows(served, "/autoproc/attachments"):
        assert served.content(f"/autoproc/attachments/{attachment['autoProcProgramAttachmentId']}/download")


def test_its_backups_are_listed_and_one_is_gone_back_to(folder: Path) -> None:
    with serving(folder) as api:
        backups = {each["reason"]: each for each in rows(api, "/backups")}
        assert {"daily", "asked"} <= {*backups}
        assert {each["check"] for each in backups.values()} == {"ok"}
        assert LATER in [row["name"] for row in rows(api, "/contacts/labs")]
        api.send("POST", f"/backups/{backups['asked']['name']}/restore")
        assert LATER not in [row["name"] for row in rows(api, "/contacts/labs")]
        assert len(rows(api, "/samples")) == ROWS["/samples"]


def test_its_drafts_come_back_and_point_at_each_other(drafts: DraftFiles) -> None:
    found, unreadable = drafts.read_all()
    assert unreadable == []
    by_table: dict[str, Draft] = {draft.collection: draft for draft in found}
    assert len(found) == len(by_table) == 7
    assert by_table["proteins"].get("acronym") == ACRONYM
    assert by_table["crystals"].get("proteinId") == DraftRef(by_table["proteins"].key)
    assert by_table["crystal_slurries"].get("crystalIds") == [DraftRef(by_table["crystals"].key)]
    assert by_table["loaded_samples"].get("descriptionJson.multiplesLimit") == 20


def test_a_request_without_an_answer_is_repeated_and_done_once(folder: Path, drafts: DraftFiles) -> None:
    (draft,) = [draft for draft in drafts.read_all()[0] if draft.collection == "shippings"]
    request = drafts.sending(draft.key)
    assert request is not None
    assert (request.id, request.body["shippingName"]) == (None, SHIPMENT)
    key = {"Idempotency-Key": request.idempotency_key}
    with serving(folder) as api:
        first, again = (api.send("POST", "/shippings", json=request.body, headers=key) for _ in range(2))
        assert first["shippingId"] == again["shippingId"]
        assert named(api, "/shippings", "shippingName", SHIPMENT)["proposalId"] == draft.get("proposalId")


def test_what_was_chosen_in_the_window_is_chosen_again(folder: Path) -> None:
    chosen = Preferences.load(folder)
    assert {name: getattr(chosen, name) for name in CHOICES} == CHOICES
    assert (chosen.screen, chosen.proposal_id) == ("samples", 2)


def test_the_first_tables_are_never_changed() -> None:
    (file,) = (Path(migrations.__file__).parent / "versions").glob("0001_*.py")
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("#"))
    assert hashlib.sha256(code.encode()).hexdigest() == FIRST_TABLES, (
        f"{file.name} made the databases that people have: leave it as it was released, and write what is to "
        "change into a new migration beside it, with its number in `HEAD` of backend/migrations/__init__.py."
    )
