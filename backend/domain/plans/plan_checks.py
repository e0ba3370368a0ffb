# SPDX-License-Identifier: LGPL-3.0-or-later
"""What to know of a plan before it is measured: what cannot be, what needs a look, what is right.

What cannot be is refused by the server too (`timing_problems`); what needs a look can be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from backend.domain.plans.timing import (
    LISTS,
    TimedEvent,
    Timing,
    begun_around,
    image_interval,
    starts,
    timing_problems,
    totals,
)
from backend.domain.quantities.durations import attoseconds, in_words

State = Literal["impossible", "warning", "ok"]

_DETECTIONS, _EXPOSURES, _EXCITATIONS = LISTS
_DAY = 86_400.0
_NOTHING_LOST = 1e-9


@dataclass(frozen=True)
class Check:
    """A sentence about a plan; `place` is the field that it is about, empty for all of it."""

    state: State
    sentence: str
    place: str = ""


def checks(timing: Timing) -> list[Check]:
    """All checks of a plan, what cannot be first, what is right last."""
    problems = timing_problems(timing)
    impossible = [Check("impossible", sentence, place) for place, sentence in problems.items()]
    if not timing.events:
        return impossible
    # Times that cannot be are not held against each other.
    warnings = [] if impossible else list(_warnings(timing))
    return [*impossible, *warnings, *_right(timing, [*impossible, *warnings])]


def wrong(timing: Timing) -> list[Check]:
    """The checks that fail."""
    return [check for check in checks(timing) if check.state != "ok"]


def lost_share(event: TimedEvent, gates: Sequence[TimedEvent]) -> float:
    """The share of a train's photons, 0 to 1, that fall outside all gates."""
    lost = [_lost(start, event.train.duration, gates) for start in starts(event.train)]
    return sum(lost) / len(lost)


def _warnings(timing: Timing) -> Iterator[Check]:
    """What needs a look, from every check of `CHECKS`."""
    for look in CHECKS:
        yield from look(timing)


def _too_long(timing: Timing) -> Iterator[Check]:
    time = totals(timing).time
    if time is not None and time > _DAY:
        text = f"The plan takes {in_words(attoseconds(time))}, more than a day of beam."
        yield Check("warning", text, "numberOfRepetitions")


def _blind(timing: Timing) -> Iterator[Check]:
    if not timing.of(_DETECTIONS):
        yield Check("warning", "No train detects; add one with X-ray detection.")
    if not timing.of(_EXPOSURES):
        yield Check("warning", "No train exposes; add one with X-ray exposure.")


def _empty(timing: Timing) -> Iterator[Check]:
    for event in timing.events:
        if event.kind != _EXCITATIONS and event.train.duration == 0:
            yield Check("warning", f"“{event.name}” lasts 0 s.", f"{event.place}.eventTrain.duration")


def _losses(timing: Timing) -> Iterator[Check]:
    gates = timing.of(_DETECTIONS)
    for event in timing.of(_EXPOSURES) if gates else ():
        share = lost_share(event, gates)
        if share > _NOTHING_LOST:
            yield Check("warning", _loss_sentence(event, gates, share), f"{event.place}.eventTrain.timeOn")


def _loss_sentence(event: TimedEvent, gates: Sequence[TimedEvent], share: float) -> str:
    """Where the first exposure that loses light lies against its gate, and how much all of them lose."""
    lasts = event.train.duration
    start = next(on for on in starts(event.train) if _lost(on, lasts, gates) > _NOTHING_LOST)
    opened, closed = max(_seen(start, lasts, gates), key=lambda part: part[1] - part[0])
    before, after = opened - start, start + lasts - closed
    said = [f"begins {_words(before)} before its detection gate"] if before > 0 else []
    said += [f"ends {_words(after)} after its gate"] if after > 0 else []
    shown = f"{share * 100:.2g}" if share < 0.1 else f"{share * 100:.0f}"
    return f"“{event.name}” {' and '.join(said)}: {shown} % of its photons are not recorded."


def _lost(start: float, duration: float, gates: Sequence[TimedEvent]) -> float:
    """The share of one exposure outside all gates; sums of decimal fractions leave a little that is none."""
    if duration <= 0:
        return 0.0
    covered, reached = 0.0, start
    for opened, closed in sorted(_seen(start, duration, gates)):
        covered += max(closed - max(opened, reached), 0.0)
        reached = max(reached, closed)
    return max(1 - covered / duration, 0.0)


