# SPDX-License-Identifier: LGPL-3.0-or-later
"""`/ssx/samples/micrographs`: pictures of slurries."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, current_app, request
from flask_smorest import Blueprint, abort
from marshmallow import RAISE, ValidationError, fields, validate

from backend.extensions.api.file_answer import (
    FORM,
    PICTURE,
    ThumbnailQuerySchema,
    picture_answer,
    uploaded,
)
from backend.extensions.api.resource import Resource, answer, if_match, mount_item, mount_reading
from backend.extensions.api.schemas import Loaded
from backend.extensions.auth.access import caller, needs
from backend.ssx import models, schemas
from backend.ssx.rules import micrographs as modules
from backend.store import database
from backend.store.rows import Row

micrographs = Blueprint("ssx_micrographs", __name__, description="Pictures of slurries.")

MICROGRAPH = Resource("", models.Micrograph, schemas.MicrographSchema, modules.RULES)

mount_reading(micrographs, MICROGRAPH)
mount_item(micrographs, MICROGRAPH)


@micrographs.before_request
def take_large_pictures() -> None:
    """A picture may be larger than what else is sent; said before anybody reads the body."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = current_app.config["SSX"].MAX_PICTURE_LENGTH


class _ImageQuerySchema(ThumbnailQuerySchema):
    version = fields.String(
        validate=validate.Length(max=64),
        metadata={"description": "As `url` has it: the address changes with the picture."},
    )


_FILE = {"type": "string", "format": "binary"}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": schemas.MicrographSchema},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["crystalSlurryId", "file"],
                "properties": {
                    "crystalSlurryId": {"type": "integer"},
                    "objectSidePixelSize": {"type": "array", "items": {"type": "number"}},
                    "descriptionJson": {"type": "object"},
                    "file": _FILE,
                },
            }
        },
    },
}


@micrographs.route("", methods=["POST"])
@needs(*MICROGRAPH.write)
@micrographs.doc(requestBody=_BODY)
@micrographs.response(201, schemas.MicrographSchema)
def create() -> Response:
    """Store a micrograph: a row as JSON, or a form with its columns and the picture as `file`.

    TIFF, PNG or JPEG of 8 or 16 bits and at most 8192 × 8192 pixels.
    """
    is_form = request.mimetype == "multipart/form-data"
    values = _loaded(_form_values() if is_form else request.get_json())
    picture = uploaded().stream if is_form else None
    row = modules.create(database.session(), caller(), values, picture)
    return answer(row, 201, f"{request.path}/{row['micrographId']}")


@micrographs.route("/<key:key>/image")
@needs(*MICROGRAPH.read)
@micrographs.arguments(_ImageQuerySchema, location="query", unknown=RAISE)
@micrographs.response(200, **PICTURE)
def image(query: Loaded, key: int) -> Response:
    """The picture, or a thumbnail of it; `Range` gives a part, `If-None-Match` 304."""
    file, kind = modules.image(database.session(), caller(), key)
    return picture_answer(file, query["thumbnail"], kind)


@micrographs.route("/<key:key>/image", methods=["PUT"])
@needs(*MICROGRAPH.write)
@micrographs.doc(requestBody=FORM)
@micrographs.response(200, schemas.MicrographSchema)
def put_image(key: int) -> Response:
    """Store a picture in the place of the one before; `url` in the answer is its address."""
    return answer(modules.keep(database.session(), caller(), key, uploaded().stream, if_match()))


def _form_values() -> dict[str, object]:
    """The fields of a form: each is read as JSON where it is JSON."""
    return {name: _plain(text) for name, text in request.form.items()}


def _plain(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _loaded(body: Any) -> Row:
    """The row of a body; what is wrong is answered as for any body."""
    try:
        row: Row = schemas.MicrographSchema().load(body)
    except ValidationError as error:
        abort(422, messages={"json": error.messages})
    return row
