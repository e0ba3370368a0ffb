# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class AdditiveCompositionItem(TypedDict, total=False):
    """What `composition` holds, as far as forms ask for it; sites add their own."""

    component: str
    type: str | None
    concentration: float | None
    unit: str | None


class AdditiveRow(TypedDict):
    """What a stock is mixed with: a jet medium, a ligand, a cryoprotectant."""

    additiveId: int
    proposalId: int
    name: str
    composition: list[AdditiveCompositionItem] | None
    pH: float | None
    note: str | None
    _etag: str


class BufferCompositionItem(TypedDict, total=False):
    """What `composition` holds, as far as forms ask for it; sites add their own."""

    component: str
    type: str | None
    concentration: float | None
    unit: str | None


class BufferRow(TypedDict):
    """What the crystals swim in; `composition` lists component, type, concentration and unit."""

    bufferId: int
    proposalId: int
    name: str
    composition: list[BufferCompositionItem] | None
    pH: float | None
    note: str | None
    _etag: str


class CrystalSizeDistributionDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    mean: list[float] | None
    median: list[float] | None
    sigma: list[float] | None
    method: str | None
    n: int | None


class CrystalSizeDistributionRow(TypedDict):
    """How large the crystals of a slurry are, one value for each measured dimension (µm)."""

    crystalSizeDistributionId: int
    proposalId: int
    descriptionJson: CrystalSizeDistributionDescription | None
    crystalHabit: str | None
    characteristicDimensions: list[float] | None
    minDimension: list[float] | None
    maxDimension: list[float] | None
    _etag: str


class CrystalSlurryDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    batchDate: str | None
    volume: float | None
    aliquots: int | None
    proteinConcentration: float | None
    grownBy: str | None
    filter: float | None
    storageTemperature: float
    useBy: str | None
    lightSensitive: bool | None
    expectedResolution: float | None


class CrystalSlurryRow(TypedDict):
    """Crystals in their buffer, as shipped; `crystalDensity` in 1/mm³."""

    crystalSlurryId: int
    proposalId: int
    name: str
    crystalSizeDistributionId: int | None
    crystalDensity: float
    bufferId: int | None
    blSampleId: int | None
    descriptionJson: CrystalSlurryDescription | None
    _etag: str
    crystalIds: list[int]


class CrystalSlurryHasCrystalRow(TypedDict):
    """One of the crystal forms that a slurry mixes."""

    CrystalSlurryHasCrystalId: int
    crystalSlurryId: int
    crystalId: int
    _etag: str


class LoadedSampleDescriptionEventsItem(TypedDict, total=False):
    """One of `events`."""

    event: str
    offset: float
    duration: float | None
    period: float | None
    repetitions: int | None


class LoadedSampleDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    description: str | None
    trigger: str | None
    laserWavelength: float | None
    pulseEnergy: float | None
    pulseLength: float | None
    spotSize: float | None
    ligand: str | None
    mixingRatio: float | None
    mixingTime: float | None
    events: list[LoadedSampleDescriptionEventsItem] | None
    photonEnergy: float | None
    bandwidth: float | None
    beamSize: list[float] | None
    exposureTime: float | None
    repetitionRate: float | None
    transmission: float | None
    indexedImagesWanted: int | None
    delays: list[float] | None
    hitRate: float | None
    indexingRate: float | None
    multiplesLimit: float | None


class LoadedSampleRow(TypedDict):
    """A stock on a delivery device; its name becomes part of image and processing file names."""

    loadedSampleId: int
    proposalId: int
    name: str
    sampleStockId: int
    sampleDeliveryDeviceId: int
    loadingPattern: str | None
    blSampleId: int | None
    descriptionJson: LoadedSampleDescription | None
    _etag: str


class MicrographDescriptionLinesItem(TypedDict, total=False):
    """One of `lines`."""

    axis: str
    x1: float
    y1: float
    x2: float
    y2: float


class MicrographDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    fileName: str | None
    lines: list[MicrographDescriptionLinesItem] | None


class MicrographRow(TypedDict):
    """A picture of a slurry; `objectSidePixelSize` is µm per pixel in x and y."""

    micrographId: int
    crystalSlurryId: int
    url: str | None
    objectSidePixelSize: list[float] | None
    descriptionJson: MicrographDescription | None
    _etag: str


class SampleDeliveryDeviceDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    model: str
    serial: str | None
    blocks: int | None
    wellsPerBlock: int | None
    pitch: float | None
    blockPitch: float | None
    aperture: float | None
    material: str | None
    film: str | None
    spacer: float | None
    area: float | None
    loadedVolume: float | None
    howLoaded: str | None
    humidity: float | None
    device: str
    channel: float | None
    flowRates: list[float] | None
    mixingRatio: float | None
    delay: float | None
    injector: str | None
    nozzle: float
    reservoir: float | None
    flowRate: float | None
    pressure: float | None
    gas: str | None
    jetDiameter: float | None
    jetSpeed: float | None
    temperature: float | None
    speed: float
    dropletVolume: float
    dropletRate: float | None


class SampleDeliveryDeviceRow(TypedDict):
    """A chip, jet, tape or microfluidic cell; its parameters stand in `descriptionJson`."""

    sampleDeliveryDeviceId: int
    proposalId: int
    type: str
    descriptionJson: SampleDeliveryDeviceDescription | None
    _etag: str


class SampleStockDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    medium: str | None
    slurryShare: float | None
    preparedBy: str | None
    preparedAt: str | None


class SampleStockRow(TypedDict):
    """A slurry brought to the concentration that is loaded; `crystalDensity` in 1/mm³."""

    sampleStockId: int
    proposalId: int
    name: str
    crystalSlurryId: int
    concentrationFactor: float
    crystalDensity: float | None
    additiveId: int | None
    note: str | None
    blSampleId: int | None
    descriptionJson: SampleStockDescription | None
    _etag: str
