# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is delivered to the beam: slurries, stocks, loaded samples, and what they are made with.

Names and columns are those of the SSX data model that the ISPyB community agreed on; it names no
proposal, so each table here has a `proposalId` of ours.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from backend.store.base import Base, Policy
from backend.store.column_types import choice, json_object, key, long_text, numbers, real, ref, text

DEVICE_TYPES = ("photoChip", "microFluidics", "viscoousJet", "tapeDevice")
"""Delivery devices; `viscoousJet` is spelt so in the community's enum."""


class CrystalSizeDistribution(Base):
    """How large the crystals of a slurry are, one value for each measured dimension (µm)."""

    __tablename__ = "CrystalSizeDistribution"
    policy = Policy(owner="proposalId")

    crystalSizeDistributionId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()
    crystalHabit: Mapped[str | None] = text(45)
    characteristicDimensions: Mapped[list[float] | None] = numbers()
    minDimension: Mapped[list[float] | None] = numbers()
    maxDimension: Mapped[list[float] | None] = numbers()


class Buffer(Base):
    """What the crystals swim in; `composition` lists component, type, concentration and unit."""

    __tablename__ = "Buffer"
    policy = Policy(owner="proposalId")

    bufferId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    composition: Mapped[list[dict[str, Any]] | None] = json_object()
    pH: Mapped[float | None] = real()
    note: Mapped[str | None] = long_text()


class Additive(Base):
    """What a stock is mixed with: a jet medium, a ligand, a cryoprotectant."""

    __tablename__ = "Additive"
    policy = Policy(owner="proposalId")

    additiveId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    composition: Mapped[list[dict[str, Any]] | None] = json_object()
    pH: Mapped[float | None] = real()
    note: Mapped[str | None] = long_text()


class CrystalSlurry(Base):
    """Crystals in their buffer, as shipped; `crystalDensity` in 1/mm³."""

    __tablename__ = "CrystalSlurry"
    __table_args__ = (UniqueConstraint("proposalId", "name"),)
    policy = Policy(owner="proposalId", lies_as="blSampleId")

    crystalSlurryId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    crystalSizeDistributionId: Mapped[int | None] = ref("CrystalSizeDistribution.crystalSizeDistributionId")
    crystalDensity: Mapped[float] = real(null=False)
    bufferId: Mapped[int | None] = ref("Buffer.bufferId")
    blSampleId: Mapped[int | None] = ref("BLSample.blSampleId")
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()


class CrystalSlurryHasCrystal(Base):
    """One of the crystal forms that a slurry mixes."""

    __tablename__ = "CrystalSlurry_has_Crystal"
    __table_args__ = (UniqueConstraint("crystalSlurryId", "crystalId"),)
    policy = Policy(owner="crystalSlurryId")

    CrystalSlurryHasCrystalId: Mapped[int] = key()
    crystalSlurryId: Mapped[int] = ref("CrystalSlurry.crystalSlurryId", null=False)
    crystalId: Mapped[int] = ref("Crystal.crystalId", null=False)


class Micrograph(Base):
    """A picture of a slurry; `objectSidePixelSize` is µm per pixel in x and y."""

    __tablename__ = "Micrograph"
    policy = Policy(owner="crystalSlurryId", staff=("url",))

    micrographId: Mapped[int] = key()
    crystalSlurryId: Mapped[int] = ref("CrystalSlurry.crystalSlurryId", null=False)
    url: Mapped[str | None] = text(255)
    objectSidePixelSize: Mapped[list[float] | None] = numbers()
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()


class SampleStock(Base):
    """A slurry brought to the concentration that is loaded; `crystalDensity` in 1/mm³."""

    __tablename__ = "SampleStock"
    __table_args__ = (UniqueConstraint("proposalId", "name"),)
    policy = Policy(owner="proposalId", lies_as="blSampleId")

    sampleStockId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    crystalSlurryId: Mapped[int] = ref("CrystalSlurry.crystalSlurryId", null=False)
    concentrationFactor: Mapped[float] = real(null=False)
    crystalDensity: Mapped[float | None] = real()
    additiveId: Mapped[int | None] = ref("Additive.additiveId")
    note: Mapped[str | None] = long_text()
    blSampleId: Mapped[int | None] = ref("BLSample.blSampleId")
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()


class SampleDeliveryDevice(Base):
    """A chip, jet, tape or microfluidic cell; its parameters stand in `descriptionJson`."""

    __tablename__ = "SampleDeliveryDevice"
    policy = Policy(owner="proposalId")

    sampleDeliveryDeviceId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    type: Mapped[str] = choice(*DEVICE_TYPES, null=False)
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()


class LoadedSample(Base):
    """A stock on a delivery device; its name becomes part of image and processing file names."""

    __tablename__ = "LoadedSample"
    __table_args__ = (UniqueConstraint("proposalId", "name"),)
    policy = Policy(owner="proposalId", lies_as="blSampleId")

    loadedSampleId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    sampleStockId: Mapped[int] = ref("SampleStock.sampleStockId", null=False)
    sampleDeliveryDeviceId: Mapped[int] = ref("SampleDeliveryDevice.sampleDeliveryDeviceId", null=False)
    loadingPattern: Mapped[str | None] = text(255)
    blSampleId: Mapped[int | None] = ref("BLSample.blSampleId")
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()
