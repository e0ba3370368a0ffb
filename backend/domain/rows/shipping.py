# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class ContainerRow(TypedDict):
    """A puck, rack or box inside a dewar."""

    containerId: int
    dewarId: int | None
    code: str | None
    containerType: str | None
    capacity: int | None
    sampleChangerLocation: str | None
    containerStatus: str | None
    bltimeStamp: str | None
    beamlineLocation: str | None
    screenId: int | None
    scheduleId: int | None
    barcode: str | None
    imagerId: int | None
    sessionId: int | None
    ownerId: int | None
    requestedImagerId: int | None
    requestedReturn: int | None
    comments: str | None
    experimentType: str | None
    storageTemperature: float | None
    containerRegistryId: int | None
    scLocationUpdated: str | None
    priorityPipelineId: int | None
    experimentTypeId: int | None
    containerTypeId: int | None
    currentDewarId: int | None
    parentContainerId: int | None
    source: str | None
    parentContainerLocation: int | None
    _etag: str


class DewarRow(TypedDict):
    """A parcel with its barcode; `dewarStatus` is ISPyB's word for its state."""

    dewarId: int
    shippingId: int
    type: str
    code: str | None
    comments: str | None
    storageLocation: str | None
    dewarStatus: str | None
    bltimeStamp: str | None
    isStorageDewar: int | None
    barCode: str | None
    firstExperimentId: int | None
    customsValue: int | None
    transportValue: int | None
    trackingNumberToSynchrotron: str | None
    trackingNumberFromSynchrotron: str | None
    FACILITYCODE: str | None
    weight: float | None
    deliveryAgent_barcode: str | None
    extra: str | None
    source: str | None
    externalShippingIdFromSynchrotron: int | None
    dewarRegistryId: int | None
    _etag: str
    packing: str | None
    dryIceWeight: float | None
    dewarModel: str | None
    filledAt: str | None
    holdTime: float | None
    coldUntil: str | None


class DewarDetailsRow(TypedDict):
    """How a dewar is packed and when it was filled; weight in kg, hold time in days."""

    dewarDetailsId: int
    dewarId: int
    packing: str | None
    dryIceWeight: float | None
    dewarModel: str | None
    filledAt: str | None
    holdTime: float | None
    _etag: str


class DewarEventRow(TypedDict):
    """Who moved a dewar to which state and place, and why; `DewarTransportHistory` holds the rest."""

    dewarEventId: int
    dewarId: int
    kind: str
    dewarStatus: str
    storageLocation: str | None
    person: str
    reason: str | None
    time: str
    _etag: str


class DewarTransportHistoryRow(TypedDict):
    """One step on a dewar's way."""

    DewarTransportHistoryId: int
    dewarStatus: str
    storageLocation: str
    arrivalDate: str
    dewarId: int | None
    _etag: str


class LabelPrintRow(TypedDict):
    """What a dewar's labels said when they were printed: the hash of their contents, when, by whom."""

    labelPrintId: int
    dewarId: int
    template: str
    contentHash: str
    person: str
    time: str
    _etag: str


class ShippingRow(TypedDict):
    """A shipment of dewars to the facility and back."""

    shippingId: int
    proposalId: int
    shippingName: str | None
    deliveryAgent_agentName: str | None
    deliveryAgent_shippingDate: str | None
    deliveryAgent_deliveryDate: str | None
    deliveryAgent_agentCode: str | None
    deliveryAgent_flightCode: str | None
    shippingStatus: str | None
    bltimeStamp: str | None
    laboratoryId: int | None
    isStorageShipping: int | None
    creationDate: str | None
    comments: str | None
    sendingLabContactId: int | None
    returnLabContactId: int | None
    returnCourier: str | None
    dateOfShippingToUser: str | None
    shippingType: str | None
    safetyLevel: str | None
    deliveryAgent_flightCodeTimestamp: str | None
    deliveryAgent_label: str | None
    readyByTime: str | None
    closeTime: str | None
    physicalLocation: str | None
    deliveryAgent_pickupConfirmationTimestamp: str | None
    deliveryAgent_pickupConfirmation: str | None
    deliveryAgent_readyByTime: str | None
    deliveryAgent_callinTime: str | None
    deliveryAgent_productcode: str | None
    deliveryAgent_flightCodePersonId: int | None
    extra: str | None
    source: str | None
    externalShippingIdToSynchrotron: int | None
    _etag: str
    sessionIds: list[int]


class ShippingHasSessionRow(TypedDict):
    """A session that a shipment is meant for."""

    shippingId: int
    sessionId: int
    _etag: str
