# SPDX-License-Identifier: LGPL-3.0-or-later
"""When things happen in a plan: what cannot be measured as it is written, and how long it takes.

A plan repeats a sequence, every `period` seconds from trigger to trigger. A sequence holds trains of
events: one is on at `timeOn` after the trigger for `duration`, comes back every `period` of the train, so
many times. At each event of a detection the detector may take several images on its own. All times in
seconds.

Interleaving is what hit-and-return does (Schulz et al., Nature Methods 15, 901, 2018): one place is
excited, others follow before the first is probed, so an event may lie beyond the period of its repetition.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isclose

from backend.domain.quantities.durations import attoseconds, in_words
from backend.domain.rows import AnyRow
from backend.domain.science.detectors import DETECTORS, DetectorModel

LISTS = ("timedXrayDetections", "timedXrayExposures", "timedExcitations")
"""A sequence's lists of events on the wire: detections, exposures, excitations."""

_DETECTIONS, _EXPOSURES, _ = LISTS
_LOOKED_AT = 200
"""Events of a train that are held against others, besides the last: one that drifts is out by then."""


@dataclass(frozen=True)
class Train:
    """Events that are on at `time_on` for `duration`, every `period`, `repetitions` times."""

    time_on: float
    duration: float
    period: float | None = None
    repetitions: int = 1

    @property
    def length(self) -> float:
        """From the start of the first event to the end of the last."""
        return (self.repetitions - 1) * (self.period or 0.0) + self.duration

    @property
    def end(self) -> float:
        """The end of the last event, counted from the trigger."""
        return self.time_on + self.length


@dataclass(frozen=True)
class TimedEvent:
    """A train with what it does: one of the rows in a sequence's lists.

    kind: the list's name; place: where it stands in the plan, such as
    `repeatedSequence.timedXrayExposures.0`; images, image_period, image_gate: what a detector does by itself;
    excitation: what an excitation is done with.
    """

    kind: str
    name: str
    place: str
    train: Train
    images: int = 1
    image_period: float | None = None
    image_gate: float | None = None
    excitation: str = ""

    @property
    def lasts(self) -> float:
        """How long one event is, or one image of a detector that takes several at an event."""
        return self.image_gate or (self.image_period if self.images > 1 else None) or self.train.duration

    @property
    def gate(self) -> float:
        """How long the detector takes light at one event: between its own images it only reads out."""
        return (self.images - 1) * (self.image_period or 0.0) + self.lasts


@dataclass(frozen=True)
class Timing:
    """A plan's times: its events, the period from trigger to trigger (None: unknown) and how often."""

    events: tuple[TimedEvent, ...]
    period: float | None = None
    repetitions: int = 1
    interleaves: bool = False
    detector: DetectorModel | None = None

    def of(self, kind: str) -> list[TimedEvent]:
        """The events of one of the sequence's lists."""
        return [event for event in self.events if event.kind == kind]


@dataclass(frozen=True)
class Totals:
    """What a plan comes to: seconds (None where the period is unknown), images, X-ray exposures, and bytes of
    uncompressed images (None where the detector is unknown).
    """

    time: float | None
    frames: int
    exposures: int
    data: int | None = None


def timing_of(plan: AnyRow) -> Timing:
    """The times of an ExperimentalPlan as it stands on the wire, its sequence nested in it."""
    sequence = plan.get("repeatedSequence") or {}
    events = tuple(
        _event(kind, f"repeatedSequence.{kind}.{number}", row)
        for kind in LISTS
        for number, row in enumerate(sequence.get(kind) or ())
    )
    description = plan.get("descriptionJson") or {}
    return Timing(
        events,
        plan.get("period"),
        _count(plan, "numberOfRepetitions"),
        bool(description.get("interleaves")),
        detector_of(description),
    )


def detector_of(description: AnyRow) -> DetectorModel | None:
    """The detector that a plan names, its own figures before the known ones; None without size."""
    known = DETECTORS.get(description.get("detector") or "")
    width = description.get("detectorWidth") or (known and known.width)
    height = description.get("detectorHeight") or (known and known.height)
    depth = description.get("bytesPerPixel") or (known.bytes if known else 2)
    rate = description.get("detectorRate") or (known.rate if known else None)
    if not width or not height:
        return None
    return DetectorModel(
        str(description.get("detector") or "Detector"), int(width), int(height), int(depth), rate
    )


