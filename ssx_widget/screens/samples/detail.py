# SPDX-License-Identifier: LGPL-3.0-or-later
"""One loaded sample: its chain as five cards, the form of the open card, and what follows from it."""

from __future__ import annotations

from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import WORDS
from ssx_widget.files.file_export import ExportButton
from ssx_widget.look.messages import Action
from ssx_widget.look.texts import counted
from ssx_widget.look.theme import GRID, mark
from ssx_widget.screens.samples import derived
from ssx_widget.screens.samples.cards import CardBar, CardLine
from ssx_widget.screens.samples.chain import STAGES, ChainDrafts
from ssx_widget.screens.samples.figures_panel import FiguresPanel
from ssx_widget.screens.samples.loaded_sample_page import LoadedSamplePage
from ssx_widget.screens.samples.sample_files import KINDS
from ssx_widget.screens.samples.side_panel import SidePanel
from ssx_widget.screens.samples.stage_page import StagePage
from ssx_widget.widgets.banner import Banner
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.enabled_state import allow
from ssx_widget.widgets.headline import Headline
from ssx_widget.widgets.ui_file import load_ui

LAST = "loaded_samples"
_NARROW = 190 * GRID
_MARGIN = 3 * GRID


class SampleDetail(QWidget):
    """Shows a chain; its buttons are for the screen to connect."""

    detailColumn: QVBoxLayout
    head: QHBoxLayout
    deleteButton: QPushButton
    likeButton: QPushButton
    labelButton: QPushButton
    saveButton: QPushButton
    row: QHBoxLayout
    scrollArea: QScrollArea
    pageColumn: QVBoxLayout
    formColumn: QVBoxLayout

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        load_ui("samples.ui", self)
        self._context = context
        self._was_refused = False
        self._count: int | None = None
        self._chain: ChainDrafts | None = None
        self.title, self.cards, self.figures = CardLine("title"), CardBar(), FiguresPanel()
        self.pages: dict[str, StagePage | LoadedSamplePage] = {
            name: StagePage(context, name) for name in STAGES if name != LAST
        }
        self.pages[LAST] = LoadedSamplePage(context)
        self._state, self.banner = Chip(parent=self), Banner(self)
        self.acquired = QPushButton()
        self.exportButton = ExportButton(KINDS, "The whole chain as a file")
        self._arrange()
        self.cards.opened.connect(self.show_stage)
        self.figures.factorWanted.connect(self._dilute)
        self.show_stage(LAST)

    def show_chain(self, chain: ChainDrafts) -> None:
        """Show a chain as it is now."""
        self._chain = chain
        for name, page in self.pages.items():
            page.show_chain(chain)
            self.cards.cards[name].show_text(derived.card_text(chain, name))
        self.figures.show_figures(derived.figures(chain))
        self._show_head(chain)
        self._show_conflict(chain)
        if self._was_refused and not any(part.errors for part in chain.parts.values()):
            self._was_refused = False
            self._context.messages.clear()

    def show_acquired(self, count: int | None) -> None:
        """Say how often the sample was measured; None where that is not known or not shown to this person."""
        self._count = count
        self.acquired.setVisible(bool(count))
        if count:
            self.acquired.setText(counted(count, "acquisition"))
            self.acquired.setToolTip("Show what was measured from this sample")
        self._show_state(bool(self._chain and self._chain.unsaved))

    def show_stage(self, collection: str) -> None:
        """Open the form of a card."""
        self.cards.show_open(collection)
        for name, page in self.pages.items():
            page.setVisible(name == collection)
        self.scrollArea.verticalScrollBar().setValue(0)

    def begin(self, stage: str) -> None:
        """Open a card and put the cursor into its first field."""
        self.show_stage(stage)
        self.pages[stage].focus_first()

    def go_on(self, chain: ChainDrafts) -> None:
        """Open the first card that still needs something: where somebody left off."""
        self.show_stage(next((stage for stage in STAGES if chain.needs(stage)), LAST))

    def go_to_wrong(self, chain: ChainDrafts) -> None:
        """After a refusal: open the first card with an error, and there go into the field."""
        self._was_refused = True
        wrong = (stage for stage in STAGES if any(part.errors for part in chain.parts_of(stage)))
        stage = next(wrong, None)
        if stage:
            self.show_stage(stage)
            self.pages[stage].focus_wrong()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the figures above the form, and the title above the buttons, where there is no room beside."""
        super().resizeEvent(event)
        self._headline.fit()
        self._aside.place(self.width() < _NARROW)

    def _arrange(self) -> None:
        chips = (self._state, self.acquired)
        self._headline = Headline(self.detailColumn, self.head, self.title, chips, chips_follow=True)
        self.head.insertWidget(self.head.indexOf(self.saveButton), self.exportButton)
        mark(self.acquired, "chip", tone="accent")
        self.acquired.hide()
        self.cards.setContentsMargins(0, 0, _MARGIN, 0)
        self.detailColumn.insertWidget(1, self.banner)
        self.detailColumn.insertWidget(2, self.cards)
        for page in self.pages.values():
            self.formColumn.addWidget(page)
        self.formColumn.addStretch(1)
        self._aside = SidePanel(self.scrollArea, self.pageColumn, self.figures)

    def _show_head(self, chain: ChainDrafts) -> None:
        unsaved, name = bool(chain.unsaved), chain.sample.get("name")
        self.title.show_text(name or "New loaded sample")
        self._show_state(unsaved)
        self.deleteButton.setText("&Discard" if chain.sample.is_new else "&Delete")
        self.saveButton.setEnabled(unsaved)
        self.saveButton.setToolTip("Save the whole chain (Ctrl+S)" if unsaved else "Everything is saved.")
        self.likeButton.setEnabled(bool(name))
        self.likeButton.setToolTip(
            "Same stock, same device, next name" if name else "Give this one a name first."
        )
        why_not = "Save the chain first: labels and files hold what is stored." if unsaved else ""
        allow(self.labelButton, why_not, "The small label of the tube or chip")
        self.exportButton.allow(why_not)

    def _show_state(self, unsaved: bool) -> None:
        if unsaved:
            self._state.show_state("not saved", "warn")
        else:
            self._state.show_state("new" if self._count == 0 else "")

    def _show_conflict(self, chain: ChainDrafts) -> None:
        """Somebody else stored another version of a part: either stands, nothing is overwritten unasked."""
        edits = self._context.edits
        draft = next((part for part in chain.parts.values() if part.conflict is not None), None)
        if draft is None:
            self.banner.hide()
        elif self.banner.isHidden():
            self.banner.tell(
                f"Somebody changed the {WORDS[draft.collection]} meanwhile.",
                "warn",
                Action("Keep mine", lambda: edits.keep_mine(draft)),
                Action("Take theirs", lambda: edits.take_theirs(draft)),
                closable=False,
            )

    def _dilute(self, factor: float) -> None:
        stock = self._chain.part("sample_stocks") if self._chain else None
        edits = self._context.edits
        if stock:
            changed = derived.diluted(stock, factor)

            def change() -> None:
                for name, value in changed.items():
                    edits.set(stock, name, value)

            edits.in_one_step("dilute the stock", change)
            edits.end_typing()
