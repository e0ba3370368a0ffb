# SPDX-License-Identifier: LGPL-3.0-or-later
"""A file that a person asked for: written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from backend.domain.files import replace_bytes


def write_file(file: Path, data: bytes) -> None:
    """Write a file in one step, an older one stays whole until then. Raises OSError with a sentence."""
    try:
        replace_bytes(file, data)
    except OSError as error:
        why = error.strerror or str(error)
        raise OSError(f"{file} was not saved: {why}. Choose another folder or name.") from error
