# SPDX-License-Identifier: LGPL-3.0-or-later
"""The form of one card: its row is picked from those of the proposal or described in place."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import DraftRef, Row
from ssx_widget.forms.form import Form, align_labels
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.samples.chain import STAGES, ChainDrafts
from ssx_widget.screens.samples.derived import stock_density
from ssx_widget.screens.samples.forms import focus_wrong, own_fields, show_draft
from ssx_widget.screens.samples.optional_part import OptionalPart
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.unit_line import UnitLine

_PARTS = {
    "crystal_slurries": ("crystal_size_distributions", "buffers"),
    "sample_stocks": ("additives",),
}
_NOBODY = 0


class StagePage(QFrame):
    """Protein, crystal, slurry or stock."""

    def __init__(self, context: AppContext, collection: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._collection = collection
        self._chain: ChainDrafts | None = None
        word = STAGES[collection].lower()
        self.form = Form(context, own_fields(collection))
        self.parts = [OptionalPart(context, name) for name in _PARTS.get(collection, ())]
        self.pick = RowPicker(context, collection, narrow=_narrowed(context, collection, self))
        self.pick.setPlaceholderText(f"Pick a {word} that exists")
        self.pick.setAccessibleName(f"Pick a {word} that exists")
        self._state = Chip()
        self.micrographs = QPushButton("&Micrographs…")
        self.micrographs.setVisible(False)
        self.micrographs.clicked.connect(lambda: self._open_micrographs(context))
        self._arrange(STAGES[collection])
        self.pick.picked.connect(self._take)
        self.pick.newWanted.connect(lambda _text: self._make())

    @property
    def chain(self) -> ChainDrafts | None:
        """The chain that is shown."""
        return self._chain

    @property
    def forms(self) -> list[Form]:
        """All forms of the card, from top to bottom."""
        return [self.form, *(part.form for part in self.parts)]

    def show_chain(self, chain: ChainDrafts) -> None:
        """Show this card's row of a chain."""
        self._chain = chain
        draft = chain.part(self._collection)
        show_draft(self.form, draft)
        for part in self.parts:
            part.show_chain(chain)
        self._show_computed(chain)
        if draft is None or draft.is_new:
            self.pick.show_value(None)
        else:
            self.pick.show_value(draft.id, draft.values)
        self._state.show_state("new" if draft and draft.is_new else "")
        self.micrographs.setVisible(self._collection == "crystal_slurries")
        self.micrographs.setEnabled(draft is not None and not draft.is_new)
        self.micrographs.setToolTip(
            "Pictures of the slurry, and the sizes measured on them"
            if self.micrographs.isEnabled()
            else "Save the slurry first."
        )

    def _show_computed(self, chain: ChainDrafts) -> None:
        """Where no density was measured, the field says the one that is reckoned with."""
        row = self.form.rows.get("crystalDensity") if self._collection == "sample_stocks" else None
        if row is not None and isinstance(row.editor.widget, UnitLine):
            computed = stock_density(chain)
            words = f"{row.field.show(computed)}, computed" if computed is not None else ""
            row.editor.widget.setPlaceholderText(words)

    def focus_first(self) -> None:
        """Put the cursor where a person begins."""
        self.form.focus_field(next(iter(self.form.rows)))

    def focus_wrong(self) -> bool:
        """Put the cursor into the first field with an error."""
        return focus_wrong(self.forms)

    def _arrange(self, words: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(label(words, "heading"))
        head.addWidget(self._state)
        head.addWidget(self.micrographs)
        head.addStretch(1)
        head.addWidget(self.pick, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addLayout(head)
        column.addWidget(self.form)
        for part in self.parts:
            column.addWidget(part)
        column.addStretch(1)
        align_labels(self.forms)

    def _take(self, value: int | DraftRef | None, row: Row | None) -> None:
        if self._chain and value is not None:
            self._chain.pick(self._collection, value, row)
        elif self._chain:
            self.show_chain(self._chain)

    def _open_micrographs(self, context: AppContext) -> None:
        slurry = self._chain.part(self._collection) if self._chain else None
        if slurry is not None and slurry.id is not None:
            context.show("micrographs", slurry.id)

    def _make(self) -> None:
        if self._chain:
            self._chain.make(self._collection)
            self.focus_first()


def _narrowed(context: AppContext, collection: str, page: StagePage) -> Callable[[], dict[str, object]]:
    """Called on a worker: the rows of the proposal; of crystals those of the protein, if that is known."""
    if collection != "crystals":
        return lambda: {"proposalId": context.proposal_id}

    def narrow() -> dict[str, object]:
        protein = page.chain.part("proteins") if page.chain else None
        if protein is not None and protein.id is not None:
            return {"proteinId": protein.id}
        own = context.core.proteins.all(proposalId=context.proposal_id)
        return {"proteinId": [row["proteinId"] for row in own] or _NOBODY}

    return narrow
