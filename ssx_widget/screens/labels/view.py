# SPDX-License-Identifier: LGPL-3.0-or-later
"""The labels screen: pages at the left, one page large, what to print at the right."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShowEvent
from qtpy.QtWidgets import QFrame, QHBoxLayout, QShortcut, QWidget

from backend.domain.rows.answers import ChecklistEntry, LabelEngines, ShippingInfo
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID
from ssx_widget.screens.labels.label_choices import LabelChoices
from ssx_widget.screens.labels.label_kinds import LabelKinds
from ssx_widget.screens.labels.label_options import LabelFetcher, LabelOptions
from ssx_widget.screens.labels.mark_printed import offer_next_state
from ssx_widget.screens.labels.obstacles import LabelObstacles
from ssx_widget.screens.labels.output import Output, Sheets
from ssx_widget.screens.labels.page_bar import PageBar
from ssx_widget.screens.labels.page_view import PageView
from ssx_widget.screens.labels.pdf_file import file_name
from ssx_widget.screens.labels.preview import Preview
from ssx_widget.screens.labels.print_history import PrintHistory
from ssx_widget.screens.labels.shipment_source import ShipmentSource
from ssx_widget.screens.labels.thumbnails import Thumbnails
from ssx_widget.screens.labels.tubes import TubeList
from ssx_widget.widgets.placeholders import ContentArea
from ssx_widget.widgets.ui_file import load_ui

_NARROW = 260 * GRID
_NARROWEST = 220 * GRID
_ASIDE, _NARROW_ASIDE = 92 * GRID, 76 * GRID


class LabelsView(QWidget):
    """Shows one shipment's labels: of the one that somebody jumps to, else of the newest."""

    row: QHBoxLayout
    thumbnailSide: QFrame
    thumbnails: Thumbnails
    pages: QWidget
    page: PageView
    bar: PageBar

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        load_ui("labels.ui", self)
        self._context = context
        self._place = 0
        self._problem = ""
        self.source = ShipmentSource(context, self)
        self.preview = Preview(context, self)
        self.choices = LabelChoices(context)
        self.output = Output(context, self)
        self.prints, self.things = PrintHistory(context, self), TubeList(context, self)
        self._watches = (self.source.watch, self.prints.watch, self.things.watch)
        self._content = ContentArea(self.pages)
        self.row.addWidget(self._content, 1)
        self.row.addWidget(self.choices)
        self.thumbnails.use(context.tasks)
        self.page.use(context.tasks)
        self._content.show_loading()
        self._fold()
        self._connect_choices()
        self._connect_pages()
        self._add_keys()
        self._look_for_engines()
        self.source.load_newest()

    def open_row(self, key: object) -> None:
        """Show the labels of the shipment with this key, or that of a loaded sample: `sample=12`."""
        what, _, number = str(key).rpartition("=")
        if what:
            self.choices.want_sample(int(number))
        else:
            self.source.load(int(number))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page what room there is: the right side narrower, then without small pages."""
        super().resizeEvent(event)
        self.choices.setFixedWidth(_ASIDE if self.width() >= _NARROW else _NARROW_ASIDE)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed meanwhile."""
        super().showEvent(event)
        for watch in self._watches:
            watch.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read while another screen is shown."""
        super().hideEvent(event)
        for watch in self._watches:
            watch.set_awake(False)

    def _connect_choices(self) -> None:
        self.source.begun.connect(self._await)
        self.source.loaded.connect(self._take_shipment)
        self.source.failed.connect(self._fail)
        self.preview.begun.connect(self._await)
        self.preview.made.connect(self._show_labels)
        self.preview.failed.connect(self._fail)
        self.choices.changed.connect(self._ask)
        self.choices.pagesChanged.connect(self._follow)
        self.choices.shipmentPicked.connect(self._open_picked)
        self.choices.saveWanted.connect(self._save)
        self.choices.printWanted.connect(self._print)
        self.choices.thingsWanted.connect(self._want_things)
        self.output.printed.connect(self._follow_print)
        self.output.saved.connect(self.prints.note)
        self.output.sent.connect(lambda task: self.choices.progress.follow(task, "Printing", "pages"))
        self.preview.sent.connect(lambda task: self.choices.progress.follow(task, "Making", "dewars"))
        self.choices.progress.stop.clicked.connect(self._stop)
        self.things.loaded.connect(self.choices.show_things)
        self.things.failed.connect(self._fail)
        self.prints.loaded.connect(self.choices.show_prints)

    def _connect_pages(self) -> None:
        self.thumbnails.picked.connect(self._go_to)
        self.page.stepped.connect(self._step)
        self.page.zoomed.connect(self.bar.show_zoom)
        self.bar.stepped.connect(self._step)
        self.bar.zoomBy.connect(self.page.zoom_by)
        self.bar.fitWanted.connect(lambda: self.page.zoom_to(None))

    def _add_keys(self) -> None:
        keys = {
            "Ctrl++": lambda: self.page.zoom_by(1),
            "Ctrl+=": lambda: self.page.zoom_by(1),
            "Ctrl+-": lambda: self.page.zoom_by(-1),
            "Ctrl+0": lambda: self.page.zoom_to(None),
            "Ctrl+P": self.choices.printButton.click,
        }
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _look_for_engines(self) -> None:
        self._context.tasks.run(self._context.core.label_engines, done=self._take_offers, failed=self._fail)

    def _take_offers(self, answer: LabelEngines) -> None:
        self.choices.show_offers(LabelKinds.of(answer))
        if self.choices.is_for_things:
            self._want_things(str(self.choices.tableCombo.currentData()))
        self._ask()
        self._read_prints()

    def _take_shipment(self, info: ShippingInfo | None, checklist: list[ChecklistEntry]) -> None:
        self.choices.show_shipment(info, checklist)
        self._ask(again=True)
        self._read_prints()

    def _want_things(self, table: str) -> None:
        if table:
            self.prints.forget()
            self.things.load(table, self.choices.wanted)
        else:
            self.things.forget()
            self._read_prints()

    def _read_prints(self) -> None:
        """Of what the labels are of now: each template is printed for itself."""
        shipment, template = self.choices.shipment_id, self.choices.template
        if shipment is not None and template is not None and not self.choices.is_for_things:
            self.prints.load(shipment, template.name)

    def _follow_print(self, options: LabelOptions, words: str) -> None:
        self.prints.note(options)
        if options.dewar_ids:
            offer_next_state(self._context, options, words)
        else:
            self._context.messages.done(words)

    def _stop(self) -> None:
        """Cancelled: what is shown stays, and labels that are not there can be asked for again."""
        if self.preview.labels is None:
            self.preview.give_up()
            self._problem = "The labels were not made: it was cancelled."
            self._content.show_empty(
                "mdi6.cancel",
                "Cancelled",
                "No label was made.",
                Action("Make them", lambda: self._ask(again=True)),
            )
            self._follow()

    def _open_picked(self, key: object) -> None:
        if isinstance(key, int):
            self.source.load(key)

    def _ask(self, again: bool = False) -> None:
        """Have the labels made that are chosen now, or say what is missing for that."""
        self._problem = ""
        self.preview.ask(self.choices.options(), again)
        lacking = self.choices.missing()
        if lacking:
            self._problem = f"{lacking.sentence}. {lacking.remark}"
            self._content.show_empty(lacking.sign, lacking.sentence, lacking.remark, self._way_on(lacking))
        self._follow()

    def _way_on(self, lacking: LabelObstacles) -> Action | None:
        ways = {
            "look again": Action("Look again", self._look_for_engines),
            "shipments": Action("Go to Shipments", lambda: self._context.show("shipments")),
            "shipment": Action("Open the shipment", self.choices.open_shipment),
            "samples": Action("Go to Samples", lambda: self._context.show("samples")),
        }
        return ways.get(lacking.way)

    def _await(self) -> None:
        """Old pages stay until the new ones are there; without any, their place is kept."""
        if self._content.is_content_shown:
            self._follow()
        else:
            self._content.show_loading()

    def _show_labels(self, labels: LabelFetcher) -> None:
        self._place = min(self._place, len(labels.sizes) - 1)
        self._content.show_content()
        self.thumbnails.show_pages(labels.pdf, labels.sizes, self._place)
        self.page.set_pdf(labels.pdf)
        self._go_to(self._place)
        self._context.messages.info(labels.words)
        self._follow()

    def _fail(self, error: Exception) -> None:
        self._problem = sentence(error)
        self._content.show_error(self._problem, Action("Try again", self._try_again))
        self._follow()

    def _try_again(self) -> None:
        if self.choices.offers is None:
            self._look_for_engines()
        self.source.reload()

    def _step(self, by: int) -> None:
        self._go_to(self._place + by)

    def _go_to(self, place: int) -> None:
        labels = self.preview.labels
        if labels and 0 <= place < len(labels.sizes):
            self._place = place
            self.page.show_page(place, labels.sizes[place])
            self.thumbnails.go_to(place)
            self.bar.show_page(place, len(labels.sizes))

    def _follow(self) -> None:
        """Free the buttons, or say why they are grey."""
        self._fold()
        self.choices.show_page_problem("")
        if self.preview.labels is None:
            self.choices.allow(self._problem or "The labels are being made.")
            return
        try:
            self.choices.places(len(self.preview.labels.sizes))
        except ValueError as error:
            self.choices.show_page_problem(str(error))
            self.choices.allow(str(error))
        else:
            self.choices.allow("")

    def _fold(self) -> None:
        self.thumbnailSide.setVisible(self._content.is_content_shown and self.width() >= _NARROWEST)

    def _sheets(self, labels: LabelFetcher) -> Sheets:
        return Sheets(labels, tuple(self.choices.places(len(labels.sizes))), self.choices.copies)

    def _save(self) -> None:
        if labels := self.preview.labels:
            name = file_name(self.choices.shipment_name, labels.options.template)
            self.output.save(self._sheets(labels), name)

    def _print(self) -> None:
        if labels := self.preview.labels:
            self.output.print(self._sheets(labels))
