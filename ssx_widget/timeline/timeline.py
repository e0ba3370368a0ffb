# SPDX-License-Identifier: LGPL-3.0-or-later
"""The timeline: lanes with the events of a plan, zoomed, panned, and changed by dragging them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from qtpy.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from qtpy.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from qtpy.QtWidgets import QSizePolicy, QToolTip, QWidget

from backend.domain.plans.timing import TimedEvent, Timing
from backend.domain.quantities.durations import SECOND, attoseconds
from ssx_widget.look.theme import GRID, colours
from ssx_widget.timeline.bars import Bar, bars_of
from ssx_widget.timeline.grips import EdgeMove, Grip, dragged, nudged, part_at, words_of
from ssx_widget.timeline.painting import LANES, LEFT, Painting, Scene, chart_width, lane_box
from ssx_widget.timeline.scale import Linear, Logarithmic, Scale

_NOTHING = Timing(())
_NOTCH = 120.0
_FACTOR = 1.25
_NUDGE = 6.0
_FINE = 10.0
_BEFORE = 0.1
"""The share of the width that may lie before the first trigger."""
_CURSORS = {"body": Qt.OpenHandCursor, "begin": Qt.SizeHorCursor, "end": Qt.SizeHorCursor}


class Timeline(QWidget):
    """`moved(place, timeOn, duration)`: an event was taken elsewhere, in seconds; in a drag often.
    `settled()`: the drag or the key press has ended. `chosen(place)`: an event was chosen, or none ("").
    """

    moved = Signal(str, float, float)
    settled = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setAccessibleName("Timeline")
        self.setToolTip("")
        self._scene = Scene(_NOTHING, Linear(0, SECOND / 1000))
        self._is_log = False
        self._is_fitted = True
        self._grip: Grip | None = None
        self._pan_from: QPoint | None = None

    # What is shown.

    @property
    def scale(self) -> Scale:
        """How times are drawn now."""
        return self._scene.scale

    @property
    def scene(self) -> Scene:
        """What is drawn now."""
        return self._scene

    def show_timing(self, timing: Timing, wrong: Mapping[str, bool]) -> None:
        """Draw other times; `wrong` maps places of events to whether they cannot be."""
        self._scene = replace(self._scene, timing=timing, wrong=dict(wrong))
        if self._is_fitted and self._grip is None:
            self.fit()
        self.update()

    def choose(self, place: str) -> None:
        """Mark an event as chosen; emits nothing."""
        event = self._event(place)
        self._scene = replace(self._scene, chosen=place if event else "")
        self.setAccessibleDescription(words_of(event) if event else "No event is chosen.")
        self.update()

    def show_logarithmic(self, on: bool) -> None:
        """Decades instead of even steps."""
        self._is_log = on
        self.fit()

    def fit(self) -> None:
        """Show one sequence whole, with a little air."""
        self._is_fitted = True
        width, end = self._width, self._end
        if self._is_log:
            scale: Scale = Logarithmic.over(0, end * 11 // 10, width, self._shortest)
        else:
            scale = Linear.over(-end // 60, end + end // 60, width)
        self._show_scale(scale, True)

    def show_event(self, place: str) -> None:
        """Bring an event into sight, large enough to be seen beside what is around it."""
        event = self._event(place)
        if event is None:
            return
        begin, lasts = attoseconds(event.train.time_on), max(attoseconds(event.gate), 1)
        seen = self._scene.scale.x(begin), self._scene.scale.x(begin + lasts)
        if seen[0] < 0 or seen[1] > self._width or seen[1] - seen[0] < 2:
            if self._is_log:
                self.fit()
            else:
                self._show_scale(Linear.over(begin - 4 * lasts, begin + 5 * lasts, self._width), False)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show it so many times as large, about a pixel of the chart, by default its middle."""
        self._show_scale(self._scene.scale.zoomed(self._width / 2 if x is None else x, factor), False)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(150 * GRID, 55 * GRID)

    def minimumSizeHint(self) -> QSize:
        """Lanes stay readable."""
        return QSize(80 * GRID, 50 * GRID)

    # What Qt tells.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        Painting(painter, QRectF(self.rect()), colours(), self._scene).paint()
        if self.hasFocus():
            painter.setBrush(Qt.NoBrush)
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was fitted stays fitted."""
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; with Shift, or sideways, pan."""
        turn = event.angleDelta()
        sideways = turn.x() or (turn.y() if event.modifiers() & Qt.ShiftModifier else 0)
        if sideways:
            self._show_scale(self._scene.scale.panned(sideways / _NOTCH * 60), False)
        elif turn.y():
            self.zoom(_FACTOR ** (turn.y() / _NOTCH), event.position().x() - LEFT)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an event, or of the ground, which pans."""
        if event.button() == Qt.MiddleButton or (
            event.button() == Qt.LeftButton and not self._grip_at(event.pos())
        ):
            self._pan_from = event.pos()
            if event.button() == Qt.LeftButton:
                self._choose("")
        elif event.button() == Qt.LeftButton:
            self._grip = self._grip_at(event.pos())
            if self._grip:
                self._choose(self._grip.event.place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; without, show by the cursor what could be."""
        if self._grip:
            self._drag(event.pos().x() - LEFT, bool(event.modifiers() & Qt.ShiftModifier))
        elif self._pan_from is not None:
            self._show_scale(self._scene.scale.panned(event.pos().x() - self._pan_from.x()), False)
            self._pan_from = event.pos()
        else:
            grip = self._grip_at(event.pos())
            self.setCursor(_CURSORS[grip.part] if grip else Qt.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        was_held, self._grip, self._pan_from = self._grip is not None, None, None
        self._tell("", None)
        if was_held:
            self.settled.emit()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """All of it again."""
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the chosen event, with Ctrl its end; + and − zoom, F fits, Esc lets go."""
        key = event.key()
        step = -1 if key == Qt.Key_Left else 1 if key == Qt.Key_Right else 0
        if step and self._chosen_event:
            self._nudge(step, event.modifiers())
        elif step or key in (Qt.Key_Down, Qt.Key_Up, Qt.Key_Home):
            self._choose_next(-1 if key in (Qt.Key_Left, Qt.Key_Up) else 1)
        elif key in (Qt.Key_Plus, Qt.Key_Equal):
            self.zoom(_FACTOR)
        elif key == Qt.Key_Minus:
            self.zoom(1 / _FACTOR)
        elif key == Qt.Key_F and not event.modifiers():
            self.fit()
        elif key == Qt.Key_Escape and self._scene.chosen:
            self._choose("")
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """While an event is chosen, Tab chooses the next one; behind the last it goes on to what follows."""
        return self._choose_next(1 if forwards else -1) if self._scene.chosen else self._leave(forwards)

    def _leave(self, forwards: bool) -> bool:
        return bool(super().focusNextPrevChild(forwards))

    def event(self, event: QEvent) -> bool:
        """The tooltip tells of the event under the pointer."""
        if event.type() == QEvent.ToolTip and isinstance(event, QHelpEvent):
            grip = self._grip_at(event.pos())
            QToolTip.showText(event.globalPos(), words_of(grip.event) if grip else "", self)
            return True
        return bool(super().event(event))

    # Inside.

    @property
    def _width(self) -> int:
        return chart_width(QRectF(self.rect()))

    @property
    def _end(self) -> int:
        """The end of one sequence: its period, or what reaches beyond it."""
        timing = self._scene.timing
        ends = [attoseconds(timing.period)] if timing.period and timing.period > 0 else []
        ends += [
            attoseconds(max(event.train.time_on + max(event.train.length, event.gate), 0))
            for event in timing.events
        ]
        return max(max(ends, default=0), 1) if ends else SECOND // 1000

    @property
    def _shortest(self) -> int:
        """The shortest time that is told from nothing in decades: a tenth of what comes first."""
        trains = [event.train for event in self._scene.timing.events]
        times = [attoseconds(train.time_on or train.duration) for train in trains]
        return max(min((time for time in times if time > 0), default=SECOND // 1000) // 10, 1)

    @property
    def _chosen_event(self) -> TimedEvent | None:
        return self._event(self._scene.chosen)

    def _event(self, place: str) -> TimedEvent | None:
        return next((each for each in self._scene.timing.events if each.place == place), None)

    def _show_scale(self, scale: Scale, fitted: bool) -> None:
        if isinstance(scale, Linear):
            # Before the trigger there is nothing to be seen.
            scale = replace(scale, left=max(scale.left, -round(self._width * _BEFORE * scale.per_pixel)))
        self._scene, self._is_fitted = replace(self._scene, scale=scale), fitted
        self.update()

    def _choose(self, place: str) -> None:
        if place != self._scene.chosen:
            self.choose(place)
            self.chosen.emit(place)

    def _choose_next(self, by: int) -> bool:
        """Choose the event beside the chosen one, in the order of the lanes; False behind the last."""
        order = [event.place for kind, _words in LANES for event in self._scene.timing.of(kind)]
        here = order.index(self._scene.chosen) + by if self._scene.chosen in order else 0 if by > 0 else -1
        if not order or not -1 <= here < len(order) or (here == -1 and self._scene.chosen):
            self._leave(by > 0)
            return True
        self._choose(order[here])
        return True

    def _bars(self) -> Iterator[tuple[TimedEvent, int, Bar]]:
        """All bars that are seen, with the number of their lane, the chosen event's first."""
        timing = self._scene.timing
        for number, (kind, _words) in enumerate(LANES):
            for event in sorted(timing.of(kind), key=lambda each: each.place != self._scene.chosen):
                for bar in bars_of(event, timing, self._scene.scale, self._width):
                    yield event, number, bar

    def _grip_at(self, place: QPoint) -> Grip | None:
        box, x = QRectF(self.rect()), place.x() - LEFT
        for event, number, bar in self._bars():
            lane = lane_box(box, number)
            if bar.dense or not lane.top() <= place.y() <= lane.bottom():
                continue
            part = part_at(bar, x, self._scene.scale)
            if part and event.images > 1:
                part = "body"
            if part:
                return Grip(event, bar, part, float(x))
        return None

    def _edges(self, moving: TimedEvent) -> list[int]:
        """Where an edge may come to rest: the edges of all others that are seen."""
        return [
            time
            for event, _number, bar in self._bars()
            if event.place != moving.place and not bar.dense
            for time in (bar.begin, bar.end)
        ]

    def _drag(self, x: float, fine: bool) -> None:
        if self._grip and abs(x - self._grip.x) >= 1:
            self._take(dragged(self._grip, x, self._scene.scale, self._edges(self._grip.event), fine))

    def _take(self, move: EdgeMove) -> None:
        self.moved.emit(move.place, move.time_on, move.duration)
        event = self._event(move.place)
        self._tell(words_of(event) if event else "", move.guide)

    def _nudge(self, by: int, held: Qt.KeyboardModifiers) -> None:
        event = self._chosen_event
        if event is None:
            return
        x = self._scene.scale.x(attoseconds(event.train.time_on))
        step = self._scene.scale.step(x, _NUDGE / _FINE if held & Qt.ShiftModifier else _NUDGE)
        self._take(nudged(event, by * step, bool(held & Qt.ControlModifier)))
        self.settled.emit()

    def _tell(self, readout: str, guide: int | None) -> None:
        self._scene = replace(self._scene, readout=readout, guide=guide)
        self.update()
