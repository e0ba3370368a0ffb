# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the backend answers on loaded samples and acquisitions beyond the rows of one table."""

from __future__ import annotations

from typing import Literal, TypedDict

from backend.domain.rows.answers import CrystalInfo
from backend.domain.rows.beamline import DetectorRow
from backend.domain.rows.collection import DataCollectionRow
from backend.domain.rows.people import BLSessionRow
from backend.domain.rows.processing import AutoProcProgramRow
from backend.domain.rows.ssx_acquisition import DataSetRow, SsxDataAcquisitionRow
from backend.domain.rows.ssx_plan import ExperimentalPlanRow
from backend.domain.rows.ssx_sample import (
    AdditiveRow,
    BufferRow,
    CrystalSizeDistributionRow,
    CrystalSlurryRow,
    LoadedSampleRow,
    SampleDeliveryDeviceRow,
    SampleStockRow,
)


class SlurryInfo(CrystalSlurryRow):
    """A slurry with what is in it."""

    buffer: BufferRow | None
    crystalSizeDistribution: CrystalSizeDistributionRow | None
    crystals: list[CrystalInfo]


class StockInfo(SampleStockRow):
    """A stock with the slurry that it was made of."""

    crystalSlurry: SlurryInfo
    additive: AdditiveRow | None


class LoadedSampleInfo(LoadedSampleRow):
    """A loaded sample with its chain down to the protein, and its delivery device."""

    sampleStock: StockInfo
    sampleDeliveryDevice: SampleDeliveryDeviceRow


class SampleTreeEntry(TypedDict):
    """A row of the tree; its remark is a name, a density in 1/mm³ or a concentration factor."""

    table: str
    id: int
    name: str | None
    remark: str | float | None
    loadedSamples: int


class AcquisitionResults(TypedDict):
    """How many images were taken, hit and indexed; rates in percent."""

    images: int | None
    hits: int | None
    indexed: int | None
    hitRate: float | None
    indexingRate: float | None


class AcquisitionTotals(AcquisitionResults):
    """The figures of several acquisitions together."""

    acquisitions: int


class AcquisitionSummary(TypedDict):
    """The names of what an acquisition joins, its times and figures."""

    loadedSample: str
    deviceType: str
    plan: str | None
    dataSet: str | None
    program: str | None
    startTime: str | None
    endTime: str | None
    numberOfImages: int | None
    imagePrefix: str | None
    sessionId: int | None
    beamLineName: str | None
    protein: str | None
    results: AcquisitionResults | None


class AcquisitionInfo(SsxDataAcquisitionRow):
    """An acquisition with the names of what it joins."""

    info: AcquisitionSummary


class AcquisitionFile(TypedDict):
    """A file of a data collection or of a processing program; its size in bytes while it is there."""

    of: Literal["collection", "program"]
    id: int
    type: str | None
    path: str
    name: str
    size: int | None


class AcquisitionDetails(AcquisitionInfo):
    """An acquisition with all that it joins, each whole."""

    loadedSample: LoadedSampleInfo | None
    experimentalPlan: ExperimentalPlanRow | None
    dataCollection: DataCollectionRow | None
    detector: DetectorRow | None
    session: BLSessionRow | None
    dataSet: DataSetRow | None
    program: AutoProcProgramRow | None
    pictures: list[str]
    attachments: list[AcquisitionFile]


class NoAnswer(TypedDict):
    """Nothing came of it, as the user log tells."""


class SampleAcquisitions(TypedDict):
    """What was measured from a loaded sample, in order, and the figures of all."""

    total: int
    rows: list[AcquisitionInfo]
    next: str | None
    totals: AcquisitionTotals
