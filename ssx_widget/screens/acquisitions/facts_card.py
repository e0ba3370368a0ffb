# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the data collection says: labels and values, with units."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.widgets.elided import Elided


class FactsCard(QFrame):
    """Shows facts below a heading; says so where there are none."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._shown: list[tuple[str, str]] | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self._nothing = label("Pick a data collection to see how it was measured.", "remark")
        self._nothing.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label(heading, "heading"))
        column.addLayout(self._grid)
        column.addWidget(self._nothing)
        column.addStretch(1)
        self.setFocusPolicy(Qt.NoFocus)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these pairs of label and value."""
        if [*facts] == self._shown:
            return
        self._shown = [*facts]
        while item := self._grid.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        for row, (words, text) in enumerate(facts):
            value = Elided()
            value.setParent(self)
            value.tell(text)
            value.setTextInteractionFlags(Qt.TextSelectableByMouse)
            value.setAccessibleName(f"{words}: {text}")
            self._grid.addWidget(label(words, "label"), row, 0, Qt.AlignRight)
            self._grid.addWidget(value, row, 1)
        self._nothing.setVisible(not facts)
