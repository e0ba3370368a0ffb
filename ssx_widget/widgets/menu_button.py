# SPDX-License-Identifier: LGPL-3.0-or-later
"""A sign that opens a menu."""

from __future__ import annotations

from qtpy.QtWidgets import QMenu, QToolButton

from ssx_widget.look.theme import icon, mark


def menu_button(sign: str, words: str, tip: str = "") -> QToolButton:
    """`sign` is a qtawesome name, `words` the accessible name and, unless `tip` says more, the tooltip."""
    button = QToolButton()
    button.setAccessibleName(words)
    button.setToolTip(tip or words)
    button.setPopupMode(QToolButton.InstantPopup)
    button.setMenu(QMenu(button))
    mark(button, "plain")
    icon(sign, button)
    return button
