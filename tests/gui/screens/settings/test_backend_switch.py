# SPDX-License-Identifier: LGPL-3.0-or-later
"""One window on several backends, changed without a restart; the facility's profile on a laptop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QApplication, QPushButton

from hwobj.client.local_process import LocalBackend
from ssx_widget.context.connected_context import connected_context, name_of_backend
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.theme import Theme
from ssx_widget.screens.settings.login_dialog import LoginDialog
from ssx_widget.screens.settings.view import SettingsView
from ssx_widget.window.backend_switch import BackendSwitch
from ssx_widget.window.main_window import MainWindow
from tests.conftest import Backend

pytestmark = pytest.mark.slow

WAIT_MS = 30_000


@pytest.fixture(scope="module")
def facility(lasting_backend: Callable[..., Backend], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A facility's backend with its own profile, and a user."""
    profile = tmp_path_factory.mktemp("profile") / "facility.json"
    profile.write_text(
        json.dumps(
            {
                "name": "Petra the Third",
                "address": ["Notkestraße 85", "22607 Hamburg", "Germany"],
                "container_types": [{"name": "Cane", "capacity": 6}],
            }
        ),
        encoding="utf-8",
    )
    started = lasting_backend(FACILITY_FILE=str(profile))
    started.add_account("ada", "all_proposals", "write_proposals", password="a long password")
    return started.url


