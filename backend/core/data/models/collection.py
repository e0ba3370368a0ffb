# SPDX-License-Identifier: LGPL-3.0-or-later
"""What was collected: groups, data collections, their files and image indicators.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.base import Ispyb, Policy
from backend.store.column_types import (
    choice,
    flag,
    integer,
    key,
    local_moment,
    long_text,
    moment,
    real,
    ref,
    text,
)


class DataCollectionGroup(Ispyb):
    """What was collected in one go from one sample: one or several data collections."""

    __tablename__ = "DataCollectionGroup"
    policy = Policy(owner="sessionId", older=("workflowId",), staff=("xtalSnapshotFullPath",))

    dataCollectionGroupId: Mapped[int] = key()
    sessionId: Mapped[int] = ref("BLSession.sessionId", null=False)
    comments: Mapped[str | None] = text(1024)
    blSampleId: Mapped[int | None] = ref("BLSample.blSampleId")
    experimentType: Mapped[str | None] = choice(
        "SAD",
        "SAD - Inverse Beam",
        "OSC",
        "Collect - Multiwedge",
        "MAD",
        "Helical",
        "Multi-positional",
        "Mesh",
        "Burn",
        "MAD - Inverse Beam",
        "Characterization",
        "Dehydration",
        "tomo",
        "experiment",
        "EM",
        "PDF",
        "PDF+Bragg",
        "Bragg",
        "single particle",
        "Serial Fixed",
        "Serial Jet",
        "Standard",
        "Time Resolved",
        "Diamond Anvil High Pressure",
        "Custom",
        "XRF map",
        "Energy scan",
        "XRF spectrum",
        "XRF map xas",
        "Mesh3D",
        "Screening",
        "Still",
        "SSX-Chip",
        "SSX-Jet",
        "Metal ID",
    )
    startTime: Mapped[datetime | None] = local_moment()
    endTime: Mapped[datetime | None] = local_moment()
    crystalClass: Mapped[str | None] = text(20)
    detectorMode: Mapped[str | None] = text(255)
    actualSampleBarcode: Mapped[str | None] = text(45)
    actualSampleSlotInContainer: Mapped[int | None] = integer()
    actualContainerBarcode: Mapped[str | None] = text(45)
    actualContainerSlotInSC: Mapped[int | None] = integer()
    xtalSnapshotFullPath: Mapped[str | None] = text(255)
    scanParameters: Mapped[str | None] = long_text()
    experimentTypeId: Mapped[int | None] = integer()
    workflowId: Mapped[int | None] = ref("Workflow.workflowId")


class DataCollection(Ispyb):
    """One series of images, with how it was taken and where its files are."""

    __tablename__ = "DataCollection"
    policy = Policy(
        owner="dataCollectionGroupId",
        older=(
            "imageQualityIndicatorsPlotPath",
            "imageQualityIndicatorsCSVPath",
        ),
        staff=(
            "imageDirectory",
            "imagePrefix",
            "imageContainerSubPath",
            "fileTemplate",
            "xtalSnapshotFullPath1",
            "xtalSnapshotFullPath2",
            "xtalSnapshotFullPath3",
            "xtalSnapshotFullPath4",
            "bestWilsonPlotPath",
            "datFullPath",
            "imageQualityIndicatorsPlotPath",
            "imageQualityIndicatorsCSVPath",
        ),
    )

    dataCollectionId: Mapped[int] = key()
    dataCollectionGroupId: Mapped[int] = ref("DataCollectionGroup.dataCollectionGroupId", null=False)
    BLSAMPLEID: Mapped[int | None] = integer()
    SESSIONID: Mapped[int | None] = integer(default=0)
    experimenttype: Mapped[str | None] = text(24)
    dataCollectionNumber: Mapped[int | None] = integer()
    startTime: Mapped[datetime | None] = local_moment()
    endTime: Mapped[datetime | None] = local_moment()
    runStatus: Mapped[str | None] = text(45)
    axisStart: Mapped[float | None] = real()
    axisEnd: Mapped[float | None] = real()
    axisRange: Mapped[float | None] = real()
    overlap: Mapped[float | None] = real()
    numberOfImages: Mapped[int | None] = integer()
    startImageNumber: Mapped[int | None] = integer()
    numberOfPasses: Mapped[int | None] = integer()
    exposureTime: Mapped[float | None] = real()
    imageDirectory: Mapped[str | None] = text(255)
    imagePrefix: Mapped[str | None] = text(45)
    imageSuffix: Mapped[str | None] = text(45)
    imageContainerSubPath: Mapped[str | None] = text(255)
    fileTemplate: Mapped[str | None] = text(255)
    wavelength: Mapped[float | None] = real()
    resolution: Mapped[float | None] = real()
    detectorDistance: Mapped[float | None] = real()
    xBeam: Mapped[float | None] = real()
    yBeam: Mapped[float | None] = real()
    comments: Mapped[str | None] = text(1024)
    printableForReport: Mapped[int | None] = flag(1)
    CRYSTALCLASS: Mapped[str | None] = text(20)
    slitGapVertical: Mapped[float | None] = real()
    slitGapHorizontal: Mapped[float | None] = real()
    transmission: Mapped[float | None] = real()
    synchrotronMode: Mapped[str | None] = text(20)
    xtalSnapshotFullPath1: Mapped[str | None] = text(255)
    xtalSnapshotFullPath2: Mapped[str | None] = text(255)
    xtalSnapshotFullPath3: Mapped[str | None] = text(255)
    xtalSnapshotFullPath4: Mapped[str | None] = text(255)
    rotationAxis: Mapped[str | None] = choice("Omega", "Kappa", "Phi")
    phiStart: Mapped[float | None] = real()
    kappaStart: Mapped[float | None] = real()
    omegaStart: Mapped[float | None] = real()
    chiStart: Mapped[float | None] = real()
    resolutionAtCorner: Mapped[float | None] = real()
    detector2Theta: Mapped[float | None] = real()
    DETECTORMODE: Mapped[str | None] = text(255)
    undulatorGap1: Mapped[float | None] = real()
    undulatorGap2: Mapped[float | None] = real()
    undulatorGap3: Mapped[float | None] = real()
    beamSizeAtSampleX: Mapped[float | None] = real()
    beamSizeAtSampleY: Mapped[float | None] = real()
    centeringMethod: Mapped[str | None] = text(255)
    averageTemperature: Mapped[float | None] = real()
    ACTUALSAMPLEBARCODE: Mapped[str | None] = text(45)
    ACTUALSAMPLESLOTINCONTAINER: Mapped[int | None] = integer()
    ACTUALCONTAINERBARCODE: Mapped[str | None] = text(45)
    ACTUALCONTAINERSLOTINSC: Mapped[int | None] = integer()
    actualCenteringPosition: Mapped[str | None] = text(255)
    beamShape: Mapped[str | None] = text(45)
    POSITIONID: Mapped[int | None] = integer()
    detectorId: Mapped[int | None] = ref("Detector.detectorId")
    FOCALSPOTSIZEATSAMPLEX: Mapped[float | None] = real()
    POLARISATION: Mapped[float | None] = real()
    FOCALSPOTSIZEATSAMPLEY: Mapped[float | None] = real()
    APERTUREID: Mapped[int | None] = integer()
    screeningOrigId: Mapped[int | None] = integer()
    startPositionId: Mapped[int | None] = integer()
    endPositionId: Mapped[int | None] = integer()
    flux: Mapped[float | None] = real()
    strategySubWedgeOrigId: Mapped[int | None] = integer()
    blSubSampleId: Mapped[int | None] = integer()
    flux_end: Mapped[float | None] = real()
    bestWilsonPlotPath: Mapped[str | None] = text(255)
    processedDataFile: Mapped[str | None] = text(255)
    datFullPath: Mapped[str | None] = text(255)
    magnification: Mapped[float | None] = real()
    totalAbsorbedDose: Mapped[float | None] = real()
    binning: Mapped[int | None] = flag(1)
    particleDiameter: Mapped[float | None] = real()
    boxSize_CTF: Mapped[float | None] = real()
    minResolution: Mapped[float | None] = real()
    minDefocus: Mapped[float | None] = real()
    maxDefocus: Mapped[float | None] = real()
    defocusStepSize: Mapped[float | None] = real()
    amountAstigmatism: Mapped[float | None] = real()
    extractSize: Mapped[float | None] = real()
    bgRadius: Mapped[float | None] = real()
    voltage: Mapped[float | None] = real()
    objAperture: Mapped[float | None] = real()
    c1aperture: Mapped[float | None] = real()
    c2aperture: Mapped[float | None] = real()
    c3aperture: Mapped[float | None] = real()
    c1lens: Mapped[float | None] = real()
    c2lens: Mapped[float | None] = real()
    c3lens: Mapped[float | None] = real()
    totalExposedDose: Mapped[float | None] = real()
    nominalMagnification: Mapped[float | None] = real()
    nominalDefocus: Mapped[float | None] = real()
    imageSizeX: Mapped[int | None] = integer()
    imageSizeY: Mapped[int | None] = integer()
    pixelSizeOnImage: Mapped[float | None] = real()
    phasePlate: Mapped[int | None] = flag()
    dataCollectionPlanId: Mapped[int | None] = ref("DiffractionPlan.diffractionPlanId")
    imageQualityIndicatorsPlotPath: Mapped[str | None] = text(512)
    imageQualityIndicatorsCSVPath: Mapped[str | None] = text(512)


class DataCollectionFileAttachment(Ispyb):
    """A file that belongs to a data collection, such as a log or a plot."""

    __tablename__ = "DataCollectionFileAttachment"
    policy = Policy(owner="dataCollectionId", staff=("fileFullPath",))

    dataCollectionFileAttachmentId: Mapped[int] = key()
    dataCollectionId: Mapped[int] = ref("DataCollection.dataCollectionId", null=False)
    fileFullPath: Mapped[str] = text(255, null=False)
    createTime: Mapped[datetime] = moment(stamped=True, null=False)
    fileType: Mapped[str | None] = choice("snapshot", "log", "xy", "recip", "pia", "warning", "params")


class ImageQualityIndicators(Ispyb):
    """What a quick look at one image gave: spots, resolution, ice rings."""

    __tablename__ = "ImageQualityIndicators"
    policy = Policy(owner="dataCollectionId")

    dataCollectionId: Mapped[int] = mapped_column(
        Integer, ForeignKey("DataCollection.dataCollectionId"), primary_key=True, autoincrement=False
    )
    imageNumber: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    imageId: Mapped[int | None] = integer()
    autoProcProgramId: Mapped[int | None] = integer()
    spotTotal: Mapped[int | None] = integer()
    inResTotal: Mapped[int | None] = integer()
    goodBraggCandidates: Mapped[int | None] = integer()
    iceRings: Mapped[int | None] = integer()
    method1Res: Mapped[float | None] = real()
    method2Res: Mapped[float | None] = real()
    maxUnitCell: Mapped[float | None] = real()
    pctSaturationTop50Peaks: Mapped[float | None] = real()
    inResolutionOvrlSpots: Mapped[int | None] = integer()
    binPopCutOffMethod2Res: Mapped[float | None] = real()
    recordTimeStamp: Mapped[datetime | None] = local_moment()
    totalIntegratedSignal: Mapped[float | None] = real()
    dozor_score: Mapped[float | None] = real()
    driftFactor: Mapped[float | None] = real()


class Image(Ispyb):
    """One image of a data collection: its file, and how the beam was when it was taken."""

    __tablename__ = "Image"
    policy = Policy(
        owner="dataCollectionId",
        staff=("fileName", "fileLocation", "jpegFileFullPath", "jpegThumbnailFileFullPath"),
    )

    imageId: Mapped[int] = key()
    dataCollectionId: Mapped[int] = ref("DataCollection.dataCollectionId", null=False)
    BLTIMESTAMP: Mapped[datetime] = moment(stamped=True, null=False)
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    motorPositionId: Mapped[int | None] = integer()
    imageNumber: Mapped[int | None] = integer()
    fileName: Mapped[str | None] = text(255)
    fileLocation: Mapped[str | None] = text(255)
    measuredIntensity: Mapped[float | None] = real()
    jpegFileFullPath: Mapped[str | None] = text(255)
    jpegThumbnailFileFullPath: Mapped[str | None] = text(255)
    temperature: Mapped[float | None] = real()
    cumulativeIntensity: Mapped[float | None] = real()
    synchrotronCurrent: Mapped[float | None] = real()
    comments: Mapped[str | None] = text(1024)
    machineMessage: Mapped[str | None] = text(1024)


class GridInfo(Ispyb):
    """The grid over which a group of data collections was taken."""

    __tablename__ = "GridInfo"
    policy = Policy(owner="dataCollectionGroupId")

    gridInfoId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    dataCollectionGroupId: Mapped[int | None] = ref("DataCollectionGroup.dataCollectionGroupId")
    xOffset: Mapped[float | None] = real()
    yOffset: Mapped[float | None] = real()
    dx_mm: Mapped[float | None] = real()
    dy_mm: Mapped[float | None] = real()
    steps_x: Mapped[float | None] = real()
    steps_y: Mapped[float | None] = real()
    meshAngle: Mapped[float | None] = real()
    workflowMeshId: Mapped[int | None] = integer()
    orientation: Mapped[str | None] = choice("vertical", "horizontal", default="horizontal")
    snapshot_offsetXPixel: Mapped[float | None] = real()
    snapshot_offsetYPixel: Mapped[float | None] = real()
    snaked: Mapped[int | None] = flag(0)
    dataCollectionId: Mapped[int | None] = ref("DataCollection.dataCollectionId")
    patchesX: Mapped[int | None] = integer(default=1)
    patchesY: Mapped[int | None] = integer(default=1)
    micronsPerPixelX: Mapped[float | None] = real()
    micronsPerPixelY: Mapped[float | None] = real()
