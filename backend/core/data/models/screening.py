# SPDX-License-Identifier: LGPL-3.0-or-later
"""Characterisation: what was found and the strategy that follows.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, SmallInteger, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.data.models.collection import DataCollection, DataCollectionGroup
from backend.core.data.models.processing import AutoProcProgram
from backend.store.base import Ispyb, Policy, Proposals, through
from backend.store.column_types import blob_text, flag, integer, key, moment, real, ref, text


class Screening(Ispyb):
    """A characterisation of a crystal."""

    __tablename__ = "Screening"
    policy = Policy(realm="data")

    screeningId: Mapped[int] = key()
    bltimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    dataCollectionId: Mapped[int | None] = ref("DataCollection.dataCollectionId")
    programVersion: Mapped[str | None] = text(45)
    comments: Mapped[str | None] = text(255)
    shortComments: Mapped[str | None] = text(20)
    diffractionPlanId: Mapped[int | None] = integer()
    dataCollectionGroupId: Mapped[int | None] = ref("DataCollectionGroup.dataCollectionGroupId")
    xmlSampleInformation: Mapped[str | None] = blob_text()
    autoProcProgramId: Mapped[int | None] = ref("AutoProcProgram.autoProcProgramId")

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What hangs on data or a processing of theirs."""
        return or_(
            through(cls.dataCollectionId, DataCollection, proposals),
            through(cls.dataCollectionGroupId, DataCollectionGroup, proposals),
            through(cls.autoProcProgramId, AutoProcProgram, proposals),
        )


class ScreeningInput(Ispyb):
    """What a characterisation was given."""

    __tablename__ = "ScreeningInput"
    policy = Policy(owner="screeningId")

    screeningInputId: Mapped[int] = key()
    screeningId: Mapped[int] = ref("Screening.screeningId", null=False)
    beamX: Mapped[float | None] = real()
    beamY: Mapped[float | None] = real()
    rmsErrorLimits: Mapped[float | None] = real()
    minimumFractionIndexed: Mapped[float | None] = real()
    maximumFractionRejected: Mapped[float | None] = real()
    minimumSignalToNoise: Mapped[float | None] = real()
    diffractionPlanId: Mapped[int | None] = integer()
    xmlSampleInformation: Mapped[str | None] = blob_text()


class ScreeningOutput(Ispyb):
    """What a characterisation found."""

    __tablename__ = "ScreeningOutput"
    policy = Policy(owner="screeningId")

    screeningOutputId: Mapped[int] = key()
    screeningId: Mapped[int] = ref("Screening.screeningId", null=False)
    mosaicityEstimated: Mapped[int] = mapped_column(SmallInteger, nullable=False, default=0)
    indexingSuccess: Mapped[int] = mapped_column(SmallInteger, nullable=False, default=0)
    strategySuccess: Mapped[int] = mapped_column(SmallInteger, nullable=False, default=0)
    alignmentSuccess: Mapped[int] = mapped_column(SmallInteger, nullable=False, default=0)
    statusDescription: Mapped[str | None] = text(1024)
    rejectedReflections: Mapped[int | None] = integer()
    resolutionObtained: Mapped[float | None] = real()
    spotDeviationR: Mapped[float | None] = real()
    spotDeviationTheta: Mapped[float | None] = real()
    beamShiftX: Mapped[float | None] = real()
    beamShiftY: Mapped[float | None] = real()
    numSpotsFound: Mapped[int | None] = integer()
    numSpotsUsed: Mapped[int | None] = integer()
    numSpotsRejected: Mapped[int | None] = integer()
    mosaicity: Mapped[float | None] = real()
    iOverSigma: Mapped[float | None] = real()
    diffractionRings: Mapped[int | None] = flag()
    SCREENINGSUCCESS: Mapped[int | None] = flag(0)
    rankingResolution: Mapped[float | None] = real()
    program: Mapped[str | None] = text(45)
    doseTotal: Mapped[float | None] = real()
    totalExposureTime: Mapped[float | None] = real()
    totalRotationRange: Mapped[float | None] = real()
    totalNumberOfImages: Mapped[int | None] = integer()
    rFriedel: Mapped[float | None] = real()


