# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures on their way to the backend, one after the other, with progress and a way to stop."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from qtpy.QtCore import QObject, Signal

from backend.domain.rows.ssx_sample import MicrographRow
from ssx_widget.background.tasks import Task, sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.texts import counted
from ssx_widget.screens.micrographs.picture_files import looked_at

_NAME_LENGTH = 255


class Uploads(QObject):
    """`begun(task, words)`: a file goes. `stored(row)`: it is there. `finished()`: none are on their way."""

    begun = Signal(object, str)
    stored = Signal(object)
    finished = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: deque[tuple[int, Path]] = deque()
        self._task: Task | None = None
        self._refused: list[str] = []

    def add(self, slurry_id: int, files: list[Path]) -> None:
        """Send these files, after those that are on their way."""
        self._waiting.extend((slurry_id, file) for file in files)
        if self._task is None:
            self._refused = []
            self._next()

    def cancel(self) -> None:
        """Stop the one that goes, and let go of those that wait; what is stored stays."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            self._next()

    def _next(self) -> None:
        self._task = None
        if not self._waiting:
            self._tell_refused()
            self.finished.emit()
            return
        slurry_id, file = self._waiting.popleft()
        self._task = task = self._context.tasks.run_reporting(
            lambda task: _send(self._context, slurry_id, file, task), done=self._take, busy="", owner=self,
            failed=lambda error: self._refuse(file, error),
        )  # fmt: skip
        left = f", {len(self._waiting)} more to go" if self._waiting else ""
        self.begun.emit(task, f"Adding {file.name}{left}")

    def _take(self, row: MicrographRow) -> None:
        size = row["objectSidePixelSize"]
        scale = f", {size[0]:.4g} µm/pixel by its file" if size else ""
        name = (row["descriptionJson"] or {}).get("fileName") or "The picture"
        self._context.messages.done(f"{name} is added{scale}.")
        self.stored.emit(row)
        self._next()

    def _refuse(self, file: Path, error: Exception) -> None:
        self._refused.append(f"{file.name} is not added. {sentence(error)}")
        self._next()

    def _tell_refused(self) -> None:
        if self._refused:
            more = len(self._refused) - 1
            rest = f" Nor {'is' if more == 1 else 'are'} {counted(more, 'other file')}." if more else ""
            self._context.messages.error(self._refused[0] + rest)
            self._refused = []


def _send(context: AppContext, slurry_id: int, file: Path, task: Task) -> MicrographRow:
    size = looked_at(file)
    values = {
        "crystalSlurryId": slurry_id,
        "objectSidePixelSize": list(size) if size else None,
        "descriptionJson": {"fileName": file.name[-_NAME_LENGTH:]},
    }
    return context.ssx.store_micrograph_file(values, file, task.report)
