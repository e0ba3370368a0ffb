# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bars side by side along time, in percent: one group for each thing measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph
from qtpy.QtCore import QPoint, Qt, Signal
from qtpy.QtGui import QKeyEvent, QMouseEvent
from qtpy.QtWidgets import QToolTip, QWidget

from ssx_widget.look.theme import GRID, colours
from ssx_widget.widgets.bar_plot import BarPlot

_WHOLE = 100.0
_LINES = (0, 50, 100)
_SHARE = 0.36
_WIDEST = 10 * GRID
_LABEL = 12 * GRID
_GAP = 1


@dataclass(frozen=True)
class Bars:
    """One group: what it is called below, its values in percent (None: not known), and all of it in words."""

    label: str
    values: tuple[float | None, ...]
    words: str


class RatePlot(BarPlot):
    """`picked(place)`: a group was clicked, or gone to by left and right."""

    picked = Signal(int)

    def __init__(self, series: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(44 * GRID, parent)
        self._series = series
        self._groups: tuple[Bars, ...] = ()
        self._current = -1
        self.setFocusPolicy(Qt.StrongFocus)
        self.plotItem.getAxis("left").setTicks([[(percent, f"{percent} %") for percent in _LINES]])
        self.redraw()

    @property
    def groups(self) -> tuple[Bars, ...]:
        """What is drawn."""
        return self._groups

    def show_groups(self, groups: Sequence[Bars], current: int = -1) -> None:
        """Draw these; the one at `current` is marked."""
        self._groups, self._current = tuple(groups), current
        self.setAccessibleDescription("; ".join(group.words for group in groups))
        self.redraw()

    def place_at(self, point: QPoint) -> int | None:
        """The group below a point."""
        box = self.plotItem.getViewBox()
        at = box.mapSceneToView(self.mapToScene(point)).x() + 0.5
        return int(at) if 0 <= at < len(self._groups) else None

    def draw(self) -> None:
        """Lines at 0, 50 and 100 %, the bars, their names, and what the colours mean."""
        look = colours()
        # Its own reckoning comes with the first picture, which lacks the words then.
        self.plotItem.getAxis("left").setWidth(self.fontMetrics().horizontalAdvance("100 %") + 2 * GRID)
        self.plotItem.setRange(xRange=(-0.5, max(len(self._groups), 1) - 0.5), yRange=(0, _WHOLE))
        self.plotItem.setTitle(self._legend(), justify="left", color=look.muted)
        if self._current >= 0:
            self.add_bars([self._current], [_WHOLE], 1.0, look.chosen)
        for percent in _LINES:
            line = pyqtgraph.InfiniteLine(percent, angle=0, pen=look.border)
            self.plotItem.addItem(line, ignoreBounds=True)
        self._draw_series()
        self.plotItem.getAxis("bottom").setTicks([self._ticks()])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to what is clicked."""
        place = self.place_at(event.pos())
        if place is not None and event.button() == Qt.LeftButton:
            self.picked.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what stands here."""
        place = self.place_at(event.pos())
        QToolTip.showText(event.globalPos(), "" if place is None else self._groups[place].words, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from group to group."""
        step = {int(Qt.Key_Left): -1, int(Qt.Key_Right): 1}.get(event.key())
        if step is None or not self._groups:
            event.ignore()
            return
        place = min(max(self._current + step, 0), len(self._groups) - 1)
        if place != self._current:
            self.picked.emit(place)

    def _inks(self) -> tuple[str, ...]:
        look = colours()
        return look.accent, look.ok

    def _legend(self) -> str:
        entries = zip(self._inks(), self._series, strict=True)
        return "&nbsp; ".join(f'<span style="color: {ink}">■</span> {words}' for ink, words in entries)

    def _draw_series(self) -> None:
        room = self.pixels_per_unit()
        each = min(_SHARE, _WIDEST / room)
        for number, ink in enumerate(self._inks()):
            left = (number - len(self._series) / 2 + 0.5) * each
            heights = [min(max(group.values[number] or 0.0, 0.0), _WHOLE) for group in self._groups]
            places = [place + left for place in range(len(self._groups))]
            self.add_bars(places, heights, max(each - _GAP / room, each / 2), ink)

    def _ticks(self) -> list[tuple[int, str]]:
        """As many names as there is room for; that of the marked group in any case."""
        step = int(_LABEL / self.pixels_per_unit()) + 1
        marked = self._current
        return [
            (place, group.label)
            for place, group in enumerate(self._groups)
            if place == marked or (place % step == 0 and (marked < 0 or abs(place - marked) >= step))
        ]
