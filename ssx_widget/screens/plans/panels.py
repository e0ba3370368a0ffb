# SPDX-License-Identifier: LGPL-3.0-or-later
"""What follows from a plan: the checks, each with a way to its place, and what it comes to in all."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from backend.domain.plans.plan_checks import Check
from ssx_widget.look.theme import GRID, label, mark

_SIGNS = {"impossible": ("×", "bad"), "warning": ("!", "warn"), "ok": ("✓", "ok")}
_SAID = {"impossible": "Cannot be", "warning": "Needs a look", "ok": "Right"}


class ChecksPanel(QFrame):
    """`showWanted(place)`: go to where a check fails."""

    showWanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_CheckRow] = []
        self._column = _card(self, "Checks")
        self._none = label("A train, added above or by a template, is what there is to check.", "remark")
        self._none.setWordWrap(True)
        self._column.addWidget(self._none)
        self._column.addStretch(1)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these."""
        while len(self._rows) < len(checks):
            row = _CheckRow(self)
            row.button.clicked.connect(lambda _checked, row=row: self.showWanted.emit(row.place))
            self._column.insertWidget(len(self._rows) + 1, row)
            self._rows.append(row)
        for row, check in zip(self._rows, checks, strict=False):
            row.show_check(check)
        for row in self._rows[len(checks) :]:
            row.hide()
        self._none.setVisible(not checks)


class _CheckRow(QFrame):
    """One check: sign, sentence, and Show where it has a place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = ""
        mark(self, "entry")
        self._sign, self._words = label("", "verdict"), label("", "plain")
        self._words.setWordWrap(True)
        self._sign.setFixedWidth(5 * GRID)
        self.button = QPushButton("Show")
        mark(self.button, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GRID, 0, GRID)
        row.addWidget(self._sign, 0, Qt.AlignTop)
        row.addWidget(self._words, 1)
        row.addWidget(self.button, 0, Qt.AlignTop)

    def show_check(self, check: Check) -> None:
        """Show another one."""
        sign, tone = _SIGNS[check.state]
        self.place = check.place
        self._sign.setText(sign)
        self._sign.setAccessibleName(_SAID[check.state])
        mark(self._sign, "verdict", tone=tone)
        self._words.setText(check.sentence)
        self.button.setVisible(bool(check.place) and check.state != "ok")
        self.button.setAccessibleName(f"Show: {check.sentence}")
        self.show()


class TotalsPanel(QFrame):
    """Repetitions, time, images and data; each with its formula in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = _card(self, "In all")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(2 * GRID)
        self._grid.setColumnStretch(0, 1)
        self._labels: list[tuple[QLabel, QLabel]] = []
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_figures(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """Show these: label, value, formula."""
        while len(self._labels) < len(figures):
            pair = label("", "plain"), label("", "figure")
            pair[0].setWordWrap(True)
            self._grid.addWidget(pair[0], len(self._labels), 0)
            self._grid.addWidget(pair[1], len(self._labels), 1, Qt.AlignRight)
            self._labels.append(pair)
        for (words, value), (said, shown, formula) in zip(self._labels, figures, strict=True):
            words.setText(said)
            value.setText(shown)
            for each in (words, value):
                each.setToolTip(formula)
                each.setAccessibleName(f"{said}: {shown}")


def _card(frame: QFrame, heading: str) -> QVBoxLayout:
    mark(frame, "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
    column.setSpacing(GRID)
    column.addWidget(label(heading, "heading"))
    return column
