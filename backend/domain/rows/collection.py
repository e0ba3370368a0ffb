# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class DataCollectionRow(TypedDict):
    """One series of images, with how it was taken and where its files are."""

    dataCollectionId: int
    dataCollectionGroupId: int
    BLSAMPLEID: int | None
    SESSIONID: int | None
    experimenttype: str | None
    dataCollectionNumber: int | None
    startTime: str | None
    endTime: str | None
    runStatus: str | None
    axisStart: float | None
    axisEnd: float | None
    axisRange: float | None
    overlap: float | None
    numberOfImages: int | None
    startImageNumber: int | None
    numberOfPasses: int | None
    exposureTime: float | None
    imageDirectory: str | None
    imagePrefix: str | None
    imageSuffix: str | None
    imageContainerSubPath: str | None
    fileTemplate: str | None
    wavelength: float | None
    resolution: float | None
    detectorDistance: float | None
    xBeam: float | None
    yBeam: float | None
    comments: str | None
    printableForReport: int | None
    CRYSTALCLASS: str | None
    slitGapVertical: float | None
    slitGapHorizontal: float | None
    transmission: float | None
    synchrotronMode: str | None
    xtalSnapshotFullPath1: str | None
    xtalSnapshotFullPath2: str | None
    xtalSnapshotFullPath3: str | None
    xtalSnapshotFullPath4: str | None
    rotationAxis: str | None
    phiStart: float | None
    kappaStart: float | None
    omegaStart: float | None
    chiStart: float | None
    resolutionAtCorner: float | None
    detector2Theta: float | None
    DETECTORMODE: str | None
    undulatorGap1: float | None
    undulatorGap2: float | None
    undulatorGap3: float | None
    beamSizeAtSampleX: float | None
    beamSizeAtSampleY: float | None
    centeringMethod: str | None
    averageTemperature: float | None
    ACTUALSAMPLEBARCODE: str | None
    ACTUALSAMPLESLOTINCONTAINER: int | None
    ACTUALCONTAINERBARCODE: str | None
    ACTUALCONTAINERSLOTINSC: int | None
    actualCenteringPosition: str | None
    beamShape: str | None
    POSITIONID: int | None
    detectorId: int | None
    FOCALSPOTSIZEATSAMPLEX: float | None
    POLARISATION: float | None
    FOCALSPOTSIZEATSAMPLEY: float | None
    APERTUREID: int | None
    screeningOrigId: int | None
    startPositionId: int | None
    endPositionId: int | None
    flux: float | None
    strategySubWedgeOrigId: int | None
    blSubSampleId: int | None
    flux_end: float | None
    bestWilsonPlotPath: str | None
    processedDataFile: str | None
    datFullPath: str | None
    magnification: float | None
    totalAbsorbedDose: float | None
    binning: int | None
    particleDiameter: float | None
    boxSize_CTF: float | None
    minResolution: float | None
    minDefocus: float | None
    maxDefocus: float | None
    defocusStepSize: float | None
    amountAstigmatism: float | None
    extractSize: float | None
    bgRadius: float | None
    voltage: float | None
    objAperture: float | None
    c1aperture: float | None
    c2aperture: float | None
    c3aperture: float | None
    c1lens: float | None
    c2lens: float | None
    c3lens: float | None
    totalExposedDose: float | None
    nominalMagnification: float | None
    nominalDefocus: float | None
    imageSizeX: int | None
    imageSizeY: int | None
    pixelSizeOnImage: float | None
    phasePlate: int | None
    dataCollectionPlanId: int | None
    imageQualityIndicatorsPlotPath: str | None
    imageQualityIndicatorsCSVPath: str | None
    _etag: str


class DataCollectionFileAttachmentRow(TypedDict):
    """A file that belongs to a data collection, such as a log or a plot."""

    dataCollectionFileAttachmentId: int
    dataCollectionId: int
    fileFullPath: str
    createTime: str
    fileType: str | None
    _etag: str


class DataCollectionGroupRow(TypedDict):
    """What was collected in one go from one sample: one or several data collections."""

    dataCollectionGroupId: int
    sessionId: int
    comments: str | None
    blSampleId: int | None
    experimentType: str | None
    startTime: str | None
    endTime: str | None
    crystalClass: str | None
    detectorMode: str | None
    actualSampleBarcode: str | None
    actualSampleSlotInContainer: int | None
    actualContainerBarcode: str | None
    actualContainerSlotInSC: int | None
    xtalSnapshotFullPath: str | None
    scanParameters: str | None
    experimentTypeId: int | None
    workflowId: int | None
    _etag: str


class GridInfoRow(TypedDict):
    """The grid over which a group of data collections was taken."""

    gridInfoId: int
    recordTimeStamp: str
    dataCollectionGroupId: int | None
    xOffset: float | None
    yOffset: float | None
    dx_mm: float | None
    dy_mm: float | None
    steps_x: float | None
    steps_y: float | None
    meshAngle: float | None
    workflowMeshId: int | None
    orientation: str | None
    snapshot_offsetXPixel: float | None
    snapshot_offsetYPixel: float | None
    snaked: int | None
    dataCollectionId: int | None
    patchesX: int | None
    patchesY: int | None
    micronsPerPixelX: float | None
    micronsPerPixelY: float | None
    _etag: str


class ImageRow(TypedDict):
    """One image of a data collection: its file, and how the beam was when it was taken."""

    imageId: int
    dataCollectionId: int
    BLTIMESTAMP: str
    recordTimeStamp: str
    motorPositionId: int | None
    imageNumber: int | None
    fileName: str | None
    fileLocation: str | None
    measuredIntensity: float | None
    jpegFileFullPath: str | None
    jpegThumbnailFileFullPath: str | None
    temperature: float | None
    cumulativeIntensity: float | None
    synchrotronCurrent: float | None
    comments: str | None
    machineMessage: str | None
    _etag: str


class ImageQualityIndicatorsRow(TypedDict):
    """What a quick look at one image gave: spots, resolution, ice rings."""

    dataCollectionId: int
    imageNumber: int
    imageId: int | None
    autoProcProgramId: int | None
    spotTotal: int | None
    inResTotal: int | None
    goodBraggCandidates: int | None
    iceRings: int | None
    method1Res: float | None
    method2Res: float | None
    maxUnitCell: float | None
    pctSaturationTop50Peaks: float | None
    inResolutionOvrlSpots: int | None
    binPopCutOffMethod2Res: float | None
    recordTimeStamp: str | None
    totalIntegratedSignal: float | None
    dozor_score: float | None
    driftFactor: float | None
    _etag: str
