# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the measured crystals say: histogram, statistics of each axis, and the way into the slurry's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.science.crystal_sizes import AXES, Statistics, histogram, summed_up
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.micrographs.histogram_chart import HistogramChart

_COLUMNS = ("n", "min", "median", "mean", "σ", "max")
_WORDS = {"length": "Length", "width": "Width"}


class SizesPanel(QFrame):
    """`useWanted()`: the sizes shall be the slurry's."""

    useWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._measured: Mapping[str, Sequence[float]] = {}
        self.axis = QComboBox()
        self.axis.setAccessibleName("Axis of the histogram")
        for axis in AXES:
            self.axis.addItem(f"{_WORDS[axis]} (µm)", axis)
        self.chart = HistogramChart()
        self.figures: dict[tuple[str, str], QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self.remark = label("", "warning")
        self.remark.setWordWrap(True)
        self.use = QPushButton("&Use as the size distribution")
        mark(self.use, "primary")
        self._arrange()
        self.axis.currentIndexChanged.connect(lambda _index: self._show_chart())
        self.use.clicked.connect(self.useWanted)

    def show_sizes(self, measured: Mapping[str, Sequence[float]], remark: str) -> None:
        """Show lengths in µm by axis; `remark` says what is left out."""
        self._measured = measured
        for axis in AXES:
            summed = summed_up(measured[axis])
            self._show_row(axis, summed)
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        any_axis = any(measured.values())
        self.use.setEnabled(any_axis)
        self.use.setToolTip(
            "Fills smallest, mean, largest, σ and number of the slurry; Ctrl+Z takes it back."
            if any_axis
            else "Measure a crystal on a picture that has a scale first."
        )
        self._show_chart()

    def _show_row(self, axis: str, summed: Statistics | None) -> None:
        texts = _texts(summed)
        for column, text in zip(_COLUMNS, texts, strict=True):
            self.figures[axis, column].setText(text)
            self.figures[axis, column].setAccessibleName(f"{_WORDS[axis]} {column}: {text}")
        for widget in (self._names[axis], *(self.figures[axis, column] for column in _COLUMNS)):
            widget.setVisible(axis == AXES[0] or summed is not None)

    def _show_chart(self) -> None:
        axis = str(self.axis.currentData())
        self.chart.show_histogram(histogram(self._measured.get(axis, ())))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Crystal sizes", "heading"))
        head.addStretch(1)
        head.addWidget(self.axis)
        table = QGridLayout()
        table.setHorizontalSpacing(2 * GRID - 1)
        table.setColumnStretch(0, 1)
        for place, column in enumerate(_COLUMNS, start=1):
            table.addWidget(label(column, "remark"), 0, place, Qt.AlignRight)
        for row, axis in enumerate(AXES, start=1):
            self._names[axis] = label(_WORDS[axis], "label")
            table.addWidget(self._names[axis], row, 0)
            for place, column in enumerate(_COLUMNS, start=1):
                self.figures[axis, column] = label("", "plain")
                table.addWidget(self.figures[axis, column], row, place, Qt.AlignRight)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        whole.setSpacing(3 * GRID)
        whole.addLayout(head)
        whole.addWidget(self.chart)
        whole.addLayout(table)
        whole.addWidget(self.remark)
        whole.addWidget(self.use, 0, Qt.AlignLeft)


def _texts(summed: Statistics | None) -> list[str]:
    if summed is None:
        return ["0", *("–" for _ in _COLUMNS[1:])]
    figures = (summed.minimum, summed.median, summed.mean, summed.sigma, summed.maximum)
    return [str(summed.n), *("–" if each is None else shown(each) for each in figures)]


def shown(micrometres: float) -> str:
    """To a tenth, small ones to a hundredth."""
    return f"{micrometres:.2f}" if micrometres < 2 else f"{micrometres:.1f}"
