# SPDX-License-Identifier: LGPL-3.0-or-later
"""Somebody before the screen of timing plans, with keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from qtpy.QtGui import QMouseEvent, QWheelEvent
from qtpy.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from backend.domain.quantities.durations import attoseconds, parse_time
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.screens.plans.event_model import NAMES
from ssx_widget.screens.plans.view import PlansView
from ssx_widget.timeline.painting import LANES, LEFT, lane_box

Row = dict[str, Any]
WAIT_MS = 15_000
DETECTIONS, EXPOSURES, EXCITATIONS = "timedXrayDetections", "timedXrayExposures", "timedExcitations"
COLUMN = {
    "Train": "name",
    "What": "what",
    "Begins": "eventTrain.timeOn",
    "Lasts": "eventTrain.duration",
    "Period": "eventTrain.period",
    "Times": "eventTrain.numberOfRepetitions",
    "Trigger": "eventTrain.triggerDevice",
}


class Planner:
    """Knows where on the screen things are, and presses them."""

    def __init__(self, context: AppContext, view: PlansView, qtbot: QtBot) -> None:
        self.context, self.view, self.qtbot = context, view, qtbot
        self.detail, self.timeline = view.detail, view.detail.timeline

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for what is to come."""
        self.qtbot.waitUntil(lambda: bool(until()), timeout=WAIT_MS)

    def settle(self) -> None:
        """Wait until nothing is on its way, and all that was typed is shown."""
        self.wait(lambda: self.context.tasks.count == 0 and not self.detail._refresh.isActive())

    def click(self, button: QAbstractButton) -> None:
        """Press a button that can be pressed."""
        assert button.isEnabled()
        assert button.isVisible()
        self.qtbot.mouseClick(button, Qt.LeftButton)

    def picks_from(self, button: Any, words: str) -> None:
        """Take an entry of a button's menu."""
        action = next(action for action in button.menu().actions() if action.text().replace("&", "") == words)
        action.trigger()

    def starts_from(self, words: str) -> None:
        """Take a template from the menu and make its plan with what is usual."""
        self.picks_from(self.detail.templateButton, words)
        self.makes()

    def makes(self) -> None:
        """Press Make plan, and wait for the plan."""
        before = self.view.draft
        self.click(self.view.template.make_button)
        self.wait(lambda: self.view.draft is not None and self.view.draft is not before)
        self.settle()

    def fills(self, name: str, text: str) -> None:
        """Type into a field of the template."""
        line = self.view.template.lines[name]
        if isinstance(line, QComboBox):
            line.setCurrentText(text)
            return
        line.setFocus()
        line.selectAll()
        self.qtbot.keyClicks(line, text)

    @property
    def number(self) -> QComboBox:
        """How many delays."""
        return self.view.template.number

    def types_cell(self, row: int, column: str, text: str) -> None:
        """Go to a cell, press F2, type over it, and press Enter."""
        table = self.detail.table
        table.setFocus()
        table.setCurrentIndex(table.model().index(row, NAMES.index(COLUMN.get(column, column))))
        self.qtbot.keyClick(table, Qt.Key_F2)
        line = next(each for each in table.viewport().findChildren(QLineEdit) if each.isVisible())
        line.selectAll()
        self.qtbot.keyClicks(line, text)
        if popup := QApplication.activePopupWidget():
            self.qtbot.keyClick(popup, Qt.Key_Escape)
        self.qtbot.keyClick(line, Qt.Key_Return)
        self.settle()

    def cell(self, row: int, column: str) -> str:
        """What a cell says."""
        model = self.detail.table.model()
        return str(model.index(row, NAMES.index(COLUMN.get(column, column))).data())

    def rows(self) -> list[str]:
        """The names of the trains, from top to bottom."""
        return [self.cell(row, "Train") for row in range(self.detail.table.model().rowCount())]

    def types(self, field: str, text: str) -> None:
        """Type into a field of the plan."""
        form = next(form for form in self.detail.forms.forms if field in form.rows)
        line = form.rows[field].editor.widget
        assert isinstance(line, QLineEdit)
        line.setFocus()
        line.selectAll()
        self.qtbot.keyClicks(line, text)
        self.settle()

    def train(self, kind: str, number: int = 0) -> Row:
        """An event's train as it is now."""
        assert self.view.draft
        return dict(self.view.draft.values["repeatedSequence"][kind][number]["eventTrain"])

    def saves(self) -> Draft:
        """Press Save and wait until all is stored."""
        self.click(self.detail.saveButton)
        self.wait(lambda: not self.context.edits.unsaved)
        self.settle()
        assert self.view.draft
        return self.view.draft

    def undoes(self) -> None:
        """Take the last step back."""
        self.context.edits.undo()
        self.settle()

    def place_of(self, time: str, kind: str) -> QPoint:
        """The pixel of a time, in the middle of a lane of the timeline."""
        number = [each for each, _words in LANES].index(kind)
        lane = lane_box(QRectF(self.timeline.rect()), number)
        x = LEFT + self.timeline.scale.x(attoseconds(parse_time(time)))
        return QPoint(round(x), round(lane.center().y()))

    def drags(self, start: QPoint, end: QPoint, held: Any = Qt.NoModifier) -> None:
        """Drag with the mouse on the timeline, in a few steps."""
        self.qtbot.mousePress(self.timeline, Qt.LeftButton, held, start)
        for part in (0.3, 0.7, 1.0):
            self.moves(start + (end - start) * part, held)
        self.qtbot.mouseRelease(self.timeline, Qt.LeftButton, held, end)
        self.settle()

    def moves(self, place: QPoint, held: Any = Qt.NoModifier) -> None:
        """Move the mouse over the timeline, its left button held down."""
        event = QMouseEvent(QEvent.MouseMove, QPointF(place), Qt.NoButton, Qt.LeftButton, held)
        QApplication.sendEvent(self.timeline, event)

    def turns_wheel(self, place: QPoint, notches: int) -> None:
        """Turn the wheel over a place of the timeline."""
        at = QPointF(place)
        event = QWheelEvent(
            at, self.timeline.mapToGlobal(at.toPoint()), QPoint(), QPoint(0, 120 * notches),
            Qt.NoButton, Qt.NoModifier, Qt.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.timeline, event)


@pytest.fixture
def opened_screen(qtbot: QtBot, show: Callable[[QWidget], QWidget]) -> Callable[[AppContext], Planner]:
    """Open the screen on a context."""

    def begin(context: AppContext) -> Planner:
        view = PlansView(context)
        show(view)
        view.resize(1300, 900)
        qtbot.waitUntil(lambda: view.panel.source.is_loaded, timeout=WAIT_MS)
        return Planner(context, view, qtbot)

    return begin


@pytest.fixture
def planner(context: AppContext, opened_screen: Callable[[AppContext], Planner]) -> Planner:
    """Somebody at the screen of an empty proposal."""
    return opened_screen(context)


@pytest.fixture
def pump_probe(planner: Planner) -> Planner:
    """With a pump-probe plan of three delays before them, not saved yet."""
    planner.starts_from("Pump-probe with several delays")
    return planner
