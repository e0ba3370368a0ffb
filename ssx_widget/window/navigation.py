# SPDX-License-Identifier: LGPL-3.0-or-later
"""The navigation at the left: a button for each screen, with icon and word, or the icon alone."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QButtonGroup, QFrame, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.window.screens import SCREENS, Screen

_WIDE = 44 * GRID
_NARROW = 13 * GRID


class Navigation(QFrame):
    """`wanted(name)`: the person asks for a screen."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "navigation")
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for each in SCREENS:
            if each.place == "top":
                column.addWidget(self._button(each))
        column.addStretch(1)
        for each in SCREENS:
            if each.place == "bottom":
                column.addWidget(self._button(each))
        self.fold(False)

    def show_screen(self, screen: Screen) -> None:
        """Mark the button of the screen, or of the one it is reached from."""
        button = self._buttons.get(screen.below or screen.name)
        self._group.setExclusive(False)
        for each in self._buttons.values():
            each.setChecked(each is button)
        self._group.setExclusive(True)

    def fold(self, narrow: bool) -> None:
        """Show icons alone, or icons with words."""
        self.setFixedWidth(_NARROW if narrow else _WIDE)
        style = Qt.ToolButtonIconOnly if narrow else Qt.ToolButtonTextBesideIcon
        for button in self._buttons.values():
            button.setToolButtonStyle(style)

    def _button(self, screen: Screen) -> QToolButton:
        button = QToolButton()
        button.setText(f"  {screen.words}")
        button.setAccessibleName(screen.words)
        button.setToolTip(screen.words)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        icon(screen.sign, button, 18)
        button.clicked.connect(lambda: self.wanted.emit(screen.name))
        self._group.addButton(button)
        self._buttons[screen.name] = button
        return button


def brand() -> QLabel:
    """The program's name."""
    return label("SSX Desk", "brand")
