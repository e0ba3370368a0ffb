# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every screen with the demo proposal: what takes keys or clicks has a name and is reached by Tab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QEvent, QObject, Qt
from qtpy.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.theme import Theme
from ssx_widget.window.main_window import MainWindow
from ssx_widget.window.screens import SCREENS
from tests.gui.window.test_window import WAIT_MS, settle
from tests.helpers import databases

KINDS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)
PLACES = [screen.name for screen in SCREENS] + ["shipments/1", "plans/1", "micrographs/2"]


@pytest.fixture(scope="module")
def window(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    look: Theme,  # noqa: ARG001
) -> Iterator[MainWindow]:
    """The window on the demo proposal, the same for all tests: they only go from screen to screen."""
    folder = databases.data_folder(tmp_path_factory.mktemp("demo"), with_demo=True)
    connection, qtbot = Connection(), QtBot(request)
    made = MainWindow(AppContext(connection, Preferences.load(folder), "local"), "Local", PLACES[0])
    with qtbot.waitSignal(made.ready, timeout=WAIT_MS):
        connection.use_folder(folder)
        made.show()
    qtbot.waitActive(made)
    settle(qtbot, made.context)
    assert made.context.proposal is not None
    yield made
    made.close()
    made.deleteLater()


def go_to(window: MainWindow, place: str, qtbot: QtBot) -> None:
    """Show a screen and wait until all of it stands."""
    name, _, key = place.partition("/")
    window.show_screen(name, int(key) if key else None)
    settle(qtbot, window.context)


def controls(window: MainWindow) -> Iterator[QWidget]:
    """What takes keys or clicks now; the inner line of a combo box or spin box goes by its outer name."""
    for kind in KINDS:
        for widget in window.findChildren(kind):
            inner = isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox))
            if widget.isVisible() and not inner:
                yield widget


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    if widget.accessibleName():
        return str(widget.accessibleName())
    if isinstance(widget, QAbstractButton) and widget.text():
        return str(widget.text())
    labels = widget.window().findChildren(QLabel)
    return next((str(label.text()) for label in labels if label.buddy() is widget), "")


def path_of(widget: QWidget) -> str:
    """Where it stands, for whoever mends it."""
    above: list[str] = []
    step: QWidget | None = widget
    while step is not None and len(above) < 4:
        above.append(f"{type(step).__name__}({step.objectName()})")
        step = step.parentWidget()
    return " in ".join(above)


@pytest.mark.parametrize("place", PLACES)
def test_all_that_takes_keys_or_clicks_has_a_name(window: MainWindow, qtbot: QtBot, place: str) -> None:
    go_to(window, place, qtbot)
    assert [path_of(widget) for widget in controls(window) if not name_of(widget)] == []


@pytest.mark.parametrize("place", PLACES)
def test_tab_goes_round_through_all_that_can_be_used(window: MainWindow, qtbot: QtBot, place: str) -> None:
    go_to(window, place, qtbot)
    wanted = {widget for widget in controls(window) if takes_tab(widget)}
    reached = went_through(qtbot)
    assert [path_of(widget) for widget in wanted - reached] == []


def takes_tab(widget: QWidget) -> bool:
    """Whether the Tab key is to stop at it; of buttons that exclude each other it stops at one."""
    group = isinstance(widget, QAbstractButton) and (widget.group() or widget.autoExclusive())
    return bool(widget.isEnabled() and widget.focusPolicy() & Qt.TabFocus and not group)


def went_through(qtbot: QtBot) -> set[QWidget]:
    """All that has the focus in turn, when Tab is pressed until it comes back to where it was."""
    seen: list[QWidget] = []
    while True:
        focused = QApplication.focusWidget()
        if focused is None or focused in seen:
            return {*seen, *(above for each in seen if isinstance(above := each.parentWidget(), KINDS))}
        seen.append(focused)
        # A table moves its own cursor on Tab; Ctrl+Tab leaves it.
        table = isinstance(focused, QAbstractItemView) and focused.tabKeyNavigation()
        held = Qt.ControlModifier if table else Qt.NoModifier
        qtbot.keyClick(focused, Qt.Key_Tab, held)


class StrayWindows(QObject):
    """Notes what is shown as a window: a widget without a parent flashes up before it has its place."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt calls it so
        """Qt's hook; lets everything pass."""
        if event.type() == QEvent.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen += [path_of(watched)] if watched is not self._window else []
        return False


def test_no_part_of_a_screen_flashes_up_as_a_window(window: MainWindow, qtbot: QtBot) -> None:
    stray = StrayWindows(window)
    QApplication.instance().installEventFilter(stray)
    for place in PLACES:
        go_to(window, place, qtbot)
    QApplication.instance().removeEventFilter(stray)
    assert stray.seen == []


def test_the_screens_fit_a_laptop(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 700)
    for place in PLACES:
        go_to(window, place, qtbot)
        assert window.width() <= 1024, place
        assert window.height() <= 700, place
        assert no_sideways_bar(window), place


def no_sideways_bar(window: MainWindow) -> bool:
    """Whether nothing outside tables has to be scrolled sideways."""
    bars = (bar for bar in window.findChildren(QScrollBar) if bar.orientation() == Qt.Horizontal)
    return not any(
        bar.isVisible() and not isinstance(bar.parentWidget().parentWidget(), QAbstractItemView)
        for bar in bars
    )