def _event(kind: str, place: str, row: AnyRow) -> TimedEvent:
    train = row["eventTrain"]
    return TimedEvent(
        kind,
        row["name"],
        place,
        Train(train["timeOn"], train["duration"], train.get("period"), _count(train, "numberOfRepetitions")),
        _count(row, "numberOfInternalTriggers"),
        row.get("internalTriggerPeriod"),
        row.get("internalGateDuration"),
        row.get("ssxExcitation") or "",
    )


def _count(row: AnyRow, name: str) -> int:
    """A number that is 1 where nothing is said; 0 stays, to be found wrong."""
    value = row.get(name)
    return 1 if value is None else int(value)


def totals(timing: Timing) -> Totals:
    """Seconds from the first trigger to the end of the last event, images, and exposures.

    time = repetitions × period, and what the last repetition's events reach beyond it.
    """

    def count(kind: str) -> int:
        return sum(e.train.repetitions * e.images for e in timing.events if e.kind == kind)

    last = max((event.train.end for event in timing.events), default=0.0)
    time = last if timing.repetitions == 1 else None
    if timing.period is not None:
        time = timing.repetitions * timing.period + max(last - timing.period, 0.0)
    images = timing.repetitions * count(_DETECTIONS)
    data = images * timing.detector.image_size if timing.detector else None
    return Totals(time, images, timing.repetitions * count(_EXPOSURES), data)


def timing_problems(timing: Timing) -> dict[str, str]:
    """What cannot be, each with a sentence, by the field of the plan that would mend it; empty if nothing."""
    found = dict(_plan_problems(timing))
    for event in timing.events:
        found |= dict(_train_problems(event)) or dict(_place_problems(event, timing))
    return found or dict(_detector_problems(timing)) | dict(_gate_problems(timing))


def _plan_problems(timing: Timing) -> Iterator[tuple[str, str]]:
    if timing.period is not None and timing.period <= 0:
        yield "period", "The period from trigger to trigger is more than 0 s."
    if timing.repetitions < 1:
        yield "numberOfRepetitions", "A plan runs at least once."


def _train_problems(event: TimedEvent) -> Iterator[tuple[str, str]]:
    """What is wrong with a train by itself."""
    train, at = event.train, f"{event.place}.eventTrain"
    if train.time_on < 0:
        yield f"{at}.timeOn", f"“{event.name}” is on before the trigger; its time counts from there."
    if train.duration < 0:
        yield f"{at}.duration", f"“{event.name}” lasts less than 0 s."
    if train.repetitions < 1:
        yield f"{at}.numberOfRepetitions", f"“{event.name}” happens at least once."
    elif train.period is not None and train.period <= 0:
        yield f"{at}.period", f"The period of “{event.name}” is more than 0 s."
    elif train.repetitions > 1 and train.period is None:
        yield (
            f"{at}.period",
            f"“{event.name}” comes back {train.repetitions} times: say after how many seconds.",
        )
    elif train.repetitions > 1 and train.period is not None and _later(train.duration, train.period):
        text = f"“{event.name}” lasts {_s(train.duration)} and is on again after {_s(train.period)}."
        yield f"{at}.duration", text
    else:
        yield from _image_problems(event)


def _image_problems(event: TimedEvent) -> Iterator[tuple[str, str]]:
    """What is wrong with the images that a detector takes by itself."""
    if event.images < 1:
        yield f"{event.place}.numberOfInternalTriggers", f"“{event.name}” takes at least one image."
    elif event.images > 1 and not (event.image_period or 0) > 0:
        text = f"“{event.name}” takes {event.images} images at a trigger: say how many seconds apart."
        yield f"{event.place}.internalTriggerPeriod", text
    elif event.images > 1 and _later(event.image_gate or 0.0, event.image_period or 0.0):
        text = f"“{event.name}” is open for {_s(event.image_gate)} but takes images every "
        yield f"{event.place}.internalGateDuration", text + f"{_s(event.image_period)}."
    elif (
        event.train.period is not None
        and event.train.repetitions > 1
        and _later(event.gate, event.train.period)
    ):
        text = f"The images of “{event.name}” take {_s(event.gate)}, and its train goes on every "
        yield f"{event.place}.numberOfInternalTriggers", text + f"{_s(event.train.period)}."


