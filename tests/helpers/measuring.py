# SPDX-License-Identifier: LGPL-3.0-or-later
"""Acquisitions for the tests of screens: what a beamline would store."""

from __future__ import annotations

from typing import Any

from backend.domain.rows.collection import DataCollectionGroupRow, DataCollectionRow
from hwobj.client.collections import Collection
from ssx_widget.context.app_context import AppContext


def measure(context: AppContext, loaded_sample: int, times: int = 1) -> dict[str, Any]:
    """Measure a loaded sample so often, in a session of its own; gives the session."""
    rest = context.core.rest
    session = context.core.sessions.create({"proposalId": context.proposal_id, "beamLineName": "ID29"})
    groups = Collection(rest, DataCollectionGroupRow, "/data_collections/groups", "dataCollectionGroupId")
    collections = Collection(rest, DataCollectionRow, "/data_collections", "dataCollectionId")
    group = groups.create({"sessionId": session["sessionId"]})
    run = {"startTime": "2026-12-03T08:00:00+00:00", "endTime": "2026-12-03T08:30:00+00:00"}
    collection = collections.create({"dataCollectionGroupId": group["dataCollectionGroupId"], **run})
    for _ in range(times):
        context.ssx.store_ssx_data_acquisition(loaded_sample, collection["dataCollectionId"])
    return session
