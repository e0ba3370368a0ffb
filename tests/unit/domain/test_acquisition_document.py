# SPDX-License-Identifier: LGPL-3.0-or-later
"""The document of an acquisition: made from rows alone, and the same each time."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft7Validator

from backend.domain.acquisition_document import SCHEMA, document

SAMPLE: dict[str, Any] = {
    "loadedSampleId": 3,
    "name": "chip_1",
    "_etag": "abc",
    "sampleStock": {
        "name": "stock",
        "_etag": "def",
        "crystalSlurry": {"crystals": [{"_etag": "g", "cell_a": 79.1}]},
    },
}


def errors(made: dict[str, Any]) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(json.loads(json.dumps(made)))]


def test_a_queue_entry_can_make_it_before_anything_is_stored() -> None:
    made = document({"descriptionJson": {"photonEnergy": 12.4}}, SAMPLE)
    Draft7Validator.check_schema(SCHEMA)
    assert errors(made) == []
    assert (made["document"], made["version"]) == ("ssx-acquisition", 1)
    assert made["acquisition"] == {"photonEnergy": 12.4}
    assert (made["dataCollection"], made["plan"], made["results"], made["files"]) == (None, None, None, [])
    assert "ssxDataAcquisitionId" not in made


def test_what_only_the_api_needs_is_left_out_at_any_depth() -> None:
    made = document(
        {"ssxDataAcquisitionId": 7, "warnings": ["x"], "info": {}},
        SAMPLE,
        plan={"_etag": "p", "name": "dark"},
    )
    assert "_etag" not in json.dumps(made)
    assert made["sample"]["sampleStock"]["crystalSlurry"]["crystals"] == [{"cell_a": 79.1}]
    assert (made["plan"], made["ssxDataAcquisitionId"]) == ({"name": "dark"}, 7)


def test_of_ispybs_wide_rows_only_what_tells_something_is_taken() -> None:
    collection = {
        "dataCollectionId": 5,
        "wavelength": 1.07,
        "exposureTime": None,
        "binning": 1,
        "imagePrefix": "run",
    }
    made = document(
        {},
        SAMPLE,
        collection=collection,
        detector={"detectorId": 1, "detectorModel": "JUNGFRAU", "overload": 3},
        program={"processingPrograms": "CrystFEL", "jobUuid": None},
        results={"images": 10},
        files=["/a", "/b", "/a"],
    )
    assert errors(made) == []
    assert made["dataCollection"] == {"dataCollectionId": 5, "wavelength": 1.07, "imagePrefix": "run"}
    assert made["detector"] == {"detectorModel": "JUNGFRAU"}
    assert made["processing"] == {"processingPrograms": "CrystFEL"}
    assert made["files"] == ["/a", "/b"]
    assert made["units"]["dataCollection.wavelength"] == "Å"


def test_every_number_that_is_taken_over_has_a_unit_or_is_a_count() -> None:
    counts = {"dataCollectionId", "numberOfImages", "startImageNumber"}
    texts = {
        *(
            "startTime",
            "endTime",
            "runStatus",
            "beamShape",
            "synchrotronMode",
            "imageDirectory",
            "imagePrefix",
        ),
        *("imageSuffix", "fileTemplate", "imageContainerSubPath", "comments"),
    }
    every = dict.fromkeys(_collection_columns(), 1)
    taken = document({}, SAMPLE, collection=every)["dataCollection"]
    units = {
        name.partition(".")[2] for name in document({}, SAMPLE)["units"] if name.startswith("dataCollection.")
    }
    assert set(taken) - counts - texts == units


def _collection_columns() -> list[str]:
    from backend.core.models import DataCollection

    return DataCollection.attributes()
