# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sees when somebody saves a file in the facility's template folder, so that previews are drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

TABLE = "LabelTemplate"
"""The name under which the event stream tells of it, as of a table."""

_State = frozenset[tuple[str, int, int]]


def changes_in(folder: Callable[[], Path | None]) -> Callable[[], list[dict[str, object]]]:
    """Give a function that tells, as events, whether the folder is another than at its last call.

    `folder` is asked each time: a loaded profile may bring another one.
    """
    seen = _state(folder())

    def look() -> list[dict[str, object]]:
        nonlocal seen
        before, seen = seen, _state(folder())
        return [] if seen == before else [{"table": TABLE, "id": 0, "verb": "updated"}]

    return look


def _state(folder: Path | None) -> _State:
    """Name, time and size of each file; an editor may take one away at any moment."""
    if folder is None:
        return frozenset()
    found = set()
    for file in folder.glob("*/*"):
        try:
            status = file.stat()
        except OSError:
            continue
        found.add((str(file), status.st_mtime_ns, status.st_size))
    return frozenset(found)
