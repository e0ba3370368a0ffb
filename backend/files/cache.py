# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files that were made or fetched already, kept in a folder of bounded size."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

from platformdirs import user_cache_dir

from backend.config import Config
from backend.domain.files import replacing

log = logging.getLogger(__name__)

MOST_BYTES = 50_000_000


class FileCache:
    """A folder of files by key, with one ending; several processes may share it."""

    def __init__(self, folder: Path, ending: str = ".pdf", most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._ending = ending
        self._most_bytes = most_bytes

    @classmethod
    def of(cls, config: Config, name: str, ending: str, most_bytes: int = MOST_BYTES) -> FileCache:
        """The cache of a name: a local process keeps it in its data folder, a service where it is told."""
        folder = config.CACHE_FOLDER or config.DATA_DIR or user_cache_dir("ssx-desk")
        return cls(Path(folder) / name, ending, most_bytes)

    def get(self, key: str) -> bytes | None:
        """Give the file of that key, or None."""
        file = self._file(key)
        try:
            data = file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        # Marks it as wanted; in a folder that may only be read nothing is ever removed.
        with contextlib.suppress(OSError):
            os.utime(file)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep a file: written beside, then moved, so that no reader sees half of it. Old ones make room."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with replacing(self._file(key), durable=False) as file:
            file.write(data)
        self._make_room()

    def keep(self, key: str, data: bytes) -> None:
        """Keep a file if that is possible: a full disk only means that it is made again next time."""
        try:
            self.put(key, data)
        except OSError:
            log.warning("A file of %s could not be kept for the next time.", self._folder, exc_info=True)

    def _file(self, key: str) -> Path:
        if not key.replace("-", "").isalnum():
            raise ValueError(f"A cache key is letters, digits and dashes, not {key!r}.")
        return self._folder / f"{key}{self._ending}"

    def _make_room(self) -> None:
        """Remove what was not asked for longest, until the rest is small enough."""
        used = 0
        for _, size, file in sorted(self._stored(), reverse=True):
            used += size
            if used > self._most_bytes:
                file.unlink(missing_ok=True)

    def _stored(self) -> list[tuple[float, int, Path]]:
        stored = []
        for file in self._folder.glob(f"*{self._ending}"):
            # Another process may just have made room.
            with contextlib.suppress(FileNotFoundError):
                status = file.stat()
                stored.append((status.st_mtime, status.st_size, file))
        return stored
