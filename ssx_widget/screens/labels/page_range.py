# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which pages a person means by “1-3, 5”."""

from __future__ import annotations

import re

ALL = "all"

_PART = re.compile(r"(\d+)\s*(?:[-–]\s*(\d+))?")


def pages_of(text: str, count: int) -> list[int]:
    """The places, counted from 0, that a text such as “2”, “1-3, 5” or “all” names among `count` pages.

    Nothing typed means all. Raises ValueError with a sentence that says what is wrong.
    """
    wanted = text.strip()
    if not wanted or wanted.casefold() == ALL:
        return list(range(count))
    return [place for part in wanted.split(",") for place in _places(part.strip(), count)]


def _places(part: str, count: int) -> range:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(f"“{part}” names no pages. Write them like 1-3, 5, or all.")
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise ValueError(f"“{part}” runs backwards. Write {last}-{first}.")
    if not 1 <= first <= last <= count:
        raise ValueError(f"“{part}” is outside of the pages that there are: 1 to {count}.")
    return range(first - 1, last)
