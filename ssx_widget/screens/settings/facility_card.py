# SPDX-License-Identifier: LGPL-3.0-or-later
"""The facility whose addresses stand on labels: shown, opened from a file, fetched from its backend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.rows.answers import FacilityProfile
from hwobj.client.facility_profile import download_profile
from hwobj.client.tokens import TokenStore
from hwobj.errors import NotLoggedIn
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.widgets.enabled_state import allow

_FILES = "Facility profiles (*.yaml *.yml *.json);;All files (*)"
_LARGEST = 4_000_000
_WIDEST = 190 * GRID


class UnreadableProfile(OSError):
    """The file is no profile; the message says what to do instead."""


def read_profile(file: Path) -> dict[str, object]:
    """The profile in a file, YAML or JSON. Raises OSError with a sentence. On a worker."""
    import yaml  # slow to import, and needed here only

    if file.stat().st_size > _LARGEST:
        raise UnreadableProfile(f"{file.name} has more than 4 MB; a facility's profile has a few lines.")
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnreadableProfile(f"{file.name} is neither YAML nor JSON; ask the facility for it.") from error
    if not isinstance(found, dict):
        raise UnreadableProfile(f"{file.name} holds no profile: it needs keys such as name and address.")
    return found


class FacilityCard(QFrame):
    """A profile is loaded into the local backend; a facility's own backend has its own."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.name, self.address, self.said = label("", "plain"), label("", "label"), label("", "label")
        self.open_button, self.fetch_button = QPushButton("&Open a file…"), QPushButton("&Fetch")
        self.url, self.username, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self._login = QWidget()
        self._arrange()
        self.open_button.clicked.connect(self._ask_for_file)
        self.fetch_button.clicked.connect(self._fetch)
        for line in (self.url, self.username, self.password):
            line.returnPressed.connect(self._fetch)
        self.url.textChanged.connect(lambda _text: self._show_state())
        context.connection.stateChanged.connect(lambda _name, _words: self._read())
        self._show_state()
        self._read()

    def open_file(self, file: Path) -> None:
        """Load the profile in a file."""
        core = self._context.core
        self._run(lambda: core.load_facility(read_profile(file)), "Reading the profile…")

    def _arrange(self) -> None:
        mark(self, "card")
        self.setMaximumWidth(_WIDEST)
        self.password.setEchoMode(QLineEdit.Password)
        self.url.setPlaceholderText("https://ispyb.example.org")
        for line, words in (
            (self.url, "Address of the facility's backend"),
            (self.username, "User name at the facility"),
            (self.password, "Password at the facility"),
        ):
            line.setAccessibleName(words)
        for shown in (self.address, self.said):
            shown.setWordWrap(True)
        self.said.hide()
        fetch = QHBoxLayout()
        fetch.setSpacing(2 * GRID)
        fetch.addWidget(self.url, 1)
        fetch.addWidget(self.fetch_button)
        fetch.addWidget(self.open_button)
        login = QHBoxLayout(self._login)
        login.setContentsMargins(0, 0, 0, 0)
        for words, line in (("User name", self.username), ("Password", self.password)):
            login.addWidget(label(words, "label"))
            login.addWidget(line, 1)
        self._login.hide()
        form = QFormLayout()
        form.setHorizontalSpacing(3 * GRID)
        form.setLabelAlignment(Qt.AlignRight | Qt.AlignVCenter)
        form.addRow(label("Facility", "label"), self.name)
        form.addRow(label("Address", "label"), self.address)
        form.addRow(label("From its backend", "label"), fetch)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label("The facility on labels", "heading"))
        column.addLayout(form)
        column.addWidget(self._login)
        column.addWidget(self.said)

    def _read(self) -> None:
        if self._context.connection.state.name == "connected":
            self._context.tasks.run(self._context.core.facility, done=self._show, owner=self)

    def _show(self, profile: FacilityProfile) -> None:
        self._context.take_facility(profile)
        self.name.setText(profile.get("name") or "not named")
        self.address.setText("\n".join(profile.get("address") or ()) or "no address yet: the labels say so")
        self._show_state()

    def _show_state(self) -> None:
        remote = bool(self._context.preferences.url)
        own = "This facility's backend has its own profile." if remote else ""
        allow(self.open_button, own, "A file that the facility gave you")
        self.url.setEnabled(not remote)
        missing = "" if self.url.text().strip() else "Type the address of the facility's backend first."
        allow(self.fetch_button, own or missing, "Ask the facility's backend for its profile")

    def _ask_for_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "Open a facility's profile", "", _FILES)
        if name:
            self.open_file(Path(name))

    def _fetch(self) -> None:
        if not self.fetch_button.isEnabled():
            return
        core, url = self._context.core, self.url.text().strip()
        typed = (self.username.text().strip(), self.password.text())
        login = typed if all(typed) else None
        tokens = TokenStore(self._context.preferences.folder)
        self._run(lambda: core.load_facility(download_profile(url, tokens, login)), "Asking the facility…")

    def _run(self, work: Callable[[], FacilityProfile], busy: str) -> None:
        self._say(busy, "label")
        self._context.tasks.run(work, done=self._end, failed=self._fail, busy=busy, owner=self)

    def _end(self, profile: FacilityProfile) -> None:
        self._login.hide()
        self.password.clear()
        self._show(profile)
        self._say(f"✓ Labels are now for {profile.get('name') or 'this facility'}.", "label")

    def _fail(self, error: Exception) -> None:
        if isinstance(error, NotLoggedIn):
            self._login.show()
            self.username.setFocus()
        self._say(f"× {sentence(error)}", "error")

    def _say(self, words: str, role: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        mark(self.said, role)
