"""The window: rail, top bar, one screen, status line."""

from __future__ import annotations

from dataclasses import astuple

from qtpy.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from qtpy.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from qtpy.QtWidgets import QHBoxLayout, QMainWindow, QShortcut, QStackedWidget, QVBoxLayout, QWidget

from ssx_widget.common.banner import Banner
from ssx_widget.common.chip import Tone
from ssx_widget.common.dropped import files_of
from ssx_widget.common.states import Content
from ssx_widget.desk import Desk
from ssx_widget.drafts import Row
from ssx_widget.messages import Action, Message
from ssx_widget.rail import Rail
from ssx_widget.screens import SCREENS, screen
from ssx_widget.status_line import StatusLine
from ssx_widget.theme import GRID, mark
from ssx_widget.top_bar import TopBar

_NARROW = 280 * GRID
_LEAST = (240 * GRID, 160 * GRID)
_USUAL = (360 * GRID, 225 * GRID)


class MainWindow(QMainWindow):
    """`ready()`: the first screen stands. Screens are made when they are first shown."""

    ready = Signal()
    loginWanted = Signal()

    def __init__(self, desk: Desk, where: str, first_screen: str = "") -> None:
        """`where` names the backend: Local, or the host of its address.

        `first_screen` is a screen's name, with a row's key as in shipments/1.
        """
        super().__init__()
        self.setWindowTitle("SSX Desk")
        self._build(desk, where, first_screen)
        self._restore_size()
        self.setAcceptDrops(True)

    def sit_at(self, desk: Desk, where: str, first_screen: str) -> None:
        """Go on with another desk: its screens take the place of those that stand here."""
        for signal, slot in self._heard:
            signal.disconnect(slot)
        before = self.takeCentralWidget()
        self._build(desk, where, first_screen)
        before.hide()
        before.deleteLater()

    def _build(self, desk: Desk, where: str, first_screen: str) -> None:
        self.desk, self._connection = desk, desk.connection
        self._asked = first_screen
        name, _, key = first_screen.partition("/")
        self._first: tuple[str, object] = (
            name or desk.preferences.screen or SCREENS[0].name,
            int(key) if key else None,
        )
        self._views: dict[str, QWidget] = {}
        self._is_ready = False
        self.rail, self.banner = Rail(), Banner()
        self.top, self.status = TopBar(desk, where), StatusLine(desk)
        self._stack = QStackedWidget()
        self._content = Content(self._stack)
        self._arrange()
        self._connect()
        self._fold()
        self._content.show_loading()
        self._show_state(*astuple(self._connection.state))

    @property
    def current_screen(self) -> str:
        """The name of the screen that is shown."""
        return str(self._stack.currentWidget().objectName()) if self._stack.count() else ""

    def show_screen(self, name: str, key: object = None) -> None:
        """Show a screen, and in it the row with this key; before the backend answers it is noted for then."""
        wanted = screen(name) or SCREENS[0]
        if not self._is_ready:
            self._first = wanted.name, key
            return
        if wanted.name not in self._views:
            view = wanted.make(self.desk)
            view.setObjectName(wanted.name)
            self._views[wanted.name] = view
            self._stack.addWidget(view)
        self._stack.setCurrentWidget(self._views[wanted.name])
        # The keys of a screen work from the moment when it is seen.
        self._views[wanted.name].setFocus()
        self.rail.show_screen(wanted)
        if wanted.place:
            self.desk.preferences.screen = wanted.name
        if key is not None:
            self._views[wanted.name].open_row(key)  # type: ignore[attr-defined]

    def view(self, name: str) -> QWidget:
        """The widget of a screen that was shown."""
        return self._views[name]

    def save(self) -> None:
        """Save what the screen is about, by a `save` of its own, else all that is not saved."""
        getattr(self._stack.currentWidget(), "save", self.desk.edits.save)()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what can be folded where room is scarce."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self.width() < _NARROW
        self.rail.fold(narrow)
        self.top.fold(narrow)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take sample lists, whatever screen is shown."""
        if self._is_ready and files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring them to the shipments."""
        event.acceptProposedAction()
        self.show_screen("shipments")
        self._views["shipments"].import_files(files_of(event.mimeData()))  # type: ignore[attr-defined]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts and choices; nothing is asked, nothing is lost."""
        self.desk.preferences.geometry = bytes(self.saveGeometry().toBase64()).decode()
        self.hide()
        self.desk.close()
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
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.banner)
        right.addWidget(self._content, 1)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        column.addWidget(self.top)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(root)

    def _connect(self) -> None:
        desk = self.desk
        self.rail.wanted.connect(self.show_screen)
        self._heard = (
            (desk.screenWanted, self.show_screen),
            (desk.messages.told, self._tell),
            (desk.messages.cleared, self.banner.hide),
            (self._connection.stateChanged, self._show_state),
        )
        for signal, slot in self._heard:
            signal.connect(slot)
        keys = {
            "Ctrl+K": self.top.search.setFocus,
            "Ctrl+S": self.save,
            "Ctrl+Z": desk.edits.undo,
            "Ctrl+Shift+Z": desk.edits.redo,
        }
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self.centralWidget())
            shortcut.setContext(Qt.ApplicationShortcut)
            shortcut.activated.connect(lambda do=do: do())

    def _restore_size(self) -> None:
        self.setMinimumSize(*_LEAST)
        self.resize(QSize(*_USUAL).boundedTo(self.screen().availableGeometry().size()))
        held = self.desk.preferences.geometry
        if held:
            self.restoreGeometry(QByteArray.fromBase64(held.encode()))

    def _show_state(self, state: str, sentence: str) -> None:
        self.top.show_state(state, sentence)
        retry = Action("Try again", self._connection.retry)
        if state == "connected":
            self.banner.hide()
            if not self._is_ready:
                self._find_proposal()
        elif state == "login":
            self._ask_for_login(sentence)
        elif state in ("offline", "failed") and self._is_ready:
            self.banner.tell(sentence, "warn", retry)
        elif state in ("offline", "failed"):
            self._content.show_error(sentence, retry)

    def _ask_for_login(self, sentence: str) -> None:
        """What was closed without a login can be asked for again."""
        again = Action("Log in…", self.loginWanted.emit)
        if self._is_ready:
            self.banner.tell(sentence, "warn", again)
        else:
            self._content.show_error(sentence, again)
        # The state may be known before anybody listens to this window.
        QTimer.singleShot(0, self.loginWanted.emit)

    def _find_proposal(self) -> None:
        """Load what the desk works on; without any proposal the welcome stands first."""
        self.desk.tasks.run(
            self.desk.last_proposal,
            done=self._begin,
            failed=lambda error: self._content.show_error(
                str(error), Action("Try again", self._find_proposal)
            ),
            owner=self,
        )

    def _begin(self, proposal: Row | None) -> None:
        self._is_ready = True
        self._content.show_content()
        self.desk.pick_proposal(proposal)
        self.desk.edits.keeping.restore()
        self.desk.read_facility()
        welcome = proposal is None and not self._asked
        self.show_screen(*(("welcome", None) if welcome else self._first))
        self.ready.emit()

    def _tell(self, message: Message) -> None:
        tones: dict[str, Tone] = {"warning": "warn", "error": "bad"}
        if message.level in tones:
            actions = (message.action,) if message.action else ()
            self.banner.tell(message.text, tones[message.level], *actions)
        else:
            self.banner.hide()
            self.status.tell(message)
