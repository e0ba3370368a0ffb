# SPDX-License-Identifier: LGPL-3.0-or-later
"""Snapshots and plots of data collections."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, fields, validate

from backend.core.data.rules import collection_files as modules
from backend.extensions.api.file_answer import BINARY, PICTURE, ThumbnailQuerySchema, picture_answer
from backend.extensions.api.resource import READ_DATA
from backend.extensions.api.schemas import Loaded
from backend.extensions.auth.access import caller, needs
from backend.store import database

collection_files = Blueprint(
    "collection_files", __name__, description="Snapshots and plots of data collections."
)


class _FileQuerySchema(ThumbnailQuerySchema):
    name = fields.String(required=True, validate=validate.OneOf(list(modules.NAMES)))


@collection_files.route("/<key:key>/snapshot/<int(min=1,max=4):index>")
@needs(*READ_DATA)
@collection_files.arguments(ThumbnailQuerySchema, location="query", unknown=RAISE)
@collection_files.response(200, **PICTURE)
def snapshot(query: Loaded, key: int, index: int) -> Response:
    """A snapshot of the crystal, or a thumbnail of it; `Range` gives a part, `If-None-Match` 304."""
    file = modules.snapshot(database.session(), caller(), key, index)
    return picture_answer(file, query["thumbnail"])


@collection_files.route("/<key:key>/file")
@needs(*READ_DATA)
@collection_files.arguments(_FileQuerySchema, location="query", unknown=RAISE)
@collection_files.response(200, **BINARY)
def file(query: Loaded, key: int) -> Response:
    """A plot or table by its name, or a thumbnail of a plot."""
    found = modules.file(database.session(), caller(), key, query["name"])
    return picture_answer(found, query["thumbnail"])
