# SPDX-License-Identifier: LGPL-3.0-or-later
"""Writing a sample list as CSV or workbook that this program, others and spreadsheets read back."""

import io
import re

from backend.domain.quantities.decimals import is_decimal
from backend.domain.sample_list.columns import COLUMN, COLUMNS
from backend.domain.sample_list.formats import FORMATS
from backend.domain.sample_list.records import MOST_LINES
from backend.domain.sample_list.rows import SampleList

_NEEDS_GUARD = re.compile(r"'*[=+\-@#]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML, and so a workbook, cannot hold."""

_NEEDS_QUOTES = re.compile(r'[",;\t\n#]|^\s|\s$')


def write_csv(sample_list: SampleList) -> str:
    """exi-28 under a comment that names the columns; columns beyond those 28 follow when any row fills them.

    A cell that a spreadsheet would run as a formula begins with an apostrophe, which `read` takes off again.
    """
    columns = _columns(sample_list)
    header = "#" + ",".join(COLUMN[column].title for column in columns)
    lines = [",".join(_written(row[column]) for column in columns) for row in sample_list.rows]
    return "\r\n".join([header, *lines, ""])


def _written(text: str) -> str:
    guarded = guarded_cell(text)
    if guarded.count("\n") >= MOST_LINES:
        guarded = guarded.replace("\n", " ")
    return f'"{guarded.replace(chr(34), chr(34) * 2)}"' if _NEEDS_QUOTES.search(guarded) else guarded


def guarded_cell(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet would run it, or a list take it for a comment."""
    return f"'{text}" if _NEEDS_GUARD.match(text) and not is_decimal(text) else text


def write_xlsx(sample_list: SampleList) -> bytes:
    """The same as an Excel workbook; every cell is text, so that 007 stays 007 and nothing runs."""
    # A third of a second of imports, only for who asks for a workbook.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Samples")

    def as_text(text: str) -> object:
        if not text:
            return None
        cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub(" ", text))
        cell.data_type = "s"
        return cell

    columns = _columns(sample_list)
    sheet.append([as_text(COLUMN[column].title) for column in columns])
    for row in sample_list.rows:
        sheet.append([as_text(guarded_cell(row[column])) for column in columns])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _columns(sample_list: SampleList) -> list[str]:
    """Those of exi-28, and the others that any row fills."""
    filled = {column for row in sample_list.rows for column, text in row.cells.items() if text}
    return [*FORMATS["exi-28"], *(column.key for column in COLUMNS[28:] if column.key in filled)]
