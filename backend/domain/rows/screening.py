# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class ScreeningRow(TypedDict):
    """A characterisation of a crystal."""

    screeningId: int
    bltimeStamp: str
    dataCollectionId: int | None
    programVersion: str | None
    comments: str | None
    shortComments: str | None
    diffractionPlanId: int | None
    dataCollectionGroupId: int | None
    xmlSampleInformation: str | None
    autoProcProgramId: int | None
    _etag: str


class ScreeningInputRow(TypedDict):
    """What a characterisation was given."""

    screeningInputId: int
    screeningId: int
    beamX: float | None
    beamY: float | None
    rmsErrorLimits: float | None
    minimumFractionIndexed: float | None
    maximumFractionRejected: float | None
    minimumSignalToNoise: float | None
    diffractionPlanId: int | None
    xmlSampleInformation: str | None
    _etag: str


class ScreeningOutputRow(TypedDict):
    """What a characterisation found."""

    screeningOutputId: int
    screeningId: int
    mosaicityEstimated: int
    indexingSuccess: int
    strategySuccess: int
    alignmentSuccess: int
    statusDescription: str | None
    rejectedReflections: int | None
    resolutionObtained: float | None
    spotDeviationR: float | None
    spotDeviationTheta: float | None
    beamShiftX: float | None
    beamShiftY: float | None
    numSpotsFound: int | None
    numSpotsUsed: int | None
    numSpotsRejected: int | None
    mosaicity: float | None
    iOverSigma: float | None
    diffractionRings: int | None
    SCREENINGSUCCESS: int | None
    rankingResolution: float | None
    program: str | None
    doseTotal: float | None
    totalExposureTime: float | None
    totalRotationRange: float | None
    totalNumberOfImages: int | None
    rFriedel: float | None
    _etag: str


class ScreeningOutputLatticeRow(TypedDict):
    """A lattice that a characterisation found."""

    screeningOutputLatticeId: int
    screeningOutputId: int
    bltimeStamp: str
    spaceGroup: str | None
    pointGroup: str | None
    bravaisLattice: str | None
    rawOrientationMatrix_a_x: float | None
    rawOrientationMatrix_a_y: float | None
    rawOrientationMatrix_a_z: float | None
    rawOrientationMatrix_b_x: float | None
    rawOrientationMatrix_b_y: float | None
    rawOrientationMatrix_b_z: float | None
    rawOrientationMatrix_c_x: float | None
    rawOrientationMatrix_c_y: float | None
    rawOrientationMatrix_c_z: float | None
    unitCell_a: float | None
    unitCell_b: float | None
    unitCell_c: float | None
    unitCell_alpha: float | None
    unitCell_beta: float | None
    unitCell_gamma: float | None
    labelitIndexing: int | None
    _etag: str


class ScreeningRankRow(TypedDict):
    """The place of a sample in a ranking."""

    screeningRankId: int
    screeningRankSetId: int
    screeningId: int
    rankValue: float | None
    rankInformation: str | None
    _etag: str


class ScreeningRankSetRow(TypedDict):
    """A ranking of samples."""

    screeningRankSetId: int
    rankEngine: str | None
    rankingProjectFileName: str | None
    rankingSummaryFileName: str | None
    _etag: str


class ScreeningStrategyRow(TypedDict):
    """How to collect, as a characterisation proposes."""

    screeningStrategyId: int
    screeningOutputId: int
    anomalous: int
    phiStart: float | None
    phiEnd: float | None
    rotation: float | None
    exposureTime: float | None
    resolution: float | None
    completeness: float | None
    multiplicity: float | None
    program: str | None
    rankingResolution: float | None
    transmission: float | None
    _etag: str


class ScreeningStrategySubWedgeRow(TypedDict):
    """A part of a wedge with one rotation axis."""

    screeningStrategySubWedgeId: int
    screeningStrategyWedgeId: int | None
    subWedgeNumber: int | None
    rotationAxis: str | None
    axisStart: float | None
    axisEnd: float | None
    exposureTime: float | None
    transmission: float | None
    oscillationRange: float | None
    completeness: float | None
    multiplicity: float | None
    RESOLUTION: float | None
    doseTotal: float | None
    numberOfImages: int | None
    comments: str | None
    _etag: str


class ScreeningStrategyWedgeRow(TypedDict):
    """A wedge of a proposed strategy."""

    screeningStrategyWedgeId: int
    screeningStrategyId: int | None
    wedgeNumber: int | None
    resolution: float | None
    completeness: float | None
    multiplicity: float | None
    doseTotal: float | None
    numberOfImages: int | None
    phi: float | None
    kappa: float | None
    chi: float | None
    comments: str | None
    wavelength: float | None
    _etag: str
