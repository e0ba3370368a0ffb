# SPDX-License-Identifier: LGPL-3.0-or-later
"""The room of the screens: one of them, a banner above it, and what stands in its place till then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from backend.domain.rows.people import ProposalRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Action, Message
from ssx_widget.widgets.banner import Banner
from ssx_widget.widgets.chip import Tone
from ssx_widget.widgets.placeholders import ContentArea
from ssx_widget.window.screens import SCREENS, Screen

_TONES: dict[str, Tone] = {"warning": "warn", "error": "bad"}


class ScreenStack(QWidget):
    """Follows the connection and the messages of a context. Screens are made when they are first shown.

    `begun(proposal)`: the backend has answered, with the proposal to work on or None; whoever holds the stack
    now shows a screen. `shown(screen)` tells which. `said(message)` has what passes by, for a status line.
    `loginNeeded()`: the backend asks for a login. `loginWanted()`: the person does.
    """

    begun = Signal(object)
    shown = Signal(object)
    said = Signal(object)
    loginNeeded = Signal()
    loginWanted = Signal()

    def __init__(
        self,
        context: AppContext,
        find_proposal: Callable[[], ProposalRow | None],
        screens: Sequence[Screen] = SCREENS,
        parent: QWidget | None = None,
    ) -> None:
        """`find_proposal` gives, on a worker, what the context works on; `screens` are those to show."""
        super().__init__(parent)
        self._context, self._find, self._screens = context, find_proposal, screens
        self._views: dict[str, QWidget] = {}
        self.is_ready = False
        self.banner = Banner()
        self._pile = QStackedWidget()
        self.content = ContentArea(self._pile)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.content, 1)
        self._heard = (
            (context.messages.reported, self._tell),
            (context.messages.cleared, self.banner.hide),
            (context.connection.stateChanged, self._follow),
        )
        for signal, slot in self._heard:
            signal.connect(slot)
        self.content.show_loading()

    def begin(self) -> None:
        """Show how the connection stands now, and go on with it; whoever wants to listen does so before."""
        self._follow(*astuple(self._context.connection.state))

    def leave(self) -> None:
        """Hear nothing of the context any more."""
        for signal, slot in self._heard:
            signal.disconnect(slot)

    @property
    def current(self) -> QWidget | None:
        """The widget of the screen that is shown."""
        return self._pile.currentWidget()

    @property
    def current_screen(self) -> str:
        """The name of the screen that is shown."""
        return str(self._pile.currentWidget().objectName()) if self._pile.count() else ""

    def view(self, name: str) -> QWidget:
        """The widget of a screen that was shown."""
        return self._views[name]

    def show_screen(self, name: str, key: object = None) -> None:
        """Show a screen, else the first one, and in it the row with this key."""
        wanted = next((each for each in self._screens if each.name == name), self._screens[0])
        if wanted.name not in self._views:
            view = wanted.make(self._context)
            view.setObjectName(wanted.name)
            self._views[wanted.name] = view
            self._pile.addWidget(view)
        self._pile.setCurrentWidget(self._views[wanted.name])
        # The keys of a screen work from the moment when it is seen.
        self._views[wanted.name].setFocus()
        self.shown.emit(wanted)
        if key is not None:
            self._views[wanted.name].open_row(key)  # type: ignore[attr-defined]

    def save(self) -> None:
        """Save what the screen is about, by a `save` of its own, else all that is not saved."""
        getattr(self._pile.currentWidget(), "save", self._context.edits.save)()

    def _follow(self, state: str, sentence: str) -> None:
        retry = Action("Try again", self._context.connection.retry)
        if state == "connected":
            self.banner.hide()
            if not self.is_ready:
                self._find_proposal()
        elif state == "login":
            self._ask_for_login(sentence)
        elif state in ("offline", "failed") and self.is_ready:
            self.banner.tell(sentence, "warn", retry)
        elif state in ("offline", "failed"):
            self.content.show_error(sentence, retry)

    def _ask_for_login(self, sentence: str) -> None:
        """What was closed without a login can be asked for again."""
        again = Action("Log in…", self.loginWanted.emit)
        if self.is_ready:
            self.banner.tell(sentence, "warn", again)
        else:
            self.content.show_error(sentence, again)
        self.loginNeeded.emit()

    def _find_proposal(self) -> None:
        self._context.tasks.run(
            self._find,
            done=self._begin,
            failed=lambda error: self.content.show_error(
                str(error), Action("Try again", self._find_proposal)
            ),
            owner=self,
        )

    def _begin(self, proposal: ProposalRow | None) -> None:
        self.is_ready = True
        self.content.show_content()
        self._context.pick_proposal(proposal)
        self._context.edits.autosave.restore()
        self._context.read_facility()
        self.begun.emit(proposal)

    def _tell(self, message: Message) -> None:
        if message.level in _TONES:
            actions = (message.action,) if message.action else ()
            self.banner.tell(message.text, _TONES[message.level], *actions)
        else:
            self.banner.hide()
            self.said.emit(message)
