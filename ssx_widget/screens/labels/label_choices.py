# SPDX-License-Identifier: LGPL-3.0-or-later
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

from backend.domain.papers import PAPERS
from backend.domain.rows.answers import ChecklistEntry, DewarContents, LabelState, ShippingInfo
from ssx_widget.context.app_context import AppContext
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.look.theme import mark
from ssx_widget.screens.labels.label_choice import LabelChoice, LabelSubject, dewar_choice
from ssx_widget.screens.labels.label_kinds import LabelKinds, TemplateOffer
from ssx_widget.screens.labels.label_options import LabelOptions
from ssx_widget.screens.labels.obstacles import LabelObstacles, missing, missing_things
from ssx_widget.screens.labels.page_range import pages_of
from ssx_widget.screens.labels.remark_lines import RemarkLines
from ssx_widget.screens.labels.remarks import print_remarks, remarks
from ssx_widget.screens.labels.tubes import TABLES
from ssx_widget.widgets.progress_line import ProgressLine
from ssx_widget.widgets.ui_file import load_ui

ENGINE_WORDS = {"wkhtmltopdf": "wkhtmltopdf", "weasyprint": "WeasyPrint"}


class LabelChoices(QFrame):
    """`changed()`: other labels are wanted. `pagesChanged()`: other pages of them, or copies.

    `shipmentPicked(key)`, `saveWanted()` and `printWanted()` are for the screen. `thingsWanted(table)`:
    labels of the rows of this table are wanted; an empty name means those of dewars.
    """

    changed = Signal()
    pagesChanged = Signal()
    shipmentPicked = Signal(object)
    thingsWanted = Signal(str)
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
    gridLabel: QLabel
    gridLine: QLineEdit
    blankLabel: QLabel
    blankSpin: QSpinBox
    tableCombo: QComboBox
    dewars: LabelChoice
    things: LabelChoice
    progress: ProgressLine
    remarksArea: QScrollArea
    remarks: RemarkLines
    saveButton: QPushButton
    printButton: QPushButton

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_ui("label_choices.ui", self)
        self._context = context
        self._offers: LabelKinds | None = None
        self._info: ShippingInfo | None = None
        self._checklist: list[ChecklistEntry] = []
        self._prints: list[LabelState] = []
        self._is_loaded = False
        self._wanted: int | None = None
        self.shipment = RowPicker(
            context, "shippings", narrow=lambda: {"proposalId": context.proposal_id}, can_make=False
        )
        self.shipment.setAccessibleName("Shipment")
        self.shipmentLabel.setBuddy(self.shipment)
        self.grid.addWidget(self.shipment, 0, 1)
        self.grid.setColumnStretch(1, 1)
        self.things.is_checked_at_first = False
        self.things.setAccessibleName("Tubes, chips and stocks to print")
        for table, (_, words) in TABLES.items():
            self.tableCombo.addItem(words, table)
        self.pagesError.hide()
        self._unfold(False)
        self._show_dewars([])
        self._connect()

    @property
    def offers(self) -> LabelKinds | None:
        """What the backend can make; None until it has said so."""
        return self._offers

    def show_offers(self, offers: LabelKinds) -> None:
        """Fill the choices; the usual ones of this person are picked."""
        self._offers = offers
        usual = self._context.preferences
        self.templateCombo.clear()
        for template in offers.templates:
            self.templateCombo.addItem(template.title, template.name)
        self.templateCombo.setCurrentIndex(max(0, self.templateCombo.findData(usual.template)))
        self._show_papers()
        self.engineCombo.clear()
        self.engineCombo.addItem("Automatic", "auto")
        for name in offers.engines:
            self.engineCombo.addItem(ENGINE_WORDS.get(name, name), name)
        if self._wanted is not None:
            self._choose_small()
        self._follow_template()

    def want_sample(self, key: int) -> None:
        """Choose the small label of this loaded sample, now or as soon as labels can be chosen."""
        self._wanted = key
        if self._offers is not None:
            self._choose_small()
            self._follow_template()
            self._want_things()

    @property
    def wanted(self) -> int | None:
        """The loaded sample whose label is to be chosen when it is listed."""
        return self._wanted

    def _choose_small(self) -> None:
        templates = self._offers.templates if self._offers else ()
        small = (place for place, each in enumerate(templates) if each.subject == "tubes")
        self.templateCombo.setCurrentIndex(next(small, 0))
        self._show_papers()
        self.tableCombo.setCurrentIndex(self.tableCombo.findData("LoadedSample"))

    def show_shipment(self, info: ShippingInfo | None, checklist: list[ChecklistEntry]) -> None:
        """Show a shipment with its dewars; those that stood here already are checked as they were."""
        self._info, self._checklist, self._is_loaded = info, checklist, True
        self.shipment.show_value(info["shippingId"] if info else None, info)
        self._show_dewars(info["dewars"] if info else [])

    def show_things(self, choices: list[LabelSubject]) -> None:
        """Show tubes, chips or stocks; those that stood here already are checked as they were."""
        self.things.show_choices(choices)
        if self._wanted in {choice.key for choice in choices}:
            wanted, self._wanted = self._wanted, None
            self.things.check([key for key in (wanted,) if key is not None])
        self._follow_template()
        self.changed.emit()

    def show_prints(self, prints: list[LabelState]) -> None:
        """Say what was printed of the dewars, and what changed since."""
        self._prints = prints
        self._show_remarks()

    @property
    def template(self) -> TemplateOffer | None:
        """The template that is chosen."""
        place = self.templateCombo.currentIndex()
        return self._offers.templates[place] if self._offers and place >= 0 else None

    @property
    def is_for_things(self) -> bool:
        """Whether labels of tubes, chips or stocks are chosen, for which no shipment is needed."""
        return self.template is not None and self.template.subject == "tubes"

    @property
    def shipment_id(self) -> int | None:
        """The key of the shipment that is shown."""
        return self._info["shippingId"] if self._info else None

    @property
    def shipment_name(self) -> str:
        """What the person calls the shipment."""
        return (self._info["shippingName"] if self._info else None) or ""

    def open_shipment(self) -> None:
        """Go to the shipment's own page."""
        if self._info:
            self._context.show("shipments", self._info["shippingId"])

    def missing(self) -> LabelObstacles | None:
        """What keeps labels from being made; also None while that is not known yet."""
        if self._offers is None or self.template is None:
            return None
        if self.is_for_things:
            words = self.tableCombo.currentText()
            return missing_things(self._offers, self.things.model().rowCount(), self.things.checked, words)
        if not self._is_loaded:
            return None
        return missing(self._offers, self._info, self.dewars.checked, self.template)

    def options(self) -> LabelOptions | None:
        """The labels that are wanted; None while a choice is missing."""
        template = self.template
        if template is None or self.missing():
            return None
        blank = self.blankSpin.value() if template.is_sheet else 0
        made = (template.name, self.paperCombo.currentData(), self.engineCombo.currentData())
        if self.is_for_things:
            table, keys = self.tableCombo.currentData(), self.things.checked
            return LabelOptions(0, (), *made, table=table, keys=keys, blank=blank)
        if self._info is None:
            return None
        grid = self.gridLine.text().strip() if template.is_sheet else ""
        pages = template.pages_per_dewar
        return LabelOptions(
            self._info["shippingId"], self.dewars.checked, *made, pages, grid=grid, blank=blank
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
        self.gridLine.editingFinished.connect(self.changed)
        self.blankSpin.valueChanged.connect(lambda _value: self.changed.emit())
        self.tableCombo.activated.connect(lambda _index: self._want_things())
        self.dewars.changed.connect(self._take_checks)
        self.things.changed.connect(self._take_checks)
        self.allButton.clicked.connect(self._check_all)
        self.remarks.mendWanted.connect(self.open_shipment)
        self.saveButton.clicked.connect(self.saveWanted)
        self.printButton.clicked.connect(self.printWanted)

    def _show_papers(self) -> None:
        self.paperCombo.clear()
        if self._offers and self._offers.templates:
            for paper in self._offers.templates[self.templateCombo.currentIndex()].papers:
                self.paperCombo.addItem(PAPERS[paper].words if paper in PAPERS else paper, paper)
        self.paperCombo.setCurrentIndex(max(0, self.paperCombo.findData(self._context.preferences.paper)))

    def _take_template(self) -> None:
        self._context.preferences.template = self.templateCombo.currentData()
        self._show_papers()
        self._prints = []
        self._follow_template()
        self._want_things()
        self.changed.emit()

    def _want_things(self) -> None:
        self.thingsWanted.emit(self.tableCombo.currentData() if self.is_for_things else "")

    def _take_paper(self) -> None:
        self._context.preferences.paper = self.paperCombo.currentData()
        self.changed.emit()

    def _take_checks(self) -> None:
        self._show_remarks()
        self.changed.emit()

    def _check_all(self) -> None:
        chosen = self.things if self.is_for_things else self.dewars
        chosen.check_all(not chosen.are_all_checked)

    def _show_dewars(self, dewars: list[DewarContents]) -> None:
        self.dewars.show_choices(map(dewar_choice, dewars))
        self._follow_template()

    def _follow_template(self) -> None:
        """Show what this template asks for, and nothing else."""
        tubes, dewars = self.is_for_things, self.dewars.model().rowCount() > 0
        self.shipmentLabel.setVisible(not tubes)
        self.shipment.setVisible(not tubes)
        self.dewars.setVisible(dewars and not tubes)
        self.things.setVisible(tubes and self.things.model().rowCount() > 0)
        self.tableCombo.setVisible(tubes)
        self.dewarsHeading.setText("Labels for" if tubes else "Dewars")
        self.dewarsHeading.setVisible(dewars or tubes)
        self.allButton.setVisible(self.dewars.isVisibleTo(self) or self.things.isVisibleTo(self))
        has_engines = self._offers is not None and len(self._offers.engines) > 1
        self.moreButton.setVisible(has_engines or bool(self.template and self.template.is_sheet))
        self._unfold(self.moreButton.isChecked())
        self._show_remarks()

    def _show_remarks(self) -> None:
        chosen = self.things if self.is_for_things else self.dewars
        self.allButton.setText("None" if chosen.are_all_checked else "All")
        if self.is_for_things:
            self.remarks.show_remarks([])
            return
        dewars, checked = self._info["dewars"] if self._info else [], self.dewars.checked
        told = [*print_remarks(self._prints, dewars, checked), *remarks(self._checklist, checked)]
        self.remarks.show_remarks(sorted(told, key=lambda remark: remark.is_good))

    def _unfold(self, is_open: bool) -> None:
        self.moreButton.setText("Less" if is_open else "More")
        sheet = bool(self.template and self.template.is_sheet)
        grid = sheet and not self.is_for_things
        rows = ((self.engineLabel, self.engineCombo, True), (self.gridLabel, self.gridLine, grid))
        for name, field, is_asked in (*rows, (self.blankLabel, self.blankSpin, sheet)):
            name.setVisible(is_open and is_asked)
            field.setVisible(is_open and is_asked)
