# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the pointer has hold of on a timeline, and where it is taken. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from backend.domain.plans.timing import TimedEvent
from backend.domain.quantities.durations import attoseconds, in_words, seconds
from ssx_widget.timeline.bars import Bar
from ssx_widget.timeline.scale import Scale
from ssx_widget.timeline.snapping import SnapPoint, rounded, snapped, snapped_span

Part = Literal["body", "begin", "end"]

GRIP = 5.0
"""Pixels on both sides of an edge by which it is taken hold of."""
_WIDE = 14.0
_REACH, _FINE_REACH, _ROUND = 6.0, 1.5, 3.0
_FINE = 10


@dataclass(frozen=True)
class Grip:
    """A part of one bar of an event, taken hold of at a pixel."""

    event: TimedEvent
    bar: Bar
    part: Part
    x: float


@dataclass(frozen=True)
class EdgeMove:
    """Where an event is taken, in seconds, and the edge that it was drawn to."""

    place: str
    time_on: float
    duration: float
    guide: int | None = None


def part_at(bar: Bar, x: float, scale: Scale) -> Part | None:
    """The part of a bar that lies at a pixel; a bar too narrow for edges is moved as a whole."""
    left, right = scale.x(bar.begin), scale.x(bar.end)
    if not left - GRIP <= x <= max(right, left) + GRIP:
        return None
    if right - left < _WIDE:
        return "body"
    if abs(x - right) <= GRIP:
        return "end"
    return "begin" if abs(x - left) <= GRIP else "body"


def dragged(grip: Grip, x: float, scale: Scale, edges: Iterable[int], fine: bool) -> EdgeMove:
    """Where the pointer at `x` takes what it holds; `fine` moves a tenth as far, and to finer times."""
    bar, delta = grip.bar, scale.time(x) - scale.time(grip.x)
    if fine:
        delta //= _FINE
    reach = scale.time(x + (_FINE_REACH if fine else _REACH)) - scale.time(x)
    step = scale.step(x, _ROUND / _FINE if fine else _ROUND)
    if grip.part == "end":
        rest = snapped(bar.end + delta, edges, reach, step)
        return _moved(grip, bar.begin, max(rest.time, bar.begin), rest)
    if grip.part == "begin":
        rest = snapped(bar.begin + delta, edges, reach, step)
        return _moved(grip, min(max(rest.time, bar.shift), bar.end), bar.end, rest)
    rest = _body(grip, delta, edges, reach, step)
    begin = max(rest.time, bar.shift)
    return _moved(grip, begin, begin + bar.end - bar.begin, rest)


def _body(grip: Grip, delta: int, edges: Iterable[int], reach: int, step: int) -> SnapPoint:
    """A whole event rests where either end meets an edge; else its time after the trigger is round."""
    bar = grip.bar
    rest = snapped_span(bar.begin + delta, bar.end - bar.begin, edges, reach, step)
    return (
        rest if rest.edge is not None else SnapPoint(bar.shift + rounded(bar.begin - bar.shift + delta, step))
    )


def _moved(grip: Grip, begin: int, end: int, rest: SnapPoint) -> EdgeMove:
    event = grip.event
    # What is only moved keeps all digits of its duration.
    same = end - begin == grip.bar.end - grip.bar.begin
    duration = event.train.duration if same else seconds(end - begin)
    return EdgeMove(event.place, seconds(begin - grip.bar.shift), duration, rest.edge)


def nudged(event: TimedEvent, step: int, lengthen: bool) -> EdgeMove:
    """The event one step later, or longer; never before the trigger, never less than nothing."""
    on, lasts = attoseconds(event.train.time_on), attoseconds(event.train.duration)
    if lengthen:
        return EdgeMove(event.place, event.train.time_on, seconds(max(lasts + step, 0)))
    return EdgeMove(event.place, seconds(max(on + step, 0)), event.train.duration)


def words_of(event: TimedEvent) -> str:
    """When an event happens, in a line."""
    train = event.train
    said = f"{event.name}: begins {_w(train.time_on)}, lasts {_w(train.duration)}"
    if train.repetitions > 1 and train.period:
        said += f", {train.repetitions} times every {_w(train.period)}"
    return said


def _w(value: float) -> str:
    return in_words(attoseconds(value), 12)
