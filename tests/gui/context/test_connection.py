# SPDX-License-Identifier: LGPL-3.0-or-later
"""The window's connection: Qt hears of states and changes, whatever happens to the backend."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QThread
from qtpy.QtWidgets import QApplication

from hwobj.client.local_process import find
from hwobj.client.tokens import TokenStore
from hwobj.errors import BadAddress
from ssx_widget.context.connection import Connection

pytestmark = pytest.mark.slow


@pytest.fixture
def connection(qapp: QApplication) -> Iterator[Connection]:
    """A connection that lets go of its backend with the test."""
    made = Connection(qapp)
    yield made
    made.close(wait=10)


def in_state(name: str) -> Callable[..., bool]:
    """Accept a signal of this state."""
    return lambda told, _sentence: told == name


def test_a_folder_is_connected_without_waiting_in_the_gui_thread(
    connection: Connection, qtbot: QtBot, tmp_path: Path
) -> None:
    threads = []
    connection.stateChanged.connect(lambda *_: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        connection.use_folder(tmp_path / "data")
        assert connection.state.name == "starting"
    assert connection.core.me()["username"] == "local"
    assert connection.ssx.get_loaded_samples() == []
    assert set(threads) == {connection.thread()}


def test_a_change_reaches_the_window(connection: Connection, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        connection.use_folder(tmp_path / "data")
    with qtbot.waitSignal(connection.changed, timeout=5000) as told:
        stored = connection.core.laboratories.create({"name": "Hut 6"})
    assert told.args == ["Laboratory", stored["laboratoryId"], "created"]


def test_a_killed_backend_is_started_again(connection: Connection, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        connection.use_folder(tmp_path / "data")
    killed = find(tmp_path / "data")
    assert killed is not None
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        os.kill(killed.pid, signal.SIGKILL)
    assert connection.core.proposals.list().total == 0


def test_a_backend_that_does_not_start_is_told_in_a_sentence_and_tried_again_on_demand(
    connection: Connection, qtbot: QtBot, tmp_path: Path
) -> None:
    database = tmp_path / "ssx-desk.sqlite"
    database.write_bytes(b"no database" * 1000)
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("failed")) as told:
        connection.use_folder(tmp_path)
    assert "is damaged" in told.args[1]
    database.unlink()
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        connection.retry()


@pytest.fixture
def remote(backend: Callable[..., Any]) -> Any:
    """A backend elsewhere, with one account."""
    served = backend()
    served.add_account("ada", "all_proposals", password="a long password")
    return served


def test_a_remote_backend_asks_for_a_login_and_keeps_it_for_the_next_start(
    connection: Connection, qtbot: QtBot, remote: Any, tmp_path: Path
) -> None:
    tokens = TokenStore(tmp_path / "settings")
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("login")):
        connection.use_url(remote.url, tokens=tokens)
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("login")):
        connection.login("ada", "wrong")
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        connection.login("ada", "a long password")
    assert (tmp_path / "settings" / "tokens.json").stat().st_mode & 0o777 == 0o600
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        connection.use_url(remote.url, tokens=tokens)
    assert connection.core.me()["username"] == "ada"
    tokens.forget(remote.url)
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("login")):
        connection.use_url(remote.url, tokens=tokens)


def test_a_remote_backend_that_ends_is_offline_until_it_is_back(
    connection: Connection, qtbot: QtBot, remote: Any
) -> None:
    with qtbot.waitSignal(connection.stateChanged, timeout=20000, check_params_cb=in_state("connected")):
        connection.use_url(remote.url, credentials=("ada", "a long password"))
    with qtbot.waitSignal(
        connection.stateChanged, timeout=20000, check_params_cb=in_state("offline")
    ) as told:
        remote.process.terminate()
    assert "connection" in told.args[1] or "reached" in told.args[1]


def test_an_unsafe_address_is_refused_at_once(connection: Connection) -> None:
    with pytest.raises(BadAddress, match="https"):
        connection.use_url("http://ispyb.example.org")
