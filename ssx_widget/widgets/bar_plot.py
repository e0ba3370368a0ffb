# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bars over an axis, in the look of the window: what the plots of rates and of sizes share."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from qtpy.QtCore import QEvent, QRectF, QSize, Qt
from qtpy.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from qtpy.QtWidgets import QSizePolicy, QWidget

from ssx_widget.look.theme import GRID, colours

_ROUND = 4


class BarPlot(pyqtgraph.PlotWidget):
    """Neither panned nor zoomed. A plot overrides `draw`, which is called for new bars, colours or sizes."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        # pyqtgraph resizes while it is made.
        self._is_made = False
        super().__init__(parent, enableMenu=False)
        self.plotItem.hideButtons()
        self.plotItem.setMouseEnabled(False, False)
        self.plotItem.getViewBox().setDefaultPadding(0)
        self.plotItem.getAxis("bottom").setStyle(tickLength=0)
        self.plotItem.getAxis("left").setStyle(tickLength=0)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setFixedHeight(height)
        self._is_made = True

    def sizeHint(self) -> QSize:
        """Room for a few bars."""
        return QSize(50 * GRID, self.height())

    def draw(self) -> None:
        """Draw all of it anew, into a plot that is empty."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Take away what is drawn, and draw it as it is now."""
        look = colours()
        self.setBackground(look.panel)
        for name in ("bottom", "left"):
            axis = self.plotItem.getAxis(name)
            axis.setPen(look.border)
            axis.setTextPen(look.muted)
            axis.setTickFont(self.font())
        self.plotItem.clear()
        self.draw()

    def add_bars(self, places: Sequence[float], heights: Sequence[float], width: float, colour: str) -> None:
        """Bars of one colour, each with its middle at its place."""
        ink = QColor(colour)
        bars = pyqtgraph.BarGraphItem(x=list(places), height=list(heights), width=width, brush=ink, pen=None)
        self.plotItem.addItem(bars, ignoreBounds=True)

    def pixels_per_unit(self) -> float:
        """How wide one unit of the axis below is on the screen."""
        box = self.plotItem.getViewBox()
        return float(box.width() / (box.viewRect().width() or 1.0))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Bars and the steps of the axis depend on the room."""
        super().resizeEvent(event)
        if self._is_made:
            self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if self._is_made and event.type() in (QEvent.PaletteChange, QEvent.FontChange, QEvent.StyleChange):
            self.redraw()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls what the plot stands in."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys come here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they go elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame of the accent around the plot that has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.Antialiasing)
            painter.setPen(QPen(QColor(colours().accent), 1))
            painter.setBrush(Qt.NoBrush)
            frame = QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, _ROUND, _ROUND)
            painter.end()
