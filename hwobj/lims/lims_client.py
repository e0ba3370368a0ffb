# SPDX-License-Identifier: LGPL-3.0-or-later
"""What both hardware objects share: their properties, the connection, and the signals for what changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar

from backend.domain.rows.answers import LoginAnswer, Me
from hwobj.client.event_stream import Change
from hwobj.client.gevent_support import Home
from hwobj.client.link import Link, LinkState
from hwobj.client.local_process import LocalBackend
from hwobj.client.session import RestSession
from hwobj.errors import BadAddress, LimsError
from hwobj.lims.hardware_object import HardwareObject
from hwobj.lims.mxcube import beamline_object, tell_once
from hwobj.lims.mxcube_names import Told
from hwobj.lims.proposals import Proposals
from hwobj.lims.sessions import LimsSessionManager

UNWELL = {"offline": logging.WARNING, "login": logging.ERROR, "failed": logging.ERROR}
"""States that somebody at the beamline has to know of, and how urgently."""


class LimsClient(HardwareObject):
    """A hardware object that speaks to the backend.

    Configured by MXCuBE it connects itself in `init`, by the properties `url` with `username` and
    `password_file`, or with `token_file`; or `local` with `data_dir`; and `timeout`, `verify`, `proposal`.
    What is wrong with them, or with the connection, is told in MXCuBE's user log, with what to do.
    A window instead gives both of its clients one `RestSession` and tells them what its own link hears.

    Signals: `connectionStateChanged` (name, sentence), `changed` (table, id, verb), `samplesChanged` (id).
    Under gevent they are emitted in the thread that called `init`.
    """

    SAMPLE_TABLES: ClassVar[frozenset[str]] = frozenset()
    """Tables whose changes are told as `samplesChanged`."""

    def __init__(self, name: str, rest: RestSession | None = None) -> None:
        super().__init__(name)
        self.rest = rest if rest is not None else RestSession()
        self.link: Link | None = None
        self.home = Home()
        self.known_proposals = Proposals(self.rest)

    def init(self) -> None:
        """Connect as the properties say; the link then keeps the connection in a thread of its own.

        mxcubecore's own `init` is not called: it looks for roles that a configuration may lack.
        """
        self.home = Home()
        try:
            self._configure()
        except (LimsError, OSError, ValueError) as error:
            self._hear(LinkState("failed", f"The configuration of {type(self).__name__} is wrong. {error}"))

    def _configure(self) -> None:
        self.rest.timeout = float(self.text("timeout") or self.rest.timeout)
        self.rest.verify = _trust(self.text("verify"))
        backend = self._backend()
        self.rest.spare = self._spare if backend is None else None
        self.link = Link(
            self.rest,
            backend,
            credentials=self._credentials(),
            on_state=self._hear,
            on_change=self.tell_change,
        )
        self.link.begin()

    def text(self, name: str) -> str:
        """A property as text, also where MXCuBE made a number of `12345`; empty when it is not set."""
        value = self.get_property(name)
        return "" if value is None else str(value).strip()

    def close(self) -> None:
        """Give the connection back."""
        if self.link is not None:
            self.link.close()
        self.rest.close()

    def login(self, username: str, password: str) -> LoginAnswer | LimsSessionManager | Told:
        """Log in; gives the user name, the permissions and when the token ends. Raises NotLoggedIn."""
        return self.rest.login(username, password)

    def me(self) -> Me:
        """The user name and the permissions that the backend knows us by."""
        return self.rest.ask(Me, "GET", "/auth/me")

    def chosen_proposal(self) -> int | None:
        """Key of the proposal that the property `proposal` names, else of MXCuBE's session; None without.

        Raises NotFound when there is no such proposal.
        """
        name = self.text("proposal")
        if name:
            return self.known_proposals.key_of(name)
        key = getattr(beamline_object("session"), "proposal_id", None)
        return int(str(key)) if str(key or "").isdecimal() else None

    def connection_state(self) -> LinkState | None:
        """How the link stands; None for a client that a window connects."""
        return self.link.state if self.link is not None else None

    def emit(self, signal: str, *args: object) -> None:
        """Call the slots of a signal, under gevent in the thread that called `init`."""
        self.home.tell(partial(super().emit, signal, *args))

    def tell_state(self, state: LinkState) -> None:
        """Emit that the connection is now in this state."""
        self.emit("connectionStateChanged", state.name, state.sentence)

    def tell_change(self, change: Change) -> None:
        """Emit that a row changed."""
        self.emit("changed", change.table, change.id, change.verb)
        if change.table in self.SAMPLE_TABLES:
            self.emit("samplesChanged", change.id)

    def force_emit_signals(self) -> None:
        """Tell the state again: MXCuBE calls this when all who listen are there."""
        state = self.connection_state()
        if state is not None:
            self.tell_state(state)

    def _hear(self, state: LinkState) -> None:
        """What the link tells: also to whoever sits at the beamline, when something is wrong."""
        if state.name in UNWELL:
            again = " It is tried again by itself." if state.name == "offline" else ""
            tell_once(UNWELL[state.name], f"{state.sentence}{again}")
        self.tell_state(state)

    def _backend(self) -> LocalBackend | None:
        """The local backend, if that is what the properties name; else the address is set."""
        if self.text("local").lower() in ("true", "1", "yes"):
            folder = self.text("data_dir")
            if not folder:
                raise BadAddress("With local, name the folder of the data in the property data_dir.")
            return LocalBackend(Path(folder).expanduser())
        url = self.text("url")
        if not url:
            raise BadAddress("The hardware object needs the property url, or local with data_dir.")
        self.rest.point(url, self._read("token_file"))
        return None

    def _credentials(self) -> tuple[str, str] | None:
        """User name and password, which are read as text: MXCuBE would make a number of 12345."""
        password = self._read("password_file")
        return None if password is None else (self.text("username"), password)

    def _spare(self) -> str | Mapping[str, str] | None:
        """What may get a token when the one there is cannot be renewed: the files may have been changed."""
        credentials = self._credentials()
        if credentials is None:
            return self._read("token_file")
        return {"username": credentials[0], "password": credentials[1]}

    def _read(self, name: str) -> str | None:
        """The text of the file that a property names."""
        path = self.text(name)
        if not path:
            return None
        try:
            return Path(path).expanduser().read_text(encoding="utf-8").strip()
        except OSError as error:
            reason = f"The file {path} of the property {name} cannot be read: {error.strerror}."
            raise BadAddress(reason) from error


def _trust(text: str) -> bool | str:
    """`verify`: no, yes, or the file of an own certificate authority."""
    return {"": True, "true": True, "false": False}.get(text.lower(), text)
