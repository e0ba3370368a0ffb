# SPDX-License-Identifier: LGPL-3.0-or-later
"""How far long work is, with figures, and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ssx_widget.background.tasks import Task
from ssx_widget.look.theme import GRID, label, mark


class ProgressLine(QWidget):
    """Hidden while nothing is on its way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._what = ""
        self._shown: Callable[[int, int], str] = _counted
        self.words = label("", "remark")
        self._bar, self.stop = QProgressBar(), QPushButton("Cancel")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        mark(self.stop, "link")
        self.stop.clicked.connect(self._cancel)
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._bar)
        self.hide()

    def follow(
        self, task: Task, what: str, things: str, shown: Callable[[int, int], str] | None = None
    ) -> None:
        """Show how far a task is: `what` as in Printing, `things` as in pages. Its end hides the line.

        shown: the figures in words, instead of “3 of 7”.
        """
        self._task, self._what, self._shown = task, f"{what} {things}".strip(), shown or _counted
        task.progress.connect(lambda done, total: self._show(task, done, total))
        task.returned.connect(lambda *_: self._end(task))

    def _show(self, task: Task, done: int, total: int) -> None:
        if task is self._task and not task.cancelled and total > 1:
            self.words.setText(f"{self._what}: {self._shown(done, total)}")
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            self.show()

    def _end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.hide()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.words.setText("Stopping…")


def _counted(done: int, total: int) -> str:
    return f"{done} of {total}"
