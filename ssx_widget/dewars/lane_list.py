"""One column of the board: its title, how many there are, and the dewars."""

from __future__ import annotations

from collections.abc import Iterable

from qtpy.QtCore import QModelIndex, Qt, Signal
from qtpy.QtGui import QStandardItem, QStandardItemModel
from qtpy.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from ssx_widget.common.line_delegate import LineDelegate
from ssx_widget.common.lines import LINE_ROLE, Line
from ssx_widget.dewars.board import Lane, Standing
from ssx_widget.theme import GRID, label, mark


class LaneList(QFrame):
    """`picked(key)`: the person went to a dewar."""

    picked = Signal(int)

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self.lane = lane
        self._count = label("", "count")
        self._model = QStandardItemModel(self)
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(LineDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.view.setAccessibleName(f"Dewars: {lane.title}")
        head = QHBoxLayout()
        head.setContentsMargins(3 * GRID, 0, 3 * GRID, 0)
        head.setSpacing(GRID)
        head.addWidget(label(lane.title, "heading"))
        head.addWidget(self._count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 2 * GRID, 1, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self.view.clicked.connect(self._tell)
        self.view.activated.connect(self._tell)

    def show_dewars(self, standing: Iterable[Standing]) -> None:
        """Show these dewars."""
        self._model.clear()
        for row in standing:
            item = QStandardItem(f"{row.code}, {row.remark}")
            item.setData(Line(row.code, row.remark), LINE_ROLE)
            item.setData(row.dewar["dewarId"], Qt.UserRole)
            item.setToolTip(item.text())
            item.setEditable(False)
            self._model.appendRow(item)
        self._count.setText(str(self._model.rowCount()))

    def mark_dewar(self, dewar_id: int | None) -> None:
        """Mark the dewar whose card is shown, if it stands here."""
        self.view.clearSelection()
        for row in range(self._model.rowCount()):
            if self._model.item(row).data(Qt.UserRole) == dewar_id:
                self.view.setCurrentIndex(self._model.index(row, 0))

    def _tell(self, index: QModelIndex) -> None:
        self.picked.emit(int(index.data(Qt.UserRole)))
