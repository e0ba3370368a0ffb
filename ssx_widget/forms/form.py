# SPDX-License-Identifier: LGPL-3.0-or-later
"""A form made from the fields of a table: label, editor, and the error under it; bound to a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from backend.domain.fields.field import Field
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.editors import FieldEditor, editor_for
from ssx_widget.look.theme import GRID, label, mark


class Form(QWidget):
    """Shows and edits the fields of one draft. Every change goes through `context.edits`.

    `rows[name]` gives the label, editor and error of a field, for the screen to add to. `editors` replaces
    the usual editor of some fields.
    """

    def __init__(
        self,
        context: AppContext,
        fields: Iterable[Field],
        editors: Mapping[str, FieldEditor] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._edits = context.edits
        self._draft: Draft | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(2 * GRID)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Maximum)
        self.rows: dict[str, FormRow] = {}
        section = ""
        for field in fields:
            if field.section != section:
                section = field.section
                self._add_heading(section)
            self._add(field, (editors or {}).get(field.name) or editor_for(field, context))
        context.edits.changed.connect(self._follow)
        context.edits.lockChanged.connect(self._allow)
        self.setEnabled(False)

    @property
    def draft(self) -> Draft | None:
        """The draft that is shown."""
        return self._draft

    def set_draft(self, draft: Draft | None) -> None:
        """Show another draft; None empties the form and greys it."""
        self._edits.end_typing()
        self._draft = draft
        self._allow()
        for row in self.rows.values():
            row.show_draft(draft)

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field; False when it is not in this form."""
        row = self.rows.get(name)
        if row is None:
            return False
        row.editor.widget.setFocus(Qt.ShortcutFocusReason)
        return True

    def add_beside(self, name: str, widget: QWidget) -> None:
        """Put a widget at the end of a field's line."""
        editor = self.rows[name].editor.widget
        row, _column, _rows, _columns = self._grid.getItemPosition(self._grid.indexOf(editor))
        self._grid.addWidget(widget, row, 2)
        QWidget.setTabOrder(editor, widget)

    def align_labels(self, width: int) -> None:
        """Make the labels' column at least this wide, so that forms below each other line up."""
        self._grid.setColumnMinimumWidth(0, width)

    def wrong_fields(self) -> list[str]:
        """The fields that show an error, from top to bottom."""
        return [name for name in self.rows if self._draft and name in self._draft.errors]

    def hide_fields(self, names: Iterable[str]) -> None:
        """Hide these fields and show all others."""
        hidden = set(names)
        for name, row in self.rows.items():
            row.set_shown(name not in hidden)

    def _add(self, field: Field, editor: FieldEditor) -> None:
        row = FormRow(field, editor)
        place = self._grid.rowCount()
        is_high = field.kind == "long_text" or (field.kind == "list" and (field.items or field.refers_to))
        top = Qt.AlignTop if is_high else Qt.AlignVCenter
        self._grid.addWidget(row.label, place, 0, Qt.AlignRight | top)
        if field.items:
            # A table of several columns needs the room below its label too.
            self._grid.addWidget(editor.widget, place + 1, 0, 1, 2)
        else:
            self._grid.addWidget(editor.widget, place, 1)
        self._grid.addWidget(row.error, place + 2, 1)
        self.rows[field.name] = row
        editor.typed.connect(lambda text: self._type(field, text))
        editor.filled.connect(lambda value: self._fill(field, value))
        editor.picked.connect(lambda value: self._take(field, value))
        editor.left.connect(lambda: self._leave(row))

    def _add_heading(self, words: str) -> None:
        heading = label(words, "heading")
        heading.setContentsMargins(0, 3 * GRID, 0, GRID)
        self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, 2)

    def _allow(self) -> None:
        self.setEnabled(self._draft is not None and not self._edits.locked)

    def _type(self, field: Field, text: str) -> None:
        if self._draft:
            self._edits.set_text(self._draft, field, text)

    def _fill(self, field: Field, value: object) -> None:
        if self._draft:
            self._edits.set(self._draft, field.name, value)

    def _take(self, field: Field, value: object) -> None:
        self._fill(field, value)
        self._edits.end_typing()

    def _leave(self, row: FormRow) -> None:
        """What was typed as 4,50 now stands as 4.5."""
        self._edits.end_typing()
        row.show_draft(self._draft)

    def _follow(self, draft: Draft, name: str) -> None:
        if draft is self._draft:
            for row in [self.rows[name]] if name in self.rows else self.rows.values():
                row.show_draft(draft)


class FormRow:
    """One field of a form: its label, its editor, and its error, which takes no room while there is none."""

    def __init__(self, field: Field, editor: FieldEditor) -> None:
        self.field, self.editor = field, editor
        self.label = label(field.label, "label")
        self.label.setBuddy(editor.widget)
        self.error: QLabel = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self._wrong = ""
        unit = f" in {field.unit}" if field.unit else ""
        editor.widget.setAccessibleName(f"{field.label}{unit}")
        tip = " ".join(part for part in (field.help, f"Unit: {field.unit}." if field.unit else "") if part)
        editor.widget.setToolTip(tip)
        self.label.setToolTip(tip)

    def show_draft(self, draft: Draft | None) -> None:
        """Show what the draft holds, and what is wrong with it."""
        name = self.field.name
        self.editor.show_entry(draft.get(name) if draft else None, draft.typed.get(name) if draft else None)
        self._show_error(draft.errors.get(name, "") if draft else "")

    def set_shown(self, shown: bool) -> None:
        """Show or hide the whole row."""
        self.label.setVisible(shown)
        self.editor.widget.setVisible(shown)
        self.error.setVisible(shown and bool(self._wrong))

    def _show_error(self, sentence: str) -> None:
        if sentence == self._wrong:
            return
        self._wrong = sentence
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence) and not self.editor.widget.isHidden())
        self.editor.widget.setAccessibleDescription(sentence)
        mark(self.editor.widget, str(self.editor.widget.property("role") or "field"), wrong=bool(sentence))


def align_labels(forms: Iterable[Form]) -> int:
    """Give the labels of forms that stand below each other one width, and tell it."""
    labels = [row.label for form in forms for row in form.rows.values()]
    width = max(each.sizeHint().width() for each in labels)
    for each in labels:
        each.setMinimumWidth(width)
        each.setAlignment(Qt.AlignRight | Qt.AlignVCenter)
    return width
