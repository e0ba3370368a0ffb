# SPDX-License-Identifier: LGPL-3.0-or-later
"""The whole window on a backend of its own: first start, going places, undo, room, light and dark."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtGui import QPalette
from qtpy.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from hwobj.client.local_process import find
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.theme import DARK, LIGHT, Theme, colours
from ssx_widget.screens.welcome.view import WelcomeView
from ssx_widget.window.main_window import MainWindow
from ssx_widget.window.screens import SCREENS
from tests.helpers import databases

pytestmark = pytest.mark.slow

WAIT_MS = 20_000
Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(tmp_path: Path, qtbot: QtBot, look: Theme) -> Iterator[Open]:  # noqa: ARG001  the look is there
    """Open a window on the test's own data folder, as the program does, and wait for its first screen."""
    windows: list[MainWindow] = []
    databases.data_folder(tmp_path)

    def show(screen: str = "") -> MainWindow:
        connection = Connection()
        context = AppContext(connection, Preferences.load(tmp_path), "local")
        window = MainWindow(context, "Local", screen)
        windows.append(window)
        with qtbot.waitSignal(window.ready, timeout=WAIT_MS):
            connection.use_folder(tmp_path)
            window.show()
        qtbot.waitActive(window)
        settle(qtbot, context)
        return window

    yield show
    for window in windows:
        window.close()
        window.deleteLater()


def settle(qtbot: QtBot, context: AppContext) -> None:
    """Wait until nothing is on its way."""
    qtbot.waitUntil(lambda: context.tasks.count == 0, timeout=WAIT_MS)


def fill_welcome(window: MainWindow, qtbot: QtBot) -> WelcomeView:
    """Type what the welcome asks for, with the keyboard alone."""
    view = window.view("welcome")
    assert isinstance(view, WelcomeView)
    qtbot.waitUntil(lambda: all(form.draft for form in view.forms.values()), timeout=WAIT_MS)
    first = view.forms["persons"].rows["givenName"].editor.widget
    qtbot.waitUntil(first.hasFocus)
    for words in ("Ada", "Lovelace", "Structural Biology", "mx", "2415"):
        focused = QApplication.focusWidget()
        qtbot.keyClicks(focused, words)
        qtbot.keyClick(focused, Qt.Key_Tab)
    return view


def start_working(window: MainWindow, qtbot: QtBot) -> None:
    """Go through the welcome."""
    view = fill_welcome(window, qtbot)
    qtbot.mouseClick(view.begin_button, Qt.LeftButton)
    qtbot.waitUntil(lambda: window.current_screen == SCREENS[0].name, timeout=WAIT_MS)
    settle(qtbot, window.context)


