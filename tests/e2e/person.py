# SPDX-License-Identifier: LGPL-3.0-or-later
"""A person at the window: finds things by what they are called, and uses mouse and keys only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from pytestqt.qtbot import QtBot
from qtpy.QtCore import QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt, QTimer, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from qtpy.QtTest import QTest
from qtpy.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QTreeView,
    QWidget,
)

W = TypeVar("W", bound=QWidget)
DIALOG_CLICKS = 2
"""What a file dialog counts, however it is worked."""
_OPENS_S = 3.0
WAIT_MS = 20_000
LOOK_MS = 20
SCANNER_MS = 4
_FIELDS = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)


@dataclass
class Hands:
    """What hands did: clicks of the mouse, a drag or drop being one, and keys."""

    clicks: int = 0
    keys: int = 0


class Person:
    """Sits at a window. Nothing here knows what a widget is called in the code, only what it shows."""

    def __init__(self, window: QWidget, qtbot: QtBot, end: Callable[[], None]) -> None:
        """`end` is what the program does when the window is closed."""
        self.window, self._qtbot, self._end = window, qtbot, end
        self._is_open = True
        self.hands = Hands()
        self._opened = 0.0

    def closes_the_window(self) -> None:
        """Close it, once."""
        if self._is_open:
            self._is_open = False
            self.window.close()
            self._end()

    def clicks(self, name: str, under: str = "") -> None:
        """Click a button, or a card of which the name is the beginning."""
        self.click_at(self._find(QAbstractButton, name, under))

    def answers(self, name: str, dialog: str, act: Callable[[], None]) -> None:
        """Click a button that opens a dialog of this title, and `act` in it; until it is closed."""
        counted = Hands(self.hands.clicks + 1 + DIALOG_CLICKS, self.hands.keys)
        failures: list[BaseException] = []
        timer = QTimer()
        timer.setInterval(LOOK_MS)

        def look() -> None:
            top = QApplication.activeModalWidget()
            if top is None or top.windowTitle() != dialog:
                return
            timer.stop()
            try:
                act()
            except BaseException as failure:  # noqa: BLE001  raised again when the dialog is closed
                failures.append(failure)
            if top.isVisible():
                top.close()

        timer.timeout.connect(look)
        timer.start()
        self.clicks(name)
        self.waits(lambda: not timer.isActive() and QApplication.activeModalWidget() is None)
        if failures:
            raise failures[0]
        self.hands = counted

    def types(self, name: str, text: str, under: str = "") -> None:
        """Replace what stands in a field."""
        field = self._find(_FIELDS, name, under)
        self.click_at(field)
        self.waits(field.hasFocus)
        self.presses("Ctrl+A")
        self._type(text) if text else self.presses("Del")
        if _popup():
            self.presses("Esc")

    def looks_up(self, name: str, choice: str, text: str = "", under: str = "") -> None:
        """Type into a field with a list of choices, and take one from the list."""
        field = self._find(_FIELDS, name, under)
        self.click_at(field)
        self.waits(field.hasFocus)
        self._type(text) if text else self.presses("Down")
        self._take_from_list(lambda said: said == choice)

    def chooses(self, name: str, choice: str, under: str = "") -> None:
        """Open a choice and take the line that begins so."""
        box = self._find(QComboBox, name, under)
        self.click_at(box)
        self._opened = time.monotonic()
        self._take_from_list(lambda said: said.startswith(choice), lambda: self._open_again(box))

    def picks(self, name: str, line: str) -> None:
        """Click a line of a list or a tree, by words that stand in it."""
        view = self._find(QAbstractItemView, name)
        self._click_index(view, self._line(view, line))

    def opens(self, name: str, line: str) -> None:
        """Double-click a line of a list."""
        view = self._find(QAbstractItemView, name)
        index = self._line(view, line)
        self._click_index(view, index)
        place = view.viewport().mapTo(view.window(), view.visualRect(index).center())
        QTest.mouseDClick(view.window().windowHandle(), Qt.LeftButton, Qt.NoModifier, place)

    def goes_to(self, name: str, row: int, column: str) -> None:
        """Click a cell of a table."""
        view = self._find(QAbstractItemView, name)
        self._click_index(view, view.model().index(row, self._column(view, column)))

    def types_in_cell(self, name: str, row: int, column: str, text: str) -> None:
        """Go to a cell and type over it."""
        self.goes_to(name, row, column)
        self._type(text)
        self.presses("Return")

    def sees_red(self, name: str, row: int, column: str) -> bool:
        """Whether the ground of a cell is red."""
        view = self._find(QAbstractItemView, name)
        index = view.model().index(row, self._column(view, column))
        view.scrollTo(index)
        place = view.visualRect(index).topLeft() + QPoint(4, 4)
        colour = view.viewport().grab().toImage().pixelColor(place)
        return bool(colour.red() > colour.green() + 10 and colour.red() > colour.blue() + 10)

    def presses(self, keys: str) -> None:
        """Press one key, with others held."""
        combination = QKeySequence(keys)[0]
        self.hands.keys += 1
        held = Qt.KeyboardModifiers(combination & int(Qt.KeyboardModifierMask))
        QTest.keyClick(self._keyboard(), Qt.Key(combination & ~int(Qt.KeyboardModifierMask)), held)

    def scans(self, code: str) -> None:
        """Pull the trigger of a scanner, wherever the focus is: fast keys that end with Enter.

        They carry the times of a scanner, however busy this machine is.
        """
        window = self._keyboard()
        moment = int(time.monotonic() * 1000)
        keys = [(Qt.Key_unknown, letter) for letter in code]
        for number, (key, letter) in enumerate([*keys, (Qt.Key_Return, "\r")]):
            for kind in (QEvent.KeyPress, QEvent.KeyRelease):
                event = QKeyEvent(kind, key, Qt.NoModifier, letter)
                event.setTimestamp(moment + SCANNER_MS * number)
                QApplication.sendEvent(window, event)
        QApplication.processEvents()

    def sees(self, words: str) -> None:
        """Wait until these words stand somewhere in the window."""
        self.waits(lambda: any(words in said for said in self.said()), lambda: f"“{words}” is not there")

    def reads(self, name: str) -> str:
        """What stands in a field or a choice."""
        widget = self._find((QComboBox, *_FIELDS), name)
        if isinstance(widget, QComboBox):
            return str(widget.currentText())
        return str(widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.text())

    def lines(self, name: str) -> list[str]:
        """The lines of a list, a tree or a table; cells are parted by a bar."""
        return list(_lines_of(self._find(QAbstractItemView, name)))

    def may_click(self, name: str) -> bool:
        """Whether a button can be pressed."""
        return any(True for _ in self._named(QAbstractButton, name) if _.isEnabled())

    def waits(self, until: Callable[[], object], why: Callable[[], str] = str) -> None:
        """Wait for what is to come."""

        def check() -> None:
            assert until(), f"{why()}; the window says: {' / '.join(self.said())[:2000]}"

        self._qtbot.waitUntil(check, timeout=WAIT_MS)

    def said(self) -> list[str]:
        """All words that the window shows, or the dialog over it."""
        found = [widget.text() for widget in self._shown((QLabel, QAbstractButton, QLineEdit))]
        found += [widget.toPlainText() for widget in self._shown(QPlainTextEdit)]
        for view in self._shown(QAbstractItemView):
            found += _lines_of(view)
        return [words for words in found if words]

    def click_at(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Scroll to a widget and click it where nothing else lies over it."""
        _reveal(widget)
        top = widget.window()
        self._activate(top)
        at = place or widget.rect().center()
        hit = top.childAt(widget.mapTo(top, at))
        assert hit is not None, f"{_name(widget)} cannot be reached"
        assert hit is widget or widget.isAncestorOf(hit), f"{_name(hit)} lies over {_name(widget)}"
        self.hands.clicks += 1
        QTest.mouseClick(top.windowHandle(), Qt.LeftButton, Qt.NoModifier, widget.mapTo(top, at))

    def drags(self, name: str, start: QPoint, onto: str, end: QPoint) -> None:
        """Drag with the mouse from a place of one widget to a place of the same, or of another one."""
        source, target = self._find(QWidget, name), self._find(QWidget, onto)
        window = self.window.windowHandle()
        begin, goal = source.mapTo(self.window, start), target.mapTo(self.window, end)
        # The drag runs a loop of its own: what follows comes from outside of it.
        for delay, place in ((100, goal), (150, goal + QPoint(1, 0))):
            QTimer.singleShot(delay, partial(QTest.mouseMove, window, place))
        let_go = partial(QTest.mouseRelease, window, Qt.LeftButton, Qt.NoModifier, goal)
        QTimer.singleShot(250, let_go)
        self._activate(self.window)
        self.hands.clicks += 1
        QTest.mousePress(window, Qt.LeftButton, Qt.NoModifier, begin)
        QTest.mouseMove(window, begin + QPoint(3, 3))
        QTest.mouseMove(window, begin + QPoint(20, 20))

    def drops_files(self, *paths: Path) -> None:
        """Drop files from a file manager on the middle of the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        target = self.window.childAt(self.window.rect().center())
        while target is not None and not target.acceptDrops():
            target = target.parentWidget()
        assert target is not None, "nothing here takes files"
        place = target.mapFrom(self.window, self.window.rect().center())
        entering = QDragEnterEvent(place, Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
        QApplication.sendEvent(target, entering)
        assert entering.isAccepted(), "the files are not taken"
        self.hands.clicks += 1
        dropped = QDropEvent(QPointF(place), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
        QApplication.sendEvent(target, dropped)

    # How things are found.

    def _find(self, kind: type[W] | tuple[type[W], ...], name: str, under: str = "") -> W:
        """The one that is called so and can be used; below a heading, the first one."""
        found: list[W] = []

        def look() -> bool:
            found[:] = [widget for widget in self._named(kind, name) if widget.isEnabled()]
            if under:
                found[:] = self._below(under, found)[:1]
            return len(found) == 1

        self.waits(look, lambda: f"there are {len(found)} of {name!r}")
        return found[0]

    def _named(self, kind: type[W] | tuple[type[W], ...], name: str) -> list[W]:
        shown = list(self._shown(kind))
        exactly = [widget for widget in shown if name in _names(widget)]
        return exactly or [
            widget
            for widget in shown
            if any(said.startswith((f"{name} in ", f"{name}: ")) for said in _names(widget))
        ]

    def _below(self, heading: str, found: list[W]) -> list[W]:
        top = next((_y(label) for label in self._shown(QLabel) if label.text() == heading), None)
        return sorted((each for each in found if top is not None and _y(each) > top), key=_y)

    def _shown(self, kind: type[W] | tuple[type[W], ...]) -> Iterator[W]:
        root = self._root()
        kinds = kind if isinstance(kind, tuple) else (kind,)
        return (each for one in kinds for each in root.findChildren(one) if each.isVisible())

    def _root(self) -> QWidget:
        return QApplication.activeModalWidget() or self.window

    def _line(self, view: QAbstractItemView, words: str) -> QModelIndex:
        found: list[QModelIndex] = []

        def look() -> bool:
            found[:] = [index for index in _indexes(view) if words in _text(index)]
            return bool(found)

        self.waits(look, lambda: f"no line says {words!r}")
        return found[0]

    def _column(self, view: QAbstractItemView, title: str) -> int:
        model = view.model()
        titles = [str(model.headerData(place, Qt.Horizontal)) for place in range(model.columnCount())]
        return titles.index(title)

    # How mouse and keys get to Qt: as the window system hands them over.

    def _open_again(self, box: QComboBox) -> None:
        """A list that closed because its lines came anew is opened once more, as a person does."""
        if _popup() is None and time.monotonic() > self._opened + _OPENS_S:
            self.click_at(box)
            self._opened = time.monotonic()

    def _take_from_list(
        self, fits: Callable[[str], bool], if_closed: Callable[[], None] = lambda: None
    ) -> None:
        found: list[tuple[QAbstractItemView, QModelIndex]] = []

        def look() -> bool:
            if_closed()
            popup = _popup()
            view = (
                popup
                if isinstance(popup, QAbstractItemView)
                else popup and popup.findChild(QAbstractItemView)
            )
            found[:] = [(view, index) for index in _indexes(view) if fits(_text(index))] if view else []
            return bool(found)

        self.waits(look, lambda: f"the list has {_lines_of_popup()}")
        view, index = found[0]
        while view.currentIndex() != index:
            down = view.currentIndex().row() < index.row()
            self.presses("Down" if down else "Up")
        self.presses("Return")
        self.waits(lambda: _popup() is None)

    def _click_index(self, view: QAbstractItemView, index: QModelIndex) -> None:
        view.scrollTo(index)
        self.click_at(view.viewport(), view.visualRect(index).center())
        self.waits(lambda: view.currentIndex() == index)

    def _type(self, text: str) -> None:
        window = self._keyboard()
        for letter in text:
            self.hands.keys += 1
            if letter.isascii():
                QTest.keyClick(window, letter)
            else:
                # QTest knows ASCII only; an input method hands other letters over like this.
                for kind in (QEvent.KeyPress, QEvent.KeyRelease):
                    typed = QKeyEvent(kind, Qt.Key_unknown, Qt.NoModifier, letter)
                    QApplication.sendEvent(QApplication.focusWidget(), typed)

    def _keyboard(self) -> object:
        if not _popup():
            self._activate(self._root().window())
        return QApplication.focusWindow() or self.window.windowHandle()

    def _activate(self, top: QWidget) -> None:
        """Without a window manager nobody else gives a new window the keyboard."""
        # One that a dialog has just left may not be ready to take it yet: ask again until it does.
        self.waits(lambda: top.isActiveWindow() or top.activateWindow())


def _popup() -> QWidget | None:
    return QApplication.activePopupWidget()


def _lines_of_popup() -> list[str]:
    popup = _popup()
    view = popup if isinstance(popup, QAbstractItemView) else popup and popup.findChild(QAbstractItemView)
    return list(_lines_of(view)) if view else []


def _reveal(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def _names(widget: QWidget) -> set[str]:
    """What a person calls a widget: its name, the words on it, the label beside it."""
    found = {widget.accessibleName()}
    if isinstance(widget, QAbstractButton):
        found.add(widget.text().replace("&", ""))
    buddies = (label for label in widget.window().findChildren(QLabel) if label.buddy() is widget)
    found |= {label.text().replace("&", "").rstrip(":") for label in buddies}
    return found - {""}


def _name(widget: QWidget) -> str:
    return ", ".join(sorted(_names(widget))) or type(widget).__name__


def _y(widget: QWidget) -> int:
    return int(widget.mapTo(widget.window(), QPoint()).y())


def _rows(view: QAbstractItemView, above: QModelIndex | None = None) -> Iterator[list[QModelIndex]]:
    """The cells of each row that is shown, those of a tree from top to bottom."""
    model = view.model()
    if model is None:
        return
    parent = view.rootIndex() if above is None else above
    columns = 1 if isinstance(view, QListView) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        cells = [model.index(row, column, parent) for column in range(columns)]
        yield cells
        if isinstance(view, QTreeView):
            yield from _rows(view, cells[0])


def _indexes(view: QAbstractItemView) -> Iterator[QModelIndex]:
    return (index for cells in _rows(view) for index in cells)


def _text(index: QModelIndex) -> str:
    return str(index.data(Qt.AccessibleTextRole) or index.data() or "")


def _lines_of(view: QAbstractItemView) -> Iterator[str]:
    return (" | ".join(map(_text, cells)) for cells in _rows(view))
