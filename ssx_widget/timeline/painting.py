# SPDX-License-Identifier: LGPL-3.0-or-later
"""Paints a timeline, on the screen or into a file alike. Knows no widget and no fields."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from qtpy.QtCore import QPointF, QRectF, Qt
from qtpy.QtGui import QBrush, QColor, QFont, QPainter, QPen

from backend.domain.plans.plan_segments import Segment, segments
from backend.domain.plans.timing import LISTS, TimedEvent, Timing
from backend.domain.quantities.durations import attoseconds
from ssx_widget.look.theme import Colours
from ssx_widget.timeline.bars import Bar, LaneLevel, Sight, bars_of, repeated
from ssx_widget.timeline.scale import Scale

_DETECTIONS, _EXPOSURES, _EXCITATIONS = LISTS
TRIGGER = "trigger"
LANES: tuple[tuple[str, str], ...] = (
    (TRIGGER, "Master trigger"),
    (_EXCITATIONS, "Excitation"),
    (_EXPOSURES, "X-ray exposure"),
    (_DETECTIONS, "Detection"),
)
"""The lanes from top to bottom, by what lies in them."""

HEAD, AXIS, LEFT, RIGHT = 24, 26, 116, 12
"""Pixels above the lanes, below them, and at their sides."""
_LEAST_BAR = 2.0
_LEAST_SEGMENT = 10.0


@dataclass(frozen=True)
class Scene:
    """What is drawn: times, their scale, the event that is chosen, and what is wrong where.

    `wrong` maps the place of an event to whether it cannot be (True) or only needs a look (False).
    """

    timing: Timing
    scale: Scale
    chosen: str = ""
    wrong: Mapping[str, bool] = field(default_factory=dict)
    guide: int | None = None
    readout: str = ""


def lane_box(box: QRectF, number: int) -> QRectF:
    """Where a lane lies in the whole picture."""
    height = (box.height() - HEAD - AXIS) / len(LANES)
    return QRectF(LEFT, box.top() + HEAD + number * height, box.width() - LEFT - RIGHT, height)


def chart_width(box: QRectF) -> int:
    """The pixels along which time runs."""
    return max(int(box.width()) - LEFT - RIGHT, 1)


def ink(kind: str, look: Colours) -> str:
    """The colour of what lies in a lane; green, amber and red keep their meaning."""
    inks = {_EXCITATIONS: look.excitation, _EXPOSURES: look.exposure, _DETECTIONS: look.detection}
    return inks.get(kind, look.text)


class Painting:
    """One picture of a scene."""

    def __init__(self, painter: QPainter, box: QRectF, look: Colours, scene: Scene) -> None:
        self._painter, self._box, self._look, self._scene = painter, box, look, scene
        self._chart = QRectF(LEFT, box.top(), chart_width(box), box.height() - AXIS)

    def paint(self) -> None:
        """All of it, from the ground up."""
        self._painter.setRenderHint(QPainter.Antialiasing)
        self._painter.fillRect(self._box, QColor(self._look.panel))
        self._clipped(self._paint_segments)
        self._paint_axis()
        self._clipped(self._paint_triggers)
        gates = self._gates()
        for number, (kind, words) in enumerate(LANES):
            self._paint_lane(number, words)
            for event in self._in_order(kind):
                self._clipped(partial(self._paint_event, event, number, gates))
        self._paint_guide()

    def _clipped(self, paint: Callable[[], None]) -> None:
        self._painter.save()
        self._painter.setClipRect(self._chart.adjusted(-1, 0, 1, 0))
        paint()
        self._painter.restore()

    def _in_order(self, kind: str) -> Sequence[TimedEvent]:
        """Those of a lane, the chosen one on top."""
        return sorted(self._scene.timing.of(kind), key=lambda event: event.place == self._scene.chosen)

    def _x(self, time: int) -> float:
        return LEFT + min(max(self._scene.scale.x(time), -1e4), 1e5)

    def _paint_segments(self) -> None:
        timing = self._scene.timing
        period = attoseconds(timing.period) if timing.period else 0
        found = segments(timing)
        levels = (LaneLevel(timing.repetitions, period),) if timing.repetitions > 1 and period else ()
        span = max((segment.end for segment in found), default=0)
        for repetition in repeated(0, levels, span, 0, self._sight):
            # Of an interleaving plan only the first sequence is named: those that follow lie across it.
            is_seen = self._x(repetition.end) - self._x(repetition.begin) >= _LEAST_SEGMENT * len(found)
            if is_seen and not repetition.dense and (repetition.shift == 0 or span <= period):
                for number, segment in enumerate(found):
                    self._paint_segment(segment, repetition.shift, number)

    def _paint_segment(self, segment: Segment, shift: int, number: int) -> None:
        left, right = self._x(segment.begin + shift), self._x(segment.end + shift)
        place = QRectF(left, self._chart.top(), right - left, self._chart.height())
        if number % 2 == 0:
            self._painter.fillRect(place, QColor(self._look.window))
        if right < LEFT or left > self._chart.right():
            return
        self._painter.setPen(QColor(self._look.muted))
        seen = QRectF(max(left, LEFT), self._chart.top(), 0, HEAD)
        seen.setRight(min(right, self._chart.right()))
        for words in (segment.words, segment.name, segment.name.rpartition(" ")[2]):
            if self._painter.fontMetrics().horizontalAdvance(words) < seen.width() - 8:
                self._painter.drawText(seen, int(Qt.AlignCenter), words)
                return

    def _paint_axis(self) -> None:
        metrics = self._painter.fontMetrics()
        top = self._chart.bottom()
        for tick in self._scene.scale.ticks(int(self._chart.width())):
            x = self._x(tick.time)
            self._painter.setPen(QColor(self._look.border))
            self._painter.drawLine(QPointF(x, self._box.top() + HEAD), QPointF(x, top + 4))
            self._painter.setPen(QColor(self._look.muted))
            half = metrics.horizontalAdvance(tick.words) / 2
            middle = min(max(x, self._box.left() + half + 2), self._box.right() - half - 2)
            self._painter.drawText(QPointF(middle - half, top + 6 + metrics.ascent()), tick.words)

    def _paint_lane(self, number: int, words: str) -> None:
        lane = lane_box(self._box, number)
        self._painter.setPen(QColor(self._look.edge))
        self._painter.drawLine(lane.bottomLeft(), lane.bottomRight())
        self._painter.setPen(QColor(self._look.text))
        side = QRectF(12, lane.top(), LEFT - 16, lane.height())
        self._painter.drawText(side, int(Qt.AlignLeft | Qt.AlignVCenter), words)

    @property
    def _sight(self) -> Sight:
        return Sight(self._scene.scale, int(self._chart.width()))

    def _paint_triggers(self) -> None:
        timing, lane = self._scene.timing, lane_box(self._box, 0)
        period = attoseconds(timing.period) if timing.period else 0
        levels = (LaneLevel(timing.repetitions, period),) if timing.repetitions > 1 and period else ()
        for bar in repeated(0, levels, 0, 0, self._sight):
            left, right = self._x(bar.begin), self._x(bar.end)
            place = QRectF(left, lane.top() + 9, max(right - left, 3.0), lane.height() - 9)
            colour = QColor(self._look.text)
            colour.setAlpha(110 if bar.dense else 255)
            self._painter.fillRect(place, colour)

    def _gates(self) -> list[Bar]:
        """What is seen of all detections, by which the light that is lost is told."""
        found: list[Bar] = []
        for event in self._scene.timing.of(_DETECTIONS):
            found += bars_of(event, self._scene.timing, self._scene.scale, int(self._chart.width()))
        return sorted(found, key=lambda bar: bar.begin)

    def _paint_event(self, event: TimedEvent, number: int, gates: list[Bar]) -> None:
        lane = lane_box(self._box, number).adjusted(0, 9, 0, 0)
        is_wrong, chosen = event.place in self._scene.wrong, event.place == self._scene.chosen
        last: QRectF | None = None
        for bar in bars_of(event, self._scene.timing, self._scene.scale, int(self._chart.width())):
            left, right = self._x(bar.begin), self._x(bar.end)
            place = QRectF(left, lane.top(), max(right - left, _LEAST_BAR), lane.height())
            self._paint_bar(place, event.kind, bar.dense)
            if is_wrong and event.kind == _EXPOSURES and gates and not bar.dense:
                self._paint_lost(bar, place, gates)
            if is_wrong:
                self._hatch(place)
            if chosen:
                self._painter.setPen(QPen(QColor(self._look.text), 2))
                self._painter.setBrush(Qt.NoBrush)
                self._painter.drawRect(place.adjusted(-1, 0, 1, 0))
            if is_wrong and (last is None or place.left() - last.right() > 40):
                self._paint_sign(place, self._scene.wrong[event.place])
                last = place

    def _paint_bar(self, place: QRectF, kind: str, dense: bool) -> None:
        colour = QColor(ink(kind, self._look))
        if dense:
            colour.setAlpha(150)
        self._painter.setPen(Qt.NoPen)
        self._painter.setBrush(colour)
        radius = 2 if place.width() > 8 else 0
        self._painter.drawRoundedRect(place, radius, radius)

    def _paint_lost(self, bar: Bar, place: QRectF, gates: list[Bar]) -> None:
        """The part of an exposure that no gate sees."""
        for begin, end in uncovered(bar, gates):
            left, right = self._x(begin), self._x(end)
            self._painter.fillRect(
                QRectF(left, place.top(), right - left, place.height()), QColor(self._look.bad)
            )

    def _hatch(self, place: QRectF) -> None:
        self._painter.setPen(QPen(QColor(self._look.bad), 1))
        self._painter.setBrush(QBrush(QColor(self._look.bad), Qt.BDiagPattern))
        self._painter.drawRect(place)

    def _paint_sign(self, place: QRectF, impossible: bool) -> None:
        font = QFont(self._painter.font())
        font.setWeight(QFont.Bold)
        self._painter.save()
        self._painter.setFont(font)
        self._painter.setPen(QColor(self._look.bad if impossible else self._look.warn))
        box = QRectF(place.left() - 6, place.top() - 15, 14, 15)
        self._painter.drawText(box, int(Qt.AlignCenter), "×" if impossible else "!")
        self._painter.restore()

    def _paint_guide(self) -> None:
        scene = self._scene
        if scene.guide is not None:
            x = self._x(scene.guide)
            self._painter.setPen(QPen(QColor(self._look.accent), 1, Qt.DashLine))
            self._painter.drawLine(QPointF(x, self._box.top() + HEAD), QPointF(x, self._chart.bottom()))
        if scene.readout:
            self._paint_readout(scene.readout)

    def _paint_readout(self, words: str) -> None:
        metrics = self._painter.fontMetrics()
        width = metrics.horizontalAdvance(words) + 16
        place = QRectF(self._chart.right() - width, self._box.top() + 1, width, HEAD - 2)
        self._painter.setPen(QPen(QColor(self._look.accent), 1))
        self._painter.setBrush(QColor(self._look.chosen))
        self._painter.drawRoundedRect(place, 4, 4)
        self._painter.setPen(QColor(self._look.text))
        self._painter.drawText(place, int(Qt.AlignCenter), words)


def uncovered(bar: Bar, gates: Sequence[Bar]) -> list[tuple[int, int]]:
    """The parts of a bar that none of the gates, sorted by their begin, covers."""
    found, reached = [], bar.begin
    first = max(bisect_right([gate.begin for gate in gates], bar.begin) - 1, 0)
    for gate in gates[first:]:
        if gate.begin >= bar.end:
            break
        if gate.begin > reached:
            found.append((reached, gate.begin))
        reached = max(reached, gate.end)
    if reached < bar.end:
        found.append((reached, bar.end))
    return found
