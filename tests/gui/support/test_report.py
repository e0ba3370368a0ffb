# SPDX-License-Identifier: LGPL-3.0-or-later
"""A report for whoever helps: what is in it, and what never is."""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtWidgets import QFileDialog, QPushButton

from hwobj.client.session import Target
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.settings.view import SettingsView
from ssx_widget.support.recent_log import recent
from ssx_widget.support.report import ask_where_to_save, save, without_secrets
from ssx_widget.window.top_bar import TopBar

WAIT_MS = 20_000
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"
SECRETS = ("opensesame", "hunter2", TOKEN, "refresh-me", "abra")


@pytest.fixture
def saved(
    context: AppContext, told: list[Message], qtbot: QtBot, tmp_path: Path
) -> Callable[[], dict[str, str]]:
    """Save a report and read its parts."""

    def make() -> dict[str, str]:
        file = tmp_path / "report.zip"
        save(context, file)
        qtbot.waitUntil(lambda: any(str(file) in message.text for message in told), timeout=WAIT_MS)
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    return make


def test_it_tells_versions_settings_state_and_the_log(
    context: AppContext, saved: Callable[[], dict[str, str]]
) -> None:
    recent.begin()
    logging.getLogger("ssx_widget.background.tasks").warning("The printer was on fire")
    context.preferences.paper = "Letter"
    draft = context.new("proteins", {"acronym": "HEWL"})
    parts = saved()
    assert "ssx-desk 0." in parts["versions.txt"]
    assert "PyQt5 5.15" in parts["versions.txt"]
    assert '"version"' in parts["versions.txt"]
    assert json.loads(parts["settings.json"])["paper"] == "Letter"
    state = json.loads(parts["state.json"])
    assert state["connection"] == "connected"
    assert any("acronym" in line for line in state["unsaved"])
    assert "The printer was on fire" in parts["window.log"]
    context.edits.discard(draft)


def test_no_secret_is_in_it_wherever_it_was_written(
    context: AppContext, saved: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    recent.begin()
    local = context.connection.rest.target.token
    assert local
    log = logging.getLogger("hwobj.client.link")
    log.warning("GET https://ada:opensesame@lims.example.org/x?token=hunter2&limit=1")
    log.warning('{"username": "ada", "password": "open sesame, opensesame", "secret": "hunter2"}')
    log.warning("Authorization: Bearer %s", TOKEN)
    log.warning("the local process has %s, SSX_PASSWORD is abra", local)
    context.preferences.url = "https://ada:opensesame@lims.example.org"
    context.preferences.places = ["https://ada:opensesame@other.example.org"]
    context.preferences.work = {"https://ada:opensesame@lims.example.org": [1, None]}
    monkeypatch.setenv("SSX_PASSWORD", "abra")
    parts = saved()
    whole = "\n".join(parts.values())
    assert "lims.example.org" in parts["settings.json"]
    assert "limit=1" in parts["window.log"]
    assert [secret for secret in (*SECRETS, local) if secret in whole] == []


def test_the_login_of_a_remote_backend_is_not_in_it(context: AppContext) -> None:
    rest = context.connection.rest
    before = rest.target
    rest.resume(Target("https://lims.example.org", "opaque", "refresh-me"))
    try:
        text = without_secrets(
            "token opaque, then refresh-me", [rest.target.token, rest.target.refresh_token]
        )
    finally:
        rest._target = before
    assert text == "token (hidden), then (hidden)"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("https://a:b@c@host/p", "https://(hidden)@host/p"),
        ("mysql://ssx:pa%40ss@db/ssx", "mysql://(hidden)@db/ssx"),
        ("SECRET_KEY: 'long and quoted' next", "SECRET_KEY: (hidden) next"),
        (r'"password": "with \" and more", "x": 1', '"password": (hidden), "x": 1'),
        ("ada@example.org wrote", "ada@example.org wrote"),
        ("12 tokens were renewed", "12 tokens were renewed"),
    ],
)
def test_what_is_hidden_and_what_is_not(written: str, left: str) -> None:
    assert without_secrets(written) == left


def test_a_folder_that_cannot_be_written_is_named(
    context: AppContext, told: list[Message], qtbot: QtBot, tmp_path: Path
) -> None:
    save(context, tmp_path / "missing" / "report.zip")
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert told[-1].level == "error"
    assert "was not saved" in told[-1].text


def test_it_is_offered_in_the_settings_and_at_the_top_of_every_screen(
    context: AppContext, qtbot: QtBot
) -> None:
    view, bar = SettingsView(context), TopBar(context, "Local")
    qtbot.addWidget(view)
    qtbot.addWidget(bar)
    [button] = [each for each in view.findChildren(QPushButton) if "report" in each.text()]
    button.click()
    [dialog] = view.findChildren(QFileDialog)
    dialog.reject()
    bar.places.menu().aboutToShow.emit()
    assert "Save a report…" in [action.text() for action in bar.places.menu().actions()]


def test_the_dialog_saves_where_it_says(
    context: AppContext, told: list[Message], qtbot: QtBot, tmp_path: Path
) -> None:
    bar = TopBar(context, "Local")
    qtbot.addWidget(bar)
    dialog = ask_where_to_save(context, bar)
    dialog.fileSelected.emit(str(tmp_path / "mine.zip"))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert (tmp_path / "mine.zip").is_file()
