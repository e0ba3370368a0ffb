# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reading a sample list from bytes or pasted text: encoding, separator, comments, header, rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from backend.domain.sample_list.column_guess import guesses
from backend.domain.sample_list.columns import COLUMN
from backend.domain.sample_list.formats import (
    FORMATS,
    Recognised,
    header_columns,
    looks_like_header,
    recognise,
)
from backend.domain.sample_list.records import Record, records_of_text
from backend.domain.sample_list.rows import Row, SampleList, UnreadableList
from backend.domain.sample_list.sheets import MAGIC, records_of_sheet

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = {
    b"\xd0\xcf\x11\xe0": "This is an old Excel file, or one with a password; save it as .xlsx without one.",
    b"%PDF": "This is a PDF; import the CSV file that it was made from.",
}


def read(
    data: bytes | str, filename: str = "", columns: Sequence[str] | None = None, skip: int = 0
) -> SampleList:
    """The list that a file (CSV or .xlsx) or the clipboard holds.

    `columns` are column keys in the order of the file, when a person has mapped them ("" for one that is not
    read), `skip` the number of lines before the first row. Raises UnreadableList with a sentence when there
    is no text or no row in it.
    """
    if isinstance(data, bytes) and data.startswith(MAGIC):
        found, encoding, separator = records_of_sheet(data), "Excel", ""
    else:
        text, encoding = _decoded(data)
        separator = _separator_of(text)
        found = list(records_of_text(text, separator))
    records, header, named = _parted(found, skip)
    if not records:
        raise UnreadableList(f"{filename or 'The list'} holds no rows; one line per sample is needed.")
    cells = [record.cells for record in records]
    if columns:
        recognised = Recognised("mapped", tuple(columns), True, "You chose the columns.")
    else:
        recognised = recognise(cells, named, header)
    return SampleList(
        rows=tuple(_row(record, recognised.columns) for record in records),
        format=recognised.format,
        sure=recognised.sure,
        reason=recognised.reason,
        encoding=encoding,
        separator=separator,
        columns=tuple(key for key in recognised.columns if key),
        guesses=guesses(cells, header, recognised.columns, recognised.sure),
    )


def read_as(data: bytes | str, format_name: str) -> SampleList:
    """The list, read in the format that a person chose: a key of FORMATS."""
    return read(data, columns=FORMATS[format_name])


def mapping_problem(columns: Sequence[str]) -> str | None:
    """Why a list cannot be read by these column keys, in a sentence; None when it can."""
    unknown = [key for key in columns if key and key not in COLUMN]
    if unknown:
        return f"There is no column “{unknown[0]}”; the columns are {', '.join(COLUMN)}."
    twice = [key for key in dict.fromkeys(columns) if key and columns.count(key) > 1]
    if twice:
        return f"The column {twice[0]} is chosen twice; each column of a list has one meaning."
    return None if any(columns) else "No column is chosen; a list needs container, position and sample."


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


_QUOTED = re.compile(r'(?<![^,;\t\n])"(?:[^"]|"")*"')
"""A cell in quotes, which begins behind a separator: a quote inside a cell is a character like others."""


def _separator_of(text: str) -> str:
    """The separator that parts most rows into the most cells; a decimal comma is outvoted by `;`."""
    bare = _QUOTED.sub("", "\n".join(islice(text.split("\n"), 200)))  # such a cell may go over several lines
    lines = [line for line in bare.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return max(",;\t", key=lambda mark: sum(line.count(mark) for line in lines or [bare]))


def _parted(found: Iterable[Record], skip: int) -> tuple[list[Record], list[str], tuple[str, ...] | None]:
    """The records with samples, the cells of the header, and the columns that it names if it names enough."""
    records: list[Record] = []
    header: list[str] = []
    named = None
    for record in found:
        cells = [record.cells[0].lstrip("# "), *record.cells[1:]] if record.cells else []
        keys = None if records else header_columns(cells)
        if keys or (not records and (record.line <= skip or _is_header(record))):
            header, named = cells, keys or named
        elif not record.comment and any(record.cells):
            records.append(record)
    return records, header, named


def _is_header(record: Record) -> bool:
    return not record.comment and looks_like_header(record.cells)


def _row(record: Record, columns: Sequence[str]) -> Row:
    cells = {key: text for key, text in zip(columns, record.cells, strict=False) if key and text}
    beyond = [text for text in record.cells[len(columns) :] if text]
    problem = record.problem
    if beyond and not problem:
        problem = f"This line has {len(record.cells)} cells, the list has {len(columns)} columns."
    return Row(record.line, cells, problem)
