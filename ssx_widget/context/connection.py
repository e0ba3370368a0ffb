# SPDX-License-Identifier: LGPL-3.0-or-later
"""The connection of a context; that of a window goes to a local data folder or to a backend elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtCore import QObject, Signal

from backend.domain.rows.answers import LoginModule
from hwobj.client.event_stream import Change
from hwobj.client.link import STARTING, Link, LinkState
from hwobj.client.local_process import LocalBackend
from hwobj.client.session import RestSession
from hwobj.client.tokens import TokenStore
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient


class Clients(QObject):
    """What a context works through: both hardware objects, and what their link hears, told by signals.

    A window has a `Connection` of its own; inside another program it has that program's hardware object.
    """

    stateChanged = Signal(str, str)
    """Name (starting, connected, offline, login, failed) and a sentence for the user."""

    changed = Signal(str, object, str)
    """Table, key and verb (created, updated, deleted) of a row that somebody changed."""

    core: PyIspybClient
    ssx: SsxIspybClient
    rest: RestSession

    @property
    def link(self) -> Link | None:
        """What keeps the connection, once it was begun."""
        raise NotImplementedError

    def close(self, wait: float = 0.0) -> None:
        """Let go of the backend."""
        raise NotImplementedError

    @property
    def state(self) -> LinkState:
        """How the connection stands now; for who comes too late for the signal."""
        return self.link.state if self.link is not None else STARTING

    def login(self, username: str, password: str) -> None:
        """Log in to the backend; the state tells how it went."""
        if self.link is not None:
            self.link.login(username, password)

    def login_in_browser(self, module: LoginModule, open_browser: Callable[[str], object]) -> None:
        """Log in by a module of kind `browser`: `open_browser` is called with an address, off this thread."""
        if self.link is not None:
            self.link.login_in_browser(module, open_browser)

    def retry(self) -> None:
        """Try to connect again now."""
        if self.link is not None:
            self.link.retry()


class Connection(Clients):
    """Holds both hardware objects and the link behind them; nothing here waits, and no event loop is needed.

    `use_folder` starts the local backend at once, so a window calls it before it builds its screens. When the
    backend dies it is started again; the window only hears of the states.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rest = RestSession()
        self.core = PyIspybClient("core", self.rest)
        self.ssx = SsxIspybClient("ssx", self.rest)
        self._link: Link | None = None

    @property
    def link(self) -> Link | None:
        """What keeps the connection, once it was begun."""
        return self._link

    def use_folder(self, data_dir: Path) -> None:
        """Connect to the local backend of a data folder, which is found or started."""
        self.use_backend(LocalBackend(data_dir))

    def use_backend(self, backend: LocalBackend) -> None:
        """Connect to a local backend, which may be on its way up already."""
        self.close()
        self.rest.detach()
        self._begin(Link(self.rest, backend, on_state=self._state, on_change=self._change))

    def use_url(
        self, url: str, credentials: tuple[str, str] | None = None, tokens: TokenStore | None = None
    ) -> None:
        """Connect to a backend elsewhere; raises BadAddress.

        Without `credentials` (user name, password) the login that `tokens` kept holds; where there is none
        either, the state becomes `login`, and `login` goes on.
        """
        self.close()
        self.rest.point(url)
        self._begin(
            Link(
                self.rest,
                credentials=credentials,
                tokens=tokens,
                on_state=self._state,
                on_change=self._change,
            )
        )

    def close(self, wait: float = 0.0) -> None:
        """Let go of the backend; a local one ends by itself when no other window needs it."""
        if self._link is not None:
            self._link.close(wait)
            self._link = None
        self.rest.close()

    def _begin(self, link: Link) -> None:
        self._link = link
        self._state(link.state)
        link.begin()

    def _state(self, state: LinkState) -> None:
        """From the link's thread: Qt carries signals over to the receivers' own thread."""
        self.stateChanged.emit(state.name, state.sentence)
        self.core.tell_state(state)
        self.ssx.tell_state(state)

    def _change(self, change: Change) -> None:
        self.changed.emit(change.table, change.id, change.verb)
        self.core.tell_change(change)
        self.ssx.tell_change(change)