def _place_problems(event: TimedEvent, timing: Timing) -> Iterator[tuple[str, str]]:
    """What does not fit between two triggers."""
    train, at, period = event.train, f"{event.place}.eventTrain", timing.period
    if period is None or period <= 0:
        return
    many = train.repetitions > 1
    if _later(train.length, period):
        text = f"“{event.name}” takes {_s(train.length)}, longer than the period of {_s(period)}."
        yield f"{at}.{'numberOfRepetitions' if many else 'duration'}", text
    elif _later(train.end, period) and not timing.interleaves:
        text = f"“{event.name}” ends {_s(train.end)} after the trigger, beyond the period of {_s(period)}; "
        yield f"{at}.timeOn", text + "only a plan that interleaves may do that."


def _detector_problems(timing: Timing) -> Iterator[tuple[str, str]]:
    """Images that follow each other faster than the detector can take them."""
    rate = timing.detector.rate if timing.detector else None
    for event in timing.of(_DETECTIONS) if rate else ():
        field, interval = image_interval(event, timing)
        if interval and rate and _later(1 / rate, interval):
            text = f"“{event.name}” takes images at {1 / interval:.4g} Hz; "
            yield field, text + f"the detector takes at most {rate:.4g} Hz."


def image_interval(event: TimedEvent, timing: Timing) -> tuple[str, float | None]:
    """The shortest time from image to image, with the field that says it; None for a single one."""
    if event.images > 1:
        return f"{event.place}.internalTriggerPeriod", event.image_period
    if event.train.repetitions > 1:
        return f"{event.place}.eventTrain.period", event.train.period
    return "period", timing.period if timing.repetitions > 1 else None


def _gate_problems(timing: Timing) -> Iterator[tuple[str, str]]:
    """Exposures of which the detector sees nothing; a plan without a detector has none."""
    gates = timing.of(_DETECTIONS)
    for event in timing.of(_EXPOSURES) if gates else ():
        lasts = event.train.duration
        start = next((on for on in starts(event.train) if not _is_seen(on, lasts, gates)), None)
        if start is not None:
            text = f"“{event.name}” exposes from {_s(start)} to {_s(start + lasts)} after the "
            text += "trigger; no gate of the detector is open then."
            yield f"{event.place}.eventTrain.timeOn", text


def starts(train: Train) -> Iterator[float]:
    """The starts of the events of a train that are looked at: the first ones, and the last."""
    period = train.period or 0.0
    for number in range(min(train.repetitions, _LOOKED_AT)):
        yield train.time_on + number * period
    yield train.time_on + (train.repetitions - 1) * period


def _is_seen(start: float, duration: float, gates: Sequence[TimedEvent]) -> bool:
    """Whether some of an exposure falls into a gate."""
    return any(
        not _later(begun, start + duration) and _later(begun + gate.gate, start)
        for gate in gates
        for begun in begun_around(start, gate.train)
        if duration == 0 or _later(start + duration, begun)
    )


def begun_around(moment: float, train: Train) -> Iterator[float]:
    """The starts of the events around a moment: the last before it, and the next, as rounding may be off."""
    events = range(train.repetitions)
    period = train.period or 0.0
    number = bisect_right(events, moment, key=lambda n: train.time_on + n * period)
    for near in {max(number - 1, 0), min(number, train.repetitions - 1)}:
        yield train.time_on + near * period


def _later(one: float, other: float) -> bool:
    """Whether a time lies behind another by more than what sums of decimal fractions leave."""
    return one > other and not isclose(one, other, rel_tol=1e-12, abs_tol=1e-15)


def _s(seconds: float | None) -> str:
    return in_words(attoseconds(seconds or 0.0))
