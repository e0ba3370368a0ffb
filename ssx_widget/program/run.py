# SPDX-License-Identifier: LGPL-3.0-or-later
"""One run of the window: the Qt application, the connection, the context, and what ends them."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from dataclasses import astuple
from pathlib import Path

from qtpy.QtCore import QEvent, QLocale, QObject, Qt, QTimer
from qtpy.QtWidgets import QApplication

from hwobj.client.local_process import LocalBackend
from hwobj.errors import BadAddress
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connected_context import connected_context, name_of_backend
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.theme import Theme
from ssx_widget.program.garbage import Garbage
from ssx_widget.window.backend_switch import BackendSwitch
from ssx_widget.window.main_window import MainWindow


def run(chosen: argparse.Namespace, preferences: Preferences, local: LocalBackend | None, url: str) -> int:
    """Show the window until it is closed, or draw one screen; gives the exit status."""
    app = _application()
    Theme(app, chosen.look)
    connection = Connection(app)
    try:
        context, window = begin(connection, chosen, preferences, local, url)
    except BadAddress as error:
        print(f"ssx-desk: {error}", file=sys.stderr)  # noqa: T201
        return 1
    shot = Screenshot(window, context, chosen.screenshot) if chosen.screenshot else None
    window.show()
    garbage = Garbage(app)
    status = app.exec_()
    # The person may have gone on to another backend meanwhile.
    context = window.context
    context.connection.close(wait=1.0)
    if shot:
        status = shot.status
    context.tasks.wait()
    take_down(app, window)
    garbage.close()
    return status


def begin(
    connection: Connection,
    chosen: argparse.Namespace,
    preferences: Preferences,
    local: LocalBackend | None,
    url: str,
) -> tuple[AppContext, MainWindow]:
    """Begin to connect, and give the context and the window that stand on it. Raises BadAddress."""
    username, password = chosen.username or preferences.username, os.environ.get("SSX_PASSWORD")
    credentials = (username, password) if username and password else None
    context = connected_context(connection, preferences, url, local, credentials)
    window = MainWindow(context, name_of_backend(url), chosen.screen or "")
    BackendSwitch(window, url)
    if chosen.size:
        window.resize(*chosen.size)
    return context, window


def take_down(app: QApplication, window: MainWindow) -> None:
    """Delete the window while Qt still stands: Python would drop the application before its widgets."""
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.DeferredDelete)
    app.processEvents()


def _application() -> QApplication:
    QApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
    QApplication.setAttribute(Qt.AA_UseHighDpiPixmaps)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # Numbers and dates are written alike everywhere; fields take a decimal comma too.
    QLocale.setDefault(QLocale.c())
    # Ctrl+C in the terminal closes the program; drafts are on disk.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("ssx-desk")
    app.setApplicationDisplayName("SSX Desk")
    return app


class Screenshot(QObject):
    """Draws the window once its screen stands with all its data, and ends the program."""

    def __init__(self, window: MainWindow, context: AppContext, file: Path) -> None:
        super().__init__(window)
        self._window, self._context, self._file = window, context, file
        self.status = 1
        window.ready.connect(self._watch)
        context.connection.stateChanged.connect(self._give_up)
        # The state may have been told before anybody listened.
        QTimer.singleShot(0, lambda: self._give_up(*astuple(context.connection.state)))

    def _watch(self) -> None:
        self._context.tasks.idle.connect(self._look)
        self._look()

    def _look(self) -> None:
        """Nothing is on its way any more; what the last answer asked for has its turn first."""
        QTimer.singleShot(0, self._draw)

    def _draw(self) -> None:
        if self._context.tasks.count or self.status == 0:
            return
        image = self._window.grab()
        if image.save(str(self._file), "PNG"):
            self.status = 0
        else:
            print(f"ssx-desk: {self._file} cannot be written.", file=sys.stderr)  # noqa: T201
        self._window.close()

    def _give_up(self, state: str, sentence: str) -> None:
        if state in ("failed", "login", "offline"):
            print(f"ssx-desk: {sentence}", file=sys.stderr)  # noqa: T201
            self._window.close()
