# SPDX-License-Identifier: LGPL-3.0-or-later
"""How sure each column of a list is: what the header says of it, and whether its cells fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from backend.domain.containers import find_type
from backend.domain.names import name_problem
from backend.domain.sample_list.columns import COLUMN, COLUMNS, ListColumn, key_of_title
from backend.domain.science.space_groups import normalised

_EXAMPLES = 3
_LOOKED_AT = 200
_TELLING = frozenset({"container_type", "position", "space_group", "forced_space_group"})


@dataclass(frozen=True)
class Guess:
    """A column of the file: its header, some of its cells, and the key it is taken for ("" for none).

    `certainty` runs from 0 to 1: 1 when the header names the column, else the share of its cells that fit.
    """

    index: int
    header: str
    key: str
    certainty: float
    examples: tuple[str, ...]


def guesses(
    records: Sequence[Sequence[str]], header: Sequence[str], columns: Sequence[str], sure: bool
) -> tuple[Guess, ...]:
    """A guess for every column of the file; `columns` are the keys that it was read by, surely or not."""
    width = max((len(cells) for cells in (*records[:_LOOKED_AT], header, columns)), default=0)
    found = []
    for index in range(width):
        key = columns[index] if index < len(columns) else ""
        title = header[index] if index < len(header) else ""
        filled = [cells[index] for cells in records[:_LOOKED_AT] if index < len(cells) and cells[index]]
        named = bool(key) and key_of_title(title) == key
        certainty = 1.0 if named else round(_fitting(key, filled, sure), 2)
        found.append(Guess(index, title, key, certainty, tuple(dict.fromkeys(filled))[:_EXAMPLES]))
    return tuple(found)


def keys_of_titles(titles: Sequence[str]) -> tuple[str, ...]:
    """The columns that titles name, or come near to; "" for one that is like none, or like one before."""
    exact = [key_of_title(title) or "" for title in titles]
    taken = set(filter(None, exact))
    keys = []
    for key, title in zip(exact, titles, strict=True):
        near = key if key and key not in keys else _near(title, taken) if not key else ""
        taken.add(near)
        keys.append(near)
    return tuple(keys)


def _near(title: str, taken: set[str]) -> str:
    """The free column whose title is most like this one, "" when none is like it."""
    titles = {
        written.casefold(): column.key
        for column in COLUMNS
        if column.key not in taken
        for written in (column.key.replace("_", " "), column.title, *column.aliases)
        if len(written) > 2
    }
    near = get_close_matches(title.casefold(), titles, n=1, cutoff=0.75)
    return titles[near[0]] if near else ""


def _fitting(key: str, filled: Sequence[str], sure: bool) -> float:
    """The share of the cells that fit the column; a half where nothing speaks for or against it.

    Any text fits a column of plain text, which says something only in a format that is sure.
    """
    if not key:
        return 0.0
    if not filled or not (sure or _is_telling(COLUMN[key])):
        return 1.0 if sure else 0.5
    return sum(_fits(COLUMN[key], text) for text in filled) / len(filled)


def _is_telling(column: ListColumn) -> bool:
    return column.field.kind != "text" or column.key in _TELLING


def _fits(column: ListColumn, text: str) -> bool:
    if column.key == "container_type":
        return find_type(text) is not None
    if column.key == "position":
        return text.isdecimal()
    if column.key in ("space_group", "forced_space_group"):
        return normalised(text) is not None
    if column.key in ("sample", "protein"):
        return name_problem(text) is None
    try:
        column.field.parse(text)
    except ValueError:
        return False
    return True
