# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files that programs and beamlines left, singly and as archives."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from backend.core import schemas
from backend.core.data.rules import attachments as modules
from backend.core.data.rules.attachments import COLLECTION, PHASING, PROCESSING, AttachmentKind
from backend.extensions.api.file_answer import BINARY, ZIP, archive_answer, file_answer
from backend.extensions.api.resource import (
    READ_DATA,
    Resource,
    as_query,
    envelope,
    page_schema,
    query_schema,
)
from backend.extensions.api.schemas import Loaded
from backend.extensions.auth.access import caller, needs
from backend.store import database, queries
from backend.store.rows import one

attachments = Blueprint("attachments", __name__, description="Files that programs and beamlines left.")

FILES = {
    "/autoproc/attachments": PROCESSING,
    "/phasing/attachments": PHASING,
    "/data_collections/attachments": COLLECTION,
}
PROGRAMS = {"/autoproc/programs": PROCESSING, "/phasing/programs": PHASING}


def _mount_file(path: str, kind: AttachmentKind) -> None:
    @attachments.route(f"{path}/<key:key>/download", endpoint=f"{kind.model.__name__}Download")
    @needs(*READ_DATA)
    @attachments.response(200, **BINARY)
    def download(key: int) -> Response:
        """The file of an attachment; `Range` gives a part of it, `If-None-Match` 304."""
        return file_answer(modules.attachment(database.session(), caller(), kind, key), save=True)


def _mount_program(path: str, kind: AttachmentKind) -> None:
    resource = Resource("/attachments", kind.model, schemas.of(kind.model))  # the same as of the whole table

    @attachments.route(f"{path}/<key:key>/attachments", endpoint=f"{kind.model.__name__}sOfProgram")
    @needs(*READ_DATA)
    @attachments.arguments(query_schema(resource), location="query", unknown=RAISE)
    @attachments.response(200, page_schema(resource))
    def listed(query: Loaded, key: int) -> Response:
        """A page of a program's attachments."""
        one(database.session(), caller(), kind.owner, key)
        wanted = as_query(resource, query)
        wanted.conditions = [getattr(kind.model, kind.model.policy.owner) == key]
        return envelope(queries.page(database.session(), caller(), kind.model, wanted))

    @attachments.route(f"{path}/<key:key>/attachments/download", endpoint=f"{kind.model.__name__}Archive")
    @needs(*READ_DATA)
    @attachments.response(200, **ZIP)
    def archive(key: int) -> Response:
        """All files of a program as a zip archive; `left-out.txt` in it names those that are gone."""
        made = modules.archive_of(database.session(), caller(), kind, key)
        return archive_answer(made, f"{kind.owner.__name__}-{key}.zip")


for path, kind in FILES.items():
    _mount_file(path, kind)
for path, kind in PROGRAMS.items():
    _mount_program(path, kind)
