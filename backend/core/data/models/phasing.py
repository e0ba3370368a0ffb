# SPDX-License-Identifier: LGPL-3.0-or-later
"""The way from data to phases and models.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Mapped

from backend.store.base import Ispyb, Policy, Proposals
from backend.store.column_types import choice, flag, integer, key, local_moment, moment, real, ref, text


class PhasingAnalysis(Ispyb):
    """An attempt to phase a structure."""

    __tablename__ = "PhasingAnalysis"
    policy = Policy(realm="data")

    phasingAnalysisId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime | None] = local_moment()

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What used scaled data of theirs."""
        return cls.phasingAnalysisId.in_(
            select(PhasingHasScaling.phasingAnalysisId).where(PhasingHasScaling.within(proposals))
        )


class PhasingProgramRun(Ispyb):
    """One run of a phasing program."""

    __tablename__ = "PhasingProgramRun"
    policy = Policy(realm="data")

    phasingProgramRunId: Mapped[int] = key()
    phasingCommandLine: Mapped[str | None] = text(255)
    phasingPrograms: Mapped[str | None] = text(255)
    phasingStatus: Mapped[int | None] = flag()
    phasingMessage: Mapped[str | None] = text(255)
    phasingStartTime: Mapped[datetime | None] = local_moment()
    phasingEndTime: Mapped[datetime | None] = local_moment()
    phasingEnvironment: Mapped[str | None] = text(255)
    recordTimeStamp: Mapped[datetime | None] = local_moment(stamped=True)

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What led to phases or steps of theirs."""
        return or_(
            cls.phasingProgramRunId.in_(select(Phasing.phasingProgramRunId).where(Phasing.within(proposals))),
            cls.phasingProgramRunId.in_(
                select(PhasingStep.programRunId).where(PhasingStep.within(proposals))
            ),
        )


class PhasingProgramAttachment(Ispyb):
    """A file that a phasing program left."""

    __tablename__ = "PhasingProgramAttachment"
    policy = Policy(
        owner="phasingProgramRunId",
        staff=(
            "fileName",
            "filePath",
        ),
    )

    phasingProgramAttachmentId: Mapped[int] = key()
    phasingProgramRunId: Mapped[int] = ref("PhasingProgramRun.phasingProgramRunId", null=False)
    fileType: Mapped[str | None] = choice("Map", "Logfile", "PDB", "CSV", "INS", "RES", "TXT")
    fileName: Mapped[str | None] = text(45)
    filePath: Mapped[str | None] = text(255)
    recordTimeStamp: Mapped[datetime | None] = local_moment()


class PhasingHasScaling(Ispyb):
    """Which scaled data an attempt to phase used."""

    __tablename__ = "Phasing_has_Scaling"
    policy = Policy(owner="autoProcScalingId")

    phasingHasScalingId: Mapped[int] = key()
    phasingAnalysisId: Mapped[int] = ref("PhasingAnalysis.phasingAnalysisId", null=False)
    autoProcScalingId: Mapped[int] = ref("AutoProcScaling.autoProcScalingId", null=False)
    datasetNumber: Mapped[int | None] = integer()
    recordTimeStamp: Mapped[datetime | None] = local_moment(stamped=True)


class Phasing(Ispyb):
    """Phases: method, solvent content, enantiomorph."""

    __tablename__ = "Phasing"
    policy = Policy(owner="phasingAnalysisId")

    phasingId: Mapped[int] = key()
    phasingAnalysisId: Mapped[int] = ref("PhasingAnalysis.phasingAnalysisId", null=False)
    phasingProgramRunId: Mapped[int] = ref("PhasingProgramRun.phasingProgramRunId", null=False)
    spaceGroupId: Mapped[int | None] = integer()
    method: Mapped[str | None] = choice("solvent flattening", "solvent flipping", "e", "SAD", "shelxe")
    solventContent: Mapped[float | None] = real()
    enantiomorph: Mapped[int | None] = flag()
    lowRes: Mapped[float | None] = real()
    highRes: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment(stamped=True)


class PhasingStatistics(Ispyb):
    """A figure of merit of phasing in one shell."""

    __tablename__ = "PhasingStatistics"
    policy = Policy(owner="phasingHasScalingId1")

    phasingStatisticsId: Mapped[int] = key()
    phasingHasScalingId1: Mapped[int] = ref("Phasing_has_Scaling.phasingHasScalingId", null=False)
    phasingHasScalingId2: Mapped[int | None] = ref("Phasing_has_Scaling.phasingHasScalingId")
    phasingStepId: Mapped[int | None] = ref("PhasingStep.phasingStepId")
    numberOfBins: Mapped[int | None] = integer()
    binNumber: Mapped[int | None] = integer()
    lowRes: Mapped[float | None] = real()
    highRes: Mapped[float | None] = real()
    metric: Mapped[str | None] = choice(
        "Rcullis",
        "Average Fragment Length",
        "Chain Count",
        "Residues Count",
        "CC",
        "PhasingPower",
        "FOM",
        '<d"/sig>',
        "Best CC",
        "CC(1/2)",
        "Weak CC",
        "CFOM",
        "Pseudo_free_CC",
        "CC of partial model",
    )
    statisticsValue: Mapped[float | None] = real()
    nReflections: Mapped[int | None] = integer()
    recordTimeStamp: Mapped[datetime | None] = local_moment(stamped=True)


class PhasingStep(Ispyb):
    """One step on the way to a structure."""

    __tablename__ = "PhasingStep"
    policy = Policy(owner="autoProcScalingId")

    phasingStepId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    previousPhasingStepId: Mapped[int | None] = integer()
    programRunId: Mapped[int | None] = ref("PhasingProgramRun.phasingProgramRunId")
    spaceGroupId: Mapped[int | None] = integer()
    autoProcScalingId: Mapped[int | None] = ref("AutoProcScaling.autoProcScalingId")
    phasingAnalysisId: Mapped[int | None] = integer()
    phasingStepType: Mapped[str | None] = choice(
        "PREPARE", "SUBSTRUCTUREDETERMINATION", "PHASING", "MODELBUILDING"
    )
    method: Mapped[str | None] = text(45)
    solventContent: Mapped[str | None] = text(45)
    enantiomorph: Mapped[str | None] = text(45)
    lowRes: Mapped[str | None] = text(45)
    highRes: Mapped[str | None] = text(45)


class PreparePhasingData(Ispyb):
    """The data made ready for phasing."""

    __tablename__ = "PreparePhasingData"
    policy = Policy(owner="phasingAnalysisId")

    preparePhasingDataId: Mapped[int] = key()
    phasingAnalysisId: Mapped[int] = ref("PhasingAnalysis.phasingAnalysisId", null=False)
    phasingProgramRunId: Mapped[int] = ref("PhasingProgramRun.phasingProgramRunId", null=False)
    spaceGroupId: Mapped[int | None] = integer()
    lowRes: Mapped[float | None] = real()
    highRes: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment()


class SubstructureDetermination(Ispyb):
    """The search for a substructure."""

    __tablename__ = "SubstructureDetermination"
    policy = Policy(owner="phasingAnalysisId")

    substructureDeterminationId: Mapped[int] = key()
    phasingAnalysisId: Mapped[int] = ref("PhasingAnalysis.phasingAnalysisId", null=False)
    phasingProgramRunId: Mapped[int] = ref("PhasingProgramRun.phasingProgramRunId", null=False)
    spaceGroupId: Mapped[int | None] = integer()
    method: Mapped[str | None] = choice("SAD", "MAD", "SIR", "SIRAS", "MR", "MIR", "MIRAS", "RIP", "RIPAS")
    lowRes: Mapped[float | None] = real()
    highRes: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment()


class ModelBuilding(Ispyb):
    """A model that was built automatically."""

    __tablename__ = "ModelBuilding"
    policy = Policy(owner="phasingAnalysisId")

    modelBuildingId: Mapped[int] = key()
    phasingAnalysisId: Mapped[int] = ref("PhasingAnalysis.phasingAnalysisId", null=False)
    phasingProgramRunId: Mapped[int] = ref("PhasingProgramRun.phasingProgramRunId", null=False)
    spaceGroupId: Mapped[int | None] = integer()
    lowRes: Mapped[float | None] = real()
    highRes: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment()
