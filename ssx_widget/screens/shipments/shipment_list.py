# SPDX-License-Identifier: LGPL-3.0-or-later
"""The list of shipments: name, state, dates, what each holds; and the ways to a new one."""

from __future__ import annotations

from collections import Counter

from qtpy.QtCore import QModelIndex, Signal
from qtpy.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.lists.list_lines import ListLine, ListLines
from ssx_widget.lists.list_panel import ListPanel
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.screens.shipments.shipment_clone import CloneButton, ShippingClone
from ssx_widget.screens.shipments.texts import list_line

_EMPTY = (
    "mdi6.package-variant-closed",
    "No shipment yet",
    "New begins one; Import list makes one from a sample list, and a file may be dropped here.",
)
_AT_ONCE = 100


class ShipmentList(QWidget):
    """`opened(draft)`: a shipment was picked by click or Enter. `importWanted()`: a list makes a new one."""

    opened = Signal(object)
    importWanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._counts: dict[int, tuple[int, int]] = {}
        self.panel = ListPanel(context, "shippings", self._line, empty=_EMPTY)
        self.import_button, self.again_button = QPushButton("&Import list…"), CloneButton()
        self.again = ShippingClone(context, self)
        self._arrange()
        view = self.panel.view
        view.clicked.connect(self._open)
        view.activated.connect(self._open)
        self.panel.source.replaced.connect(self._count)
        self.panel.source.added.connect(lambda _first: self._count())
        self.import_button.clicked.connect(self.importWanted)
        self.again_button.wanted.connect(self._ship_again)
        self.again.made.connect(lambda row: self.opened.emit(context.edits.open("shippings", row)))
        self.again.takenBack.connect(self.panel.reload)
        view.selectionModel().currentChanged.connect(lambda _new, _old: self._show_state())
        self.panel.source.replaced.connect(self._show_state)
        self._show_state()

    def _arrange(self) -> None:
        mark(self, "page")
        icon("mdi6.tray-arrow-down", self.import_button)
        self.import_button.setToolTip("A new shipment from a CSV file; rows may also be pasted (Ctrl+V)")
        head = QHBoxLayout()
        head.setContentsMargins(5 * GRID, 3 * GRID, 5 * GRID, 3 * GRID)
        head.addWidget(label("Shipments", "title"))
        head.addStretch(1)
        icon("mdi6.repeat", self.again_button)
        head.addWidget(self.again_button)
        head.addWidget(self.import_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.panel, 1)

    def _open(self, index: QModelIndex) -> None:
        model = index.model()
        if isinstance(model, ListLines):
            self.opened.emit(model.draft_at(index.row()))

    def _current(self) -> Draft | None:
        index = self.panel.view.currentIndex()
        model = index.model()
        return model.draft_at(index.row()) if isinstance(model, ListLines) else None

    def _show_state(self) -> None:
        draft = self._current()
        picked = draft is not None and not draft.is_new
        self.again_button.allow("" if picked else "Pick a shipment in the list first (↑ ↓).")

    def _ship_again(self, with_samples: bool) -> None:
        draft = self._current()
        if draft and draft.id is not None:
            self.again.begin(draft.id, with_samples)

    def _line(self, row: Row) -> ListLine:
        return list_line(row, lambda key: self._counts.get(key) if isinstance(key, int) else None)

    def _count(self) -> None:
        keys = [row["shippingId"] for row in self.panel.source.rows]
        core = self._context.core
        self._context.tasks.run(lambda: _counts(core, keys), done=self._take_counts, owner=self)

    def _take_counts(self, counts: dict[int, tuple[int, int]]) -> None:
        self._counts = counts
        self.panel.view.viewport().update()


def _counts(core: PyIspybClient, keys: list[int]) -> dict[int, tuple[int, int]]:
    """Dewars and containers of each shipment. On a worker."""
    dewars: dict[int, int] = {}
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        dewars |= {row["dewarId"]: row["shippingId"] for row in core.dewars.all(shippingId=some)}
    containers: Counter[int] = Counter()
    found = list(dewars)
    for first in range(0, len(found), _AT_ONCE):
        rows = core.containers.all(dewarId=found[first : first + _AT_ONCE])
        containers.update(dewars[row["dewarId"]] for row in rows if row["dewarId"] is not None)
    held = Counter(dewars.values())
    return {key: (held[key], containers[key]) for key in keys}
