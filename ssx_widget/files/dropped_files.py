# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a file manager brings when something is dropped."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtCore import QMimeData


def files_of(data: QMimeData) -> list[Path]:
    """The files of this computer in it."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
