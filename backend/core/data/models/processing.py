# SPDX-License-Identifier: LGPL-3.0-or-later
"""What processing made of the data.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Mapped

from backend.store.base import Ispyb, Policy, Proposals
from backend.store.column_types import (
    choice,
    flag,
    hex_bytes,
    integer,
    key,
    local_moment,
    moment,
    real,
    ref,
    text,
)


class ProcessingJob(Ispyb):
    """A processing that was asked for."""

    __tablename__ = "ProcessingJob"
    policy = Policy(owner="dataCollectionId")

    processingJobId: Mapped[int] = key()
    recordTimestamp: Mapped[datetime] = moment(stamped=True, null=False)
    dataCollectionId: Mapped[int | None] = ref("DataCollection.dataCollectionId")
    displayName: Mapped[str | None] = text(80)
    comments: Mapped[str | None] = text(255)
    recipe: Mapped[str | None] = text(50)
    automatic: Mapped[int | None] = flag()


class AutoProcProgram(Ispyb):
    """One run of a processing program, with how it ended."""

    __tablename__ = "AutoProcProgram"
    policy = Policy(realm="data")

    autoProcProgramId: Mapped[int] = key()
    processingCommandLine: Mapped[str | None] = text(255)
    processingPrograms: Mapped[str | None] = text(255)
    processingStatus: Mapped[int | None] = flag()
    processingMessage: Mapped[str | None] = text(255)
    processingStartTime: Mapped[datetime | None] = local_moment()
    processingEndTime: Mapped[datetime | None] = local_moment()
    processingEnvironment: Mapped[str | None] = text(255)
    recordTimeStamp: Mapped[datetime | None] = local_moment()
    processingJobId: Mapped[int | None] = ref("ProcessingJob.processingJobId")
    processingPipelineId: Mapped[int | None] = integer()
    parentAutoProcProgramId: Mapped[int | None] = ref("AutoProcProgram.autoProcProgramId")
    jobUuid: Mapped[str | None] = hex_bytes()

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What integrated data of theirs, or was asked to."""
        return or_(
            cls.autoProcProgramId.in_(
                select(AutoProcIntegration.autoProcProgramId).where(AutoProcIntegration.within(proposals))
            ),
            cls.processingJobId.in_(
                select(ProcessingJob.processingJobId).where(ProcessingJob.within(proposals))
            ),
        )


class AutoProcProgramAttachment(Ispyb):
    """A file that a processing program left."""

    __tablename__ = "AutoProcProgramAttachment"
    policy = Policy(
        owner="autoProcProgramId",
        staff=(
            "fileName",
            "filePath",
        ),
    )

    autoProcProgramAttachmentId: Mapped[int] = key()
    autoProcProgramId: Mapped[int] = ref("AutoProcProgram.autoProcProgramId", null=False)
    fileType: Mapped[str | None] = choice("Log", "Result", "Graph", "Debug", "Input")
    fileName: Mapped[str | None] = text(255)
    filePath: Mapped[str | None] = text(255)
    recordTimeStamp: Mapped[datetime | None] = local_moment()
    importanceRank: Mapped[int | None] = flag()
    deleted: Mapped[int | None] = flag(0)


class AutoProc(Ispyb):
    """A result of processing: space group and refined cell."""

    __tablename__ = "AutoProc"
    policy = Policy(owner="autoProcProgramId")

    autoProcId: Mapped[int] = key()
    autoProcProgramId: Mapped[int | None] = ref("AutoProcProgram.autoProcProgramId")
    spaceGroup: Mapped[str | None] = text(45)
    refinedCell_a: Mapped[float | None] = real()
    refinedCell_b: Mapped[float | None] = real()
    refinedCell_c: Mapped[float | None] = real()
    refinedCell_alpha: Mapped[float | None] = real()
    refinedCell_beta: Mapped[float | None] = real()
    refinedCell_gamma: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment()


