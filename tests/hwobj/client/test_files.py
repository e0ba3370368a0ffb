# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files through the hardware objects: what programs left, PDB files, micrographs; nothing half-written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hwobj.client.session import RestSession
from hwobj.errors import Invalid, NotFound, Unreachable
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient

PDB = b"""\
CRYST1   78.800   78.800   36.900  90.00  90.00  90.00 P 43 21 2     8
ATOM      1  N   LYS A   1      -9.111   9.222   7.333  1.00 20.00           N
END
"""


def picture() -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the backend gives files from, with a log, a plot and a table."""
    folder = tmp_path_factory.mktemp("disk")
    (folder / "a.log").write_bytes(b"a log")
    (folder / "plot.png").write_bytes(picture())
    return folder


@pytest.fixture(scope="module")
def rest(lasting_backend: Callable[..., Any], disk: Path) -> Iterator[RestSession]:
    """A connection to a facility's backend as its administrator."""
    remote = lasting_backend(FILE_ROOTS=[str(disk)], UPLOAD_FOLDER=str(disk / "uploads"))
    remote.add_account("root", "administrate")
    shared = RestSession(remote.url)
    shared.login("root", "a password")
    yield shared
    shared.close()


@pytest.fixture
def core(rest: RestSession) -> PyIspybClient:
    return PyIspybClient("core", rest)


@pytest.fixture(scope="module")
def crystal(rest: RestSession) -> dict[str, Any]:
    """A crystal of a proposal."""
    core = PyIspybClient("core", rest)
    person = core.persons.create({"familyName": "Franklin"})["personId"]
    mine = core.proposals.create({"proposalCode": "mx", "proposalNumber": "1", "personId": person})
    protein = {"proposalId": mine["proposalId"], "acronym": "HEWL", "name": "Lysozyme"}
    key = core.proteins.create(protein)["proteinId"]
    row = core.crystals.create({"proteinId": key, "spaceGroup": "P1"})
    return {**row, "proposalId": mine["proposalId"]}


def new(rest: RestSession, path: str, **row: Any) -> dict[str, Any]:
    return rest.json("POST", path, json=row)


def test_what_a_program_left_comes_singly_and_as_an_archive(
    core: PyIspybClient, rest: RestSession, disk: Path, tmp_path: Path
) -> None:
    for table, program in (("autoproc", "autoProcProgramId"), ("phasing", "phasingProgramRunId")):
        key = new(rest, f"/{table}/programs")[program]
        place = {program: key, "filePath": str(disk), "fileName": "a.log"}
        row = new(rest, f"/{table}/attachments", **place)
        target = tmp_path / f"{table}.zip"
        if table == "autoproc":
            assert [row["fileName"] for row in core.attachments(key, sort="fileName")] == ["a.log"]
            assert core.attachment(row["autoProcProgramAttachmentId"]) == b"a log"
            core.save_attachments(key, target)
        else:
            assert core.phasing_attachment(row["phasingProgramAttachmentId"]) == b"a log"
            core.save_phasing_attachments(key, target)
        with zipfile.ZipFile(target) as archive:
            assert archive.read("a.log") == b"a log"
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".zip", ".zip"]


