# SPDX-License-Identifier: LGPL-3.0-or-later
"""A table whose rows are copied to a spreadsheet."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import QApplication, QShortcut, QTableView, QWidget

_ROW_HEIGHT = 28


class Table(QTableView):
    """A quiet table: whole rows are picked, Ctrl+C copies them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QTableView.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        copy = QShortcut(QKeySequence.Copy, self)
        copy.setContext(Qt.WidgetShortcut)
        copy.activated.connect(self.copy)

    def copy(self) -> None:
        """Put the picked cells on the clipboard, tabs between them, as a spreadsheet takes them."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        lines: dict[int, list[str]] = {}
        for index in indexes:
            lines.setdefault(index.row(), []).append(_one_line(str(index.data() or "")))
        QApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))


def _one_line(text: str) -> str:
    return " ".join(text.split()) if any(sign in text for sign in "\t\r\n") else text
