# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tries a backend before it is used, and says in words what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

from hwobj.client.local_process import find
from hwobj.client.session import RestSession


def probe_url(url: str) -> str:
    """A sentence about a backend that answers and fits; raises LimsError."""
    rest = RestSession(url)
    try:
        rest.check_version()
    finally:
        rest.close()
    return f"A backend answers at {url}, and its version fits."


def probe_folder(folder: Path) -> str:
    """A sentence about a folder that can hold the data; raises OSError."""
    if find(folder) is not None:
        return f"The local backend of {folder} runs and answers."
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(f"{there} cannot be written to: choose another folder.")
    return f"{folder} can be used; its backend starts with the window."
