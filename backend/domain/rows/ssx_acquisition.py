# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class DataSetRow(TypedDict):
    """Acquisitions that are merged into one set of intensities."""

    dataSetId: int
    proposalId: int
    name: str
    mergedResultsFilename: str | None
    _etag: str


class SsxDataAcquisitionDescription(TypedDict, total=False):
    """What `descriptionJson` holds, as far as forms ask for it; sites add their own."""

    experimentName: str | None
    photonEnergy: float | None
    bandwidth: float | None
    beamSize: list[float] | None
    exposureTime: float | None
    repetitionRate: float | None
    transmission: float | None
    monoStripe: str | None
    reactionTime: float | None
    images: int | None
    hits: int | None
    indexed: int | None
    note: str | None


class SsxDataAcquisitionRow(TypedDict):
    """One data collection from a loaded sample: by which plan, with which log, processed by which program."""

    ssxDataAcquisitionId: int
    loadedSampleId: int
    dataCollectionId: int
    experimentalPlanId: int | None
    eventLogFilename: str | None
    dataSetId: int | None
    autoprocessingProgrammId: int | None
    descriptionJson: SsxDataAcquisitionDescription | None
    _etag: str
    warnings: NotRequired[list[str]]
