# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is carried when a sample is dragged from a position: which container, which position."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from qtpy.QtCore import QMimeData

_MIME = "application/x-ssx-desk-position"


@dataclass(frozen=True)
class ClipboardSample:
    """A position of a stored container."""

    container: int
    location: str


def to_mime(carried: ClipboardSample) -> QMimeData:
    """What a drag takes along."""
    data = QMimeData()
    data.setData(_MIME, json.dumps(asdict(carried)).encode())
    return data


def from_mime(data: QMimeData) -> ClipboardSample | None:
    """What a drag brings, None when it is something else."""
    if not data.hasFormat(_MIME):
        return None
    try:
        held = json.loads(bytes(data.data(_MIME)).decode())
        return ClipboardSample(int(held["container"]), str(held["location"]))
    except (ValueError, KeyError, TypeError):
        return None
