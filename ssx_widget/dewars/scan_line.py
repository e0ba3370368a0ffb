"""The field that a scanner types into."""

from __future__ import annotations

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QWidget

from ssx_widget.common.unit_line import UnitLine
from ssx_widget.theme import mark


class ScanLine(UnitLine):
    """`scanned(text)`: keys that ended with Enter. What was scanned stays, and the next scan replaces it."""

    scanned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        mark(self, "scan")
        self.setAccessibleName("Barcode or code of a dewar")
        self.returnPressed.connect(self._tell)

    def wait_for_next(self) -> None:
        """Take the focus for the next scan."""
        self.setFocus()
        self.selectAll()

    def _tell(self) -> None:
        text = self.text().strip()
        self.selectAll()
        if text:
            self.scanned.emit(text)
