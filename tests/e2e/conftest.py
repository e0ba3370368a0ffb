# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the end-to-end tests share: a screen, the window on it with its real backend, a person before it."""

from __future__ import annotations

import os
import subprocess
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QLocale
from qtpy.QtWidgets import QApplication

from hwobj.client.local_process import LocalBackend
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.theme import Theme
from ssx_widget.program import arguments, run
from tests.e2e.person import Person
from tests.unit.labels.conftest import process_ends

__all__ = ["process_ends"]

Start = Callable[..., Person]


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """The X server that DISPLAY names, else one of our own."""
    with pytest.MonkeyPatch.context() as patch:
        if "DISPLAY" not in os.environ:
            patch.setenv("DISPLAY", _x_server())
        patch.setenv("QT_QPA_PLATFORM", "xcb")
        yield os.environ["DISPLAY"]


SERVER = "exec 3>&1 >/dev/null; Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp & read -r _; kill $!"
"""Ends when its standard input does: with this process, as a server that ends before Qt takes Qt along."""


def _x_server() -> str:
    """Start a screen of this process' own and give its name."""
    server = subprocess.Popen(
        ["sh", "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    number = server.stdout.readline().strip()
    assert number, "Xvfb did not start"
    _servers.append(server)
    return f":{number}"


_servers: list[subprocess.Popen[str]] = []
"""Those that were started: nobody waits for their end, and none is ended early."""


@pytest.fixture(scope="session")
def qapp_cls(screen: str) -> type[QApplication]:
    """The application class that pytest-qt makes, on that screen."""
    assert screen
    return QApplication


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """Our look and our way to write numbers, as in the program."""
    QLocale.setDefault(QLocale.c())
    return Theme(qapp, "light")


@pytest.fixture
def start(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Start]:
    """Start the window as `ssx-desk` does with these words; it is closed with the test or by the person."""
    assert theme
    persons: list[Person] = []

    def begin(*words: str) -> Person:
        chosen = arguments.parse(["--data-dir", str(tmp_path / "data"), "--size", "1440x900", *words])
        person = _connected_context(chosen, qtbot)
        persons.append(person)
        return person

    yield begin
    for person in persons:
        person.closes_the_window()


def _connected_context(chosen: Namespace, qtbot: QtBot) -> Person:
    preferences = Preferences.load(chosen.data_dir)
    url = chosen.url or preferences.url
    connection = Connection()
    context, window = run.begin(
        connection, chosen, preferences, None if url else LocalBackend(chosen.data_dir), url
    )

    def end() -> None:
        connection.close(wait=5)
        context.tasks.wait()
        run.take_down(QApplication.instance(), window)

    window.show()
    return Person(window, qtbot, end)
