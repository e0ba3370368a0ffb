"""The one mechanism of editing: undoable steps, kept on disk as one types, saved when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from qtpy.QtCore import QObject, QTimer, Signal
from qtpy.QtWidgets import QUndoStack

from backend.domain.fields.field import Field
from hwobj.client.collections import Collection
from ssx_widget.background.tasks import Tasks
from ssx_widget.editing.autosave import Autosave
from ssx_widget.editing.collections import MEMBERS, WORDS, fields_of, name_of
from ssx_widget.editing.draft import Draft, FieldEntry, Row, flat
from ssx_widget.editing.save_queue import SaveQueue, Then, typed_errors
from ssx_widget.editing.undo_commands import Delete, Discard, Make, SetField
from ssx_widget.look.messages import Action, Messages


class Edits(QObject):
    """All drafts of a window, their undo stack and their way to disk and to the backend.

    `changed(draft, name)`: a field holds something else, or its error changed (name empty: any of them).
    `listChanged()`: a draft came, went or was stored. `saved(draft)`: its row is stored as `draft.base`.
    `deleted(collection, key)`: its row is gone. `refused(draft)`: it was not stored; `draft.errors` or
    `draft.conflict` says why. `lockChanged()`: nothing can be changed any more, or all can be again.
    """

    changed = Signal(object, str)
    listChanged = Signal()
    saved = Signal(object)
    deleted = Signal(str, object)
    refused = Signal(object)
    lockChanged = Signal()

    def __init__(
        self, collection: Callable[[str], Collection], tasks: Tasks, messages: Messages, autosave: Autosave
    ) -> None:
        super().__init__()
        self.undo_stack = QUndoStack(self)
        self.autosave = autosave
        self.save_queue = SaveQueue(collection, tasks, messages, autosave)
        self._collection, self._messages = collection, messages
        self._drafts: dict[str, Draft] = {}
        self._seen: WeakValueDictionary[str, Draft] = WeakValueDictionary()
        self._typing_run = 0
        self.locked = ""
        """Why nothing can be changed here; empty where it can."""
        self._to_write: dict[str, Draft] = {}
        autosave.restored.connect(self._take_restored)
        self.save_queue.saved.connect(self._after_save)
        self.save_queue.deleted.connect(self._after_delete)
        self.save_queue.refused.connect(self._after_refusal)

    @property
    def unsaved(self) -> list[Draft]:
        """The drafts that hold something not stored, oldest first."""
        return [draft for draft in self._drafts.values() if draft.is_dirty]

    def new_drafts(self, collection: str) -> list[Draft]:
        """The drafts of rows that are not stored yet."""
        return [draft for draft in self.unsaved if draft.collection == collection and draft.is_new]

    def find(self, key: str) -> Draft | None:
        """The draft that a DraftRef points to."""
        return self._seen.get(key)

    def new(self, collection: str, values: Mapping[str, Any] | None = None) -> Draft:
        """A draft of a new row with these values; `Desk.new` adds proposal and defaults."""
        draft = Draft(collection, changes=flat(values or {}))
        self._seen[draft.key] = draft
        self.undo_stack.push(Make(self, draft, WORDS[collection]))
        return draft

    def opened(self, collection: str, row_id: int) -> Draft | None:
        """The draft of a stored row, if anybody shows or edits it."""
        held = (draft for draft in list(self._seen.values()) if draft.collection == collection)
        return next((draft for draft in held if draft.id == row_id and not draft.gone), None)

    def open(self, collection: str, row: Row) -> Draft:
        """The draft of a stored row: the one being edited, or a clean one on this reading of it."""
        row_id = row[self._collection(collection).key]
        held = self.opened(collection, row_id)
        if held is not None:
            self._read_anew(held, row)
            return held
        draft = Draft(collection, id=row_id, base=dict(row))
        self._seen[draft.key] = draft
        return draft

    def lock(self, why: str) -> None:
        """Let nothing be stored or deleted from now on, for that reason; an empty one ends it."""
        if why != self.locked:
            self.locked = why
            self.lockChanged.emit()

    def set(self, draft: Draft, name: str, value: Any) -> None:
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

    def _may_step(self) -> bool:
        if self.save_queue.busy:
            self._messages.info("Still being saved: undo and redo wait until it is done.")
        return not self.save_queue.busy

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
        if self.locked:
            self._messages.warning(self.locked)
            return
        self.save_queue.save(self.unsaved if drafts is None else drafts, self._seen, done)

    def delete(self, draft: Draft, done: Then | None = None) -> None:
        """Delete the stored row, or discard the new one; can be undone."""
        if self.locked:
            self._messages.warning(self.locked)
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

    # What the steps of undo call.

    def show(self, draft: Draft, name: str) -> None:
        """Tell of a change, and have it written to disk soon."""
        self._drafts[draft.key] = draft
        stale = [name] if name else list(draft.typed)
        kept = {field: problem for field, problem in draft.errors.items() if field not in stale}
        draft.errors = kept | typed_errors(draft)
        self.autosave.keep_soon(draft)
        self.changed.emit(draft, name)
        self.listChanged.emit()

    def take_in(self, draft: Draft) -> None:
        """Count the draft among those that are edited."""
        draft.gone = False
        self._seen[draft.key] = draft
        self.show(draft, "")

    def put_out(self, draft: Draft) -> None:
        """Forget the draft, and delete its row if one is stored."""
        self._to_write.pop(draft.key, None)
        if draft.is_new:
            draft.gone = True
            self.show(draft, "")
        else:
            self.save_queue.delete(draft, None)

    def write_back(self, draft: Draft) -> None:
        """Store the draft, because what it undoes was stored; once all parts of the step are undone."""
        if not self._to_write:
            QTimer.singleShot(0, self._write_all_back)
        self._to_write[draft.key] = draft

    # Inside.

    def _write_all_back(self) -> None:
        drafts, self._to_write = list(self._to_write.values()), {}
        if drafts:
            self.save(drafts)

    def _set(self, draft: Draft, name: str, entry: FieldEntry) -> None:
        if entry != draft.entry(name):
            fields = {field.name: field.label for field in fields_of(draft.collection, draft.values)}
            label = fields.get(name) or MEMBERS.get(name, name)
            self.undo_stack.push(SetField(self, draft, name, entry, label, self._typing_run))

    def _read_anew(self, draft: Draft, row: Row) -> None:
        if not draft.is_dirty and draft.conflict is None and draft.base != row:
            draft.base = dict(row)
            self.changed.emit(draft, "")

    def _take_restored(self, drafts: list[Draft]) -> None:
        # All of them can be found before anybody hears of the first: they point at each other.
        self._seen.update({draft.key: draft for draft in drafts})
        for draft in drafts:
            self.take_in(draft)

    def _after_save(self, draft: Draft) -> None:
        self.show(draft, "")
        self.saved.emit(draft)

    def _after_delete(self, draft: Draft, key: int) -> None:
        self.show(draft, "")
        self.deleted.emit(draft.collection, key)

    def _after_refusal(self, draft: Draft) -> None:
        self.changed.emit(draft, "")
        self.refused.emit(draft)
