# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class EventTrainRow(TypedDict):
    """An event that comes back: on at `timeOn` for `duration`, every `period`, so many times."""

    eventTrainId: int
    proposalId: int
    name: str
    timeOn: float
    duration: float
    period: float | None
    numberOfRepetitions: int | None
    nameInEventLog: str | None
    triggerDevice: str | None
    _etag: str


class ExperimentalPlanDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    interleaves: bool | None
    detector: str | None
    detectorWidth: int | None
    detectorHeight: int | None
    bytesPerPixel: int | None
    detectorRate: float | None
    note: str | None


class NestedEventTrainRow(TypedDict):
    """An event that comes back: on at `timeOn` for `duration`, every `period`, so many times."""

    eventTrainId: int
    name: str
    timeOn: float
    duration: float
    period: float | None
    numberOfRepetitions: int | None
    nameInEventLog: str | None
    triggerDevice: str | None


class NestedTimedXrayDetectionRow(TypedDict):
    """A train by which the detector takes images."""

    timedXrayDetectionId: int
    name: str
    eventTrainId: int
    numberOfInternalTriggers: int | None
    internalTriggerPeriod: float | None
    internalGateDuration: float | None
    eventTrain: NestedEventTrainRow


class NestedTimedXrayExposureRow(TypedDict):
    """A train by which X-rays reach the sample."""

    timedXrayExposureId: int
    name: str
    eventTrainId: int
    timedBunches: str | None
    shutter: str | None
    eventTrain: NestedEventTrainRow


class NestedTimedExcitationRow(TypedDict):
    """A train by which a reaction is started: laser, droplet, …"""

    timedExcitationId: int
    name: str
    eventTrainId: int
    ssxExcitation: str | None
    eventTrain: NestedEventTrainRow


class NestedRepeatedSequenceRow(TypedDict):
    """The events between two triggers."""

    repeatedSequenceId: int
    name: str
    timedXrayDetections: list[NestedTimedXrayDetectionRow]
    timedXrayExposures: list[NestedTimedXrayExposureRow]
    timedExcitations: list[NestedTimedExcitationRow]


class ExperimentalPlanRow(TypedDict):
    """How often, how fast and by which trigger a sequence runs; `period` in s, unknown for a chip."""

    experimentalPlanId: int
    proposalId: int
    name: str
    numberOfRepetitions: int | None
    period: float | None
    masterTriggerId: int | None
    repeatedSequenceId: int | None
    descriptionJson: ExperimentalPlanDescription | None
    _etag: str
    repeatedSequence: NestedRepeatedSequenceRow | None


class MasterTriggerDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    edge: str | None
    frequency: float | None
    delay: float | None
    note: str | None


class MasterTriggerRow(TypedDict):
    """What starts each repetition."""

    masterTriggerId: int
    proposalId: int
    nameInEventLog: str
    triggerDevice: str | None
    descriptionJson: MasterTriggerDescription | None
    _etag: str


class RepeatedSequenceRow(TypedDict):
    """The events between two triggers."""

    repeatedSequenceId: int
    proposalId: int
    name: str
    _etag: str
    timedXrayDetections: list[NestedTimedXrayDetectionRow]
    timedXrayExposures: list[NestedTimedXrayExposureRow]
    timedExcitations: list[NestedTimedExcitationRow]


class TimedExcitationRow(TypedDict):
    """A train by which a reaction is started: laser, droplet, …"""

    timedExcitationId: int
    name: str
    repeatedSequenceId: int
    eventTrainId: int
    ssxExcitation: str | None
    _etag: str


class TimedXrayDetectionRow(TypedDict):
    """A train by which the detector takes images."""

    timedXrayDetectionId: int
    name: str
    repeatedSequenceId: int
    eventTrainId: int
    numberOfInternalTriggers: int | None
    internalTriggerPeriod: float | None
    internalGateDuration: float | None
    _etag: str


class TimedXrayExposureRow(TypedDict):
    """A train by which X-rays reach the sample."""

    timedXrayExposureId: int
    name: str
    repeatedSequenceId: int
    eventTrainId: int
    timedBunches: str | None
    shutter: str | None
    _etag: str
