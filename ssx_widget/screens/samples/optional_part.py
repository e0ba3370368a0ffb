# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a card may have beside its own fields: a buffer, an additive, a size distribution."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import WORDS
from ssx_widget.editing.draft import DraftRef, Row
from ssx_widget.forms.form import Form
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.screens.samples.chain import ChainDrafts
from ssx_widget.screens.samples.forms import own_fields, show_draft


class OptionalPart(QWidget):
    """Heading, pick, buttons, and the form as soon as there is a row.

    `ways` is the place for what else can be done with it, as to measure it on pictures.
    """

    def __init__(self, context: AppContext, collection: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._collection = collection
        self._chain: ChainDrafts | None = None
        self.ways = QHBoxLayout()
        word = WORDS[collection]
        self.form = Form(context, own_fields(collection))
        self.pick = RowPicker(context, collection, narrow=lambda: {"proposalId": context.proposal_id})
        self.pick.setPlaceholderText("Pick one that exists")
        self.pick.setAccessibleName(f"Pick one that exists as {word}")
        self.make_button = QPushButton(f"New {word}")
        icon("mdi6.plus", self.make_button)
        self.leave_button = QPushButton("Leave out")
        self.leave_button.setAccessibleName(f"Leave out the {word}")
        self._arrange(word)
        self.pick.picked.connect(self._take)
        self.pick.newWanted.connect(lambda _text: self._make())
        self.make_button.clicked.connect(self._make)
        self.leave_button.clicked.connect(self._leave_out)

    def show_chain(self, chain: ChainDrafts) -> None:
        """Show what this chain has of it."""
        self._chain = chain
        draft = chain.part(self._collection)
        show_draft(self.form, draft)
        self.form.setVisible(draft is not None)
        self.leave_button.setVisible(draft is not None)
        self.make_button.setVisible(draft is None)
        if draft is None or draft.is_new:
            self.pick.show_value(None)
        else:
            self.pick.show_value(draft.id, draft.values)

    def _arrange(self, word: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(label(word.capitalize(), "heading"))
        head.addStretch(1)
        head.addWidget(self.pick, 1)
        head.addLayout(self.ways)
        head.addWidget(self.make_button)
        head.addWidget(self.leave_button)
        line = label("", "plain")
        mark(line, "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(line)
        column.addLayout(head)
        column.addWidget(self.form)

    def _take(self, value: int | DraftRef | None, row: Row | None) -> None:
        if self._chain and value is not None:
            self._chain.pick(self._collection, value, row)
        elif self._chain:
            self._leave_out()

    def _make(self) -> None:
        if self._chain:
            self._chain.make(self._collection)
            self.form.focus_field(next(iter(self.form.rows)))

    def _leave_out(self) -> None:
        if self._chain and self._chain.part(self._collection):
            self._chain.leave_out(self._collection)
            self.make_button.setFocus(Qt.OtherFocusReason)
