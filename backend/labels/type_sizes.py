# SPDX-License-Identifier: LGPL-3.0-or-later
"""Type sizes: the largest at which text fits its box, reckoned from the widths of the font's characters.

No engine can shrink text to fit by itself without scripts, and scripts are off.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence

MM_PER_PT = 25.4 / 72
LINE_HEIGHT = 1.3
SMALLEST_PT = 8.0
"""Smaller only when the text would be cut otherwise, which nothing that the database can hold is."""
_STEP_PT = 0.5
_LAST_PT = 4.0

# Widths in em of Noto Sans Bold, rounded up; the regular face and Arial are narrower.
_WIDTHS = {
    0.3: " !',.:;ijl",
    0.4: "()-/IJ[\\]`_f{|}",
    0.5: '"?crstz',
    0.6: "$*+0123456789<=>EFLSTZ^aevxy~",
    0.7: "#ABCKPRVXYbdghknopqu",
    0.8: "&DGHNOQU",
    0.9: "%@w",
    1.0: "MWm",
}
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}


def text_width(text: str) -> float:
    """Give the width of one line in em, rather too much than too little."""
    return sum(_character_width(character) for character in text)


def fit(text: str | Iterable[str], width_mm: float, height_mm: float, largest_pt: float) -> float:
    """Give the type size in points, at most `largest_pt`, at which the lines fit the box.

    Lines stay whole down to 8 pt. When that is too wide they are broken, at the largest size that then fits.
    """
    lines = [text] if isinstance(text, str) else list(text)
    return _whole(lines, width_mm, height_mm, largest_pt) or _broken(lines, width_mm, height_mm, largest_pt)


def fit_title(text: str, width_mm: float, height_mm: float, largest_pt: float) -> float:
    """Give the largest type size in points at which a title fits its box, on one line or broken."""
    box = (width_mm, height_mm, largest_pt)
    return max(_whole([text], *box) or 0.0, _broken([text], *box))


def _whole(lines: Sequence[str], width_mm: float, height_mm: float, largest_pt: float) -> float | None:
    for size in _sizes(largest_pt, SMALLEST_PT):
        if _height(lines, size, math.inf) <= height_mm and _longest(lines, size) <= width_mm:
            return size
    return None


def _broken(lines: Sequence[str], width_mm: float, height_mm: float, largest_pt: float) -> float:
    for size in _sizes(largest_pt, _LAST_PT):
        if _height(lines, size, width_mm) <= height_mm:
            return size
    return _LAST_PT


def _sizes(largest_pt: float, smallest_pt: float) -> list[float]:
    return [largest_pt - _STEP_PT * n for n in range(int((largest_pt - smallest_pt) / _STEP_PT) + 1)]


def _longest(lines: Sequence[str], size_pt: float) -> float:
    return max((text_width(line) for line in lines), default=0.0) * size_pt * MM_PER_PT


def _height(lines: Sequence[str], size_pt: float, width_mm: float) -> float:
    width_em = width_mm / (size_pt * MM_PER_PT)
    return sum(_rows(line, width_em) for line in lines) * size_pt * MM_PER_PT * LINE_HEIGHT


def _rows(line: str, width_em: float) -> int:
    """Give the rows that a line takes when it is broken at blanks, and inside words that are too long."""
    rows, used = 1, 0.0
    for word in line.split(" "):
        width = text_width(word)
        if used and used + 0.3 + width > width_em:
            rows, used = rows + 1, 0.0
        elif used:
            used += 0.3
        if width > width_em:
            # Broken inside the word: each full row leaves at most one wide letter's room.
            full_row = max(width_em - 1.0, 1.0)
            rows += int(width // full_row)
            width %= full_row
        used += width
    return rows


def _character_width(character: str) -> float:
    known = _WIDTH.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.8 if character.isupper() else 0.68
