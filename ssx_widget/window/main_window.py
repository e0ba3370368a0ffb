# SPDX-License-Identifier: LGPL-3.0-or-later
"""The window: navigation, top bar, one screen, status line."""

from __future__ import annotations

from qtpy.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from qtpy.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from qtpy.QtWidgets import QHBoxLayout, QMainWindow, QShortcut, QVBoxLayout, QWidget

from backend.domain.rows.people import ProposalRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.files.dropped_files import files_of
from ssx_widget.look.theme import GRID, mark
from ssx_widget.widgets.banner import Banner
from ssx_widget.window.navigation import Navigation
from ssx_widget.window.screen_stack import ScreenStack
from ssx_widget.window.screens import SCREENS, Screen
from ssx_widget.window.status_line import StatusLine
from ssx_widget.window.top_bar import TopBar

_NARROW = 280 * GRID
_LEAST = (240 * GRID, 160 * GRID)
_USUAL = (360 * GRID, 225 * GRID)


class MainWindow(QMainWindow):
    """`ready()`: the first screen stands. Screens are made when they are first shown."""

    ready = Signal()
    loginWanted = Signal()

    def __init__(self, context: AppContext, where: str, first_screen: str = "") -> None:
        """`where` names the backend: Local, or the host of its address.

        `first_screen` is a screen's name, with a row's key as in shipments/1.
        """
        super().__init__()
        self.setWindowTitle("SSX Desk")
        self._build(context, where, first_screen)
        self._restore_size()
        self.setAcceptDrops(True)

    def use_context(self, context: AppContext, where: str, first_screen: str) -> None:
        """Go on with another context: its screens take the place of those that stand here."""
        self.context.screenWanted.disconnect(self.show_screen)
        self._screens.leave()
        before = self.takeCentralWidget()
        self._build(context, where, first_screen)
        before.hide()
        before.deleteLater()

    def _build(self, context: AppContext, where: str, first_screen: str) -> None:
        self.context, self._connection = context, context.connection
        self._asked = first_screen
        name, _, key = first_screen.partition("/")
        self._first: tuple[str, object] = (
            name or context.preferences.screen or SCREENS[0].name,
            int(key) if key else None,
        )
        self.navigation, self._screens = Navigation(), ScreenStack(context, context.last_proposal)
        self.top, self.status = TopBar(context, where), StatusLine(context)
        self._arrange()
        self._connect()
        self._fold()
        self._screens.begin()

    @property
    def banner(self) -> Banner:
        """What is said across the top of the screen."""
        return self._screens.banner

    @property
    def current_screen(self) -> str:
        """The name of the screen that is shown."""
        return self._screens.current_screen

    def show_screen(self, name: str, key: object = None) -> None:
        """Show a screen, and in it the row with this key; before the backend answers it is noted for then."""
        if self._screens.is_ready:
            self._screens.show_screen(name, key)
        else:
            self._first = name, key

    def view(self, name: str) -> QWidget:
        """The widget of a screen that was shown."""
        return self._screens.view(name)

    def save(self) -> None:
        """Save what the screen is about."""
        self._screens.save()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what can be folded where room is scarce."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self.width() < _NARROW
        self.navigation.fold(narrow)
        self.top.fold(narrow)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take sample lists, whatever screen is shown."""
        if self._screens.is_ready and files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring them to the shipments."""
        event.acceptProposedAction()
        self.show_screen("shipments")
        self.view("shipments").import_files(files_of(event.mimeData()))  # type: ignore[attr-defined]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts and choices; nothing is asked, nothing is lost."""
        self.context.preferences.geometry = bytes(self.saveGeometry().toBase64()).decode()
        self.hide()
        self.context.close()
        self._connection.close()
        super().closeEvent(event)

    def _arrange(self) -> None:
        root = QWidget()
        mark(root, "page")
        column = QVBoxLayout(root)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(self._screens, 1)
        column.addWidget(self.top)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(root)

    def _connect(self) -> None:
        context = self.context
        self.navigation.wanted.connect(self.show_screen)
        context.screenWanted.connect(self.show_screen)
        self._screens.shown.connect(self._note_screen)
        self._screens.said.connect(self.status.tell)
        self._screens.begun.connect(self._begin)
        self._screens.loginWanted.connect(self.loginWanted)
        # The state may be known before anybody listens to this window.
        self._screens.loginNeeded.connect(lambda: QTimer.singleShot(0, self.loginWanted.emit))
        keys = {
            "Ctrl+K": self.top.search.setFocus,
            "Ctrl+S": self.save,
            "Ctrl+Z": context.edits.undo,
            "Ctrl+Shift+Z": context.edits.redo,
        }
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self.centralWidget())
            shortcut.setContext(Qt.ApplicationShortcut)
            shortcut.activated.connect(lambda do=do: do())

    def _restore_size(self) -> None:
        self.setMinimumSize(*_LEAST)
        self.resize(QSize(*_USUAL).boundedTo(self.screen().availableGeometry().size()))
        held = self.context.preferences.geometry
        if held:
            self.restoreGeometry(QByteArray.fromBase64(held.encode()))

    def _note_screen(self, shown: Screen) -> None:
        self.navigation.show_screen(shown)
        if shown.place:
            self.context.preferences.screen = shown.name

    def _begin(self, proposal: ProposalRow | None) -> None:
        """Without any proposal the welcome stands first."""
        welcome = proposal is None and not self._asked
        self.show_screen(*(("welcome", None) if welcome else self._first))
        self.ready.emit()
