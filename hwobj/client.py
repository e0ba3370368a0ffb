"""What both hardware objects share: their properties, the connection, and the signals for what changed."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from hwobj.base import HardwareObject
from hwobj.errors import BadAddress
from hwobj.events import Change
from hwobj.link import Link, State
from hwobj.local import LocalBackend
from hwobj.rest import Rest, Row


class LimsClient(HardwareObject):
    """A hardware object that speaks to the backend.

    Configured by MXCuBE it connects itself in `init`, by the properties `url` with `username` and
    `password_file`, or with `token_file`; or `local` with `data_dir`; and `timeout`, `verify`, `proposal`.
    A window instead gives both of its clients one `Rest` and tells them what its own link hears.

    Signals: `connectionStateChanged` (name, sentence), `changed` (table, id, verb), `samplesChanged` (id).
    """

    SAMPLE_TABLES: ClassVar[frozenset[str]] = frozenset()
    """Tables whose changes are told as `samplesChanged`."""

    def __init__(self, name: str, rest: Rest | None = None) -> None:
        super().__init__(name)
        self.rest = rest if rest is not None else Rest()
        self.link: Link | None = None

    def init(self) -> None:
        """Connect as the properties say; the link then keeps the connection in a thread of its own."""
        super().init()
        self.rest.timeout = float(self.get_property("timeout", self.rest.timeout))
        self.rest.verify = self.get_property("verify", True)
        self.link = Link(
            self.rest,
            self._backend(),
            credentials=self._credentials(),
            on_state=self.tell_state,
            on_change=self.tell_change,
        )
        self.link.begin()

    def close(self) -> None:
        """Give the connection back."""
        if self.link is not None:
            self.link.close()
        self.rest.close()

    def login(self, username: str, password: str) -> Row:
        """Log in; gives the user name, the permissions and when the token ends. Raises NotLoggedIn."""
        return self.rest.login(username, password)

    def me(self) -> Row:
        """The user name and the permissions that the backend knows us by."""
        return self.rest.json("GET", "/auth/me")

    def tell_state(self, state: State) -> None:
        """Emit that the connection is now in this state."""
        self.emit("connectionStateChanged", state.name, state.sentence)

    def tell_change(self, change: Change) -> None:
        """Emit that a row changed."""
        self.emit("changed", change.table, change.id, change.verb)
        if change.table in self.SAMPLE_TABLES:
            self.emit("samplesChanged", change.id)

    def _backend(self) -> LocalBackend | None:
        """The local backend, if that is what the properties name; else the address is set."""
        if self.get_property("local"):
            return LocalBackend(Path(str(self.get_property("data_dir"))).expanduser())
        url = self.get_property("url")
        if not url:
            raise BadAddress("The hardware object needs the property url, or local with data_dir.")
        self.rest.point(str(url), self._read("token_file"))
        return None

    def _credentials(self) -> tuple[str, str] | None:
        """User name and password, which are read as text: MXCuBE would make a number of 12345."""
        password = self._read("password_file")
        return None if password is None else (str(self.get_property("username")), password)

    def _read(self, name: str) -> str | None:
        """The text of the file that a property names."""
        path = self.get_property(name)
        return Path(str(path)).expanduser().read_text(encoding="utf-8").strip() if path else None
