# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class AutoProcRow(TypedDict):
    """A result of processing: space group and refined cell."""

    autoProcId: int
    autoProcProgramId: int | None
    spaceGroup: str | None
    refinedCell_a: float | None
    refinedCell_b: float | None
    refinedCell_c: float | None
    refinedCell_alpha: float | None
    refinedCell_beta: float | None
    refinedCell_gamma: float | None
    recordTimeStamp: str | None
    _etag: str


class AutoProcIntegrationRow(TypedDict):
    """The integration of one data collection."""

    autoProcIntegrationId: int
    dataCollectionId: int
    autoProcProgramId: int | None
    startImageNumber: int | None
    endImageNumber: int | None
    refinedDetectorDistance: float | None
    refinedXBeam: float | None
    refinedYBeam: float | None
    rotationAxisX: float | None
    rotationAxisY: float | None
    rotationAxisZ: float | None
    beamVectorX: float | None
    beamVectorY: float | None
    beamVectorZ: float | None
    cell_a: float | None
    cell_b: float | None
    cell_c: float | None
    cell_alpha: float | None
    cell_beta: float | None
    cell_gamma: float | None
    recordTimeStamp: str | None
    anomalous: int | None
    _etag: str


class AutoProcProgramRow(TypedDict):
    """One run of a processing program, with how it ended."""

    autoProcProgramId: int
    processingCommandLine: str | None
    processingPrograms: str | None
    processingStatus: int | None
    processingMessage: str | None
    processingStartTime: str | None
    processingEndTime: str | None
    processingEnvironment: str | None
    recordTimeStamp: str | None
    processingJobId: int | None
    processingPipelineId: int | None
    parentAutoProcProgramId: int | None
    jobUuid: str | None
    _etag: str


class AutoProcProgramAttachmentRow(TypedDict):
    """A file that a processing program left."""

    autoProcProgramAttachmentId: int
    autoProcProgramId: int
    fileType: str | None
    fileName: str | None
    filePath: str | None
    recordTimeStamp: str | None
    importanceRank: int | None
    deleted: int | None
    _etag: str


class AutoProcScalingRow(TypedDict):
    """A scaling of one or several integrations."""

    autoProcScalingId: int
    autoProcId: int | None
    recordTimeStamp: str | None
    _etag: str


class AutoProcScalingHasIntRow(TypedDict):
    """Which integrations went into a scaling."""

    autoProcScaling_has_IntId: int
    autoProcIntegrationId: int
    autoProcScalingId: int | None
    recordTimeStamp: str | None
    _etag: str


class AutoProcScalingStatisticsRow(TypedDict):
    """Statistics of a scaling in one shell: overall, inner or outer."""

    autoProcScalingStatisticsId: int
    scalingStatisticsType: str
    autoProcScalingId: int | None
    comments: str | None
    resolutionLimitLow: float | None
    resolutionLimitHigh: float | None
    rMerge: float | None
    rMeasWithinIPlusIMinus: float | None
    rMeasAllIPlusIMinus: float | None
    rPimWithinIPlusIMinus: float | None
    rPimAllIPlusIMinus: float | None
    fractionalPartialBias: float | None
    nTotalObservations: int | None
    nTotalUniqueObservations: int | None
    meanIOverSigI: float | None
    completeness: float | None
    multiplicity: float | None
    anomalousCompleteness: float | None
    anomalousMultiplicity: float | None
    recordTimeStamp: str | None
    anomalous: int | None
    ccHalf: float | None
    ccAnomalous: float | None
    resIOverSigI2: float | None
    _etag: str


class AutoProcStatusRow(TypedDict):
    """A step of processing and how it went."""

    autoProcStatusId: int
    autoProcIntegrationId: int
    step: str
    status: str
    bltimeStamp: str
    comments: str | None
    _etag: str


class ProcessingJobRow(TypedDict):
    """A processing that was asked for."""

    processingJobId: int
    recordTimestamp: str
    dataCollectionId: int | None
    displayName: str | None
    comments: str | None
    recipe: str | None
    automatic: int | None
    _etag: str
