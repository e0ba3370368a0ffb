# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an acquisition joins: each picked from a list in place, each with the way to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from backend.domain.fields.field import Field
from backend.domain.fields.ssx_fields import FIELDS
from backend.domain.rows import AnyRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import COLLECTIONS, WORDS
from ssx_widget.editing.draft import Draft, DraftRef, Row
from ssx_widget.forms.editors import FieldEditor, LineEditor
from ssx_widget.forms.form import Form
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.theme import GRID, icon, label, mark

_NOBODY = 0
EVENT_LOG = "eventLogFilename"
JOINED = tuple(field for field in FIELDS["SsxDataAcquisition"] if field.refers_to or field.name == EVENT_LOG)
TOLD = tuple(field for field in FIELDS["SsxDataAcquisition"] if field not in JOINED)
"""The fields that say how it was measured."""

Narrow = Callable[[], AnyRow]


class JoinEditor(FieldEditor):
    """A line to pick from, and a button that goes there. `jumpWanted()`."""

    jumpWanted = Signal()

    def __init__(self, field: Field, line: QWidget) -> None:
        super().__init__(line)
        self.jump = QToolButton()
        mark(self.jump, "plain")
        icon("mdi6.arrow-right", self.jump)
        self.jump.setAccessibleName(f"Go to the {field.label.lower()}")
        self.jump.setToolTip(f"Go to the {field.label.lower()}")
        self.jump.clicked.connect(self.jumpWanted)


class PickJoin(JoinEditor):
    """One of the rows that may be joined."""

    def __init__(self, field: Field, context: AppContext, narrow: Narrow, can_make: bool) -> None:
        self.pick = RowPicker(context, COLLECTIONS[field.refers_to], narrow, can_make)
        super().__init__(field, self.pick)
        self.pick.picked.connect(lambda value, _row: self.picked.emit(value))
        self.pick.left.connect(self.left)

    def show_entry(self, value: Any, _typed: str | None) -> None:
        """Show the row's name; there is a way to what is stored."""
        self.pick.show_value(value)
        self.jump.setEnabled(isinstance(value, int))


class LogJoin(JoinEditor):
    """The path of the event log."""

    def __init__(self, field: Field) -> None:
        self._inner = LineEditor(field)
        super().__init__(field, self._inner.widget)
        self._inner.typed.connect(self.typed)
        self._inner.left.connect(self.left)

    def show_entry(self, value: object, typed: str | None) -> None:
        """Show the path."""
        self._inner.show_entry(value, typed)
        self.jump.setEnabled(bool(value))


class Joins(QFrame):
    """`jumpWanted(field)`: go to what stands in this field."""

    jumpWanted = Signal(str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._context = context
        self.editors: dict[str, JoinEditor] = {field.name: self._editor(field) for field in JOINED}
        self.form = Form(context, JOINED, self.editors)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(label("What belongs together", "heading"))
        column.addWidget(self.form)
        column.addStretch(1)
        self._place_jumps()

    def show_draft(self, draft: Draft | None) -> None:
        """Show another acquisition; the one that is shown already keeps the cursor."""
        if self.form.draft is not draft:
            self.form.set_draft(draft)

    def _editor(self, field: Field) -> JoinEditor:
        if not field.refers_to:
            return LogJoin(field)
        editor = PickJoin(field, self._context, self._narrow(field), field.refers_to == "DataSet")
        editor.pick.newWanted.connect(partial(self._make, field))
        return editor

    def _place_jumps(self) -> None:
        """Each button at the end of its line."""
        for name, editor in self.editors.items():
            self.form.add_beside(name, editor.jump)
            editor.jumpWanted.connect(partial(self.jumpWanted.emit, name))

    def _make(self, field: Field, typed: str) -> None:
        """A new data set is made by its name; it is stored with the acquisition that points to it."""
        draft = self.form.draft
        if draft is None:
            return
        edits = self._context.edits

        def make() -> None:
            name = typed.strip() or f"Set of {WORDS['data_acquisitions']} {draft.id or 'new'}"
            edits.set(draft, field.name, self._context.new("data_sets", {"name": name}).ref)

        edits.in_one_step("New data set", make)
        edits.end_typing()

    def _narrow(self, field: Field) -> Narrow:
        """Called on a worker: which rows may be joined in this field."""
        special: dict[str, Narrow] = {"DataCollection": self._collections, "AutoProcProgram": self._programs}
        return special.get(field.refers_to, lambda: {"proposalId": self._context.proposal_id})

    def _collections(self) -> dict[str, object]:
        """Those of the picked session, else of all sessions of the proposal; the newest first."""
        core, session = self._context.core, self._context.session
        sessions = [session] if session else core.sessions.all(proposalId=self._context.proposal_id)
        keys = [row["sessionId"] for row in sessions] or _NOBODY
        groups = [row["dataCollectionGroupId"] for row in core.data_collection_groups.all(sessionId=keys)]
        return {"dataCollectionGroupId": groups or _NOBODY, "sort": "-dataCollectionId"}

    def _programs(self) -> dict[str, object]:
        """Those that were asked to process the joined data collection; all where nobody asked."""
        draft = self.form.draft
        key = draft.get("dataCollectionId") if draft else None
        jobs = self._context.core.processing_jobs.all(dataCollectionId=key) if isinstance(key, int) else ()
        asked = {"processingJobId": [row["processingJobId"] for row in jobs]}
        return {**({name: keys for name, keys in asked.items() if keys}), "sort": "-autoProcProgramId"}


def joined_key(draft: Draft, name: str) -> int | None:
    """The key in a field; None for nothing and for what is not stored."""
    value: int | DraftRef | Row | None = draft.get(name)
    return value if isinstance(value, int) else None
