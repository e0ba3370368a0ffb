# SPDX-License-Identifier: LGPL-3.0-or-later
"""What MXCuBE calls the things that it stores, and what ISPyB's columns are called: each name once.

A dot leads into a dictionary; of the list of oscillations MXCuBE passes exactly one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

Names: TypeAlias = Mapping[str, str]
Told: TypeAlias = dict[str, object]
"""What MXCuBE passes and takes: dictionaries of its own, whose values each of its callers knows."""


def _same(*names: str) -> dict[str, str]:
    """Names that MXCuBE took over from ISPyB."""
    return dict(zip(names, names, strict=True))


COLLECTION: Names = {
    "oscillation_sequence.start": "axisStart",
    "oscillation_sequence.range": "axisRange",
    "oscillation_sequence.number_of_images": "numberOfImages",
    "oscillation_sequence.start_image_number": "startImageNumber",
    "oscillation_sequence.number_of_passes": "numberOfPasses",
    "oscillation_sequence.exposure_time": "exposureTime",
    "oscillation_sequence.kappaStart": "kappaStart",
    "oscillation_sequence.phiStart": "phiStart",
    "fileinfo.directory": "imageDirectory",
    "fileinfo.prefix": "imagePrefix",
    "fileinfo.suffix": "imageSuffix",
    "fileinfo.template": "fileTemplate",
    "fileinfo.run_number": "dataCollectionNumber",
    "status": "runStatus",
    "centringMethod": "centeringMethod",
    "actualCentringPosition": "actualCenteringPosition",
    "group_id": "dataCollectionGroupId",
    "detector_id": "detectorId",
    "screening_sub_wedge_id": "strategySubWedgeOrigId",
    "collection_start_time": "startTime",
    "detector_distance": "detectorDistance",
    "experiment_type": "experimenttype",
    **_same("wavelength", "resolution", "resolutionAtCorner", "detectorDistance", "xBeam", "yBeam"),
    **_same("beamSizeAtSampleX", "beamSizeAtSampleY", "beamShape", "slitGapHorizontal", "slitGapVertical"),
    **_same("synchrotronMode", "flux", "flux_end", "transmission", "totalAbsorbedDose", "comments"),
    **_same("undulatorGap1", "undulatorGap2", "undulatorGap3"),
    **_same(*(f"xtalSnapshotFullPath{number}" for number in (1, 2, 3, 4))),
}

GROUP: Names = {
    "experiment_type": "experimentType",
    "sample_reference.blSampleId": "blSampleId",
    "workflow_id": "workflowId",
    "collection_start_time": "startTime",
    **_same("sessionId", "experimentType", "blSampleId", "comments"),
    **_same("actualContainerBarcode", "actualContainerSlotInSC"),
    **_same("actualSampleBarcode", "actualSampleSlotInContainer"),
}

IMAGE: Names = _same(
    *("dataCollectionId", "imageNumber", "fileName", "fileLocation", "machineMessage"),
    *("measuredIntensity", "synchrotronCurrent", "temperature", "jpegFileFullPath"),
    *("jpegThumbnailFileFullPath", "cumulativeIntensity", "comments"),
)

_SCANNED = (
    *("sessionId", "blSampleId", "startTime", "endTime", "filename", "exposureTime", "axisPosition"),
    *("scanFileFullPath", "beamSizeVertical", "beamSizeHorizontal", "crystalClass", "comments"),
    *("flux", "flux_end", "workingDirectory"),
)

ENERGY_SCAN: Names = _same(
    *_SCANNED,
    *("fluorescenceDetector", "jpegChoochFileFullPath", "choochFileFullPath", "element", "edgeEnergy"),
    *("startEnergy", "endEnergy", "transmissionFactor", "synchrotronCurrent", "temperature", "xrayDose"),
    *("peakEnergy", "peakFPrime", "peakFDoublePrime"),
    *("inflectionEnergy", "inflectionFPrime", "inflectionFDoublePrime"),
)

XFE_SPECTRUM: Names = _same(
    *_SCANNED,
    *("jpegScanFileFullPath", "beamTransmission", "annotatedPymcaXfeSpectrum", "fittedDataFileFullPath"),
    "energy",
)

ROBOT_ACTION: Names = {
    "sessionId": "blsessionId",
    "sampleId": "blsampleId",
    "startTime": "startTimestamp",
    "endTime": "endTimestamp",
    **_same("actionType", "containerLocation", "dewarLocation", "message", "sampleBarcode", "status"),
    **_same("xtalSnapshotBefore", "xtalSnapshotAfter"),
}

WORKFLOW: Names = {
    "workflow_type": "workflowType",
    "title": "workflowTitle",
    "log_file_path": "logFilePath",
    "result_file_path": "resultFilePath",
    **_same("comments", "status"),
}

GRID: Names = {
    "group_id": "dataCollectionGroupId",
    "mesh_angle": "meshAngle",
    **_same("dx_mm", "dy_mm", "steps_x", "steps_y", "xOffset", "yOffset"),
}

BEAMLINE: Names = {
    "synchrotron_name": "synchrotronName",
    "monochromator_type": "monochromatorType",
    "focusing_optic": "focusingOptic",
    "beam_divergence_vertical": "beamDivergenceVertical",
    "beam_divergence_horizontal": "beamDivergenceHorizontal",
    "minimum_exposure_time": "minExposureTimePerImage",
    "maximum_phi_speed": "goniostatMaxOscillationSpeed",
    "minimum_phi_oscillation": "goniostatMinOscillationWidth",
    **_same("polarisation", "synchrotronMode"),
}

DETECTOR: Names = {
    "detector_type": "detectorType",
    "detector_manufacturer": "detectorManufacturer",
    "detector_model": "detectorModel",
    "detector_binning_mode": "detectorMode",
}

# The rest is read: ISPyB's columns, and MXCuBE's names for them.
SAMPLE: Names = {
    "blSampleId": "sampleId",
    "name": "sampleName",
    "code": "code",
    "location": "sampleLocation",
    "holderLength": "holderLength",
    "SMILES": "smiles",
}

CRYSTAL: Names = {
    "crystalId": "crystalId",
    "spaceGroup": "crystalSpaceGroup",
    "cell_a": "cellA",
    "cell_b": "cellB",
    "cell_c": "cellC",
    "cell_alpha": "cellAlpha",
    "cell_beta": "cellBeta",
    "cell_gamma": "cellGamma",
}

CONTAINER: Names = {"code": "containerCode", "sampleChangerLocation": "containerSampleChangerLocation"}

PROPOSAL: Names = {
    "proposalId": "proposalId",
    "proposalCode": "code",
    "proposalNumber": "number",
    "proposalType": "type",
    "title": "title",
    "personId": "personId",
}

_TIMES = ("startTime", "endTime", "startTimestamp", "endTimestamp")
_NOTHING = (-9999, "-9999", "")
"""What MXCuBE passes where there is no such axis or no text."""

_ABSENT = (0, -1, "0", "-1", "None")
"""Keys that MXCuBE passes where there is no such row."""


def row_of(given: object, names: Names) -> Told:
    """The columns that *given* has something for; what MXCuBE passes beside them stays out."""
    found = ((column, _value(given, name)) for name, column in names.items())
    return {
        column: as_moment(value) if column in _TIMES else value
        for column, value in found
        if not _is_nothing(column, value)
    }


def told(row: Mapping[str, object] | None, names: Names) -> Told:
    """A row as MXCuBE knows it; every name is there, None where the row has nothing."""
    return {name: (row or {}).get(column) for column, name in names.items()}


def as_moment(value: object) -> str:
    """A time as MXCuBE writes it, by the clock on the wall, with its offset as the backend wants it.

    Raises ValueError for what is no time.
    """
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.astimezone().isoformat(timespec="seconds")


def as_key(value: object) -> int:
    """A key as MXCuBE passes it, a number or text; TypeError or ValueError for what is none."""
    if not isinstance(value, (int, float, str)):
        raise TypeError(f"{value!r} is no key")
    return int(value)


def as_number(value: object) -> float:
    """A number as MXCuBE passes it; TypeError or ValueError for what is none."""
    if not isinstance(value, (int, float, str)):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def by_the_clock(moment: str | None) -> str:
    """A time of the backend as MXCuBE reads it: `2026-11-24 23:00:00`, by the clock on the wall."""
    return "" if not moment else f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M:%S}"


def _value(given: object, name: str) -> object:
    """What is there under a name: in dictionaries, the first of a list, or as an attribute."""
    for part in name.split("."):
        if isinstance(given, list | tuple):
            given = given[0] if given else None
        given = given.get(part) if isinstance(given, Mapping) else getattr(given, part, None)
        if given is None:
            return None
    return given


def _is_nothing(column: str, value: object) -> bool:
    return value is None or value in _NOTHING or (column.endswith("Id") and value in _ABSENT)
