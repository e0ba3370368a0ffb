# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one way to leave the GUI thread: work on a pool of threads, its result brought back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from qtpy.compat import isalive
from qtpy.QtCore import QObject, QTimer, Signal

from hwobj.errors import LimsError
from ssx_widget.background.workers import Workers
from ssx_widget.look.messages import Messages

log = logging.getLogger(__name__)
T = TypeVar("T")

BUSY_AFTER_MS = 200
"""Work that is done sooner shows no busy state: a flicker tells nobody anything."""


class Cancelled(Exception):
    """Raised inside work by `Task.report` after the user cancelled; nobody is told."""


class Task(QObject):
    """One piece of work on its way. `report` is called by the work, everything else by the GUI thread."""

    progress = Signal(int, int)
    returned = Signal(object, object, object)

    def __init__(self, busy: str) -> None:
        super().__init__()
        self.busy = busy
        self.cancelled = False

    def cancel(self) -> None:
        """Drop the result; work that reports progress ends at its next report."""
        self.cancelled = True

    def report(self, done: int, total: int) -> None:
        """Tell how far the work is, as in “57 of 112”; raises Cancelled when nobody wants it any more."""
        if self.cancelled:
            raise Cancelled
        self.progress.emit(done, total)


class Tasks(QObject):
    """Runs work on worker threads and calls back in the GUI thread.

    `busyChanged` carries the words of work that has gone on for 200 ms, or an empty text; `idle` is
    emitted when nothing runs any more.
    """

    busyChanged = Signal(str)
    idle = Signal()

    def __init__(self, messages: Messages, threads: int = 4) -> None:
        super().__init__()
        self._messages = messages
        self._workers = Workers(threads)
        self._running: dict[Task, tuple[Callable[[object], object] | None, ...]] = {}
        self._shown = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BUSY_AFTER_MS)
        self._timer.timeout.connect(self._show_busy)

    @property
    def count(self) -> int:
        """How many pieces of work are on their way."""
        return len(self._running)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        busy: str = "",
        owner: QObject | None = None,
    ) -> Task:
        """Call `work()` on a worker, then `done(result)` or `failed(error)` in the GUI thread.

        Without `failed` the error is told as a message. A callback whose `owner` (by default the object
        that a bound method belongs to) was deleted meanwhile is not called; a lambda needs `owner=`.
        """
        return self.run_reporting(lambda _task: work(), done, failed, busy, owner)

    def run_reporting(
        self,
        work: Callable[[Task], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        busy: str = "",
        owner: QObject | None = None,
    ) -> Task:
        """Like `run`, for long work: `work(task)` calls `task.report(done, total)`, and ends there."""
        task = Task(busy)
        self._running[task] = (_guarded(done, owner), _guarded(failed, owner))
        task.returned.connect(self._finish)
        self._workers.start(lambda: _do(task, work))
        if not self._timer.isActive() and not self._shown:
            self._timer.start()
        return task

    def wait(self, seconds: float = 10) -> bool:
        """Wait for all work, without calling back; for the end of the program. False when time ran out."""
        return self._workers.wait(seconds)

    def close(self) -> None:
        """End the threads; what they still do is not waited for."""
        self._workers.close()

    def _finish(self, task: Task, result: object, error: Exception | None) -> None:
        done, failed = self._running.pop(task)
        if not task.cancelled and not isinstance(error, Cancelled):
            if error is None:
                if done:
                    done(result)
            else:
                (failed or self._tell)(error)
        if self._shown:
            self._show_busy()
        if not self._running:
            self._timer.stop()
            self.idle.emit()

    def _tell(self, error: Exception) -> None:
        self._messages.error(sentence(error))

    def _show_busy(self) -> None:
        words = next((task.busy for task in reversed(self._running) if task.busy), "")
        if words != self._shown:
            self._shown = words
            self.busyChanged.emit(words)


def _do(task: Task, work: Callable[[Task], object]) -> None:
    result: object = None
    problem: Exception | None = None
    try:
        result = work(task)
    except Exception as error:  # noqa: BLE001  every failure is told in the GUI thread
        problem = error
    task.returned.emit(task, result, problem)


def sentence(error: Exception) -> str:
    """What a person is told about a failure; one that the program did not foresee also goes to the log."""
    if isinstance(error, (LimsError, OSError)):
        return str(error)
    log.error("Unforeseen failure", exc_info=error)
    return f"The program failed at this step ({type(error).__name__}: {error}). The log has the details."


def _guarded(
    callback: Callable[[Any], object] | None, owner: QObject | None
) -> Callable[[object], object] | None:
    keeper = owner if owner is not None else getattr(callback, "__self__", None)
    if callback is None or not isinstance(keeper, QObject):
        return callback
    return lambda value: callback(value) if isalive(keeper) else None
