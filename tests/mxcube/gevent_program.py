# SPDX-License-Identifier: LGPL-3.0-or-later
"""A program like mxcubeqt: gevent's sockets, a Qt window whose loop and gevent's take turns, two heartbeats.

It loads the hardware objects of the folder in SSX_CONFIGURATION and asks them in greenlets all the time. It
tells on standard output, a JSON line each, states and calls; told to stop on standard input, also the longest
gaps between two beats.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all(thread=False)

# What comes now finds gevent's sockets.
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402
from heart import BEAT, Heart  # noqa: E402
from qtpy.QtCore import QTimer  # noqa: E402
from qtpy.QtWidgets import QApplication, QLabel  # noqa: E402

IDLE = 2.0


def say(**news: Any) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


class Listener:
    """Tells each state of a connection, and whether it was told where windows may be touched."""

    def __init__(self, name: str) -> None:
        self.name = name

    def hear(self, state: str, sentence: str) -> None:
        main = threading.current_thread() is threading.main_thread()
        say(object=self.name, state=state, sentence=sentence, main=main)

    def changed(self, key: int) -> None:
        say(object=self.name, sample=key, main=threading.current_thread() is threading.main_thread())


hearts = {"window": Heart(), "greenlet": Heart()}


def beat_in_greenlet() -> None:
    while True:
        hearts["greenlet"].beat()
        gevent.sleep(BEAT)


def load() -> tuple[Any, Any]:
    from mxcubecore import HardwareRepository

    HardwareRepository.init_hardware_repository(os.environ["SSX_CONFIGURATION"])
    ssx = HardwareRepository.get_hardware_repository().get_hardware_object("ssx")
    return HardwareRepository.beamline.lims, ssx


def ask(lims: Any, ssx: Any) -> None:
    """Two greenlets that ask at the same time, as a queue and a brick do."""

    def one(name: str, call: Any) -> None:
        while True:
            before = {each: heart.beats for each, heart in hearts.items()}
            begun = time.monotonic()
            try:
                answer: Any = call()
            except Exception as error:  # noqa: BLE001 - what it is, is told
                answer = type(error).__name__
            beats = {each: heart.beats - before[each] for each, heart in hearts.items()}
            say(call=name, seconds=time.monotonic() - begun, answer=answer, beats=beats)
            gevent.sleep(0.2)

    gevent.spawn(one, "proposals", lambda: len(lims.get_proposals_by_user("id29")))
    gevent.spawn(one, "samples", lambda: len(ssx.rest.json("GET", "/ssx/samples")["data"]["rows"]))


def main() -> None:
    application = QApplication([])
    window = QLabel("MXCuBE")
    window.show()
    turns, pulse = QTimer(), QTimer()
    turns.timeout.connect(lambda: gevent.wait(timeout=0.01))
    turns.start(0)
    pulse.timeout.connect(hearts["window"].beat)
    pulse.start(int(BEAT * 1000))
    gevent.spawn(beat_in_greenlet)
    listeners: list[Any] = []

    def live() -> None:
        gevent.sleep(IDLE)
        idle = {name: heart.longest for name, heart in hearts.items()}
        lims, ssx = load()
        for name, each in (("lims", lims), ("ssx", ssx)):
            listener = Listener(name)
            listeners.append(listener)
            each.connect("connectionStateChanged", listener.hear)
            each.connect("samplesChanged", listener.changed)
            each.force_emit_signals()
        for heart in hearts.values():
            heart.begin()
        ask(lims, ssx)
        FileObject(sys.stdin.fileno()).readline()
        say(idle=idle, gaps={name: heart.longest for name, heart in hearts.items()})
        lims.close()
        ssx.close()
        application.quit()

    gevent.spawn(live)
    application.exec_()
    os._exit(0)  # as mxcubeqt ends: what waits for a dead backend is not waited for


main()
