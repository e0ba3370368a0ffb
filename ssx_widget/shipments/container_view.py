"""A container: its picture beside the table of its samples; what is picked in one is picked in the other."""

from __future__ import annotations

from qtpy.QtCore import QModelIndex, Qt, Signal
from qtpy.QtGui import QKeySequence, QResizeEvent
from qtpy.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QShortcut, QTableView, QVBoxLayout, QWidget

from ssx_widget.desk import Desk
from ssx_widget.drafts import Row
from ssx_widget.shipments.cells import dress
from ssx_widget.shipments.container_picture import ContainerPicture
from ssx_widget.shipments.crystals import Crystals
from ssx_widget.shipments.sample_model import COLUMNS, SampleModel
from ssx_widget.shipments.tree import capacity_of
from ssx_widget.theme import GRID, icon, label, mark

_NAME = list(COLUMNS).index("name")
_BESIDE = 5
"""So many columns have to fit beside the picture; otherwise the table stands below it."""
_LARGE, _SMALL = 66 * GRID, 52 * GRID
_LEAST, _MOST = 16 * GRID, 50 * GRID


class ContainerView(QWidget):
    """`detailsWanted()`: the person wants the fields of the container itself."""

    detailsWanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.model = SampleModel(desk, self)
        self.picture, self.table = ContainerPicture(), QTableView()
        self._code, self._remark = label("", "heading"), label("", "label")
        self._problem = label("", "error")
        self.delete_button, self.details_button = QPushButton("Delete sample"), QPushButton("Container…")
        self._body = QBoxLayout(QBoxLayout.LeftToRight)
        self._container: Row = {}
        self._arrange()
        self._connect()

    def show_container(self, container: Row, crystals: Crystals) -> None:
        """Show a container with its samples."""
        another = container["containerId"] != self._container.get("containerId")
        self._container = container
        self._code.setText(container["code"] or "without a code")
        capacity = capacity_of(container)
        kind = container["containerType"] or "container of unknown type"
        barcode = f" · {container['barcode']}" if container["barcode"] else ""
        self._remark.setText(f"{kind}, {capacity} positions{barcode}" if capacity else f"{kind}{barcode}")
        self.model.show_container(container, crystals)
        if another:
            self._fit_columns()
            self.table.setCurrentIndex(self.model.index(0, _NAME))
        self._redraw()

    def pick_sample(self, key: int, column: str) -> None:
        """Go to the cell of a sample."""
        row = self.model.row_of_sample(key)
        if row is not None:
            index = self.model.index(row, self.model.column_of(column))
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
            self.table.setFocus()

    def delete_sample(self) -> None:
        """Delete the sample at the picked position; Undo brings it back."""
        draft = self.model.draft_at(self.table.currentIndex().row())
        if draft:
            self._desk.edits.delete(draft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the table below the picture where there is no room beside it."""
        super().resizeEvent(event)
        self._place_picture()

    def _place_picture(self) -> None:
        needed = sum(self.table.columnWidth(column) for column in range(_BESIDE))
        wide = self.width() >= _LARGE + needed + 12 * GRID
        self._body.setDirection(QBoxLayout.LeftToRight if wide else QBoxLayout.TopToBottom)
        side = _LARGE if wide else _SMALL
        self.picture.setFixedSize(side, side)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self._code)
        head.addWidget(self._remark)
        head.addStretch(1)
        head.addWidget(self.details_button)
        head.addWidget(self.delete_button)
        self.table.setModel(self.model)
        dress(self.table, "Samples of the container")
        self._body.setSpacing(4 * GRID)
        self._body.addWidget(self.picture, 0, Qt.AlignTop | Qt.AlignHCenter)
        self._body.addWidget(self.table, 1)
        self._problem.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(3 * GRID)
        column.addLayout(head)
        column.addLayout(self._body, 1)
        column.addWidget(self._problem)
        self.details_button.setToolTip("Code, type, barcode and comments of this container")
        icon("mdi6.trash-can-outline", self.delete_button)
        mark(self, "page")

    def _connect(self) -> None:
        self.table.selectionModel().currentChanged.connect(self._follow_table)
        self.model.contentsChanged.connect(self._redraw)
        self.picture.picked.connect(self._follow_picture)
        self.picture.opened.connect(self._edit)
        self.delete_button.clicked.connect(self.delete_sample)
        self.details_button.clicked.connect(self.detailsWanted)
        delete = QShortcut(QKeySequence.Delete, self.table)
        delete.setContext(Qt.WidgetShortcut)
        delete.activated.connect(self.delete_sample)

    def _fit_columns(self) -> None:
        self.table.resizeColumnsToContents()
        for column in range(1, self.model.columnCount()):
            width = self.table.columnWidth(column)
            self.table.setColumnWidth(column, max(_LEAST, min(width, _MOST)))
        self._place_picture()

    def _follow_table(self, current: QModelIndex, _before: QModelIndex) -> None:
        location = self.model.location_at(current.row())
        self.picture.show_current(int(location) if location.isdecimal() else 0)
        self._show_state()

    def _follow_picture(self, position: int) -> None:
        row = self.model.row_of(str(position))
        if row is not None:
            column = max(self.table.currentIndex().column(), 1)
            self.table.setCurrentIndex(self.model.index(row, column))

    def _edit(self, position: int) -> None:
        self._follow_picture(position)
        self.table.setFocus()
        self.table.edit(self.table.currentIndex().siblingAtColumn(_NAME))

    def _redraw(self) -> None:
        if self._container:
            self.picture.show_container(
                self._container["code"] or "container",
                self._container["containerType"] or "",
                capacity_of(self._container),
                self.model.contents,
            )
            self._show_state()

    def _show_state(self) -> None:
        index = self.table.currentIndex()
        draft = self.model.draft_at(index.row())
        self.delete_button.setEnabled(draft is not None)
        self.delete_button.setToolTip("Delete (Del)" if draft else "No sample lies at this position.")
        problem = self.model.problem_at(index)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
