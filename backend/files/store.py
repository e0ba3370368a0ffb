# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where files are: the roots that the configuration names, filled in for a visit, and the uploads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from string import Formatter

from sqlalchemy.orm import Session

from backend.config import Config, ConfigError
from backend.errors import NotFound, Unavailable
from backend.files.cache import FileCache
from backend.files.names import download_name
from backend.files.roots import FileRoot, StoredFile, missing

PLACEHOLDERS = ("proposal", "beamline", "visit", "year")

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class FileVisit:
    """Whose files may be opened: the session at which the data were taken."""

    proposal: str = ""
    """Code and number."""
    beamline: str = ""
    visit: str = ""
    year: str = ""

    def fill(self, root: str) -> Iterator[str]:
        """The root with these values; nothing while one that it asks for is unknown or no plain name."""
        values = {name: getattr(self, name) for name in PLACEHOLDERS}
        asked = _asked(root)
        if all(_PLAIN.fullmatch(values[name]) for name in asked):
            filled = root.format(**values)
            # Folders have the proposal's code in small letters, whatever the database has.
            yield from dict.fromkeys((filled, root.format(**{n: v.lower() for n, v in values.items()})))


@dataclass(frozen=True)
class Store:
    """The files that this process may open, and the folder of its own."""

    roots: tuple[str, ...] = ()
    uploads: str = ""
    thumbnails: FileCache = field(default_factory=lambda: FileCache(Path("thumbnails"), ".thumbnail"))

    @classmethod
    def of(cls, config: Config) -> Store:
        """What the configuration says; ConfigError for a root that cannot be one."""
        roots = tuple(_checked("FILE_ROOTS", root) for root in config.FILE_ROOTS)
        own = config.UPLOAD_FOLDER or (str(Path(config.DATA_DIR) / "files") if config.DATA_DIR else "")
        uploads = _checked("UPLOAD_FOLDER", own) if own else ""
        if _asked(uploads):
            raise ConfigError("UPLOAD_FOLDER is one folder for all: it has no place for {…}.")
        return cls(roots, uploads, FileCache.of(config, "thumbnails", ".thumbnail"))

    def open(self, path: str, visits: Iterable[FileVisit] = ()) -> StoredFile:
        """The file at a path that a row names; raises NotFound where no root of this visit holds it.

        A path that begins nowhere is one of the uploads.
        """
        if _is_relative(path):
            return self.open_upload(path)
        for root in self._roots(visits):
            inner = root.inner(path)
            file = root.open(inner) if inner is not None else None
            if file is not None:
                return file
        raise NotFound(
            f"The folder of {download_name(path)} is none from which this server gives files of that visit; "
            "FILE_ROOTS in its configuration names those."
        )

    def open_upload(self, name: str) -> StoredFile:
        """A file that was uploaded; raises NotFound."""
        file = self.home().open(name) if self.uploads else None
        if file is None:
            raise missing(name)
        return file

    def home(self) -> FileRoot:
        """Where uploads are kept; Unavailable where the configuration names no place."""
        if not self.uploads:
            raise Unavailable(
                "This server keeps no files; UPLOAD_FOLDER in its configuration would say where."
            )
        return FileRoot(self.uploads)

    def _roots(self, visits: Iterable[FileVisit]) -> Iterator[FileRoot]:
        known = list(visits)
        for root in self.roots:
            filled = (text for visit in known for text in visit.fill(root)) if _asked(root) else (root,)
            yield from map(FileRoot, filled)


def files_of(session: Session) -> Store:
    """The files beside this session's database: `session.info["files"]`, or none."""
    store: Store = session.info.get("files") or Store()
    return store


def _is_relative(path: str) -> bool:
    return "://" not in path and not PurePath(path).is_absolute() and not path.startswith("/")


def _asked(root: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(root) if name is not None]


def _checked(key: str, root: object) -> str:
    if not isinstance(root, str) or _is_relative(root) or ".." in PurePath(root).parts:
        raise ConfigError(f"{key} takes absolute paths and addresses such as s3://bucket/data, not {root}.")
    try:
        wrong = set(_asked(root)) - {*PLACEHOLDERS}
    except ValueError as error:
        raise ConfigError(f"{key}: {root} has a brace too many ({error}).") from error
    if wrong:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ConfigError(f"{key} knows {known}, not {', '.join(sorted(wrong))}.")
    return root.removeprefix("file://")
