# SPDX-License-Identifier: LGPL-3.0-or-later
"""The lines over crystals as they are drawn, and which of them lies under the mouse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyqtgraph
from qtpy.QtCore import QLineF, QPointF, QRectF, Qt
from qtpy.QtGui import QColor, QPainter, QPen
from qtpy.QtWidgets import QStyleOptionGraphicsItem, QWidget

from backend.domain.science.crystal_sizes import MeasuredLine
from ssx_widget.look.theme import ON_PICTURES

COLOURS = {name: str(getattr(ON_PICTURES, name)) for name in ("length", "width", "scale")}

_SHADOW = QColor(ON_PICTURES.shadow)
_END = 3.0
_CHOSEN_END = 5.0
_END_REACH = 9.0
_LINE_REACH = 6.0


@dataclass(frozen=True)
class Hit:
    """What lies under the mouse: a line by its place, and of its ends the first (0), second (1) or none."""

    place: int
    end: int | None = None


class Marks(pyqtgraph.GraphicsObject):
    """All lines of the picture, one of them chosen, and the one that is being drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._size = QRectF()
        self.lines: Sequence[MeasuredLine] = ()
        self.chosen: int | None = None
        self.drawing: MeasuredLine | None = None
        self.setZValue(1)

    def show_lines(self, lines: Sequence[MeasuredLine]) -> None:
        """Show other lines; the chosen one stays chosen while there is one at its place."""
        self.lines = lines
        if self.chosen is not None and self.chosen >= len(lines):
            self.chosen = None
        self.update()

    def choose(self, place: int | None) -> None:
        """Mark one line."""
        self.chosen = place
        self.update()

    def draw(self, line: MeasuredLine | None) -> None:
        """Show the line that is being drawn or dragged."""
        self.drawing = line
        self.update()

    def set_picture(self, size: QRectF) -> None:
        """Lines lie within this picture."""
        self.prepareGeometryChange()
        self._size = size

    def boundingRect(self) -> QRectF:
        """The picture, with room for ends at its border."""
        return self._size.adjusted(-1, -1, 1, 1)

    def paint(
        self, painter: QPainter | None, _option: QStyleOptionGraphicsItem | None, _on: QWidget | None = None
    ) -> None:
        """Draw the lines at the same width however near one looks."""
        if painter is None:
            return
        transform = painter.worldTransform()
        painter.setRenderHint(QPainter.Antialiasing)
        painter.resetTransform()
        for place, line in enumerate(self.lines):
            ends = transform.map(QLineF(line.x1, line.y1, line.x2, line.y2))
            _draw(painter, ends, line.axis, place == self.chosen)
        if self.drawing:
            line = self.drawing
            _draw(painter, transform.map(QLineF(line.x1, line.y1, line.x2, line.y2)), line.axis, True)

    def hit(self, point: QPointF, per_pixel: float) -> Hit | None:
        """What lies within reach of a point; `per_pixel` is how much of the picture a screen pixel shows.

        The chosen line's ends come first, then any end, then any line.
        """
        chosen = [] if self.chosen is None else [self.chosen]
        for place in [*chosen, *range(len(self.lines))]:
            end = _end_near(self.lines[place], point, _END_REACH * per_pixel)
            if end is not None:
                return Hit(place, end)
        reach = _LINE_REACH * per_pixel
        near = ((_distance(line, point), place) for place, line in enumerate(self.lines))
        closest = min(near, default=(math.inf, 0))
        return Hit(closest[1]) if closest[0] <= reach else None


def with_end(line: MeasuredLine, end: int, point: QPointF) -> MeasuredLine:
    """The line with one end (0 or 1) elsewhere."""
    x, y = point.x(), point.y()
    return replace(line, x1=x, y1=y) if end == 0 else replace(line, x2=x, y2=y)


def _end_near(line: MeasuredLine, point: QPointF, reach: float) -> int | None:
    first = math.hypot(point.x() - line.x1, point.y() - line.y1)
    second = math.hypot(point.x() - line.x2, point.y() - line.y2)
    return None if min(first, second) > reach else int(second < first)


def _distance(line: MeasuredLine, point: QPointF) -> float:
    """From a point to the nearest one of the line."""
    dx, dy = line.x2 - line.x1, line.y2 - line.y1
    along = (point.x() - line.x1) * dx + (point.y() - line.y1) * dy
    share = min(1.0, max(0.0, along / ((dx * dx + dy * dy) or 1.0)))
    return math.hypot(point.x() - line.x1 - share * dx, point.y() - line.y1 - share * dy)


def _draw(painter: QPainter, ends: QLineF, axis: str, is_chosen: bool) -> None:
    colour = QColor(COLOURS[axis])
    painter.setPen(QPen(_SHADOW, 5 if is_chosen else 4))
    painter.drawLine(ends)
    style = Qt.SolidLine if axis != "width" else Qt.DashLine
    painter.setPen(QPen(colour, 3 if is_chosen else 2, style))
    painter.drawLine(ends)
    painter.setPen(QPen(QColor(ON_PICTURES.chosen if is_chosen else colour), 1.5))
    painter.setBrush(colour)
    side = _CHOSEN_END if is_chosen else _END
    for end in (ends.p1(), ends.p2()):
        painter.drawEllipse(end, side, side)
