# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the tests write: into memory where there is room, and never into the repository."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MADE_BY_TOOLS = frozenset({"__pycache__", "build", "dist", "htmlcov"})
"""Folders that tools make; so are those whose name begins with a dot or ends in .egg-info."""

BEFORE = pytest.StashKey[frozenset[str]]()
LEFT = pytest.StashKey[list[str]]()


MEMORY = Path("/dev/shm")  # noqa: S108  pytest makes a folder in it that is the user's own
ROOM = 4 * 1024**3
"""Bytes that have to be free in it; a run of all tests takes a quarter of that."""


def write_into_memory() -> None:
    """Let pytest make its temporary folders in memory: databases wait for a disk at each commit."""
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and _has_room(MEMORY):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


def _has_room(folder: Path) -> bool:
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    programs_run = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return programs_run and shutil.disk_usage(folder).free >= ROOM


def files() -> frozenset[str]:
    """All files but those that tools make, relative to the repository."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not _by_a_tool(name)]
        inside = Path(folder).relative_to(ROOT)
        found += [str(inside / name) for name in names if not name.startswith(".coverage")]
    return frozenset(found)


def _by_a_tool(name: str) -> bool:
    return name in MADE_BY_TOOLS or name.startswith(".") or name.endswith(".egg-info")
