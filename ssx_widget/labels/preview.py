"""The labels as they are wanted now: made again when the wish changes, the old request dropped."""

from __future__ import annotations

from qtpy.QtCore import QObject, QTimer, Signal

from ssx_widget.desk import Desk
from ssx_widget.labels.wish import Labels, Wish, make
from ssx_widget.tasks import Task

PAUSE_MS = 250
"""Labels are made this long after the last choice."""


class Preview(QObject):
    """`begun()`: new labels are awaited. `made(Labels)` or `failed(error)` ends it.

    `sent(Task)`: they are on their way, and the task tells how far.
    """

    begun = Signal()
    sent = Signal(object)
    made = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wish: Wish | None = None
        self._task: Task | None = None
        self._labels: Labels | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._send)

    @property
    def labels(self) -> Labels | None:
        """The labels that were wished for last; None while they are not made."""
        return self._labels

    def ask(self, wish: Wish | None, again: bool = False) -> None:
        """Want these labels, or none; `again` also when the wish is the same, for its rows have changed."""
        if wish == self._wish and not again:
            return
        is_choosing = self._wish is not None and not again
        self._drop()
        self._wish = wish
        if wish is None:
            return
        self.begun.emit()
        if is_choosing:
            self._timer.start()
        else:
            self._send()

    def _drop(self) -> None:
        self._timer.stop()
        self._labels = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _send(self) -> None:
        wish = self._wish
        if wish is None:
            return
        self._task = self._desk.tasks.run_reporting(
            lambda task: make(self._desk, wish, task.report),
            done=self._take,
            failed=self._fail,
            busy="Making the labels…",
            owner=self,
        )
        self.sent.emit(self._task)

    def give_up(self) -> None:
        """Nobody waits for these labels any more; the same wish later makes them anew."""
        self._drop()
        self._wish = None

    def _take(self, labels: Labels) -> None:
        self._task, self._labels = None, labels
        self.made.emit(labels)

    def _fail(self, error: Exception) -> None:
        self._task = self._wish = None
        self.failed.emit(error)
