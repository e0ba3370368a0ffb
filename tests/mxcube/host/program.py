# SPDX-License-Identifier: LGPL-3.0-or-later
"""One run of the host: `program.py GUI_FILE ACT` does what the act of `acts.py` says and prints what it saw.

Folders come by the environment, as for mxcubeqt: MXCUBE_CORE_CONFIG_PATH, CUSTOM_BRICKS_PATH.
"""

from __future__ import annotations

import gevent.monkey

gevent.monkey.patch_all(thread=False)

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import gevent

HERE = Path(__file__).parent
sys.path[:0] = [
    str(HERE),
    str(HERE.parent),
    str(HERE / "bricks"),
    *os.environ["CUSTOM_BRICKS_PATH"].split(os.pathsep),
]

from acts import ACTS
from heart import BEAT, Heart
from mxcubecore import HardwareRepository
from qtpy.QtCore import QTimer
from qtpy.QtWidgets import QApplication
from window import Window

PATIENCE = 30.0
"""Seconds that a step may take."""

Act = Generator[Callable[[], Any], None, dict[str, Any]]


class Told(logging.Handler):
    """What the users of the host are told, and every traceback that was written anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.users: list[str] = []
        self.tracebacks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name in ("user_level_log", "GUI"):
            self.users.append(record.getMessage())
        if record.exc_info:
            self.tracebacks.append(self.format(record))


class Host:
    """What an act works with."""

    def __init__(self, window: Window, told: Told) -> None:
        self.window, self.told = window, told
        self.brick: Any = window.bricks["ssx_sample_brick"]
        self.proposals: Any = window.bricks.get("proposal_brick")
        self.beamline = HardwareRepository.beamline
        self.seen: dict[str, Any] = {}
        self.hearts = {"window": Heart(), "greenlet": Heart()}
        self._waits: Callable[[], Any] = lambda: True
        self._since = time.monotonic()
        self._timer = QTimer()
        self._timer.setInterval(20)
        self._timer.timeout.connect(self._go_on)
        self._pulse = QTimer()
        self._pulse.setInterval(int(BEAT * 1000))
        self._pulse.timeout.connect(self.hearts["window"].beat)

    def play(self, act: Act) -> None:
        self._act = act
        self._timer.start()
        self._pulse.start()
        gevent.spawn(self._beat_in_greenlet)

    @staticmethod
    def ask(what: str) -> None:
        """Let the test do something to the backend, while this goes on."""
        print(json.dumps({"ask": what}), flush=True)

    def _beat_in_greenlet(self) -> None:
        while True:
            self.hearts["greenlet"].beat()
            gevent.sleep(BEAT)

    def _go_on(self) -> None:
        """Not inside another event loop: what is waited for comes in the turns of the host's own."""
        try:
            if not self._waits():
                assert time.monotonic() - self._since < PATIENCE, f"waited in vain: {self._where()}"
                return
            self._waits, self._since = next(self._act), time.monotonic()
        except StopIteration as end:
            self._finish(end.value)
        except Exception as error:
            self._finish({"failed": repr(error)})

    def _where(self) -> str:
        frame = self._act.gi_frame
        return f"line {frame.f_lineno}; {self.told.users}; {self.told.tracebacks}"

    def _finish(self, seen: dict[str, Any]) -> None:
        self._timer.stop()
        self.seen |= seen
        QApplication.quit()


def take_turns() -> None:
    """gevent has its turn between two events of Qt."""
    gevent.wait(timeout=0.01)


def main(gui_file: str, act: str) -> QApplication:
    told = Told()
    logging.getLogger().addHandler(told)
    logging.getLogger().setLevel(logging.INFO)
    # A fault in a slot does not end mxcubeqt: it is written to the log.
    sys.excepthook = lambda *fault: logging.getLogger().error("Uncaught exception", exc_info=fault)
    app = QApplication([])
    HardwareRepository.init_hardware_repository(os.environ["MXCUBE_CORE_CONFIG_PATH"])
    window = Window(Path(gui_file))
    turns = QTimer()
    turns.timeout.connect(take_turns)
    turns.start(0)
    window.start()
    host = Host(window, told)
    host.play(ACTS[act](host))
    app.exec_()
    turns.stop()
    kinds = {name: type(brick).__name__ for name, brick in window.bricks.items()}
    window.end()
    print(json.dumps(host.seen | {"kinds": kinds, "users": told.users, "tracebacks": told.tracebacks}))
    return app


if __name__ == "__main__":
    application = main(*sys.argv[1:])
