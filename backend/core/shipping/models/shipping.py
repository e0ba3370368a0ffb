# SPDX-License-Identifier: LGPL-3.0-or-later
"""Shipments, their dewars, the dewars' way, and the containers in them.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.base import Ispyb, Policy
from backend.store.column_types import (
    choice,
    day,
    flag,
    integer,
    key,
    local_moment,
    long_text,
    moment,
    real,
    ref,
    text,
    time_of_day,
)


class Shipping(Ispyb):
    """A shipment of dewars to the facility and back."""

    __tablename__ = "Shipping"
    policy = Policy(owner="proposalId")

    shippingId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    shippingName: Mapped[str | None] = text(45)
    deliveryAgent_agentName: Mapped[str | None] = text(45)
    deliveryAgent_shippingDate: Mapped[date | None] = day()
    deliveryAgent_deliveryDate: Mapped[date | None] = day()
    deliveryAgent_agentCode: Mapped[str | None] = text(45)
    deliveryAgent_flightCode: Mapped[str | None] = text(45)
    shippingStatus: Mapped[str | None] = text(45)
    bltimeStamp: Mapped[datetime | None] = local_moment(stamped=True)
    laboratoryId: Mapped[int | None] = integer()
    isStorageShipping: Mapped[int | None] = flag(0)
    creationDate: Mapped[datetime | None] = local_moment(stamped=True)
    comments: Mapped[str | None] = text(1000)
    sendingLabContactId: Mapped[int | None] = ref("LabContact.labContactId")
    returnLabContactId: Mapped[int | None] = ref("LabContact.labContactId")
    returnCourier: Mapped[str | None] = text(45)
    dateOfShippingToUser: Mapped[datetime | None] = local_moment()
    shippingType: Mapped[str | None] = text(45)
    safetyLevel: Mapped[str | None] = text(8, name="SAFETYLEVEL")
    deliveryAgent_flightCodeTimestamp: Mapped[datetime | None] = moment()
    deliveryAgent_label: Mapped[str | None] = long_text()
    readyByTime: Mapped[time | None] = time_of_day()
    closeTime: Mapped[time | None] = time_of_day()
    physicalLocation: Mapped[str | None] = text(50)
    deliveryAgent_pickupConfirmationTimestamp: Mapped[datetime | None] = moment()
    deliveryAgent_pickupConfirmation: Mapped[str | None] = text(10)
    deliveryAgent_readyByTime: Mapped[time | None] = time_of_day()
    deliveryAgent_callinTime: Mapped[time | None] = time_of_day()
    deliveryAgent_productcode: Mapped[str | None] = text(10)
    deliveryAgent_flightCodePersonId: Mapped[int | None] = ref("Person.personId")
    extra: Mapped[str | None] = long_text()
    source: Mapped[str | None] = text(50)
    externalShippingIdToSynchrotron: Mapped[int | None] = integer()


class ShippingHasSession(Ispyb):
    """A session that a shipment is meant for."""

    __tablename__ = "ShippingHasSession"
    policy = Policy(owner="shippingId")

    shippingId: Mapped[int] = mapped_column(ForeignKey("Shipping.shippingId"), primary_key=True)
    sessionId: Mapped[int] = mapped_column(ForeignKey("BLSession.sessionId"), primary_key=True)


class Dewar(Ispyb):
    """A parcel with its barcode; `dewarStatus` is ISPyB's word for its state."""

    __tablename__ = "Dewar"
    policy = Policy(owner="shippingId")

    dewarId: Mapped[int] = key()
    shippingId: Mapped[int] = ref("Shipping.shippingId", null=False)
    type: Mapped[str] = choice("Dewar", "Toolbox", "Parcel", null=False, default="Dewar")
    code: Mapped[str | None] = text(45)
    comments: Mapped[str | None] = text(1024)
    storageLocation: Mapped[str | None] = text(45)
    dewarStatus: Mapped[str | None] = text(45)
    bltimeStamp: Mapped[datetime | None] = local_moment(stamped=True)
    isStorageDewar: Mapped[int | None] = flag(0)
    barCode: Mapped[str | None] = text(45, unique=True)
    firstExperimentId: Mapped[int | None] = ref("BLSession.sessionId")
    customsValue: Mapped[int | None] = integer()
    transportValue: Mapped[int | None] = integer()
    trackingNumberToSynchrotron: Mapped[str | None] = text(30)
    trackingNumberFromSynchrotron: Mapped[str | None] = text(30)
    FACILITYCODE: Mapped[str | None] = text(20, name="facilityCode")
    weight: Mapped[float | None] = real()
    deliveryAgent_barcode: Mapped[str | None] = text(30)
    extra: Mapped[str | None] = long_text()
    source: Mapped[str | None] = text(50)
    externalShippingIdFromSynchrotron: Mapped[int | None] = integer()
    dewarRegistryId: Mapped[int | None] = integer()


class DewarTransportHistory(Ispyb):
    """One step on a dewar's way."""

    __tablename__ = "DewarTransportHistory"
    policy = Policy(owner="dewarId")

    DewarTransportHistoryId: Mapped[int] = key()
    dewarStatus: Mapped[str] = text(45, null=False)
    storageLocation: Mapped[str] = text(45, null=False)
    arrivalDate: Mapped[datetime] = local_moment(null=False)
    dewarId: Mapped[int | None] = ref("Dewar.dewarId")


class Container(Ispyb):
    """A puck, rack or box inside a dewar."""

    __tablename__ = "Container"
    policy = Policy(owner="dewarId")

    containerId: Mapped[int] = key()
    dewarId: Mapped[int | None] = ref("Dewar.dewarId")
    code: Mapped[str | None] = text(45)
    containerType: Mapped[str | None] = text(20)
    capacity: Mapped[int | None] = integer()
    sampleChangerLocation: Mapped[str | None] = text(20)
    containerStatus: Mapped[str | None] = text(45)
    bltimeStamp: Mapped[datetime | None] = local_moment(stamped=True)
    beamlineLocation: Mapped[str | None] = text(20)
    screenId: Mapped[int | None] = integer()
    scheduleId: Mapped[int | None] = integer()
    barcode: Mapped[str | None] = text(45, unique=True)
    imagerId: Mapped[int | None] = integer()
    sessionId: Mapped[int | None] = ref("BLSession.sessionId")
    ownerId: Mapped[int | None] = ref("Person.personId")
    requestedImagerId: Mapped[int | None] = integer()
    requestedReturn: Mapped[int | None] = flag(0)
    comments: Mapped[str | None] = text(255)
    experimentType: Mapped[str | None] = text(20)
    storageTemperature: Mapped[float | None] = real()
    containerRegistryId: Mapped[int | None] = integer()
    scLocationUpdated: Mapped[datetime | None] = local_moment()
    priorityPipelineId: Mapped[int | None] = integer()
    experimentTypeId: Mapped[int | None] = integer()
    containerTypeId: Mapped[int | None] = integer()
    currentDewarId: Mapped[int | None] = ref("Dewar.dewarId")
    parentContainerId: Mapped[int | None] = ref("Container.containerId")
    source: Mapped[str | None] = text(50)
    parentContainerLocation: Mapped[int | None] = integer()
