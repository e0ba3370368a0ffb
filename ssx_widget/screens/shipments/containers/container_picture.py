# SPDX-License-Identifier: LGPL-3.0-or-later
"""The picture of a container: a click or the arrow keys pick a position, a sample is dragged to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qtpy.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from qtpy.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from qtpy.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from backend.domain.containers import ContainerType
from ssx_widget.look.theme import GRID, colours
from ssx_widget.screens.shipments.containers.clipboard import ClipboardSample, from_mime, to_mime
from ssx_widget.screens.shipments.containers.container_layout import PositionSpot, spots
from ssx_widget.screens.shipments.containers.container_shapes import body_path, spot_path

_LARGEST = 76 * GRID


@dataclass(frozen=True)
class PositionContent:
    """What lies at a position: its name, and whether something is wrong with it."""

    name: str
    wrong: bool = False


class ContainerPicture(QWidget):
    """`picked(position)`: the person went to a position. `opened(position)`: Enter or a double click.
    `typed(position, letter)`: somebody begins to type. `dropped(Carried, position)`: a sample is to go there.
    `nudged(position, step)`: it is to go to the next free position, one way or the other.
    """

    picked = Signal(int)
    opened = Signal(int)
    typed = Signal(int, str)
    dropped = Signal(object, int)
    nudged = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spots: list[PositionSpot] = []
        self._kind: ContainerType | None = None
        self._container = 0
        self._pressed: QPoint | None = None
        self._over = 0
        self._contents: Mapping[int, PositionContent] = {}
        self._current = 0
        self.setFocusPolicy(Qt.StrongFocus)
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Preferred)
        self.setMinimumSize(48 * GRID, 48 * GRID)
        self.setMaximumSize(_LARGEST, _LARGEST)
        self.setAcceptDrops(True)

    def show_container(
        self,
        key: int,
        code: str,
        kind: ContainerType | None,
        capacity: int,
        contents: Mapping[int, PositionContent],
    ) -> None:
        """Draw a container with what lies at its positions."""
        self._container, self._kind = key, kind
        self._spots = spots(kind, capacity)
        self._contents = contents
        self.setAccessibleName(f"Positions of {code}")
        self._tell_current()
        self.update()

    def show_current(self, position: int) -> None:
        """Mark a position, without `picked`."""
        self._current = position
        self._tell_current()
        self.update()

    def sizeHint(self) -> QSize:
        """A square of the usual size."""
        return QSize(70 * GRID, 70 * GRID)

    def middle_of(self, position: int) -> QPointF:
        """Where a position is in the widget."""
        spot = next(spot for spot in self._spots if spot.position == position)
        return self._circle(spot).center()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the position under the mouse."""
        spot = self._at(QPointF(event.pos()))
        self._pressed = event.pos() if spot and spot.position in self._contents else None
        if spot:
            self._pick(spot.position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the sample along that was pressed on."""
        far = QApplication.startDragDistance()
        if self._pressed is None or (event.pos() - self._pressed).manhattanLength() < far:
            return
        spot, self._pressed = self._at(QPointF(self._pressed)), None
        if spot:
            self._drag(spot)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """A click, not a drag."""
        self._pressed = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take samples."""
        if from_mime(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """A free position takes the sample."""
        spot = self._at(QPointF(event.pos()))
        free = spot is not None and spot.position not in self._contents
        self._show_over(spot.position if spot and free else 0)
        if free:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It goes elsewhere."""
        self._show_over(0)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where it is to go."""
        carried, spot = from_mime(event.mimeData()), self._at(QPointF(event.pos()))
        self._show_over(0)
        if carried and spot and spot.position not in self._contents:
            event.acceptProposedAction()
            self.dropped.emit(carried, spot.position)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the position under the mouse."""
        spot = self._at(QPointF(event.pos()))
        if spot:
            self.opened.emit(spot.position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from position to position, with Ctrl they take the sample along; Enter and F2 open one,
        letters begin to name it."""
        steps: dict[int, int] = {Qt.Key_Right: 1, Qt.Key_Down: 1, Qt.Key_Left: -1, Qt.Key_Up: -1}
        plain = not event.modifiers() & ~Qt.ShiftModifier
        if event.key() in steps and event.modifiers() & Qt.ControlModifier:
            self.nudged.emit(self._current, steps[event.key()])
        elif event.key() in steps and self._spots:
            self._pick((self._current - 1 + steps[event.key()]) % len(self._spots) + 1)
        elif event.key() in (Qt.Key_Return, Qt.Key_Enter, Qt.Key_F2) and self._current:
            self.opened.emit(self._current)
        elif plain and event.text().isprintable() and event.text().strip() and self._current:
            self.typed.emit(self._current, event.text())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell the name under the mouse."""
        if isinstance(event, QHelpEvent):
            spot = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._words(spot.position) if spot else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw the body and the positions."""
        look = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(QPen(QColor(look.accent if self.hasFocus() else look.border), 2))
        painter.setBrush(QColor(look.panel))
        painter.drawPath(body_path(self._kind, self._body(), self._box()))
        font = QFont(self.font())
        for spot in self._spots:
            self._paint_spot(painter, font, spot)

    def _paint_spot(self, painter: QPainter, font: QFont, spot: PositionSpot) -> None:
        look, circle = colours(), self._circle(spot)
        content = self._contents.get(spot.position)
        ground, line, ink = look.panel, look.border, look.muted
        if spot.position == self._current:
            ground, line, ink = look.accent, look.accent, look.on_accent
        elif content:
            ground, line = (look.bad_soft, look.bad) if content.wrong else (look.ok_soft, look.ok)
            ink = look.text
        painter.setBrush(QColor(ground))
        edge = look.accent if spot.position == self._over else line
        painter.setPen(QPen(QColor(look.bad if content and content.wrong else edge), 1.5))
        painter.drawPath(spot_path(self._kind, circle))
        font.setPixelSize(max(9, min(13, int(circle.height() * 0.42))))
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(circle, int(Qt.AlignCenter), str(spot.position))

    def _body(self) -> QRectF:
        """The square that holds the picture."""
        side = min(self.width(), self.height()) - 4
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _box(self) -> QRectF:
        """What the positions cover."""
        box = QRectF()
        for spot in self._spots:
            box = box.united(self._circle(spot))
        return box

    def _circle(self, spot: PositionSpot) -> QRectF:
        half, middle = self._body().width() / 2, self._body().center()
        radius = spot.radius * half
        return QRectF(
            middle.x() + spot.x * half - radius, middle.y() + spot.y * half - radius, 2 * radius, 2 * radius
        )

    def _at(self, point: QPointF) -> PositionSpot | None:
        return next((spot for spot in self._spots if self._circle(spot).contains(point)), None)

    def _drag(self, spot: PositionSpot) -> None:
        drag = QDrag(self)
        drag.setMimeData(to_mime(ClipboardSample(self._container, str(spot.position))))
        box = self._circle(spot).toRect().adjusted(-2, -2, 2, 2)
        drag.setPixmap(self.grab(box))
        drag.setHotSpot(QPoint(box.width() // 2, box.height() // 2))
        drag.exec_(Qt.MoveAction)

    def _show_over(self, position: int) -> None:
        if position != self._over:
            self._over = position
            self.update()

    def _pick(self, position: int) -> None:
        self.show_current(position)
        self.picked.emit(position)

    def _words(self, position: int) -> str:
        content = self._contents.get(position)
        return f"{position}: {content.name if content else 'free'}"

    def _tell_current(self) -> None:
        self.setAccessibleDescription(self._words(self._current) if self._current else "")
