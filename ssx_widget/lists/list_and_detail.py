# SPDX-License-Identifier: LGPL-3.0-or-later
"""The list of a screen beside what is picked in it."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ssx_widget.lists.list_panel import ListPanel
from ssx_widget.look.theme import GRID, mark

_NARROW_SCREEN = 256 * GRID


class ListAndDetail(QSplitter):
    """Fills a screen. In a narrow window the list gives up some of its width."""

    def __init__(self, screen: QWidget, panel: ListPanel, rest: QWidget, width: int, narrow: int) -> None:
        """`width` is the list's, `narrow` that in a narrow window, both in pixels."""
        super().__init__(Qt.Horizontal)
        self._widths = {False: width, True: narrow}
        self._is_narrow: bool | None = None
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(panel)
        self.addWidget(rest)
        self.setStretchFactor(1, 1)
        column = QVBoxLayout(screen)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self)
        # Saving is the main action of such a screen; it alone is filled.
        mark(panel.new_button, "button")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Widths are set only where the window becomes narrow or wide: between, the person's stay."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_SCREEN
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            aside = self._widths[is_narrow]
            self.setSizes([aside, self.width() - aside])
