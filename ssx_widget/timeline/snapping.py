# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where an edge that is dragged comes to rest: at another edge nearby, else at a round time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class SnapPoint:
    """The time, and the edge of another event that it was drawn to, if any."""

    time: int
    edge: int | None = None


def snapped(wanted: int, edges: Iterable[int], reach: int, step: int) -> SnapPoint:
    """The nearest edge within reach, else the nearest multiple of a step."""
    near = min(edges, key=lambda edge: abs(edge - wanted), default=None)
    if near is not None and abs(near - wanted) <= reach:
        return SnapPoint(near, near)
    return SnapPoint(rounded(wanted, step))


def snapped_span(wanted: int, lasts: int, edges: Iterable[int], reach: int, step: int) -> SnapPoint:
    """Where a whole event begins: whichever of its two ends is nearer to an edge rests there."""
    known = list(edges)
    found = [
        (abs(edge - wanted - inner), edge - inner, edge)
        for inner in (0, lasts)
        for edge in known
        if abs(edge - wanted - inner) <= reach
    ]
    if found:
        _far, begin, edge = min(found)
        return SnapPoint(begin, edge)
    return SnapPoint(rounded(wanted, step))


def rounded(time: int, step: int) -> int:
    """The nearest multiple of a step."""
    return (time + step // 2) // step * step if step > 1 else time
