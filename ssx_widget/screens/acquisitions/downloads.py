# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files to the disk, streamed by workers: with figures, to be cancelled, whole or not there at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QFileDialog, QWidget

from hwobj.client.session import Progress
from ssx_widget.background.tasks import Task, sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.screens.acquisitions import texts

_KIB = 1024
"""Qt's signals carry 32 bits: an archive's bytes would not fit."""

Save = Callable[[Path, Progress], None]


class Downloads(QObject):
    """`begun(Task)`: a file is on its way. `ended()`: it is there, or it is not to come."""

    begun = Signal(object)
    ended = Signal()

    def __init__(self, context: AppContext, window: QWidget) -> None:
        """`window` is what the dialog stands over."""
        super().__init__(window)
        self._context, self._window = context, window
        self._folder = Path.home()

    def ask(self, title: str, name: str, save: Save) -> None:
        """Ask where a file is to go, and bring it there."""
        dialog = QFileDialog(self._window, title, str(self._folder))
        dialog.setAcceptMode(QFileDialog.AcceptSave)
        dialog.selectFile(name)
        if dialog.exec_():
            self.save_as(Path(dialog.selectedFiles()[0]), save)

    def save_as(self, file: Path, save: Save) -> Task:
        """Bring it to this place."""
        self._folder = file.parent
        task = self._context.tasks.run_reporting(
            lambda task: save(file, lambda done, whole: task.report(done // _KIB, whole // _KIB)),
            done=lambda _none: self._context.messages.done(f"{file} is saved."),
            failed=lambda error: self._context.messages.error(f"{file.name} is not saved. {sentence(error)}"),
            busy="Downloading…",
            owner=self,
        )
        task.returned.connect(lambda *_: self.ended.emit())
        self.begun.emit(task)
        return task


def shown(done: int, total: int) -> str:
    """How far it is: 1.2 MB of 3.4 MB; in KiB as `save_as` reports."""
    return f"{texts.size(done * _KIB)} of {texts.size(total * _KIB)}"
