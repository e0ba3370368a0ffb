# SPDX-License-Identifier: LGPL-3.0-or-later
"""The drafts that are open: who edits or shows them, what of them goes to disk, and what is written back."""

from __future__ import annotations

from weakref import WeakValueDictionary

from qtpy.QtCore import QObject, QTimer, Signal

from ssx_widget.editing.autosave import Autosave
from ssx_widget.editing.draft import Draft
from ssx_widget.editing.save_queue import SaveQueue, Then, typed_errors
from ssx_widget.look.messages import Messages


class OpenDrafts(QObject):
    """All drafts of a window, as the steps of undo change them.

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

    def __init__(self, save_queue: SaveQueue, messages: Messages, autosave: Autosave) -> None:
        super().__init__()
        self.save_queue, self.autosave, self._messages = save_queue, autosave, messages
        self._drafts: dict[str, Draft] = {}
        self._seen: WeakValueDictionary[str, Draft] = WeakValueDictionary()
        self.locked = ""
        """Why nothing can be changed here; empty where it can."""
        self._to_write: dict[str, Draft] = {}
        autosave.restored.connect(self._take_restored)
        save_queue.saved.connect(self._after_save)
        save_queue.deleted.connect(self._after_delete)
        save_queue.refused.connect(self._after_refusal)

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

    def opened(self, collection: str, row_id: int) -> Draft | None:
        """The draft of a stored row, if anybody shows or edits it."""
        held = (draft for draft in list(self._seen.values()) if draft.collection == collection)
        return next((draft for draft in held if draft.id == row_id and not draft.gone), None)

    def lock(self, why: str) -> None:
        """Let nothing be stored or deleted from now on, for that reason; an empty one ends it."""
        if why != self.locked:
            self.locked = why
            self.lockChanged.emit()

    def is_free(self) -> bool:
        """Whether something can be stored or deleted; where it cannot, the user is told why."""
        if self.locked:
            self._messages.warning(self.locked)
        return not self.locked

    def store(self, drafts: list[Draft], done: Then | None = None) -> None:
        """Store these drafts, and the new ones they point to; `done()` when all are stored."""
        if self.is_free():
            self.save_queue.save(drafts, self._seen, done)

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

    def _write_all_back(self) -> None:
        drafts, self._to_write = list(self._to_write.values()), {}
        if drafts:
            self.store(drafts)

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
