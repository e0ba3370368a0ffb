# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures of slurries: taken in of any usual kind, given whole, in part and small, gone with their row."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import pytest
import requests
from PIL import Image

from tests.service.conftest import ROOT, Api, Disk, Service

BASE = "/ssx/samples/micrographs"
Chain = dict[str, dict[str, Any]]


def picture(form: str, mode: str = "L", size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    """A picture that is dark on the left and bright on the right."""
    wide = Image.linear_gradient("L").rotate(90).resize(size)
    if mode == "I;16":
        wide = Image.frombytes("I;16", size, b"".join(bytes((0, value)) for value in wide.tobytes()))
    made = io.BytesIO()
    (wide if wide.mode == mode else wide.convert(mode)).save(made, form, **options)
    return made.getvalue()


def large_tiff(side: int, *, told: int | None = None) -> bytes:
    """A 16-bit TIFF of that many pixels each way, packed; *told* is what it says of itself instead."""
    rows = zlib.compress(bytes(side * side * 2), 1)
    width = told or side
    entries = [(256, 4, width), (257, 4, width), (258, 3, 16), (259, 3, 8), (262, 3, 1), (273, 4, 8)]
    entries += [(277, 3, 1), (278, 4, width), (279, 4, len(rows))]
    head = b"II*\0" + struct.pack("<I", 8 + len(rows) + len(rows) % 2) + rows + bytes(len(rows) % 2)
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return head + struct.pack("<H", len(entries)) + directory + bytes(4)


@pytest.fixture
def slurry(service: Service, chain: Chain, disk: Disk) -> int:
    """The key of a slurry, and no file on the disk."""
    assert disk.uploads() == []
    row = service.admin.new(
        "/ssx/samples/crystal_slurry",
        proposalId=chain["protein"]["proposalId"],
        name="s",
        crystalDensity=1,
        crystalIds=[chain["crystal"]["crystalId"]],
        descriptionJson={"storageTemperature": 20},
    )
    key: int = row["crystalSlurryId"]
    return key


def send(api: Api, method: str, path: str, data: bytes, form: Any = None, **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {api.token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
    files = {"file": ("x.tif", data)}
    return requests.request(
        method, f"{api.url}{ROOT}{path}", data=form, files=files, headers=sent, timeout=60
    )


def new(api: Api, slurry: int, data: bytes) -> dict[str, Any]:
    """A micrograph with its picture, which must be accepted."""
    answer = send(api, "POST", BASE, data, {"crystalSlurryId": slurry})
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row


@pytest.mark.parametrize(
    ("form", "mode", "kind"),
    [
        ("TIFF", "L", "image/tiff"),
        ("TIFF", "I;16", "image/tiff"),
        ("PNG", "I;16", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("JPEG", "RGB", "image/jpeg"),
    ],
)
def test_a_picture_comes_back_as_it_was_and_small(
    service: Service, slurry: int, form: str, mode: str, kind: str
) -> None:
    data = picture(form, mode)
    row = new(service.admin, slurry, data)
    whole = service.admin.get(row["url"])
    assert (whole.content, whole.headers["Content-Type"]) == (data, kind)
    address = f"{BASE}/{row['micrographId']}/image"
    assert service.admin.get(address, If_None_Match=whole.headers["ETag"]).status_code == 304
    assert service.admin.get(address, Range="bytes=0-3").content == data[:4]
    small = Image.open(io.BytesIO(service.admin.get(f"{address}?thumbnail=64").content)).convert("L")
    assert small.size == (64, 48)
    left, right = small.getpixel((2, 24)), small.getpixel((61, 24))
    assert isinstance(left, int)
    assert isinstance(right, int)
    assert abs(left - right) > 150


def test_a_form_brings_the_columns_and_a_row_may_come_without_a_picture(
    service: Service, slurry: int
) -> None:
    form = {
        "crystalSlurryId": str(slurry),
        "objectSidePixelSize": "[0.32, 0.32]",
        "descriptionJson": json.dumps({"n": 12}),
    }
    answer = send(service.admin, "POST", BASE, picture("PNG"), form)
    row = answer.json()
    assert answer.headers["Location"].endswith(f"{BASE}/{row['micrographId']}")
    assert (row["objectSidePixelSize"], row["descriptionJson"]) == ([0.32, 0.32], {"n": 12})
    assert service.admin.get(f"{BASE}/{row['micrographId']}").json() == row
    assert [r["micrographId"] for r in service.admin.rows(BASE)] == [row["micrographId"]]
    bare = service.admin.new(BASE, crystalSlurryId=slurry)
    assert bare["url"] is None
    assert service.admin.refused("GET", f"{BASE}/{bare['micrographId']}/image")["status"] == 404
    changed = service.admin.call("PATCH", f"{BASE}/{bare['micrographId']}", {"objectSidePixelSize": [0.5]})
    assert changed.json()["objectSidePixelSize"] == [0.5]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"crystalSlurryId": "999"}, "crystalSlurryId"),
        ({"crystalSlurryId": "x"}, "crystalSlurryId"),
        ({}, "crystalSlurryId"),
        ({"objectSidePixelSize": "[-1]"}, "objectSidePixelSize"),
        ({"colour": "red"}, "colour"),
        ({"url": "/etc/passwd"}, "url"),
    ],
)
def test_a_wrong_field_of_a_form_is_named_and_nothing_is_stored(
    service: Service, slurry: int, disk: Disk, form: dict[str, str], field: str
) -> None:
    whole = {"crystalSlurryId": str(slurry), **form} if form else form
    answer = send(service.admin, "POST", BASE, picture("PNG"), whole)
    assert (answer.status_code, field in answer.json()["errors"]) == (422, True)
    assert (disk.uploads(), service.admin.rows(BASE)) == ([], [])


