# SPDX-License-Identifier: LGPL-3.0-or-later
"""The login dialog: what the backend offers, a wrong password twice, the way through the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QPushButton

from hwobj.client.tokens import TokenStore
from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.screens.settings.login_dialog import LoginDialog
from tests.conftest import Backend
from tests.helpers.issuers import MODULE, RunningIssuer, browser_program, running_issuer

pytestmark = pytest.mark.slow

LOCAL = "backend.extensions.auth.local:LocalAccounts"
BROWSER = "Log in with the &browser"


@pytest.fixture(scope="module")
def issuer() -> Iterator[RunningIssuer]:
    """An issuer that lets everybody in."""
    with running_issuer() as running:
        yield running


@pytest.fixture(scope="module")
def both_ways(lasting_backend: Callable[..., Backend], issuer: RunningIssuer) -> str:
    """A backend with accounts of its own and an issuer's."""
    started = lasting_backend(AUTH=[LOCAL, MODULE], OIDC=issuer.settings())
    started.add_account("ada", "all_proposals", password="a long password")
    return started.url


@pytest.fixture
def connection(both_ways: str, qtbot: QtBot, tmp_path: Path) -> Iterator[Connection]:
    """A connection that waits for the login."""
    made = Connection()
    with qtbot.waitSignal(made.stateChanged, check_params_cb=lambda state, _: state == "login"):
        made.use_url(both_ways, tokens=TokenStore(tmp_path))
    yield made
    made.close(wait=5)


@pytest.fixture
def dialog(connection: Connection, qtbot: QtBot, tmp_path: Path) -> Iterator[LoginDialog]:
    """The dialog as the window opens it, with all that the backend offers."""
    context = AppContext(connection, Preferences(tmp_path), "test")
    shown = LoginDialog(context, connection.rest.target.url)
    shown.setAttribute(Qt.WA_DeleteOnClose, False)  # the test looks at it after the login
    qtbot.addWidget(shown)
    shown.open()
    qtbot.waitUntil(lambda: bool(buttons(shown, BROWSER)))
    yield shown
    context.tasks.wait()
    context.tasks.close()


def buttons(dialog: LoginDialog, text: str) -> list[QPushButton]:
    """The dialog's buttons with this text."""
    return [button for button in dialog.findChildren(QPushButton) if button.text() == text]


def says(dialog: LoginDialog, words: str) -> bool:
    """Whether the dialog shows these words."""
    return any(words in shown.text() for shown in dialog.findChildren(QLabel))


def test_a_wrong_password_is_told_each_time_and_the_right_one_lets_in(
    dialog: LoginDialog, connection: Connection, qtbot: QtBot
) -> None:
    log_in = buttons(dialog, "Log in")[0]
    qtbot.keyClicks(dialog.username, "ada")
    for _ in range(2):
        qtbot.keyClicks(dialog.password, "not this one")
        qtbot.mouseClick(log_in, Qt.LeftButton)
        assert not log_in.isEnabled()
        qtbot.waitUntil(log_in.isEnabled)
        assert says(dialog, "User name or password is wrong")
    dialog.password.clear()
    qtbot.keyClicks(dialog.password, "a long password")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(log_in, Qt.LeftButton)
    assert connection.state.name == "connected"


def test_the_browser_logs_in_at_the_issuer(
    dialog: LoginDialog,
    connection: Connection,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BROWSER", browser_program(tmp_path, "ada"))
    with qtbot.waitSignal(dialog.accepted, timeout=20000):
        qtbot.mouseClick(buttons(dialog, BROWSER)[0], Qt.LeftButton)
    kept = TokenStore(tmp_path).kept(connection.rest.target.url)
    assert kept is not None
    assert connection.rest.json("GET", "/auth/me")["permissions"] == [
        "all_proposals",
        "own_proposals",
        "write_proposals",
    ]


def test_who_closes_the_window_while_the_browser_is_open_waits_for_nothing(
    dialog: LoginDialog, connection: Connection, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "true %s")
    with qtbot.waitSignal(connection.stateChanged, check_params_cb=lambda state, _: state == "starting"):
        qtbot.mouseClick(buttons(dialog, BROWSER)[0], Qt.LeftButton)
    link = connection._link
    assert link is not None
    connection.close(wait=5)
    assert not link._thread.is_alive()


def test_where_only_the_browser_counts_there_is_nothing_to_type(
    lasting_backend: Callable[..., Backend], issuer: RunningIssuer, qtbot: QtBot, tmp_path: Path
) -> None:
    connection = Connection()
    context = AppContext(connection, Preferences(tmp_path), "test")
    with qtbot.waitSignal(connection.stateChanged, check_params_cb=lambda state, _: state == "login"):
        connection.use_url(
            lasting_backend(AUTH=[MODULE], OIDC=issuer.settings()).url, tokens=TokenStore(tmp_path)
        )
    dialog = LoginDialog(context, connection.rest.target.url)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: bool(buttons(dialog, BROWSER)))
    assert not dialog.password.isVisible()
    assert not buttons(dialog, "Log in")[0].isVisible()
    context.tasks.wait()
    context.tasks.close()
    connection.close(wait=5)