def _seen(start: float, duration: float, gates: Sequence[TimedEvent]) -> list[tuple[float, float]]:
    """The parts of an exposure that lie in gates."""
    return [
        (max(begun, start), min(begun + gate.gate, start + duration))
        for gate in gates
        for begun in _gates_within(start, start + duration, gate)
        if begun + gate.gate > start and begun < start + duration
    ]


def _gates_within(start: float, end: float, gate: TimedEvent) -> list[float]:
    """The starts of the gates that may meet a stretch of time; of very many the first and the last ones."""
    period = gate.train.period or 0.0
    near = sorted({*begun_around(start, gate.train), *begun_around(end, gate.train)})
    if len(near) < 2 or not period:
        return near
    between = round((near[-1] - near[0]) / period)
    return [near[0] + number * period for number in range(min(between, 1000) + 1)]


def _lasers(timing: Timing) -> list[TimedEvent]:
    return [event for event in timing.of(_EXCITATIONS) if event.excitation == "laser"]


def _gates_overlap(timing: Timing) -> Iterator[Check]:
    return _overlaps(timing.of(_DETECTIONS))


def _lasers_overlap(timing: Timing) -> Iterator[Check]:
    return _overlaps(_lasers(timing))


def _overlaps(events: Sequence[TimedEvent]) -> Iterator[Check]:
    """Trains of one kind that are on at the same time."""
    for one, other in combinations(events, 2):
        meeting = next((on for on in starts(one.train) if _is_on(other, on, one.gate)), None)
        if meeting is not None:
            text = f"“{one.name}” and “{other.name}” overlap, {_words(meeting)} after the trigger."
            yield Check("warning", text, f"{other.place}.eventTrain.timeOn")


def _is_on(event: TimedEvent, start: float, lasts: float) -> bool:
    return any(
        begun < start + lasts and start < begun + event.gate for begun in begun_around(start, event.train)
    )


def _mixed(timing: Timing) -> Iterator[Check]:
    """A laser that comes on while an image is exposed: the image is dark at first, and light then."""
    for laser in _lasers(timing):
        for event in timing.of(_EXPOSURES):
            late = next((after for on in starts(laser.train) if (after := _within(on, event)) > 0), 0.0)
            if late:
                text = f"“{laser.name}” comes on {_words(late)} after “{event.name}” has begun: "
                text += "the image is dark at first, then light."
                yield Check("warning", text, f"{laser.place}.eventTrain.timeOn")


def _within(moment: float, event: TimedEvent) -> float:
    """How long an exposure has lasted at a moment; 0 where none is under way, or it only just begins."""
    lasts = event.train.duration
    after = [moment - begun for begun in begun_around(moment, event.train)]
    return next((each for each in after if lasts * 1e-9 < each < lasts * (1 - 1e-9)), 0.0)


CHECKS: tuple[Callable[[Timing], Iterator[Check]], ...] = (
    _blind,
    _losses,
    _empty,
    _gates_overlap,
    _lasers_overlap,
    _mixed,
    _too_long,
)
"""What is looked at in a plan that can be, in the order in which it is told: a line each."""


def _right(timing: Timing, found: Sequence[Check]) -> Iterator[Check]:
    """What was looked at and is right."""
    impossible = any(check.state == "impossible" for check in found)
    if timing.period and not impossible:
        yield Check("ok", f"No train is longer than the sequence of {in_words(attoseconds(timing.period))}.")
    if timing.of(_EXPOSURES) and timing.of(_DETECTIONS) and not impossible:
        gates = timing.of(_DETECTIONS)
        if all(lost_share(event, gates) <= _NOTHING_LOST for event in timing.of(_EXPOSURES)):
            yield Check("ok", "Every exposure lies within a detection gate.")
    rate = _rate(timing)
    if rate and timing.detector and timing.detector.rate and rate <= timing.detector.rate * (1 + 1e-9):
        yield Check("ok", f"Detector: {rate:.4g} Hz of at most {timing.detector.rate:.4g} Hz.")


def _rate(timing: Timing) -> float:
    """The highest rate of images, in Hz; 0 where there is only one."""
    intervals = [image_interval(event, timing)[1] for event in timing.of(_DETECTIONS)]
    return max((1 / interval for interval in intervals if interval and interval > 0), default=0.0)


def _words(seconds: float) -> str:
    return in_words(attoseconds(seconds), 3)
