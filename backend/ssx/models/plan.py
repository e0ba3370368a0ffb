# SPDX-License-Identifier: LGPL-3.0-or-later
"""When things happen: plans, their repeated sequence, and the trains of events in it (times in seconds)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from backend.store.base import Base, Policy
from backend.store.column_types import integer, json_object, key, real, ref, text


class MasterTrigger(Base):
    """What starts each repetition."""

    __tablename__ = "MasterTrigger"
    policy = Policy(owner="proposalId")

    masterTriggerId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    nameInEventLog: Mapped[str] = text(45, null=False)
    triggerDevice: Mapped[str | None] = text(45)
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()


class RepeatedSequence(Base):
    """The events between two triggers."""

    __tablename__ = "RepeatedSequence"
    policy = Policy(owner="proposalId")

    repeatedSequenceId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)


class EventTrain(Base):
    """An event that comes back: on at `timeOn` for `duration`, every `period`, so many times."""

    __tablename__ = "EventTrain"
    policy = Policy(owner="proposalId")

    eventTrainId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    timeOn: Mapped[float] = real(null=False)
    duration: Mapped[float] = real(null=False)
    period: Mapped[float | None] = real()
    numberOfRepetitions: Mapped[int | None] = integer()
    nameInEventLog: Mapped[str | None] = text(45)
    triggerDevice: Mapped[str | None] = text(45)


class TimedXrayDetection(Base):
    """A train by which the detector takes images."""

    __tablename__ = "TimedXrayDetection"
    policy = Policy(owner="repeatedSequenceId")

    timedXrayDetectionId: Mapped[int] = key()
    name: Mapped[str] = text(45, null=False)
    repeatedSequenceId: Mapped[int] = ref("RepeatedSequence.repeatedSequenceId", null=False)
    eventTrainId: Mapped[int] = ref("EventTrain.eventTrainId", null=False)
    numberOfInternalTriggers: Mapped[int | None] = integer()
    internalTriggerPeriod: Mapped[float | None] = real()
    internalGateDuration: Mapped[float | None] = real()


class TimedXrayExposure(Base):
    """A train by which X-rays reach the sample."""

    __tablename__ = "TimedXrayExposure"
    policy = Policy(owner="repeatedSequenceId")

    timedXrayExposureId: Mapped[int] = key()
    name: Mapped[str] = text(45, null=False)
    repeatedSequenceId: Mapped[int] = ref("RepeatedSequence.repeatedSequenceId", null=False)
    eventTrainId: Mapped[int] = ref("EventTrain.eventTrainId", null=False)
    timedBunches: Mapped[str | None] = text(45)
    shutter: Mapped[str | None] = text(45)


class TimedExcitation(Base):
    """A train by which a reaction is started: laser, droplet, …"""

    __tablename__ = "TimedExcitation"
    policy = Policy(owner="repeatedSequenceId")

    timedExcitationId: Mapped[int] = key()
    name: Mapped[str] = text(45, null=False)
    repeatedSequenceId: Mapped[int] = ref("RepeatedSequence.repeatedSequenceId", null=False)
    eventTrainId: Mapped[int] = ref("EventTrain.eventTrainId", null=False)
    ssxExcitation: Mapped[str | None] = text(45)


class ExperimentalPlan(Base):
    """How often, how fast and by which trigger a sequence runs; `period` in s, unknown for a chip."""

    __tablename__ = "ExperimentalPlan"
    policy = Policy(owner="proposalId")

    experimentalPlanId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    numberOfRepetitions: Mapped[int | None] = integer()
    period: Mapped[float | None] = real()
    masterTriggerId: Mapped[int | None] = ref("MasterTrigger.masterTriggerId")
    repeatedSequenceId: Mapped[int | None] = ref("RepeatedSequence.repeatedSequenceId")
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()
