"""PDF files that were made already, kept in a folder of bounded size."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

MOST_BYTES = 50_000_000


class PdfCache:
    """A folder of PDF files by key; several processes may share it."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, key: str) -> bytes | None:
        """Give the PDF of that key, or None."""
        file = self._file(key)
        try:
            pdf = file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        # Marks it as wanted; in a folder that may only be read nothing is ever removed.
        with contextlib.suppress(OSError):
            os.utime(file)
        return pdf

    def put(self, key: str, pdf: bytes) -> None:
        """Keep a PDF: written beside, then moved, so that no reader sees half of it. Old ones make room."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
            Path(name).replace(self._file(key))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._make_room()

    def _file(self, key: str) -> Path:
        if not key.replace("-", "").isalnum():
            raise ValueError(f"A cache key is letters, digits and dashes, not {key!r}.")
        return self._folder / f"{key}.pdf"

    def _make_room(self) -> None:
        """Remove what was not asked for longest, until the rest is small enough."""
        used = 0
        for _, size, file in sorted(self._stored(), reverse=True):
            used += size
            if used > self._most_bytes:
                file.unlink(missing_ok=True)

    def _stored(self) -> list[tuple[float, int, Path]]:
        stored = []
        for file in self._folder.glob("*.pdf"):
            # Another process may just have made room.
            with contextlib.suppress(FileNotFoundError):
                status = file.stat()
                stored.append((status.st_mtime, status.st_size, file))
        return stored
