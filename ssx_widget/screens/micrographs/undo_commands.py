# SPDX-License-Identifier: LGPL-3.0-or-later
"""Removing a picture and bringing it back: its file is kept until the window closes."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtWidgets import QUndoCommand

from backend.domain.rows.ssx_sample import MicrographRow
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.editing.save_queue import Then
from ssx_widget.look.messages import Action
from ssx_widget.screens.micrographs.scratch_folder import ScratchFolder

_SERVERS = ("micrographId", "url", "_etag")


class RemovePicture(QUndoCommand):
    """A picture that is removed already; undone, it is stored again with its lines under a new key."""

    def __init__(self, context: AppContext, draft: Draft, folder: ScratchFolder) -> None:
        super().__init__(f"remove {name_of('micrographs', draft.values)}")
        self._context, self._draft, self._folder = context, draft, folder
        self._is_undone = False

    def redo(self) -> None:
        """Remove it again."""
        if self._is_undone:
            self._is_undone = False
            _take_away(self._context, self._draft, self._folder, None)

    def undo(self) -> None:
        """Store it again."""
        self._is_undone = True
        context, draft, file = self._context, self._draft, _file(self._folder)
        values = {name: value for name, value in draft.values.items() if name not in _SERVERS}

        def done(row: MicrographRow) -> None:
            draft.stored(row, row["micrographId"], dict(draft.changes))
            draft.gone = False
            context.edits.take_in(draft)
            context.edits.saved.emit(draft)

        context.tasks.run(
            lambda: context.ssx.store_micrograph_file(values, file),
            done=done,
            failed=lambda error: context.messages.error(f"The picture is not back. {sentence(error)}"),
            busy="Storing the picture again…",
            owner=context,
        )


def remove(context: AppContext, draft: Draft) -> None:
    """Remove a stored picture; undo brings it back."""
    folder = ScratchFolder("removed")
    name = name_of("micrographs", draft.values)

    def done() -> None:
        context.edits.undo_stack.push(RemovePicture(context, draft, folder))
        context.messages.done(f"{name} is removed.", Action("Undo", context.edits.undo))

    _take_away(context, draft, folder, done)


def _take_away(context: AppContext, draft: Draft, folder: ScratchFolder, done: Then | None) -> None:
    """Keep the file, then delete the row; the draft then holds all of it, as one that is new."""
    key = draft.id
    if key is None:
        return

    def kept(_none: None) -> None:
        context.edits.save_queue.delete(draft, done)

    context.tasks.run(
        lambda: context.ssx.save_micrograph_image(key, _file(folder)),
        done=kept,
        failed=lambda error: context.messages.error(f"The picture is not removed. {sentence(error)}"),
        busy="Removing…",
        owner=context,
    )


def _file(folder: ScratchFolder) -> Path:
    return folder.path / "picture"
