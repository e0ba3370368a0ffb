# SPDX-License-Identifier: LGPL-3.0-or-later
"""Edits a list of small rows, such as the components of a buffer, in a table of lines and choices."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QComboBox, QGridLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from backend.domain.fields.field import Field
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.widgets.unit_line import UnitLine

_LEAST_LINE = 14 * GRID
_LEAST_CHOICE = 18 * GRID
_STRETCH = {"text": 2, "choice": 0}
"""A choice is as wide as its longest words."""


class ItemTable(QWidget):
    """`changed(rows)` carries all rows; a text that is no value keeps its row as it was and says why."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._rows: list[dict[str, object]] = []
        self._table = QWidget()
        self.problem = label("", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._add = QPushButton("Add a line")
        mark(self._add, "link")
        self._add.clicked.connect(lambda: self._change([*self._rows, {}]))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.addWidget(self._table)
        self._column.addWidget(self.problem)
        self._column.addWidget(self._add, 0, Qt.AlignLeft)
        self.setFocusProxy(self._add)

    def show_rows(self, rows: list[dict[str, object]] | None) -> None:
        """Show these rows; lines that are being typed in stay."""
        shown = [dict(row) for row in rows or ()]
        if shown != self._rows:
            self._rows = shown
            self._draw()

    def _change(self, rows: list[dict[str, object]]) -> None:
        more = len(rows) != len(self._rows)
        self._rows = rows
        if more:
            self._draw()
        self.changed.emit(rows)

    def _draw(self) -> None:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        for place, part in enumerate(self._field.items if self._rows else ()):
            grid.addWidget(label(part.label, "caption"), 0, place)
            grid.setColumnStretch(place, _STRETCH.get(part.kind, 1))
        for number, row in enumerate(self._rows):
            for place, part in enumerate(self._field.items):
                grid.addWidget(self._cell(number, part, part.get(row)), number + 1, place)
            grid.addWidget(self._remover(number), number + 1, len(self._field.items))
        self._column.replaceWidget(self._table, table)
        self._table.deleteLater()
        self._table = table

    def _cell(self, number: int, part: Field, value: object) -> QWidget:
        name = f"{part.label}, line {number + 1} of {self._field.label}"
        if part.kind == "choice":
            combo = QComboBox()
            combo.setMinimumWidth(_LEAST_CHOICE)
            combo.addItem("", None)
            for choice in part.choices:
                combo.addItem(part.choice_label(choice), choice)
            combo.setSizeAdjustPolicy(QComboBox.AdjustToContents)
            combo.setCurrentIndex(combo.findData(value))
            combo.setAccessibleName(name)
            combo.activated.connect(lambda at: self._put(number, part, combo.itemData(at)))
            return combo
        line = UnitLine(part.unit)
        line.setMinimumWidth(_LEAST_LINE)
        line.setText(part.show(value))
        line.setCursorPosition(0)
        line.setAccessibleName(name)
        line.textEdited.connect(lambda text: self._type(number, part, text, line))
        line.left.connect(self.left)
        return line

    def _remover(self, number: int) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(f"Remove line {number + 1} of {self._field.label}")
        button.setToolTip("Remove this line")
        mark(button, "plain")
        icon("mdi6.close", button, 14)
        button.clicked.connect(lambda: self._change(self._rows[:number] + self._rows[number + 1 :]))
        return button

    def _type(self, number: int, part: Field, text: str, line: UnitLine) -> None:
        problem = ""
        try:
            self._put(number, part, part.parse_typed(text))
        except ValueError as error:
            problem = str(error)
        mark(line, "field", wrong=bool(problem))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _put(self, number: int, part: Field, value: object) -> None:
        row = {name: held for name, held in part.put(self._rows[number], value).items() if held is not None}
        self._change([*self._rows[:number], row, *self._rows[number + 1 :]])
