# SPDX-License-Identifier: LGPL-3.0-or-later
"""A keyboard-wedge scanner and a person at the same keyboard: told apart by the times that keys carry."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QCoreApplication, QEvent, Qt
from qtpy.QtGui import QGuiApplication, QKeyEvent
from qtpy.QtWidgets import QApplication, QCheckBox, QLineEdit, QVBoxLayout, QWidget

from ssx_widget.screens.dewars.keyboard_wedge import GAP_MS, KeyboardWedge

FAST, SLOW = 5, 120


class Keyboard:
    """Sends keys as the window system does, each with the time at which it was struck."""

    def __init__(self, window: QWidget) -> None:
        self._window = window.windowHandle()
        self._now = 1000

    def strike(self, key: int, text: str = "", gap: int = FAST, held: object = Qt.NoModifier) -> None:
        """Press a key and let it go."""
        self._now += gap
        for kind in (QEvent.KeyPress, QEvent.KeyRelease):
            event = QKeyEvent(kind, key, held, text)
            event.setTimestamp(self._now)
            QCoreApplication.sendEvent(self._window, event)

    def type(self, text: str, gap: int) -> None:
        """One key after the other."""
        for letter in text:
            shift = Qt.ShiftModifier if letter.isupper() else Qt.NoModifier
            if letter.isupper():
                self.strike(Qt.Key_Shift, "", 1, shift)
            self.strike(ord(letter.upper()), letter, gap, shift)

    def scan(self, text: str) -> None:
        """What a scanner sends."""
        self.type(text, FAST)
        self.strike(Qt.Key_Return, "\r")


@pytest.fixture
def window(show: Callable[[QWidget], QWidget]) -> QWidget:
    """A window with a scan field, another field and a box to check."""
    made = QWidget()
    column = QVBoxLayout(made)
    for name in ("scan", "field"):
        line = QLineEdit()
        line.setObjectName(name)
        column.addWidget(line)
    column.addWidget(QCheckBox("box"))
    show(made)
    made.activateWindow()
    return made


@pytest.fixture
def field(window: QWidget) -> QLineEdit:
    """The field that is no scan field; it has the focus."""
    found: QLineEdit = window.findChild(QLineEdit, "field")
    found.setFocus()
    return found


@pytest.fixture
def heard(window: QWidget) -> list[str]:
    """What the wedge heard from a scanner."""
    scan_field = window.findChild(QLineEdit, "scan")
    wedge = KeyboardWedge(window, lambda: QApplication.focusWidget() is scan_field)
    scans: list[str] = []
    wedge.scanned.connect(scans.append)
    wedge.listen(window.windowHandle())
    return scans


def test_a_scan_is_heard_wherever_the_focus_is_and_leaves_no_trace_there(
    window: QWidget, field: QLineEdit, heard: list[str]
) -> None:
    field.setText("half typed")
    Keyboard(window).scan("mx2415-7KQ2M9X")
    assert heard == ["mx2415-7KQ2M9X"]
    assert field.text() == "half typed"


def test_a_scan_with_blanks_does_not_press_the_button_that_has_the_focus(
    window: QWidget, heard: list[str]
) -> None:
    box = window.findChild(QCheckBox)
    box.setFocus()
    Keyboard(window).scan("Dewar bay A3")
    assert heard == ["Dewar bay A3"]
    assert not box.isChecked()


def test_a_hundred_scans_in_a_row_are_heard_one_by_one(
    window: QWidget, field: QLineEdit, heard: list[str]
) -> None:
    keyboard = Keyboard(window)
    for number in range(100):
        keyboard.scan(f"code-{number}")
    assert heard == [f"code-{number}" for number in range(100)]
    assert field.text() == ""


def test_slow_typing_that_ends_with_enter_stays_typing(
    window: QWidget, field: QLineEdit, heard: list[str], qtbot: QtBot
) -> None:
    entered = count(1)
    field.returnPressed.connect(lambda: next(entered))
    keyboard = Keyboard(window)
    keyboard.type("Rack 17", SLOW)
    keyboard.strike(Qt.Key_Return, "\r", SLOW)
    qtbot.waitUntil(lambda: field.text() == "Rack 17")
    assert next(entered) == 2, "Enter reached the field"
    assert heard == []


def test_fast_typing_without_enter_reaches_its_field_in_order(
    window: QWidget, field: QLineEdit, heard: list[str], qtbot: QtBot
) -> None:
    keyboard = Keyboard(window)
    keyboard.type("Cold store", FAST)
    keyboard.strike(Qt.Key_Left, "")
    keyboard.type("x", FAST)
    qtbot.waitUntil(lambda: field.text() == "Cold storxe")
    assert heard == []


def test_two_keys_almost_at_once_and_enter_are_no_scan(
    window: QWidget, field: QLineEdit, heard: list[str]
) -> None:
    Keyboard(window).scan("A3")
    assert (field.text(), heard) == ("A3", [])


def test_a_paste_and_what_is_typed_before_it_come_in_order(
    window: QWidget, field: QLineEdit, heard: list[str]
) -> None:
    QGuiApplication.clipboard().setText("pasted")
    keyboard = Keyboard(window)
    keyboard.type("abcd", FAST)
    keyboard.strike(Qt.Key_V, "\x16", FAST, Qt.ControlModifier)
    keyboard.strike(Qt.Key_Return, "\r")
    assert (field.text(), heard) == ("abcdpasted", [])


def test_a_person_who_types_on_after_a_scan_loses_nothing(
    window: QWidget, field: QLineEdit, heard: list[str], qtbot: QtBot
) -> None:
    keyboard = Keyboard(window)
    keyboard.type("Ra", SLOW)
    keyboard.strike(Qt.Key_C, "c", SLOW)
    keyboard.type("mx2415-7KQ2M9X", 2 * GAP_MS)
    qtbot.waitUntil(lambda: field.text() == "Racmx2415-7KQ2M9X")
    keyboard.strike(Qt.Key_Z, "z", SLOW)
    qtbot.waitUntil(lambda: field.text().endswith("z"))
    keyboard._now += SLOW
    keyboard.scan("mx2415-7KQ2M9X")
    assert heard == ["mx2415-7KQ2M9X"]
    assert field.text() == "Racmx2415-7KQ2M9Xz"


def test_a_blank_still_presses_the_box_of_a_person(window: QWidget, heard: list[str], qtbot: QtBot) -> None:
    box = window.findChild(QCheckBox)
    box.setFocus()
    Keyboard(window).strike(Qt.Key_Space, " ")
    qtbot.waitUntil(box.isChecked)
    assert heard == []


def test_a_click_ends_what_was_typed_before_it(
    window: QWidget, field: QLineEdit, heard: list[str], qtbot: QtBot
) -> None:
    box = window.findChild(QCheckBox)
    Keyboard(window).type("Bay A3", FAST)
    qtbot.mouseClick(window.windowHandle(), Qt.LeftButton, pos=box.mapTo(window, box.rect().center()))
    assert (field.text(), heard) == ("Bay A3", [])


def test_in_the_scan_field_keys_go_straight_on(window: QWidget, heard: list[str]) -> None:
    scan = window.findChild(QLineEdit, "scan")
    scan.setFocus()
    Keyboard(window).scan("mx2415-7KQ2M9X")
    assert (scan.text(), heard) == ("mx2415-7KQ2M9X", [])


def test_of_no_window_it_hears_nothing(window: QWidget, field: QLineEdit, heard: list[str]) -> None:
    window.findChild(KeyboardWedge).listen(None)
    Keyboard(window).scan("mx2415-7KQ2M9X")
    assert (field.text(), heard) == ("mx2415-7KQ2M9X", [])
