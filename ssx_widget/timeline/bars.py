# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which bars of a train are to be drawn: only what is seen, and one bar for those closer than pixels.

Times are whole attoseconds; knows no widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.domain.plans.timing import TimedEvent, Timing
from backend.domain.quantities.durations import attoseconds
from ssx_widget.timeline.scale import Scale

CLOSE = 2.0
"""Pixels from event to event below which they are one bar."""


@dataclass(frozen=True)
class LaneLevel:
    """What comes back so many times, every `period`."""

    times: int
    period: int


@dataclass(frozen=True)
class Bar:
    """From `begin` to `end`; `shift`: how far behind the first of its train; `dense`: it is many."""

    begin: int
    end: int
    shift: int = 0
    dense: bool = False


def levels_of(event: TimedEvent, timing: Timing) -> tuple[LaneLevel, ...]:
    """From the plan inwards: its repetitions, the train's, and the images that a detector takes by itself."""
    pairs = (
        (timing.repetitions, timing.period),
        (event.train.repetitions, event.train.period),
        (event.images, event.image_period),
    )
    return tuple(
        LaneLevel(times, attoseconds(period))
        for times, period in pairs
        if times > 1 and period and period > 0
    )


def bars_of(event: TimedEvent, timing: Timing, scale: Scale, width: int) -> list[Bar]:
    """The bars of an event that are seen on so many pixels; never many more than pixels."""
    begin, lasts = attoseconds(event.train.time_on), max(attoseconds(event.lasts), 0)
    return list(repeated(begin, levels_of(event, timing), lasts, 0, Sight(scale, width)))


@dataclass(frozen=True)
class Sight:
    """What is seen: a scale, on so many pixels."""

    scale: Scale
    width: int

    @property
    def begin(self) -> int:
        """The first time that is seen."""
        return self.scale.time(-1)

    @property
    def end(self) -> int:
        """The last one."""
        return self.scale.time(self.width + 1)


def repeated(begin: int, levels: Sequence[LaneLevel], lasts: int, shift: int, sight: Sight) -> Iterator[Bar]:
    """The bars of what begins at a time, comes back by levels and lasts so long each time."""
    if not levels:
        if begin <= sight.end and begin + lasts >= sight.begin:
            yield Bar(begin, begin + lasts, shift)
        return
    level, inner = levels[0], levels[1:]
    span = lasts + sum((each.times - 1) * each.period for each in inner)
    first = max(-((begin + span - sight.begin) // level.period), 0)
    last = min((sight.end - begin) // level.period, level.times - 1)
    for number in range(first, last + 1):
        start = begin + number * level.period
        if number < last and sight.scale.x(start + level.period) - sight.scale.x(start) < CLOSE:
            yield Bar(start, begin + last * level.period + span, shift, dense=True)
            return
        yield from repeated(start, inner, lasts, shift + number * level.period, sight)
