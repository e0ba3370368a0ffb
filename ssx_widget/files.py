"""Files of the data folder: written beside, then put in place, so that a kill never leaves half a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs


def default_data_folder() -> Path:
    """Where a person's data are unless another folder is named."""
    return Path(platformdirs.user_data_dir("ssx-desk", appauthor=False))


def replace_text(path: Path, text: str) -> None:
    """Give `path` a new content in one step; the file is readable by its owner only. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