def test_the_address_of_a_picture_is_the_servers_to_write(service: Service, slurry: int) -> None:
    row = new(service.admin, slurry, picture("PNG"))
    item = f"{BASE}/{row['micrographId']}"
    assert "url" in service.admin.refused("PATCH", item, {"url": "micrographs/1/x"})["errors"]
    assert service.admin.call("PATCH", item, {"url": row["url"]}).status_code == 200
    replaced = service.admin.call("PUT", item, {"crystalSlurryId": slurry})
    assert replaced.json()["url"] == row["url"]


def test_a_new_picture_takes_the_place_of_the_old_one(service: Service, slurry: int, disk: Disk) -> None:
    first, second = picture("PNG"), picture("JPEG")
    row = new(service.admin, slurry, first)
    address = f"{BASE}/{row['micrographId']}/image"
    stale = send(service.admin, "PUT", address, second, If_Match='"stale"')
    assert (stale.status_code, service.admin.get(address).content) == (412, first)
    changed = send(service.admin, "PUT", address, second, If_Match=f'"{row["_etag"]}"').json()
    assert changed["url"] != row["url"]
    assert service.admin.get(address).content == second
    assert [path.read_bytes() for path in disk.uploads()] == [second]


def test_a_picture_goes_with_its_row_and_not_before(service: Service, slurry: int, disk: Disk) -> None:
    row = new(service.admin, slurry, picture("PNG"))
    item = f"{BASE}/{row['micrographId']}"
    assert service.admin.refused("DELETE", item, If_Match='"stale"')["status"] == 412
    assert len(disk.uploads()) == 1
    assert service.admin.call("DELETE", item).status_code == 204
    assert disk.uploads() == []
    assert service.admin.refused("GET", f"{item}/image")["status"] == 404


PNG = picture("PNG")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no TIFF, PNG or JPEG"),
        (b"no picture", "no TIFF, PNG or JPEG"),
        (PNG[:-200], "damaged"),
        (picture("TIFF")[:-20000], "no TIFF|damaged"),
        (picture("JPEG", "RGB")[:-400], "damaged"),
        (large_tiff(16, told=70_000), "8192 × 8192"),
        (large_tiff(16, told=9_000), "9000 × 9000"),
        (large_tiff(16, told=4_000), "damaged"),
        (picture("TIFF", "F"), "8 or 16 bits"),
    ],
    ids=["empty", "text", "png", "tiff", "jpeg", "ten-gigabytes", "large", "lying", "float"],
)
def test_what_is_no_good_picture_is_refused_with_a_sentence(
    service: Service, slurry: int, disk: Disk, data: bytes, words: str
) -> None:
    answer = send(service.admin, "POST", BASE, data, {"crystalSlurryId": slurry})
    assert answer.status_code == 422
    assert any(word in answer.json()["errors"]["file"][0] for word in words.split("|"))
    assert (disk.uploads(), service.admin.rows(BASE)) == ([], [])


