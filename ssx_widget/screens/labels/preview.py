# SPDX-License-Identifier: LGPL-3.0-or-later
"""The labels as they are wanted now: made again when the options change, the old request dropped."""

from __future__ import annotations

from qtpy.QtCore import QObject, QTimer, Signal

from ssx_widget.background.tasks import Task
from ssx_widget.context.app_context import AppContext
from ssx_widget.screens.labels.label_options import LabelFetcher, LabelOptions, make

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

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._options: LabelOptions | None = None
        self._task: Task | None = None
        self._labels: LabelFetcher | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._send)

    @property
    def labels(self) -> LabelFetcher | None:
        """The labels that were wished for last; None while they are not made."""
        return self._labels

    def ask(self, options: LabelOptions | None, again: bool = False) -> None:
        """Want these labels, or none; `again` also with the same options, for the rows have changed."""
        if options == self._options and not again:
            return
        is_choosing = self._options is not None and not again
        self._drop()
        self._options = options
        if options is None:
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
        options = self._options
        if options is None:
            return
        self._task = self._context.tasks.run_reporting(
            lambda task: make(self._context, options, task.report),
            done=self._take,
            failed=self._fail,
            busy="Making the labels…",
            owner=self,
        )
        self.sent.emit(self._task)

    def give_up(self) -> None:
        """Nobody waits for these labels any more; the same options later make them anew."""
        self._drop()
        self._options = None

    def _take(self, labels: LabelFetcher) -> None:
        self._task, self._labels = None, labels
        self.made.emit(labels)

    def _fail(self, error: Exception) -> None:
        self._task = self._options = None
        self.failed.emit(error)
