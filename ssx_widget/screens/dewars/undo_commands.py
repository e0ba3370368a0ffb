# SPDX-License-Identifier: LGPL-3.0-or-later
"""A dewar's step on the window's undo stack: Ctrl+Z takes it back, by a new step."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QUndoCommand


class ScanCommand(QUndoCommand):
    """A step that was taken already when it comes onto the stack."""

    def __init__(self, words: str, back: Callable[[], object], again: Callable[[], object]) -> None:
        super().__init__(words)
        self._back, self._again = back, again
        self._is_taken = True

    def redo(self) -> None:
        """Take the step again; not when it is put onto the stack."""
        if not self._is_taken:
            self._is_taken = True
            self._again()

    def undo(self) -> None:
        """Take it back."""
        self._is_taken = False
        self._back()
