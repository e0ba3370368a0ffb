# SPDX-License-Identifier: LGPL-3.0-or-later
"""The dewars screen: scan, card, history, and the board of all dewars."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import Qt
from qtpy.QtGui import QHideEvent, QKeySequence, QShowEvent
from qtpy.QtWidgets import QApplication, QShortcut, QVBoxLayout, QWidget

from backend.domain.rows.shipping import DewarRow
from backend.domain.states import shown
from ssx_widget.background.tasks import Task, sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.lists.row_watch import RowWatch
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID
from ssx_widget.screens.dewars.apply_scan import name_of, stand_words, take_back
from ssx_widget.screens.dewars.board import Board, load_board
from ssx_widget.screens.dewars.board_view import BoardView
from ssx_widget.screens.dewars.dewar_card import DewarCard
from ssx_widget.screens.dewars.dewar_search import FoundDewar, load
from ssx_widget.screens.dewars.history_table import DewarHistoryTable
from ssx_widget.screens.dewars.keyboard_wedge import KeyboardWedge
from ssx_widget.screens.dewars.recent_scans import no_of, yes_of
from ssx_widget.screens.dewars.scan import Scan, scanned_place
from ssx_widget.screens.dewars.scan_line import ScanLine
from ssx_widget.screens.dewars.scan_queue import QueuedScan, ScanQueue
from ssx_widget.screens.dewars.sounds import REFUSED, TAKEN, Sounds
from ssx_widget.screens.dewars.station import Station
from ssx_widget.screens.dewars.undo_commands import ScanCommand
from ssx_widget.widgets.placeholders import ContentArea
from ssx_widget.widgets.ui_file import load_ui

_CARD_HEIGHT = 54 * GRID
_REDONE = "Done again after an undo"


class DewarsView(QWidget):
    """The scan field has the focus whenever the screen is shown; a scanner is heard wherever it is."""

    column: QVBoxLayout
    scan: ScanLine
    station: Station
    found: QWidget
    card: DewarCard
    history: DewarHistoryTable
    board: BoardView

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        load_ui("dewars.ui", self)
        self._context = context
        self._finding: Task | None = None
        self._asking: QueuedScan | None = None
        self._wanted: int | None = None
        self.queue, self.sounds = ScanQueue(context, self), Sounds(self)
        self.wedge = KeyboardWedge(self, self._is_scan_field)
        self._card_place = ContentArea(self.found)
        self._card_place.setFixedHeight(_CARD_HEIGHT)
        self.column.insertWidget(2, self._card_place)
        self.setFocusProxy(self.scan)
        self._watch = RowWatch(context, {"Dewar", "Shipping", "Proposal"}, self)
        self.sounds.is_on = context.preferences.sound
        self.station.sound.setChecked(context.preferences.sound)
        self._connect()
        self._connect_keys()
        self._show_nothing()
        self._load_board()
        self.queue.restore()

    def open_row(self, key: object) -> None:
        """Show the dewar with this key."""
        self._wanted = dewar_id = int(str(key))
        self._drop_finding()
        self._finding = self._context.tasks.run(
            lambda: load(self._context.core, dewar_id),
            done=self._show_found,
            failed=self._tell_unfound,
            busy="Looking for the dewar…",
            owner=self,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Wait for a scan."""
        super().showEvent(event)
        self._watch.set_awake(True)
        self.wedge.listen(self.window().windowHandle())
        self.scan.wait_for_next()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read while another screen is shown, and a scanner is nobody's."""
        super().hideEvent(event)
        self._watch.set_awake(False)
        self.wedge.listen(None)

    # Scans.

    def take_scan(self, text: str) -> None:
        """Do what a scan says: it names a place for the next ones, or a dewar."""
        place = scanned_place(text, self.station.places)
        if place:
            self.station.take_place(place)
            self.sounds.play(TAKEN)
            self._context.messages.done(f"Each scan {self.station.step.currentText()}, {place}.")
            return
        self.queue.add(Scan(text, self.station.state, self.station.place_words))

    def _hear(self, text: str) -> None:
        """From the scanner, while the focus was elsewhere."""
        self.scan.show_scan(text)
        self.take_scan(text)

    def _is_scan_field(self) -> bool:
        return QApplication.focusWidget() is self.scan and QApplication.activePopupWidget() is None

    def _take_answer(self, entry: QueuedScan) -> None:
        if entry.state == "taken":
            self.sounds.play(TAKEN)
            self._tell_taken(entry)
            if entry.dewar and not self.queue.waiting:
                self.open_row(entry.dewar["dewarId"])
        else:
            self.sounds.play(REFUSED)
            self._ask(entry)

    def _tell_taken(self, entry: QueuedScan) -> None:
        dewar, before = entry.dewar, entry.before
        if dewar is None or dewar is before:
            return
        words = f"{name_of(dewar)}: {stand_words(dewar['dewarStatus'], dewar['storageLocation'])}."
        self._context.messages.done(words, self._undo_of(entry.scan, dewar) if before else None)

    def _undo_of(self, scan: Scan, dewar: DewarRow) -> Action:
        """What is done again after an undo stands on the stack already."""
        stack = self._context.edits.undo_stack
        if scan.reason != _REDONE:
            key, place = dewar["dewarId"], dewar["storageLocation"] or ""
            again = Scan(scan.text, scan.state, place, _REDONE, sure=True, dewar_id=key)
            step = ScanCommand(
                f"{name_of(dewar)} {shown(scan.state)}",
                lambda: self._take_back(dewar),
                lambda: self.queue.add(again.confirmed()),
            )
            stack.push(step)
        top = stack.command(stack.index() - 1)

        def undo() -> None:
            if stack.command(stack.index() - 1) is top:
                self._context.edits.undo()
            else:
                self._take_back(dewar)

        return Action("Undo", undo)

    def _ask(self, entry: QueuedScan) -> None:
        """What became of a scan that was not taken, with the ways on, where its card would stand."""
        self._drop_finding()
        self._asking, self._wanted = entry, None
        self._card_place.show_question(
            entry.sentence,
            yes_of(entry, lambda: self._answer(entry, self.queue.confirm)),
            Action(no_of(entry), lambda: self._answer(entry, self.queue.leave)),
        )
        self.board.mark_dewar(entry.dewar["dewarId"] if entry.dewar else None)

    def _answer(self, entry: QueuedScan, way: Callable[[QueuedScan], None]) -> None:
        self._show_nothing()
        way(entry)
        self._ask_next()
        self.scan.wait_for_next()

    def _ask_next(self) -> None:
        entry = next((each for each in self.queue.entries if each.is_open), None)
        if entry:
            self._ask(entry)

    def _open_entry(self, entry: QueuedScan) -> None:
        if entry.state in ("taken", "left") and entry.dewar:
            self.open_row(entry.dewar["dewarId"])
        elif entry.state != "waiting":
            self._ask(entry)

    def _follow_queue(self) -> None:
        self.station.show_counts(self.queue.entries)
        self.board.show_trail(self.queue.entries)

    # The card.

    def _drop_finding(self) -> None:
        """The last one counts: an older one that is still looked for is dropped."""
        if self._finding is not None:
            self._finding.cancel()

    def _show_found(self, found: FoundDewar) -> None:
        self._asking = None
        self._card_place.show_content()
        self.card.show_found(found)
        self.history.show_history(found.history)
        self.board.mark_dewar(found.dewar["dewarId"])

    def _show_nothing(self) -> None:
        self._drop_finding()
        self._asking = self._wanted = None
        self._card_place.show_empty(
            "mdi6.barcode-scan",
            "Scan a dewar",
            "Its card comes up here. For a delivery choose what each scan does, or scan the place first.",
        )

    def _tell_unfound(self, error: Exception) -> None:
        self._card_place.show_error(sentence(error))

    def _take_usual(self) -> None:
        if self._card_place.is_content_shown and self.card.primary:
            self.card.primary.click()

    def _take_step(self, state: str) -> None:
        if self.card.found:
            dewar = self.card.found.dewar
            words = dewar["barCode"] or dewar["code"] or ""
            place = self.station.place_words
            self.queue.add(Scan(words, state, place, dewar_id=dewar["dewarId"]))
            self.card.allow(False)
        self.scan.wait_for_next()

    def _undo_shown(self) -> None:
        if self.card.found:
            self._take_back(self.card.found.dewar)
        self.scan.wait_for_next()

    def _take_back(self, dewar: DewarRow) -> None:
        self._change(dewar, lambda: take_back(self._context.core, dewar), "The step is not undone.")

    def _refill(self) -> None:
        if self.card.found:
            dewar = self.card.found.dewar
            core = self._context.core
            self._change(dewar, lambda: core.refill_dewar(dewar["dewarId"]), "The refill is not noted.")
        self.scan.wait_for_next()

    def _change(self, dewar: DewarRow, work: Callable[[], DewarRow], failure: str) -> None:
        """Do something with a dewar outside of the queue, and show it as it is then."""

        def done(row: DewarRow) -> None:
            refilled = row["filledAt"] != dewar.get("filledAt")
            words = "LN₂ topped up" if refilled else stand_words(row["dewarStatus"], row["storageLocation"])
            self._context.messages.done(f"{name_of(row)}: {words}.")
            self.sounds.play(TAKEN)
            self.open_row(row["dewarId"])

        def failed(error: Exception) -> None:
            self.sounds.play(REFUSED)
            self.card.allow(True)
            self._context.messages.error(f"{failure} {sentence(error)}")

        self.card.allow(False)
        self._context.tasks.run(work, done=done, failed=failed, busy="Noting it…", owner=self)

    # The board.

    def _reload(self) -> None:
        self._load_board()
        if self._wanted is not None:
            # Not the one that is still shown: another may have been scanned meanwhile.
            self.open_row(self._wanted)

    def _load_board(self) -> None:
        self._watch.forget()
        words = self.board.words
        self._context.tasks.run(
            lambda: load_board(self._context.core, words),
            done=lambda board: self._show_board(words, board),
            failed=lambda error: self.board.show_problem(sentence(error)),
            owner=self,
        )

    def _show_board(self, words: str, board: Board) -> None:
        if words == self.board.words:
            self.station.suggest(board.places)
            self.board.show_board(board)

    # Who hears whom.

    def _connect(self) -> None:
        self.scan.scanned.connect(self.take_scan)
        self.wedge.scanned.connect(self._hear)
        self.queue.answered.connect(self._take_answer)
        self.queue.changed.connect(self._follow_queue)
        self.station.questionsWanted.connect(self._ask_next)
        self.station.chosen.connect(self.scan.wait_for_next)
        self.station.sound.toggled.connect(self._turn_sound)
        self.card.stepWanted.connect(self._take_step)
        self.card.undoWanted.connect(self._undo_shown)
        self.card.refillWanted.connect(self._refill)
        self.card.shipmentWanted.connect(lambda key: self._context.show("shipments", key))
        self.board.picked.connect(self.open_row)
        self.board.entryPicked.connect(self._open_entry)
        self.board.wanted.connect(self._load_board)
        self._watch.changed.connect(self._reload)

    def _connect_keys(self) -> None:
        keys = {
            "Ctrl+Return": self._take_usual,
            "Ctrl+Enter": self._take_usual,
            "Ctrl+F": self.board.search.setFocus,
            "F8": self._ask_next,
            "Esc": self._go_back,
        }
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _go_back(self) -> None:
        """Esc closes what opened last: the search, then the question; the scan field waits again."""
        if self.board.words:
            self.board.search.clear()
        elif self._asking:
            self._answer(self._asking, self.queue.leave)
        self.scan.wait_for_next()

    def _turn_sound(self, is_on: bool) -> None:
        self.sounds.is_on = self._context.preferences.sound = is_on
