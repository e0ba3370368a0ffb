# SPDX-License-Identifier: LGPL-3.0-or-later
"""The records of a sample list before any column has a meaning: cells of text, line by line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from backend.domain.quantities.decimals import is_decimal, plain_spaces

MOST_LINES = 20
"""Of one cell: beyond them a quotation mark counts as one that was forgotten, not as a longer cell."""

_GUARDED = re.compile(r"'+[=+\-@#]")
_CELL_COLUMNS = (8, 9, 16)
"""Where formats begin the unit cell."""


@dataclass(frozen=True)
class Record:
    """The cells that begin on a line, what broke while reading them, and whether they are a comment."""

    line: int
    cells: list[str]
    problem: str = ""
    comment: bool = False


def records_of_text(text: str, separator: str) -> Iterator[Record]:
    """Every record with the number of its first line; a quoted cell may run over several lines."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        cells, taken, problem = _cells_at(lines, index, separator)
        comment = lines[index].lstrip().startswith("#")
        yield Record(index + 1, tidied(cells), problem, comment)
        index += taken


def tidied(cells: list[str]) -> list[str]:
    """The cells without outer blanks and guards, a unit cell in one of them parted into six."""
    return _with_unit_cell([_clean(cell) for cell in cells])


def _cells_at(lines: list[str], index: int, separator: str) -> tuple[list[str], int, str]:
    """The cells of the record that begins on this line, how many lines it takes, and what is broken."""
    line = lines[index]
    if '"' not in line or line.lstrip().startswith("#"):
        return line.split(separator), 1, ""
    for taken in range(1, min(MOST_LINES, len(lines) - index) + 1):
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
