# SPDX-License-Identifier: LGPL-3.0-or-later
"""Keeps drafts on disk while a person types, and brings back those of an earlier run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from qtpy.QtCore import QObject, QTimer, Signal

from ssx_widget.background.tasks import Tasks
from ssx_widget.editing.draft import Draft, to_json
from ssx_widget.editing.draft_files import DraftFiles
from ssx_widget.look.messages import Messages

T = TypeVar("T")
KEEP_AFTER_MS = 300
"""A draft is on disk this long after a keystroke, whether or not typing goes on."""


class Autosave(QObject):
    """`kept()`: all that was typed is on disk. `restored(drafts)`: what an earlier run left."""

    kept = Signal()
    restored = Signal(object)

    def __init__(self, files: DraftFiles, messages: Messages) -> None:
        super().__init__()
        self.files = files
        self._messages = messages
        self._disk = Tasks(messages, threads=1)
        self._disk.idle.connect(self.kept)
        self.is_restored = False
        self._waiting: dict[str, Draft] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)

    def keep_soon(self, draft: Draft) -> None:
        """Write the draft with the next round."""
        self._waiting[draft.key] = draft
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self) -> None:
        """Write all that waits."""
        self._timer.stop()
        waiting, self._waiting = list(self._waiting.values()), {}
        for draft in waiting:
            self._disk.run(partial(self.files.keep, draft.key, _content(draft)), failed=self._complain)

    def answered(self, draft: Draft) -> None:
        """Write what is left of a draft whose request was answered."""
        self._waiting.pop(draft.key, None)
        write = partial(self.files.keep_answered, draft.key, _content(draft))
        self._disk.run(write, failed=self._complain)

    def on_disk(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do other work in the folder of the drafts, one after the other; `close` waits for it too."""
        self._disk.run(work, done=done, failed=failed)

    def restore(self) -> None:
        """Read the drafts that an earlier run left."""
        self._disk.run(self.files.read_all, done=self._take, failed=self._complain)

    def close(self) -> bool:
        """Write what is left and wait for it; False when the disk did not answer in time."""
        self.keep_now()
        written = self._disk.wait()
        self._disk.close()
        self.files.release()
        return written

    def _take(self, found: tuple[list[Draft], list[Path]]) -> None:
        drafts, unreadable = found
        if unreadable:
            self._messages.warning(f"A draft could not be read; its file was put aside: {unreadable[0]}")
        self.is_restored = True
        self.restored.emit(drafts)

    def _complain(self, error: Exception) -> None:
        self._messages.error(f"Drafts cannot be kept in {self.files.folder}: {error}. Save with Ctrl+S.")


def _content(draft: Draft) -> str | None:
    return to_json(draft) if draft.is_dirty else None
