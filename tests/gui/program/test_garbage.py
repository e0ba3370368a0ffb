# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is garbage is taken away in the GUI thread, whoever allocates meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QObject
from qtpy.QtWidgets import QApplication

from ssx_widget.program.garbage import Garbage


class InCircle(QObject):
    """Garbage that only a search finds: it refers to itself."""

    def __init__(self) -> None:
        super().__init__()
        self.myself = self


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[Garbage]:
    """Looked for as in the program."""
    made = Garbage(qapp)
    yield made
    made.close()


def allocate() -> list[list[object]]:
    """Make so much that Python looks for garbage of every age, if it does so by itself."""
    return [[] for _ in range(2 * 700 * 11 * 11)]


def elsewhere() -> None:
    """The same on another thread."""
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()


def test_left_to_itself_python_looks_in_any_thread() -> None:
    made = weakref.ref(InCircle())
    elsewhere()
    assert made() is None


def test_a_worker_takes_nothing_away_and_the_gui_thread_does(garbage: Garbage, qtbot: QtBot) -> None:
    made = weakref.ref(InCircle())
    elsewhere()
    assert made() is not None
    kept = allocate()
    qtbot.waitUntil(lambda: made() is None, timeout=5000)
    assert kept
    assert garbage.parent() is QApplication.instance()


def test_old_garbage_is_found_too(garbage: Garbage) -> None:
    made = InCircle()
    for _ in range(2):
        gc.collect(1)
    old = weakref.ref(made)
    del made
    kept: list[list[object]] = []
    for _ in range(13 * 13):
        kept += ([] for _ in range(1000))
        garbage.look()
    assert old() is None


def test_afterwards_it_is_left_to_python_again(qapp: QApplication) -> None:
    Garbage(qapp).close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
