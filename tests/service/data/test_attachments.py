# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files that programs left: singly, in parts, and all of a program as a zip archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.service.conftest import Api, Disk, Measured, Service


def stored(api: Api, program: int, path: str, **more: Any) -> int:
    """The key of a new attachment of a processing program."""
    folder, _, name = path.rpartition("/")
    row = api.new("/autoproc/attachments", autoProcProgramId=program, filePath=folder, fileName=name, **more)
    key: int = row["autoProcProgramAttachmentId"]
    return key


def download(api: Api, key: int, **headers: str) -> requests.Response:
    return api.get(f"/autoproc/attachments/{key}/download", **headers)


def unpacked(answer: requests.Response) -> dict[str, bytes]:
    """The files of a zip archive that is whole."""
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_file_comes_with_its_name_type_and_size(service: Service, measured: Measured, disk: Disk) -> None:
    path = disk.file("visitor/mx2415/processed/aimless.log", b"R = 0.05\n")
    answer = download(service.admin, stored(service.admin, measured.program, path))
    assert answer.content == b"R = 0.05\n"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=aimless.log"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_part_of_a_file_is_206_and_one_beyond_its_end_416(
    service: Service, measured: Measured, disk: Disk
) -> None:
    path = disk.file("archive/big.mtz", bytes(range(100)))
    key = stored(service.admin, measured.program, path)
    whole = download(service.admin, key)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = download(service.admin, key, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part.headers["Content-Range"] == "bytes 10-19/100"
    end = download(service.admin, key, Range="bytes=-5")
    assert end.content == bytes(range(95, 100))
    changed = download(service.admin, key, Range="bytes=10-19", If_Range='"another"')
    assert (changed.status_code, len(changed.content)) == (200, 100)
    beyond = download(service.admin, key, Range="bytes=100-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */100")
    assert beyond.headers["Content-Type"] == "application/problem+json"
    same = download(service.admin, key, If_None_Match=whole.headers["ETag"])
    assert (same.status_code, same.content) == (304, b"")


def test_a_hostile_name_ends_no_header(service: Service, measured: Measured, disk: Disk) -> None:
    path = disk.file('archive/a\r\nX-Evil: 1\t";ü.html', b"<script>alert(1)</script>")
    answer = download(service.admin, stored(service.admin, measured.program, path))
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''a_X-Evil_%201_" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "path",
    [
        "visitor/mx666/secret.log",
        "visitor/mx2415/../mx666/secret.log",
        "outside/secret.log",
        "visitor/mx2415/link/secret.log",
        "visitor/mx2415/gone.log",
    ],
)
def test_files_of_others_and_out_of_the_roots_are_not_given(
    service: Service, measured: Measured, disk: Disk, path: str
) -> None:
    for secret in ("visitor/mx666/secret.log", "outside/secret.log"):
        disk.file(secret, b"secret")
    disk.file("visitor/mx2415/own.log")
    (disk.folder / "visitor/mx2415/link").symlink_to(disk.folder / "outside")
    key = stored(service.admin, measured.program, f"{disk.folder}/{path}")
    refused = service.admin.refused("GET", f"/autoproc/attachments/{key}/download")
    assert refused["status"] == 404
    assert str(disk.folder) not in refused["detail"]


def test_attachments_are_given_to_who_sees_their_session(
    service: Service, measured: Measured, disk: Disk
) -> None:
    path = disk.file("visitor/mx2415/a.log")
    key = stored(service.admin, measured.program, path)
    mine = service.account("ada", "own_sessions", proposals=("mx2415",))
    other = service.account("eve", "own_sessions")
    without = service.account("bob", "own_proposals", proposals=("mx2415",))
    base = f"/autoproc/programs/{measured.program}/attachments"
    for way in (f"/autoproc/attachments/{key}/download", base, f"{base}/download"):
        assert mine.get(way).status_code == 200
        assert other.refused("GET", way)["status"] == 404
        assert without.refused("GET", way)["status"] == 403
        assert Api(service.admin.url).refused("GET", way)["status"] == 401


