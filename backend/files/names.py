# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names of files as they leave: safe in a header, in an archive and on anyone's disk, and told apart."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

MOST_LETTERS = 150

_TYPES = {
    ".cbf": "application/octet-stream",
    ".cif": "chemical/x-mmcif",
    ".csv": "text/csv",
    ".dat": "text/plain",
    ".ent": "chemical/x-pdb",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".log": "text/plain",
    ".mtz": "application/octet-stream",
    ".pdb": "chemical/x-pdb",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
"""Types that do not depend on the machine's own table."""

_NO_PART_OF_A_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e<>:"|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def download_name(text: str | None) -> str:
    """The last part of a path as a plain name: no folder, no control character, nothing reserved."""
    last = re.split(r"[/\\]", text or "")[-1]
    name = _NO_PART_OF_A_NAME.sub("_", last.encode("utf-8", "replace").decode()).strip(" .")
    if len(name) > MOST_LETTERS:
        ending = PurePosixPath(name).suffix[:20]
        name = name[: MOST_LETTERS - len(ending)] + ending
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "file"


def told_apart(names: Iterable[str]) -> Iterator[str]:
    """The names in their order; one that came before, in any case of letters, is counted up."""
    taken: set[str] = set()
    for name in names:
        free, count = name, 1
        while free.casefold() in taken:
            count += 1
            path = PurePosixPath(name)
            free = f"{path.stem} ({count}){path.suffix}"
        taken.add(free.casefold())
        yield free


def content_type(name: str) -> str:
    """The media type that a name tells of; text is UTF-8."""
    ending = PurePosixPath(name).suffix.lower()
    found = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
