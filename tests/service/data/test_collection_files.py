# SPDX-License-Identifier: LGPL-3.0-or-later
"""Snapshots and plots of data collections: the right type, parts, thumbnails, and nobody else's."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from tests.service.conftest import Disk, Measured, Service


def picture(form: str, size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture with something in it."""
    made = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(made, form)
    return made.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is as wide and high as that."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def told(service: Service, measured: Measured, **paths: str) -> str:
    """Write paths into the data collection; gives its address."""
    address = f"/data_collections/{measured.collection}"
    answer = service.admin.call("PATCH", address, paths)
    assert answer.status_code == 200, answer.text
    return address


def test_snapshots_come_as_pictures_in_parts_and_once(
    service: Service, measured: Measured, disk: Disk
) -> None:
    png, jpeg = picture("PNG"), picture("JPEG")
    paths = {
        "xtalSnapshotFullPath1": disk.file("visitor/mx2415/s1.png", png),
        "xtalSnapshotFullPath4": disk.file("visitor/mx2415/s4.jpeg", jpeg),
    }
    address = told(service, measured, **paths)
    first = service.admin.get(f"{address}/snapshot/1")
    assert (first.content, first.headers["Content-Type"]) == (png, "image/png")
    assert first.headers["Content-Disposition"] == "inline; filename=s1.png"
    fourth = service.admin.get(f"{address}/snapshot/4")
    assert (fourth.content, fourth.headers["Content-Type"]) == (jpeg, "image/jpeg")
    part = service.admin.get(f"{address}/snapshot/1", Range="bytes=0-7")
    assert (part.status_code, part.content) == (206, b"\x89PNG\r\n\x1a\n")
    same = service.admin.get(f"{address}/snapshot/1", If_None_Match=first.headers["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    assert service.admin.refused("GET", f"{address}/snapshot/2")["status"] == 404
    for index in (0, 5, "x", 10**30):
        assert service.admin.refused("GET", f"{address}/snapshot/{index}")["status"] == 404


def test_a_thumbnail_is_as_large_as_asked_and_follows_the_picture(
    service: Service, measured: Measured, disk: Disk
) -> None:
    path = disk.file("archive/s.jpg", picture("JPEG"))
    address = told(service, measured, xtalSnapshotFullPath1=path)
    small = service.admin.get(f"{address}/snapshot/1?thumbnail=128")
    assert small.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(small.content)).size == (128, 96)
    again = service.admin.get(f"{address}/snapshot/1?thumbnail=128")
    assert (again.content, again.headers["ETag"]) == (small.content, small.headers["ETag"])
    same = service.admin.get(f"{address}/snapshot/1?thumbnail=128", If_None_Match=small.headers["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    disk.file("archive/s.jpg", picture("JPEG", (400, 100)))
    other = service.admin.get(f"{address}/snapshot/1?thumbnail=128", If_None_Match=small.headers["ETag"])
    assert Image.open(io.BytesIO(other.content)).size == (128, 32)
    assert "thumbnail" in service.admin.refused("GET", f"{address}/snapshot/1?thumbnail=5000")["errors"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb(60_000), "8192"),
        (bomb(9_000), "9000 × 9000"),
        (picture("PNG")[:-5000], "damaged"),
        (b"GIF89a no picture", "no TIFF, PNG or JPEG"),
        (b"", "no TIFF, PNG or JPEG"),
    ],
    ids=["bomb", "large", "truncated", "other", "empty"],
)
def test_what_is_no_good_picture_has_no_thumbnail(
    service: Service, measured: Measured, disk: Disk, content: bytes, words: str
) -> None:
    path = disk.file("archive/s.png", content)
    address = told(service, measured, xtalSnapshotFullPath1=path)
    assert service.admin.get(f"{address}/snapshot/1").content == content
    refused = service.admin.refused("GET", f"{address}/snapshot/1?thumbnail=256")
    assert refused["status"] == 422
    assert words in refused["errors"]["thumbnail"][0]


def test_plots_and_tables_come_by_their_names(service: Service, measured: Measured, disk: Disk) -> None:
    plot = picture("PNG")
    address = told(
        service,
        measured,
        bestWilsonPlotPath=disk.file("visitor/mx2415/wilson.png", plot),
        imageQualityIndicatorsCSVPath=disk.file("visitor/mx2415/q.csv", b"image,spots\n1,20\n"),
    )
    wilson = service.admin.get(f"{address}/file?name=bestWilsonPlot")
    assert (wilson.content, wilson.headers["Content-Type"]) == (plot, "image/png")
    table = service.admin.get(f"{address}/file?name=imageQualityIndicatorsCSV")
    assert (table.text, table.headers["Content-Type"]) == ("image,spots\n1,20\n", "text/csv; charset=utf-8")
    assert service.admin.get(f"{address}/file?name=bestWilsonPlot&thumbnail=64").status_code == 200
    no_picture = service.admin.refused("GET", f"{address}/file?name=imageQualityIndicatorsCSV&thumbnail=64")
    assert "thumbnail" in no_picture["errors"]
    assert service.admin.refused("GET", f"{address}/file?name=imageQualityIndicatorsPlot")["status"] == 404
    for query in ("", "?name=passwd", "?name=bestWilsonPlot&colour=red"):
        assert service.admin.refused("GET", f"{address}/file{query}")["status"] == 422


def test_where_no_column_tells_it_the_attachment_of_that_name_is_given(
    service: Service, measured: Measured, disk: Disk
) -> None:
    def attach(name: str, content: bytes) -> None:
        path = disk.file(f"archive/{name}", content)
        body: dict[str, Any] = {"dataCollectionId": measured.collection, "fileFullPath": path}
        service.admin.new("/data_collections/attachments", **body)

    plot = picture("PNG")
    attach("run1_ImageQuality-Indicators.csv", b"old")
    attach("run1_image_quality_indicators_2.csv", b"new")
    attach("ImageQualityIndicators.png", plot)
    address = f"/data_collections/{measured.collection}/file"
    assert service.admin.get(f"{address}?name=imageQualityIndicatorsCSV").content == b"new"
    assert service.admin.get(f"{address}?name=imageQualityIndicatorsPlot").content == plot
    assert service.admin.refused("GET", f"{address}?name=bestWilsonPlot")["status"] == 404


def test_pictures_of_others_are_not_given(service: Service, measured: Measured, disk: Disk) -> None:
    path = disk.file("visitor/mx666/s.png", picture("PNG"))
    address = told(service, measured, xtalSnapshotFullPath1=path, bestWilsonPlotPath=path)
    other = service.account("eve", "own_sessions")
    for way in ("snapshot/1", "snapshot/1?thumbnail=64", "file?name=bestWilsonPlot"):
        assert service.admin.refused("GET", f"{address}/{way}")["status"] == 404
        assert other.refused("GET", f"{address}/{way}")["status"] == 404
    mine = service.account("ada", "own_sessions", "write_sessions", proposals=("mx2415",))
    changed = {"xtalSnapshotFullPath2": "/etc/passwd"}
    assert mine.refused("PATCH", address, changed)["status"] == 403
