# SPDX-License-Identifier: LGPL-3.0-or-later
"""A micrograph of 8192 × 8192 pixels of 16 bits: the longest stall of Qt's loop, and frames per second.

Run as `python -m benchmarks.micrographs`. It is the real window with its local backend; on a display it
measures what is seen there, without one it draws off screen. A timer that is due every 2 ms tells how long
the event loop kept it waiting, first in an idle window for comparison. Bars: no stall above 50 ms while the
picture is added, opened, zoomed, or its contrast changed; panning above 60 frames a second.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyqt5")

import numpy as np
from PIL import Image
from qtpy.QtCore import QPointF, QTimer
from qtpy.QtWidgets import QApplication

from benchmarks.import_window import Stalls, wait
from hwobj.client.local_process import LocalBackend
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.backend_switch import connected_context
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.theme import Theme
from ssx_widget.screens.micrographs.view import MicrographsView
from ssx_widget.window.main_window import MainWindow

SIDE = 8192
_FRAMES = 300
_IDLE_S = 4


class Watched:
    """The window at work, its longest stall printed step by step."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.worst = 0.0

    def step(self, words: str, begin: Callable[[], object], until: Callable[[], object]) -> None:
        """Begin something, wait for its end, and print the longest stall meanwhile."""
        stalls = Stalls()
        stalls.watch(words)
        begin()
        seconds = wait(self._app, until)
        # What the end set off is drawn too.
        end = time.perf_counter() + 0.3
        wait(self._app, lambda: time.perf_counter() > end)
        if words != "idle":
            self.worst = max(self.worst, stalls.longest)
        print(f"{words}: {seconds:.2f} s, stall {stalls.longest:.0f} ms, work {stalls.work:.0f} ms at a time")


def write_picture(file: Path) -> None:
    """Noise on a slope, as no camera packs it better."""
    slope = np.linspace(8_000, 30_000, SIDE, dtype=np.float32)
    noise = np.random.default_rng(1).integers(0, 4_000, (SIDE, SIDE), np.uint16)
    Image.fromarray((noise + slope[:, None].astype(np.uint16)).astype(np.uint16)).save(file)


def slurry_of(context: AppContext) -> int:
    """A slurry to add the picture to."""
    person = context.core.persons.create({"familyName": "Bench"})
    number = {"personId": person["personId"], "proposalCode": "mx", "proposalNumber": "1"}
    key = context.core.proposals.create(number)["proposalId"]
    protein = context.core.proteins.create({"proposalId": key, "acronym": "HEWL", "name": "Lysozyme"})
    crystal = context.core.crystals.create({"proteinId": protein["proteinId"]})
    row = {"proposalId": key, "name": "s", "crystalDensity": 1, "crystalIds": [crystal["crystalId"]]}
    about = {"descriptionJson": {"storageTemperature": 20}}
    return int(context.ssx.crystal_slurries.create({**row, **about})["crystalSlurryId"])


def frames_per_second(app: QApplication, view: MicrographsView) -> tuple[float, float]:
    """Pan in steps of 7 pixels, each drawn before the next; gives the mean and the slowest of a hundred."""
    canvas, times = view.page.canvas, []
    for frame in range(_FRAMES):
        begun = time.perf_counter()
        canvas.pan(7 if frame % 100 < 50 else -7, 3 if frame % 60 < 30 else -3)
        canvas.viewport().repaint()
        app.processEvents()
        times.append(time.perf_counter() - begun)
    return _FRAMES / sum(times), 1 / float(np.quantile(times, 0.99))


def main() -> None:
    """Print the stalls of each step and the frames per second at three distances."""
    app = QApplication([])
    Theme(app, "light")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_picture(folder / "large.tif")
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
        slurry = slurry_of(context)
        wait(app, lambda: window.current_screen == "shipments" and not context.tasks.count)
        context.pick_proposal(context.core.proposals.list().rows[0])
        window.show_screen("micrographs", slurry)
        view = window.view("micrographs")
        assert isinstance(view, MicrographsView)
        wait(app, lambda: view.pictures.slurry is not None and not context.tasks.count)
        measure(app, view, folder / "large.tif")
        window.close()
        connection.close(wait=5)


def measure(app: QApplication, view: MicrographsView, file: Path) -> None:
    """Do to the picture what a person does."""
    context, canvas, watched = view._context, view.page.canvas, Watched(app)

    def drawn() -> bool:
        return canvas.tiles.pyramid is not None and not context.tasks.count

    end = time.perf_counter() + _IDLE_S
    watched.step("idle", lambda: None, lambda: time.perf_counter() > end)
    watched.step("adding and opening", lambda: view.add_files([file]), drawn)
    view.opener = type(view.opener)(context, view)
    view.opener.opened.connect(view._take_pyramid)
    watched.step("opening again", lambda: view._show_picture(view.current), drawn)
    watched.step("zooming in", lambda: canvas.zoom(8, QPointF(4000, 4000)), drawn)
    panel = view.page.contrast
    for share, words in ((0.2, "contrast, darker"), (0.6, "contrast, brighter")):
        watched.step(words, partial(panel.dark.setValue, int(panel.dark.maximum() * share)), drawn)
    watched.step("automatic contrast", panel.auto.click, drawn)
    print(f"longest stall: {watched.worst:.0f} ms (bar 50 ms)")
    for factor, words in ((1.0, "near"), (0.25, "half way"), (0.1, "far")):
        canvas.zoom(factor)
        wait(app, drawn)
        mean, slowest = frames_per_second(app, view)
        print(f"panning {words} ({canvas.scale_shown:.0%}): {mean:.0f} frames/s, slowest 1 %: {slowest:.0f}")
    print("bar: 60 frames/s")


if __name__ == "__main__":
    main()
