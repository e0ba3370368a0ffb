# SPDX-License-Identifier: LGPL-3.0-or-later
"""Scans on disk from the moment they are heard until they are written: a killed window loses none."""

from __future__ import annotations

from pathlib import Path

from backend.domain.files import replace_text
from ssx_widget.screens.dewars.scan import Scan


class ScanFiles:
    """A file for each scan, in the folder where a window keeps its drafts. Called on worker threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, scan: Scan) -> None:
        """Keep a scan. Raises OSError."""
        replace_text(self._file(scan.key), scan.to_json(), private=True)

    def forget(self, key: str) -> None:
        """A scan was written, or will not be. Raises OSError."""
        self._file(key).unlink(missing_ok=True)

    def read_all(self) -> list[Scan]:
        """The scans of an earlier run, oldest first; what is none is put aside as `.unreadable`."""
        scans = []
        for file in self.folder.glob("*.scan"):
            try:
                scans.append(Scan.from_json(file.read_text(encoding="utf-8")))
            except (ValueError, TypeError):
                file.replace(file.with_suffix(".unreadable"))
        return sorted(scans, key=lambda scan: scan.at)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.scan"
