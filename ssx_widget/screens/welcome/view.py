# SPDX-License-Identifier: LGPL-3.0-or-later
"""The welcome of the first start: asks for the least, or loads the demo proposal."""

from __future__ import annotations

from typing import cast

from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend.domain.fields.core_fields import FIELDS
from backend.domain.rows.people import ProposalRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form
from ssx_widget.look.theme import GRID, label, mark

_ASKED = {
    "persons": ("givenName", "familyName"),
    "laboratories": ("name",),
    "proposals": ("proposalCode", "proposalNumber"),
}
_TABLES = {"persons": "Person", "laboratories": "Laboratory", "proposals": "Proposal"}
_LABEL_WIDTH = 28 * GRID


class WelcomeView(QWidget):
    """Its fields are drafts like any other: what was typed is there again after a kill."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.forms = {name: self._form(name, asked) for name, asked in _ASKED.items()}
        self.begin_button, self.demo_button = QPushButton("&Begin"), QPushButton("Load the &demo proposal")
        self._arrange()
        self.begin_button.clicked.connect(self._begin)
        self.demo_button.clicked.connect(self._load_demo)
        context.edits.refused.connect(self._show_wrong)
        context.edits.autosave.restored.connect(lambda _drafts: self._take_drafts())
        if context.edits.autosave.is_restored:
            self._take_drafts()

    def open_row(self, _key: object) -> None:
        """Nothing to open: there is one welcome."""

    def _form(self, collection: str, asked: tuple[str, ...]) -> Form:
        form = Form(self._context, [field for field in FIELDS[_TABLES[collection]] if field.name in asked])
        form.align_labels(_LABEL_WIDTH)
        return form

    def _arrange(self) -> None:
        card = QFrame()
        mark(card, "card")
        card.setFixedWidth(120 * GRID)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(8 * GRID, 7 * GRID, 8 * GRID, 7 * GRID)
        inner.setSpacing(2 * GRID)
        inner.addWidget(label("Welcome to SSX Desk", "title"))
        remark = label(
            "Describe samples, make shipments, print labels. "
            "Everything stays on this computer, and all of it can be changed later.",
            "label",
        )
        remark.setWordWrap(True)
        inner.addWidget(remark)
        inner.addSpacing(2 * GRID)
        for form in self.forms.values():
            inner.addWidget(form)
        example = label("A proposal like mx2415 has the code mx and the number 2415.", "remark")
        example.setWordWrap(True)
        example.setContentsMargins(_LABEL_WIDTH + 3 * GRID, 0, 0, 0)
        inner.addWidget(example)
        inner.addSpacing(3 * GRID)
        buttons = QHBoxLayout()
        buttons.addWidget(self.demo_button)
        buttons.addStretch(1)
        buttons.addWidget(self.begin_button)
        mark(self.begin_button, "primary")
        self.begin_button.setDefault(True)
        inner.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        # Not by alignment: the card's height would be reckoned from the width of the whole window.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)

    def _take_drafts(self) -> None:
        """Bind the forms to the drafts of the last time, else to new ones."""
        edits = self._context.edits
        for collection, form in self.forms.items():
            kept = edits.new_drafts(collection)
            form.set_draft(kept[0] if kept else edits.new(collection))
        # There is nothing before the first keystroke to go back to.
        edits.undo_stack.clear()
        self.forms["persons"].focus_field("givenName")

    def _begin(self) -> None:
        drafts = [form.draft for form in self.forms.values() if form.draft]
        if len(drafts) < len(self.forms):
            return
        person, laboratory, proposal = drafts
        self._context.edits.set(person, "laboratoryId", laboratory.ref)
        self._context.edits.set(proposal, "personId", person.ref)
        self._context.edits.save(drafts, done=lambda: self._make_contact(person, proposal))

    def _make_contact(self, person: Draft, proposal: Draft) -> None:
        """With a contact of one's own a first shipment needs no visit to the address book."""
        name = " ".join(filter(None, (person.get("givenName"), person.get("familyName"))))
        values = {"proposalId": proposal.id, "personId": person.id, "cardName": name[:40]}
        contact = self._context.new("lab_contacts", values)
        self._context.edits.save([contact], done=lambda: self._go_on(cast("ProposalRow", proposal.base)))

    def _load_demo(self) -> None:
        self._context.tasks.run(
            self._context.core.load_demo, done=self._go_on, busy="Loading the demo proposal…", owner=self
        )

    def _go_on(self, proposal: ProposalRow) -> None:
        for form in self.forms.values():
            if form.draft:
                self._context.edits.discard(form.draft)
        self._context.edits.undo_stack.clear()
        self._context.pick_proposal(proposal)
        self._context.show("")

    def _show_wrong(self, draft: Draft) -> None:
        for form in self.forms.values():
            if form.draft is draft and form.wrong_fields():
                form.focus_field(form.wrong_fields()[0])
                return
