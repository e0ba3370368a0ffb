# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class BeamCalendarRow(TypedDict):
    """A run of the machine, from its start to its end."""

    beamCalendarId: int
    run: str
    beamStatus: str
    startDate: str
    endDate: str
    _etag: str


class BeamLineSetupRow(TypedDict):
    """How a beamline was set up at a time."""

    beamLineSetupId: int
    recordTimeStamp: str
    active: int
    detectorId: int | None
    synchrotronMode: str | None
    undulatorType1: str | None
    undulatorType2: str | None
    undulatorType3: str | None
    focalSpotSizeAtSample: float | None
    focusingOptic: str | None
    beamDivergenceHorizontal: float | None
    beamDivergenceVertical: float | None
    polarisation: float | None
    monochromatorType: str | None
    setupDate: str | None
    synchrotronName: str | None
    maxExpTimePerDataCollection: float | None
    maxExposureTimePerImage: float | None
    minExposureTimePerImage: float | None
    goniostatMaxOscillationSpeed: float | None
    goniostatMaxOscillationWidth: float | None
    goniostatMinOscillationWidth: float | None
    maxTransmission: float | None
    minTransmission: float | None
    CS: float | None
    beamlineName: str | None
    beamSizeXMin: float | None
    beamSizeXMax: float | None
    beamSizeYMin: float | None
    beamSizeYMax: float | None
    energyMin: float | None
    energyMax: float | None
    omegaMin: float | None
    omegaMax: float | None
    kappaMin: float | None
    kappaMax: float | None
    phiMin: float | None
    phiMax: float | None
    numberOfImagesMax: int | None
    numberOfImagesMin: int | None
    boxSizeXMin: float | None
    boxSizeXMax: float | None
    boxSizeYMin: float | None
    boxSizeYMax: float | None
    monoBandwidthMin: float | None
    monoBandwidthMax: float | None
    preferredDataCentre: str | None
    amplitudeContrast: float | None
    _etag: str


class DetectorRow(TypedDict):
    """A detector of the facility."""

    detectorId: int
    detectorType: str | None
    detectorManufacturer: str | None
    detectorModel: str | None
    detectorPixelSizeHorizontal: float | None
    detectorPixelSizeVertical: float | None
    DETECTORMAXRESOLUTION: float | None
    DETECTORMINRESOLUTION: float | None
    detectorSerialNumber: str | None
    detectorDistanceMin: float | None
    detectorDistanceMax: float | None
    trustedPixelValueRangeLower: float | None
    trustedPixelValueRangeUpper: float | None
    sensorThickness: float | None
    overload: float | None
    XGeoCorr: str | None
    YGeoCorr: str | None
    detectorMode: str | None
    density: float | None
    composition: str | None
    numberOfPixelsX: int | None
    numberOfPixelsY: int | None
    detectorRollMin: float | None
    detectorRollMax: float | None
    localName: str | None
    numberOfROIPixelsX: int | None
    numberOfROIPixelsY: int | None
    _etag: str


class EnergyScanRow(TypedDict):
    """A scan over an absorption edge, with peak and inflection."""

    energyScanId: int
    sessionId: int
    blSampleId: int | None
    fluorescenceDetector: str | None
    scanFileFullPath: str | None
    jpegChoochFileFullPath: str | None
    element: str | None
    startEnergy: float | None
    endEnergy: float | None
    transmissionFactor: float | None
    exposureTime: float | None
    axisPosition: float | None
    synchrotronCurrent: float | None
    temperature: float | None
    peakEnergy: float | None
    peakFPrime: float | None
    peakFDoublePrime: float | None
    inflectionEnergy: float | None
    inflectionFPrime: float | None
    inflectionFDoublePrime: float | None
    xrayDose: float | None
    startTime: str | None
    endTime: str | None
    edgeEnergy: str | None
    filename: str | None
    beamSizeVertical: float | None
    beamSizeHorizontal: float | None
    choochFileFullPath: str | None
    crystalClass: str | None
    comments: str | None
    flux: float | None
    flux_end: float | None
    workingDirectory: str | None
    blSubSampleId: int | None
    _etag: str


class RobotActionRow(TypedDict):
    """One step of a sample changer, with how it ended."""

    robotActionId: int
    blsessionId: int
    startTimestamp: str
    endTimestamp: str
    blsampleId: int | None
    actionType: str | None
    status: str | None
    message: str | None
    containerLocation: int | None
    dewarLocation: int | None
    sampleBarcode: str | None
    xtalSnapshotBefore: str | None
    xtalSnapshotAfter: str | None
    _etag: str


class WorkflowRow(TypedDict):
    """A run of a beamline's workflow. Older ISPyB only: version 12 has no such table."""

    workflowId: int
    workflowTitle: str | None
    workflowType: str | None
    workflowTypeId: int | None
    comments: str | None
    status: str | None
    resultFilePath: str | None
    logFilePath: str | None
    recordTimeStamp: str | None
    workflowDescriptionFullPath: str | None
    _etag: str


class XFEFluorescenceSpectrumRow(TypedDict):
    """An X-ray fluorescence spectrum, which tells the elements in a sample."""

    xfeFluorescenceSpectrumId: int
    sessionId: int
    blSampleId: int | None
    jpegScanFileFullPath: str | None
    startTime: str | None
    endTime: str | None
    filename: str | None
    exposureTime: float | None
    axisPosition: float | None
    beamTransmission: float | None
    annotatedPymcaXfeSpectrum: str | None
    fittedDataFileFullPath: str | None
    scanFileFullPath: str | None
    energy: float | None
    beamSizeVertical: float | None
    beamSizeHorizontal: float | None
    crystalClass: str | None
    comments: str | None
    blSubSampleId: int | None
    flux: float | None
    flux_end: float | None
    workingDirectory: str | None
    _etag: str
