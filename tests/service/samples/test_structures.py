# SPDX-License-Identifier: LGPL-3.0-or-later
"""PDB files of crystals: uploaded, read, taken away, and fetched from the PDB site."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from backend.config import Config, ConfigError
from backend.errors import BadGateway, NotFound
from backend.files.cache import FileCache
from backend.outside.pdb_site import PdbSite, is_code
from tests.helpers.pdb_entries import CIF, PDB, PdbSiteServer, pdb_site_server
from tests.service.conftest import ROOT, Api, Disk, Service

Chain = dict[str, dict[str, Any]]


def upload(api: Api, address: str, data: bytes, name: str = "model.pdb", **headers: str) -> requests.Response:
    sent = {"Authorization": f"Bearer {api.token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
    files = {"file": (name, data)}
    return requests.patch(f"{api.url}{ROOT}{address}", files=files, headers=sent, timeout=30)


@pytest.fixture
def address(chain: Chain, disk: Disk) -> str:
    """Where the PDB file of the crystal is."""
    assert disk.uploads() == []
    return f"/samples/crystals/{chain['crystal']['crystalId']}/pdb"


@pytest.fixture
def site(pdb_site: PdbSiteServer) -> Iterator[PdbSiteServer]:
    """The site of the running backends, with nothing on it."""
    pdb_site.files.clear()
    pdb_site.redirects.clear()
    pdb_site.asked.clear()
    return pdb_site


def named(service: Service, address: str, name: str | None) -> None:
    """Write a crystal's pdbFileName."""
    answer = service.admin.call("PATCH", address.removesuffix("/pdb"), {"pdbFileName": name})
    assert answer.status_code == 200, answer.text


def test_an_uploaded_file_comes_back_and_tells_cell_and_space_group(service: Service, address: str) -> None:
    answer = upload(service.admin, address, PDB)
    assert answer.status_code == 200, answer.text
    row = answer.json()
    assert row["found"] == {
        "spaceGroup": "P43212",
        "cell_a": 78.8,
        "cell_b": 78.8,
        "cell_c": 36.9,
        "cell_alpha": 90,
        "cell_beta": 90,
        "cell_gamma": 90,
    }
    assert (row["pdbFileName"], row["cell_a"]) == ("model.pdb", None)
    file = service.admin.get(address)
    assert (file.content, file.headers["Content-Type"]) == (PDB, "chemical/x-pdb")
    assert file.headers["Content-Disposition"] == "attachment; filename=model.pdb"
    assert service.admin.get(address, Range="bytes=0-5").content == b"CRYST1"
    assert service.admin.get(address, If_None_Match=file.headers["ETag"]).status_code == 304
    taken_over = service.admin.call("PATCH", address.removesuffix("/pdb"), row["found"])
    assert taken_over.json()["spaceGroup"] == "P43212"


def test_mmcif_is_taken_too_and_named_as_what_it_is(service: Service, address: str) -> None:
    row = upload(service.admin, address, CIF, "model").json()
    assert (row["found"]["spaceGroup"], row["found"]["cell_gamma"]) == ("R32", 120)
    assert row["pdbFileName"] == "model.cif"
    file = service.admin.get(address)
    assert (file.content, file.headers["Content-Type"]) == (CIF, "chemical/x-mmcif")


def test_a_new_file_takes_the_place_of_the_old_one(service: Service, address: str, disk: Disk) -> None:
    first = upload(service.admin, address, PDB).json()
    upload(service.admin, address, CIF, "second.cif")
    assert service.admin.get(address).content == CIF
    assert [path.read_bytes() for path in disk.uploads()] == [CIF]
    stale = upload(service.admin, address, PDB, If_Match=f'"{first["_etag"]}"')
    assert stale.status_code == 412
    assert [path.read_bytes() for path in disk.uploads()] == [CIF]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no atoms"),
        (b"hello", "no atoms"),
        (b"\x1f\x8b\x08\0packed", "unpacked"),
        (b"data_x\nloop_\n_atom_site.id\n_atom_site.x\n1 2 3\n", "damaged"),
        (b"data_x\n_cell.length_a 10\n", "no atoms"),
        (b"<html>Log in first</html>", "no atoms"),
    ],
    ids=["empty", "text", "packed", "broken", "without-atoms", "page"],
)
def test_what_is_no_structure_is_refused_and_stored_nowhere(
    service: Service, address: str, disk: Disk, data: bytes, words: str
) -> None:
    refused = upload(service.admin, address, data)
    assert refused.status_code == 422
    assert words in refused.json()["errors"]["file"][0]
    assert disk.uploads() == []
    assert service.admin.refused("GET", address)["status"] == 404
    without = service.admin.refused("PATCH", address, {"pdbFileName": "x"})
    assert (without["status"], set(without["errors"])) == (422, {"file"})


