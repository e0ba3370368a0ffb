# SPDX-License-Identifier: LGPL-3.0-or-later
"""The field that a scanner types into."""

from __future__ import annotations

from qtpy.QtCore import QEvent, Signal
from qtpy.QtGui import QKeyEvent, QKeySequence
from qtpy.QtWidgets import QWidget

from ssx_widget.look.theme import mark
from ssx_widget.widgets.unit_line import UnitLine


class ScanLine(UnitLine):
    """`scanned(text)`: keys that ended with Enter. What was scanned stays, and the next scan replaces it."""

    scanned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        mark(self, "scan")
        self.setAccessibleName("Barcode or code of a dewar")
        self.returnPressed.connect(self._tell)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z while a scan stands here is the context's: it takes the last step back."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.ShortcutOverride
            and (event.matches(QKeySequence.Undo) or event.matches(QKeySequence.Redo))
            and not self._is_being_typed
        ):
            event.ignore()
            return False
        return super().event(event)

    def show_scan(self, text: str) -> None:
        """Show what was scanned while the focus was elsewhere."""
        self.setText(text)
        self.selectAll()

    def wait_for_next(self) -> None:
        """Take the focus for the next scan."""
        self.setFocus()
        self.selectAll()

    @property
    def _is_being_typed(self) -> bool:
        return bool(self.isUndoAvailable()) and not self.hasSelectedText()

    def _tell(self) -> None:
        text = self.text().strip()
        self.selectAll()
        if text:
            self.scanned.emit(text)