def test_the_largest_picture_is_taken_and_drawn_small(service: Service, slurry: int) -> None:
    row = new(service.admin, slurry, picture("TIFF", "L", (8192, 8192), compression="tiff_deflate"))
    small = service.admin.get(f"{BASE}/{row['micrographId']}/image?thumbnail=256")
    assert Image.open(io.BytesIO(small.content)).size == (256, 256)
    deep = new(service.admin, slurry, large_tiff(8192))
    assert service.admin.get(f"{BASE}/{deep['micrographId']}/image?thumbnail=64").status_code == 200


def test_more_than_a_picture_may_have_is_413_although_a_picture_may_be_large(
    service: Service, slurry: int
) -> None:
    more_than_usual = PNG + bytes(70 * 2**20)
    assert new(service.admin, slurry, more_than_usual)["url"]
    answer = send(service.admin, "POST", BASE, bytes(200 * 2**20), {"crystalSlurryId": slurry})
    assert answer.status_code == 413
    assert "at most 200 MiB" in answer.json()["detail"]
    as_json = service.admin.refused("POST", BASE, {"url": "x" * (65 * 2**20)})
    assert as_json["status"] == 413


def test_the_same_upload_sent_twice_with_a_key_is_stored_once(
    service: Service, slurry: int, disk: Disk
) -> None:
    session = requests.Session()
    form = {"crystalSlurryId": str(slurry)}
    prepared = requests.Request(
        "POST",
        f"{service.admin.url}{ROOT}{BASE}",
        data=form,
        files={"file": ("x.png", PNG)},
        headers={"Authorization": f"Bearer {service.admin.token}", "Idempotency-Key": "once-and-again"},
    ).prepare()
    first, again = session.send(prepared), session.send(prepared)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert len(disk.uploads()) == 1


def test_pictures_are_of_who_sees_the_slurry(service: Service, slurry: int, disk: Disk) -> None:
    writer = service.account("ada", "own_proposals", "write_proposals", proposals=("mx2415",))
    reader = service.account("bob", "own_proposals", proposals=("mx2415",))
    other = service.account("eve", "own_proposals", "write_proposals")
    row = new(writer, slurry, PNG)
    address = f"{BASE}/{row['micrographId']}/image"
    assert reader.get(address).content == PNG
    assert send(reader, "PUT", address, PNG).status_code == 403
    assert other.rows(BASE) == []
    assert other.refused("GET", address)["status"] == 404
    assert other.refused("GET", f"{address}?thumbnail=64")["status"] == 404
    assert send(other, "PUT", address, PNG).status_code == 404
    assert other.refused("DELETE", f"{BASE}/{row['micrographId']}")["status"] == 404
    foreign = send(other, "POST", BASE, PNG, {"crystalSlurryId": slurry})
    assert (foreign.status_code, "crystalSlurryId" in foreign.json()["errors"]) == (422, True)
    assert len(disk.uploads()) == 1
    assert send(Api(service.admin.url), "POST", BASE, PNG).status_code == 401


LINE = {"axis": "length", "x1": 1.5, "y1": 2, "x2": 30.25, "y2": 40}


def test_lines_are_kept_with_a_micrograph_and_their_schema_is_published(
    service: Service, slurry: int
) -> None:
    row = service.admin.new(BASE, crystalSlurryId=slurry, descriptionJson={"lines": [LINE]})
    assert service.admin.get(f"{BASE}/{row['micrographId']}").json()["descriptionJson"] == {"lines": [LINE]}
    schema = service.admin.get("/schemas/Micrograph").text
    assert all(f'"{name}"' in schema for name in ("lines", "axis", "x1", "y1", "x2", "y2"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"axis": "depth"}, "Axis is one of length, width"),
        ({"x1": -1}, "First x lies between 0 and 8192 px"),
        ({"y2": "far"}, "Second y is a number in px"),
        ({"x2": None}, "Second x is empty"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_name(
    service: Service, slurry: int, wrong: dict[str, Any], words: str
) -> None:
    row = {"crystalSlurryId": slurry, "descriptionJson": {"lines": [{**LINE, **wrong}]}}
    refused = service.admin.refused("POST", BASE, row)
    assert words in str(refused["errors"])
    assert service.admin.rows(BASE) == []
