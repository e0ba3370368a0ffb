# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class ComponentRow(TypedDict):
    """What a sample or a crystal may hold besides the protein."""

    componentId: int
    componentTypeId: int
    name: str
    proposalId: int | None
    composition: str | None
    _etag: str


class ComponentTypeRow(TypedDict):
    """A kind of component: Ligand, Buffer, JetMaterial."""

    componentTypeId: int
    name: str
    _etag: str


class ConcentrationTypeRow(TypedDict):
    """A unit of concentration."""

    concentrationTypeId: int
    name: str
    symbol: str
    proposalType: str | None
    active: int | None
    _etag: str


class CrystalCompositionRow(TypedDict):
    """What a crystal holds, and how much."""

    crystalCompositionId: int
    componentId: int
    crystalId: int
    concentrationTypeId: int | None
    abundance: float | None
    ratio: float | None
    pH: float | None
    _etag: str


class EventRow(TypedDict):
    """One event of a chain: offset, duration, period (s) and repetition."""

    eventId: int
    eventChainId: int
    eventTypeId: int
    offset: float
    componentId: int | None
    name: str | None
    duration: float | None
    period: float | None
    repetition: float | None
    _etag: str


class EventChainRow(TypedDict):
    """What happens in each repetition of a serial data collection."""

    eventChainId: int
    dataCollectionId: int
    name: str | None
    _etag: str


class EventTypeRow(TypedDict):
    """A kind of event: XrayDetection, XrayExposure, LaserExcitation, ReactionTrigger."""

    eventTypeId: int
    name: str
    _etag: str


class SSXDataCollectionRow(TypedDict):
    """What a serial data collection has beyond others; one to one with it."""

    dataCollectionId: int
    repetitionRate: float | None
    energyBandwidth: float | None
    monoStripe: str | None
    jetSpeed: float | None
    jetSize: float | None
    chipPattern: str | None
    chipModel: str | None
    reactionDuration: float | None
    laserEnergy: float | None
    experimentName: str | None
    _etag: str


class SampleCompositionRow(TypedDict):
    """What a sample holds, and how much."""

    sampleCompositionId: int
    componentId: int
    blSampleId: int
    concentrationTypeId: int | None
    abundance: float | None
    ratio: float | None
    pH: float | None
    _etag: str
