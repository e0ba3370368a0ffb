"""The picture of a container: a circle for each position; a click or the arrow keys pick one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qtpy.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from qtpy.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from qtpy.QtWidgets import QSizePolicy, QToolTip, QWidget

from ssx_widget.shipments.container_layout import Spot, is_round, spots
from ssx_widget.theme import GRID, colours

_LARGEST = 76 * GRID


@dataclass(frozen=True)
class Content:
    """What lies at a position: its name, and whether something is wrong with it."""

    name: str
    wrong: bool = False


class ContainerPicture(QWidget):
    """`picked(position)`: the person went to a position. `opened(position)`: Enter or a double click."""

    picked = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spots: list[Spot] = []
        self._round = True
        self._contents: Mapping[int, Content] = {}
        self._current = 0
        self.setFocusPolicy(Qt.StrongFocus)
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Preferred)
        self.setMinimumSize(48 * GRID, 48 * GRID)
        self.setMaximumSize(_LARGEST, _LARGEST)

    def show_container(
        self, code: str, container_type: str, capacity: int, contents: Mapping[int, Content]
    ) -> None:
        """Draw a container with what lies at its positions."""
        self._spots = spots(container_type, capacity)
        self._round = is_round(container_type)
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
        if spot:
            self._pick(spot.position)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the position under the mouse."""
        spot = self._at(QPointF(event.pos()))
        if spot:
            self.opened.emit(spot.position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from position to position, Enter and F2 open one."""
        steps: dict[int, int] = {Qt.Key_Right: 1, Qt.Key_Down: 1, Qt.Key_Left: -1, Qt.Key_Up: -1}
        if event.key() in steps and self._spots:
            self._pick((self._current - 1 + steps[event.key()]) % len(self._spots) + 1)
        elif event.key() in (Qt.Key_Return, Qt.Key_Enter, Qt.Key_F2) and self._current:
            self.opened.emit(self._current)
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
        if self._round:
            painter.drawEllipse(self._body())
        else:
            painter.drawRoundedRect(self._box(), 2 * GRID, 2 * GRID)
        font = QFont(self.font())
        for spot in self._spots:
            self._paint_spot(painter, font, spot)

    def _paint_spot(self, painter: QPainter, font: QFont, spot: Spot) -> None:
        look, circle = colours(), self._circle(spot)
        content = self._contents.get(spot.position)
        ground, line, ink = look.panel, look.border, look.muted
        if spot.position == self._current:
            ground, line, ink = look.accent, look.accent, look.on_accent
        elif content:
            ground, line = (look.bad_soft, look.bad) if content.wrong else (look.ok_soft, look.ok)
            ink = look.text
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(look.bad if content and content.wrong else line), 1.5))
        painter.drawEllipse(circle)
        font.setPixelSize(max(9, min(13, int(circle.height() * 0.42))))
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(circle, int(Qt.AlignCenter), str(spot.position))

    def _body(self) -> QRectF:
        """The square that holds the picture."""
        side = min(self.width(), self.height()) - 4
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _box(self) -> QRectF:
        """What a container with rows is drawn as: its positions and a margin around them."""
        box = QRectF()
        for spot in self._spots:
            box = box.united(self._circle(spot))
        return box.adjusted(-2 * GRID, -2 * GRID, 2 * GRID, 2 * GRID)

    def _circle(self, spot: Spot) -> QRectF:
        half, middle = self._body().width() / 2, self._body().center()
        radius = spot.radius * half
        return QRectF(
            middle.x() + spot.x * half - radius, middle.y() + spot.y * half - radius, 2 * radius, 2 * radius
        )

    def _at(self, point: QPointF) -> Spot | None:
        return next((spot for spot in self._spots if self._circle(spot).contains(point)), None)

    def _pick(self, position: int) -> None:
        self.show_current(position)
        self.picked.emit(position)

    def _words(self, position: int) -> str:
        content = self._contents.get(position)
        return f"{position}: {content.name if content else 'free'}"

    def _tell_current(self) -> None:
        self.setAccessibleDescription(self._words(self._current) if self._current else "")
