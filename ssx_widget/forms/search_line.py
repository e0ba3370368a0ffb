# SPDX-License-Identifier: LGPL-3.0-or-later
"""A line in which one types what one looks for, and picks it from the list that comes up below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qtpy.QtCore import QModelIndex, Qt, QTimer, Signal
from qtpy.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from qtpy.QtWidgets import QAbstractItemView, QCompleter, QListView, QWidget

from ssx_widget.background.tasks import Tasks
from ssx_widget.look.theme import mark
from ssx_widget.widgets.unit_line import UnitLine

PAUSE_MS = 150
"""The list is fetched this long after the last keystroke."""


@dataclass(frozen=True)
class SearchChoice:
    """One line of the list: its words, a remark behind them, and what it stands for."""

    words: str
    value: Any
    remark: str = ""


class SearchLine(UnitLine):
    """`fetch(text)` gives the choices on a worker; `chosen` carries the value of the picked one."""

    chosen = Signal(object)

    def __init__(
        self, tasks: Tasks, fetch: Callable[[str], list[SearchChoice]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._tasks, self._fetch = tasks, fetch
        self._asked = 0
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        popup = QListView()
        mark(popup, "popup")
        popup.setAccessibleName("Choices")
        self._completer.setPopup(popup)
        self._completer.setWidget(self)
        self._completer.activated[QModelIndex].connect(self._choose)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._open_list_of_typed)
        self.textEdited.connect(lambda _text: self._timer.start())

    @property
    def popup(self) -> QAbstractItemView:
        """The list below the line."""
        return self._completer.popup()

    def open_list(self, text: str = "") -> None:
        """Fetch the choices for a text and show them below the line."""
        self._timer.stop()
        self._asked += 1
        asked = self._asked
        self._tasks.run(
            lambda: self._fetch(text),
            done=lambda found: self._show(asked, found),
            busy="Searching…",
            owner=self,
        )

    def _open_list_of_typed(self) -> None:
        self.open_list(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list, as in a combo box."""
        if event.key() == Qt.Key_Down:
            self.open_list()
            return
        super().keyPressEvent(event)

    def _show(self, asked: int, found: list[SearchChoice]) -> None:
        if asked != self._asked or not self.hasFocus():
            return
        self._model.clear()
        for choice in found:
            item = QStandardItem(f"{choice.words} · {choice.remark}" if choice.remark else choice.words)
            item.setData(choice.value, Qt.UserRole)
            item.setEditable(False)
            self._model.appendRow(item)
        self.popup.setMinimumWidth(self.width())
        self._completer.complete()

    def _choose(self, index: QModelIndex) -> None:
        self._timer.stop()
        self.chosen.emit(index.data(Qt.UserRole))
