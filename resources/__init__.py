# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the data files are: label templates, icons, style sheets, demo lists."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Give the path of a data file or folder; `name` is relative to this folder, as in `labels/dewar`."""
    return _FOLDER / name
