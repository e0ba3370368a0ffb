# SPDX-License-Identifier: LGPL-3.0-or-later
"""The board on screen: the last scans, then a column for each state or place, narrowed by a search."""

from __future__ import annotations

from collections.abc import Iterable

from qtpy.QtCore import Qt, QTimer, Signal
from qtpy.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.dewars.board import Board, line_at_place, line_of
from ssx_widget.screens.dewars.lane_list import LaneList
from ssx_widget.screens.dewars.recent_scans import line_of_scan
from ssx_widget.screens.dewars.scan_queue import QueuedScan
from ssx_widget.widgets.placeholders import ContentArea

_PAUSE_MS = 200
_ORDERS = {"by state": (Board.by_state, line_of), "by place": (Board.by_place, line_at_place)}


class BoardView(QWidget):
    """`picked(dewar id)`, `entryPicked(QueuedScan)`: the person went to a line. `wanted()`: read it again."""

    picked = Signal(object)
    entryPicked = Signal(object)
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search, self.order, self._remark = QLineEdit(), QComboBox(), label("", "remark")
        self.recent_scans = LaneList("Last scans")
        self.lanes: list[LaneList] = []
        self._board: Board | None = None
        self._marked: int | None = None
        self._row, self._lanes_row = QWidget(), QHBoxLayout()
        self._place = ContentArea(self._scrolled())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.wanted)
        self._arrange()
        self._connect()
        self._place.show_loading()

    @property
    def words(self) -> str:
        """What is looked for."""
        return str(self.search.text().strip())

    def show_board(self, board: Board) -> None:
        """Show these dewars."""
        self._board = board
        if not board.rows:
            self._show_none()
            return
        self._place.show_content()
        order, line = _ORDERS[self.order.currentText()]
        shown = order(board)
        if [lane.title for lane in self.lanes] != [title for title, _ in shown]:
            self._make_lanes([title for title, _ in shown])
        for lane, (_, rows) in zip(self.lanes, shown, strict=True):
            lane.show_lines((row["dewarId"], line(row)) for row in rows)
        more = board.total - len(board.rows)
        self._remark.setText(f"{more} more: search to narrow them" if more > 0 else "")
        self.mark_dewar(self._marked)

    def show_problem(self, sentence: str) -> None:
        """Say why there is no board."""
        self._place.show_error(sentence, Action("Try again", self.wanted.emit))

    def show_trail(self, entries: Iterable[QueuedScan]) -> None:
        """Show the last scans, the newest on top; without any the column takes no room."""
        held = list(entries)[::-1]
        self.recent_scans.show_lines((entry, line_of_scan(entry)) for entry in held)
        self.recent_scans.setVisible(bool(held))

    def mark_dewar(self, dewar_id: int | None) -> None:
        """Mark the dewar whose card is shown."""
        self._marked = dewar_id
        for lane in self.lanes:
            lane.mark_line(dewar_id)

    def _arrange(self) -> None:
        self.search.setPlaceholderText("Code, proposal, shipment, place… (Ctrl+F)")
        self.search.setAccessibleName("Search the board")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(85 * GRID)
        self.order.addItems(list(_ORDERS))
        self.order.setAccessibleName("Columns of the board")
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        for widget in (label("All dewars", "heading"), self.order, self.search, self._remark):
            head.addWidget(widget)
        head.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(3 * GRID)
        body.addWidget(self.recent_scans, 1)
        body.addWidget(self._place, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addLayout(head)
        column.addLayout(body, 1)
        self.recent_scans.view.setAccessibleName("Last scans")
        self.recent_scans.hide()

    def _scrolled(self) -> QScrollArea:
        """Many places are more columns than fit."""
        mark(self._row, "page")
        self._row.setLayout(self._lanes_row)
        self._lanes_row.setContentsMargins(0, 0, 0, 0)
        self._lanes_row.setSpacing(3 * GRID)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.NoFocus)
        area.setWidget(self._row)
        return area

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _text: self._timer.start())
        self.search.returnPressed.connect(self._open_only)
        self.search.textChanged.connect(lambda text: None if text else self._timer.start())
        self.order.activated.connect(lambda _index: self.show_board(self._board) if self._board else None)
        self.recent_scans.picked.connect(self.entryPicked)

    def _make_lanes(self, titles: list[str]) -> None:
        for lane in self.lanes:
            lane.hide()
            lane.deleteLater()
        self.lanes = [LaneList(title) for title in titles]
        while self._lanes_row.takeAt(0):
            pass
        for lane in self.lanes:
            lane.picked.connect(self.picked)
            self._lanes_row.addWidget(lane, 1)
            lane.show()

    def _open_only(self) -> None:
        """Enter opens what was found, when it is one."""
        if self._board and len(self._board.rows) == 1:
            self.picked.emit(self._board.rows[0]["dewarId"])

    def _show_none(self) -> None:
        if self.words:
            self._place.show_empty("mdi6.magnify", f"No dewar fits “{self.words}”", "Esc shows all again.")
            return
        self._place.show_empty(
            "mdi6.package-variant",
            "No dewar yet",
            "A dewar stands here from its shipment on until it is back.",
        )
