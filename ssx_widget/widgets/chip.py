# SPDX-License-Identifier: LGPL-3.0-or-later
"""A chip: one or two words in a rounded field, in a tone that never stands alone for a meaning."""

from __future__ import annotations

from typing import Literal

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QSizePolicy, QWidget

from ssx_widget.look.theme import mark

Tone = Literal["", "accent", "ok", "warn", "bad"]


class Chip(QLabel):
    """Shows a state, such as `draft` or `3 errors`; hides while it has no words."""

    def __init__(self, text: str = "", tone: Tone = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.PlainText)
        self.setSizePolicy(QSizePolicy.Maximum, QSizePolicy.Maximum)
        self.show_state(text, tone)

    def show_state(self, text: str, tone: Tone = "") -> None:
        """Show other words in another tone."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text) and self.parent() is not None)
        mark(self, "chip", tone=tone)
