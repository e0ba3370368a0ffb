# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one mechanism of editing: undoable steps, kept on disk as one types, saved when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from qtpy.QtWidgets import QUndoStack

from backend.domain.fields.field import Field
from hwobj.client.collections import Collection
from ssx_widget.background.tasks import Tasks
from ssx_widget.editing.autosave import Autosave
from ssx_widget.editing.collections import MEMBERS, WORDS, fields_of, name_of
from ssx_widget.editing.draft import AnyRow, Draft, FieldEntry, flat
from ssx_widget.editing.open_drafts import OpenDrafts
from ssx_widget.editing.save_queue import SaveQueue, Then
from ssx_widget.editing.undo_commands import Delete, Discard, Make, SetField
from ssx_widget.look.messages import Action, Messages


class Edits(OpenDrafts):
    """What screens call: each change is a step of the undo stack, which changes the open drafts."""

    def __init__(
        self, collection: Callable[[str], Collection], tasks: Tasks, messages: Messages, autosave: Autosave
    ) -> None:
        super().__init__(SaveQueue(collection, tasks, messages, autosave), messages, autosave)
        self.undo_stack = QUndoStack(self)
        self._collection = collection
        self._typing_run = 0

    def new(self, collection: str, values: Mapping[str, object] | None = None) -> Draft:
        """A draft of a new row with these values; `AppContext.new` adds proposal and defaults."""
        draft = Draft(collection, changes=flat(values or {}))
        self._seen[draft.key] = draft
        self.undo_stack.push(Make(self, draft, WORDS[collection]))
        return draft

    def open(self, collection: str, row: AnyRow) -> Draft:
        """The draft of a stored row: the one being edited, or a clean one on this reading of it."""
        row_id = row[self._collection(collection).key]
        held = self.opened(collection, row_id)
        if held is not None:
            self._read_anew(held, row)
            return held
        draft = Draft(collection, id=row_id, base=dict(row))
        self._seen[draft.key] = draft
        return draft

    def set(self, draft: Draft, name: str, value: object) -> None:
        """Give a field a value. Calls for one field until `end_typing` are one step of undo."""
        self._set(draft, name, FieldEntry(value))

    def set_text(self, draft: Draft, field: Field, text: str) -> None:
        """Give a field what was typed; a text that is no value is kept as typed, with its error."""
        try:
            self._set(draft, field.name, FieldEntry(field.parse_typed(text)))
        except ValueError:
            self._set(draft, field.name, FieldEntry(draft.get(field.name), text))

    def end_typing(self) -> None:
        """The next change is a step of its own: the focus has moved."""
        self._typing_run += 1

    def in_one_step(self, words: str, change: Then) -> None:
        """Make all changes that `change()` makes one step of undo, called `words`."""
        self.undo_stack.beginMacro(words)
        try:
            change()
        finally:
            self.undo_stack.endMacro()

    def undo(self) -> None:
        """Take the last step back; not while something is being written."""
        if self._may_step():
            self.end_typing()
            self.undo_stack.undo()

    def redo(self) -> None:
        """Do the step again that was taken back last; not while something is being written."""
        if self._may_step():
            self.undo_stack.redo()

    def discard(self, draft: Draft) -> None:
        """Give up what is not stored of this draft; can be undone."""
        if draft.is_dirty or draft.is_new:
            self.undo_stack.push(Discard(self, draft, name_of(draft.collection, draft.values)))

    def keep_mine(self, draft: Draft) -> None:
        """After a conflict: what was typed stands; the next save writes it over the other's."""
        if draft.conflict is not None:
            draft.base, draft.conflict = draft.conflict, None
            self.show(draft, "")

    def take_theirs(self, draft: Draft) -> None:
        """After a conflict: what somebody else stored stands; can be undone."""
        self.keep_mine(draft)
        self.discard(draft)

    def save(self, drafts: Iterable[Draft] | None = None, done: Then | None = None) -> None:
        """Store these drafts, by default all, and the new ones they point to; `done()` when all are stored.

        What is wrong shows in `draft.errors`, and nothing is sent before all of it is right.
        """
        self.end_typing()
        self.store(self.unsaved if drafts is None else list(drafts), done)

    def delete(self, draft: Draft, done: Then | None = None) -> None:
        """Delete the stored row, or discard the new one; can be undone."""
        if not self.is_free():
            return
        name = name_of(draft.collection, draft.values)

        def gone() -> None:
            self.undo_stack.push(Delete(self, draft, name))
            self._messages.done(f"{name} is deleted.", Action("Undo", self.undo))
            if done:
                done()

        if not draft.is_new:
            self.save_queue.delete(draft, gone)
            return
        self.discard(draft)
        if done:
            done()

    def _may_step(self) -> bool:
        if self.save_queue.busy:
            self._messages.info("Still being saved: undo and redo wait until it is done.")
        return not self.save_queue.busy

    def _set(self, draft: Draft, name: str, entry: FieldEntry) -> None:
        if entry != draft.entry(name):
            fields = {field.name: field.label for field in fields_of(draft.collection, draft.values)}
            label = fields.get(name) or MEMBERS.get(name, name)
            self.undo_stack.push(SetField(self, draft, name, entry, label, self._typing_run))

    def _read_anew(self, draft: Draft, row: AnyRow) -> None:
        if not draft.is_dirty and draft.conflict is None and draft.base != row:
            draft.base = dict(row)
            self.changed.emit(draft, "")
