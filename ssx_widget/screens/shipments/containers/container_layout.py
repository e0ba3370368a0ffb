# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the positions of a container lie in its picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, pi, sin

from backend.domain.containers import ContainerType

_RADII = {1: (0.76,), 2: (0.46, 0.8), 3: (0.3, 0.57, 0.84)}
"""Of the middles of the positions on each ring, inner one first; the container's own is 1."""


@dataclass(frozen=True)
class PositionSpot:
    """A position: its number, and its middle and radius in a picture from -1 to 1."""

    position: int
    x: float
    y: float
    radius: float


_ALONE = 0.26
"""Radius of the only position of a container; a flat thing takes more room."""


def spots(known: ContainerType | None, capacity: int) -> list[PositionSpot]:
    """The positions of a container; one of an unknown type is drawn as a grid."""
    if capacity == 1:
        return [PositionSpot(1, 0, 0, 0.7 if known and known.name in _FLAT else _ALONE)]
    if known and known.shape == "rings" and known.capacity == capacity:
        return _rings(known.layout)
    return _grid(known.layout if known and sum(known.layout) == capacity else _rows_of(capacity))


_FLAT = frozenset(("Chip holder", "Foil"))


def _rings(layout: tuple[int, ...]) -> list[PositionSpot]:
    """Rings from the inside out, each beginning at the top and going on clockwise."""
    found: list[PositionSpot] = []
    radii = _RADII[len(layout)]
    size = min(0.15, *(0.86 * pi * radius / count for radius, count in zip(radii, layout, strict=True)))
    for radius, count in zip(radii, layout, strict=True):
        for number in range(count):
            angle = 2 * pi * number / count
            found.append(PositionSpot(len(found) + 1, radius * sin(angle), -radius * cos(angle), size))
    return found


def _grid(layout: tuple[int, ...]) -> list[PositionSpot]:
    """Rows from the top, each from the left."""
    widest, rows = max(layout, default=1), len(layout)
    step = 1.76 / max(widest, rows, 2)
    left, top = (widest - 1) / 2, (rows - 1) / 2
    places = [(row, column) for row, count in enumerate(layout) for column in range(count)]
    return [
        PositionSpot(number, (column - left) * step, (row - top) * step, 0.42 * step)
        for number, (row, column) in enumerate(places, start=1)
    ]


def _rows_of(capacity: int) -> tuple[int, ...]:
    """As nearly a square as can be."""
    width = max(1, ceil(capacity**0.5))
    full, rest = divmod(capacity, width)
    return (width,) * full + ((rest,) if rest else ())
