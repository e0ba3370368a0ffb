"""What each column of a list's file is taken for, to be chosen by the person where it was guessed wrongly."""

from __future__ import annotations

from functools import partial

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from backend.domain.sample_list import COLUMNS, Guess, mapping_problem
from ssx_widget.common.elided import Elided
from ssx_widget.theme import GRID, label, mark

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
        self._shown: tuple[Guess, ...] = ()
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
        self._grid.setColumnStretch(1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._rows)
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
        self._problem.hide()
        self._remark.setText(f"What the columns of {file} are; kept for lists with the same header.")
        if guesses == self._shown:
            return
        self._shown, self.combos = guesses, []
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for guess in guesses:
            self._add(guess)

    def _add(self, guess: Guess) -> None:
        title = guess.header or f"Column {guess.index + 1}"
        examples = Elided()
        mark(examples, "label")
        examples.tell(", ".join(guess.examples) or "empty")
        combo = QComboBox()
        combo.addItem(_UNREAD, "")
        for column in COLUMNS:
            combo.addItem(column.title, column.key)
        combo.setCurrentIndex(combo.findData(guess.key))
        combo.setAccessibleName(f"{title} is")
        combo.activated.connect(partial(self._choose, guess.index))
        doubt = QLabel("" if guess.certainty >= _SURE or not guess.key else "guessed")
        mark(doubt, "verdict", tone="warn")
        row = self._grid.rowCount()
        for place, widget in enumerate((label(title, "plain"), examples, combo, doubt)):
            self._grid.addWidget(widget, row, place)
        self.combos.append(combo)

    def _choose(self, index: int, _place: int) -> None:
        """The column that had this meaning before gives it up: no two have one."""
        wanted = self.combos[index].currentData()
        keys = [
            "" if place != index and combo.currentData() == wanted else str(combo.currentData())
            for place, combo in enumerate(self.combos)
        ]
        problem = mapping_problem(keys)
        self._problem.setText(problem or "")
        self._problem.setVisible(bool(problem))
        if problem is None:
            self.chosen.emit(tuple(keys))
