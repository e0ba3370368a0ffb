# SPDX-License-Identifier: LGPL-3.0-or-later
"""A part of a form that is folded until somebody needs it; its heading says how much is filled in."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form
from ssx_widget.look.theme import GRID, icon, mark


class CollapsibleSection(QWidget):
    """A heading that opens and closes a form."""

    def __init__(self, words: str, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self.form = words, form
        self.heading = QToolButton()
        self.heading.setCheckable(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        mark(self.heading, "fold")
        self.heading.toggled.connect(self._show_open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.heading, 0, Qt.AlignLeft)
        column.addWidget(form)
        self._show_open(False)
        self.count_filled(None)

    def open(self) -> None:
        """Show the form."""
        self.heading.setChecked(True)

    def count_filled(self, draft: Draft | None) -> None:
        """Say in the heading how many fields hold something that is not their default."""
        fields = [row.field for row in self.form.rows.values()]
        filled = sum(
            draft is not None and draft.get(field.name) not in (None, field.default) for field in fields
        )
        said = f"{self._words} · {filled} filled in" if filled else self._words
        self.heading.setText(said)
        self.heading.setAccessibleName(said)

    def _show_open(self, is_open: bool) -> None:
        self.form.setVisible(is_open)
        icon("mdi6.chevron-down" if is_open else "mdi6.chevron-right", self.heading)
