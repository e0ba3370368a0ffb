# SPDX-License-Identifier: LGPL-3.0-or-later
"""Electron microscopy: movies, motion correction and contrast transfer.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped

from backend.core.data.models.collection import DataCollection
from backend.core.data.models.processing import AutoProcProgram
from backend.store.base import Ispyb, Policy, Proposals, through
from backend.store.column_types import flag, integer, key, moment, real, ref, text

__all__ = ["CTF", "MotionCorrection", "Movie"]


class Movie(Ispyb):
    """A movie of an electron microscope."""

    __tablename__ = "Movie"
    policy = Policy(owner="dataCollectionId", staff=("movieFullPath",))

    movieId: Mapped[int] = key()
    createdTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    dataCollectionId: Mapped[int | None] = ref("DataCollection.dataCollectionId")
    movieNumber: Mapped[int | None] = integer()
    movieFullPath: Mapped[str | None] = text(255)
    positionX: Mapped[float | None] = real()
    positionY: Mapped[float | None] = real()
    nominalDefocus: Mapped[float | None] = real()
    angle: Mapped[float | None] = real()
    fluence: Mapped[float | None] = real()
    numberOfFrames: Mapped[int | None] = integer()
    foilHoleId: Mapped[int | None] = integer()
    templateLabel: Mapped[int | None] = integer()


class MotionCorrection(Ispyb):
    """The correction of a movie for the motion of the sample."""

    __tablename__ = "MotionCorrection"
    policy = Policy(
        realm="data",
        staff=(
            "driftPlotFullPath",
            "micrographFullPath",
            "micrographSnapshotFullPath",
            "fftFullPath",
            "fftCorrectedFullPath",
        ),
    )

    motionCorrectionId: Mapped[int] = key()
    dataCollectionId: Mapped[int | None] = ref("DataCollection.dataCollectionId")
    autoProcProgramId: Mapped[int | None] = ref("AutoProcProgram.autoProcProgramId")
    imageNumber: Mapped[int | None] = flag()
    firstFrame: Mapped[int | None] = flag()
    lastFrame: Mapped[int | None] = flag()
    dosePerFrame: Mapped[float | None] = real()
    doseWeight: Mapped[float | None] = real()
    totalMotion: Mapped[float | None] = real()
    averageMotionPerFrame: Mapped[float | None] = real()
    driftPlotFullPath: Mapped[str | None] = text(255)
    micrographFullPath: Mapped[str | None] = text(255)
    micrographSnapshotFullPath: Mapped[str | None] = text(255)
    patchesUsedX: Mapped[int | None] = integer()
    patchesUsedY: Mapped[int | None] = integer()
    fftFullPath: Mapped[str | None] = text(255)
    fftCorrectedFullPath: Mapped[str | None] = text(255)
    comments: Mapped[str | None] = text(255)
    movieId: Mapped[int | None] = ref("Movie.movieId")

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What hangs on data, a movie or a processing of theirs."""
        return or_(
            through(cls.dataCollectionId, DataCollection, proposals),
            through(cls.movieId, Movie, proposals),
            through(cls.autoProcProgramId, AutoProcProgram, proposals),
        )


class CTF(Ispyb):
    """The contrast transfer function of a micrograph."""

    __tablename__ = "CTF"
    policy = Policy(realm="data", staff=("fftTheoreticalFullPath",))

    ctfId: Mapped[int] = key()
    motionCorrectionId: Mapped[int | None] = ref("MotionCorrection.motionCorrectionId")
    autoProcProgramId: Mapped[int | None] = ref("AutoProcProgram.autoProcProgramId")
    boxSizeX: Mapped[float | None] = real()
    boxSizeY: Mapped[float | None] = real()
    minResolution: Mapped[float | None] = real()
    maxResolution: Mapped[float | None] = real()
    minDefocus: Mapped[float | None] = real()
    maxDefocus: Mapped[float | None] = real()
    defocusStepSize: Mapped[float | None] = real()
    astigmatism: Mapped[float | None] = real()
    astigmatismAngle: Mapped[float | None] = real()
    estimatedResolution: Mapped[float | None] = real()
    estimatedDefocus: Mapped[float | None] = real()
    amplitudeContrast: Mapped[float | None] = real()
    ccValue: Mapped[float | None] = real()
    fftTheoreticalFullPath: Mapped[str | None] = text(255)
    comments: Mapped[str | None] = text(255)
    iceRingDensity: Mapped[float | None] = real()

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What hangs on a motion correction or a processing of theirs."""
        return or_(
            through(cls.motionCorrectionId, MotionCorrection, proposals),
            through(cls.autoProcProgramId, AutoProcProgram, proposals),
        )
