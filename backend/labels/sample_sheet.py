# SPDX-License-Identifier: LGPL-3.0-or-later
"""The data sheet of a sample, cut into lines and pages so that both PDF engines give the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from backend.labels.contents_list import paged
from backend.labels.context import Section, Sheet

_CHARACTERS = 72
"""Of a value in one line; the template shrinks what is wider than they usually are."""


@dataclass(frozen=True)
class SheetLine:
    """A heading, or the name of a fact with its value, or a further line of that value."""

    heading: str = ""
    name: str = ""
    value: str = ""


def sheet_pages(sheet: Sheet, first: int, others: int) -> list[list[SheetLine]]:
    """Give the lines page by page: `first` of them on the first page, `others` on each that follows.

    No heading stands last on a page.
    """
    return paged((line for section in sheet["sections"] for line in _lines(section)), first, others)


def _lines(section: Section) -> Iterator[SheetLine]:
    yield SheetLine(heading=section["heading"])
    for fact in section["facts"]:
        values = [part for text in fact["value"].splitlines() for part in wrap(text, _CHARACTERS)] or ["–"]
        yield SheetLine(name=fact["name"], value=values[0])
        for more in values[1:]:
            yield SheetLine(value=more)