@pytest.fixture
def window(
    tmp_path: Path, qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window on a local backend of its own, in the settings."""
    assert look
    monkeypatch.setattr("ssx_widget.context.preferences.default_data_folder", lambda: tmp_path / "home")
    connection = Connection()
    context = connected_context(
        connection, Preferences.load(tmp_path / "first"), "", LocalBackend(tmp_path / "first")
    )
    shown = MainWindow(context, name_of_backend(""), "settings")
    BackendSwitch(shown, "")
    with qtbot.waitSignal(shown.ready, timeout=WAIT_MS):
        shown.show()
    yield shown
    shown.close()
    shown.context.connection.close(wait=5)
    shown.deleteLater()


def settings(window: MainWindow) -> SettingsView:
    """The settings of the context that the window stands on."""
    view = window.view("settings")
    assert isinstance(view, SettingsView)
    return view


def moved(window: MainWindow, qtbot: QtBot, click: QPushButton) -> None:
    """Click, and wait until the window stands on another backend."""
    with qtbot.waitSignal(window.ready, timeout=WAIT_MS):
        qtbot.mouseClick(click, Qt.LeftButton)
    qtbot.waitUntil(lambda: not window.context.tasks.count, timeout=WAIT_MS)


def use_folder(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    """Choose another data folder and use it."""
    view = settings(window)
    view.folderLine.selectAll()
    qtbot.keyClicks(view.folderLine, str(folder))
    moved(window, qtbot, view.useButton)


def test_another_data_folder_is_used_in_the_same_window_and_drafts_wait_with_their_own(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    first = window.context
    proposal = first.core.load_demo()
    first.pick_proposal(proposal)
    draft = first.new("shippings", {"shippingName": "Half typed"})
    key = draft.key
    place = window.frameGeometry()
    use_folder(window, qtbot, tmp_path / "second")
    assert window.isVisible()
    assert window.frameGeometry() == place
    assert window.context is not first
    assert window.context.edits.unsaved == []
    assert not window.context.edits.undo_stack.canUndo()
    assert window.context.core.proposals.list().total == 0
    window.top.places.menu().aboutToShow.emit()
    back = next(each for each in window.top.places.menu().actions() if str(tmp_path / "first") in each.text())
    with qtbot.waitSignal(window.ready, timeout=WAIT_MS):
        back.trigger()
    qtbot.waitUntil(lambda: bool(window.context.edits.unsaved), timeout=WAIT_MS)
    (again,) = window.context.edits.unsaved
    assert (again.key, again.get("shippingName")) == (key, "Half typed")
    assert window.context.proposal_id == proposal["proposalId"]


def test_keys_and_messages_are_those_of_the_backend_that_is_used(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    left = window.context
    use_folder(window, qtbot, tmp_path / "second")
    left.messages.error("Nobody hears of this.")
    assert not window.banner.isVisible()
    draft = window.context.edits.new("laboratories", {"name": "New"})
    window.activateWindow()
    qtbot.waitActive(window)
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key_Z, Qt.ControlModifier)
    qtbot.waitUntil(lambda: draft.gone)


def test_a_facilitys_backend_is_used_in_the_same_window_after_the_login(
    window: MainWindow, qtbot: QtBot, facility: str
) -> None:
    view = settings(window)
    view.remoteChoice.setChecked(True)
    view.urlLine.setText(facility)
    view.urlLine.textEdited.emit(facility)
    qtbot.mouseClick(view.useButton, Qt.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(LoginDialog) is not None, timeout=WAIT_MS)
    dialog = window.findChild(LoginDialog)
    assert dialog is not None
    dialog.username.setText("ada")
    dialog.password.setText("a long password")
    with qtbot.waitSignal(window.ready, timeout=WAIT_MS):
        dialog._log_in()
    qtbot.waitUntil(lambda: window.context.facility.name == "Petra the Third", timeout=WAIT_MS)
    card = settings(window).facility
    qtbot.waitUntil(lambda: card.name.text() == "Petra the Third", timeout=WAIT_MS)
    assert not card.open_button.isEnabled()
    assert "its own profile" in card.open_button.toolTip()


def test_an_address_that_is_none_is_said_and_the_window_stays(window: MainWindow, qtbot: QtBot) -> None:
    view, context = settings(window), window.context
    view.remoteChoice.setChecked(True)
    view.urlLine.setText("ispyb")
    view.urlLine.textEdited.emit("ispyb")
    qtbot.mouseClick(view.useButton, Qt.LeftButton)
    assert view.said.text().startswith("× ")
    assert window.context is context


def test_a_profile_is_opened_from_a_file_and_labels_speak_of_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "facility.yaml"
    file.write_text("name: Max the Fourth\naddress:\n- Fotongatan 2\n- Lund\n", encoding="utf-8")
    card = settings(window).facility
    card.open_file(file)
    qtbot.waitUntil(lambda: card.name.text() == "Max the Fourth", timeout=WAIT_MS)
    assert card.address.text() == "Fotongatan 2\nLund"
    assert window.context.core.facility()["address"] == ["Fotongatan 2", "Lund"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name: [", "neither YAML nor JSON"),
        (b"\xff\xfe\x00", "neither YAML nor JSON"),
        (b"- a\n- b\n", "holds no profile"),
        (b"colour: red\n", "Unknown key colour"),
        (b"name: 7\n", "must be text"),
    ],
)
def test_a_file_that_is_no_profile_is_refused_with_a_reason_and_nothing_changes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "facility.yaml"
    file.write_bytes(content)
    before = window.context.core.facility()
    card = settings(window).facility
    card.open_file(file)
    qtbot.waitUntil(lambda: words in card.said.text(), timeout=WAIT_MS)
    assert window.context.core.facility() == before


def test_a_profile_is_fetched_from_a_facilitys_backend_after_a_login_in_place(
    window: MainWindow, qtbot: QtBot, facility: str
) -> None:
    card = settings(window).facility
    assert "Type the address" in card.fetch_button.toolTip()
    qtbot.keyClicks(card.url, facility)
    qtbot.mouseClick(card.fetch_button, Qt.LeftButton)
    qtbot.waitUntil(card.username.isVisible, timeout=WAIT_MS)
    assert "Log in" in card.said.text()
    qtbot.keyClicks(card.username, "ada")
    qtbot.keyClicks(card.password, "a long password")
    qtbot.keyClick(card.password, Qt.Key_Return)
    qtbot.waitUntil(lambda: card.name.text() == "Petra the Third", timeout=WAIT_MS)
    assert "22607 Hamburg" in card.address.text()
    assert [kind.name for kind in window.context.facility.container_types] == ["Cane"]
    assert card.password.text() == ""
