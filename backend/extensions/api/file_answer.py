# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files as answers: with type, revision, parts of them, and names that are safe in a header."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from flask import Response, request
from marshmallow import RAISE, Schema, fields, validate
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from backend.errors import Invalid
from backend.files.archives import Archive
from backend.files.names import content_type, download_name
from backend.files.pictures import SIDES
from backend.files.roots import PART, StoredFile
from backend.files.store import files_of
from backend.files.thumbnails import Thumbnail
from backend.store import database

_SHOWN = ("image/png", "image/jpeg", "image/tiff", "image/gif", "image/webp", "text/plain", "text/csv")
"""Types that a browser may show in its window; others, such as pages with scripts, are saved."""

BINARY: dict[str, object] = {
    "content_type": "application/octet-stream",
    "schema": {"type": "string", "format": "binary"},
}
PICTURE: dict[str, object] = {**BINARY, "content_type": "image/png"}
ZIP: dict[str, object] = {**BINARY, "content_type": "application/zip"}


FORM: dict[str, object] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


def uploaded() -> FileStorage:
    """The one file of a form; raises Invalid that names `file`."""
    found = list(request.files.values())
    if len(found) != 1:
        raise Invalid.field("file", "A form (multipart/form-data) with one file, named “file”, is needed.")
    return found[0]


class ThumbnailQuerySchema(Schema):
    """Whether a picture is wanted as it is, or small."""

    class Meta:
        unknown = RAISE

    thumbnail = fields.Integer(
        load_default=None,
        validate=validate.OneOf(SIDES),
        metadata={"description": "Pixels along the longer side of a small PNG; else the file itself."},
    )


def file_answer(file: StoredFile, kind: str | None = None, *, save: bool = False) -> Response:
    """An open file; a part of it where `Range` asks for one, 304 where the caller has it already.

    kind: its media type, else what its name tells; save: for a disk rather than a window.
    """
    # Sending takes its time, in which a writer or another reader may want this connection.
    database.session().close()
    kind = kind or content_type(file.name)
    response = Response(FileWrapper(file.stream, PART), content_type=kind, direct_passthrough=True)
    response.content_length = file.size
    response.set_etag(file.revision)
    _guard(response, file.name, save=save or kind.partition(";")[0] not in _SHOWN)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    return response


def picture_answer(file: StoredFile, side: int | None, kind: str | None = None) -> Response:
    """An open picture, or a PNG at most *side* pixels wide and high; Invalid where there can be none."""
    if side is None:
        return file_answer(file, kind)
    small = Thumbnail(file, side, files_of(database.session()).thumbnails)
    # Drawing takes its time too.
    database.session().close()
    response = Response(content_type="image/png")
    response.set_etag(small.revision)
    _guard(response, f"{PurePath(file.name).stem}.png", save=False)
    with file:
        if response.make_conditional(request).status_code != 304:
            response.set_data(small.png())
    return response


def made_answer(data: bytes, kind: str, name: str) -> Response:
    """A file that was made for this answer, to be saved; 304 where the caller has it already."""
    response = Response(data, content_type=kind)
    _guard(response, name, save=True)
    response.add_etag()
    response.make_conditional(request)
    return response


def archive_answer(archive: Archive, name: str) -> Response:
    """A zip archive, sent while it is made."""
    database.session().close()
    response = Response(archive.parts, content_type="application/zip", direct_passthrough=True)
    response.content_length = archive.size
    _guard(response, name, save=True)
    return response


def _guard(response: Response, name: str, *, save: bool) -> None:
    """No file that somebody wrote becomes a page of ours, whatever it holds and is called."""
    name = download_name(name)
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    exact = {} if plain == name else {"filename*": f"UTF-8''{quote(name, safe='')}"}
    how = "attachment" if save else "inline"
    response.headers.set("Content-Disposition", how, filename=plain, **exact)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
