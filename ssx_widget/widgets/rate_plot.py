"""Bars side by side along time, in percent: one group for each thing measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qtpy.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from qtpy.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from qtpy.QtWidgets import QSizePolicy, QToolTip, QWidget

from ssx_widget.look.theme import GRID, colours

_WHOLE = 100.0
_LINES = (0, 50, 100)
_LEFT = 9 * GRID
_BELOW = 5 * GRID
_ABOVE = 6 * GRID
_WIDEST = 10 * GRID
_NARROW_LABEL = 10 * GRID


@dataclass(frozen=True)
class Bars:
    """One group: what it is called below, its values in percent (None: not known), and all of it in words."""

    label: str
    values: tuple[float | None, ...]
    words: str


class RatePlot(QWidget):
    """`picked(place)`: a group was clicked, or Enter pressed on it."""

    picked = Signal(int)

    def __init__(self, series: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = series
        self._groups: tuple[Bars, ...] = ()
        self._current = -1
        self.setFocusPolicy(Qt.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setFixedHeight(44 * GRID)

    def sizeHint(self) -> QSize:
        """Room for a few groups."""
        return QSize(70 * GRID, 44 * GRID)

    @property
    def groups(self) -> tuple[Bars, ...]:
        """What is drawn."""
        return self._groups

    def show_groups(self, groups: Sequence[Bars], current: int = -1) -> None:
        """Draw these; the one at `current` is marked."""
        self._groups, self._current = tuple(groups), current
        self.setAccessibleDescription("; ".join(group.words for group in groups))
        self.update()

    def place_at(self, point: QPoint) -> int | None:
        """The group below a point."""
        inside = self._inside()
        if not self._groups or not inside.left() <= point.x() < inside.right():
            return None
        return int((point.x() - inside.left()) / inside.width() * len(self._groups))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to what is clicked."""
        place = self.place_at(event.pos())
        if place is not None and event.button() == Qt.LeftButton:
            self.picked.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what stands here."""
        place = self.place_at(event.pos())
        QToolTip.showText(event.globalPos(), "" if place is None else self._groups[place].words, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from group to group."""
        step = {int(Qt.Key_Left): -1, int(Qt.Key_Right): 1}.get(event.key())
        if step is None or not self._groups:
            super().keyPressEvent(event)
            return
        place = min(max(self._current + step, 0), len(self._groups) - 1)
        if place != self._current:
            self.picked.emit(place)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw lines at 0, 50 and 100 %, the bars, their names, and what the colours mean."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        font = painter.font()
        font.setPixelSize(max(11, font.pixelSize() - 1))
        painter.setFont(font)
        inside = self._inside()
        self._paint_scale(painter, inside)
        self._paint_legend(painter)
        for place in range(len(self._groups)):
            self._paint_group(painter, inside, place)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().accent), 1))
            painter.setBrush(Qt.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _inside(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _ABOVE, -GRID, -_BELOW)

    def _inks(self) -> tuple[QColor, ...]:
        look = colours()
        return QColor(look.accent), QColor(look.ok)

    def _paint_scale(self, painter: QPainter, inside: QRectF) -> None:
        look = colours()
        for percent in _LINES:
            height = inside.bottom() - inside.height() * percent / _WHOLE
            painter.setPen(QColor(look.border))
            painter.drawLine(int(inside.left()), int(height), int(inside.right()), int(height))
            painter.setPen(QColor(look.muted))
            box = QRectF(0, height - 2 * GRID, _LEFT - GRID, 4 * GRID)
            painter.drawText(box, int(Qt.AlignRight | Qt.AlignVCenter), f"{percent} %")

    def _paint_legend(self, painter: QPainter) -> None:
        left = float(_LEFT)
        for ink, words in zip(self._inks(), self._series, strict=True):
            painter.setPen(Qt.NoPen)
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(left, GRID, 2.5 * GRID, 2.5 * GRID), 2, 2)
            painter.setPen(QColor(colours().muted))
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(
                QRectF(left + 4 * GRID, 0, width + GRID, 4.5 * GRID), int(Qt.AlignVCenter), words
            )
            left += 4 * GRID + width + 4 * GRID

    def _paint_group(self, painter: QPainter, inside: QRectF, place: int) -> None:
        group, room = self._groups[place], inside.width() / len(self._groups)
        left = inside.left() + place * room
        if place == self._current:
            painter.fillRect(
                QRectF(left, inside.top(), room, self.height() - inside.top()), QColor(colours().chosen)
            )
        each = min(room * 0.36, _WIDEST)
        begin = left + room / 2 - each * len(group.values) / 2
        painter.setPen(Qt.NoPen)
        for number, (value, ink) in enumerate(zip(group.values, self._inks(), strict=True)):
            height = inside.height() * min(max(value or 0.0, 0.0), _WHOLE) / _WHOLE
            painter.setBrush(ink)
            painter.drawRect(QRectF(begin + number * each + 0.5, inside.bottom() - height, each - 1, height))
        step = max(1, int(_NARROW_LABEL / room) + 1) if room < _NARROW_LABEL else 1
        if place % step == 0 or place == self._current:
            painter.setPen(QColor(colours().text if place == self._current else colours().muted))
            box = QRectF(left - room, inside.bottom(), 3 * room, _BELOW)
            painter.drawText(box, int(Qt.AlignCenter), group.label)
