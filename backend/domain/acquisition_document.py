# SPDX-License-Identifier: LGPL-3.0-or-later
"""An acquisition as one JSON document, to lie beside its data: all that is known of it, without any LIMS.

Made alike by the service, by a screen and by a beamline's queue: whoever has the rows calls `document`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backend.domain.rows import AnyRow

NAME = "ssx-acquisition"
VERSION = 1
FILE_NAME = "ssx-acquisition.json"

_NOT_TOLD = ("_etag", "warnings", "info")

_COLLECTION = (
    *("dataCollectionId", "startTime", "endTime", "runStatus", "numberOfImages", "startImageNumber"),
    *("exposureTime", "wavelength", "resolution", "transmission", "flux", "detectorDistance"),
    *("xBeam", "yBeam", "beamSizeAtSampleX", "beamSizeAtSampleY", "beamShape", "synchrotronMode"),
    *("imageDirectory", "imagePrefix", "imageSuffix", "fileTemplate", "imageContainerSubPath", "comments"),
)
_DETECTOR = ("detectorType", "detectorManufacturer", "detectorModel", "detectorSerialNumber")
_SESSION = ("sessionId", "beamLineName", "visit_number", "startDate", "endDate")
_PROGRAM = (
    *("autoProcProgramId", "processingPrograms", "processingStatus", "processingMessage"),
    *("processingStartTime", "processingEndTime"),
)
UNITS = {
    "dataCollection.exposureTime": "s",
    "dataCollection.wavelength": "Å",
    "dataCollection.resolution": "Å",
    "dataCollection.transmission": "%",
    "dataCollection.flux": "1/s",
    "dataCollection.detectorDistance": "mm",
    "dataCollection.xBeam": "mm",
    "dataCollection.yBeam": "mm",
    "dataCollection.beamSizeAtSampleX": "mm",
    "dataCollection.beamSizeAtSampleY": "mm",
    "acquisition.photonEnergy": "keV",
    "acquisition.bandwidth": "%",
    "acquisition.beamSize": "µm",
    "acquisition.exposureTime": "µs",
    "acquisition.repetitionRate": "Hz",
    "acquisition.transmission": "%",
    "acquisition.reactionTime": "ms",
    "plan.period": "s",
    "plan.timeOn": "s",
    "plan.duration": "s",
}
"""The units of the numbers in a document; those of a sample are its tables', as the API describes them."""

_OBJECT_OR_NULL = {"type": ["object", "null"]}

SCHEMA: dict[str, object] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "An acquisition of serial crystallography",
    "type": "object",
    "properties": {
        "document": {"const": NAME},
        "version": {"const": VERSION},
        "units": {"type": "object", "additionalProperties": {"type": "string"}},
        "acquisition": {"type": "object", "description": "What was told of it, as `descriptionJson`."},
        "eventLog": {"type": ["string", "null"]},
        "sample": {"type": "object", "required": ["name"], "description": "Down to the protein."},
        "plan": {**_OBJECT_OR_NULL, "description": "With its sequence and trains."},
        "dataCollection": _OBJECT_OR_NULL,
        "detector": _OBJECT_OR_NULL,
        "session": _OBJECT_OR_NULL,
        "dataSet": _OBJECT_OR_NULL,
        "processing": _OBJECT_OR_NULL,
        "results": _OBJECT_OR_NULL,
        "files": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Paths of what belongs to it.",
        },
    },
    "required": ["document", "version", "units", "acquisition", "sample", "plan", "dataCollection", "files"],
}
"""Draft-07 JSON Schema of a document."""


def document(
    acquisition: AnyRow,
    sample: AnyRow,
    *,
    plan: AnyRow | None = None,
    collection: AnyRow | None = None,
    detector: AnyRow | None = None,
    session: AnyRow | None = None,
    data_set: AnyRow | None = None,
    program: AnyRow | None = None,
    results: AnyRow | None = None,
    files: Iterable[str] = (),
) -> dict[str, Any]:
    """The document of an acquisition, from rows as the API gives them.

    acquisition: the row, of which only `descriptionJson` and `eventLogFilename` need to be there (a queue
    entry may not have stored it); sample: the loaded sample with its chain, as `/ssx/samples/{id}/info`;
    plan: with its `repeatedSequence`; results: images, hits, indexed; files: paths. Nothing is stamped with
    the present time: the same rows give the same document.
    """
    return {
        "document": NAME,
        "version": VERSION,
        "units": dict(UNITS),
        **_key(acquisition),
        "acquisition": dict(acquisition.get("descriptionJson") or {}),
        "eventLog": acquisition.get("eventLogFilename"),
        "sample": plain(sample),
        "plan": plain(plan) if plan else None,
        "dataCollection": _some(collection, _COLLECTION),
        "detector": _some(detector, _DETECTOR),
        "session": _some(session, _SESSION),
        "dataSet": _some(data_set, ("dataSetId", "name", "mergedResultsFilename")),
        "processing": _some(program, _PROGRAM),
        "results": dict(results) if results else None,
        "files": list(dict.fromkeys(files)),
    }


def _key(acquisition: AnyRow) -> dict[str, object]:
    key = acquisition.get("ssxDataAcquisitionId")
    return {} if key is None else {"ssxDataAcquisitionId": key}


def _some(row: AnyRow | None, names: Iterable[str]) -> dict[str, object] | None:
    """These columns of a row, as far as they hold something."""
    if not row:
        return None
    return {name: row[name] for name in names if row.get(name) is not None}


def plain(value: object) -> object:
    """A row, and what is nested in it, without what only the API needs."""
    if isinstance(value, Mapping):
        return {name: plain(held) for name, held in value.items() if name not in _NOT_TOLD}
    return [plain(each) for each in value] if isinstance(value, list) else value
