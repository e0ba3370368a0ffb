# SPDX-License-Identifier: LGPL-3.0-or-later
"""A plan from a template: a few times are asked for, and what they make is drawn while they are typed."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QShortcut,
    QVBoxLayout,
    QWidget,
)

from backend.domain.fields.field import Field
from backend.domain.plans.plan_templates import MOST_DELAYS, TEMPLATES, PlanTemplate, delays_again, made
from backend.domain.plans.timing import Timing, timing_of
from ssx_widget.editing.draft import Row
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.plans import texts
from ssx_widget.timeline.timeline import Timeline
from ssx_widget.widgets.scroll_area import scrolled
from ssx_widget.widgets.unit_line import UnitLine

_WIDTH = 130 * GRID


class TemplatePage(QWidget):
    """`planMade(row)`: a plan as on the wire. `cancelled()`: none is wanted."""

    planMade = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.kind.setAccessibleName("Template")
        for template in TEMPLATES:
            self.kind.addItem(template.words)
        self._remark, self._error, self._sum = label("", "remark"), label("", "error"), label("", "remark")
        self.lines: dict[str, QLineEdit | QComboBox] = {}
        self._errors: dict[str, QLabel] = {}
        self._form = QWidget()
        self.number = QComboBox()
        self.preview = Timeline()
        self.make_button, self.cancel_button = QPushButton("&Make plan"), QPushButton("Cancel")
        self._row: Row | None = None
        self._arrange()
        self.kind.currentIndexChanged.connect(lambda _place: self._ask())
        self.make_button.clicked.connect(self._make)
        self.cancel_button.clicked.connect(self.cancelled)
        away = QShortcut(QKeySequence("Esc"), self)
        away.setContext(Qt.WidgetWithChildrenShortcut)
        away.activated.connect(self.cancelled)
        self._ask()

    @property
    def template(self) -> PlanTemplate:
        """The one that is chosen."""
        return TEMPLATES[self.kind.currentIndex()]

    def begin(self, place: int) -> None:
        """Ask for what a template needs, the cursor in its first field."""
        self.kind.setCurrentIndex(place)
        self._ask()
        first = next(iter(self.lines.values()))
        first.setFocus(Qt.ShortcutFocusReason)

    def _arrange(self) -> None:
        card = QFrame()
        mark(card, "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 4 * GRID)
        inner.setSpacing(3 * GRID)
        self.kind.setMaximumWidth(_WIDTH)
        self._error.setWordWrap(True)
        inner.addWidget(self.kind)
        inner.addWidget(self._remark)
        self._slot = QVBoxLayout()
        inner.addLayout(self._slot)
        inner.addWidget(self._error)
        buttons = QHBoxLayout()
        mark(self.make_button, "primary")
        buttons.addWidget(self.make_button)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self._sum, 1)
        inner.addLayout(buttons)
        self.preview.setFocusPolicy(Qt.NoFocus)
        self.preview.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.preview.setAccessibleName("What the template makes")
        page = QWidget()
        mark(page, "page")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(page))
        column = QVBoxLayout(page)
        column.setContentsMargins(5 * GRID, 3 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(label("New plan from a template", "title"))
        column.addWidget(card)
        column.addWidget(self.preview)
        column.addStretch(1)

    def _ask(self) -> None:
        """The fields of the chosen template, filled with what is usual."""
        self._remark.setText(self.template.remark)
        self._slot.removeWidget(self._form)
        self._form.deleteLater()
        self._form = QWidget()
        self._form.setMaximumWidth(_WIDTH)
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        self.lines, self._errors = {}, {}
        self.number = QComboBox()
        self.number.addItems([str(number) for number in range(1, MOST_DELAYS + 1)])
        self.number.activated.connect(lambda place: self._spread(place + 1))
        for field in self.template.fields:
            if field.name == "delays":
                self._add_row(grid, "Number of delays", self.number)
            self._add(grid, field)
        self._slot.addWidget(self._form)
        self._chain_tabs()
        self._count()
        self._follow()

    def _add(self, grid: QGridLayout, field: Field) -> None:
        line: QLineEdit | QComboBox
        if field.kind == "choice":
            line = QComboBox()
            line.addItems(field.choices)
            line.setCurrentText(field.show(field.default))
            line.currentTextChanged.connect(lambda _text: self._follow())
        else:
            line = UnitLine(field.unit)
            line.setText(field.show(field.default))
            line.textEdited.connect(lambda _text: self._follow())
            line.returnPressed.connect(self._make)
        line.setToolTip(field.help)
        self._add_row(grid, field.label, line)
        error = label("", "error")
        error.setWordWrap(True)
        error.hide()
        grid.addWidget(error, grid.rowCount(), 1)
        self.lines[field.name], self._errors[field.name] = line, error

    def _add_row(self, grid: QGridLayout, words_: str, widget: QWidget) -> None:
        said = label(words_, "label")
        said.setBuddy(widget)
        widget.setAccessibleName(words_)
        place = grid.rowCount()
        grid.addWidget(said, place, 0, Qt.AlignRight | Qt.AlignVCenter)
        grid.addWidget(widget, place, 1)

    def _chain_tabs(self) -> None:
        """Tab goes as one reads, also through fields that were made later."""
        before: QWidget = self.kind
        wanted: list[QWidget] = []
        for name, line in self.lines.items():
            wanted += [self.number, line] if name == "delays" else [line]
        for widget in (*wanted, self.make_button, self.cancel_button):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _texts(self) -> dict[str, str]:
        return {
            name: line.currentText() if isinstance(line, QComboBox) else line.text()
            for name, line in self.lines.items()
        }

    def _follow(self) -> None:
        """Draw what the fields make, or say what is wrong where it is."""
        self._row, errors = made(self.template, self._texts())
        for name, error in self._errors.items():
            error.setText(errors.get(name, ""))
            error.setVisible(name in errors)
            mark(self.lines[name], "field", wrong=name in errors)
        self._error.setText(errors.get("", ""))
        self._error.setVisible("" in errors)
        self.make_button.setEnabled(self._row is not None)
        self.make_button.setToolTip("" if self._row else "Put right what is red first.")
        self._sum.setText(_sum(timing_of(self._row)) if self._row else "")
        if self._row:
            self.preview.show_timing(timing_of(self._row), {})
        self._count()

    def _count(self) -> None:
        """The number of delays is that of the text."""
        line = self.lines.get("delays")
        if isinstance(line, QLineEdit) and self._row:
            excitations = self._row["repeatedSequence"]["timedExcitations"]
            self.number.setCurrentIndex(len(excitations) - 1)

    def _spread(self, number: int) -> None:
        """Another number of delays: as many between the first and the last, evenly in decades."""
        line = self.lines.get("delays")
        if isinstance(line, QLineEdit):
            try:
                line.setText(delays_again(line.text(), number))
            except ValueError:
                return
            self._follow()

    def _make(self) -> None:
        if self._row is not None:
            self.planMade.emit(self._row)


def _sum(timing: Timing) -> str:
    """What it comes to, in a line."""
    return " · ".join(f"{said} {value}" for said, value, _formula in texts.figures(timing)[:3])
