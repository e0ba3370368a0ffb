# SPDX-License-Identifier: LGPL-3.0-or-later
"""A sample list in memory: rows of text cells, which stay text until they are checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from backend.domain.sample_list.column_guess import Guess

Cell = tuple[int, str]
"""The line and the column key of a cell."""


class UnreadableList(ValueError):
    """The bytes are no sample list; the message says what to do instead."""


@dataclass(frozen=True)
class Row:
    """One row: the line of the file on which it begins, its cells by column, and what broke while reading."""

    line: int
    cells: Mapping[str, str]
    problem: str = ""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class SampleList:
    """A list as it was read: its rows, and how they were understood.

    `format` is a key of `FORMATS` or `named` (columns taken from the header); when `sure` is False the person
    is asked whether `columns` are right, and `reason` says what spoke for them. `guesses` tell of each column
    of the file what it was taken for.
    """

    rows: tuple[Row, ...]
    format: str = "exi-28"
    sure: bool = True
    reason: str = ""
    encoding: str = "UTF-8"
    separator: str = ","
    columns: tuple[str, ...] = field(default=())
    guesses: tuple[Guess, ...] = field(default=())

    def mended(self, changes: Mapping[Cell, str]) -> SampleList:
        """The same list with these cells changed."""
        by_line: dict[int, dict[str, str]] = {}
        for (line, column), text in changes.items():
            by_line.setdefault(line, {})[column] = text
        rows = (
            replace(row, cells={**row.cells, **by_line[row.line]}) if row.line in by_line else row
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))

    def without(self, lines: Collection[int]) -> SampleList:
        """The same list with the rows of these lines left out."""
        return replace(self, rows=tuple(row for row in self.rows if row.line not in lines))