def test_the_attachments_of_a_program_are_a_list_like_any(
    service: Service, measured: Measured, disk: Disk
) -> None:
    for name in ("a.log", "b.log", "c.log"):
        stored(service.admin, measured.program, disk.file(f"archive/{name}"))
    elsewhere = service.admin.new("/autoproc/programs")["autoProcProgramId"]
    stored(service.admin, elsewhere, disk.file("archive/d.log"))
    base = f"/autoproc/programs/{measured.program}/attachments"
    assert [row["fileName"] for row in service.admin.rows(base)] == ["a.log", "b.log", "c.log"]
    assert [row["fileName"] for row in service.admin.rows(f"{base}?sort=-fileName&limit=1")] == ["c.log"]
    assert "colour" in service.admin.refused("GET", f"{base}?colour=red")["errors"]


def test_an_archive_has_all_files_and_tells_equal_names_apart(
    service: Service, measured: Measured, disk: Disk
) -> None:
    for run in (1, 2):
        path = disk.file(f"visitor/mx2415/run{run}/XDS.LOG", b"run %d" % run)
        stored(service.admin, measured.program, path)
    answer = service.admin.get(f"/autoproc/programs/{measured.program}/attachments/download")
    assert unpacked(answer) == {"XDS.LOG": b"run 1", "XDS (2).LOG": b"run 2"}
    name = f"AutoProcProgram-{measured.program}.zip"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_names_in_an_archive_lead_nowhere_and_what_is_gone_is_named(
    service: Service, measured: Measured, disk: Disk
) -> None:
    disk.file("archive/a.log", b"a")
    disk.file("archive/left-out.txt", b"mine")
    for path in ("archive/x/../a.log", "archive/left-out.txt", "archive/gone.log", "visitor/mx666/b.log"):
        stored(service.admin, measured.program, f"{disk.folder}/{path}")
    stored(service.admin, measured.program, disk.file("archive/old.log"), deleted=1)
    files = unpacked(service.admin.get(f"/autoproc/programs/{measured.program}/attachments/download"))
    left_out = files.pop("left-out.txt").decode()
    assert files == {"left-out (2).txt": b"mine"} | {"a.log": b"a"}
    assert [line.partition(":")[0] for line in left_out.splitlines()] == ["gone.log", "b.log", "old.log"]
    assert str(disk.folder) not in left_out


def test_a_program_without_files_has_no_archive(service: Service, measured: Measured, disk: Disk) -> None:
    path = f"/autoproc/programs/{measured.program}/attachments/download"
    assert service.admin.refused("GET", path)["detail"] == "There are no files."
    stored(service.admin, measured.program, f"{disk.folder}/archive/gone.log")
    assert service.admin.refused("GET", path)["status"] == 404


def test_files_of_phasing_and_of_data_collections_are_given_too(
    service: Service, measured: Measured, disk: Disk
) -> None:
    admin = service.admin
    path = Path(disk.file("visitor/mx2415/phases.pdb", b"ATOM"))
    phasing = admin.new(
        "/phasing/attachments",
        phasingProgramRunId=measured.run,
        filePath=str(path.parent),
        fileName=path.name,
    )["phasingProgramAttachmentId"]
    collection = admin.new(
        "/data_collections/attachments", dataCollectionId=measured.collection, fileFullPath=str(path)
    )["dataCollectionFileAttachmentId"]
    for way in (
        f"/phasing/attachments/{phasing}/download",
        f"/data_collections/attachments/{collection}/download",
    ):
        assert admin.get(way).content == b"ATOM"
    base = f"/phasing/programs/{measured.run}/attachments"
    assert len(admin.rows(base)) == 1
    assert unpacked(admin.get(f"{base}/download")) == {"phases.pdb": b"ATOM"}


def test_where_files_are_is_written_by_staff_only(service: Service, measured: Measured, disk: Disk) -> None:
    key = stored(service.admin, measured.program, disk.file("archive/a.log"))
    mine = service.account("ada", "own_sessions", "write_sessions", proposals=("mx2415",))
    refused = mine.refused("PATCH", f"/autoproc/attachments/{key}", {"filePath": "/etc"})
    assert (refused["status"], set(refused["errors"])) == (403, {"filePath"})
