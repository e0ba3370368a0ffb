# SPDX-License-Identifier: LGPL-3.0-or-later
"""The undoable steps of editing; undoing what was stored meanwhile writes the earlier value back."""

from __future__ import annotations

from qtpy.QtWidgets import QUndoCommand

from ssx_widget.editing.draft import Draft, FieldEntry, Row
from ssx_widget.editing.open_drafts import OpenDrafts


class SetField(QUndoCommand):
    """Another entry in one field; typing on in the same field is the same step."""

    def __init__(
        self, drafts: OpenDrafts, draft: Draft, name: str, entry: FieldEntry, label: str, run: int
    ) -> None:
        super().__init__(f"change {label}")
        self._drafts, self._draft, self.name = drafts, draft, name
        self._before, self._after = draft.entry(name), entry
        self._run = run
        self._saves = draft.saves

    def id(self) -> int:
        """One kind of step for Qt, so that it offers neighbours to `mergeWith`."""
        return 1

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Take in the next keystroke of the same typing."""
        if not isinstance(other, SetField):
            return False
        if (other._draft, other.name, other._run, other._saves) != (
            self._draft,
            self.name,
            self._run,
            self._saves,
        ):
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True

    def redo(self) -> None:
        """Hold the later entry."""
        self._hold(self._after)

    def undo(self) -> None:
        """Hold the earlier entry."""
        self._hold(self._before)

    def _hold(self, entry: FieldEntry) -> None:
        draft = self._draft
        write_back = draft.saves != self._saves and not draft.is_dirty
        draft.put(self.name, entry)
        self._drafts.show(draft, self.name)
        if write_back and draft.is_dirty:
            self._drafts.write_back(draft)
        self._saves = draft.saves


class Make(QUndoCommand):
    """A new draft. Undone after it was stored, its row is deleted; redone, made again."""

    def __init__(self, drafts: OpenDrafts, draft: Draft, label: str) -> None:
        super().__init__(f"new {label}")
        self._drafts, self._draft = drafts, draft
        self._stored = False

    def redo(self) -> None:
        """Take the draft in."""
        self._drafts.take_in(self._draft)
        if self._stored:
            self._drafts.write_back(self._draft)

    def undo(self) -> None:
        """Put the draft out."""
        self._stored = not self._draft.is_new
        self._drafts.put_out(self._draft)


class Discard(QUndoCommand):
    """What is not stored of a draft is given up; a new draft goes as a whole."""

    def __init__(self, drafts: OpenDrafts, draft: Draft, label: str) -> None:
        super().__init__(f"discard the changes of {label}")
        self._drafts, self._draft = drafts, draft
        self._changes: Row = dict(draft.changes)
        self._typed = dict(draft.typed)
        self._new = draft.is_new

    def redo(self) -> None:
        """Go back to what is stored."""
        self._draft.errors.clear()
        if self._new:
            self._drafts.put_out(self._draft)
            return
        self._draft.changes, self._draft.typed = {}, {}
        self._drafts.show(self._draft, "")

    def undo(self) -> None:
        """Hold the changes again."""
        self._draft.changes, self._draft.typed = dict(self._changes), dict(self._typed)
        self._drafts.take_in(self._draft)
        self._drafts.show(self._draft, "")


class Delete(QUndoCommand):
    """A row that the server has deleted already. Undone, it is made again with a new key."""

    def __init__(self, drafts: OpenDrafts, draft: Draft, label: str) -> None:
        super().__init__(f"delete {label}")
        self._drafts, self._draft = drafts, draft
        self._undone = False

    def redo(self) -> None:
        """Delete the row again."""
        if self._undone:
            self._drafts.put_out(self._draft)

    def undo(self) -> None:
        """Make the row again."""
        self._undone = True
        self._drafts.take_in(self._draft)
        self._drafts.write_back(self._draft)
