# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is found in a cell, beside it: a title, a sentence, and a button for each way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qtpy.QtCore import QPoint, QRect, Signal
from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend.domain.sample_list import Finding
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.shipments.importing.import_session import Cell

_WIDTH = 84 * GRID
_MOST_REPAIRS = 3


class FindingPanel(QFrame):
    """Floats over the table and never takes the focus; Tab leads to its buttons, Ctrl+. presses the first.

    `repairWanted(changes)`, `leaveOutWanted(line)`, `acceptWanted(line)`, `createWanted()`.
    """

    repairWanted = Signal(object)
    leaveOutWanted = Signal(int)
    acceptWanted = Signal(int)
    createWanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        mark(self, "popup")
        self._title, self._reason = label("", "heading"), label("", "label")
        for words in (self._title, self._reason):
            words.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2 * GRID)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addWidget(self._reason)
        column.addSpacing(GRID)
        column.addLayout(self._buttons)
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """The ways to mend, the best first."""
        widgets = (self._buttons.itemAt(place).widget() for place in range(self._buttons.count()))
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    def tell(self, findings: Sequence[Finding], cell: QRect) -> None:
        """Show what is found in the cell that lies at this place of the parent; nothing hides the panel."""
        self._clear()
        if not findings:
            self.hide()
            return
        first = findings[0]
        self._title.setText(first.message.rstrip("."))
        more = [f"{finding.message} {finding.reason}" for finding in findings[1:]]
        self._reason.setText("\n".join([first.reason, *more]))
        self.setAccessibleName(first.message)
        for finding in findings:
            self._offer(finding)
        if any(finding.level == "error" for finding in findings):
            self._add("Leave the row out", lambda: self.leaveOutWanted.emit(first.line))
        self._buttons.addStretch(1)
        self._place(cell)

    def _offer(self, finding: Finding) -> None:
        for repair in finding.repairs[:_MOST_REPAIRS]:
            self._add_repair(repair.label, repair.changes)
        if finding.code == "broken-line":
            self._add("Take it as shown", lambda: self.acceptWanted.emit(finding.line))
        if finding.code == "unknown-protein" and finding.level == "error":
            self._add(f"Create {finding.text}", self.createWanted.emit)

    def _add_repair(self, words: str, changes: Mapping[Cell, str]) -> None:
        self._add(words, lambda: self.repairWanted.emit(changes))

    def _add(self, words: str, do: Callable[[], object]) -> None:
        button = QPushButton(words)
        button.clicked.connect(lambda _checked=False: do())
        self._buttons.addWidget(button)
        # A layout counts what is not shown yet as nothing.
        button.show()

    def _place(self, cell: QRect) -> None:
        """Below the cell, or above it where there is no room."""
        room = self.parentWidget().rect()
        width = max(_WIDTH, self._buttons.sizeHint().width() + 8 * GRID)
        self.resize(width, self._column.totalHeightForWidth(width))
        left = max(0, min(cell.left(), room.right() - self.width() - GRID))
        below = cell.bottom() + GRID
        fits = below + self.height() <= room.bottom()
        self.move(QPoint(left, below if fits else max(0, cell.top() - self.height() - GRID)))
        self.show()
        self.raise_()

    def _clear(self) -> None:
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
