# SPDX-License-Identifier: LGPL-3.0-or-later
"""The undoable steps of an import before anything is stored."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QUndoCommand


class ChangeList(QUndoCommand):
    """Other rows in the list, or rows read otherwise: all of it is held as it was before, or after."""

    def __init__(self, words: str, before: Callable[[], object], after: Callable[[], object]) -> None:
        super().__init__(words)
        self._before, self._after = before, after

    def redo(self) -> None:
        """Hold what was after the change."""
        self._after()

    def undo(self) -> None:
        """Hold what was before it."""
        self._before()
