"""The right side of the labels screen: what to print, what to look at before, and the two ways out."""

from __future__ import annotations

from qtpy.QtCore import Signal
from qtpy.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from hwobj.rest import Row
from ssx_widget.common.pick import Pick
from ssx_widget.common.ui_file import load_ui
from ssx_widget.desk import Desk
from ssx_widget.labels.dewar_choice import DewarChoice
from ssx_widget.labels.missing import Missing, missing
from ssx_widget.labels.offers import PAPER_WORDS, Offers
from ssx_widget.labels.page_range import pages_of
from ssx_widget.labels.remark_lines import RemarkLines
from ssx_widget.labels.remarks import remarks
from ssx_widget.labels.wish import Wish
from ssx_widget.theme import mark

ENGINE_WORDS = {"wkhtmltopdf": "wkhtmltopdf", "weasyprint": "WeasyPrint"}


class LabelChoices(QFrame):
    """`changed()`: other labels are wanted. `pagesChanged()`: other pages of them, or copies.

    `shipmentPicked(key)`, `saveWanted()` and `printWanted()` are for the screen.
    """

    changed = Signal()
    pagesChanged = Signal()
    shipmentPicked = Signal(object)
    saveWanted = Signal()
    printWanted = Signal()

    grid: QGridLayout
    shipmentLabel: QLabel
    templateCombo: QComboBox
    paperCombo: QComboBox
    copiesSpin: QSpinBox
    pagesLine: QLineEdit
    pagesError: QLabel
    moreButton: QPushButton
    engineLabel: QLabel
    engineCombo: QComboBox
    dewarsHeading: QLabel
    allButton: QPushButton
    dewars: DewarChoice
    remarksArea: QScrollArea
    remarks: RemarkLines
    saveButton: QPushButton
    printButton: QPushButton

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_ui("label_choices.ui", self)
        self._desk = desk
        self._offers: Offers | None = None
        self._info: Row | None = None
        self._checklist: list[Row] = []
        self._is_loaded = False
        self.shipment = Pick(
            desk, "shippings", narrow=lambda: {"proposalId": desk.proposal_id}, can_make=False
        )
        self.shipment.setAccessibleName("Shipment")
        self.shipmentLabel.setBuddy(self.shipment)
        self.grid.addWidget(self.shipment, 0, 1)
        self.grid.setColumnStretch(1, 1)
        for widget in (self.pagesError, self.moreButton, self.engineLabel, self.engineCombo):
            widget.hide()
        self._show_dewars([])
        self._connect()

    @property
    def offers(self) -> Offers | None:
        """What the backend can make; None until it has said so."""
        return self._offers

    def show_offers(self, offers: Offers) -> None:
        """Fill the choices; the usual ones of this person are picked."""
        self._offers = offers
        usual = self._desk.preferences
        self.templateCombo.clear()
        for template in offers.templates:
            self.templateCombo.addItem(template.title, template.name)
        self.templateCombo.setCurrentIndex(max(0, self.templateCombo.findData(usual.template)))
        self._show_papers()
        self.engineCombo.clear()
        self.engineCombo.addItem("Automatic", "auto")
        for name in offers.engines:
            self.engineCombo.addItem(ENGINE_WORDS.get(name, name), name)
        self.moreButton.setVisible(len(offers.engines) > 1)

    def show_shipment(self, info: Row | None, checklist: list[Row]) -> None:
        """Show a shipment with its dewars; those that stood here already are checked as they were."""
        self._info, self._checklist, self._is_loaded = info, checklist, True
        self.shipment.show_value(info["shippingId"] if info else None, info)
        self._show_dewars(info["dewars"] if info else [])

    @property
    def shipment_name(self) -> str:
        """What the person calls the shipment."""
        return str((self._info or {}).get("shippingName") or "")

    def open_shipment(self) -> None:
        """Go to the shipment's own page."""
        if self._info:
            self._desk.show("shipments", self._info["shippingId"])

    def missing(self) -> Missing | None:
        """What keeps labels from being made; also None while that is not known yet."""
        if self._offers is None or not self._is_loaded:
            return None
        return missing(self._offers, self._info, self.dewars.checked)

    def wish(self) -> Wish | None:
        """The labels that are wanted; None while a choice is missing."""
        if self._info is None or self._offers is None or self.missing():
            return None
        return Wish(
            self._info["shippingId"],
            self.dewars.checked,
            self.templateCombo.currentData(),
            self.paperCombo.currentData(),
            self.engineCombo.currentData(),
        )

    @property
    def copies(self) -> int:
        """How often everything is printed."""
        return int(self.copiesSpin.value())

    def places(self, count: int) -> list[int]:
        """The pages that are wanted of so many, counted from 0. Raises ValueError with a sentence."""
        return pages_of(self.pagesLine.text(), count)

    def show_page_problem(self, sentence: str) -> None:
        """Say below the field what is wrong with the pages; nothing when there is nothing."""
        self.pagesError.setText(sentence)
        self.pagesError.setVisible(bool(sentence))
        self.pagesLine.setAccessibleDescription(sentence)
        mark(self.pagesLine, "field", wrong=bool(sentence))

    def allow(self, why_not: str) -> None:
        """Grey both buttons with the reason, or free them."""
        for button, tip in ((self.saveButton, "Save as PDF"), (self.printButton, "Print (Ctrl+P)")):
            button.setEnabled(not why_not)
            button.setToolTip(why_not or tip)

    def _connect(self) -> None:
        self.shipment.picked.connect(lambda key, _row: self.shipmentPicked.emit(key))
        self.templateCombo.activated.connect(lambda _index: self._take_template())
        self.paperCombo.activated.connect(lambda _index: self._take_paper())
        self.engineCombo.activated.connect(lambda _index: self.changed.emit())
        self.copiesSpin.valueChanged.connect(lambda _value: self.pagesChanged.emit())
        self.pagesLine.textChanged.connect(lambda _text: self.pagesChanged.emit())
        self.moreButton.toggled.connect(self._unfold)
        self.dewars.changed.connect(self._take_dewars)
        self.allButton.clicked.connect(lambda: self.dewars.check_all(not self.dewars.are_all_checked))
        self.remarks.mendWanted.connect(self.open_shipment)
        self.saveButton.clicked.connect(self.saveWanted)
        self.printButton.clicked.connect(self.printWanted)

    def _show_papers(self) -> None:
        self.paperCombo.clear()
        if self._offers and self._offers.templates:
            for paper in self._offers.templates[self.templateCombo.currentIndex()].papers:
                self.paperCombo.addItem(PAPER_WORDS.get(paper, paper), paper)
        self.paperCombo.setCurrentIndex(max(0, self.paperCombo.findData(self._desk.preferences.paper)))

    def _take_template(self) -> None:
        self._desk.preferences.template = self.templateCombo.currentData()
        self._show_papers()
        self.changed.emit()

    def _take_paper(self) -> None:
        self._desk.preferences.paper = self.paperCombo.currentData()
        self.changed.emit()

    def _take_dewars(self) -> None:
        self._show_remarks()
        self.changed.emit()

    def _show_dewars(self, dewars: list[Row]) -> None:
        self.dewars.show_dewars(dewars)
        for widget in (self.dewarsHeading, self.allButton, self.dewars):
            widget.setVisible(bool(dewars))
        self._show_remarks()

    def _show_remarks(self) -> None:
        self.allButton.setText("None" if self.dewars.are_all_checked else "All")
        self.remarks.show_remarks(remarks(self._checklist, self.dewars.checked))

    def _unfold(self, is_open: bool) -> None:
        self.moreButton.setText("Less" if is_open else "More")
        self.engineLabel.setVisible(is_open)
        self.engineCombo.setVisible(is_open)
