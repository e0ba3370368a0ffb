# SPDX-License-Identifier: LGPL-3.0-or-later
"""Importing 5,000 samples in the window: how long each step takes, and the longest stall of Qt's loop.

Run as `python -m benchmarks.import_window`. It is the real window with its local backend, drawn off screen. A
timer that is due every 2 ms tells how long the event loop kept it waiting. Bars: 3 s for reading, checking
and storing together, no stall above 50 ms.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyqt5")

from qtpy.QtCore import QEventLoop, Qt, QTimer
from qtpy.QtWidgets import QApplication

from hwobj.client.local_process import LocalBackend
from ssx_widget.context.backend_switch import connected_context
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.theme import Theme
from ssx_widget.screens.shipments.view import ShipmentsView
from ssx_widget.window.main_window import MainWindow

SAMPLES = 5000
CAPACITY = 16
_TICK_MS = 2
_PATIENCE = 120


class Stalls:
    """The longest time in ms that the event loop kept a timer waiting (`longest`), and during which step; the
    longest that its own thread worked meanwhile (`work`), which a busy machine does not lengthen.
    """

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self.longest, self.work, self.step, self.during = 0.0, 0.0, "", ""

    def watch(self, step: str) -> None:
        """Count from now on, for this step."""
        self.step, self._last, self._worked = step, time.perf_counter(), time.thread_time()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        waited = (now - self._last) * 1000 - _TICK_MS
        if waited > self.longest:
            self.longest, self.during = waited, self.step
        worked = time.thread_time()
        self.work = max(self.work, (worked - self._worked) * 1000)
        self._last, self._worked = now, worked


def write_list(file: Path) -> None:
    """A list of 5,000 samples in pucks of two dewars."""
    rows = (
        f"D{puck // 150 + 1},P{puck + 1},Unipuck,{place + 1},HEWL,s_{puck * CAPACITY + place}"
        for puck, place in (divmod(number, CAPACITY) for number in range(SAMPLES))
    )
    file.write_text("\n".join(rows), encoding="utf-8")


def wait(app: QApplication, until: Callable[[], object]) -> float:
    """Let the window work until this holds; gives the seconds."""
    begun = time.perf_counter()
    while not until():
        if time.perf_counter() - begun > _PATIENCE:
            raise TimeoutError("The window did not come so far.")
        app.processEvents(QEventLoop.WaitForMoreEvents)
    return time.perf_counter() - begun


def main() -> None:
    """Print the times of each step and the longest stall."""
    app = QApplication([])
    Theme(app, "light")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_list(folder / "list.csv")
        connection = Connection(app)
        context = connected_context(
            connection, Preferences(folder / "data"), "", LocalBackend(folder / "data")
        )
        window = MainWindow(context, "Local", "shipments")
        window.resize(1440, 900)
        window.show()
        keep_awake = QTimer()
        keep_awake.start(10)
        wait(app, lambda: connection.state.name == "connected")
        person = context.core.persons.create({"familyName": "Bench"})
        proposal = context.core.proposals.create(
            {"personId": person["personId"], "proposalCode": "mx", "proposalNumber": "1"}
        )
        key = proposal["proposalId"]
        context.core.proteins.create({"proposalId": key, "acronym": "HEWL", "name": "Lysozyme"})
        wait(app, lambda: window.current_screen == "shipments")
        context.pick_proposal(proposal)
        wait(app, lambda: not context.tasks.count)
        view = window.view("shipments")
        assert isinstance(view, ShipmentsView)
        stalls = Stalls()
        stalls.watch("reading and checking")
        view.import_files([folder / "list.csv"])
        read = wait(app, lambda: view.preview.session is not None and view.preview.session.may_import)
        stalls.watch("storing")
        begun: list[float] = []
        view.importing.stored.connect(lambda _key: begun.append(time.perf_counter()))
        start = time.perf_counter()
        view.preview.store.click()
        wait(app, lambda: begun)
        stored = begun[0] - start
        stalls.watch("showing the shipment")
        shown = wait(app, lambda: view.page.shipment.is_read and not context.tasks.count)
        print(f"read and checked {SAMPLES} rows: {read:.2f} s")
        print(f"stored: {stored:.2f} s; both together {read + stored:.2f} s (bar 3 s)")
        print(f"the shipment's page stands: {shown:.2f} s later")
        print(f"longest stall of the window: {stalls.longest:.0f} ms, while {stalls.during} (bar 50 ms)")
        print(f"longest piece of work on its thread: {stalls.work:.0f} ms")
        window.close()
        connection.close(wait=5)


if __name__ == "__main__":
    main()
