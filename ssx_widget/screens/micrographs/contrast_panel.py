# SPDX-License-Identifier: LGPL-3.0-or-later
"""The contrast of the picture: which values are shown black and which white."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.micrographs.pyramid import Contrast, Pyramid


class ContrastPanel(QFrame):
    """`changed(contrast)`: the person wants another one."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._pyramid: Pyramid | None = None
        self.dark, self.bright = _slider("Black"), _slider("White")
        self._values = {self.dark: label("", "remark"), self.bright: label("", "remark")}
        self.auto = QPushButton("&Auto")
        self.auto.setToolTip("All but the darkest and brightest 0.2 % of the pixels are told apart.")
        self._arrange()
        self.dark.valueChanged.connect(lambda _value: self._move(self.dark, self.bright, -1))
        self.bright.valueChanged.connect(lambda _value: self._move(self.bright, self.dark, 1))
        self.auto.clicked.connect(self._set_auto)
        self.show_pyramid(None)

    def show_pyramid(self, pyramid: Pyramid | None) -> None:
        """Offer the range of another picture."""
        self._pyramid = pyramid
        self.setEnabled(pyramid is not None)
        if pyramid is None:
            return
        low, high = pyramid.ends.dark, max(pyramid.ends.bright, pyramid.ends.dark + 1)
        for slider in (self.dark, self.bright):
            blocked = slider.blockSignals(True)
            slider.setRange(low, high)
            slider.setPageStep(max(1, (high - low) // 20))
            slider.setSingleStep(max(1, (high - low) // 200))
            slider.blockSignals(blocked)
        self._show(pyramid.automatic)

    def _set_auto(self) -> None:
        if self._pyramid:
            self._show(self._pyramid.automatic)
            self.changed.emit(self._pyramid.automatic)

    def _move(self, moved: QSlider, other: QSlider, side: int) -> None:
        """Black stays below white: one pushes the other."""
        limit = moved.value() - side
        if (other.value() - limit) * side > 0:
            blocked = other.blockSignals(True)
            other.setValue(limit)
            other.blockSignals(blocked)
        contrast = Contrast(self.dark.value(), max(self.bright.value(), self.dark.value() + 1))
        self._tell(contrast)
        self.changed.emit(contrast)

    def _show(self, contrast: Contrast) -> None:
        for slider, value in ((self.dark, contrast.dark), (self.bright, contrast.bright)):
            blocked = slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(blocked)
        self._tell(contrast)

    def _tell(self, contrast: Contrast) -> None:
        for slider, value in ((self.dark, contrast.dark), (self.bright, contrast.bright)):
            self._values[slider].setText(str(value))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Contrast", "heading"))
        head.addStretch(1)
        head.addWidget(self.auto)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setColumnStretch(1, 1)
        widest = self.fontMetrics().horizontalAdvance("65535")
        for row, (words, slider) in enumerate((("Black", self.dark), ("White", self.bright))):
            grid.addWidget(label(words, "label"), row, 0, Qt.AlignRight)
            grid.addWidget(slider, row, 1)
            self._values[slider].setMinimumWidth(widest)
            grid.addWidget(self._values[slider], row, 2, Qt.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(head)
        column.addLayout(grid)


def _slider(words: str) -> QSlider:
    slider = QSlider(Qt.Horizontal)
    slider.setAccessibleName(f"Value shown as {words.lower()}")
    slider.setFocusPolicy(Qt.StrongFocus)
    return slider
