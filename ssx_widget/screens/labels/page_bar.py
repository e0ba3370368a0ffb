# SPDX-License-Identifier: LGPL-3.0-or-later
"""The bar below the page: which page it is, the way to the others, and the zoom."""

from __future__ import annotations

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from ssx_widget.look.theme import GRID, icon, label, mark


class PageBar(QFrame):
    """`stepped(by)`: another page. `zoomBy(steps)` and `fitWanted()`: another size."""

    stepped = Signal(int)
    zoomBy = Signal(int)
    fitWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page, self._zoom = label("", "label"), label("", "label")
        self._back = _tool("mdi6.chevron-left", "Page before", "Page before (Page Up)")
        self._on = _tool("mdi6.chevron-right", "Next page", "Next page (Page Down)")
        self._smaller = _tool("mdi6.magnify-minus-outline", "Zoom out", "Zoom out (Ctrl+−)")
        self._larger = _tool("mdi6.magnify-plus-outline", "Zoom in", "Zoom in (Ctrl++)")
        self._fit = QPushButton("Fit")
        self._fit.setToolTip("Fit the page into the room there is (Ctrl+0)")
        mark(self._fit, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * GRID, GRID, 4 * GRID, GRID)
        row.setSpacing(GRID)
        row.addStretch(1)
        for widget in (self._back, self._page, self._on, self._smaller, self._zoom, self._larger, self._fit):
            row.addWidget(widget)
        row.insertSpacing(4, 6 * GRID)
        row.addStretch(1)
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._smaller.clicked.connect(lambda: self.zoomBy.emit(-1))
        self._larger.clicked.connect(lambda: self.zoomBy.emit(1))
        self._fit.clicked.connect(self.fitWanted)

    def show_page(self, place: int, count: int) -> None:
        """Say which page is shown, counted from 0."""
        self._page.setText(f"Page {place + 1} of {count}")
        self._back.setEnabled(place > 0)
        self._on.setEnabled(place + 1 < count)

    def show_zoom(self, factor: float) -> None:
        """Say how large it is; 1.0 is the paper's own size."""
        self._zoom.setText(f"{factor:.0%}".replace("%", " %"))


def _tool(sign: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(tip)
    mark(button, "plain")
    icon(sign, button)
    return button
