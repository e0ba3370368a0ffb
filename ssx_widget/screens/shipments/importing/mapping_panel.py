# SPDX-License-Identifier: LGPL-3.0-or-later
"""What each column of a list's file is taken for, to be chosen by the person where it was guessed wrongly."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from backend.domain.sample_list import COLUMNS, Guess, mapping_problem
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.widgets.elided import Elided
from ssx_widget.widgets.scroll_area import scrolled

_HEIGHT = 62 * GRID
_UNREAD = "not read"
_SURE = 0.95


class MappingPanel(QFrame):
    """`chosen(keys)`: the columns of the file in their order, "" for one that is not read.
    `titlesWanted(bool)`: its first line holds titles, or not.
    """

    chosen = Signal(object)
    titlesWanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self.combos: list[QComboBox] = []
        self._doubts: list[QLabel] = []
        self._guesses: tuple[Guess, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._remark, self._problem = label("", "label"), label("", "error")
        for words in (self._remark, self._problem):
            words.setWordWrap(True)
        self.titles = QCheckBox("The &first line holds titles")
        self.titles.clicked.connect(self.titlesWanted)
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(3, 1)
        area = scrolled(self._rows)
        self._rows.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        area.setFocusPolicy(Qt.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        head = QHBoxLayout()
        head.addWidget(self._remark, 1)
        head.addWidget(self.titles)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addWidget(self._problem)
        self.setFixedHeight(_HEIGHT)
        self.hide()

    def show_columns(self, file: str, guesses: tuple[Guess, ...], asked: bool) -> None:
        """Show what the columns of a file are taken for; `asked` if a person said that it has titles."""
        known = any(guess.header for guess in guesses)
        self.titles.setChecked(known)
        self.titles.setEnabled(asked or not known)
        self.titles.setToolTip("" if self.titles.isEnabled() else "The titles were recognised.")
        self._remark.setText(f"What the columns of {file} are; kept for lists with the same header.")
        if guesses == self._guesses:
            return
        self._guesses = guesses
        self._problem.hide()
        columns = tuple((guess.header, guess.examples) for guess in guesses)
        if columns != self._shown:
            self._shown = columns
            self._build(guesses)
        # A line that is being worked with stays where it is, and keeps the keyboard.
        for guess, combo, doubt in zip(guesses, self.combos, self._doubts, strict=True):
            combo.setCurrentIndex(combo.findData(guess.key))
            doubt.setText("" if guess.certainty >= _SURE or not guess.key else "guessed")

    def _build(self, guesses: tuple[Guess, ...]) -> None:
        self.combos, self._doubts = [], []
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for row, guess in enumerate(guesses):
            self._add(row, guess)

    def _add(self, row: int, guess: Guess) -> None:
        title = guess.header or f"Column {guess.index + 1}"
        examples, combo, doubt = Elided(), QComboBox(), QLabel()
        mark(examples, "label")
        mark(doubt, "verdict", tone="warn")
        examples.tell(", ".join(guess.examples) or "empty")
        combo.addItem(_UNREAD, "")
        for column in COLUMNS:
            combo.addItem(column.title, column.key)
        combo.setAccessibleName(f"{title} is")
        combo.activated.connect(lambda _place: self._choose())
        for place, widget in enumerate((label(title, "plain"), combo, doubt, examples)):
            self._grid.addWidget(widget, row, place)
        self.combos.append(combo)
        self._doubts.append(doubt)

    def _choose(self) -> None:
        """Take it once no two columns have one meaning; until then nothing of it is lost."""
        keys = [str(combo.currentData()) for combo in self.combos]
        problem = mapping_problem(keys)
        self._problem.setText(problem or "")
        self._problem.setVisible(bool(problem))
        if problem is None:
            self.chosen.emit(tuple(keys))
