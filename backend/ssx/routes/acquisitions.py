# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/ssx/data_acquisitions`: what was measured from loaded samples, with its files and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import INCLUDE, RAISE, Schema, fields, validate

from backend.domain import acquisition_document
from backend.errors import NotFound
from backend.extensions.api.file_answer import ZIP, archive_answer, made_answer
from backend.extensions.api.resource import (
    Resource,
    as_query,
    envelope,
    json_answer,
    mount,
    query_schema,
)
from backend.extensions.api.schemas import LARGEST_KEY, Loaded, SafeDateTime, page_of
from backend.extensions.auth.access import caller, needs, public
from backend.results import ssx_json
from backend.ssx import models, schemas
from backend.ssx.models.sample import DEVICE_TYPES
from backend.ssx.rules import acquisition_details, acquisition_infos
from backend.ssx.rules import acquisitions as rules
from backend.store import database
from backend.store.rows import dumps, one

acquisitions = Blueprint(
    "ssx_data_acquisitions", __name__, description="What was measured from loaded samples."
)

ACQUISITION = Resource("", models.SsxDataAcquisition, schemas.SsxDataAcquisitionSchema, rules.RULES)
SCHEMAS = {"results": ssx_json.SCHEMA, "document": acquisition_document.SCHEMA}
"""What is published beside the tables' schemas: the file of results, and the document of an acquisition."""

mount(acquisitions, ACQUISITION)


def _keys(what: str) -> fields.List[Any]:
    key = fields.Integer(validate=validate.Range(1, LARGEST_KEY))
    return fields.List(
        key, load_default=(), metadata={"description": f"Only of this {what}; repeat for any."}
    )


class _InfosQuerySchema(query_schema(ACQUISITION)):  # type: ignore[misc]
    proposalId = _keys("proposal")
    sessionId = _keys("session")
    proteinId = _keys("protein")
    deviceType = fields.List(fields.String(validate=validate.OneOf(DEVICE_TYPES)), load_default=())
    since = SafeDateTime(load_default=None, metadata={"description": "Begun at this moment or later."})
    until = SafeDateTime(load_default=None, metadata={"description": "Begun by this moment."})


_INFO = schemas.SsxDataAcquisitionSchema(unknown=INCLUDE)


@acquisitions.route("/infos")
@needs(*ACQUISITION.read)
@acquisitions.arguments(_InfosQuerySchema, location="query", unknown=RAISE)
@acquisitions.response(200, page_of(_INFO, "SsxDataAcquisitionInfo"))
def infos(query: Loaded) -> Response:
    """A page of acquisitions, the newest first, each with `info`: what it joins, images, hits and indexed.

    `q` is looked for in the names of sample, protein and plan, and in the paths of the data.
    """
    wanted = {
        "proposals": query.pop("proposalId"),
        "sessions": query.pop("sessionId"),
        "proteins": query.pop("proteinId"),
        "devices": query.pop("deviceType"),
        "since": query.pop("since"),
        "until": query.pop("until"),
    }
    page = acquisition_infos.listed(database.session(), caller(), as_query(ACQUISITION, query), **wanted)
    return envelope(page)


@acquisitions.route("/infos/<key:key>")
@needs(*ACQUISITION.read)
@acquisitions.response(200, _INFO)
def info_of(key: int) -> Response:
    """One acquisition with its `info`."""
    row = one(database.session(), caller(), models.SsxDataAcquisition, key, acquisition_infos.RULES)
    return json_answer(row)


@acquisitions.route("/<key:key>/details")
@needs(*ACQUISITION.read)
@acquisitions.response(200, _INFO)
def details(key: int) -> Response:
    """One acquisition with all that it joins, each whole, its pictures and its other files."""
    return json_answer(acquisition_details.details(database.session(), caller(), key))


@acquisitions.route("/<key:key>/document")
@needs(*ACQUISITION.read)
@acquisitions.response(200, Schema.from_dict({}, name="AcquisitionDocument")(unknown=INCLUDE))
def document(key: int) -> Response:
    """One acquisition as a JSON document, to lie beside its data."""
    found = acquisition_details.details(database.session(), caller(), key)
    text = dumps(acquisition_details.document(found)).encode()
    return made_answer(text, "application/json", acquisition_document.FILE_NAME)


@acquisitions.route("/<key:key>/files/download")
@needs(*ACQUISITION.read)
@acquisitions.response(200, **ZIP)
def files(key: int) -> Response:
    """All files of an acquisition and its document as a zip archive.

    `left-out.txt` in it names those that are gone.
    """
    made = acquisition_details.archive_of(database.session(), caller(), key)
    return archive_answer(made, f"acquisition-{key}.zip")


@acquisitions.route("/schemas/<string:name>")
@public
@acquisitions.response(200, {"type": "object"})
def json_schema(name: str) -> Response:
    """Draft-07 JSON Schema of the file of `results`, or of the `document` of an acquisition."""
    if name not in SCHEMAS:
        raise NotFound(f"There is no schema {name}; there are {' and '.join(SCHEMAS)}.")
    return json_answer(SCHEMAS[name])
