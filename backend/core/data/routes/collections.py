# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/data_collections`: what was collected, in groups, and what was seen in the images."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import INCLUDE

from backend.core import models, schemas
from backend.core.data.rules import overviews
from backend.extensions.api.resource import READ_DATA, Resource, json_answer, mount, mount_tables
from backend.extensions.api.schemas import page_of
from backend.extensions.auth.access import caller, needs
from backend.store import database

data_collections = Blueprint("data_collections", __name__, description="Data as a beamline collected them.")

TABLES = {
    "": models.DataCollection,
    "/groups": models.DataCollectionGroup,
    "/images": models.Image,
    "/grids": models.GridInfo,
    "/attachments": models.DataCollectionFileAttachment,
    "/ssx": models.SSXDataCollection,
    "/event_chains": models.EventChain,
    "/events": models.Event,
    "/event_types": models.EventType,
}
mount_tables(data_collections, TABLES, schemas.of)
indicators = models.ImageQualityIndicators
mount(
    data_collections,
    Resource("/image_quality_indicators", indicators, schemas.of(indicators), list_only=True),
)


@data_collections.route("/groups/infos/session/<key:key>")
@needs(*READ_DATA)
@data_collections.response(200, page_of(schemas.of(models.DataCollectionGroup)(unknown=INCLUDE), "GroupInfo"))
def groups_of_session(key: int) -> Response:
    """All groups of a session with sample, protein, collections and counts, in the envelope of a list."""
    rows = overviews.groups_of_session(database.session(), caller(), key)
    return json_answer({"data": {"total": len(rows), "rows": rows, "next": None}, "message": None})
