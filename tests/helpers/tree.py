"""What lies in the repository: a run of the tests leaves it as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MADE_BY_TOOLS = frozenset({"__pycache__", "build", "dist", "htmlcov"})
"""Folders that tools make; so are those whose name begins with a dot or ends in .egg-info."""

BEFORE = pytest.StashKey[frozenset[str]]()
LEFT = pytest.StashKey[list[str]]()


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
