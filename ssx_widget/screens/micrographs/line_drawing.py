# SPDX-License-Identifier: LGPL-3.0-or-later
"""Drawing and moving lines: by dragging, by two clicks, or by keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from qtpy.QtCore import QPointF, QRectF, Qt

from backend.domain.science.crystal_sizes import MeasuredLine
from ssx_widget.screens.micrographs.marks import Hit, Marks, with_end

_CLICK = 4.0
_LEAST = 1.0
"""A line shorter than a pixel measures nothing."""


@dataclass
class _Press:
    """Where the button went down, on the screen and in the picture, and what lay there."""

    screen: QPointF
    point: QPointF
    hit: Hit | None
    has_moved: bool = False


class DrawingSurface(Protocol):
    """What lines are drawn on: the canvas, with the picture's own pixels as coordinates.

    `drawn(line)`, `moved(place, line, is_done)` and `deleteWanted(place)` are signals.
    """

    tool: str
    marks: Marks
    box: Any
    drawn: Any
    moved: Any
    deleteWanted: Any

    @property
    def scale_shown(self) -> float:
        """How many pixels of the screen show one of the picture."""

    @property
    def picture(self) -> QRectF:
        """The picture in its own pixels."""

    def at(self, screen: QPointF) -> QPointF:
        """The point of the picture at a point of the screen."""

    def choose(self, place: int | None) -> None:
        """Mark a line."""


class LineDrawing:
    """What the mouse does on a canvas between its presses and releases, and the keys for lines.

    A drag draws a line; so do two clicks. A drag from an end moves it, a click on a line marks it.
    """

    def __init__(self, canvas: DrawingSurface) -> None:
        self._canvas = canvas
        self._press: _Press | None = None
        self._first: QPointF | None = None
        self._end = 1

    @property
    def is_begun(self) -> bool:
        """Whether the first end of a line stands and the second is waited for."""
        return self._first is not None

    def stop(self) -> None:
        """Give up the line that was begun."""
        self._press, self._first = None, None
        self._canvas.marks.draw(None)

    def press(self, screen: QPointF) -> None:
        """The button went down."""
        point = self._inside(self._canvas.at(screen))
        hit = None
        if self._first is None and self._canvas.tool != "scale":
            hit = self._canvas.marks.hit(point, 1 / self._canvas.scale_shown)
        self._press = _Press(screen, point, hit)

    def move(self, screen: QPointF) -> None:
        """The mouse went on, with the button down or between two clicks."""
        press, point = self._press, self._inside(self._canvas.at(screen))
        if press and (screen - press.screen).manhattanLength() > _CLICK:
            press.has_moved = True
        if press and press.has_moved and press.hit and press.hit.end is not None and self._first is None:
            self._drag_end(press.hit.place, press.hit.end, point, False)
        elif press and press.has_moved and self._first is None:
            self._canvas.marks.draw(self._line(press.point, point))
        elif self._first is not None:
            self._canvas.marks.draw(self._line(self._first, point))

    def release(self, screen: QPointF) -> None:
        """The button went up: a drag ends, or a click was made."""
        press, point = self._press, self._inside(self._canvas.at(screen))
        self._press = None
        if press is None:
            return
        if self._first is not None:
            self._finish(self._first, point)
        elif press.hit and press.has_moved and press.hit.end is not None:
            self._drag_end(press.hit.place, press.hit.end, point, True)
        elif press.has_moved:
            self._finish(press.point, point)
        elif press.hit:
            self._end = press.hit.end if press.hit.end is not None else self._end
            self._canvas.choose(press.hit.place)
        else:
            self._canvas.choose(None)
            self._first = press.point

    def take_key(self, key: int, shift: bool) -> bool:
        """Do what a key is for; False for one that is for nothing here."""
        marks = self._canvas.marks
        if key == Qt.Key_Escape and (self.is_begun or marks.chosen is not None):
            self.stop()
            self._canvas.choose(None)
        elif key in (Qt.Key_Delete, Qt.Key_Backspace) and marks.chosen is not None:
            self._canvas.deleteWanted.emit(marks.chosen)
        elif key == Qt.Key_N and marks.lines:
            self._choose_next(-1 if shift else 1)
        elif key == Qt.Key_E and marks.chosen is not None:
            self._end = 1 - self._end
        elif key in (Qt.Key_Return, Qt.Key_Enter) and self._canvas.tool != "pan":
            self._lay_line()
        else:
            return False
        return True

    def nudge(self, dx: float, dy: float, is_done: bool) -> None:
        """Move an end of the chosen line by pixels of the picture; E goes to the other end."""
        place = self._canvas.marks.chosen
        if place is None:
            return
        line = self._canvas.marks.lines[place]
        x, y = (line.x1, line.y1) if self._end == 0 else (line.x2, line.y2)
        self._drag_end(place, self._end, self._inside(QPointF(x + dx, y + dy)), is_done)

    def _choose_next(self, step: int) -> None:
        marks = self._canvas.marks
        start = -1 if marks.chosen is None and step > 0 else marks.chosen or 0
        self._canvas.choose((start + step) % len(marks.lines))

    def _lay_line(self) -> None:
        """A line in the middle of what is seen, for the arrow keys to move."""
        view = self._canvas.box.viewRect().intersected(self._canvas.picture)
        if not view.isEmpty():
            reach = QPointF(view.width() / 16, 0)
            self._finish(view.center() - reach, view.center() + reach)

    def _drag_end(self, place: int, end: int, point: QPointF, is_done: bool) -> None:
        self._end = end
        line = with_end(self._canvas.marks.lines[place], end, point)
        self._canvas.choose(place)
        self._canvas.moved.emit(place, line, is_done)

    def _finish(self, first: QPointF, second: QPointF) -> None:
        line = self._line(first, second)
        self.stop()
        if line.pixels >= _LEAST:
            self._end = 1
            self._canvas.drawn.emit(line)

    def _line(self, first: QPointF, second: QPointF) -> MeasuredLine:
        return MeasuredLine(self._canvas.tool, first.x(), first.y(), second.x(), second.y())

    def _inside(self, point: QPointF) -> QPointF:
        size = self._canvas.picture
        return QPointF(min(max(point.x(), 0.0), size.right()), min(max(point.y(), 0.0), size.bottom()))