def test_a_hostile_file_name_is_a_plain_name(service: Service, address: str, disk: Disk) -> None:
    row = upload(service.admin, address, PDB, "../../evil.pdb").json()
    assert row["pdbFileName"] == "evil.pdb"
    assert (row["pdbFilePath"].count("/"), len(disk.uploads())) == (2, 1)


def test_more_than_the_server_takes_is_413_before_it_is_read(service: Service, address: str) -> None:
    parts = urlsplit(service.admin.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.putrequest("PATCH", ROOT + address)
    connection.putheader("Authorization", f"Bearer {service.admin.token}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(200 * 2**20))
    connection.endheaders()
    block = b"\0" * 2**20
    for _ in range(200):
        connection.send(block)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert (answer.status, "at most 64 MiB" in body) == (413, True)


def test_files_are_taken_away_with_their_name_and_with_their_crystal(
    service: Service, address: str, chain: Chain, disk: Disk
) -> None:
    upload(service.admin, address, PDB)
    assert service.admin.call("DELETE", address).status_code == 204
    assert (disk.uploads(), service.admin.refused("GET", address)["status"]) == ([], 404)
    assert service.admin.refused("DELETE", address)["status"] == 404
    protein = chain["protein"]["proteinId"]
    second = service.admin.new("/samples/crystals", proteinId=protein, spaceGroup="P1")
    other = f"/samples/crystals/{second['crystalId']}"
    upload(service.admin, f"{other}/pdb", PDB)
    assert len(disk.uploads()) == 1
    assert service.admin.call("DELETE", other).status_code == 204
    assert disk.uploads() == []


def test_a_file_is_given_to_who_sees_the_crystal_and_taken_from_who_may_write(
    service: Service, address: str
) -> None:
    writer = service.account("ada", "own_proposals", "write_proposals", proposals=("mx2415",))
    reader = service.account("bob", "own_proposals", proposals=("mx2415",))
    other = service.account("eve", "own_proposals", "write_proposals")
    assert upload(writer, address, PDB).status_code == 200
    assert reader.get(address).content == PDB
    assert upload(reader, address, PDB).status_code == 403
    assert reader.refused("DELETE", address)["status"] == 403
    assert other.refused("GET", address)["status"] == 404
    assert upload(other, address, b"hello").status_code == 404
    assert other.refused("DELETE", address)["status"] == 404
    assert upload(Api(service.admin.url), address, PDB).status_code == 401


def test_where_a_crystals_file_is_is_written_by_staff_and_stays_its_own(
    service: Service, address: str, chain: Chain, disk: Disk
) -> None:
    item = address.removesuffix("/pdb")
    mine = service.account("ada", "own_proposals", "write_proposals", proposals=("mx2415",))
    assert mine.refused("PATCH", item, {"pdbFilePath": "/etc/passwd"})["status"] == 403
    second = service.admin.new("/samples/crystals", proteinId=chain["protein"]["proteinId"], spaceGroup="P1")
    path = upload(service.admin, address, PDB).json()["pdbFilePath"]
    other = f"/samples/crystals/{second['crystalId']}"
    for wrong in (path, f"pdb/{second['crystalId']}/../{path}", "/etc/passwd"):
        service.admin.call("PATCH", other, {"pdbFilePath": wrong})
        assert service.admin.refused("GET", f"{other}/pdb")["status"] == 404
    own = disk.file("visitor/mx2415/model.pdb", PDB)
    service.admin.call("PATCH", other, {"pdbFilePath": own})
    assert service.admin.get(f"{other}/pdb").content == PDB
    service.admin.call("DELETE", f"{other}/pdb")
    assert Path(own).exists()


def test_without_a_file_the_entry_of_the_code_is_fetched_once(
    service: Service, address: str, site: PdbSiteServer
) -> None:
    site.files["7ABC.pdb"] = PDB
    named(service, address, "7ABC")
    first = service.admin.get(address)
    assert (first.content, first.headers["Content-Type"]) == (PDB, "chemical/x-pdb")
    assert first.headers["Content-Disposition"] == "attachment; filename=7ABC.pdb"
    before = list(site.asked)
    assert service.admin.get(address, Range="bytes=0-5").content == b"CRYST1"
    assert site.asked == before
    upload(service.admin, address, CIF, "own.cif")
    assert service.admin.get(address).content == CIF


def test_a_large_entry_comes_as_mmcif_and_so_does_an_extended_code(
    service: Service, address: str, site: PdbSiteServer
) -> None:
    site.files["8xyz.cif"] = CIF
    site.files["pdb_00008xyz.cif"] = CIF
    for code in ("8xyz", "pdb_00008xyz"):
        named(service, address, code)
        assert service.admin.get(address).headers["Content-Type"] == "chemical/x-mmcif"


@pytest.mark.parametrize(
    "name",
    ["", "abc", "1abcd", "1ab/", "../1abc", "1abc\n", "x1abc", "pdb_1", "1abc?x=1", "http://127.0.0.1/1abc"],
    ids=range(10),
)
def test_what_is_no_code_is_never_asked_for(
    service: Service, address: str, site: PdbSiteServer, name: str
) -> None:
    assert not is_code(name)
    named(service, address, name.strip() if name == "1abc\n" else name or None)
    if name != "1abc\n":
        assert service.admin.refused("GET", address)["status"] == 404
        assert site.asked == []


def test_an_entry_that_the_site_does_not_have_or_spoils_is_said_so(
    service: Service, address: str, site: PdbSiteServer
) -> None:
    named(service, address, "9zzz")
    missing = service.admin.refused("GET", address)
    assert (missing["status"], "no PDB entry 9zzz" in missing["detail"]) == (404, True)
    site.files["9zzy.pdb"] = b"<html>Log in first</html>"
    named(service, address, "9zzy")
    spoilt = service.admin.refused("GET", address)
    assert (spoilt["status"], "upload the file" in spoilt["detail"]) == (502, True)


def test_a_site_leads_nobody_into_the_house(service: Service, address: str, site: PdbSiteServer) -> None:
    with pdb_site_server() as inner:
        inner.files["9zzx.pdb"] = PDB
        site.redirects["9zzx.pdb"] = f"{inner.url}/9zzx.pdb"
        named(service, address, "9zzx")
        refused = service.admin.refused("GET", address)
        assert (refused["status"], "private network" in refused["detail"]) == (502, True)
        assert inner.asked == []


@pytest.fixture
def cache(tmp_path: Path) -> FileCache:
    return FileCache(tmp_path, ".structure")


def test_without_a_network_a_sentence_says_so(cache: FileCache) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        site = PdbSite(f"http://127.0.0.1:{nobody.getsockname()[1]}", cache)
        with pytest.raises(BadGateway, match=r"1abc.pdb cannot be fetched: .* cannot be reached. Try again"):
            site.fetch("1abc")


def test_a_site_that_says_nothing_or_too_much_is_left(cache: FileCache) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site = PdbSite(f"http://127.0.0.1:{silent.getsockname()[1]}", cache, timeout=0.2)
        with pytest.raises(BadGateway, match="did not answer in time"):
            site.fetch("1abc")
    with pdb_site_server() as large:
        large.files["1abc.pdb"] = PDB
        with pytest.raises(BadGateway, match="more than 100 bytes"):
            PdbSite(large.url, cache, size=100).fetch("1abc")


def test_an_unknown_entry_is_asked_for_in_both_formats(cache: FileCache) -> None:
    with pdb_site_server() as site:
        with pytest.raises(NotFound):
            PdbSite(site.url, cache).fetch("1abc")
        assert site.asked == ["1abc.pdb", "1abc.cif"]


def test_a_site_is_an_address_of_the_web() -> None:
    with pytest.raises(ConfigError, match="PDB_URI"):
        PdbSite.of(Config(PDB_URI="file:///etc"))