def test_the_first_start_asks_for_the_least_and_then_work_can_begin(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    assert window.current_screen == "welcome"
    start_working(window, qtbot)
    core = window.context.core
    [proposal] = core.proposals.list().rows
    [person] = core.persons.list().rows
    [contact] = core.lab_contacts.list().rows
    assert (proposal["proposalCode"], proposal["proposalNumber"]) == ("mx", "2415")
    assert proposal["personId"] == contact["personId"] == person["personId"]
    assert core.laboratories.get(person["laboratoryId"])["name"] == "Structural Biology"
    assert window.top.proposal.text() == "mx2415"
    assert window.context.edits.unsaved == []


def test_what_was_typed_in_the_welcome_is_there_after_the_window_was_closed(
    open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    fill_welcome(window, qtbot)
    window.close()
    again = open_window()
    view = again.view("welcome")
    assert isinstance(view, WelcomeView)
    qtbot.waitUntil(lambda: all(form.draft for form in view.forms.values()), timeout=WAIT_MS)
    assert [form.draft.values for form in view.forms.values() if form.draft] == [
        {"givenName": "Ada", "familyName": "Lovelace"},
        {"name": "Structural Biology"},
        {"proposalCode": "mx", "proposalNumber": "2415"},
    ]


def test_what_is_missing_in_the_welcome_is_said_where_it_belongs(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    view = window.view("welcome")
    assert isinstance(view, WelcomeView)
    qtbot.waitUntil(lambda: all(form.draft for form in view.forms.values()), timeout=WAIT_MS)
    qtbot.mouseClick(view.begin_button, Qt.LeftButton)
    assert view.forms["persons"].rows["familyName"].error.isVisible()
    assert view.forms["laboratories"].rows["name"].error.isVisible()
    assert not view.forms["persons"].rows["givenName"].error.isVisible()
    assert window.context.core.proposals.list().total == 0


def test_the_demo_proposal_shows_every_screen_with_data(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    view = window.view("welcome")
    assert isinstance(view, WelcomeView)
    qtbot.waitUntil(lambda: all(form.draft for form in view.forms.values()), timeout=WAIT_MS)
    qtbot.mouseClick(view.demo_button, Qt.LeftButton)
    qtbot.waitUntil(lambda: window.current_screen == SCREENS[0].name, timeout=WAIT_MS)
    settle(qtbot, window.context)
    assert window.top.proposal.text() == "mx2415"
    assert window.context.edits.unsaved == []
    for screen in SCREENS:
        if screen.place:
            window.show_screen(screen.name)
            settle(qtbot, window.context)
            assert window.current_screen == screen.name
            assert not window.banner.isVisible()
            assert nameless(window) == []


def nameless(window: QWidget) -> list[str]:
    """What a person who cannot see the window could not tell apart."""
    kinds = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractButton)
    widgets = [widget for kind in kinds for widget in window.findChildren(kind) if widget.isVisible()]
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in widgets
        if widget.focusPolicy() & Qt.TabFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]


def test_search_goes_to_what_was_found(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    start_working(window, qtbot)
    context = window.context
    shipment = context.core.shippings.create({"shippingName": "December", "proposalId": context.proposal_id})
    qtbot.keyClick(window, Qt.Key_K, Qt.ControlModifier)
    search = window.top.search
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, "Decem")
    qtbot.waitUntil(search.popup.isVisible, timeout=WAIT_MS)
    assert search.popup.model().index(0, 0).data() == "December · shipment"
    qtbot.keyClick(search.popup, Qt.Key_Down)
    with qtbot.waitSignal(context.screenWanted) as wanted:
        qtbot.keyClick(search.popup, Qt.Key_Return)
    assert wanted.args == ["shipments", shipment["shippingId"]]
    settle(qtbot, context)
    assert window.current_screen == "shipments"


def test_search_says_so_when_nothing_is_found(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    start_working(window, qtbot)
    search = window.top.search
    search.setFocus()
    qtbot.keyClicks(search, "xyzzy")
    qtbot.waitUntil(search.popup.isVisible, timeout=WAIT_MS)
    assert search.popup.model().index(0, 0).data() == "Nothing is called like “xyzzy”"


def test_keys_save_undo_and_redo(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    start_working(window, qtbot)
    window.show_screen("settings")
    edits = window.context.edits
    protein = window.context.new("proteins", {"acronym": "HEWL", "name": "Lysozyme", "safetyLevel": "GREEN"})
    assert "not saved" in window.top.chip.text()
    with qtbot.waitSignal(edits.saved, timeout=WAIT_MS):
        qtbot.keyClick(window, Qt.Key_S, Qt.ControlModifier)
    assert window.top.chip.text() == "Local · all saved"
    edits.set(protein, "name", "Myoglobin")
    qtbot.keyClick(window, Qt.Key_Z, Qt.ControlModifier)
    assert protein.get("name") == "Lysozyme"
    qtbot.keyClick(window, Qt.Key_Z, Qt.ControlModifier | Qt.ShiftModifier)
    assert protein.get("name") == "Myoglobin"


def test_a_killed_backend_is_told_of_and_comes_back(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window()
    address = find(tmp_path)
    assert address is not None
    states: list[str] = []
    window.context.connection.stateChanged.connect(lambda name, _words: states.append(name))
    os.kill(address.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: "connected" in states, timeout=WAIT_MS)
    assert window.top.chip.text() == "Local · all saved"
    assert not window.banner.isVisible()


def test_size_and_screen_are_those_of_the_last_time(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    start_working(window, qtbot)
    window.resize(1200, 760)
    window.show_screen("settings")
    settle(qtbot, window.context)
    window.close()
    again = open_window()
    assert (again.width(), again.height()) == (1200, 760)
    assert again.current_screen == "settings"


def test_a_narrow_window_shows_icons_in_the_navigation(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("settings")
    window.resize(1440, 900)
    wide = window.navigation.width()
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.navigation.width() < wide / 2)
    assert window.width() == 1024


def test_the_look_follows_the_system_while_the_program_runs(look: Theme, qtbot: QtBot) -> None:  # noqa: ARG001
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    night = QPalette()
    night.setColor(QPalette.Window, Qt.black)
    night.setColor(QPalette.WindowText, Qt.lightGray)
    assert colours() == LIGHT
    app.setPalette(night)
    qtbot.waitUntil(lambda: app.palette().color(QPalette.Window).name() == DARK.window)
    assert colours() == DARK
    day = QPalette()
    day.setColor(QPalette.Window, Qt.lightGray)
    day.setColor(QPalette.WindowText, Qt.black)
    app.setPalette(day)
    qtbot.waitUntil(lambda: colours() == LIGHT)
