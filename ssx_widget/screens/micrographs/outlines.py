# SPDX-License-Identifier: LGPL-3.0-or-later
"""Outlines of crystals that the program proposes: drawn, chosen, and made into lines."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph
from qtpy.QtCore import QPointF, QRectF, Qt
from qtpy.QtGui import QColor, QPainter, QPen, QPolygonF
from qtpy.QtWidgets import QStyleOptionGraphicsItem, QWidget

from backend.domain.science.crystal_sizes import MeasuredLine
from ssx_widget.look.theme import ON_PICTURES

Corners = Sequence[Sequence[float]]

_COLOUR, _SHADOW = QColor(ON_PICTURES.outline), QColor(ON_PICTURES.shadow)


class Outlines(pyqtgraph.GraphicsObject):
    """All outlines that are proposed for the picture, one of them chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._size = QRectF()
        self.corners: list[Corners] = []
        self.chosen: int | None = None
        self.setZValue(2)

    def show_corners(self, corners: Sequence[Corners], size: QRectF) -> None:
        """Propose these outlines in a picture of this size, the first of them chosen."""
        self.prepareGeometryChange()
        self._size = size
        self.corners = list(corners)
        self.choose(0)

    def choose(self, place: int) -> None:
        """Go to one of them, round and round."""
        self.chosen = place % len(self.corners) if self.corners else None
        self.update()

    def take_out(self) -> Corners | None:
        """The chosen one, which is proposed no more; the next is chosen."""
        if self.chosen is None:
            return None
        place = self.chosen
        taken = self.corners.pop(place)
        self.choose(place)
        return taken

    def at(self, point: QPointF) -> int | None:
        """The outline around a point of the picture."""
        found = (place for place, each in enumerate(self.corners) if is_inside(each, point.x(), point.y()))
        return next(found, None)

    def boundingRect(self) -> QRectF:
        """The picture."""
        return self._size

    def paint(
        self, painter: QPainter | None, _option: QStyleOptionGraphicsItem | None, _on: QWidget | None = None
    ) -> None:
        """Draw them, the chosen one whole, the others dashed."""
        if painter is None:
            return
        transform = painter.worldTransform()
        painter.setRenderHint(QPainter.Antialiasing)
        painter.resetTransform()
        for place, corners in enumerate(self.corners):
            shape, is_chosen = transform.map(_polygon(corners)), place == self.chosen
            painter.setPen(QPen(_SHADOW, 4))
            painter.drawPolygon(shape)
            painter.setPen(QPen(_COLOUR, 3 if is_chosen else 2, Qt.SolidLine if is_chosen else Qt.DotLine))
            painter.drawPolygon(shape)


def lines_along(corners: Corners) -> list[MeasuredLine]:
    """The length and the width of a rectangle, as lines through its middle."""
    middles = [
        ((x1 + x2) / 2, (y1 + y2) / 2)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    first, second = (middles[0], middles[2]), (middles[1], middles[3])
    if math.dist(*first) < math.dist(*second):
        first, second = second, first
    return [MeasuredLine("length", *first[0], *first[1]), MeasuredLine("width", *second[0], *second[1])]


def is_inside(corners: Corners, x: float, y: float) -> bool:
    """Whether a point of the picture lies in the outline."""
    return bool(_polygon(corners).containsPoint(QPointF(x, y), Qt.OddEvenFill))


def _polygon(corners: Corners) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in corners])
