# SPDX-License-Identifier: LGPL-3.0-or-later
"""The link to a backend: a thread that connects, holds the lease, hears of changes, and connects again."""

from __future__ import annotations

import atexit
import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from backend.domain.rows.answers import LoginModule
from hwobj.client.browser_login import BrowserLogin
from hwobj.client.event_stream import Change, changes
from hwobj.client.gevent_support import on_gevent
from hwobj.client.local_process import LocalBackend, NotStarted
from hwobj.client.session import RestSession, Target
from hwobj.client.tokens import TokenStore
from hwobj.errors import BadAddress, LimsError, NotAllowed, NotLoggedIn, Unavailable, VersionMismatch

T = TypeVar("T")
StateName = Literal["starting", "connected", "offline", "login", "failed"]

PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each further attempt to reach a backend; the last one repeats."""

LAST_WAIT = 1.0
"""Seconds that the end of a program waits for its link."""

NEEDS_SOMEBODY = (BadAddress, NotAllowed, NotStarted, VersionMismatch)
"""Errors that waiting does not mend."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LinkState:
    """How the link stands: `offline` tries again by itself, `login` and `failed` wait for the user."""

    name: StateName
    sentence: str


STARTING = LinkState("starting", "Connecting to the backend…")


class Link:
    """Keeps a `RestSession` connected, to a local backend or to the address that it points at.

    The callbacks run in the link's thread. Nothing blocks the caller, and nothing needs Qt.
    """

    def __init__(
        self,
        rest: RestSession,
        backend: LocalBackend | None = None,
        *,
        credentials: tuple[str, str] | None = None,
        tokens: TokenStore | None = None,
        on_state: Callable[[LinkState], None],
        on_change: Callable[[Change], None],
    ) -> None:
        self.rest = rest
        self.state = STARTING
        self._backend = backend
        self._way = _by_password(*credentials) if credentials else None
        self._browser: BrowserLogin | None = None
        self._tokens = tokens
        self._on_state = on_state
        self._on_change = on_change
        self._attempts = 0
        self._closing = False
        self._woken = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="link to the backend", daemon=True)
        rest.recover = self._recover if backend is not None else None
        rest.logged_in = tokens.keep if tokens is not None else None
        rest.kept = tokens.kept if tokens is not None else None

    def begin(self) -> None:
        """Start connecting; the local process is started at once."""
        self._thread.start()
        if on_gevent():
            # A thread that waits for gevent's network while Python ends brings the process down.
            atexit.register(_end, weakref.ref(self))

    def wait_for(self, name: StateName, timeout: float) -> bool:
        """Whether the link comes into that state within `timeout` seconds; not for a GUI's thread."""
        with self._changed:
            return self._changed.wait_for(lambda: self.state.name == name, timeout)

    def retry(self) -> None:
        """Try again now."""
        self._woken.set()

    def login(self, username: str, password: str) -> None:
        """Log in with these when the link next connects, which is now."""
        self._log_in_by(_by_password(username, password))

    def login_in_browser(self, module: LoginModule, open_browser: Callable[[str], object]) -> None:
        """Log in by a module of kind `browser`: `open_browser` gets the address, the link waits for it."""
        self._log_in_by(lambda rest: rest.log_in(self._from_browser(module, open_browser)))

    def _log_in_by(self, way: Callable[[RestSession], object]) -> None:
        self._give_up_browser()
        self._way = way
        self.retry()

    def _from_browser(self, module: LoginModule, open_browser: Callable[[str], object]) -> dict[str, str]:
        self._browser = BrowserLogin(module)
        if self._closing:
            self._browser.give_up()
        return self._browser.wait(open_browser)

    def _give_up_browser(self) -> None:
        if self._browser is not None:
            self._browser.give_up()

    def close(self, wait: float = 0.0) -> None:
        """Give the lease back at the next sign of life, half a second at most; `wait` seconds for that."""
        self._closing = True
        self._give_up_browser()
        if self._backend is not None:
            self._backend.close()
        self._woken.set()
        if wait and self._thread.is_alive():
            self._thread.join(wait)

    def _run(self) -> None:
        while not self._closing:
            self._woken.clear()
            try:
                self._connect()
                self._listen()
            except LimsError as error:
                self._pause_after(error)

    def _connect(self) -> None:
        """Reach the backend, see that the versions fit, and log in if there is a password to do so."""
        if self._backend is not None:
            self._point_at_local(self._backend)
        self.rest.check_version()
        if self._way is not None:
            way, self._way = self._way, None
            self._log_in(way)
        elif self.rest.target.token is None:
            self._resume_login()

    def _log_in(self, way: Callable[[RestSession], object]) -> None:
        """Log in; whoever is told to come back later has to type again, so is asked again."""
        self._tell(LinkState("starting", "Logging in…"))
        try:
            way(self.rest)
        except Unavailable as error:
            raise NotLoggedIn(str(error)) from error

    def _resume_login(self) -> None:
        """Go on with the login of an earlier start, or ask for a new one."""
        kept = self._tokens.kept(self.rest.target.url) if self._tokens is not None else None
        if kept is None:
            raise NotLoggedIn(f"Log in to {self.rest.target.url}.")
        self.rest.resume(kept)

    def _listen(self) -> None:
        """Hold the event stream open and pass on what it says, until it breaks."""
        for change in changes(self.rest):
            if self._closing:
                return
            if self.state.name != "connected":
                self._attempts = 0
                self._tell(LinkState("connected", self._place()))
            if change is not None:
                _call(self._on_change, change)

    def _place(self) -> str:
        """Where the rows are, in words."""
        if self._backend is not None:
            return f"The data is on this computer, in {self._backend.data_dir}."
        return f"Connected to {self.rest.target.url}."

    def _recover(self, failed: Target) -> None:
        """For a request whose connection broke: the local backend is found or started again."""
        if self._backend is not None and self.rest.target == failed:
            self._point_at_local(self._backend)

    def _point_at_local(self, backend: LocalBackend) -> None:
        address = backend.ensure()
        if not self._closing:
            self.rest.point(address.url, address.secret, local=True)

    def _pause_after(self, error: LimsError) -> None:
        """Say what is wrong and wait: for the user, or a little longer after each attempt."""
        if self._closing:
            return
        log.warning("The link broke: %s", error)
        if isinstance(error, NotLoggedIn):
            self._tell(LinkState("login", str(error)))
            self._woken.wait()
        elif isinstance(error, NEEDS_SOMEBODY):
            self._tell(LinkState("failed", str(error)))
            self._woken.wait()
        elif self._backend is not None and not self._attempts:
            self._attempts = 1  # a local backend that died is started again at once
            self._tell(STARTING)
        else:
            self._tell(LinkState("offline", str(error)))
            self._woken.wait(PAUSES[min(self._attempts, len(PAUSES) - 1)])
            self._attempts += 1

    def _tell(self, state: LinkState) -> None:
        if state != self.state and not self._closing:
            with self._changed:
                self.state = state
                self._changed.notify_all()
            _call(self._on_state, state)


def _call(callback: Callable[[T], None], value: T) -> None:
    """Tell a listener; one that fails must not end the link, so its fault goes to the log."""
    try:
        callback(value)
    except Exception:
        log.exception("A listener of the link failed.")


def _end(reference: weakref.ref[Link]) -> None:
    """The program ends: give the lease back, unless that was done."""
    link = reference()
    if link is not None:
        link.close(LAST_WAIT)


def _by_password(username: str, password: str) -> Callable[[RestSession], object]:
    return lambda rest: rest.login(username, password)
