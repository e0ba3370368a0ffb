# SPDX-License-Identifier: LGPL-3.0-or-later
"""The parts of a sequence by what its exposures see: dark, then light at time 1, 2 … after the excitation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backend.domain.plans.timing import LISTS, TimedEvent, Timing, Train
from backend.domain.quantities.durations import attoseconds, in_words

MOST_SEGMENTS = 200
"""Exposures of a sequence that are named; of more there is nothing to be read in a picture."""

_DETECTIONS, _EXPOSURES, _EXCITATIONS = LISTS


@dataclass(frozen=True)
class Segment:
    """From `begin` to `end`, attoseconds after the trigger; `delay` is from excitation to exposure."""

    begin: int
    end: int
    name: str
    delay: int | None = None

    @property
    def words(self) -> str:
        """Its name, and the delay where it is light."""
        return self.name if self.delay is None else f"{self.name} · {in_words(self.delay, 3)}"


def segments(timing: Timing) -> tuple[Segment, ...]:
    """One segment for each exposure of a sequence, in time; without exposures for each detection."""
    shots = _moments(timing.of(_EXPOSURES) or timing.of(_DETECTIONS))
    if not shots or len(shots) > MOST_SEGMENTS:
        return ()
    pumps = [begin for begin, _ in _moments(timing.of(_EXCITATIONS))]
    last = max(end for _, end in shots)
    period = attoseconds(timing.period) if timing.period else 0
    borders = [0, *_borders(shots, pumps), max(period, last)]
    return tuple(_named(borders, shots, pumps))


def _moments(events: Sequence[TimedEvent]) -> list[tuple[int, int]]:
    """Begin and end of all events, the earliest first; of very many only as many as tell that they are."""
    found = {(begin, begin + attoseconds(event.gate)) for event in events for begin in _begins(event.train)}
    return sorted(found)


def _begins(train: Train) -> Iterator[int]:
    on, period = attoseconds(train.time_on), attoseconds(train.period or 0.0)
    return (on + number * period for number in range(min(train.repetitions, MOST_SEGMENTS + 1)))


def _borders(shots: Sequence[tuple[int, int]], pumps: Sequence[int]) -> list[int]:
    """Between two exposures: in an even row a whole number of its steps, else in the middle of the gap.

    A gap ends where the excitation of the next exposure comes on.
    """
    step = _step(shots)
    borders = []
    for number, ((_, before), (after, _)) in enumerate(pairwise(shots), 1):
        until = min([pump for pump in pumps if before <= pump < after], default=after)
        even = number * step
        borders.append(even if step and before <= even <= until else (before + max(until, before)) // 2)
    return borders


def _step(shots: Sequence[tuple[int, int]]) -> int:
    """The time from exposure to exposure where it is always the same to a millionth, else 0."""
    steps = [later[0] - sooner[0] for sooner, later in pairwise(shots)]
    return steps[0] if steps and max(steps) - min(steps) <= steps[0] // 10**6 else 0


def _named(borders: Sequence[int], shots: Sequence[tuple[int, int]], pumps: Sequence[int]) -> list[Segment]:
    found, lit = [], 0
    for (begin, end), (shot, _) in zip(pairwise(borders), shots, strict=True):
        before = [pump for pump in pumps if pump <= shot]
        if before:
            lit += 1
            found.append(Segment(begin, end, f"light, time {lit}", shot - max(before)))
        else:
            found.append(Segment(begin, end, "dark"))
    return found