def test_an_archive_that_breaks_off_leaves_no_file(scripted: Callable[..., Any], tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 1000\r\n\r\nPK"
    core = PyIspybClient("core", RestSession(scripted(answer).url))
    with pytest.raises(Unreachable, match="broke off"):
        core.save_attachments(1, tmp_path / "all.zip")
    core.rest.close()
    assert list(tmp_path.iterdir()) == []


def test_pictures_and_files_of_a_data_collection_come_whole_and_small(
    core: PyIspybClient, rest: RestSession, crystal: dict[str, Any], disk: Path
) -> None:
    visit = core.sessions.create({"proposalId": crystal["proposalId"]})["sessionId"]
    group = new(rest, "/data_collections/groups", sessionId=visit)["dataCollectionGroupId"]
    plot = str(disk / "plot.png")
    paths = {"xtalSnapshotFullPath2": plot, "bestWilsonPlotPath": plot}
    key = new(rest, "/data_collections", dataCollectionGroupId=group, **paths)["dataCollectionId"]
    assert core.snapshot(key, 2) == core.collection_file(key, "bestWilsonPlot") == picture()
    for small in (core.snapshot(key, 2, 64), core.collection_file(key, "bestWilsonPlot", 64)):
        assert Image.open(io.BytesIO(small)).size == (64, 64)
    with pytest.raises(NotFound):
        core.snapshot(key, 1)
    log = {"dataCollectionId": key, "fileFullPath": str(disk / "a.log")}
    row = new(rest, "/data_collections/attachments", **log)
    assert core.collection_attachment(row["dataCollectionFileAttachmentId"]) == b"a log"


def test_a_pdb_file_is_stored_read_and_taken_away(core: PyIspybClient, crystal: dict[str, Any]) -> None:
    key = crystal["crystalId"]
    row = core.store_pdb_file(key, "model.pdb", PDB, etag=crystal["_etag"])
    assert (row["pdbFileName"], row["found"]["spaceGroup"]) == ("model.pdb", "P43212")
    assert core.pdb_file(key) == PDB
    with pytest.raises(Invalid) as raised:
        core.store_pdb_file(key, "model.pdb", b"hello")
    assert set(raised.value.errors) == {"file"}
    core.remove_pdb_file(key, etag=core.crystals.get(key)["_etag"])
    with pytest.raises(NotFound):
        core.pdb_file(key)


def test_a_micrograph_is_stored_replaced_and_shown(rest: RestSession, crystal: dict[str, Any]) -> None:
    ssx = SsxIspybClient("ssx", rest)
    slurry = ssx.crystal_slurries.create(
        {
            "proposalId": crystal["proposalId"],
            "name": "s",
            "crystalDensity": 1,
            "crystalIds": [crystal["crystalId"]],
            "descriptionJson": {"storageTemperature": 20},
        }
    )["crystalSlurryId"]
    row = ssx.store_micrograph(slurry, picture(), [0.3, 0.3], n=12)
    assert (row["objectSidePixelSize"], row["descriptionJson"]) == ([0.3, 0.3], {"n": 12})
    key = row["micrographId"]
    assert ssx.micrograph_image(key) == ssx.rest.content(row["url"]) == picture()
    assert Image.open(io.BytesIO(ssx.micrograph_image(key, 128))).size == (128, 128)
    changed = ssx.replace_micrograph(key, picture(), etag=row["_etag"])
    assert changed["url"] != row["url"]
    ssx.micrographs.delete(key)
    assert list(ssx.micrographs.all(crystalSlurryId=slurry)) == []


def test_a_micrograph_is_sent_from_a_file_and_written_into_one_with_progress(
    rest: RestSession, crystal: dict[str, Any], tmp_path: Path
) -> None:
    ssx = SsxIspybClient("ssx", rest)
    row = {"proposalId": crystal["proposalId"], "name": "s2", "crystalDensity": 1}
    slurry = ssx.crystal_slurries.create(
        {**row, "crystalIds": [crystal["crystalId"]], "descriptionJson": {"storageTemperature": 20}}
    )["crystalSlurryId"]
    file, back = tmp_path / 'Größe "1".png', tmp_path / "back.png"
    file.write_bytes(picture())
    sent: list[tuple[int, int]] = []
    values = {"crystalSlurryId": slurry, "descriptionJson": {"fileName": file.name}}
    stored = ssx.store_micrograph_file(values, file, lambda done, total: sent.append((done, total)))
    assert stored["descriptionJson"] == {"fileName": file.name}
    assert sent[-1][0] == sent[-1][1] > len(picture())
    came: list[tuple[int, int]] = []
    ssx.save_micrograph_image(stored["micrographId"], back, lambda done, total: came.append((done, total)))
    assert (back.read_bytes(), came[-1]) == (picture(), (len(picture()), len(picture())))


def test_who_stops_a_picture_on_its_way_stores_nothing(
    rest: RestSession, crystal: dict[str, Any], tmp_path: Path
) -> None:
    ssx = SsxIspybClient("ssx", rest)
    row = {"proposalId": crystal["proposalId"], "name": "s3", "crystalDensity": 1}
    slurry = ssx.crystal_slurries.create(
        {**row, "crystalIds": [crystal["crystalId"]], "descriptionJson": {"storageTemperature": 20}}
    )["crystalSlurryId"]
    file = tmp_path / "large.png"
    file.write_bytes(picture() + bytes(4 * 2**20))

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyError("enough")

    with pytest.raises(KeyError):
        ssx.store_micrograph_file({"crystalSlurryId": slurry}, file, stop)
    assert list(ssx.micrographs.all(crystalSlurryId=slurry)) == []
