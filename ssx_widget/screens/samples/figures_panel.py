# SPDX-License-Identifier: LGPL-3.0-or-later
"""What follows from a sample: each figure with its formula in the tooltip, and what to do about it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from backend.domain.science.sample_figures import Figure
from ssx_widget.look.texts import counted
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.screens.samples import texts
from ssx_widget.screens.samples.derived import BETTER_FACTOR
from ssx_widget.widgets.chip import Chip

_HEADING = "What follows from it"


class FiguresPanel(QFrame):
    """`factorWanted(factor)`: take over the concentration that fits.

    Where room is scarce it is folded to what needs a look.
    """

    factorWanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._shown: list[Figure] | None = None
        self._rows: list[FigureRow] = []
        self._figures = QWidget()
        self._list = QVBoxLayout(self._figures)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._heading = label(_HEADING, "heading")
        self.fold_button = QToolButton()
        self.fold_button.setCheckable(True)
        self.fold_button.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        mark(self.fold_button, "fold")
        self.fold_button.toggled.connect(self._show_all)
        self._remark = label("", "remark")
        self._remark.setWordWrap(True)
        self._warning = label("", "warning")
        self._warning.setWordWrap(True)
        self.better = QPushButton()
        mark(self.better, "link")
        self.better.clicked.connect(lambda: self.factorWanted.emit(self._factor))
        self._factor = 1.0
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self._heading)
        column.addWidget(self.fold_button, 0, Qt.AlignLeft)
        column.addWidget(self._figures)
        column.addWidget(self._warning)
        column.addWidget(self.better, 0, Qt.AlignLeft)
        column.addWidget(self._remark)
        column.addStretch(1)
        self.set_foldable(False)

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._shown)

    def set_foldable(self, is_foldable: bool) -> None:
        """Whether the figures open on a click, or always stand there."""
        self._is_foldable = is_foldable
        self._heading.setVisible(not is_foldable)
        self.fold_button.setVisible(is_foldable)
        self._show_all(not is_foldable or self.fold_button.isChecked())

    def _show_all(self, is_open: bool) -> None:
        self._figures.setVisible(is_open)
        self._remark.setVisible(is_open)
        icon("mdi6.chevron-down" if is_open else "mdi6.chevron-right", self.fold_button)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these; the concentration that fits is offered as something to take over."""
        if [*figures] == self._shown:
            return
        self._shown = [*figures]
        listed = [figure for figure in figures if figure.label != BETTER_FACTOR]
        while len(self._rows) < len(listed):
            self._rows.append(FigureRow(self._list))
        for place, row in enumerate(self._rows):
            row.show_figure(listed[place] if place < len(listed) else None)
        self.setVisible(bool(listed) or not self._is_foldable)
        said = f"{_HEADING} · {counted(len(listed), 'figure')}"
        self.fold_button.setText(said)
        self.fold_button.setAccessibleName(said)
        warnings = dict.fromkeys(figure.derived.warning for figure in figures if figure.derived.warning)
        self._warning.setText(" ".join(warnings))
        self._warning.setVisible(bool(warnings))
        self._show_better(figures)
        self._remark.setText(
            "Hold the pointer over a figure to see its formula."
            if listed
            else "Figures appear here as soon as the slurry, the stock and the device say enough."
        )

    def _show_better(self, figures: Sequence[Figure]) -> None:
        factors = [figure.derived.value for figure in figures if figure.label == BETTER_FACTOR]
        self.better.setVisible(bool(factors))
        if factors:
            self._factor = _rounded_down(factors[0])
            self.better.setText(f"D&ilute the stock to × {texts.value(self._factor)}")


def _rounded_down(factor: float) -> float:
    """Two digits, and never more than asked for: the figures are to be right with it."""
    step = 10.0 ** (math.floor(math.log10(factor)) - 1)
    return float(f"{math.floor(factor / step) * step:.2g}")


class FigureRow:
    """One figure: its label, its value, a word where it needs a look, and a line below."""

    def __init__(self, column: QVBoxLayout) -> None:
        self._label = label("", "plain")
        self._label.setWordWrap(True)
        self._value = label("", "figure")
        self._chip = Chip(tone="warn")
        self._line = QFrame()
        mark(self._line, "line")
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self._label, 1)
        row.addWidget(self._value)
        row.addWidget(self._chip)
        column.addLayout(row)
        column.addWidget(self._line)
        self._label.setMinimumHeight(7 * GRID)

    def show_figure(self, figure: Figure | None) -> None:
        """Show another figure, or nothing."""
        for widget in (self._label, self._value, self._chip, self._line):
            widget.setVisible(figure is not None)
        if figure is None:
            return
        derived = figure.derived
        self._label.setText(figure.label)
        self._value.setText(texts.derived(derived))
        self._chip.show_state(derived.sign, "warn")
        tip = "\n".join(part for part in (*texts.steps(derived), derived.warning) if part)
        said = f"{figure.label}: {texts.derived(derived)} {derived.sign}".strip()
        for widget in (self._label, self._value):
            _explain(widget, tip, said)


def _explain(widget: QLabel, tip: str, said: str) -> None:
    widget.setToolTip(tip)
    widget.setAccessibleName(said)
    widget.setAccessibleDescription(tip)
