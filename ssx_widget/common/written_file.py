"""A file that a person asked for: written beside, then put in place."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtCore import QSaveFile


def write_file(file: Path, data: bytes) -> None:
    """Write a file in one step, an older one stays whole until then. Raises OSError with a sentence."""
    saved = QSaveFile(str(file))
    written = saved.open(QSaveFile.WriteOnly) and saved.write(data) == len(data) and saved.commit()
    if not written:
        raise OSError(f"{file} was not saved: {saved.errorString()}. Choose another folder or name.")
