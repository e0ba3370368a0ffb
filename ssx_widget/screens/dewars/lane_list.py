# SPDX-License-Identifier: LGPL-3.0-or-later
"""One column of the board: its title, how many there are, and the dewars."""

from __future__ import annotations

from collections.abc import Iterable

from qtpy.QtCore import QModelIndex, Qt, Signal
from qtpy.QtGui import QStandardItem, QStandardItemModel
from qtpy.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from ssx_widget.lists.line_delegate import LineDelegate
from ssx_widget.lists.list_lines import LINE_ROLE, ListLine
from ssx_widget.look.theme import GRID, label, mark


class LaneList(QFrame):
    """`picked(key)`: the person went to a line, by a click or by Enter."""

    picked = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self.title = title
        self._count = label("", "count")
        self._model = QStandardItemModel(self)
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(LineDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.view.setAccessibleName(f"Dewars: {title}")
        self.setMinimumWidth(36 * GRID)
        head = QHBoxLayout()
        head.setContentsMargins(3 * GRID, 0, 3 * GRID, 0)
        head.setSpacing(GRID)
        head.addWidget(label(title, "heading"))
        head.addWidget(self._count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 2 * GRID, 1, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self.view.clicked.connect(self._tell)
        self.view.activated.connect(self._tell)

    def show_lines(self, lines: Iterable[tuple[object, ListLine]]) -> None:
        """Show these lines, each with what `picked` then carries; the one that was current stays so."""
        current = self.view.currentIndex().data(Qt.UserRole)
        self._model.clear()
        for key, line in lines:
            item = QStandardItem(f"{line.title}, {line.remark}")
            item.setData(line, LINE_ROLE)
            item.setData(key, Qt.UserRole)
            item.setToolTip(" · ".join(filter(None, (line.title, line.remark, line.badge))))
            item.setEditable(False)
            self._model.appendRow(item)
        self._count.setText(str(self._model.rowCount()))
        if current is not None:
            self.mark_line(current)

    def mark_line(self, key: object) -> None:
        """Mark the line with this key, if it stands here."""
        self.view.clearSelection()
        for row in range(self._model.rowCount()):
            if self._model.item(row).data(Qt.UserRole) == key:
                self.view.setCurrentIndex(self._model.index(row, 0))

    def _tell(self, index: QModelIndex) -> None:
        self.picked.emit(index.data(Qt.UserRole))
