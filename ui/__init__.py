# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the Qt Designer files are."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Give the path of a Qt Designer file; `name` is its file name, as in `samples.ui`."""
    return _FOLDER / name
