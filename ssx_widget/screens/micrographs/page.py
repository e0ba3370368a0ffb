# SPDX-License-Identifier: LGPL-3.0-or-later
"""The page of a slurry's micrographs: what stands where; it does nothing by itself."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtGui import QKeySequence, QResizeEvent
from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QShortcut, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.screens.micrographs.canvas import PAN, Canvas
from ssx_widget.screens.micrographs.contrast_panel import ContrastPanel
from ssx_widget.screens.micrographs.outline_bar import OutlineBar
from ssx_widget.screens.micrographs.scale_panel import ScalePanel
from ssx_widget.screens.micrographs.sizes_panel import SizesPanel
from ssx_widget.screens.micrographs.strip import Strip
from ssx_widget.screens.micrographs.upload_line import UploadLine
from ssx_widget.widgets.banner import Banner
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.elided import Elided
from ssx_widget.widgets.placeholders import ContentArea
from ssx_widget.widgets.ui_file import load_ui

_ASIDE, _NARROW_ASIDE = 92 * GRID, 76 * GRID
_NARROW = 280 * GRID
_MARGIN = 5 * GRID
_KEYS = (
    "Drag along a crystal, or click at both ends. Keys: Enter lays a line, N goes to the next, arrows move "
    "its end, E takes the other end, Delete removes it."
)


class MicrographsPage(QWidget):
    """Tools and picture with the strip below at the left; sizes, scale and contrast at the right."""

    outer: QVBoxLayout
    head: QHBoxLayout
    backButton: QPushButton
    removeButton: QPushButton
    addButton: QPushButton
    proposeButton: QPushButton
    saveButton: QPushButton
    cardColumn: QVBoxLayout
    tools: QHBoxLayout
    lengthButton: QPushButton
    widthButton: QPushButton
    scaleButton: QPushButton
    panButton: QPushButton
    fitButton: QPushButton
    sideArea: QScrollArea
    sideColumn: QVBoxLayout
    card: QFrame

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        load_ui("micrographs.ui", self)
        self.title, self.state, self.shown = Elided(), Chip(parent=self), label("", "remark")
        self.canvas, self.strip, self.upload_line = Canvas(context.tasks), Strip(context), UploadLine()
        self.sizes, self.scale, self.contrast = SizesPanel(), ScalePanel(context), ContrastPanel()
        self.outlines, self.outline_bar = self.canvas.outlines, OutlineBar()
        self.place, self.banner = ContentArea(self.canvas), Banner(self)
        self.buttons = {
            "length": self.lengthButton,
            "width": self.widthButton,
            "scale": self.scaleButton,
            PAN: self.panButton,
        }
        self._arrange()
        self._add_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps its room for the picture."""
        super().resizeEvent(event)
        self.sideArea.setFixedWidth(_ASIDE if self.width() >= _NARROW else _NARROW_ASIDE)

    def show_tools(self, has_picture: bool) -> None:
        """Show what is for a picture only where there is one."""
        for widget in (
            *self.buttons.values(),
            self.fitButton,
            self.removeButton,
            self.proposeButton,
            self.strip,
        ):
            widget.setVisible(has_picture)
        self.scale.setVisible(has_picture)
        self.contrast.setVisible(has_picture)

    def _add_keys(self) -> None:
        """The letters work at once; a button's own shortcut would press it slowly."""
        buttons = {"M": self.lengthButton, "W": self.widthButton, "S": self.scaleButton, "H": self.panButton}
        for key, button in {**buttons, "F": self.fitButton}.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)

    def _arrange(self) -> None:
        mark(self.title, "title")
        self.head.insertWidget(2, self.title, 1)
        self.head.insertWidget(3, self.state)
        icon("mdi6.chevron-left", self.backButton)
        icon("mdi6.image-plus-outline", self.addButton)
        self.backButton.setAccessibleName("Back to the samples")
        self.tools.addStretch(1)
        self.tools.addWidget(self.shown)
        self.canvas.setToolTip(_KEYS)
        self.outer.insertWidget(1, self.banner)
        self.cardColumn.addWidget(self.outline_bar)
        self.cardColumn.addWidget(self.place, 1)
        self.cardColumn.addWidget(self.upload_line)
        self.cardColumn.addWidget(self.strip)
        for panel in (self.sizes, self.scale, self.contrast):
            self.sideColumn.addWidget(panel)
        self.sideColumn.addStretch(1)
        self.sideArea.setAlignment(Qt.AlignTop)
        self.sideArea.verticalScrollBar().rangeChanged.connect(self._make_room)

    def _make_room(self, _low: int, high: int) -> None:
        """The scroll bar stands in the margin, so that the cards keep their width."""
        bar = self.sideArea.verticalScrollBar().sizeHint().width() if high else 0
        self.sideColumn.setContentsMargins(0, 0, max(_MARGIN - bar, GRID), 0)
