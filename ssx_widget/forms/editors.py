# SPDX-License-Identifier: LGPL-3.0-or-later
"""The editor of each kind of field: shows what a draft holds, and tells what is typed or picked."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QDate, QObject, Qt, Signal
from qtpy.QtGui import QFocusEvent
from qtpy.QtWidgets import (
    QAction,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QCompleter,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)

from backend.domain.fields.field import Field
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import COLLECTIONS
from ssx_widget.forms.item_table import ItemTable
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.forms.rows_picker import RowsPicker
from ssx_widget.look.texts import shown_time
from ssx_widget.look.theme import action_icon
from ssx_widget.widgets.unit_line import UnitLine

_LINES = 3


class FieldEditor(QObject):
    """`typed(text)`: for the field to parse; `picked(value)`: a finished one; `left()`: the focus went.

    `filled(value)`: a value while typing goes on.
    """

    typed = Signal(str)
    filled = Signal(object)
    picked = Signal(object)
    left = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def show_entry(self, value: object, typed: str | None, /) -> None:
        """Show a value, or a text that is none; emits nothing."""
        raise NotImplementedError


class LineEditor(FieldEditor):
    """Text, numbers and lists of numbers."""

    def __init__(self, field: Field) -> None:
        self._line = UnitLine(field.unit)
        super().__init__(self._line)
        self.field = field
        self._is_typing = False
        self._line.textEdited.connect(self._tell_typed)
        self._line.left.connect(self.left)
        if field.required:
            self._line.setPlaceholderText("needed")
        if field.choices:
            completer = QCompleter(list(field.choices), self._line)
            completer.setCaseSensitivity(Qt.CaseInsensitive)
            completer.setFilterMode(Qt.MatchContains)
            completer.activated.connect(self.typed)
            self._line.setCompleter(completer)
            opener = QAction("Show the proposals", self._line)
            action_icon("mdi6.chevron-down", opener)
            opener.triggered.connect(lambda: self._show_all(completer))
            self._line.addAction(opener, UnitLine.TrailingPosition)

    def show_entry(self, value: object, typed: str | None) -> None:
        """Show the value in the field's unit; the cursor of who types here stays where it is."""
        text = self.field.show(value) if typed is None else typed
        if self._is_typing or (self._line.hasFocus() and self._says_the_same(value, typed)):
            return
        if text != self._line.text():
            self._line.setText(text)
            self._line.setCursorPosition(0)

    def _show_all(self, completer: QCompleter) -> None:
        """All proposals, whatever stands in the field."""
        self._line.setFocus(Qt.OtherFocusReason)
        completer.setCompletionPrefix("")
        completer.complete()

    def _tell_typed(self, text: str) -> None:
        self._is_typing = True
        self.typed.emit(text)
        self._is_typing = False

    def _says_the_same(self, value: object, typed: str | None) -> bool:
        """“4,50” is left as it was typed while 4.5 is what it means."""
        if typed is not None:
            return self._line.text() == typed
        try:
            return bool(self.field.parse_typed(self._line.text()) == value)
        except ValueError:
            return False


