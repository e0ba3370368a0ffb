# SPDX-License-Identifier: LGPL-3.0-or-later
"""What MXCuBE shows of SSX Desk: a line at the top, one screen, and a line at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qtpy.QtCore import Qt, QTimer, Signal
from qtpy.QtGui import QIcon, QKeySequence, QResizeEvent
from qtpy.QtWidgets import QShortcut, QVBoxLayout, QWidget

from backend.domain.rows.people import BLSessionRow, ProposalRow
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, mark
from ssx_widget.mxcube.header import PanelHeader
from ssx_widget.mxcube.host_objects import HostSession, host_session, rows_of
from ssx_widget.mxcube.user_log import UserLog
from ssx_widget.screens.settings.login_dialog import LoginDialog
from ssx_widget.support.report import ask_where_to_save
from ssx_widget.window.screen_stack import ScreenStack
from ssx_widget.window.screens import Screen, screen
from ssx_widget.window.status_line import StatusLine

_NARROW = 200 * GRID
_WAIT = 3.0
"""Seconds that an answer may still take when the window is closed."""
_LOOK_MS = 1000
"""MXCuBE's session is looked at this often: it tells nobody when another proposal is logged in."""


class Panel(QWidget):
    """Works on the proposal that MXCuBE is logged in for; an expert may go to another one.

    `sampleChosen(row)`: the person went to this stored loaded sample, or to none (None).
    """

    sampleChosen = Signal(object)

    def __init__(
        self,
        context: AppContext,
        where: str,
        parts: Sequence[Screen],
        icons: Sequence[QIcon] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`where` names the backend, `parts` are the screens to show, `icons` the host's own for them."""
        super().__init__(parent)
        mark(self, "page")
        self.context, self._parts = context, parts
        self._where = where
        self._host: HostSession | None = None
        self._group = ""
        self._samples: Any = None
        self._sample: Draft | None = None
        self.log = UserLog(context, self)
        self.head = PanelHeader(context, where, parts, icons)
        self.screens = ScreenStack(context, lambda: None, parts)
        self.status = StatusLine(context)
        self._arrange()
        self._connect()
        self.screens.begin()

    def show_screen(self, name: str, key: object = None) -> None:
        """Show a part; a screen that is none of them is in the window of SSX Desk only."""
        if name not in [each.name for each in self._parts]:
            known = screen(name)
            place = f", under {known.words}" if known else ""
            self.context.messages.info(f"This is in SSX Desk’s own window: open it there{place}.")
        elif self.context.proposal is not None:
            self.screens.show_screen(name, key)

    def follow_host(self, group: str = "") -> None:
        """Work on what MXCuBE works on now; `group` is a user group that was just chosen there."""
        self._group = group or self._group
        host = host_session()
        self.head.show_group(self._group or host.group)
        if self.screens.is_ready and (self._host is None or host.key != self._host.key):
            self._host = host
            self.context.tasks.run(
                lambda: rows_of(self.context.core, host),
                done=lambda rows: self._take_rows(host, *rows),
                failed=self._show_failure,
                owner=self,
            )

    def set_expert(self, expert: bool) -> None:
        """An expert may go to another proposal; whoever comes after is back at MXCuBE's."""
        self.head.set_expert(expert)
        if not expert:
            self._follow_again()

    def leave(self) -> None:
        """Keep what was typed and the choices, and hear nothing any more."""
        self._look.stop()
        self.screens.leave()
        self.context.preferences.save()
        self.context.leave()
        # The host may end now, and Qt with it: what is on its way would come back to nothing.
        self.context.tasks.wait(_WAIT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what can be folded where room is scarce."""
        super().resizeEvent(event)
        self.head.fold(self.width() < _NARROW)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.screens, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        context = self.context
        self.head.wanted.connect(self.show_screen)
        menu = self.head.more.menu()
        menu.addAction("Connect again").triggered.connect(lambda _checked: context.connection.retry())
        menu.addAction("Save a report…").triggered.connect(lambda _checked: ask_where_to_save(context, self))
        context.screenWanted.connect(self.show_screen)
        context.proposalChanged.connect(self._show_proposal)
        context.edits.saved.connect(self._note_saved)
        context.edits.deleted.connect(self._note_deleted)
        self.screens.begun.connect(self._begin)
        self.screens.shown.connect(self._note_shown)
        self.screens.said.connect(self.status.tell)
        self.screens.loginWanted.connect(self._ask_for_login)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.follow_host)
        self._look.start()
        keys = {"Ctrl+S": self.screens.save, "Ctrl+Z": context.edits.undo, "Ctrl+Shift+Z": context.edits.redo}
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            # The host has keys of its own: ours hold while the focus is in here.
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda do=do: do())

    def _begin(self, _proposal: ProposalRow | None) -> None:
        self.screens.content.show_loading()
        self.follow_host()

    def _follow_again(self) -> None:
        self._host = None
        self.follow_host()

    def _take_rows(
        self, host: HostSession, proposal: ProposalRow | None, session: BLSessionRow | None
    ) -> None:
        if host is not self._host:
            return
        self.context.pick_proposal(proposal)
        if session is not None:
            self.context.pick_session(session)
        if proposal is None:
            self._show_nothing(host)

    def _show_failure(self, error: Exception) -> None:
        self.screens.content.show_error(sentence(error), Action("Try again", self._follow_again))

    def _show_nothing(self, host: HostSession) -> None:
        again = Action("Look again", self._follow_again)
        if not host.name:
            words = "MXCuBE is not logged in", "Log in there with a proposal: its samples are shown here."
        else:
            words = (
                f"{self._where} has no proposal {host.name}",
                "Make it there in SSX Desk’s own window, or log in to MXCuBE with another one.",
            )
        self.screens.content.show_empty("mdi6.account-question-outline", *words, again)

    def _show_proposal(self, row: ProposalRow | None) -> None:
        self._choose(None)
        if row is not None:
            self.screens.content.show_content()
            self.screens.show_screen(self.screens.current_screen or self._parts[0].name)

    def _note_shown(self, shown: Screen) -> None:
        self.head.show_part(shown)
        if shown.name == "samples" and self._samples is None:
            self._samples = self.screens.current
            self._samples.panel.picked.connect(self._choose)

    def _choose(self, draft: Draft | None) -> None:
        """Tell which loaded sample is looked at; one that is not stored yet is none for the queue."""
        if self.context.proposal is None:
            draft = None
        if draft is not self._sample:
            self._sample = draft
            self.sampleChosen.emit(dict(draft.base) if draft is not None and not draft.is_new else None)

    def _note_saved(self, draft: Draft) -> None:
        if draft is self._sample:
            self.sampleChosen.emit(dict(draft.base))

    def _note_deleted(self, collection: str, _key: object) -> None:
        if collection == "loaded_samples" and self._sample is not None and self._sample.gone:
            self._choose(None)

    def _ask_for_login(self) -> None:
        if self.findChild(LoginDialog) is None:
            LoginDialog(self.context, self.context.connection.rest.target.url, self).open()
