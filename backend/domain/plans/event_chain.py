# SPDX-License-Identifier: LGPL-3.0-or-later
"""The nested trains of a plan as the single level that ISPyB's `Event` has.

ISPyB keeps for each event its offset from the start of the data collection, its duration, a period and a
number of repetitions. A plan nests up to three of those: the sequence comes back (plan), the event comes
back in it (train), and the detector takes images by itself. Flattening keeps the level that repeats most as
ISPyB's repetition and writes the others out, each event with an offset of its own. Levels that run on
evenly are one level: four images every 10 ms in a sequence of 40 ms are images every 10 ms. No time is lost
or moved; only the nesting is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import isclose, prod

from backend.domain.plans.timing import LISTS, TimedEvent, Timing

MOST_EVENTS = 10_000
"""Rows that a data collection gets at most; what needs more is not flattened."""

_DETECTIONS, _EXPOSURES, _EXCITATIONS = LISTS

_TYPES = {_DETECTIONS: "XrayDetection", _EXPOSURES: "XrayExposure", _EXCITATIONS: "ReactionTrigger"}


@dataclass(frozen=True)
class FlatEvent:
    """One row of ISPyB's `Event`: offset from the start of the collection, duration and period in seconds.

    `type` is the name of ISPyB's EventType: XrayDetection, XrayExposure, LaserExcitation or ReactionTrigger.
    """

    name: str
    type: str
    offset: float
    duration: float
    period: float | None
    repetition: int


@dataclass(frozen=True)
class _Level:
    """Something comes back so many times, every `period` seconds; unknown for a plan on a chip."""

    times: int
    period: float | None


def flattened(timing: Timing) -> list[FlatEvent]:
    """All events of a plan, in the order of their lists and offsets.

    Raises ValueError with a sentence where that would be more than `MOST_EVENTS` rows.
    """
    kept = [(event, *_kept_and_rest(_levels(event, timing))) for event in timing.events]
    rows = sum(prod(level.times for level in rest) for _, _, rest in kept)
    if rows > MOST_EVENTS:
        raise ValueError(f"Written out these are {rows} events; {MOST_EVENTS} can be stored.")
    return [flat for event, level, rest in kept for flat in _written_out(event, level, rest)]


def _levels(event: TimedEvent, timing: Timing) -> list[_Level]:
    """From the plan inwards, single ones left out and even ones joined."""
    nested = (
        _Level(timing.repetitions, timing.period),
        _Level(event.train.repetitions, event.train.period),
        _Level(event.images, event.image_period),
    )
    levels: list[_Level] = []
    for level in nested:
        if level.times == 1:
            continue
        outer = levels[-1] if levels else None
        if outer and outer.period and level.period and _is_even(outer.period, level):
            levels[-1] = _Level(outer.times * level.times, level.period)
        else:
            levels.append(level)
    return levels


def _is_even(outer_period: float, level: _Level) -> bool:
    return isclose(outer_period, level.times * (level.period or 0.0), rel_tol=1e-12)


def _kept_and_rest(levels: Sequence[_Level]) -> tuple[_Level, list[_Level]]:
    """The level that ISPyB's columns hold, and those to be written out; an unknown period cannot be."""
    if not levels:
        return _Level(1, None), []
    kept = next((level for level in levels if level.period is None), None)
    kept = kept or max(levels, key=lambda level: level.times)
    return kept, [level for level in levels if level is not kept]


def _written_out(event: TimedEvent, kept: _Level, rest: Sequence[_Level]) -> list[FlatEvent]:
    steps = [[number * (level.period or 0.0) for number in range(level.times)] for level in rest]
    offsets = sorted(event.train.time_on + sum(shifts) for shifts in product(*steps))
    kind = "LaserExcitation" if event.excitation == "laser" else _TYPES[event.kind]
    return [FlatEvent(event.name, kind, offset, event.lasts, kept.period, kept.times) for offset in offsets]
