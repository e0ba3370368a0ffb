# SPDX-License-Identifier: LGPL-3.0-or-later
"""A line of text with its unit inside, at the right edge."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QFocusEvent, QResizeEvent
from qtpy.QtWidgets import QLineEdit, QWidget

from ssx_widget.look.theme import GRID, label


class UnitLine(QLineEdit):
    """`left` is emitted when the focus goes: typing in this field has ended."""

    left = Signal()

    def __init__(self, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = label(unit, "unit")
        self._unit.setParent(self)
        self._unit.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.show_unit(unit)

    def show_unit(self, unit: str) -> None:
        """Name another unit."""
        self._unit.setText(unit)
        self._unit.adjustSize()
        self.setTextMargins(0, 0, self._unit.width() + GRID if unit else 0, 0)
        self._place_unit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the unit at the right edge."""
        super().resizeEvent(event)
        self._place_unit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that typing has ended, unless only a list of this field has come up."""
        super().focusOutEvent(event)
        if event.reason() != Qt.PopupFocusReason:
            self.left.emit()

    def _place_unit(self) -> None:
        self._unit.adjustSize()
        left = self.width() - self._unit.width() - 2 * GRID
        self._unit.move(left, (self.height() - self._unit.height()) // 2)
