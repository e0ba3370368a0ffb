# SPDX-License-Identifier: LGPL-3.0-or-later
"""Picks several rows of a collection: a chip for each, and a line to add another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import WORDS, name_of
from ssx_widget.editing.draft import DraftRef, Row
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.theme import GRID, icon, label, mark

Value = int | DraftRef


class RowsPicker(QWidget):
    """`picked(values)` carries the whole list of keys and DraftRefs."""

    picked = Signal(object)

    def __init__(
        self,
        context: AppContext,
        collection: str,
        narrow: Callable[[], Mapping[str, object]] = dict,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._collection = context, collection
        self._values: list[Value] = []
        self._names: dict[Value, str] = {}
        self.pick = RowPicker(context, collection, narrow)
        self.pick.setPlaceholderText(f"Add a {WORDS[collection]}")
        self.pick.setAccessibleName(f"Add a {WORDS[collection]}")
        self.pick.picked.connect(self._add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self._lines)
        column.addWidget(self.pick)
        self.setFocusProxy(self.pick)

    def show_values(self, values: list[Value] | None) -> None:
        """Show these rows without `picked`; names not known yet are fetched."""
        shown = list(values or ())
        for value in shown:
            if isinstance(value, DraftRef):
                draft = self._context.edits.find(value.key)
                self._names[value] = name_of(self._collection, draft.values) if draft else ""
        unknown = [value for value in shown if isinstance(value, int) and value not in self._names]
        if shown != self._values or any(isinstance(value, DraftRef) for value in shown):
            self._values = shown
            self._draw()
        if unknown:
            collection = self._context.collection(self._collection)
            self._context.tasks.run(
                lambda: [(value, collection.get(value)) for value in unknown],
                done=self._take_names,
                owner=self,
            )

    def _take_names(self, found: list[tuple[int, Row]]) -> None:
        self._names.update((value, name_of(self._collection, row)) for value, row in found)
        self._draw()

    def _add(self, value: Value | None, row: Row | None) -> None:
        if value is None:
            return
        if row is not None:
            self._names[value] = name_of(self._collection, row)
        self.pick.show_value(None)
        if value not in self._values:
            self.picked.emit([*self._values, value])

    def _remove(self, value: Value) -> None:
        self.picked.emit([held for held in self._values if held != value])

    def _draw(self) -> None:
        while item := self._lines.takeAt(0):
            item.widget().deleteLater()
        for value in self._values:
            self._lines.addWidget(self._line(value))

    def _line(self, value: Value) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        name = self._names.get(value, "…")
        row.addWidget(label(name, "plain"), 1)
        button = QToolButton()
        button.setAccessibleName(f"Remove {name}")
        button.setToolTip(f"Remove {name}")
        mark(button, "plain")
        icon("mdi6.close", button, 14)
        button.clicked.connect(lambda: self._remove(value))
        row.addWidget(button)
        return line
