# SPDX-License-Identifier: LGPL-3.0-or-later
"""The file: a zip of `manifest.json` and `rows.json`, read within limits and never unpacked to a disk."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, NoReturn

from backend.domain.version import __version__
from backend.errors import Invalid, TooLarge
from backend.transfers.outgoing import Document

FORMAT = "ssx-desk transfer"
VERSION = 1
MANIFEST, ROWS = "manifest.json", "rows.json"
MOST_UNPACKED = 100_000_000
MOST_ROWS = 50_000
MOST_RATIO = 200
_MEMBERS = {MANIFEST: 1_000_000, ROWS: MOST_UNPACKED}
"""The only entries that a bundle has, and the bytes that each may unpack to."""

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError
)  # fmt: skip
"""What a damaged or an encrypted archive fails with."""

_MADE = (1980, 1, 1, 0, 0, 0)
"""The time that all entries carry, so that the same rows make the same file."""


@dataclass(frozen=True)
class Bundle:
    """What a file holds: rows, their hash, and what the sender says of their origin."""

    rows: Document
    content_hash: str
    origin: dict[str, object]


def pack(rows: Document, origin: dict[str, object]) -> bytes:
    """The file for these rows."""
    content = _encoded(rows)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "origin": origin,
        "counts": {table: len(held) for table, held in rows.items() if held},
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, _MADE), _encoded(manifest), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(ROWS, _MADE), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unpack(data: bytes) -> Bundle:
    """What a file holds; Invalid for what is no bundle of ours, TooLarge for more than one can be."""
    members = _members(data)
    manifest = _json(members[MANIFEST], MANIFEST)
    if manifest.get("format") != FORMAT:
        _refuse("This zip is no transfer of SSX Desk; export one and bring that file.")
    if manifest.get("version") != VERSION:
        _refuse(
            f"This transfer has version {str(manifest.get('version'))[:20]}; this server takes {VERSION}: "
            "update the older of the two programs."
        )
    content_hash = hashlib.sha256(members[ROWS]).hexdigest()
    if manifest.get("sha256") != content_hash:
        _refuse("The rows are not those that the manifest tells of: the file was changed or damaged.")
    origin = manifest.get("origin")
    return Bundle(_rows(members[ROWS]), content_hash, _short(origin) if isinstance(origin, dict) else {})


def _encoded(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _members(data: bytes) -> dict[str, bytes]:
    """The two entries, each within its limits, whatever the archive says of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sorted(entry.filename for entry in entries) != sorted(_MEMBERS):
                _refuse(f"A transfer holds {MANIFEST} and {ROWS}, and nothing else.")
            return {entry.filename: _content(archive, entry) for entry in entries}
    except _UNREADABLE as error:
        raise Invalid.field("file", "This zip cannot be read; export the transfer again.") from error


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    most = min(_MEMBERS[entry.filename], max(entry.compress_size, 1) * MOST_RATIO)
    with archive.open(entry) as packed:
        content = packed.read(most + 1)
    if len(content) > most:
        raise TooLarge(f"{entry.filename} unpacks to more than a transfer can be; export smaller ones.")
    return content


def _json(content: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Invalid.field("file", f"{name} is not JSON; export the transfer again.") from error
    if not isinstance(found, dict):
        _refuse(f"{name} is no JSON object; export the transfer again.")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _rows(content: bytes) -> Document:
    tables = _json(content, ROWS)
    for table, held in tables.items():
        if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
            _refuse(f"{ROWS} has a list of rows for each table; that of {table[:45]} is none.")
    if sum(map(len, tables.values())) > MOST_ROWS:
        raise TooLarge(f"A transfer has at most {MOST_ROWS} rows; export single shipments.")
    return tables


def _short(origin: dict[str, object]) -> dict[str, object]:
    """What is kept of the origin: a few texts, as somebody else wrote them."""
    return {str(name)[:45]: str(value)[:200] for name, value in list(origin.items())[:10]}


def _refuse(text: str) -> NoReturn:
    raise Invalid.field("file", text)