class AutoProcIntegration(Ispyb):
    """The integration of one data collection."""

    __tablename__ = "AutoProcIntegration"
    policy = Policy(owner="dataCollectionId")

    autoProcIntegrationId: Mapped[int] = key()
    dataCollectionId: Mapped[int] = ref("DataCollection.dataCollectionId", null=False)
    autoProcProgramId: Mapped[int | None] = ref("AutoProcProgram.autoProcProgramId")
    startImageNumber: Mapped[int | None] = integer()
    endImageNumber: Mapped[int | None] = integer()
    refinedDetectorDistance: Mapped[float | None] = real()
    refinedXBeam: Mapped[float | None] = real()
    refinedYBeam: Mapped[float | None] = real()
    rotationAxisX: Mapped[float | None] = real()
    rotationAxisY: Mapped[float | None] = real()
    rotationAxisZ: Mapped[float | None] = real()
    beamVectorX: Mapped[float | None] = real()
    beamVectorY: Mapped[float | None] = real()
    beamVectorZ: Mapped[float | None] = real()
    cell_a: Mapped[float | None] = real()
    cell_b: Mapped[float | None] = real()
    cell_c: Mapped[float | None] = real()
    cell_alpha: Mapped[float | None] = real()
    cell_beta: Mapped[float | None] = real()
    cell_gamma: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment()
    anomalous: Mapped[int | None] = flag(0)


class AutoProcScaling(Ispyb):
    """A scaling of one or several integrations."""

    __tablename__ = "AutoProcScaling"
    policy = Policy(owner="autoProcId")

    autoProcScalingId: Mapped[int] = key()
    autoProcId: Mapped[int | None] = ref("AutoProc.autoProcId")
    recordTimeStamp: Mapped[datetime | None] = local_moment()


class AutoProcScalingHasInt(Ispyb):
    """Which integrations went into a scaling."""

    __tablename__ = "AutoProcScaling_has_Int"
    policy = Policy(owner="autoProcIntegrationId")

    autoProcScaling_has_IntId: Mapped[int] = key()
    autoProcIntegrationId: Mapped[int] = ref("AutoProcIntegration.autoProcIntegrationId", null=False)
    autoProcScalingId: Mapped[int | None] = ref("AutoProcScaling.autoProcScalingId")
    recordTimeStamp: Mapped[datetime | None] = local_moment()


class AutoProcScalingStatistics(Ispyb):
    """Statistics of a scaling in one shell: overall, inner or outer."""

    __tablename__ = "AutoProcScalingStatistics"
    policy = Policy(owner="autoProcScalingId")

    autoProcScalingStatisticsId: Mapped[int] = key()
    scalingStatisticsType: Mapped[str] = choice(
        "overall", "innerShell", "outerShell", null=False, default="overall"
    )
    autoProcScalingId: Mapped[int | None] = ref("AutoProcScaling.autoProcScalingId")
    comments: Mapped[str | None] = text(255)
    resolutionLimitLow: Mapped[float | None] = real()
    resolutionLimitHigh: Mapped[float | None] = real()
    rMerge: Mapped[float | None] = real()
    rMeasWithinIPlusIMinus: Mapped[float | None] = real()
    rMeasAllIPlusIMinus: Mapped[float | None] = real()
    rPimWithinIPlusIMinus: Mapped[float | None] = real()
    rPimAllIPlusIMinus: Mapped[float | None] = real()
    fractionalPartialBias: Mapped[float | None] = real()
    nTotalObservations: Mapped[int | None] = integer()
    nTotalUniqueObservations: Mapped[int | None] = integer()
    meanIOverSigI: Mapped[float | None] = real()
    completeness: Mapped[float | None] = real()
    multiplicity: Mapped[float | None] = real()
    anomalousCompleteness: Mapped[float | None] = real()
    anomalousMultiplicity: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment()
    anomalous: Mapped[int | None] = flag(0)
    ccHalf: Mapped[float | None] = real()
    ccAnomalous: Mapped[float | None] = real()
    resIOverSigI2: Mapped[float | None] = real()


class AutoProcStatus(Ispyb):
    """A step of processing and how it went."""

    __tablename__ = "AutoProcStatus"
    policy = Policy(owner="autoProcIntegrationId")

    autoProcStatusId: Mapped[int] = key()
    autoProcIntegrationId: Mapped[int] = ref("AutoProcIntegration.autoProcIntegrationId", null=False)
    step: Mapped[str] = choice("Indexing", "Integration", "Correction", "Scaling", "Importing", null=False)
    status: Mapped[str] = choice("Launched", "Successful", "Failed", null=False)
    bltimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    comments: Mapped[str | None] = text(1024)
