# SPDX-License-Identifier: LGPL-3.0-or-later
"""A banner: one sentence across the top of what it is about, with the ways on; it never steals the focus."""

from __future__ import annotations

from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.widgets.chip import Tone

_SIGNS = {"warn": "mdi6.alert-outline", "bad": "mdi6.alert-circle-outline"}


class Banner(QFrame):
    """Hidden until `tell` is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = label("", "sign")
        self._words = label("", "plain")
        self._words.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._close = QToolButton()
        self._close.setAccessibleName("Close this message")
        mark(self._close, "plain")
        icon("mdi6.close", self._close)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addLayout(self._buttons)
        row.addWidget(self._close)
        self.hide()

    def tell(self, text: str, tone: Tone = "", *actions: Action, closable: bool = True) -> None:
        """Show a sentence, with a button for each way on."""
        self._words.setText(text)
        self.setAccessibleName(text)
        mark(self, "banner", tone=tone)
        icon(_SIGNS.get(tone, "mdi6.information-outline"), self._sign, 18)
        self._close.setVisible(closable)
        while item := self._buttons.takeAt(0):
            item.widget().deleteLater()
        for action in actions:
            button = QPushButton(action.words)
            button.clicked.connect(lambda _checked, do=action.do: do())
            self._buttons.addWidget(button)
        self.show()
