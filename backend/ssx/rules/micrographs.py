# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures of slurries: taken in, given out, and removed with their row."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import IO

from sqlalchemy.orm import Session

from backend.errors import Invalid, NotFound
from backend.files import pictures, uploads
from backend.files.roots import StoredFile
from backend.files.store import files_of
from backend.ssx.models import Micrograph
from backend.store.ownership import Caller
from backend.store.rows import Row, RowRules, one, update
from backend.store.rows import create as create_row

_VERSION = re.compile(r"\?version=([0-9a-f]{32})")
_ENDINGS = {"image/tiff": "tif", "image/png": "png", "image/jpeg": "jpg"}


def create(session: Session, caller: Caller, values: Row, picture: IO[bytes] | None) -> Row:
    """Store a micrograph, with its picture if there is one; Invalid names `file` for what is no picture."""
    if picture is None:
        return create_row(session, caller, Micrograph, values, RULES)
    _check(picture)
    return create_row(session, caller, Micrograph, values, RowRules(_prepare, partial(_store, picture)))


def keep(session: Session, caller: Caller, key: int, picture: IO[bytes], if_match: str | None = None) -> Row:
    """Store a picture in the place of the one before; Invalid names `file` for what is no picture."""
    _check(picture)
    return update(session, caller, Micrograph, key, {}, if_match, RowRules(stored=partial(_store, picture)))


def image(session: Session, caller: Caller, key: int) -> tuple[StoredFile, str]:
    """The picture of a micrograph, open, and its media type; NotFound where it has none."""
    row = one(session, caller, Micrograph, key)
    name = _file(key, row["url"])
    if name is None:
        raise NotFound(f"Micrograph {key} has no picture yet.")
    file = files_of(session).open_upload(name)
    kind = pictures.kind_of(file.stream)
    return replace(file, name=f"micrograph-{key}.{_ENDINGS.get(kind, 'bin')}"), kind


def _check(picture: IO[bytes]) -> None:
    """Before any row is read: nobody's write has to wait while a large picture is decoded."""
    try:
        pictures.checked(picture)
    except pictures.NoPicture as error:
        raise Invalid.field("file", str(error)) from error


def _prepare(_session: Session, values: Row, before: Row | None) -> None:
    if "url" in values and values["url"] != (before or {}).get("url"):
        raise Invalid.field("url", "The server writes this when the picture is uploaded: leave it out.")


def _folder(key: int) -> str:
    return f"micrographs/{key}"


def _file(key: int, url: str | None) -> str | None:
    """The uploaded file that an address of ours stands for: always one of this micrograph's own."""
    found = _VERSION.search(url or "")
    return f"{_folder(key)}/{found[1]}" if found else None


def _store(picture: IO[bytes], session: Session, micrograph: Micrograph, _values: Row) -> None:
    key = micrograph.micrographId
    name = uploads.put(session, _folder(key), picture, _file(key, micrograph.url))
    # The address changes with the picture, so that no cache shows the old one.
    micrograph.url = f"/ssx/samples/micrographs/{key}/image?version={name.rpartition('/')[2]}"


def _remove(session: Session, micrograph: Micrograph) -> None:
    uploads.drop(session, _file(micrograph.micrographId, micrograph.url))


RULES = RowRules(prepare=_prepare, remove=_remove)
