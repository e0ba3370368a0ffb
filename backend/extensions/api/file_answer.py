"""Files as answers: with type, revision, parts of them, and names that are safe in a header."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from backend.extensions import db
from backend.files.archives import Archive
from backend.files.names import content_type, download_name
from backend.files.roots import PART, StoredFile

_SHOWN = ("image/png", "image/jpeg", "image/tiff", "image/gif", "image/webp", "text/plain", "text/csv")
"""Types that a browser may show in its window; others, such as pages with scripts, are saved."""

BINARY: dict[str, Any] = {
    "content_type": "application/octet-stream",
    "schema": {"type": "string", "format": "binary"},
}
ZIP: dict[str, Any] = {**BINARY, "content_type": "application/zip"}


def file_answer(file: StoredFile, kind: str | None = None, *, save: bool = False) -> Response:
    """An open file; a part of it where `Range` asks for one, 304 where the caller has it already.

    kind: its media type, else what its name tells; save: for a disk rather than a window.
    """
    # Sending takes its time, in which a writer or another reader may want this connection.
    db.session().close()
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


def bytes_answer(data: bytes, name: str, kind: str, revision: str) -> Response:
    """What is small and in memory already, such as a thumbnail; 304 where the caller has it."""
    db.session().close()
    response = Response(data, content_type=kind)
    response.set_etag(revision)
    _guard(response, name, save=kind not in _SHOWN)
    response.make_conditional(request)
    return response


def archive_answer(archive: Archive, name: str) -> Response:
    """A zip archive, sent while it is made."""
    db.session().close()
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
