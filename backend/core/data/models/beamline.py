# SPDX-License-Identifier: LGPL-3.0-or-later
"""The facility's own things, and what a beamline does beside collecting.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, SmallInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.data.models.collection import DataCollectionGroup
from backend.store.base import Ispyb, Policy, Proposals
from backend.store.column_types import choice, flag, integer, key, local_moment, moment, real, ref, text


class Detector(Ispyb):
    """A detector of the facility."""

    __tablename__ = "Detector"
    policy = Policy(realm="facility")

    detectorId: Mapped[int] = key()
    detectorType: Mapped[str | None] = text(255)
    detectorManufacturer: Mapped[str | None] = text(255)
    detectorModel: Mapped[str | None] = text(255)
    detectorPixelSizeHorizontal: Mapped[float | None] = real()
    detectorPixelSizeVertical: Mapped[float | None] = real()
    DETECTORMAXRESOLUTION: Mapped[float | None] = real()
    DETECTORMINRESOLUTION: Mapped[float | None] = real()
    detectorSerialNumber: Mapped[str | None] = text(30, unique=True)
    detectorDistanceMin: Mapped[float | None] = real()
    detectorDistanceMax: Mapped[float | None] = real()
    trustedPixelValueRangeLower: Mapped[float | None] = real()
    trustedPixelValueRangeUpper: Mapped[float | None] = real()
    sensorThickness: Mapped[float | None] = real()
    overload: Mapped[float | None] = real()
    XGeoCorr: Mapped[str | None] = text(255)
    YGeoCorr: Mapped[str | None] = text(255)
    detectorMode: Mapped[str | None] = text(255)
    density: Mapped[float | None] = real()
    composition: Mapped[str | None] = text(16)
    numberOfPixelsX: Mapped[int | None] = integer()
    numberOfPixelsY: Mapped[int | None] = integer()
    detectorRollMin: Mapped[float | None] = real()
    detectorRollMax: Mapped[float | None] = real()
    localName: Mapped[str | None] = text(40)
    numberOfROIPixelsX: Mapped[int | None] = integer()
    numberOfROIPixelsY: Mapped[int | None] = integer()


class BeamLineSetup(Ispyb):
    """How a beamline was set up at a time."""

    __tablename__ = "BeamLineSetup"
    policy = Policy(realm="facility")

    beamLineSetupId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    active: Mapped[int] = mapped_column(SmallInteger, nullable=False, default=0)
    detectorId: Mapped[int | None] = ref("Detector.detectorId")
    synchrotronMode: Mapped[str | None] = text(255)
    undulatorType1: Mapped[str | None] = text(45)
    undulatorType2: Mapped[str | None] = text(45)
    undulatorType3: Mapped[str | None] = text(45)
    focalSpotSizeAtSample: Mapped[float | None] = real()
    focusingOptic: Mapped[str | None] = text(255)
    beamDivergenceHorizontal: Mapped[float | None] = real()
    beamDivergenceVertical: Mapped[float | None] = real()
    polarisation: Mapped[float | None] = real()
    monochromatorType: Mapped[str | None] = text(255)
    setupDate: Mapped[datetime | None] = local_moment()
    synchrotronName: Mapped[str | None] = text(255)
    maxExpTimePerDataCollection: Mapped[float | None] = real()
    maxExposureTimePerImage: Mapped[float | None] = real()
    minExposureTimePerImage: Mapped[float | None] = real()
    goniostatMaxOscillationSpeed: Mapped[float | None] = real()
    goniostatMaxOscillationWidth: Mapped[float | None] = real()
    goniostatMinOscillationWidth: Mapped[float | None] = real()
    maxTransmission: Mapped[float | None] = real()
    minTransmission: Mapped[float | None] = real()
    CS: Mapped[float | None] = real()
    beamlineName: Mapped[str | None] = text(50)
    beamSizeXMin: Mapped[float | None] = real()
    beamSizeXMax: Mapped[float | None] = real()
    beamSizeYMin: Mapped[float | None] = real()
    beamSizeYMax: Mapped[float | None] = real()
    energyMin: Mapped[float | None] = real()
    energyMax: Mapped[float | None] = real()
    omegaMin: Mapped[float | None] = real()
    omegaMax: Mapped[float | None] = real()
    kappaMin: Mapped[float | None] = real()
    kappaMax: Mapped[float | None] = real()
    phiMin: Mapped[float | None] = real()
    phiMax: Mapped[float | None] = real()
    numberOfImagesMax: Mapped[int | None] = integer()
    numberOfImagesMin: Mapped[int | None] = integer()
    boxSizeXMin: Mapped[float | None] = real()
    boxSizeXMax: Mapped[float | None] = real()
    boxSizeYMin: Mapped[float | None] = real()
    boxSizeYMax: Mapped[float | None] = real()
    monoBandwidthMin: Mapped[float | None] = real()
    monoBandwidthMax: Mapped[float | None] = real()
    preferredDataCentre: Mapped[str | None] = text(30)
    amplitudeContrast: Mapped[float | None] = real()


class BeamCalendar(Ispyb):
    """A run of the machine, from its start to its end."""

    __tablename__ = "BeamCalendar"
    policy = Policy(realm="facility")

    beamCalendarId: Mapped[int] = key()
    run: Mapped[str] = text(7, null=False)
    beamStatus: Mapped[str] = text(24, null=False)
    startDate: Mapped[datetime] = local_moment(stamped=True, null=False)
    endDate: Mapped[datetime] = local_moment(stamped=True, null=False)


class RobotAction(Ispyb):
    """One step of a sample changer, with how it ended."""

    __tablename__ = "RobotAction"
    policy = Policy(owner="blsessionId")

    robotActionId: Mapped[int] = key()
    blsessionId: Mapped[int] = ref("BLSession.sessionId", null=False)
    startTimestamp: Mapped[datetime] = moment(stamped=True, null=False)
    endTimestamp: Mapped[datetime] = moment(stamped=True, null=False)
    blsampleId: Mapped[int | None] = ref("BLSample.blSampleId")
    actionType: Mapped[str | None] = choice(
        "LOAD", "UNLOAD", "DISPOSE", "STORE", "WASH", "ANNEAL", "MOSAIC", "LASER"
    )
    status: Mapped[str | None] = choice(
        "SUCCESS", "ERROR", "CRITICAL", "WARNING", "EPICSFAIL", "COMMANDNOTSENT"
    )
    message: Mapped[str | None] = text(255)
    containerLocation: Mapped[int | None] = flag()
    dewarLocation: Mapped[int | None] = flag()
    sampleBarcode: Mapped[str | None] = text(45)
    xtalSnapshotBefore: Mapped[str | None] = text(255)
    xtalSnapshotAfter: Mapped[str | None] = text(255)


class EnergyScan(Ispyb):
    """A scan over an absorption edge, with peak and inflection."""

    __tablename__ = "EnergyScan"
    policy = Policy(
        owner="sessionId",
        staff=(
            "scanFileFullPath",
            "jpegChoochFileFullPath",
            "filename",
            "choochFileFullPath",
            "workingDirectory",
        ),
    )

    energyScanId: Mapped[int] = key()
    sessionId: Mapped[int] = ref("BLSession.sessionId", null=False)
    blSampleId: Mapped[int | None] = ref("BLSample.blSampleId")
    fluorescenceDetector: Mapped[str | None] = text(255)
    scanFileFullPath: Mapped[str | None] = text(255)
    jpegChoochFileFullPath: Mapped[str | None] = text(255)
    element: Mapped[str | None] = text(45)
    startEnergy: Mapped[float | None] = real()
    endEnergy: Mapped[float | None] = real()
    transmissionFactor: Mapped[float | None] = real()
    exposureTime: Mapped[float | None] = real()
    axisPosition: Mapped[float | None] = real()
    synchrotronCurrent: Mapped[float | None] = real()
    temperature: Mapped[float | None] = real()
    peakEnergy: Mapped[float | None] = real()
    peakFPrime: Mapped[float | None] = real()
    peakFDoublePrime: Mapped[float | None] = real()
    inflectionEnergy: Mapped[float | None] = real()
    inflectionFPrime: Mapped[float | None] = real()
    inflectionFDoublePrime: Mapped[float | None] = real()
    xrayDose: Mapped[float | None] = real()
    startTime: Mapped[datetime | None] = local_moment()
    endTime: Mapped[datetime | None] = local_moment()
    edgeEnergy: Mapped[str | None] = text(255)
    filename: Mapped[str | None] = text(255)
    beamSizeVertical: Mapped[float | None] = real()
    beamSizeHorizontal: Mapped[float | None] = real()
    choochFileFullPath: Mapped[str | None] = text(255)
    crystalClass: Mapped[str | None] = text(20)
    comments: Mapped[str | None] = text(1024)
    flux: Mapped[float | None] = real()
    flux_end: Mapped[float | None] = real()
    workingDirectory: Mapped[str | None] = text(45)
    blSubSampleId: Mapped[int | None] = integer()


class XFEFluorescenceSpectrum(Ispyb):
    """An X-ray fluorescence spectrum, which tells the elements in a sample."""

    __tablename__ = "XFEFluorescenceSpectrum"
    policy = Policy(
        owner="sessionId",
        staff=(
            "jpegScanFileFullPath",
            "filename",
            "fittedDataFileFullPath",
            "scanFileFullPath",
            "workingDirectory",
        ),
    )

    xfeFluorescenceSpectrumId: Mapped[int] = key()
    sessionId: Mapped[int] = ref("BLSession.sessionId", null=False)
    blSampleId: Mapped[int | None] = ref("BLSample.blSampleId")
    jpegScanFileFullPath: Mapped[str | None] = text(255)
    startTime: Mapped[datetime | None] = local_moment()
    endTime: Mapped[datetime | None] = local_moment()
    filename: Mapped[str | None] = text(255)
    exposureTime: Mapped[float | None] = real()
    axisPosition: Mapped[float | None] = real()
    beamTransmission: Mapped[float | None] = real()
    annotatedPymcaXfeSpectrum: Mapped[str | None] = text(255)
    fittedDataFileFullPath: Mapped[str | None] = text(255)
    scanFileFullPath: Mapped[str | None] = text(255)
    energy: Mapped[float | None] = real()
    beamSizeVertical: Mapped[float | None] = real()
    beamSizeHorizontal: Mapped[float | None] = real()
    crystalClass: Mapped[str | None] = text(20)
    comments: Mapped[str | None] = text(1024)
    blSubSampleId: Mapped[int | None] = integer()
    flux: Mapped[float | None] = real()
    flux_end: Mapped[float | None] = real()
    workingDirectory: Mapped[str | None] = text(512)


class Workflow(Ispyb):
    """A run of a beamline's workflow. Older ISPyB only: version 12 has no such table."""

    __tablename__ = "Workflow"
    policy = Policy(
        older=("*",), realm="data", staff=("resultFilePath", "logFilePath", "workflowDescriptionFullPath")
    )

    workflowId: Mapped[int] = key()
    workflowTitle: Mapped[str | None] = text(255)
    workflowType: Mapped[str | None] = text(45)
    workflowTypeId: Mapped[int | None] = integer()
    comments: Mapped[str | None] = text(1024)
    status: Mapped[str | None] = text(255)
    resultFilePath: Mapped[str | None] = text(255)
    logFilePath: Mapped[str | None] = text(255)
    recordTimeStamp: Mapped[datetime | None] = local_moment(stamped=True)
    workflowDescriptionFullPath: Mapped[str | None] = text(255)

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """What collected data of theirs."""
        group = DataCollectionGroup
        return cls.workflowId.in_(select(group.workflowId).where(group.within(proposals)))
