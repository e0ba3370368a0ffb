"""Where a window is connected to, and how it goes on with another backend without being closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from qtpy.QtCore import QObject

from hwobj.local import LocalBackend
from hwobj.tokens import Tokens
from ssx_widget.connection import Connection
from ssx_widget.desk import Desk
from ssx_widget.main_window import MainWindow
from ssx_widget.preferences import Preferences
from ssx_widget.settings.login import LoginDialog


def name_of_backend(url: str) -> str:
    """What a backend is called: its host, or Local."""
    return urlsplit(url).hostname or "Local"


def drafts_of(url: str) -> str:
    """The folder of the drafts for a backend: they are kept apart from those for another."""
    return urlsplit(url).netloc.replace(":", "-") or "local"


def sit_down(
    connection: Connection,
    preferences: Preferences,
    url: str,
    local: LocalBackend | None = None,
    credentials: tuple[str, str] | None = None,
) -> Desk:
    """A desk on a connection that begins to connect: to an address, or to the local backend of the folder.

    Raises BadAddress, OSError.
    """
    desk = Desk(connection, preferences, drafts_of(url))
    if url:
        connection.use_url(url, credentials, Tokens(preferences.folder))
    else:
        connection.use_backend(local or LocalBackend(preferences.folder))
    return desk


class Seat(QObject):
    """Exchanges the desk of a window.

    What was typed stays on disk with the backend that it was typed for, and is there again when the window
    comes back to it; the steps of undo belong to one backend and end with it.
    """

    def __init__(self, window: MainWindow, url: str) -> None:
        super().__init__(window)
        self._window, self.url = window, url
        self._left: list[Desk] = []
        window.loginWanted.connect(self._ask_for_login)
        window.desk.moveWanted.connect(self.move)

    @property
    def desk(self) -> Desk:
        """The desk that the window stands on now."""
        return self._window.desk

    def move(self, url: str, folder: Path) -> None:
        """Go on with the backend at an address, or without one with the local one of a folder."""
        storing = self.desk.edits.storing
        if storing.busy:
            # An answer that is on its way belongs to drafts of this backend.
            _once(storing.busyChanged, lambda _busy: self.move(url, folder))
            return
        old = self.desk
        preferences = _moved(old.preferences, url, folder)
        old.leave()
        # Its threads may still be at work for it.
        self._left.append(old)
        connection = Connection(self._window)
        self.url = url
        desk = sit_down(connection, preferences, url)
        desk.moveWanted.connect(self.move)
        self._window.sit_at(desk, name_of_backend(url), "settings")

    def _ask_for_login(self) -> None:
        """Open the dialog, unless it is: after a wrong password the backend asks once more."""
        if self._window.findChild(LoginDialog) is None:
            LoginDialog(self.desk, self.url, self._window).open()


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
