# SPDX-License-Identifier: LGPL-3.0-or-later
"""The view of a picture: pan, zoom and fit, lines drawn and moved by mouse or keys. It stores nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from qtpy.QtCore import QPointF, QRectF, Qt, Signal
from qtpy.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from qtpy.QtWidgets import QWidget

from backend.domain.science.crystal_sizes import MeasuredLine
from ssx_widget.background.tasks import Tasks
from ssx_widget.look.theme import colours
from ssx_widget.screens.micrographs.line_drawing import LineDrawing
from ssx_widget.screens.micrographs.marks import Marks
from ssx_widget.screens.micrographs.outlines import Outlines
from ssx_widget.screens.micrographs.pyramid import Contrast, Pyramid
from ssx_widget.screens.micrographs.tiles import Tiles

PAN = "pan"
_STEP = 1.25
_WHEEL = 240
_MOST_ZOOM = 40.0
_PAN_STEP = 40
_OUTLINE_KEYS = (Qt.Key_Return, Qt.Key_Enter, Qt.Key_Delete, Qt.Key_Backspace, Qt.Key_Escape, Qt.Key_N)
_ARROWS = {Qt.Key_Left: (-1, 0), Qt.Key_Right: (1, 0), Qt.Key_Up: (0, -1), Qt.Key_Down: (0, 1)}


class Canvas(pyqtgraph.GraphicsView):
    """`tool` is `length`, `width`, `scale` or `pan`.

    `drawn(line)`: a line was drawn; its axis is the tool. `moved(place, line, is_done)`: an end was put
    elsewhere. `chosen(place)`: another line is marked, or none. `deleteWanted(place)`. `zoomed(share)`.
    `outlineKey(key)`: Enter, Delete, Escape or N was pressed while outlines are proposed.
    """

    drawn = Signal(object)
    moved = Signal(int, object, bool)
    chosen = Signal(object)
    deleteWanted = Signal(int)
    zoomed = Signal(float)
    outlineKey = Signal(int)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        # pyqtgraph resizes while it is made.
        self._is_fitted = False
        super().__init__(parent)
        self.tool = "length"
        self._is_fitted = True
        self._space = False
        self._panned_from: QPointF | None = None
        self.box = pyqtgraph.ViewBox(
            lockAspect=True, enableMouse=False, invertY=True, enableMenu=False, defaultPadding=0
        )
        self.tiles, self.marks = Tiles(tasks), Marks()
        self.drawing = LineDrawing(self)
        self.setCentralWidget(self.box)
        self.outlines = Outlines()
        for item in (self.tiles, self.marks, self.outlines):
            self.box.addItem(item, ignoreBounds=True)
        self.box.sigRangeChanged.connect(lambda *_: self._follow_view())
        self.setFocusPolicy(Qt.StrongFocus)
        self.setAccessibleName("Micrograph")
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.follow_look()

    @property
    def scale_shown(self) -> float:
        """How many pixels of the screen show one of the picture."""
        return 1 / (self.box.viewPixelSize()[0] or 1.0)

    @property
    def picture(self) -> QRectF:
        """The picture in its own pixels; empty while none is shown."""
        return self.tiles.boundingRect()

    def show_pyramid(self, pyramid: Pyramid | None) -> None:
        """Show another picture, all of it."""
        self.drawing.stop()
        self.tiles.show_pyramid(pyramid)
        self.marks.set_picture(self.picture)
        self.marks.setVisible(pyramid is not None)
        self.tiles.setVisible(pyramid is not None)
        self.fit()

    def show_lines(self, lines: Sequence[MeasuredLine]) -> None:
        """Show these lines."""
        self.marks.show_lines(lines)

    def show_contrast(self, contrast: Contrast) -> None:
        """Show the picture at another contrast."""
        self.tiles.show_contrast(contrast)

    def set_tool(self, tool: str) -> None:
        """Take up another tool."""
        self.drawing.stop()
        self.tool = tool
        self._show_cursor()

    def choose(self, place: int | None) -> None:
        """Mark a line."""
        if place != self.marks.chosen:
            self.marks.choose(place)
            self.chosen.emit(place)

    def fit(self) -> None:
        """Show all of the picture."""
        if not self.picture.isEmpty():
            self._is_fitted = True
            self.box.setRange(self.picture, padding=0.01)
            self._is_fitted = True
            self._follow_view()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Show the picture larger (above 1) or smaller, with one of its points staying where it is."""
        wanted = self.scale_shown * factor
        least = min(1.0, self.viewport().width() / max(self.picture.width(), 1.0) / 4)
        if self.picture.isEmpty() or (wanted > _MOST_ZOOM and factor > 1) or (wanted < least and factor < 1):
            return
        self._is_fitted = False
        self.box.scaleBy((1 / factor, 1 / factor), center=around)

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by pixels of the screen."""
        self._is_fitted = False
        width, height = self.box.viewPixelSize()
        self.box.translateBy(x=-dx * width, y=-dy * height)

    def at(self, point: QPointF) -> QPointF:
        """The point of the picture under a point of the viewport, between pixels too."""
        inverse, _ok = self.viewportTransform().inverted()
        return self.box.mapSceneToView(inverse.map(point))

    def follow_look(self) -> None:
        """Stand on the colours that hold now."""
        self.setBackground(QColor(colours().chip))

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, to draw, or to move an end."""
        self.setFocus(Qt.MouseFocusReason)
        if event.button() == Qt.MiddleButton or (event.button() == Qt.LeftButton and self._is_panning):
            self._panned_from = event.localPos()
            self.viewport().setCursor(Qt.ClosedHandCursor)
        elif event.button() == Qt.LeftButton and self._choose_outline(event.localPos()):
            return
        elif event.button() == Qt.LeftButton and not self.picture.isEmpty():
            self.drawing.press(event.localPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._panned_from is not None:
            step = event.localPos() - self._panned_from
            self._panned_from = event.localPos()
            self.pan(step.x(), step.y())
        else:
            self.drawing.move(event.localPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if self._panned_from is not None:
            self._panned_from = None
            self._show_cursor()
        elif event.button() == Qt.LeftButton:
            self.drawing.release(event.localPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks are two clicks."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse."""
        steps = event.angleDelta().y() / _WHEEL
        self.zoom(2**steps, self.at(QPointF(event.position())))
        event.accept()

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space pans while it is held; the rest is for the lines, or for the widgets around."""
        if event.key() == Qt.Key_Space:
            self._space = True
            self._show_cursor()
        elif event.key() in (Qt.Key_Plus, Qt.Key_Equal):
            self.zoom(_STEP)
        elif event.key() == Qt.Key_Minus:
            self.zoom(1 / _STEP)
        elif event.key() in _ARROWS:
            self._press_arrow(event)
        elif self.outlines.corners and event.key() in _OUTLINE_KEYS:
            self.outlineKey.emit(event.key())
        elif not self.drawing.take_key(event.key(), bool(event.modifiers() & Qt.ShiftModifier)):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The space bar was let go."""
        if event.key() == Qt.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A space bar that is let go elsewhere is not held here any more."""
        super().focusOutEvent(event)
        self._space = False
        self._show_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was fitted stays fitted."""
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()

    def _choose_outline(self, screen: QPointF) -> bool:
        place = self.outlines.at(self.at(screen))
        if place is not None:
            self.outlines.choose(place)
        return place is not None

    @property
    def _is_panning(self) -> bool:
        return self._space or self.tool == PAN

    def _press_arrow(self, event: QKeyEvent) -> None:
        dx, dy = _ARROWS[Qt.Key(event.key())]
        if self.marks.chosen is None:
            self.pan(-dx * _PAN_STEP, -dy * _PAN_STEP)
        else:
            far = 10 if event.modifiers() & Qt.ShiftModifier else 1
            self.drawing.nudge(dx * far, dy * far, not event.isAutoRepeat())

    def _show_cursor(self) -> None:
        self.viewport().setCursor(Qt.OpenHandCursor if self._is_panning else Qt.CrossCursor)

    def _follow_view(self) -> None:
        self.tiles.look_at(self.box.viewRect(), self.scale_shown * self.devicePixelRatioF())
        self.zoomed.emit(self.scale_shown)
