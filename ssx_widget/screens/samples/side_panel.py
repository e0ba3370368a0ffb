# SPDX-License-Identifier: LGPL-3.0-or-later
"""Keeps a panel in sight beside a form that scrolls, or folds it above the form where there is no room."""

from __future__ import annotations

from qtpy.QtCore import QEvent, QObject, QTimer
from qtpy.QtWidgets import QScrollArea, QVBoxLayout

from ssx_widget.look.theme import GRID
from ssx_widget.screens.samples.figures_panel import FiguresPanel
from ssx_widget.widgets.scroll_area import scrolled

WIDTH = 86 * GRID
_MARGIN, _GAP, _BELOW = 3 * GRID, 4 * GRID, 4 * GRID


class SidePanel(QObject):
    """The scroll bar of the form stands at the edge of the window, the panel between them."""

    def __init__(self, area: QScrollArea, column: QVBoxLayout, panel: FiguresPanel) -> None:
        """`column` is the layout of what `area` scrolls."""
        super().__init__(area)
        self._area, self._column, self._panel = area, column, panel
        self._frame = scrolled(panel)
        self._frame.setParent(area)
        self._is_above = False
        area.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self.lay())
        area.installEventFilter(self)
        panel.installEventFilter(self)

    def place(self, is_above: bool) -> None:
        """Above the form, or beside it."""
        if is_above == self._is_above:
            return
        self._is_above = is_above
        self._panel.set_foldable(is_above)
        if is_above:
            self._column.insertWidget(0, self._frame.takeWidget())
            self._panel.setVisible(self._panel.has_figures)
        else:
            self._column.removeWidget(self._panel)
            self._frame.setWidget(self._panel)
            self._panel.show()
        self._frame.setVisible(not is_above)
        self.lay()

    def lay(self) -> None:
        """Give panel and form their room, as it is now."""
        bar = self._area.verticalScrollBar()
        edge = max(_MARGIN - (bar.width() if bar.isVisible() else 0), 0)
        taken = 0 if self._is_above else WIDTH + _GAP
        self._column.setContentsMargins(0, 0, edge + taken, _BELOW)
        if self._is_above:
            return
        port = self._area.viewport().geometry()
        height = self._panel.layout().totalHeightForWidth(WIDTH)
        left = port.left() + port.width() - edge - WIDTH
        self._frame.setGeometry(left, port.top(), WIDTH, min(height, port.height() - _BELOW))
        self._frame.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the room that there is, and what the panel needs of it."""
        if event.type() in (QEvent.Resize, QEvent.LayoutRequest, QEvent.Show):
            QTimer.singleShot(0, self.lay)
        return super().eventFilter(watched, event)