class DateEditor(LineEditor):
    """A date or a time: typed, or picked from a calendar; shown like 30 Nov 2026."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._line.setPlaceholderText("30 Nov 2026" if field.kind == "date" else "2026-11-30 09:30")
        self._menu = QMenu(self._line)
        self._calendar = QCalendarWidget()
        self._calendar.setAccessibleName(f"Calendar for {field.label}")
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.NoVerticalHeader)
        self._calendar.clicked.connect(self._take)
        whole = QWidgetAction(self._menu)
        whole.setDefaultWidget(self._calendar)
        self._menu.addAction(whole)
        opener = QAction("Pick from a calendar", self._line)
        action_icon("mdi6.calendar", opener)
        opener.triggered.connect(self._open)
        self._line.addAction(opener, UnitLine.TrailingPosition)

    def show_entry(self, value: Any, typed: str | None) -> None:
        """Show the day in words; a time in the zone of this computer."""
        if typed is None and value:
            self._calendar.setSelectedDate(QDate.fromString(str(value)[:10], Qt.ISODate))
            if not self._is_typing and not (self._line.hasFocus() and self._says_the_same(value, None)):
                self._line.setText(shown_time(value))
            return
        super().show_entry(value, typed)

    def _open(self) -> None:
        self._menu.popup(self._line.mapToGlobal(self._line.rect().bottomLeft()))

    def _take(self, day: QDate) -> None:
        self._menu.hide()
        self.typed.emit(day.toString(Qt.ISODate))


class LongTextEditor(FieldEditor):
    """Text of several lines; Tab goes on to the next field."""

    def __init__(self, field: Field) -> None:
        self._text = _LongText()
        super().__init__(self._text)
        self._field = field
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * _LINES + 22)
        self._text.textChanged.connect(lambda: self.typed.emit(self._text.toPlainText()))
        self._text.left.connect(self.left)

    def show_entry(self, value: object, typed: str | None) -> None:
        """Show the text."""
        text = self._field.show(value) if typed is None else typed
        if text != self._text.toPlainText():
            blocked = self._text.blockSignals(True)
            self._text.setPlainText(text)
            self._text.blockSignals(blocked)


class ChoiceEditor(FieldEditor):
    """One of a few; empty where the field may be."""

    def __init__(self, field: Field) -> None:
        self._combo = QComboBox()
        super().__init__(self._combo)
        if not field.required:
            self._combo.addItem("", None)
        for choice in field.choices:
            self._combo.addItem(field.choice_label(choice), choice)
        self._combo.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        # The wheel scrolls the form, it does not change values on its way.
        self._combo.setFocusPolicy(Qt.StrongFocus)
        self._combo.activated.connect(lambda index: self.picked.emit(self._combo.itemData(index)))

    def show_entry(self, value: object, _typed: str | None) -> None:
        """Show the choice."""
        self._combo.setCurrentIndex(self._combo.findData(value))


class BoolEditor(FieldEditor):
    """Yes or no."""

    def __init__(self, _field: Field) -> None:
        self._box = QCheckBox()
        super().__init__(self._box)
        self._box.clicked.connect(lambda checked: self.picked.emit(bool(checked)))

    def show_entry(self, value: object, _typed: str | None) -> None:
        """Show whether it is so; not stated counts as no."""
        self._box.setChecked(bool(value))


class PickEditor(FieldEditor):
    """A row of another table. `pick.newWanted` and `pick.picked` are for the screen."""

    def __init__(self, field: Field, context: AppContext) -> None:
        self.pick = RowPicker(context, COLLECTIONS[field.refers_to], narrow=lambda: _narrowed(field, context))
        super().__init__(self.pick)
        self.pick.picked.connect(lambda value, _row: self.picked.emit(value))
        self.pick.left.connect(self.left)

    def show_entry(self, value: Any, _typed: str | None) -> None:
        """Show the row's name."""
        self.pick.show_value(value)


class PickManyEditor(FieldEditor):
    """Several rows of another table."""

    def __init__(self, field: Field, context: AppContext) -> None:
        self.pick = RowsPicker(
            context, COLLECTIONS[field.refers_to], narrow=lambda: _narrowed(field, context)
        )
        super().__init__(self.pick)
        self.pick.picked.connect(self.picked)

    def show_entry(self, value: Any, _typed: str | None) -> None:
        """Show the rows' names."""
        self.pick.show_values(value)


class ItemsEditor(FieldEditor):
    """A list of small rows."""

    def __init__(self, field: Field) -> None:
        self._items = ItemTable(field)
        super().__init__(self._items)
        self._items.changed.connect(self.filled)
        self._items.left.connect(self.left)

    def show_entry(self, value: Any, _typed: str | None) -> None:
        """Show the rows."""
        self._items.show_rows(value)


def editor_for(field: Field, context: AppContext) -> FieldEditor:
    """The editor that fits the field's kind."""
    if field.refers_to:
        return PickManyEditor(field, context) if field.kind == "list" else PickEditor(field, context)
    if field.items:
        return ItemsEditor(field)
    kinds = {"long_text": LongTextEditor, "choice": ChoiceEditor, "bool": BoolEditor}
    kinds |= {"date": DateEditor, "datetime": DateEditor}
    return kinds.get(field.kind, LineEditor)(field)


def _narrowed(field: Field, context: AppContext) -> dict[str, object]:
    return (
        {} if field.refers_to in ("Person", "Laboratory", "Crystal") else {"proposalId": context.proposal_id}
    )


class _LongText(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
