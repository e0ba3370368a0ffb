# SPDX-License-Identifier: LGPL-3.0-or-later
"""The form of one row with its buttons: save, discard, delete; and the choice after a conflict."""

from __future__ import annotations

from collections.abc import Iterable

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend.domain.fields.field import Field
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form
from ssx_widget.forms.versions import VersionComparison
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.widgets.scroll_area import scrolled

_WIDEST = 170 * GRID


class RowForm(QFrame):
    """Shows one draft. `left()`: the person is done with it, where there is something to go back to."""

    left = Signal()

    def __init__(self, context: AppContext, fields: Iterable[Field], back: str = "") -> None:
        """`back` are the words of the button that leads to where the form was opened from."""
        super().__init__()
        self._edits = context.edits
        self.form = Form(context, fields)
        self._title, self._remark = label("", "heading"), label("", "label")
        self.versions = VersionComparison(context)
        self.save_button, self.discard_button = QPushButton("&Save"), QPushButton("Dis&card")
        self.back_button = QPushButton(back)
        self._buttons, self._further = QHBoxLayout(), QHBoxLayout()
        self._arrange(bool(back))
        self.save_button.clicked.connect(self.save)
        self.discard_button.clicked.connect(self._discard)
        self.back_button.clicked.connect(self.left)
        self._edits.changed.connect(self._follow)
        self._edits.refused.connect(self._focus_wrong)

    def show_draft(self, draft: Draft, title: str, remark: str = "") -> None:
        """Show another draft, or the same one under another title."""
        self._title.setText(title)
        self._remark.setText(remark)
        if draft is not self.form.draft:
            self.form.set_draft(draft)
        self._show_state()

    def refresh(self) -> None:
        """Show the names anew of rows that were edited elsewhere."""
        self.form.set_draft(self.form.draft)

    def save(self) -> None:
        """Store what is shown."""
        if self.form.draft:
            self._edits.save([self.form.draft])

    def add_button(self, button: QPushButton) -> None:
        """Put another button below those of every form."""
        self._further.insertWidget(self._further.count() - 1, button)

    def _arrange(self, has_back: bool) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self._title)
        head.addWidget(self._remark)
        head.addStretch(1)
        for button in (self.save_button, self.discard_button, self.back_button):
            self._buttons.addWidget(button)
        for row in (self._buttons, self._further):
            row.setSpacing(2 * GRID)
            row.addStretch(1)
        # Shown before it stands in the window, it would be a window of its own for a moment.
        if not has_back:
            self.back_button.hide()
        inside = QWidget()
        mark(inside, "page")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        inner.setSpacing(3 * GRID)
        self.form.setMaximumWidth(_WIDEST)
        inner.addLayout(head)
        inner.addWidget(self.form)
        inner.addLayout(self._buttons)
        inner.addLayout(self._further)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.versions)
        column.addWidget(scrolled(inside))

    def _follow(self, draft: Draft, _name: str) -> None:
        if draft is self.form.draft:
            self._show_state()

    def _show_state(self) -> None:
        draft = self.form.draft
        if draft is None:
            return
        for button in (self.save_button, self.discard_button):
            button.setEnabled(draft.is_dirty)
        self.save_button.setToolTip("Ctrl+S" if draft.is_dirty else "Everything is saved.")
        self.discard_button.setToolTip("" if draft.is_dirty else "Nothing was changed.")
        self.versions.show_draft(draft)

    def _discard(self) -> None:
        if self.form.draft:
            self._edits.discard(self.form.draft)

    def _focus_wrong(self, draft: Draft) -> None:
        if draft is self.form.draft and self.isVisible():
            wrong = self.form.wrong_fields()
            if wrong:
                self.form.focus_field(wrong[0])
