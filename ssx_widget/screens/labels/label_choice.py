# SPDX-License-Identifier: LGPL-3.0-or-later
"""What labels are for, each with a check box: the dewars of a shipment, or tubes and chips."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qtpy.QtCore import QModelIndex, Qt, Signal
from qtpy.QtGui import QColor, QStandardItem, QStandardItemModel
from qtpy.QtWidgets import QTableView, QWidget

from backend.domain.rows.answers import DewarContents
from ssx_widget.look.texts import contents_words
from ssx_widget.look.theme import GRID, colours

_ROW = 8 * GRID
_LEAST_SHOWN, _MOST_SHOWN = 2, 8


@dataclass(frozen=True)
class LabelSubject:
    """One line: the key of its row, what it is called, and a remark."""

    key: int
    title: str
    remark: str = ""


class LabelChoice(QTableView):
    """`changed()`: others are checked. Space checks the line where one is."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_checked_at_first = True
        self.setAccessibleName("Dewars to print")
        self._model = QStandardItemModel(0, 2, self)
        self._model.itemChanged.connect(lambda _item: self.changed.emit())
        self.setModel(self._model)
        self.setSelectionBehavior(QTableView.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.clicked.connect(self._turn)

    def show_choices(self, choices: Iterable[LabelSubject]) -> None:
        """Show these: those that stood here are checked as they were, the others as `is_checked_at_first`."""
        before = {self._key(row): self._is_checked(row) for row in range(self._model.rowCount())}
        blocked = self._model.blockSignals(True)
        self._model.setRowCount(0)
        for choice in choices:
            self._model.appendRow(_items(choice, before.get(choice.key, self.is_checked_at_first)))
        self._model.blockSignals(blocked)
        self._model.layoutChanged.emit()
        self.resizeColumnToContents(0)
        rows = self._model.rowCount()
        self.setMinimumHeight(min(rows, _LEAST_SHOWN) * _ROW + 4)
        self.setMaximumHeight(min(rows, _MOST_SHOWN) * _ROW + 4)

    @property
    def checked(self) -> tuple[int, ...]:
        """The keys of those that are checked."""
        return tuple(self._key(row) for row in range(self._model.rowCount()) if self._is_checked(row))

    @property
    def are_all_checked(self) -> bool:
        """Whether none is left out."""
        return len(self.checked) == self._model.rowCount()

    def check(self, keys: Collection[int]) -> None:
        """Check these and no others."""
        blocked = self._model.blockSignals(True)
        for row in range(self._model.rowCount()):
            is_wanted = self._key(row) in keys
            self._model.item(row).setCheckState(Qt.Checked if is_wanted else Qt.Unchecked)
        self._model.blockSignals(blocked)
        self.viewport().update()
        self.changed.emit()

    def check_all(self, is_wanted: bool) -> None:
        """Check all, or none."""
        self.check([self._key(row) for row in range(self._model.rowCount())] if is_wanted else ())

    def _turn(self, index: QModelIndex) -> None:
        """A click on the words does what one on the box does."""
        if index.column() == 1:
            item = self._model.item(index.row())
            item.setCheckState(Qt.Unchecked if item.checkState() == Qt.Checked else Qt.Checked)

    def _key(self, row: int) -> int:
        return int(self._model.item(row).data(Qt.UserRole))

    def _is_checked(self, row: int) -> bool:
        return bool(self._model.item(row).checkState() == Qt.Checked)


def dewar_choice(dewar: DewarContents) -> LabelSubject:
    """A dewar with what it holds."""
    return LabelSubject(
        dewar["dewarId"], dewar["code"] or "without a code", contents_words(dewar["containers"])
    )


def _items(choice: LabelSubject, is_checked: bool) -> list[QStandardItem]:
    code = QStandardItem(choice.title)
    code.setCheckable(True)
    code.setCheckState(Qt.Checked if is_checked else Qt.Unchecked)
    code.setData(choice.key, Qt.UserRole)
    held = QStandardItem(choice.remark)
    held.setForeground(QColor(colours().muted))
    for item in (code, held):
        item.setEditable(False)
        item.setToolTip(item.text())
    return [code, held]
