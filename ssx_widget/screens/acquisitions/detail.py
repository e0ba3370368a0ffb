# SPDX-License-Identifier: LGPL-3.0-or-later
"""One acquisition: what it joins, its data collection, pictures, files, and its sample's figures."""

from __future__ import annotations

from qtpy.QtCore import QTimer, Signal
from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form
from ssx_widget.forms.versions import VersionComparison
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.acquisitions import texts
from ssx_widget.screens.acquisitions.acquisition_reader import ReadAcquisition
from ssx_widget.screens.acquisitions.facts_card import FactsCard
from ssx_widget.screens.acquisitions.files_card import FilesCard
from ssx_widget.screens.acquisitions.joins import EVENT_LOG, TOLD, Joins, joined_key
from ssx_widget.screens.acquisitions.pictures import PicturesCard
from ssx_widget.screens.acquisitions.summary_card import SummaryCard
from ssx_widget.widgets.banner import Banner
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.elided import Elided
from ssx_widget.widgets.ui_file import load_ui

_MARGINS = 10 * GRID
_CARD = 75 * GRID
_SCREENS = {"loadedSampleId": "samples", "experimentalPlanId": "plans"}
"""The fields whose place is a screen of its own."""


class AcquisitionDetail(QWidget):
    """Shows an acquisition; its buttons are for the screen to connect. `setWanted(id)`: list a data set."""

    setWanted = Signal(int)

    deleteButton: QPushButton
    saveButton: QPushButton
    detailColumn: QVBoxLayout
    head: QHBoxLayout
    scrollArea: QScrollArea
    firstRow: QGridLayout
    secondRow: QGridLayout
    pageColumn: QVBoxLayout
    pictureRow: QVBoxLayout
    toldRow: QVBoxLayout

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        load_ui("acquisitions.ui", self)
        self._context = context
        self._draft: Draft | None = None
        self.title, self.state = Elided(), Chip(parent=self)
        mark(self.title, "title")
        self.banner, self.versions = Banner(), VersionComparison(context)
        self.joined, self.facts = Joins(context), FactsCard("Data collection")
        self.pictures, self.files, self.summary = PicturesCard(context), FilesCard(context), SummaryCard()
        self.told = Form(context, TOLD)
        self._arrange()
        self.joined.jumpWanted.connect(self._jump)
        # The card has its new height only when the layout had its turn.
        self.pictures.enlarged.connect(lambda _is: QTimer.singleShot(0, lambda: self._reveal(self.pictures)))

    def show_opened(self, opened: ReadAcquisition) -> None:
        """Show all of an acquisition."""
        self.show_draft(opened.draft)
        self.title.tell(texts.title(opened.row))
        details, collection = opened.details, opened.collection
        joined = details if collection and details and collection == details["dataCollection"] else None
        detector, session = (joined["detector"], joined["session"]) if joined else (None, None)
        self.facts.show_facts(list(texts.facts(collection, detector, session)) if collection else [])
        self.pictures.show_pictures(collection, joined["pictures"] if joined else [])
        self.files.show_details(details)
        self.summary.show_summary(opened.summary, opened.draft.id)
        self._place_cards()

    def show_draft(self, draft: Draft) -> None:
        """Show what is edited: the forms and what may be done."""
        if draft is not self._draft:
            self.banner.hide()
            self.scrollArea.verticalScrollBar().setValue(0)
        self._draft = draft
        self.joined.show_draft(draft)
        if self.told.draft is not draft:
            self.told.set_draft(draft)
        unsaved = draft.is_dirty
        self.state.show_state("not saved" if unsaved else "", "warn")
        self.deleteButton.setText("&Discard" if draft.is_new else "D&elete")
        self.saveButton.setEnabled(unsaved)
        self.saveButton.setToolTip("Save the acquisition (Ctrl+S)" if unsaved else "Everything is saved.")
        self.versions.show_draft(draft)

    def warn(self, warnings: list[str]) -> None:
        """Say what ISPyB's own tables could not take."""
        if warnings:
            self.banner.tell(f"Saved, but not all of it in ISPyB's own tables. {' '.join(warnings)}", "warn")

    def focus_wrong(self) -> None:
        """Put the cursor into the first field with an error."""
        for form in (self.joined.form, self.told):
            if wrong := form.wrong_fields():
                form.focus_field(wrong[0])
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards stand below each other where there is no room beside."""
        super().resizeEvent(event)
        self._place_cards()

    def _place_cards(self) -> None:
        room = self.width() - _MARGINS
        for grid, cards in (
            (self.firstRow, (self.joined, self.facts)),
            (self.secondRow, (self.summary, self.files)),
        ):
            widths = [max(card.minimumSizeHint().width(), _CARD) for card in cards]
            needed = sum(widths) + grid.horizontalSpacing()
            _place(grid, cards, needed > room)

    def _arrange(self) -> None:
        self.head.insertWidget(0, self.title, 1)
        self.head.insertWidget(1, self.state)
        self.detailColumn.insertWidget(1, self.banner)
        self.detailColumn.insertWidget(2, self.versions)
        self.pictureRow.addWidget(self.pictures)
        self.pageColumn.setStretch(self.pageColumn.count() - 1, 1)
        card = QFrame()
        mark(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(label("How it was measured", "heading"))
        column.addWidget(self.told)
        self.toldRow.addWidget(card)

    def _jump(self, name: str) -> None:
        """Go to what stands in a field: its screen, or its card on this one."""
        draft = self._draft
        key = joined_key(draft, name) if draft else None
        if draft is not None and name == EVENT_LOG:
            self._jump_to_log(str(draft.get(EVENT_LOG)))
        elif key is None:
            return
        elif name in _SCREENS:
            self._context.show(_SCREENS[name], key)
        elif name == "dataSetId":
            self.setWanted.emit(key)
        elif name == "autoprocessingProgrammId":
            self._reveal(self.files)
            self.files.pick_of("program")
        else:
            self._reveal(self.pictures)
            if self.pictures.tiles:
                self.pictures.tiles[0].setFocus()

    def _jump_to_log(self, path: str) -> None:
        self._reveal(self.files)
        if not self.files.pick_path(path):
            self._context.messages.info("The event log is not among the files of this acquisition.")

    def _reveal(self, card: QWidget) -> None:
        self.scrollArea.ensureWidgetVisible(card)


def _place(grid: QGridLayout, cards: tuple[QWidget, QWidget], narrow: bool) -> None:
    """Two cards beside each other, the first a little wider; or one below the other."""
    second = grid.indexOf(cards[1])
    if second >= 0 and (grid.getItemPosition(second)[0] > 0) == narrow:
        return
    for number, card in enumerate(cards):
        grid.removeWidget(card)
        grid.addWidget(card, number if narrow else 0, 0 if narrow else number)
    grid.setColumnStretch(0, 6)
    grid.setColumnStretch(1, 0 if narrow else 5)
