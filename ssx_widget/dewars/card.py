"""The card of one dewar: what and whose it is, where it stands, and the steps that it can take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from qtpy.QtCore import QStringListModel, Qt, Signal
from qtpy.QtWidgets import (
    QCompleter,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from backend.domain.states import shown
from ssx_widget.common.chip import Chip
from ssx_widget.common.contents import contents_words
from ssx_widget.common.ui_file import load_ui
from ssx_widget.dewars.finding import Found
from ssx_widget.dewars.steps import Step, steps, undo
from ssx_widget.dewars.words import session_words, tone_of
from ssx_widget.theme import mark


class DewarCard(QFrame):
    """`stepWanted(Step)`: take the dewar there. `shipmentWanted(key)`: show its shipment."""

    stepWanted = Signal(object)
    shipmentWanted = Signal(int)

    head: QHBoxLayout
    code: QLabel
    owner: QLabel
    buttons: QHBoxLayout
    grid: QGridLayout
    place: QLineEdit
    stands: QLabel
    contents: QLabel
    session: QLabel
    barcode: QLabel
    shipmentButton: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_ui("dewar_card.ui", self)
        self._found: Found | None = None
        self.state = Chip()
        self.head.insertWidget(1, self.state)
        self.head.setStretchFactor(self.owner, 1)
        self._places = QStringListModel(self)
        completer = QCompleter(self._places, self)
        completer.setCaseSensitivity(Qt.CaseInsensitive)
        completer.setFilterMode(Qt.MatchContains)
        self.place.setCompleter(completer)
        self.primary: QPushButton | None = None
        self.shipmentButton.clicked.connect(self._open_shipment)

    @property
    def found(self) -> Found | None:
        """The dewar that is shown."""
        return self._found

    def suggest(self, places: Iterable[str]) -> None:
        """Suggest these places while one is typed."""
        self._places.setStringList(list(places))

    def show_found(self, found: Found) -> None:
        """Show a dewar; the place for its next step stays as it was typed."""
        self._found = found
        dewar = found.dewar
        self.code.setText(dewar["code"] or "without a code")
        self.state.show_state(shown(dewar["dewarStatus"]), tone_of(dewar["dewarStatus"]))
        self.owner.setText(" · ".join(filter(None, (found.owner_words, found.parcel_words))))
        self.stands.setText(dewar["storageLocation"] or "no place noted")
        self.contents.setText(contents_words(dewar["containers"]))
        self.session.setText(session_words(found.shipment["sessions"]))
        self.barcode.setText(dewar["barCode"] or "none")
        self._show_steps(found)

    def allow(self, is_free: bool) -> None:
        """Grey the steps while one is being taken."""
        for place in range(self.buttons.count()):
            widget = self.buttons.itemAt(place).widget()
            if widget is not None:
                widget.setEnabled(is_free)

    def _show_steps(self, found: Found) -> None:
        while item := self.buttons.takeAt(0):
            if item.widget():
                item.widget().deleteLater()
        made = [self._button(step, partial(self._take, step.state)) for step in self._steps()]
        for button in made:
            self.buttons.addWidget(button)
        self.primary = made[0] if made else None
        if self.primary:
            mark(self.primary, "primary")
            self.primary.setToolTip("The usual next step (Ctrl+Enter)")
        self.buttons.addStretch(1)
        back = undo(found.history)
        if back:
            self.buttons.addWidget(self._button(back, partial(self.stepWanted.emit, back)))

    def _button(self, step: Step, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(step.words)
        button.setToolTip(f"The dewar is then: {shown(step.state)}")
        button.clicked.connect(lambda _checked: do())
        return button

    def _steps(self) -> list[Step]:
        """The steps to the place that is typed now."""
        return steps(self._found.dewar, self.place.text()) if self._found else []

    def _take(self, state: str) -> None:
        self.stepWanted.emit(next(step for step in self._steps() if step.state == state))

    def _open_shipment(self) -> None:
        if self._found:
            self.shipmentWanted.emit(self._found.shipment["shippingId"])
