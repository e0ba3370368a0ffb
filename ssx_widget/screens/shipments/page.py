# SPDX-License-Identifier: LGPL-3.0-or-later
"""A shipment's page: its tree, what is picked in it, and the checklist."""

from __future__ import annotations

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

from backend.domain.rows.answers import ChecklistEntry, Place
from backend.domain.states import DRAFT, shown
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, icon, mark
from ssx_widget.screens.shipments import steps, texts
from ssx_widget.screens.shipments.centre import Centre
from ssx_widget.screens.shipments.checklist_panel import ChecklistPanel
from ssx_widget.screens.shipments.contents.contents_editor import ContentsEditor
from ssx_widget.screens.shipments.contents.tree import TreePlace, nodes, state_tone
from ssx_widget.screens.shipments.contents.tree_view import ShipmentTreePanel
from ssx_widget.screens.shipments.list_export import ListExport, ListExportButton
from ssx_widget.screens.shipments.next_step import NextStep
from ssx_widget.screens.shipments.shipment import OpenShipment
from ssx_widget.screens.shipments.shipment_clone import CloneButton, ShippingClone
from ssx_widget.widgets.chip import Chip
from ssx_widget.widgets.elided import Elided
from ssx_widget.widgets.placeholders import ContentArea
from ssx_widget.widgets.ui_file import load_ui

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
    exportButton: ListExportButton
    againButton: CloneButton
    labelsButton: QPushButton
    stepButton: QPushButton
    splitter: QSplitter

    listWanted = Signal()
    importWanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        load_ui("shipments.ui", self)
        mark(self, "page")
        self.shipment = OpenShipment(context, self)
        self.tree, self.checklist = ShipmentTreePanel(), ChecklistPanel()
        self.centre = Centre(context, self.shipment)
        self.editing = ContentsEditor(context, self.shipment, self)
        self._content = ContentArea(self.centre)
        self._state = Chip(parent=self.head)
        self._narrow = False
        self._edit_next: Draft | None = None
        self.stepping = NextStep(context, self.shipment, self)
        self.again, self.exporting = ShippingClone(context, self), ListExport(context, self)
        self._words = {
            button: button.text() for button in (self.importButton, self.exportButton, self.againButton)
        }
        self._arrange()
        self._connect()

    def open(self, draft: Draft) -> None:
        """Go to a shipment, stored or new."""
        self._content.show_loading()
        self.tree.pick(TreePlace("details"))
        self.shipment.open(draft)
        if draft.is_new:
            self.centre.details.form.focus_field("shippingName")

    def open_key(self, key: int) -> None:
        """Go to a stored shipment."""
        if self.shipment.key == key:
            self.shipment.read()
            return
        self._content.show_loading()
        core = self._context.core
        self._context.tasks.run(
            lambda: core.shippings.get(key),
            done=lambda row: self.open(self._context.edits.open("shippings", row)),
            failed=lambda error: self._show_failure(str(error)),
            owner=self,
        )

    def go_to(self, place: Place) -> None:
        """Go to where a line of the checklist is put right."""
        table, key, column = place["table"], place["id"] or 0, place["column"]
        if table == "Shipping" and column == "dewars":
            self.tree.add_dewar.setFocus(Qt.ShortcutFocusReason)
        elif table == "Shipping":
            self.tree.pick(TreePlace("details"))
            self.centre.show_place(TreePlace("details"))
            self.centre.details.form.focus_field(column)
        elif table == "Dewar":
            self.tree.pick(TreePlace("dewar", key))
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
        # Its buttons lose their words before they could keep the page from being narrow.
        self.head.setMinimumWidth(1)
        icon("mdi6.tray-arrow-down", self.importButton)
        icon("mdi6.printer-outline", self.labelsButton)
        icon("mdi6.tray-arrow-up", self.exportButton)
        icon("mdi6.repeat", self.againButton)
        icon("mdi6.send-outline", self.stepButton)
        icon("mdi6.format-list-checks", self.checklistButton)
        for button, text in self._words.items():
            button.setAccessibleName(text.replace("&", ""))

    def _connect(self) -> None:
        self.shipment.changed.connect(self._show)
        self.shipment.failed.connect(self._show_failure)
        self.shipment.gone.connect(self.listWanted)
        edits = self._context.edits
        edits.changed.connect(self._follow)
        self.tree.picked.connect(self._show_place)
        self.tree.renamed.connect(self.editing.rename)
        self.tree.dewarWanted.connect(lambda: self._edit(self.editing.new_dewar()))
        self.tree.containerWanted.connect(self._add_container)
        self.tree.deleteWanted.connect(self.editing.delete)
        self.tree.sampleDropped.connect(lambda carried, place: self.editing.bring(carried, place.key))
        self.centre.container.bringWanted.connect(self.editing.bring)
        self._context.facilityChanged.connect(self._take_types)
        self._take_types()
        self.checklist.wanted.connect(self.go_to)
        self.listButton.clicked.connect(self.listWanted)
        self.importButton.clicked.connect(self.importWanted)
        self.labelsButton.clicked.connect(lambda: self._context.show("labels", self.shipment.key))
        self.stepButton.clicked.connect(self._take_step)
        self.stepping.incomplete.connect(self._show_refusal)
        self.exportButton.wanted.connect(self._export)
        self.againButton.wanted.connect(self._ship_again)
        self.again.made.connect(lambda row: self.open(self._context.edits.open("shippings", row)))
        self.again.takenBack.connect(self.listWanted)
        self.checklistButton.toggled.connect(lambda _on: self._fold())

    def _take_types(self) -> None:
        self.tree.show_types(self._context.facility.container_types)
        self._show()

    def _fold(self) -> None:
        for button, text in self._words.items():
            button.setText("" if self._narrow else text)
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
        self.title.setToolTip(self.title.text())
        state = values.get("shippingStatus") or DRAFT
        self._state.show_state("not saved" if draft.is_new else shown(state), state_tone(state))
        self.remark.tell(texts.journey(values))
        stored = not draft.is_new
        self.labelsButton.setEnabled(stored and bool(self.shipment.reading.dewars))
        self.labelsButton.setToolTip(
            "" if self.labelsButton.isEnabled() else "Add a dewar first: labels belong to dewars."
        )
        self.againButton.allow("" if stored else "Save the shipment first.")
        info = self.shipment.reading.info
        samples = info["counts"]["samples"] if info else None
        self.exportButton.allow("" if samples else "There is no sample to export yet.")
        self._show_step(draft)

    def _show_step(self, draft: Draft) -> None:
        step = steps.usual_step(draft.get("shippingStatus"))
        changed = draft.is_dirty or bool(self.editing.drafts())
        why = steps.why_not(self.shipment.reading, step, changed)
        self.stepButton.setText(step.words if step else "Closed")
        self.stepButton.setEnabled(not why)
        self.stepButton.setToolTip(why or "Notes it for every dewar that is not further on yet")

    def _show_place(self, place: TreePlace) -> None:
        self.tree.show_reason(self.editing.why_no_container(place), self.editing.why_no_delete(place))
        if self.shipment.draft:
            self.centre.show_place(place)

    def _show_failure(self, sentence: str) -> None:
        if not self.shipment.is_read:
            self._content.show_error(sentence, Action("Try again", self.shipment.read))
        else:
            self._context.messages.error(sentence)

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
        place = TreePlace("dewar" if draft.collection == "dewars" else "container", draft.id)
        if self.tree.pick(place):
            self._edit_next = None
            self.tree.edit(place)

    def _go_to_sample(self, key: int, column: str) -> None:
        for container in self.shipment.reading.containers:
            if any(sample["blSampleId"] == key for sample in container["samples"]):
                self.tree.pick(TreePlace("container", container["containerId"]))
                self.centre.container.pick_sample(key, column)

    def _take_step(self) -> None:
        self.stepButton.setEnabled(False)
        self.stepping.begin(self.title.text())

    def _ship_again(self, with_samples: bool) -> None:
        if self.shipment.key is not None:
            self.again.begin(self.shipment.key, with_samples)

    def _export(self, form: str) -> None:
        if self.shipment.key is not None:
            self.exporting.ask_for(self.shipment.key, self.title.text(), form)

    def _go_to_first(self, lines: list[ChecklistEntry]) -> None:
        place = lines[0]["place"]
        if place:
            self.go_to(place)

    def _show_refusal(self, lines: list[ChecklistEntry]) -> None:
        """Somebody changed it meanwhile: what is missing now stands in the checklist, which comes up."""
        self.checklist.show_lines(lines, True)
        self.checklistButton.setChecked(True)
        self._context.messages.warning(
            f"{self.title.text()} was not sent: the checklist names what is missing.",
            Action("Go to the first", lambda: self._go_to_first(lines)),
        )
