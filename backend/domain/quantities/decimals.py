# SPDX-License-Identifier: LGPL-3.0-or-later
"""Numbers as people type them: decimal comma, thin spaces in thousands, a typographic minus."""

import math
import re

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\ufeff"), " ")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d*)?")


def plain_spaces(text: str) -> str:
    """`text` with every kind of blank made an ordinary one, and none at its ends."""
    return text.translate(_SPACES).strip()


def parse_decimal(text: str) -> float:
    """The number that `text` writes; raises ValueError when it writes none, or one that is not finite.

    A single comma is a decimal comma. Blanks are taken out only where they part thousands.
    """
    written = plain_spaces(text).replace("\u2212", "-")
    if _GROUPED.fullmatch(written):
        written = written.replace(" ", "")
    if "." not in written and written.count(",") == 1:
        written = written.replace(",", ".")
    if not _NUMBER.fullmatch(written):
        raise ValueError(f"“{text.strip()}” is not a number.")
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"“{text.strip()}” is too large.")
    return number


def format_decimal(value: float) -> str:
    """`value` with at most twelve significant digits and no trailing zeros: 7.0 is "7"."""
    return f"{value:.12g}"


def is_decimal(text: str) -> bool:
    """Whether `parse_decimal` would take the text."""
    try:
        parse_decimal(text)
    except ValueError:
        return False
    return True
