# SPDX-License-Identifier: LGPL-3.0-or-later
"""The fields of timing plans and of what is measured by them; all times in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backend.domain.fields.description_fields import BEAM, amount, inside
from backend.domain.fields.field import Field
from backend.domain.plans.timing import LISTS
from backend.domain.rows import AnyRow
from backend.domain.science.detectors import DETECTORS

MOST_REPETITIONS = 1_000_000
"""Events that one train holds at most, and images that a detector takes on its own at one trigger."""

LONGEST = 1e7
"""Seconds, almost four months: longer than any beam time, and far from where sums lose their digits."""


_FILE_NAME_PATTERN = r'[^/\\:*?"<>|\x00-\x1f]+'


def _name(label: str = "Name") -> Field:
    return Field("name", label, required=True, max_length=45)


def _time(name: str, label: str, **more: Any) -> Field:
    return Field(name, label, "duration", stored_unit="s", minimum=0, maximum=LONGEST, **more)


def _times(name: str, label: str, maximum: int | None = None) -> Field:
    return Field(name, label, "integer", minimum=1, maximum=maximum)


def _pixels(key: str, label: str) -> Field:
    return inside(key, label, "integer", minimum=1, maximum=100_000)


_LOG_NAME = ("nameInEventLog", "Name in the event log")
_TRIGGER_DEVICE = Field("triggerDevice", "Trigger device", max_length=45)

_PLAN = (
    Field(
        "name", "Name", required=True, max_length=45, pattern=_FILE_NAME_PATTERN,
        pattern_hint='it becomes part of file names, so none of / \\ : * ? " < > | and no line break',
    ),
    _times("numberOfRepetitions", "Repetitions"),
    _time("period", "Period", minimum_exclusive=True, help="From trigger to trigger; unknown for a chip."),
    Field("masterTriggerId", "Trigger", "integer", refers_to="MasterTrigger"),
    Field("repeatedSequenceId", "Sequence", "integer", refers_to="RepeatedSequence"),
    inside(
        "interleaves", "Interleaves", "bool", default=False,
        help="Events may reach into the repetitions that follow, as in hit-and-return.",
    ),
    inside("detector", "Detector", max_length=45, choices=tuple(DETECTORS)),
    _pixels("detectorWidth", "Pixels across"),
    _pixels("detectorHeight", "Pixels down"),
    inside("bytesPerPixel", "Bytes per pixel", "integer", minimum=1, maximum=8),
    amount("detectorRate", "Highest rate", "Hz", help="Images a second that the detector can take."),
    inside("note", "Note", "long_text"),
)  # fmt: skip

_TRIGGER = (
    Field(*_LOG_NAME, required=True, max_length=45),
    _TRIGGER_DEVICE,
    inside("edge", "Edge", "choice", choices=("rising", "falling")),
    amount("frequency", "Frequency", "Hz", help="Of the clock that the trigger is taken from."),
    inside(
        "delay",
        "Delay",
        "duration",
        stored_unit="s",
        minimum=0,
        maximum=LONGEST,
        help="From the clock to the trigger.",
    ),
    inside("note", "Note", "long_text"),
)  # fmt: skip

_TRAIN = (
    _name(),
    _time("timeOn", "On at", required=True, help="Counted from the trigger."),
    _time("duration", "Duration", required=True),
    _time("period", "Period", minimum_exclusive=True, help="From event to event of the train."),
    _times("numberOfRepetitions", "Events", MOST_REPETITIONS),
    Field(*_LOG_NAME, max_length=45),
    _TRIGGER_DEVICE,
)

_DETECTION = (
    _name(),
    _times("numberOfInternalTriggers", "Images per trigger", MOST_REPETITIONS),
    _time("internalTriggerPeriod", "Time between images", minimum_exclusive=True),
    _time("internalGateDuration", "Gate of an image", minimum_exclusive=True),
)

_EXPOSURE = (
    _name(),
    Field("timedBunches", "Bunches", max_length=45),
    Field("shutter", "Shutter", max_length=45),
)

_EXCITATION = (
    _name(),
    Field(
        "ssxExcitation", "Excitation", max_length=45,
        choices=("laser", "droplet", "mixing", "temperature jump", "gas", "electric field"),
    ),
)  # fmt: skip

_ACQUISITION = (
    Field("loadedSampleId", "Loaded sample", "integer", required=True, refers_to="LoadedSample"),
    Field("dataCollectionId", "Data collection", "integer", required=True, refers_to="DataCollection"),
    Field("experimentalPlanId", "Plan", "integer", refers_to="ExperimentalPlan"),
    Field("eventLogFilename", "Event log", max_length=255),
    Field("dataSetId", "Data set", "integer", refers_to="DataSet"),
    Field("autoprocessingProgrammId", "Processing", "integer", refers_to="AutoProcProgram"),
    inside("experimentName", "Experiment", max_length=255),
    *BEAM,
    inside("monoStripe", "Stripe of the monochromator", max_length=255),
    inside(
        "reactionTime", "Time from the start of the reaction", "number", "ms", minimum=0,
        help="Where all images are taken at one delay.",
    ),
    *(
        inside(name, label, "integer", minimum=0, help="Where no processing program has told it.")
        for name, label in (("images", "Images"), ("hits", "Hits"), ("indexed", "Indexed"))
    ),
    inside("note", "Note", "long_text"),
)  # fmt: skip

FIELDS: dict[str, tuple[Field, ...]] = {
    "ExperimentalPlan": _PLAN,
    "MasterTrigger": _TRIGGER,
    "RepeatedSequence": (_name(),),
    "EventTrain": _TRAIN,
    "TimedXrayDetection": _DETECTION,
    "TimedXrayExposure": _EXPOSURE,
    "TimedExcitation": _EXCITATION,
    "SsxDataAcquisition": _ACQUISITION,
    "DataSet": (_name(), Field("mergedResultsFilename", "Merged results", max_length=255)),
}

EVENT_TABLES: dict[str, str] = dict(
    zip(LISTS, ("TimedXrayDetection", "TimedXrayExposure", "TimedExcitation"), strict=True)
)
"""The table behind each list of a sequence."""

_EVENT_FIELDS: dict[str, dict[str, Field]] = {
    kind: {
        **{field.name: field for field in FIELDS[table]},
        **{f"eventTrain.{field.name}": field for field in _TRAIN if field.name != "name"},
    }
    for kind, table in EVENT_TABLES.items()
}


def event_field(kind: str, number: int, name: str) -> Field | None:
    """A field of an event such as `eventTrain.duration`, called by its place in the plan.

    It may be empty where it stands: the row is checked as a whole. None where the event has no such field.
    """
    found = _EVENT_FIELDS[kind].get(name)
    return found and replace(found, name=f"repeatedSequence.{kind}.{number}.{name}", required=False)


def event_fields(plan: AnyRow) -> Iterator[Field]:
    """The fields of all events of a plan as it stands on the wire."""
    sequence = plan.get("repeatedSequence") or {}
    for kind, names in _EVENT_FIELDS.items():
        for number in range(len(sequence.get(kind) or ())):
            yield from (field for name in names if (field := event_field(kind, number, name)))


def event_problem(kind: str, name: str, value: object) -> str | None:
    """What is wrong with one value of an event by itself."""
    found = _EVENT_FIELDS[kind].get(name)
    return found.check(value) if found else None
