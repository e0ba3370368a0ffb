# SPDX-License-Identifier: LGPL-3.0-or-later
"""Excel workbooks: what stands in them as text, and what is no list at all."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from backend.domain.sample_list import UnreadableList, read, sheets

ROW = ["D1", "UP-1", "Unipuck", 1, "HEWL", "lys_1"]


def _book(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _zip(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return written.getvalue()


def test_numbers_are_as_a_person_sees_them_and_text_stays_text() -> None:
    row = [*ROW, "007", "P43212", 79.10, 1e3, 37, 90.0, 90, 90]
    cells = read(_book(row)).rows[0]
    assert [cells[key] for key in ("position", "pin_barcode", "a", "b", "c")] == [
        "1",
        "007",
        "79.1",
        "1000",
        "37",
    ]


def test_a_line_is_the_number_of_its_row_and_comments_and_empty_rows_are_none() -> None:
    data = _book(["# December"], [], ROW, [None, ""], [*ROW[:3], 2, *ROW[4:]])
    assert [row.line for row in read(data).rows] == [3, 5]


def test_dates_and_truth_are_text_too() -> None:
    cells = read(_book([*ROW, date(2026, 12, 3), datetime.fromisoformat("2026-12-03T08:30")])).rows[0]
    assert cells["pin_barcode"].startswith("2026-12-03")
    assert cells["space_group"] == "2026-12-03 08:30:00"


def test_a_formula_is_never_run() -> None:
    assert read(_book([*ROW, '=HYPERLINK("http://x")'])).rows[0]["pin_barcode"] == ""


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"PK\x03\x04 not a zip at all", "cannot be read"),
        (_zip(readme=b"text"), "no Excel workbook"),
        (_zip(xl__workbook_xml=b"x").replace(b"workbook_xml", b"workbook.xml"), "cannot be read"),
    ],
)
def test_what_is_no_workbook_is_told_in_a_sentence(data: bytes, part: str) -> None:
    with pytest.raises(UnreadableList, match=part):
        read(data)


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(sheets.MOST_UNPACKED // 1_000_000 + 1):
                part.write(b"0" * 1_000_000)
    assert len(bomb.getvalue()) < 1_000_000
    with pytest.raises(UnreadableList, match="too large"):
        read(bomb.getvalue())


def test_a_workbook_with_entities_is_refused() -> None:
    good = zipfile.ZipFile(io.BytesIO(_book(ROW)))
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part in good.namelist():
            data = good.read(part)
            if "sheet1" in part:
                data = evil + data.partition(b"?>")[2] if data.startswith(b"<?xml") else evil + data
            archive.writestr(part, data)
    with pytest.raises(UnreadableList, match="cannot be read"):
        read(written.getvalue())


def test_a_sheet_with_more_rows_than_any_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(UnreadableList, match="too large"):
        read(_book(ROW, ROW, ROW))
