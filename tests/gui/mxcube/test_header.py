# SPDX-License-Identifier: LGPL-3.0-or-later
"""The line at the top of the brick."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ssx_widget.context.app_context import AppContext, next_session
from ssx_widget.mxcube.header import PanelHeader
from ssx_widget.window.screens import SCREENS


def test_folding_shows_signs_alone_and_stays_at_the_part(context: AppContext, qtbot: QtBot) -> None:
    head = PanelHeader(context, "Local", SCREENS[:2])
    qtbot.addWidget(head)
    asked: list[str] = []
    head.wanted.connect(asked.append)
    head.show_part(SCREENS[1])
    head.fold(True)
    assert [head.tabs.tabText(number) for number in range(2)] == ["", ""]
    assert head.tabs.tabToolTip(1) == SCREENS[1].words
    head.fold(False)
    assert head.tabs.tabText(1) == SCREENS[1].words
    assert (head.tabs.currentIndex(), asked) == (1, [])


def test_a_session_without_dates_is_not_the_one_that_comes_next() -> None:
    undated = {"sessionId": 2, "startDate": None, "endDate": None}
    dated = {"sessionId": 1, "startDate": "2099-01-01T08:00:00Z", "endDate": None}
    assert next_session([undated, dated]) == dated
    assert next_session([undated]) == undated
