# SPDX-License-Identifier: LGPL-3.0-or-later
"""From times to pixels and back: linear or logarithmic. Times are whole attoseconds; knows no widget.

Linear: the left edge is an exact time and only what lies between it and a moment becomes a float, so 20 fs at
an offset of 60 s have their true place and width.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from backend.domain.quantities.durations import SECOND, in_words, seconds, show_time

FINEST, COARSEST = 1.0, 1e7 * SECOND / 100
"""Attoseconds a pixel at most zoom, and at least: the longest plan on a hundred pixels."""
_TICK = 90
_LONG_STEPS = tuple(
    number * SECOND for number in (10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000)
)
_MOST_DIGITS = 10**5


@dataclass(frozen=True)
class Tick:
    """A moment with the words below it."""

    time: int
    words: str


@dataclass(frozen=True)
class Linear:
    """The time at pixel 0, and attoseconds a pixel."""

    left: int
    per_pixel: float

    @classmethod
    def over(cls, begin: int, end: int, width: int) -> Linear:
        """The scale by which a stretch of time takes this many pixels."""
        return cls(begin, min(max((end - begin) / max(width, 1), FINEST), COARSEST))

    def x(self, time: int) -> float:
        """The pixel of a time."""
        return (time - self.left) / self.per_pixel

    def time(self, x: float) -> int:
        """The time at a pixel."""
        return self.left + round(x * self.per_pixel)

    def zoomed(self, x: float, factor: float) -> Linear:
        """`factor` times as large, the time at this pixel staying where it is."""
        per_pixel = min(max(self.per_pixel / factor, FINEST), COARSEST)
        return Linear(self.time(x) - round(x * per_pixel), per_pixel)

    def panned(self, pixels: float) -> Linear:
        """Moved by so many pixels to the right."""
        return replace(self, left=self.left - round(pixels * self.per_pixel))

    def step(self, x: float, pixels: float) -> int:  # noqa: ARG002  the same everywhere
        """The roundest time that takes at most so many pixels."""
        return _round_down(pixels * self.per_pixel)

    def ticks(self, width: int) -> list[Tick]:
        """Round times with room for their words between them."""
        step = _round_up(_TICK * self.per_pixel)
        first = -(-self.left // step)
        times = [number * step for number in range(first, self.time(width) // step + 1)]
        return [Tick(time, words) for time, words in zip(times, _tick_words(times, step), strict=True)]


@dataclass(frozen=True)
class Logarithmic:
    """Decades above `unit`: what is much shorter lies near 0, which has a place too.

    `left` and `per_pixel` are in decades.
    """

    unit: int
    left: float
    per_pixel: float

    @classmethod
    def over(cls, begin: int, end: int, width: int, unit: int) -> Logarithmic:
        """The scale by which a stretch of time takes this many pixels."""
        unit = max(unit, 1)
        first = _decades(begin / unit)
        return cls(unit, first, max((_decades(end / unit) - first) / max(width, 1), 1e-6))

    def x(self, time: int) -> float:
        """The pixel of a time."""
        return (_decades(time / self.unit) - self.left) / self.per_pixel

    def time(self, x: float) -> int:
        """The time at a pixel."""
        decades = min(max(self.left + x * self.per_pixel, -30.0), 30.0)
        return round(math.copysign(10 ** abs(decades) - 1, decades) * self.unit)

    def zoomed(self, x: float, factor: float) -> Logarithmic:
        """`factor` times as large, the time at this pixel staying where it is."""
        per_pixel = min(max(self.per_pixel / factor, 1e-6), 0.1)
        return replace(self, left=self.left + x * (self.per_pixel - per_pixel), per_pixel=per_pixel)

    def panned(self, pixels: float) -> Logarithmic:
        """Moved by so many pixels to the right."""
        return replace(self, left=self.left - pixels * self.per_pixel)

    def step(self, x: float, pixels: float) -> int:
        """The roundest time that takes at most so many pixels at a place."""
        return _round_down(max(self.time(x + pixels) - self.time(x), 1))

    def ticks(self, width: int) -> list[Tick]:
        """Zero and powers of ten with room for their words between them."""
        found: list[Tick] = []
        for time in (0, *(10**power for power in range(27))):
            x = self.x(time)
            if 0 <= x <= width and (not found or x - self.x(found[-1].time) >= _TICK):
                found.append(Tick(time, in_words(time)))
        return found


Scale = Linear | Logarithmic


def _decades(ratio: float) -> float:
    return math.copysign(math.log10(1 + abs(ratio)), ratio)


def _steps() -> Iterator[int]:
    """Round times, the shortest first."""
    for power in range(19):
        yield from (number * 10**power for number in (1, 2, 5) if number * 10**power < _LONG_STEPS[0])
    yield from _LONG_STEPS
    yield from (days * 86_400 * SECOND for days in (1, 2, 5, 10, 20, 50, 100, 1000))


_STEPS = tuple(_steps())


def _round_down(attoseconds: float) -> int:
    return max((step for step in _STEPS if step <= attoseconds), default=1)


def _round_up(attoseconds: float) -> int:
    return min((step for step in _STEPS if step >= attoseconds), default=_STEPS[-1])


def _tick_words(times: list[int], step: int) -> list[str]:
    """Each time in full; far from 0 the first one, and how much later the others are."""
    if not times or max(map(abs, times)) < _MOST_DIGITS * step:
        return [in_words(time, 6) for time in times]
    first, *others = times
    return [show_time(seconds(first)), *(f"+{in_words(time - first)}" for time in others)]
