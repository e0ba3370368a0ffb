# SPDX-License-Identifier: LGPL-3.0-or-later
"""What can be done with the outlines that are proposed."""

from __future__ import annotations

from qtpy.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ssx_widget.look.theme import GRID, label


class OutlineBar(QWidget):
    """Hidden while nothing is proposed; the buttons are for the screen to connect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", "plain")
        self.accept = _button("Accept", "Make lines of the chosen outline (Enter); N goes to the next")
        self.reject = _button("Delete", "Drop the chosen outline (Delete)")
        self.accept_all = _button("Accept all", "Make lines of all outlines that are left")
        self.reject_all = _button("Delete all", "Drop all outlines (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, 0, 3 * GRID, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.words, 1)
        for button in (self.accept, self.reject, self.accept_all, self.reject_all):
            row.addWidget(button)
        self.hide()


def _button(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(f"{words}: outlines")
    button.setToolTip(tip)
    return button
