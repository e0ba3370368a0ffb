# SPDX-License-Identifier: LGPL-3.0-or-later
"""Excel workbooks (.xlsx) as records, within limits that no honest sample list reaches."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from backend.domain.quantities.decimals import format_decimal
from backend.domain.sample_list.records import Record, tidied
from backend.domain.sample_list.rows import UnreadableList

MAGIC = b"PK\x03\x04"
MOST_BYTES = 20_000_000
MOST_UNPACKED = 150_000_000
MOST_PARTS = 500
MOST_ROWS = 21_000
MOST_COLUMNS = 200

_NOT_READABLE = "This Excel file cannot be read; save the sheet as CSV and import that."
_TOO_LARGE = "This Excel file is too large for a sample list; save the sheet with the samples as CSV."


def records_of_sheet(data: bytes) -> list[Record]:
    """The records of the first sheet that holds any; a record's line is the number of its row.

    Raises UnreadableList for what is no workbook and for one that unpacks to more than a list can be.
    """
    _check_size(data)
    # A third of a second of imports, only for who brings a workbook.
    from defusedxml.common import DefusedXmlException
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            found = (list(_records(sheet)) for sheet in book.worksheets)
            return next((records for records in found if records), [])
        finally:
            book.close()
    except UnreadableList:
        raise
    except DefusedXmlException as error:
        raise UnreadableList(_NOT_READABLE) from error
    except Exception as error:  # a damaged workbook fails in openpyxl in any of many ways
        raise UnreadableList(_NOT_READABLE) from error


def _check_size(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableList(_NOT_READABLE) from error
    unpacked = sum(part.file_size for part in parts)
    if len(data) > MOST_BYTES or len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise UnreadableList(_TOO_LARGE)
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableList("This is an archive, but no Excel workbook; import the list inside it.")


def _records(sheet: Any) -> Iterator[Record]:
    # A sheet may claim any size of itself; what counts is the rows that are there.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    for line, values in enumerate(rows, start=1):
        if line > MOST_ROWS:
            raise UnreadableList(_TOO_LARGE)
        filled = max((index for index, value in enumerate(values, start=1) if value is not None), default=0)
        cells = tidied([_text(value) for value in values[:filled]])
        if any(cells):
            yield Record(line, cells, comment=_text(values[0]).lstrip().startswith("#"))


def _text(value: object) -> str:
    """What a person sees in the cell, as far as the value tells."""
    if value is None:
        return ""
    if isinstance(value, float):
        return format_decimal(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
