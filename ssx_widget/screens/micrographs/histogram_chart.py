"""The histogram of crystal sizes, painted."""

from __future__ import annotations

from qtpy.QtCore import QRectF, QSize, Qt
from qtpy.QtGui import QColor, QPainter, QPaintEvent
from qtpy.QtWidgets import QSizePolicy, QWidget

from backend.domain.science.crystal_sizes import Histogram
from ssx_widget.look.theme import GRID, colours

_HEIGHT = 42 * GRID
_FOOT = 5 * GRID
_HEAD = 5 * GRID
_GAP = 2
_LABEL = 9 * GRID


class HistogramChart(QWidget):
    """A bar for each bin, with its edges below and the count above the highest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram: Histogram | None = None
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(50 * GRID, _HEIGHT)

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show other counts; None shows an empty chart."""
        self._histogram = histogram
        self.setAccessibleName(_in_words(histogram))
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw bars and edges."""
        painter, look = QPainter(self), colours()
        floor = self.height() - _FOOT
        painter.setPen(QColor(look.border))
        painter.drawLine(0, floor, self.width(), floor)
        painter.setPen(QColor(look.muted))
        if self._histogram is None:
            painter.drawText(self.rect(), Qt.AlignCenter, "Measured crystals show here.")
            return
        self._draw_bars(painter, self._histogram, floor, QColor(look.accent))
        self._draw_edges(painter, self._histogram, floor)

    def _draw_bars(self, painter: QPainter, histogram: Histogram, floor: int, colour: QColor) -> None:
        highest, step = max(histogram.counts), self._step(histogram)
        for place, count in enumerate(histogram.counts):
            height = (floor - _HEAD) * count / highest
            bar = QRectF(_LABEL / 2 + place * step + _GAP / 2, floor - height, step - _GAP, height)
            painter.fillRect(bar, colour)
            if count == highest:
                above = QRectF(bar.center().x() - _LABEL, bar.top() - _HEAD, 2 * _LABEL, _HEAD)
                painter.drawText(above, Qt.AlignCenter, str(count))

    def _draw_edges(self, painter: QPainter, histogram: Histogram, floor: int) -> None:
        step = self._step(histogram)
        every = max(1, -(-_LABEL // max(1, int(step))))
        for place in range(0, len(histogram.edges), every):
            middle = _LABEL / 2 + place * step
            box = QRectF(middle - _LABEL, floor + 2, 2 * _LABEL, _FOOT)
            painter.drawText(box, int(Qt.AlignHCenter | Qt.AlignTop), f"{histogram.edges[place]:g}")

    def _step(self, histogram: Histogram) -> float:
        return (self.width() - _LABEL) / len(histogram.counts)


def _in_words(histogram: Histogram | None) -> str:
    if histogram is None:
        return "Histogram: nothing is measured yet"
    bins = zip(histogram.edges, histogram.edges[1:], histogram.counts, strict=False)
    return "Histogram: " + ", ".join(f"{low:g} to {high:g} µm {count}" for low, high, count in bins if count)
