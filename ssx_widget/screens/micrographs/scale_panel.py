# SPDX-License-Identifier: LGPL-3.0-or-later
"""How large a pixel is: typed, or by a line over the scale bar and its length."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend.domain.fields.field import Field
from backend.domain.fields.ssx_fields import FIELDS
from backend.domain.science.crystal_sizes import MeasuredLine
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.widgets.unit_line import UnitLine

_BAR = Field("bar", "Length of the bar", "number", "µm", minimum=0, minimum_exclusive=True, required=True)


class ScalePanel(QFrame):
    """`scaled(micrometres)`: the line over the bar says how large a pixel is. `left()`: it was given up."""

    scaled = Signal(float)
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._line: MeasuredLine | None = None
        self.form = Form(
            context, [field for field in FIELDS["Micrograph"] if field.name == "objectSidePixelSize"]
        )
        self.hint = label("", "remark")
        self.hint.setWordWrap(True)
        self.length = UnitLine("µm")
        self.length.setAccessibleName("Length of the scale bar in µm")
        self.take = QPushButton("Set the scale")
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self._bar = QWidget()
        self._arrange()
        self.length.returnPressed.connect(self._take)
        self.take.clicked.connect(self._take)
        self.show_draft(None)

    def show_draft(self, draft: Draft | None) -> None:
        """Show the scale of another picture."""
        self.form.set_draft(draft)
        self.show_line(None)

    def show_line(self, line: MeasuredLine | None, is_asked: bool = False) -> None:
        """Ask for the length of a line over the bar; `is_asked` says that the line is waited for."""
        self._line = line
        self._bar.setVisible(line is not None)
        self._tell("")
        self.length.clear()
        waits = "Draw a line over the scale bar, from end to end."
        self.hint.setText(
            f"The line is {line.pixels:.1f} pixels long." if line else waits if is_asked else ""
        )
        self.hint.setVisible(line is not None or is_asked)
        if line is not None:
            self.length.setFocus(Qt.OtherFocusReason)

    def _take(self) -> None:
        if self._line is None:
            return
        try:
            micrometres = float(_BAR.parse(self.length.text()))
        except ValueError as error:
            self._tell(str(error))
            return
        pixels = self._line.pixels
        self.show_line(None)
        self.scaled.emit(float(f"{micrometres / pixels:.6g}"))

    def _tell(self, problem: str) -> None:
        self.error.setText(problem)
        self.error.setVisible(bool(problem))
        self.length.setAccessibleDescription(problem)
        mark(self.length, "field", wrong=bool(problem))

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.length, 1)
        row.addWidget(self.take)
        inside = QVBoxLayout(self._bar)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addLayout(row)
        inside.addWidget(self.error)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label("Scale", "heading"))
        column.addWidget(self.form)
        column.addWidget(self.hint)
        column.addWidget(self._bar)
