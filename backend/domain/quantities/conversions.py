# SPDX-License-Identifier: LGPL-3.0-or-later
"""Quantities as people type them, with a unit of their own: 1.5 ml where µl are asked for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from backend.domain.quantities.decimals import format_decimal, is_decimal, parse_decimal, plain_spaces

if TYPE_CHECKING:
    from pint import UnitRegistry

_QUANTITY = re.compile(r"([+\u2212-]?(?:\d[\d ]*)?[.,]?\d+\.?(?:[eE][+-]?\d{1,3})?) ?([^\d\s.,+-].{0,23})")
_UNIT = re.compile(r"[A-Za-zµμÅÅΩ°%²³⁻¹/*·^() 1-9-]+")
_PARTS = re.compile(r"(\s*[;×]\s*|\s+x\s+|,\s+)")
_UNIT_BEHIND = re.compile(r"^\s*[+\u2212-]?[\d\s]*[.,]?\d*(?:[eE][+-]?\d+)?")
_HIGH_POWER = re.compile(r"\d\d|\*\*")
_SPELT = (
    (re.compile(r"\b(crystals?|xtals?)\b"), "1"),
    (re.compile(r"\b(A|Angstroms?|Ångströms?)\b"), "angstrom"),
    (re.compile(r"(?<!°)\bC\b"), "degC"),
    (re.compile("·"), "*"),
)
"""What people write and no table of units has: here A is never an ampere, C never a coulomb."""

_SHOWN = {"10⁶/ml": (1e6, "1/ml"), "×": (1.0, "1"), "°": (1.0, "degree")}
"""Units of our fields that are more than a unit: how many of which they are."""


class OtherDimension(ValueError):
    """A known unit, but of something else: a length where a volume is asked for."""


@cache
def registry() -> UnitRegistry[Any]:
    """The table of units. Making it takes a third of a second: have a worker call this before one types."""
    from pint import UnitRegistry

    return UnitRegistry()


def plain(text: str, unit: str) -> str:
    """`text` with its quantities, which may be several, as bare numbers in `unit`; all else as it was.

    The unit behind a list is that of all its numbers: 4 × 4 × 9 nm. Raises OtherDimension.
    """
    parts = _PARTS.split(text)
    behind = _UNIT_BEHIND.sub("", parts[-1]) if len(parts) > 1 else ""
    for place in range(0, len(parts), 2):
        follows = place < len(parts) - 1 and is_decimal(parts[place])
        parts[place] = _plain(parts[place] + behind if follows else parts[place], unit)
    return "".join(parts)


def _plain(text: str, unit: str) -> str:
    if is_decimal(text):
        return text
    try:
        return format_decimal(in_unit(text, unit))
    except OtherDimension:
        raise
    except ValueError:
        return text


def in_unit(text: str, unit: str) -> float:
    """The number in `unit` that a text with a unit of its own means.

    Raises OtherDimension for a unit of something else, ValueError for what is no number with a unit.
    """
    written = plain_spaces(text)
    bare = written.removesuffix(unit) if unit else written
    if is_decimal(bare):
        return parse_decimal(bare)
    match = _QUANTITY.fullmatch(written)
    if not match or not unit or not _is_unit(match[2]):
        raise ValueError(f"“{text}” is no number with a unit.")
    factor, wanted = _SHOWN.get(unit, (1.0, unit))
    return _converted(parse_decimal(match[1]), _spelt(match[2]), wanted) / factor


def _is_unit(text: str) -> bool:
    # “5e” is a number that is being typed, and no charge of an electron.
    return text != "e" and bool(_UNIT.fullmatch(text)) and not _HIGH_POWER.search(text)


def _spelt(unit: str) -> str:
    for pattern, right in _SPELT:
        unit = pattern.sub(right, unit)
    return f"1{unit}" if unit.startswith("/") else unit


def _converted(number: float, unit: str, wanted: str) -> float:
    from pint import DimensionalityError

    units = registry()
    try:
        quantity = units.Quantity(number, units.parse_units(unit))
    except Exception as error:
        # A table of units raises what its parser raises: for a text it is all the same.
        raise ValueError(f"“{unit}” is no unit.") from error
    try:
        return float(quantity.to(units.parse_units(wanted)).magnitude)
    except DimensionalityError as error:
        raise OtherDimension(str(error)) from error
