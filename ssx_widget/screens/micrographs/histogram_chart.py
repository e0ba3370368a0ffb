# SPDX-License-Identifier: LGPL-3.0-or-later
"""The histogram of crystal sizes."""

from __future__ import annotations

import pyqtgraph
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QWidget

from backend.domain.science.crystal_sizes import Histogram
from ssx_widget.look.theme import GRID, colours
from ssx_widget.widgets.bar_plot import BarPlot

_LABEL = 9 * GRID
_HEAD = 1.18
"""The axis is so much longer than the highest bar, for the count above it."""

_SHARE = 0.95


class HistogramChart(BarPlot):
    """A bar for each bin, with its edges below and the count above the highest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(42 * GRID, parent)
        self._histogram: Histogram | None = None
        self.setFocusPolicy(Qt.NoFocus)
        self.plotItem.hideAxis("left")
        self.redraw()

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show other counts; None shows an empty chart."""
        self._histogram = histogram
        self.setAccessibleName(_in_words(histogram))
        self.redraw()

    def draw(self) -> None:
        """Draw bars and edges."""
        if self._histogram is None:
            self.plotItem.setRange(xRange=(0, 1), yRange=(0, 1))
            self.plotItem.getAxis("bottom").setTicks([[]])
            self._write("Measured crystals show here.", 0.5, 0.5, (0.5, 0.5))
            return
        edges, counts = self._histogram.edges, self._histogram.counts
        bin_width = edges[1] - edges[0]
        self.plotItem.setRange(
            xRange=(edges[0] - bin_width / 2, edges[-1] + bin_width / 2), yRange=(0, max(counts) * _HEAD)
        )
        middles = [low + bin_width / 2 for low in edges[:-1]]
        self.add_bars(middles, counts, bin_width * _SHARE, colours().accent)
        for middle, count in zip(middles, counts, strict=True):
            if count == max(counts):
                self._write(str(count), middle, count, (0.5, 0.9))
        every = int(_LABEL / (self.pixels_per_unit() * bin_width)) + 1
        self.plotItem.getAxis("bottom").setTicks([[(edge, f"{edge:g}") for edge in edges[::every]]])

    def _write(self, words: str, x: float, y: float, anchor: tuple[float, float]) -> None:
        text = pyqtgraph.TextItem(words, color=colours().muted, anchor=anchor)
        text.setFont(self.font())
        self.plotItem.addItem(text, ignoreBounds=True)
        text.setPos(x, y)


def _in_words(histogram: Histogram | None) -> str:
    if histogram is None:
        return "Histogram: nothing is measured yet"
    bins = zip(histogram.edges, histogram.edges[1:], histogram.counts, strict=False)
    return "Histogram: " + ", ".join(f"{low:g} to {high:g} µm {count}" for low, high, count in bins if count)
