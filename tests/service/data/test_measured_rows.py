# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a beamline writes beside a data collection: its images and its grid."""

from __future__ import annotations

from tests.helpers.every_row import Rows
from tests.service.conftest import Service


def test_images_and_grids_of_a_collection_are_found_by_it(service: Service) -> None:
    rows = Rows(service.admin)
    collection, group = rows.new("DataCollection"), rows.new("DataCollectionGroup")
    image = service.admin.new(
        "/data_collections/images",
        dataCollectionId=collection["dataCollectionId"],
        imageNumber=7,
        fileName="x_0007.cbf",
        synchrotronCurrent=199.5,
    )
    found = service.admin.rows(f"/data_collections/images?dataCollectionId={collection['dataCollectionId']}")
    assert found == [image]
    grid = service.admin.new(
        "/data_collections/grids", dataCollectionGroupId=group["dataCollectionGroupId"], steps_x=12, dx_mm=0.2
    )
    key = group["dataCollectionGroupId"]
    assert service.admin.rows(f"/data_collections/grids?dataCollectionGroupId={key}") == [grid]
    assert (grid["steps_x"], grid["orientation"]) == (12, "horizontal")
