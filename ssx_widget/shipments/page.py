"""A shipment's page: its tree, what is picked in it, and the checklist."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QKeyEvent, QResizeEvent
from qtpy.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QWidget,
)

from backend.domain.states import DRAFT, SENT, advancement, shown
from ssx_widget.common.chip import Chip
from ssx_widget.common.elided import Elided
from ssx_widget.common.states import Content
from ssx_widget.common.ui_file import load_ui
from ssx_widget.desk import Desk
from ssx_widget.drafts import Draft
from ssx_widget.messages import Action
from ssx_widget.shipments import sending, words
from ssx_widget.shipments.centre import Centre
from ssx_widget.shipments.checklist_panel import ChecklistPanel
from ssx_widget.shipments.editing import Editing
from ssx_widget.shipments.shipment import Shipment
from ssx_widget.shipments.tree import Place, nodes, state_tone
from ssx_widget.shipments.tree_view import TreePanel
from ssx_widget.tables import name_of
from ssx_widget.theme import GRID, icon, mark

_NARROW = 250 * GRID
_TREE, _ASIDE = 58 * GRID, 80 * GRID


class ShipmentPage(QWidget):
    """`listWanted()`: back to the list. `importWanted()`: a list is to go into this shipment."""

    head: QFrame
    headRow: QHBoxLayout
    listButton: QPushButton
    title: QLabel
    stateBox: QHBoxLayout
    remark: Elided
    checklistButton: QPushButton
    importButton: QPushButton
    labelsButton: QPushButton
    sendButton: QPushButton
    splitter: QSplitter

    listWanted = Signal()
    importWanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        load_ui("shipments.ui", self)
        mark(self, "page")
        self.shipment = Shipment(desk, self)
        self.tree, self.checklist = TreePanel(), ChecklistPanel()
        self.centre = Centre(desk, self.shipment)
        self.editing = Editing(desk, self.shipment, self)
        self._content = Content(self.centre)
        self._state = Chip(parent=self.head)
        self._narrow = False
        self._edit_next: Draft | None = None
        self._arrange()
        self._connect()

    def open(self, draft: Draft) -> None:
        """Go to a shipment, stored or new."""
        self._content.show_loading()
        self.tree.pick(Place("details"))
        self.shipment.open(draft)
        if draft.is_new:
            self.centre.details.form.focus_field("shippingName")

    def open_key(self, key: int) -> None:
        """Go to a stored shipment."""
        if self.shipment.key == key:
            self.shipment.read()
            return
        self._content.show_loading()
        core = self._desk.core
        self._desk.tasks.run(
            lambda: core.shippings.get(key),
            done=lambda row: self.open(self._desk.edits.open("shippings", row)),
            failed=lambda error: self._show_failure(str(error)),
            owner=self,
        )

    def go_to(self, place: dict[str, Any]) -> None:
        """Go to where a line of the checklist is put right."""
        table, key, column = place["table"], place["id"], place["column"]
        if table == "Shipping" and column == "dewars":
            self.tree.add_dewar.setFocus(Qt.ShortcutFocusReason)
        elif table == "Shipping":
            self.tree.pick(Place("details"))
            self.centre.show_place(Place("details"))
            self.centre.details.form.focus_field(column)
        elif table == "Dewar":
            self.tree.pick(Place("dewar", key))
            if column == "containers":
                self.tree.add_container.setFocus(Qt.ShortcutFocusReason)
            else:
                self.centre.dewar.form.focus_field(column)
        elif table == "BLSample":
            self._go_to_sample(key, column)
        else:
            self.centre.show_row(table, key, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list; a shortcut would also take the Esc that closes an open choice."""
        if event.key() == Qt.Key_Escape:
            self.listWanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the checklist away where room is scarce; its button brings it up."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self.checklistButton.setChecked(False)
        self._fold()

    def _arrange(self) -> None:
        self.stateBox.addWidget(self._state)
        self.splitter.addWidget(self.tree)
        self.splitter.addWidget(self._content)
        self.splitter.addWidget(self.checklist)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([_TREE, 2 * _TREE, _ASIDE])
        self.tree.setMinimumWidth(44 * GRID)
        self.checklist.setMinimumWidth(60 * GRID)
        self.headRow.setStretchFactor(self.remark, 1)
        icon("mdi6.tray-arrow-down", self.importButton)
        icon("mdi6.printer-outline", self.labelsButton)
        icon("mdi6.send-outline", self.sendButton)
        icon("mdi6.format-list-checks", self.checklistButton)

    def _connect(self) -> None:
        self.shipment.changed.connect(self._show)
        self.shipment.failed.connect(self._show_failure)
        self.shipment.gone.connect(self.listWanted)
        edits = self._desk.edits
        edits.changed.connect(self._follow)
        self.tree.picked.connect(self._show_place)
        self.tree.renamed.connect(self.editing.rename)
        self.tree.dewarWanted.connect(lambda: self._edit(self.editing.new_dewar()))
        self.tree.containerWanted.connect(self._add_container)
        self.tree.deleteWanted.connect(self.editing.delete)
        self.checklist.wanted.connect(self.go_to)
        self.listButton.clicked.connect(self.listWanted)
        self.importButton.clicked.connect(self.importWanted)
        self.labelsButton.clicked.connect(lambda: self._desk.show("labels", self.shipment.key))
        self.sendButton.clicked.connect(self._send)
        self.checklistButton.toggled.connect(lambda _on: self._fold())

    def _fold(self) -> None:
        self.checklistButton.setVisible(self._narrow)
        self.checklist.setVisible(not self._narrow or self.checklistButton.isChecked())

    def _show(self) -> None:
        shipment = self.shipment
        if shipment.draft is None:
            return
        self._show_tree()
        self._show_head()
        self._show_checklist()
        if shipment.is_read:
            self._content.show_content()
            self._show_place(self.tree.place)
        self._edit_waiting()

    def _show_checklist(self) -> None:
        draft = self.shipment.draft
        lines = [*self.editing.refused(), *self.shipment.reading.checklist]
        self.checklist.show_lines(lines, draft is not None and not draft.is_new)
        errors = sum(line["level"] == "error" for line in lines)
        self.checklistButton.setText(f"C&hecklist ({errors})" if errors else "C&hecklist")

    def _show_tree(self) -> None:
        self.tree.show_nodes(nodes(self.shipment.reading, self.editing.drafts()))
        place = self.tree.place
        self.tree.show_reason(self.editing.why_no_container(place), self.editing.why_no_delete(place))

    def _show_head(self) -> None:
        draft = self.shipment.draft
        if draft is None:
            return
        values = draft.values
        self.title.setText(name_of("shippings", values))
        state = values.get("shippingStatus") or DRAFT
        self._state.show_state("not saved" if draft.is_new else shown(state), state_tone(state))
        self.remark.tell(words.journey(values))
        stored = not draft.is_new
        self.labelsButton.setEnabled(stored and bool(self.shipment.reading.dewars))
        self.labelsButton.setToolTip(
            "" if self.labelsButton.isEnabled() else "Add a dewar first: labels belong to dewars."
        )
        sent = advancement(state) >= advancement(SENT)
        why = "It was sent." if sent else self._why_not_sent(draft)
        self.sendButton.setEnabled(not why)
        self.sendButton.setToolTip(why)

    def _why_not_sent(self, draft: Draft) -> str:
        changed = draft.is_dirty or bool(self.editing.drafts())
        return sending.why_not(self.shipment.reading, changed)

    def _show_place(self, place: Place) -> None:
        self.tree.show_reason(self.editing.why_no_container(place), self.editing.why_no_delete(place))
        if self.shipment.draft:
            self.centre.show_place(place)

    def _show_failure(self, sentence: str) -> None:
        if not self.shipment.is_read:
            self._content.show_error(sentence, Action("Try again", self.shipment.read))
        else:
            self._desk.messages.error(sentence)

    def _follow(self, draft: Draft, _name: str) -> None:
        if draft is self.shipment.draft:
            self._show_head()
        elif draft.collection in ("dewars", "containers", "samples") and self.shipment.draft:
            self._show_tree()
            self._show_head()
            self._show_checklist()

    def _add_container(self, kind: str) -> None:
        draft = self.editing.new_container(self.tree.place, kind)
        if draft:
            self._edit(draft)

    def _edit(self, draft: Draft) -> None:
        """Let the person type the code once the row is stored and read."""
        self._edit_next = draft

    def _edit_waiting(self) -> None:
        draft = self._edit_next
        if draft is None or draft.id is None:
            return
        place = Place("dewar" if draft.collection == "dewars" else "container", draft.id)
        if self.tree.pick(place):
            self._edit_next = None
            self.tree.edit(place)

    def _go_to_sample(self, key: int, column: str) -> None:
        for container in self.shipment.reading.containers:
            if any(sample["blSampleId"] == key for sample in container["samples"]):
                self.tree.pick(Place("container", container["containerId"]))
                self.centre.container.pick_sample(key, column)

    def _send(self) -> None:
        key, before, core = self.shipment.key, self.shipment.reading, self._desk.core
        if key is None:
            return

        def call_back() -> None:
            self._desk.tasks.run(
                lambda: sending.call_back(core, before), done=lambda _: self.shipment.read(), owner=self
            )

        def done(_row: object) -> None:
            self._desk.messages.done(f"{self.title.text()} is marked as sent.", Action("Undo", call_back))
            self.shipment.read()

        self._desk.tasks.run(lambda: sending.send(core, key), done=done, busy="Sending…", owner=self)
