# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where a window is connected to, and how it goes on with another backend without being closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtCore import QObject

from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connected_context import connected_context, name_of_backend
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.screens.settings.login_dialog import LoginDialog
from ssx_widget.window.main_window import MainWindow


class BackendSwitch(QObject):
    """Exchanges the context of a window.

    What was typed stays on disk with the backend that it was typed for, and is there again when the window
    comes back to it; the steps of undo belong to one backend and end with it.
    """

    def __init__(self, window: MainWindow, url: str) -> None:
        super().__init__(window)
        self._window, self.url = window, url
        self._left: list[AppContext] = []
        window.loginWanted.connect(self._ask_for_login)
        window.context.moveWanted.connect(self.move)

    @property
    def context(self) -> AppContext:
        """The context that the window stands on now."""
        return self._window.context

    def move(self, url: str, folder: Path) -> None:
        """Go on with the backend at an address, or without one with the local one of a folder."""
        save_queue = self.context.edits.save_queue
        if save_queue.busy:
            # An answer that is on its way belongs to drafts of this backend.
            _once(save_queue.busyChanged, lambda _busy: self.move(url, folder))
            return
        old = self.context
        preferences = _moved(old.preferences, url, folder)
        old.leave()
        # Its threads may still be at work for it.
        self._left.append(old)
        connection = Connection(self._window)
        self.url = url
        context = connected_context(connection, preferences, url)
        context.moveWanted.connect(self.move)
        self._window.use_context(context, name_of_backend(url), "settings")

    def _ask_for_login(self) -> None:
        """Open the dialog, unless it is: after a wrong password the backend asks once more."""
        if self._window.findChild(LoginDialog) is None:
            LoginDialog(self.context, self.url, self._window).open()


def _moved(before: Preferences, url: str, folder: Path) -> Preferences:
    """The choices of where one goes to; the places that were used before can be gone back to."""
    before.leave_place()
    before.save()
    preferences = before if folder == before.folder else Preferences.load(folder)
    preferences.go_to_place(url, [*before.places, before.place])
    preferences.save()
    return preferences


def _once(signal: object, do: Callable[[object], object]) -> None:
    def call(value: object) -> None:
        signal.disconnect(call)  # type: ignore[attr-defined]
        do(value)

    signal.connect(call)  # type: ignore[attr-defined]
