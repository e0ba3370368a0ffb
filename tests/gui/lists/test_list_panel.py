# SPDX-License-Identifier: LGPL-3.0-or-later
"""The list at the left of a screen: what stands in it, filtering, going to a row, what others change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QPushButton, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.lists.list_lines import ListLine
from ssx_widget.lists.list_panel import ListPanel
from ssx_widget.lists.row_source import PAGE

WAIT_MS = 20_000
Show = Callable[[QWidget], QWidget]


@pytest.fixture
def panel(context: AppContext, show: Show, qtbot: QtBot) -> ListPanel:
    made = ListPanel(
        context, "proteins", lambda row: ListLine(row.get("acronym") or "unnamed", row.get("name") or "")
    )
    show(made)
    load(made, context, qtbot)
    return made


def load(panel: ListPanel, context: AppContext, qtbot: QtBot) -> None:
    """Read the list and wait for it."""
    panel.reload()
    qtbot.waitUntil(lambda: panel.source.is_loaded and context.tasks.count == 0, timeout=WAIT_MS)


def add(context: AppContext, acronym: str, **columns: object) -> Row:
    """Store a protein, as another person would."""
    row = {
        "acronym": acronym,
        "name": f"{acronym} protein",
        "safetyLevel": "GREEN",
        "proposalId": context.proposal_id,
    }
    return context.core.proteins.create(row | columns)


def words(panel: ListPanel) -> list[str]:
    """What the lines say."""
    model = panel.view.model()
    return [model.index(place, 0).data() for place in range(model.rowCount())]


def test_an_empty_list_says_what_to_do(panel: ListPanel) -> None:
    assert not panel.view.isVisible()
    panel.new_button.setFocus()
    assert panel.new_button.accessibleName() == "New protein"


def test_a_row_that_somebody_adds_appears_by_itself(
    panel: ListPanel, context: AppContext, qtbot: QtBot
) -> None:
    add(context, "HEWL")
    qtbot.waitUntil(lambda: words(panel) == ["HEWL, HEWL protein"], timeout=WAIT_MS)
    assert panel.view.isVisible()


def test_typing_in_the_filter_asks_the_backend(panel: ListPanel, context: AppContext, qtbot: QtBot) -> None:
    for acronym in ("HEWL", "MYO", "PSI"):
        add(context, acronym)
    load(panel, context, qtbot)
    assert len(words(panel)) == 3
    qtbot.keyClicks(panel.filter, "myo")
    qtbot.waitUntil(lambda: words(panel) == ["MYO, MYO protein"], timeout=WAIT_MS)
    qtbot.keyClicks(panel.filter, "zz")
    qtbot.waitUntil(lambda: not panel.view.isVisible(), timeout=WAIT_MS)
    [clear] = [button for button in panel.findChildren(QPushButton) if button.text() == "Clear it"]
    qtbot.mouseClick(clear, Qt.LeftButton)
    qtbot.waitUntil(lambda: len(words(panel)) == 3, timeout=WAIT_MS)


def test_a_new_draft_stands_on_top_until_it_is_stored(
    panel: ListPanel, context: AppContext, qtbot: QtBot
) -> None:
    add(context, "HEWL")
    load(panel, context, qtbot)
    draft = context.new("proteins", {"acronym": "MYO", "name": "Myoglobin", "safetyLevel": "GREEN"})
    assert words(panel) == ["MYO, Myoglobin not saved", "HEWL, HEWL protein"]
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        context.edits.save([draft])
    assert "MYO, Myoglobin" in words(panel)
    assert len(words(panel)) == 2


def test_an_edited_row_is_shown_as_edited_and_marked(
    panel: ListPanel, context: AppContext, qtbot: QtBot
) -> None:
    add(context, "HEWL")
    load(panel, context, qtbot)
    with qtbot.waitSignal(panel.picked) as picked:
        qtbot.keyClick(panel.view, Qt.Key_Down)
    [draft] = picked.args
    assert isinstance(draft, Draft)
    context.edits.set(draft, "name", "Lysozyme")
    assert words(panel) == ["HEWL, Lysozyme not saved"]
    context.edits.undo()
    assert words(panel) == ["HEWL, HEWL protein"]


def test_long_lists_come_page_by_page(panel: ListPanel, context: AppContext, qtbot: QtBot) -> None:
    for number in range(PAGE + 5):
        add(context, f"P{number:03}")
    load(panel, context, qtbot)
    qtbot.waitUntil(lambda: panel.source.total == PAGE + 5, timeout=WAIT_MS)
    panel.view.scrollToBottom()
    qtbot.waitUntil(lambda: len(words(panel)) == PAGE + 5, timeout=WAIT_MS)
    assert len(set(words(panel))) == PAGE + 5


def test_one_can_go_to_a_row_that_is_not_loaded(panel: ListPanel, context: AppContext, qtbot: QtBot) -> None:
    rows = [add(context, f"P{number:03}") for number in range(PAGE + 5)]
    load(panel, context, qtbot)
    loaded = {row["proteinId"] for row in panel.source.rows}
    far = next(row["proteinId"] for row in reversed(rows) if row["proteinId"] not in loaded)
    with qtbot.waitSignal(panel.picked, timeout=WAIT_MS) as picked:
        panel.pick_key(far)
    assert picked.args[0].id == far


def test_a_deleted_row_leaves_the_list_and_undo_brings_it_back(
    panel: ListPanel, context: AppContext, qtbot: QtBot
) -> None:
    draft = context.edits.open("proteins", add(context, "HEWL"))
    load(panel, context, qtbot)
    with qtbot.waitSignal(context.edits.deleted, timeout=WAIT_MS):
        context.edits.delete(draft)
    assert words(panel) == []
    with qtbot.waitSignal(context.edits.saved, timeout=WAIT_MS):
        context.edits.undo()
    assert words(panel) == ["HEWL, HEWL protein"]


def test_a_list_that_cannot_be_read_says_why_and_offers_to_try_again(
    panel: ListPanel, context: AppContext, qtbot: QtBot
) -> None:
    panel.source.load(no_such_column=1)
    retry = "Try again"
    qtbot.waitUntil(
        lambda: any(
            button.text() == retry and button.isVisible() for button in panel.findChildren(QPushButton)
        ),
        timeout=WAIT_MS,
    )
    [button] = [button for button in panel.findChildren(QPushButton) if button.text() == retry]
    add(context, "HEWL")
    qtbot.mouseClick(button, Qt.LeftButton)
    qtbot.waitUntil(lambda: words(panel) == ["HEWL, HEWL protein"], timeout=WAIT_MS)
