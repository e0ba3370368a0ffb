# SPDX-License-Identifier: LGPL-3.0-or-later
"""What each container looks like: the outline of its body, and the shape of its positions."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import QPointF, QRectF
from qtpy.QtGui import QPainterPath

from backend.domain.containers import ContainerType


def body_path(kind: ContainerType | None, square: QRectF, positions: QRectF) -> QPainterPath:
    """The outline: `square` holds the picture, `positions` is what the positions cover."""
    if kind and kind.shape == "rings":
        path = QPainterPath()
        path.addEllipse(square)
        return path
    return _BODIES.get(kind.name if kind else "", _box)(square, positions)


def spot_path(kind: ContainerType | None, circle: QRectF) -> QPainterPath:
    """The shape of a position: chips and foils are flat and square, all else is round."""
    path = QPainterPath()
    if kind and kind.name in _SQUARE:
        path.addRoundedRect(circle, circle.width() / 12, circle.width() / 12)
    else:
        path.addEllipse(circle)
    return path


_SQUARE = frozenset(("Chip box", "Chip holder", "Foil"))


def _box(_square: QRectF, positions: QRectF) -> QPainterPath:
    path = QPainterPath()
    margin = 8
    path.addRoundedRect(positions.adjusted(-margin, -margin, margin, margin), margin, margin)
    return path


def _tube(square: QRectF, _positions: QRectF) -> QPainterPath:
    """A lid, a wall, and a cone that ends round."""
    path, unit, middle = QPainterPath(), square.width() / 20, square.center().x()
    path.addRoundedRect(QRectF(middle - 5.5 * unit, square.top(), 11 * unit, 2 * unit), unit / 2, unit / 2)
    top, shoulder, end = square.top() + 2 * unit, square.top() + 13 * unit, square.bottom()
    path.moveTo(middle - 4.5 * unit, top)
    path.lineTo(middle - 4.5 * unit, shoulder)
    path.lineTo(middle - unit, end - unit)
    path.quadTo(QPointF(middle, end + unit / 2), QPointF(middle + unit, end - unit))
    path.lineTo(middle + 4.5 * unit, shoulder)
    path.lineTo(middle + 4.5 * unit, top)
    return path


def _syringe(square: QRectF, _positions: QRectF) -> QPainterPath:
    """Plunger, barrel and needle, from left to right."""
    path, unit, middle = QPainterPath(), square.width() / 20, square.center().y()
    path.addRect(QRectF(square.left(), middle - 3 * unit, unit, 6 * unit))
    path.addRect(QRectF(square.left() + unit, middle - unit / 2, 4 * unit, unit))
    path.addRoundedRect(
        QRectF(square.left() + 5 * unit, middle - 4 * unit, 10 * unit, 8 * unit), unit / 2, unit / 2
    )
    path.addRect(QRectF(square.left() + 15 * unit, middle - unit, unit, 2 * unit))
    path.addRect(QRectF(square.left() + 16 * unit, middle - unit / 6, 4 * unit, unit / 3))
    return path


def _foil(square: QRectF, positions: QRectF) -> QPainterPath:
    """A frame with a sheet in it, held at the corners."""
    path, unit = QPainterPath(), square.width() / 20
    path.addRoundedRect(square, unit / 2, unit / 2)
    path.addRect(positions.adjusted(-unit, -unit, unit, unit))
    for corner in (square.topLeft(), square.topRight(), square.bottomLeft(), square.bottomRight()):
        inward = square.center() - corner
        path.addEllipse(corner + inward / 6, unit / 2, unit / 2)
    return path


def _tape(square: QRectF, _positions: QRectF) -> QPainterPath:
    """A cassette with two reels and the tape between them."""
    path, unit, centre = QPainterPath(), square.width() / 20, square.center()
    path.addRoundedRect(QRectF(square.left(), centre.y() - 7 * unit, 20 * unit, 14 * unit), unit, unit)
    for side in (-6.5, 6.5):
        for radius in (2.8, 0.8):
            path.addEllipse(
                QPointF(centre.x() + side * unit, centre.y() + unit), radius * unit, radius * unit
            )
    path.moveTo(centre.x() - 6.5 * unit, centre.y() - 5 * unit)
    path.lineTo(centre.x() + 6.5 * unit, centre.y() - 5 * unit)
    return path


def _holder(square: QRectF, positions: QRectF) -> QPainterPath:
    """A chip in its frame, on the pin that goes into the goniometer."""
    path, unit = QPainterPath(), square.width() / 20
    frame = positions.adjusted(-unit, -unit, unit, unit)
    path.addRoundedRect(frame, unit, unit)
    path.addRect(
        QRectF(frame.center().x() - unit, frame.bottom(), 2 * unit, square.bottom() - frame.bottom())
    )
    return path


_BODIES: dict[str, Callable[[QRectF, QRectF], QPainterPath]] = {
    "Tube": _tube,
    "Syringe": _syringe,
    "Foil": _foil,
    "Tape cartridge": _tape,
    "Chip holder": _holder,
}
