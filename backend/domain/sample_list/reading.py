"""Reading a sample list from bytes or pasted text: encoding, separator, comments, header, rows."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from backend.domain.decimals import is_decimal, plain_spaces
from backend.domain.sample_list.formats import FORMATS, Recognised, header_columns, recognise
from backend.domain.sample_list.rows import Row, SampleList, UnreadableList

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = {
    b"PK\x03\x04": "This is a spreadsheet file; save it as CSV and import that.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file; save it as CSV and import that.",
    b"%PDF": "This is a PDF; import the CSV file that it was made from.",
}
_LONGEST_CELL_LINES = 20
_GUARDED = re.compile(r"'+[=+\-@]")
_CELL_COLUMNS = (8, 9, 16)
"""Where formats begin the unit cell."""


@dataclass(frozen=True)
class _Record:
    line: int
    cells: list[str]
    problem: str
    comment: bool


def read(data: bytes | str, filename: str = "", columns: Sequence[str] | None = None) -> SampleList:
    """The list that a file or the clipboard holds.

    `columns` are column keys in the order of the file, when a person has mapped them ("" for one that is not
    read). Raises UnreadableList with a sentence when there is no text or no row in it.
    """
    text, encoding = _decoded(data)
    separator = _separator_of(text)
    records, header = _records_and_header(text, separator)
    if not records:
        raise UnreadableList(f"{filename or 'The list'} holds no rows; one line per sample is needed.")
    if columns:
        recognised = Recognised("mapped", tuple(columns), True, "You chose the columns.")
    else:
        recognised = recognise([record.cells for record in records], header)
    return SampleList(
        rows=tuple(_row(record, recognised.columns) for record in records),
        format=recognised.format,
        sure=recognised.sure,
        reason=recognised.reason,
        encoding=encoding,
        separator=separator,
        columns=tuple(key for key in recognised.columns if key),
    )


def read_as(data: bytes | str, format_name: str) -> SampleList:
    """The list, read in the format that a person chose: a key of FORMATS."""
    return read(data, columns=FORMATS[format_name])


def _decoded(data: bytes | str) -> tuple[str, str]:
    if isinstance(data, str):
        return _plain_lines(data.removeprefix("\ufeff")), "UTF-8"
    for magic, sentence in _BINARY.items():
        if data.startswith(magic):
            raise UnreadableList(sentence)
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _plain_lines(data.decode(codec, errors="replace")), codec.removesuffix("-sig").upper()
    try:
        return _plain_lines(data.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        return _plain_lines(data.decode("latin-1")), "Latin-1"


def _plain_lines(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _separator_of(text: str) -> str:
    """The separator that parts most rows into the most cells; a decimal comma is outvoted by `;`."""
    lines = [
        line for line in islice(text.split("\n"), 200) if line.strip() and not line.lstrip().startswith("#")
    ]
    sample = [re.sub(r'"[^"]*"', "", line) for line in lines or text.split("\n")]
    return max(",;\t", key=lambda mark: sum(line.count(mark) for line in sample))


def _records_and_header(text: str, separator: str) -> tuple[list[_Record], tuple[str, ...] | None]:
    records: list[_Record] = []
    header = None
    for record in _records(text, separator):
        named = None if records else header_columns([record.cells[0].lstrip("# "), *record.cells[1:]])
        if named:
            header = named
        elif not record.comment and any(record.cells):
            records.append(record)
    return records, header


def _records(text: str, separator: str) -> Iterator[_Record]:
    """Every record with the number of its first line; a quoted cell may run over several lines."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        cells, taken, problem = _cells_at(lines, index, separator)
        comment = lines[index].lstrip().startswith("#")
        yield _Record(index + 1, _with_unit_cell([_clean(cell) for cell in cells]), problem, comment)
        index += taken


def _cells_at(lines: list[str], index: int, separator: str) -> tuple[list[str], int, str]:
    """The cells of the record that begins on this line, how many lines it takes, and what is broken."""
    line = lines[index]
    if '"' not in line or line.lstrip().startswith("#"):
        return line.split(separator), 1, ""
    for taken in range(1, min(_LONGEST_CELL_LINES, len(lines) - index) + 1):
        cells = _quoted_cells("\n".join(lines[index : index + taken]), separator)
        if cells is not None:
            return cells, taken, ""
    return line.split(separator), 1, "A quotation mark in this line is not closed."


def _quoted_cells(block: str, separator: str) -> list[str] | None:
    """The cells of a block, None when its quotation marks do not pair. Blanks may follow a closing one."""
    for attempt in (block, re.sub(rf'" +(?={separator}|$)', '"', block)):
        with suppress(csv.Error):
            return next(csv.reader([attempt], delimiter=separator, skipinitialspace=True, strict=True))
    return None


def _clean(cell: str) -> str:
    """The cell without outer blanks, and without the apostrophe that keeps spreadsheets from running it."""
    text = plain_spaces(cell)
    return text[1:] if _GUARDED.match(text) else text


def _with_unit_cell(cells: list[str]) -> list[str]:
    """Six numbers in one cell where a unit cell begins, parted into six cells."""
    for index in _CELL_COLUMNS:
        parts = re.split(r"[\s,;]+", cells[index]) if index < len(cells) else []
        if len(parts) == 6 and all(map(is_decimal, parts)):
            following = cells[index + 1 : index + 6]
            rest = cells[index + 1 :] if any(following) else cells[index + 6 :]
            return [*cells[:index], *parts, *rest]
    return cells


def _row(record: _Record, columns: Sequence[str]) -> Row:
    cells = {key: text for key, text in zip(columns, record.cells, strict=False) if key and text}
    beyond = [text for text in record.cells[len(columns) :] if text]
    problem = record.problem
    if beyond and not problem:
        problem = f"This line has {len(record.cells)} cells, the list has {len(columns)} columns."
    return Row(record.line, cells, problem)
