# SPDX-License-Identifier: LGPL-3.0-or-later
"""What each scan does, at which place, and how many were taken."""

from __future__ import annotations

from collections.abc import Iterable

from qtpy.QtCore import QStringListModel, Qt, Signal
from qtpy.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from backend.domain.states import AT_FACILITY
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.screens.dewars.dewar_steps import HAS_PLACE, SCAN_STEPS
from ssx_widget.screens.dewars.scan_queue import QueuedScan
from ssx_widget.widgets.chip import Chip

_LONGEST_PLACE = 45


class Station(QWidget):
    """`questionsWanted()`: show the next scan that waits for an answer. `chosen()`: go on scanning."""

    questionsWanted = Signal()
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step, self.place, self.sound = QComboBox(), QLineEdit(), QToolButton()
        self.taken, self.waiting, self.questions = Chip(), Chip(), QPushButton()
        self._places = QStringListModel(self)
        self._fill()
        self._arrange()
        self.step.activated.connect(lambda _index: self._follow_step())
        self.place.returnPressed.connect(self.chosen)
        self.questions.clicked.connect(self.questionsWanted)
        self._follow_step()

    @property
    def state(self) -> str:
        """The state into which each scan takes its dewar; empty when it only shows it."""
        return str(self.step.currentData())

    @property
    def place_words(self) -> str:
        """The place that was typed or scanned."""
        return str(self.place.text().strip())

    @property
    def places(self) -> list[str]:
        """The places in use."""
        return list(self._places.stringList())

    def suggest(self, places: Iterable[str]) -> None:
        """Suggest these places while one is typed."""
        self._places.setStringList(list(places))

    def take_place(self, place: str) -> None:
        """A place was scanned: the next dewars are put there, as arrived unless a step is chosen."""
        self.place.setText(place[:_LONGEST_PLACE])
        if self.state not in HAS_PLACE:
            self.step.setCurrentIndex(self.step.findData(AT_FACILITY))
        self._follow_step()

    def show_counts(self, entries: Iterable[QueuedScan]) -> None:
        """Say how many of the scans were taken, wait, or ask something."""
        held = list(entries)
        taken = sum(entry.state == "taken" and bool(entry.scan.state) for entry in held)
        waiting = sum(entry.state == "waiting" for entry in held)
        asking = sum(entry.is_open for entry in held)
        for chip, count, words in ((self.taken, taken, "taken"), (self.waiting, waiting, "waiting")):
            chip.show_state(f"{count} {words}" if count else "", "ok" if words == "taken" else "warn")
        self.questions.setText(f"{asking} to answer")
        self.questions.setVisible(bool(asking))

    def _fill(self) -> None:
        for state, words in SCAN_STEPS:
            self.step.addItem(words, state)
        self.step.setAccessibleName("What each scan does")
        self.place.setAccessibleName("Place for the next dewars")
        self.place.setPlaceholderText("type or scan a place")
        self.place.setMaxLength(_LONGEST_PLACE)
        self.place.setToolTip("Stays for the next dewars; a barcode that begins with “place:” sets it")
        completer = QCompleter(self._places, self)
        completer.setCaseSensitivity(Qt.CaseInsensitive)
        completer.setFilterMode(Qt.MatchContains)
        self.place.setCompleter(completer)
        self.sound.setCheckable(True)
        self.sound.setChecked(True)
        self.sound.setAccessibleName("Sound")
        self.sound.setToolTip("A sound for taken, another for not taken")
        mark(self.sound, "plain")
        self.sound.toggled.connect(self._show_sound)
        self._show_sound(True)
        mark(self.questions, "chip", tone="warn")
        self.questions.setToolTip("Show the next scan that asks something (F8)")
        self.questions.hide()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        for words, field in (("&Each scan", self.step), ("a&t", self.place)):
            named = label(words, "label")
            named.setBuddy(field)
            row.addWidget(named)
            row.addWidget(field)
        self.place.setMinimumWidth(45 * GRID)
        row.addStretch(1)
        for widget in (self.taken, self.waiting, self.questions, self.sound):
            row.addWidget(widget)

    def _show_sound(self, is_on: bool) -> None:
        icon("mdi6.volume-high" if is_on else "mdi6.volume-off", self.sound, 18)

    def _follow_step(self) -> None:
        """A scan that takes a step is never mistaken for a look."""
        mark(self.step, "field", armed=bool(self.state))
        self.chosen.emit()
