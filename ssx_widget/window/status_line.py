# SPDX-License-Identifier: LGPL-3.0-or-later
"""The line at the bottom: what is being done, what was just said, drafts kept, the next undo."""

from __future__ import annotations

from qtpy.QtCore import QDateTime, QTimer
from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Action, Message
from ssx_widget.look.theme import GRID, label, mark

_STAYS_MS = 8000
_TICK_MS = 1000


class StatusLine(QFrame):
    """Takes no room from the screen and never asks anything."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "status")
        self._context = context
        self._kept_at: QDateTime | None = None
        self._busy, self._kept, self._undo = (label("", "remark") for _ in range(3))
        self._said = label("", "remark")
        self._way_on, self._save = QPushButton(), QPushButton("Save all")
        self._action: Action | None = None
        self._arrange()
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(_STAYS_MS)
        self._fade.timeout.connect(self._fall_silent)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_kept)
        self._connect()

    def tell(self, message: Message) -> None:
        """Say a sentence for a while."""
        self._said.setText(message.text)
        self._action = message.action
        self._way_on.setText(message.action.words if message.action else "")
        self._way_on.setVisible(message.action is not None)
        if message.text:
            self._fade.start()

    def _fall_silent(self) -> None:
        self.tell(Message("info", ""))

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * GRID, GRID, 4 * GRID, GRID)
        row.setSpacing(5 * GRID)
        for widget in (self._kept, self._save, self._undo, self._said, self._way_on):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._busy)
        for button in (self._way_on, self._save):
            mark(button, "link")
            button.hide()
        self.setMinimumHeight(7 * GRID)

    def _connect(self) -> None:
        edits = self._context.edits
        self._context.tasks.busyChanged.connect(self._busy.setText)
        edits.autosave.kept.connect(self._note_kept)
        edits.listChanged.connect(self._show_kept)
        edits.undo_stack.undoTextChanged.connect(self._show_undo)
        self._way_on.clicked.connect(self._go_on)
        self._save.clicked.connect(lambda _checked: edits.save())

    def _go_on(self) -> None:
        action = self._action
        self.tell(Message("info", ""))
        if action:
            action.do()

    def _note_kept(self) -> None:
        self._kept_at = QDateTime.currentDateTime()
        self._show_kept()

    def _show_kept(self) -> None:
        unsaved = self._context.edits.unsaved
        self._save.setVisible(bool(unsaved))
        if not unsaved or self._kept_at is None:
            self._kept.clear()
            self._tick.stop()
            return
        self._tick.start()
        words = "Draft" if len(unsaved) == 1 else f"{len(unsaved)} drafts"
        self._kept.setText(f"{words} kept · {_ago(self._kept_at.secsTo(QDateTime.currentDateTime()))}")

    def _show_undo(self, words: str) -> None:
        self._undo.setText(f"Ctrl+Z undo {words}" if words else "")


def _ago(seconds: int) -> str:
    if seconds < 2:
        return "now"
    return f"{seconds} s ago" if seconds < 60 else f"{seconds // 60} min ago"
