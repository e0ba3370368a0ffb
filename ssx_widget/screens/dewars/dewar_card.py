# SPDX-License-Identifier: LGPL-3.0-or-later
"""The card of one dewar: what and whose it is, where it stands, and the steps that it can take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from backend.domain.states import CLOSED, RETURNED, shown
from ssx_widget.look.texts import contents_words
from ssx_widget.look.theme import mark
from ssx_widget.screens.dewars.dewar_search import FoundDewar
from ssx_widget.screens.dewars.dewar_steps import refill_words, steps, undo_words
from ssx_widget.screens.dewars.texts import cold_words, packing_words, session_words, tone_of
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.ui_file import load_ui


class DewarCard(QFrame):
    """`stepWanted(state)`: take the dewar there. `undoWanted()` and `refillWanted()` are of this dewar too.

    `shipmentWanted(key)`: show its shipment.
    """

    stepWanted = Signal(str)
    undoWanted = Signal()
    refillWanted = Signal()
    shipmentWanted = Signal(int)

    head: QHBoxLayout
    code: QLabel
    owner: QLabel
    buttons: QHBoxLayout
    grid: QGridLayout
    stands: QLabel
    cold: QLabel
    packing: QLabel
    contents: QLabel
    session: QLabel
    barcode: QLabel
    shipmentButton: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_ui("dewar_card.ui", self)
        self._found: FoundDewar | None = None
        self._offered: tuple[int, str | None, str] | None = None
        self.state = Chip()
        self.head.insertWidget(1, self.state)
        self.head.setStretchFactor(self.owner, 1)
        self.primary: QPushButton | None = None
        self.shipmentButton.clicked.connect(self._open_shipment)

    @property
    def found(self) -> FoundDewar | None:
        """The dewar that is shown."""
        return self._found

    def show_found(self, found: FoundDewar) -> None:
        """Show a dewar."""
        self._found = found
        dewar = found.dewar
        self.code.setText(dewar["code"] or "without a code")
        self.state.show_state(shown(dewar["dewarStatus"]), tone_of(dewar["dewarStatus"]))
        self.owner.setText(" · ".join(filter(None, (found.owner_words, found.parcel_words))))
        self.stands.setText(dewar["storageLocation"] or "no place noted")
        self.contents.setText(contents_words(dewar["containers"]))
        self.session.setText(session_words(found.shipment["sessions"]))
        self.barcode.setText(dewar["barCode"] or "none")
        packed = (packing_words(dewar), refill_words(found.history))
        self.packing.setText(" · ".join(filter(None, packed)))
        words, tone = cold_words(dewar["coldUntil"], datetime.now(timezone.utc))
        self.cold.setText(words)
        self.cold.setToolTip("" if dewar["coldUntil"] else "It needs the time of filling and the hold time")
        mark(self.cold, "verdict" if tone else "plain", tone=tone)
        self._show_steps(found)

    def allow(self, is_free: bool) -> None:
        """Grey the steps while one is being taken."""
        for place in range(self.buttons.count()):
            widget = self.buttons.itemAt(place).widget()
            if widget is not None:
                widget.setEnabled(is_free)

    def _show_steps(self, found: FoundDewar) -> None:
        """The buttons stay when nothing else can be done now: one may be pressed at this moment."""
        offered = (found.dewar["dewarId"], found.dewar["dewarStatus"], undo_words(found.history))
        if offered == self._offered:
            self.allow(True)
            return
        self._offered = offered
        while item := self.buttons.takeAt(0):
            if item.widget():
                item.widget().deleteLater()
        made = [self._step_button(step.state, step.words) for step in steps(found.dewar["dewarStatus"])]
        self.primary = made[0] if made else None
        if self.primary:
            mark(self.primary, "primary")
            self.primary.setToolTip("The usual next step (Ctrl+Enter)")
        if found.dewar["dewarStatus"] not in (RETURNED, CLOSED):
            made.append(
                _button("Refill LN₂", "Note that liquid nitrogen was topped up now", self.refillWanted.emit)
            )
        for button in made:
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        back = undo_words(found.history)
        if back:
            self.buttons.addWidget(_button(back, "Take the last step back (Ctrl+Z)", self.undoWanted.emit))

    def _step_button(self, state: str, words: str) -> QPushButton:
        return _button(words, f"The dewar is then: {shown(state)}", lambda: self.stepWanted.emit(state))

    def _open_shipment(self) -> None:
        if self._found:
            self.shipmentWanted.emit(self._found.shipment["shippingId"])


def _button(words: str, tip: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.clicked.connect(lambda _checked: do())
    return button
