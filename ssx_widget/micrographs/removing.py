"""Removing a picture and bringing it back: its file is kept until the window closes."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtWidgets import QUndoCommand

from hwobj.rest import Row
from ssx_widget.desk import Desk
from ssx_widget.drafts import Draft
from ssx_widget.messages import Action
from ssx_widget.micrographs.scratch import Scratch
from ssx_widget.storing import Then
from ssx_widget.tables import name_of
from ssx_widget.tasks import sentence

_SERVERS = ("micrographId", "url", "_etag")


class RemovePicture(QUndoCommand):
    """A picture that is removed already; undone, it is stored again with its lines under a new key."""

    def __init__(self, desk: Desk, draft: Draft, folder: Scratch) -> None:
        super().__init__(f"remove {name_of('micrographs', draft.values)}")
        self._desk, self._draft, self._folder = desk, draft, folder
        self._is_undone = False

    def redo(self) -> None:
        """Remove it again."""
        if self._is_undone:
            self._is_undone = False
            _take_away(self._desk, self._draft, self._folder, None)

    def undo(self) -> None:
        """Store it again."""
        self._is_undone = True
        desk, draft, file = self._desk, self._draft, _file(self._folder)
        values = {name: value for name, value in draft.values.items() if name not in _SERVERS}

        def done(row: Row) -> None:
            draft.stored(row, row["micrographId"], dict(draft.changes))
            draft.gone = False
            desk.edits.take_in(draft)
            desk.edits.saved.emit(draft)

        desk.tasks.run(
            lambda: desk.ssx.store_micrograph_file(values, file),
            done=done,
            failed=lambda error: desk.messages.error(f"The picture is not back. {sentence(error)}"),
            busy="Storing the picture again…",
            owner=desk,
        )


def remove(desk: Desk, draft: Draft) -> None:
    """Remove a stored picture; undo brings it back."""
    folder = Scratch("removed")
    name = name_of("micrographs", draft.values)

    def done() -> None:
        desk.edits.undo_stack.push(RemovePicture(desk, draft, folder))
        desk.messages.done(f"{name} is removed.", Action("Undo", desk.edits.undo))

    _take_away(desk, draft, folder, done)


def _take_away(desk: Desk, draft: Draft, folder: Scratch, done: Then | None) -> None:
    """Keep the file, then delete the row; the draft then holds all of it, as one that is new."""
    key = draft.id
    if key is None:
        return

    def kept(_none: None) -> None:
        desk.edits.storing.delete(draft, done)

    desk.tasks.run(
        lambda: desk.ssx.save_micrograph_image(key, _file(folder)),
        done=kept,
        failed=lambda error: desk.messages.error(f"The picture is not removed. {sentence(error)}"),
        busy="Removing…",
        owner=desk,
    )


def _file(folder: Scratch) -> Path:
    return folder.path / "picture"
