# SPDX-License-Identifier: LGPL-3.0-or-later
"""Small pictures of stored ones, drawn once for each revision."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from backend.errors import Invalid
from backend.files import pictures
from backend.files.cache import FileCache
from backend.files.roots import StoredFile


@dataclass(frozen=True)
class Thumbnail:
    """A small picture of a file: drawn when its content is asked for."""

    file: StoredFile
    side: int
    cache: FileCache

    @property
    def revision(self) -> str:
        """It changes with the picture and the size."""
        return hashlib.sha256(f"{self.file.name} {self.file.revision} {self.side}".encode()).hexdigest()[:40]

    def png(self) -> bytes:
        """The picture, from the cache if it was drawn before; raises Invalid for what is none."""
        kept = self.cache.get(self.revision)
        if kept is not None:
            return kept
        try:
            drawn = pictures.thumbnail(self.file.stream, self.side)
        except pictures.NoPicture as error:
            raise Invalid.field("thumbnail", f"There is no thumbnail of {self.file.name}: {error}") from error
        self.cache.keep(self.revision, drawn)
        return drawn