class ScreeningOutputLattice(Ispyb):
    """A lattice that a characterisation found."""

    __tablename__ = "ScreeningOutputLattice"
    policy = Policy(owner="screeningOutputId")

    screeningOutputLatticeId: Mapped[int] = key()
    screeningOutputId: Mapped[int] = ref("ScreeningOutput.screeningOutputId", null=False)
    bltimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    spaceGroup: Mapped[str | None] = text(45)
    pointGroup: Mapped[str | None] = text(45)
    bravaisLattice: Mapped[str | None] = text(45)
    rawOrientationMatrix_a_x: Mapped[float | None] = real()
    rawOrientationMatrix_a_y: Mapped[float | None] = real()
    rawOrientationMatrix_a_z: Mapped[float | None] = real()
    rawOrientationMatrix_b_x: Mapped[float | None] = real()
    rawOrientationMatrix_b_y: Mapped[float | None] = real()
    rawOrientationMatrix_b_z: Mapped[float | None] = real()
    rawOrientationMatrix_c_x: Mapped[float | None] = real()
    rawOrientationMatrix_c_y: Mapped[float | None] = real()
    rawOrientationMatrix_c_z: Mapped[float | None] = real()
    unitCell_a: Mapped[float | None] = real()
    unitCell_b: Mapped[float | None] = real()
    unitCell_c: Mapped[float | None] = real()
    unitCell_alpha: Mapped[float | None] = real()
    unitCell_beta: Mapped[float | None] = real()
    unitCell_gamma: Mapped[float | None] = real()
    labelitIndexing: Mapped[int | None] = flag(0)


class ScreeningRank(Ispyb):
    """The place of a sample in a ranking."""

    __tablename__ = "ScreeningRank"
    policy = Policy(owner="screeningId")

    screeningRankId: Mapped[int] = key()
    screeningRankSetId: Mapped[int] = ref("ScreeningRankSet.screeningRankSetId", null=False)
    screeningId: Mapped[int] = ref("Screening.screeningId", null=False)
    rankValue: Mapped[float | None] = real()
    rankInformation: Mapped[str | None] = text(1024)


class ScreeningRankSet(Ispyb):
    """A ranking of samples."""

    __tablename__ = "ScreeningRankSet"
    policy = Policy(
        realm="data",
        staff=(
            "rankingProjectFileName",
            "rankingSummaryFileName",
        ),
    )

    screeningRankSetId: Mapped[int] = key()
    rankEngine: Mapped[str | None] = text(255)
    rankingProjectFileName: Mapped[str | None] = text(255)
    rankingSummaryFileName: Mapped[str | None] = text(255)

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What ranks characterisations of theirs."""
        return cls.screeningRankSetId.in_(
            select(ScreeningRank.screeningRankSetId).where(ScreeningRank.within(proposals))
        )


class ScreeningStrategy(Ispyb):
    """How to collect, as a characterisation proposes."""

    __tablename__ = "ScreeningStrategy"
    policy = Policy(owner="screeningOutputId")

    screeningStrategyId: Mapped[int] = key()
    screeningOutputId: Mapped[int] = ref("ScreeningOutput.screeningOutputId", null=False)
    anomalous: Mapped[int] = mapped_column(SmallInteger, nullable=False, default=0)
    phiStart: Mapped[float | None] = real()
    phiEnd: Mapped[float | None] = real()
    rotation: Mapped[float | None] = real()
    exposureTime: Mapped[float | None] = real()
    resolution: Mapped[float | None] = real()
    completeness: Mapped[float | None] = real()
    multiplicity: Mapped[float | None] = real()
    program: Mapped[str | None] = text(45)
    rankingResolution: Mapped[float | None] = real()
    transmission: Mapped[float | None] = real()


class ScreeningStrategyWedge(Ispyb):
    """A wedge of a proposed strategy."""

    __tablename__ = "ScreeningStrategyWedge"
    policy = Policy(owner="screeningStrategyId")

    screeningStrategyWedgeId: Mapped[int] = key()
    screeningStrategyId: Mapped[int | None] = ref("ScreeningStrategy.screeningStrategyId")
    wedgeNumber: Mapped[int | None] = integer()
    resolution: Mapped[float | None] = real()
    completeness: Mapped[float | None] = real()
    multiplicity: Mapped[float | None] = real()
    doseTotal: Mapped[float | None] = real()
    numberOfImages: Mapped[int | None] = integer()
    phi: Mapped[float | None] = real()
    kappa: Mapped[float | None] = real()
    chi: Mapped[float | None] = real()
    comments: Mapped[str | None] = text(255)
    wavelength: Mapped[float | None] = real()


class ScreeningStrategySubWedge(Ispyb):
    """A part of a wedge with one rotation axis."""

    __tablename__ = "ScreeningStrategySubWedge"
    policy = Policy(owner="screeningStrategyWedgeId")

    screeningStrategySubWedgeId: Mapped[int] = key()
    screeningStrategyWedgeId: Mapped[int | None] = ref("ScreeningStrategyWedge.screeningStrategyWedgeId")
    subWedgeNumber: Mapped[int | None] = integer()
    rotationAxis: Mapped[str | None] = text(45)
    axisStart: Mapped[float | None] = real()
    axisEnd: Mapped[float | None] = real()
    exposureTime: Mapped[float | None] = real()
    transmission: Mapped[float | None] = real()
    oscillationRange: Mapped[float | None] = real()
    completeness: Mapped[float | None] = real()
    multiplicity: Mapped[float | None] = real()
    RESOLUTION: Mapped[float | None] = real()
    doseTotal: Mapped[float | None] = real()
    numberOfImages: Mapped[int | None] = integer()
    comments: Mapped[str | None] = text(255)
