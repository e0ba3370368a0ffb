# SPDX-License-Identifier: LGPL-3.0-or-later
"""Readers of what processing programs leave beside the data: one module a format, one line in `READERS`."""

from __future__ import annotations

from backend.results import ssx_json
from backend.results.reader import ResultReader

READERS: tuple[ResultReader, ...] = (ssx_json.READER,)


def reader_of(file_name: str) -> ResultReader | None:
    """The reader that takes a file of this name."""
    return next((reader for reader in READERS if file_name.endswith(reader.ending)), None)
