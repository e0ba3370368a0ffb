# SPDX-License-Identifier: LGPL-3.0-or-later
"""Living beside gevent, on whose loop MXCuBE runs: nothing of ours may hold that loop up.

MXCuBE makes gevent's sockets of all sockets but leaves threads and locks as they are. A greenlet that waited
for an answer while it holds a lock would stop every other one that wants it, and so the window. So what the
main thread asks for is done in real threads, and what our threads have to tell is told in the main thread.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import Any, TypeVar

T = TypeVar("T")

MOST_AT_ONCE = 16
"""Requests that are under way at the same time, however many greenlets ask."""


def on_gevent() -> bool:
    """Whether this program's sockets are gevent's."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and bool(monkey.is_module_patched("socket"))


def processes() -> type[subprocess.Popen[bytes]]:
    """What starts a process in a thread of ours: gevent's own way works in its main thread only."""
    return _plain_subprocess().Popen if on_gevent() else subprocess.Popen


@cache
def _plain_subprocess() -> Any:
    """The standard library's module as it was before gevent changed parts of it."""
    spec = find_spec("subprocess")
    if spec is None or spec.loader is None:
        return subprocess
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_in_thread_pool(work: Callable[[], T]) -> T:
    """The result of *work*; greenlets and timers of the main thread go on while it is waited for."""
    if not on_gevent() or threading.current_thread() is not threading.main_thread():
        return work()
    value, error = _threads().apply(_outcome, (work,))
    if error is not None:
        raise error
    return value  # type: ignore[no-any-return]


def _outcome(work: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """Its result or its error: gevent would write a traceback of one that passes from thread to thread."""
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001 - raised again where it was asked for
        return None, error


@cache
def _threads() -> Any:
    from gevent.threadpool import ThreadPool

    return ThreadPool(MOST_AT_ONCE)


class Home:
    """The thread that made this; others tell their news there, where windows may be touched."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._loop = _loop() if on_gevent() else None

    def tell(self, news: Callable[[], None]) -> None:
        """Call *news* in that thread, soon; here and now where there is no gevent, or this is the thread."""
        if self._loop is None or threading.get_ident() == self._thread:
            news()
        else:
            self._loop.run_callback_threadsafe(_in_greenlet, news)


def _loop() -> Any:
    from gevent import get_hub

    return get_hub().loop


def _in_greenlet(news: Callable[[], None]) -> None:
    """The loop itself must not wait, and listeners may."""
    from gevent import spawn

    spawn(news)
