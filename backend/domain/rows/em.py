# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class CTFRow(TypedDict):
    """The contrast transfer function of a micrograph."""

    ctfId: int
    motionCorrectionId: int | None
    autoProcProgramId: int | None
    boxSizeX: float | None
    boxSizeY: float | None
    minResolution: float | None
    maxResolution: float | None
    minDefocus: float | None
    maxDefocus: float | None
    defocusStepSize: float | None
    astigmatism: float | None
    astigmatismAngle: float | None
    estimatedResolution: float | None
    estimatedDefocus: float | None
    amplitudeContrast: float | None
    ccValue: float | None
    fftTheoreticalFullPath: str | None
    comments: str | None
    iceRingDensity: float | None
    _etag: str


class MotionCorrectionRow(TypedDict):
    """The correction of a movie for the motion of the sample."""

    motionCorrectionId: int
    dataCollectionId: int | None
    autoProcProgramId: int | None
    imageNumber: int | None
    firstFrame: int | None
    lastFrame: int | None
    dosePerFrame: float | None
    doseWeight: float | None
    totalMotion: float | None
    averageMotionPerFrame: float | None
    driftPlotFullPath: str | None
    micrographFullPath: str | None
    micrographSnapshotFullPath: str | None
    patchesUsedX: int | None
    patchesUsedY: int | None
    fftFullPath: str | None
    fftCorrectedFullPath: str | None
    comments: str | None
    movieId: int | None
    _etag: str


class MovieRow(TypedDict):
    """A movie of an electron microscope."""

    movieId: int
    createdTimeStamp: str
    dataCollectionId: int | None
    movieNumber: int | None
    movieFullPath: str | None
    positionX: float | None
    positionY: float | None
    nominalDefocus: float | None
    angle: float | None
    fluence: float | None
    numberOfFrames: int | None
    foilHoleId: int | None
    templateLabel: int | None
    _etag: str
