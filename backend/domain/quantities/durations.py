# SPDX-License-Identifier: LGPL-3.0-or-later
"""Times from femtoseconds to months: exact whole attoseconds, and how a person reads and types them.

On the wire a time is a float of seconds. What it means is its shortest decimal, so 60.00000000000002 s are
60 s and 20 fs exactly; as attoseconds, Python's integers, times are added and compared without rounding.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from backend.domain.quantities.decimals import is_decimal, plain_spaces

UNITS: dict[str, int] = {
    "fs": 10**3,
    "ps": 10**6,
    "ns": 10**9,
    "µs": 10**12,
    "ms": 10**15,
    "s": 10**18,
    "min": 60 * 10**18,
    "h": 3600 * 10**18,
}
"""Attoseconds in a unit, smallest first."""

SECOND = UNITS["s"]
_SPELLINGS = {"us": "µs", "μs": "µs", "sec": "s", "m": "min", "hr": "h"}
_LISTED = "fs, ps, ns, µs, ms, s, min or h"
_PART = re.compile(r"\s*(?P<number>[+\-−]?[\d.,]+(?:[eE][+-]?\d{1,3})?)\s*(?P<unit>[A-Za-zµμ]+)")
_GROUPING = re.compile(r"(?<=\d) (?=\d{3}(\D|$))")
_LONG = 2 * UNITS["min"]


def attoseconds(seconds: float) -> int:
    """The whole attoseconds of a time on the wire; what lies below one is rounded."""
    return _whole(Decimal(repr(float(seconds))) * SECOND)


def seconds(attoseconds: int) -> float:
    """The time as it stands on the wire: the nearest double."""
    return float(Decimal(attoseconds) / SECOND)


def parse_time(text: str) -> float:
    """The seconds of a typed time such as `20 ns`, `1.5ms`, `1,5 µs` or `4 min 16 s`.

    Raises ValueError with a sentence for what is none, and for a number without its unit: a wrong guess
    would be wrong by a thousand.
    """
    written = _GROUPING.sub("", plain_spaces(text))
    if is_decimal(written):
        if not Decimal(_plain(written)):
            return 0.0
        raise ValueError(f"“{text.strip()}” has no unit; write {written} ms, or another of {_LISTED}.")
    return seconds(sum(_parts(written, text.strip())))


def _parts(written: str, typed: str) -> list[int]:
    """The attoseconds of each part of a time: 4 min, 16 s."""
    found, place = [], 0
    while match := _PART.match(written, place):
        place = match.end()
        unit = _SPELLINGS.get(match["unit"], match["unit"])
        if unit not in UNITS:
            raise ValueError(f"“{match['unit']}” is no unit of time; write {_LISTED}.")
        if not is_decimal(match["number"]):
            raise ValueError(f"“{match['number']}” is not a number.")
        found.append(_whole(Decimal(_plain(match["number"])) * UNITS[unit]))
    if not found or written[place:].strip():
        raise ValueError(f"“{typed}” is not a time; write it like 20 ns, 1.5 ms or 4 min 16 s.")
    return found


def _plain(number: str) -> str:
    return number.replace("−", "-").replace(",", ".")


def show_time(value: float) -> str:
    """All digits of a time in the unit that suits it, as a cell shows it; `parse_time` takes it back."""
    exact = attoseconds(value)
    return _in_unit(exact, unit_for(exact))


def unit_for(attoseconds: int) -> str:
    """The largest unit up to seconds of which there is at least one."""
    size = abs(attoseconds)
    fitting = [unit for unit, worth in UNITS.items() if worth <= max(size, 1) and worth <= SECOND]
    return fitting[-1] if fitting and size else ("fs" if size else "s")


def _in_unit(attoseconds: int, unit: str) -> str:
    number = f"{(Decimal(attoseconds) / UNITS[unit]).normalize():f}"
    return f"{number} {unit}" if attoseconds else "0 s"


def in_words(attoseconds: int, digits: int = 4) -> str:
    """A time as a sentence says it: some digits, from two minutes on in minutes and hours."""
    if abs(attoseconds) >= _LONG:
        return _in_minutes(attoseconds)
    unit = unit_for(attoseconds)
    rounded = Decimal(f"{Decimal(attoseconds) / UNITS[unit]:.{digits}g}")
    return _in_unit(_whole(rounded * UNITS[unit]), unit_for(_whole(rounded * UNITS[unit])))


def _in_minutes(attoseconds: int) -> str:
    whole = _whole(Decimal(attoseconds) / SECOND)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = ((hours, "h"), (minutes, "min"), (0 if hours else rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_EVEN))
