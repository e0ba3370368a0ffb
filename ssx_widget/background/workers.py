# SPDX-License-Identifier: LGPL-3.0-or-later
"""A few threads that do work in the order in which it comes.

Python's own daemon threads and not a QThreadPool: that one waits for its threads when it is destroyed,
holding the lock that they need to end; and a request that hangs must not keep a closed window alive.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

Work = Callable[[], None]


class Workers:
    """Threads are started when work comes, up to `most` of them. Work must not raise."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._threads = 0
        self._unfinished = 0
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._settled = threading.Condition()

    def start(self, work: Work) -> None:
        """Have work done."""
        with self._settled:
            self._unfinished += 1
            if self._threads < min(self._most, self._unfinished):
                self._threads += 1
                threading.Thread(target=self._serve, name=f"worker {self._threads}", daemon=True).start()
        self._queue.put(work)

    def wait(self, seconds: float) -> bool:
        """Wait until all work is done; False when time ran out."""
        with self._settled:
            return self._settled.wait_for(lambda: not self._unfinished, seconds)

    def close(self) -> None:
        """End the threads, each after the work that it does."""
        for _ in range(self._threads):
            self._queue.put(None)

    def _serve(self) -> None:
        while work := self._queue.get():
            work()
            # Nothing of this work may live on here while the thread waits for the next.
            del work
            with self._settled:
                self._unfinished -= 1
                self._settled.notify_all()
