# SPDX-License-Identifier: LGPL-3.0-or-later
"""The remarks as lines with a sign."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.labels.remarks import LabelRemark


class RemarkLines(QWidget):
    """Shows remarks, one below the other. `mendWanted()`: go where what wants a look is put right."""

    mendWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "page")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(2 * GRID)
        self._grid.setColumnStretch(1, 1)
        self._mend = QPushButton("Open the shipment")
        mark(self._mend, "link")
        self._mend.clicked.connect(self.mendWanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addLayout(self._grid)
        column.addWidget(self._mend, 0, Qt.AlignLeft)
        column.addStretch(1)

    def show_remarks(self, remarks: list[LabelRemark]) -> None:
        """Show these remarks instead."""
        while item := self._grid.takeAt(0):
            item.widget().deleteLater()
        for row, remark in enumerate(remarks):
            sign, words = label(remark.sign, "sign"), label(remark.words, "plain")
            mark(sign, "sign", tone="ok" if remark.is_good else "warn")
            words.setWordWrap(True)
            self._grid.addWidget(sign, row, 0, Qt.AlignTop)
            self._grid.addWidget(words, row, 1)
        self._mend.setVisible(not all(remark.is_good for remark in remarks))
