"""The dewars screen: scan, card, history, and the board of all dewars."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import Qt
from qtpy.QtGui import QHideEvent, QKeySequence, QShowEvent
from qtpy.QtWidgets import QApplication, QHBoxLayout, QShortcut, QVBoxLayout, QWidget

from backend.domain.states import shown
from ssx_widget.common.states import Content
from ssx_widget.common.ui_file import load_ui
from ssx_widget.common.watch import Watch
from ssx_widget.desk import Desk
from ssx_widget.dewars.board import LANES, Standing, load_board, places
from ssx_widget.dewars.card import DewarCard
from ssx_widget.dewars.finding import Found, find, load
from ssx_widget.dewars.history_table import HistoryTable
from ssx_widget.dewars.lane_list import LaneList
from ssx_widget.dewars.scan_line import ScanLine
from ssx_widget.dewars.steps import Step, undo
from ssx_widget.messages import Action
from ssx_widget.tasks import Task, sentence
from ssx_widget.theme import GRID

_CARD_HEIGHT = 54 * GRID


class DewarsView(QWidget):
    """The scan field has the focus whenever the screen is shown and after each step."""

    column: QVBoxLayout
    scan: ScanLine
    found: QWidget
    card: DewarCard
    history: HistoryTable
    board: QWidget
    boardRow: QHBoxLayout

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        load_ui("dewars.ui", self)
        self._desk = desk
        self._finding: Task | None = None
        self.lanes = [LaneList(lane) for lane in LANES]
        for lane in self.lanes:
            self.boardRow.addWidget(lane, 1)
            lane.picked.connect(self.open_row)
        self._card_place, self._board_place = Content(self.found), Content(self.board)
        self._card_place.setFixedHeight(_CARD_HEIGHT)
        self.column.addWidget(self._card_place)
        self.column.addWidget(self._board_place, 1)
        self._watch = Watch(desk, {"Dewar", "Shipping", "Proposal"}, self)
        self._connect()
        self._show_nothing()
        self._board_place.show_loading()
        self._load_board()

    def open_row(self, key: object) -> None:
        """Show the dewar with this key."""
        dewar_id = int(str(key))
        self._find(lambda: load(self._desk.core, dewar_id))

    def showEvent(self, event: QShowEvent) -> None:
        """Wait for a scan."""
        super().showEvent(event)
        self._watch.set_awake(True)
        self.scan.wait_for_next()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read while another screen is shown."""
        super().hideEvent(event)
        self._watch.set_awake(False)

    def _connect(self) -> None:
        self.scan.scanned.connect(self._take_scan)
        self.card.stepWanted.connect(self._take_step)
        self.card.shipmentWanted.connect(lambda key: self._desk.show("shipments", key))
        self._watch.changed.connect(self._reload)
        for keys, do in (("Ctrl+Return", self._take_usual), ("Ctrl+Enter", self._take_usual)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        find_key = QShortcut(QKeySequence("Ctrl+F"), self)
        find_key.setContext(Qt.WidgetWithChildrenShortcut)
        find_key.activated.connect(self.scan.wait_for_next)

    def _take_scan(self, text: str) -> None:
        self._find(lambda: find(self._desk.core, text))

    def _find(self, work: Callable[[], Found]) -> None:
        """The last scan counts: an older one that is still looked for is dropped."""
        if self._finding is not None:
            self._finding.cancel()
        self._finding = self._desk.tasks.run(
            work, done=self._show_found, failed=self._tell_unfound, busy="Looking for the dewar…", owner=self
        )

    def _show_found(self, found: Found) -> None:
        self._card_place.show_content()
        self.card.show_found(found)
        self.history.show_history(found.history)
        self._mark()

    def _show_nothing(self) -> None:
        self._card_place.show_empty(
            "mdi6.barcode-scan", "Scan a dewar", "Its card comes up here, with the steps that it can take."
        )

    def _tell_unfound(self, error: Exception) -> None:
        QApplication.beep()
        self._card_place.show_error(sentence(error))
        self.scan.wait_for_next()

    def _take_usual(self) -> None:
        if self._card_place.is_content_shown and self.card.primary:
            self.card.primary.click()

    def _take_step(self, step: Step) -> None:
        if self.card.found:
            self._go(self.card.found.dewar["dewarId"], step)
        self.scan.wait_for_next()

    def _go(self, dewar_id: int, step: Step) -> None:
        core = self._desk.core

        def work() -> Found:
            core.set_dewar_status(dewar_id, step.state, step.place, step.reason)
            return load(core, dewar_id)

        self.card.allow(False)
        self._desk.tasks.run(work, done=self._show_taken, failed=self._tell_untaken, busy="Noting the step…")

    def _show_taken(self, found: Found) -> None:
        dewar, back = found.dewar, undo(found.history)
        # Another dewar may have been scanned meanwhile.
        if self.card.found and self.card.found.dewar["dewarId"] == dewar["dewarId"]:
            self._show_found(found)
        self.card.allow(True)
        stands = ", ".join(filter(None, (shown(dewar["dewarStatus"]), dewar["storageLocation"])))
        action = Action("Undo", lambda: self._go(dewar["dewarId"], back)) if back else None
        self._desk.messages.done(f"{dewar['code'] or dewar['barCode']}: {stands}.", action)
        self._load_board()

    def _tell_untaken(self, error: Exception) -> None:
        self.card.allow(True)
        self._desk.messages.error(f"The step was not noted. {sentence(error)}")

    def _reload(self) -> None:
        self._load_board()
        if self.card.found and self._card_place.is_content_shown:
            self.open_row(self.card.found.dewar["dewarId"])

    def _load_board(self) -> None:
        self._watch.forget()
        self._desk.tasks.run(
            lambda: load_board(self._desk.core), done=self._show_board, failed=self._tell_no_board
        )

    def _show_board(self, standing: list[Standing]) -> None:
        self.card.suggest(places(standing))
        if not standing:
            go = Action("Go to Shipments", lambda: self._desk.show("shipments"))
            remark = "A dewar stands here from its shipment on until it is back."
            self._board_place.show_empty("mdi6.package-variant", "No dewar yet", remark, go)
            return
        self._board_place.show_content()
        for lane in self.lanes:
            lane.show_dewars(row for row in standing if row.lane is lane.lane)
        self._mark()

    def _tell_no_board(self, error: Exception) -> None:
        self._board_place.show_error(sentence(error), Action("Try again", self._load_board))

    def _mark(self) -> None:
        found = self.card.found
        for lane in self.lanes:
            lane.mark_dewar(found.dewar["dewarId"] if found else None)
