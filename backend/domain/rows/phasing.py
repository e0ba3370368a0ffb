# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class ModelBuildingRow(TypedDict):
    """A model that was built automatically."""

    modelBuildingId: int
    phasingAnalysisId: int
    phasingProgramRunId: int
    spaceGroupId: int | None
    lowRes: float | None
    highRes: float | None
    recordTimeStamp: str | None
    _etag: str


class PhasingRow(TypedDict):
    """Phases: method, solvent content, enantiomorph."""

    phasingId: int
    phasingAnalysisId: int
    phasingProgramRunId: int
    spaceGroupId: int | None
    method: str | None
    solventContent: float | None
    enantiomorph: int | None
    lowRes: float | None
    highRes: float | None
    recordTimeStamp: str | None
    _etag: str


class PhasingAnalysisRow(TypedDict):
    """An attempt to phase a structure."""

    phasingAnalysisId: int
    recordTimeStamp: str | None
    _etag: str


class PhasingHasScalingRow(TypedDict):
    """Which scaled data an attempt to phase used."""

    phasingHasScalingId: int
    phasingAnalysisId: int
    autoProcScalingId: int
    datasetNumber: int | None
    recordTimeStamp: str | None
    _etag: str


class PhasingProgramAttachmentRow(TypedDict):
    """A file that a phasing program left."""

    phasingProgramAttachmentId: int
    phasingProgramRunId: int
    fileType: str | None
    fileName: str | None
    filePath: str | None
    recordTimeStamp: str | None
    _etag: str


class PhasingProgramRunRow(TypedDict):
    """One run of a phasing program."""

    phasingProgramRunId: int
    phasingCommandLine: str | None
    phasingPrograms: str | None
    phasingStatus: int | None
    phasingMessage: str | None
    phasingStartTime: str | None
    phasingEndTime: str | None
    phasingEnvironment: str | None
    recordTimeStamp: str | None
    _etag: str


class PhasingStatisticsRow(TypedDict):
    """A figure of merit of phasing in one shell."""

    phasingStatisticsId: int
    phasingHasScalingId1: int
    phasingHasScalingId2: int | None
    phasingStepId: int | None
    numberOfBins: int | None
    binNumber: int | None
    lowRes: float | None
    highRes: float | None
    metric: str | None
    statisticsValue: float | None
    nReflections: int | None
    recordTimeStamp: str | None
    _etag: str


class PhasingStepRow(TypedDict):
    """One step on the way to a structure."""

    phasingStepId: int
    recordTimeStamp: str
    previousPhasingStepId: int | None
    programRunId: int | None
    spaceGroupId: int | None
    autoProcScalingId: int | None
    phasingAnalysisId: int | None
    phasingStepType: str | None
    method: str | None
    solventContent: str | None
    enantiomorph: str | None
    lowRes: str | None
    highRes: str | None
    _etag: str


class PreparePhasingDataRow(TypedDict):
    """The data made ready for phasing."""

    preparePhasingDataId: int
    phasingAnalysisId: int
    phasingProgramRunId: int
    spaceGroupId: int | None
    lowRes: float | None
    highRes: float | None
    recordTimeStamp: str | None
    _etag: str


class SubstructureDeterminationRow(TypedDict):
    """The search for a substructure."""

    substructureDeterminationId: int
    phasingAnalysisId: int
    phasingProgramRunId: int
    spaceGroupId: int | None
    method: str | None
    lowRes: float | None
    highRes: float | None
    recordTimeStamp: str | None
    _etag: str
