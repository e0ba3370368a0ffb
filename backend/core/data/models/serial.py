# SPDX-License-Identifier: LGPL-3.0-or-later
"""The serial crystallography of ISPyB's schema of 2023.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.base import Ispyb, Policy
from backend.store.column_types import flag, key, real, ref, text


class SSXDataCollection(Ispyb):
    """What a serial data collection has beyond others; one to one with it."""

    __tablename__ = "SSXDataCollection"
    policy = Policy(owner="dataCollectionId")

    dataCollectionId: Mapped[int] = mapped_column(
        Integer, ForeignKey("DataCollection.dataCollectionId"), primary_key=True, autoincrement=False
    )
    repetitionRate: Mapped[float | None] = real()
    energyBandwidth: Mapped[float | None] = real()
    monoStripe: Mapped[str | None] = text(255)
    jetSpeed: Mapped[float | None] = real()
    jetSize: Mapped[float | None] = real()
    chipPattern: Mapped[str | None] = text(255)
    chipModel: Mapped[str | None] = text(255)
    reactionDuration: Mapped[float | None] = real()
    laserEnergy: Mapped[float | None] = real()
    experimentName: Mapped[str | None] = text(255)


class EventChain(Ispyb):
    """What happens in each repetition of a serial data collection."""

    __tablename__ = "EventChain"
    policy = Policy(owner="dataCollectionId")

    eventChainId: Mapped[int] = key()
    dataCollectionId: Mapped[int] = ref("DataCollection.dataCollectionId", null=False)
    name: Mapped[str | None] = text(255)


class EventType(Ispyb):
    """A kind of event: XrayDetection, XrayExposure, LaserExcitation, ReactionTrigger."""

    __tablename__ = "EventType"
    policy = Policy(realm="facility")

    eventTypeId: Mapped[int] = key()
    name: Mapped[str] = text(30, null=False, unique=True)


class Event(Ispyb):
    """One event of a chain: offset, duration, period (s) and repetition."""

    __tablename__ = "Event"
    policy = Policy(owner="eventChainId")

    eventId: Mapped[int] = key()
    eventChainId: Mapped[int] = ref("EventChain.eventChainId", null=False)
    eventTypeId: Mapped[int] = ref("EventType.eventTypeId", null=False)
    offset: Mapped[float] = real(null=False)
    componentId: Mapped[int | None] = ref("Component.componentId")
    name: Mapped[str | None] = text(255)
    duration: Mapped[float | None] = real()
    period: Mapped[float | None] = real()
    repetition: Mapped[float | None] = real()


class ComponentType(Ispyb):
    """A kind of component: Ligand, Buffer, JetMaterial."""

    __tablename__ = "ComponentType"
    policy = Policy(realm="facility")

    componentTypeId: Mapped[int] = key()
    name: Mapped[str] = text(31, null=False, unique=True)


class ConcentrationType(Ispyb):
    """A unit of concentration."""

    __tablename__ = "ConcentrationType"
    policy = Policy(realm="facility")

    concentrationTypeId: Mapped[int] = key()
    name: Mapped[str] = text(31, null=False)
    symbol: Mapped[str] = text(8, null=False)
    proposalType: Mapped[str | None] = text(10)
    active: Mapped[int | None] = flag(1)


class Component(Ispyb):
    """What a sample or a crystal may hold besides the protein."""

    __tablename__ = "Component"
    policy = Policy(owner="proposalId")

    componentId: Mapped[int] = key()
    componentTypeId: Mapped[int] = ref("ComponentType.componentTypeId", null=False)
    name: Mapped[str] = text(255, null=False)
    proposalId: Mapped[int | None] = ref("Proposal.proposalId")
    composition: Mapped[str | None] = text(255)


class SampleComposition(Ispyb):
    """What a sample holds, and how much."""

    __tablename__ = "SampleComposition"
    policy = Policy(owner="blSampleId")

    sampleCompositionId: Mapped[int] = key()
    componentId: Mapped[int] = ref("Component.componentId", null=False)
    blSampleId: Mapped[int] = ref("BLSample.blSampleId", null=False)
    concentrationTypeId: Mapped[int | None] = ref("ConcentrationType.concentrationTypeId")
    abundance: Mapped[float | None] = real()
    ratio: Mapped[float | None] = real()
    pH: Mapped[float | None] = real()


class CrystalComposition(Ispyb):
    """What a crystal holds, and how much."""

    __tablename__ = "CrystalComposition"
    policy = Policy(owner="crystalId")

    crystalCompositionId: Mapped[int] = key()
    componentId: Mapped[int] = ref("Component.componentId", null=False)
    crystalId: Mapped[int] = ref("Crystal.crystalId", null=False)
    concentrationTypeId: Mapped[int | None] = ref("ConcentrationType.concentrationTypeId")
    abundance: Mapped[float | None] = real()
    ratio: Mapped[float | None] = real()
    pH: Mapped[float | None] = real()
