# SPDX-License-Identifier: LGPL-3.0-or-later
"""A container: its picture beside the table of its samples; what is picked in one is picked in the other."""

from __future__ import annotations

from functools import partial

from qtpy.QtCore import QModelIndex, Qt, Signal
from qtpy.QtGui import QKeySequence, QResizeEvent
from qtpy.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QShortcut,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from backend.domain.containers import ContainerType, find_type
from backend.domain.rows.answers import ContainerContents
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.search_line import SearchChoice, SearchLine
from ssx_widget.forms.versions import VersionComparison
from ssx_widget.look.texts import counted
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.screens.shipments.containers.clipboard import ClipboardSample
from ssx_widget.screens.shipments.containers.container_picture import ContainerPicture
from ssx_widget.screens.shipments.containers.sample_model import COLUMNS, SampleModel
from ssx_widget.screens.shipments.contents.placements import (
    ContainerPosition,
    PlacedItem,
    Placements,
    choices,
)
from ssx_widget.screens.shipments.contents.tree import capacity_of
from ssx_widget.screens.shipments.shipment import Reading
from ssx_widget.widgets.cell_delegate import apply_style
from ssx_widget.widgets.elided import Elided
from ssx_widget.widgets.enabled_state import allow
from ssx_widget.widgets.grid_keys import GridKeys

_NAME, _THING, _PIN = (list(COLUMNS).index(key) for key in ("name", "thing", "code"))
_BESIDE = 5
"""So many columns have to fit beside the picture; otherwise the table stands below it."""
_LARGE, _SMALL = 66 * GRID, 52 * GRID
_LEAST, _MOST = 16 * GRID, 50 * GRID


class ContainerView(QWidget):
    """`detailsWanted()`: the person wants the fields of the container itself.
    `bringWanted(Carried, container, location)`: a sample is to go to a position; empty: the first free one.
    """

    detailsWanted = Signal()
    bringWanted = Signal(object, int, str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.model = SampleModel(context, self)
        self.picture, self.table = ContainerPicture(), QTableView()
        self._code, self._remark = label("", "heading"), Elided()
        mark(self._remark, "label")
        self._problem = label("", "error")
        self.repair_button = QPushButton()
        self.delete_button, self.details_button = QPushButton("Delete sample"), QPushButton("Container…")
        self._body = QBoxLayout(QBoxLayout.LeftToRight)
        self.move_button = QPushButton("&Move to")
        self.finder = SearchLine(context.tasks, self._choices)
        self.placing = Placements(context, self)
        self.versions = VersionComparison(context)
        self._container: ContainerContents | None = None
        self._reading = Reading()
        self._arrange()
        self._connect()

    @property
    def _container_id(self) -> int:
        """The key of the container that is shown, 0 before there is one."""
        return self._container["containerId"] if self._container else 0

    def show_container(self, container: ContainerContents, reading: Reading) -> None:
        """Show a container of a shipment with its samples."""
        self._reading = reading
        another = container["containerId"] != self._container_id
        self._container = container
        self._code.setText(container["code"] or "without a code")
        capacity = capacity_of(container)
        kind = container["containerType"] or "container of unknown type"
        barcode = f" · {container['barcode']}" if container["barcode"] else ""
        self._remark.tell(f"{kind}, {capacity} positions{barcode}" if capacity else f"{kind}{barcode}")
        self.model.show_container(container, reading.crystals, reading.things)
        self._show_kind()
        if another:
            self._fit_columns()
            self.table.setCurrentIndex(self.model.index(0, _NAME))
        self._redraw()

    def pick_sample(self, key: int, column: str) -> None:
        """Go to the cell of a sample."""
        row = self.model.row_of_sample(key)
        if row is not None:
            index = self.model.index(row, self.model.column_of(column))
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
            self.table.setFocus()

    def delete_sample(self) -> None:
        """Delete the sample at the picked position; Undo brings it back. Anything else is only taken out."""
        row = self.table.currentIndex().row()
        draft, thing = self.model.draft_at(row), self.model.thing_at(row)
        if thing:
            self.placing.take_out(thing, ContainerPosition(self._container_id, self.model.location_at(row)))
        elif draft:
            self._context.edits.delete(draft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the table below the picture where there is no room beside it."""
        super().resizeEvent(event)
        self._place_picture()

    def put_thing(self, thing: PlacedItem) -> None:
        """Put a slurry, stock or loaded sample into the picked position, and go on to the next free one."""
        location = self.model.location_at(self.table.currentIndex().row())
        if not location or self.model.draft_at(self.table.currentIndex().row()):
            location = self.model.next_free(location)
        if not location:
            self._context.messages.warning(
                f"{self._container and self._container['code']} is full; free a position first."
            )
            return
        self.placing.put(thing, ContainerPosition(self._container_id, location), self._place_of(thing))
        row = self.model.row_of(self.model.next_free(location))
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, self.table.currentIndex().column()))

    def _place_of(self, thing: PlacedItem) -> ContainerPosition | None:
        """Where a thing lies in this shipment."""
        for container in self._reading.containers:
            for sample in container["samples"]:
                if sample["blSampleId"] == thing.sample:
                    return ContainerPosition(container["containerId"], str(sample["location"] or ""))
        return None

    def _choices(self, text: str) -> list[SearchChoice]:
        proposal = self._context.proposal_id
        return choices(self._context.ssx, proposal, text) if proposal is not None else []

    @property
    def _kind(self) -> ContainerType | None:
        types = self._context.facility.container_types
        return find_type((self._container and self._container["containerType"]) or "", types)

    def _show_kind(self) -> None:
        """Pucks carry pins; all else carries slurries, stocks and loaded samples too."""
        carries_things = self._kind is None or self._kind.kind == "ssx"
        self.finder.setVisible(carries_things)
        self.table.setColumnHidden(_THING, not carries_things)
        self.table.setColumnHidden(_PIN, carries_things)

    def _offer_containers(self) -> None:
        """The other containers of the shipment, each with its room."""
        menu = self.move_button.menu()
        menu.clear()
        mine = self._container_id
        location = self.model.location_at(self.table.currentIndex().row())
        for row in self._reading.containers:
            room = max(0, capacity_of(row) - len(row["samples"])) if capacity_of(row) else 1
            if row["containerId"] != mine:
                action = menu.addAction(f"{row['code']} ({counted(room, 'free place')})")
                action.setEnabled(room > 0)
                action.triggered.connect(
                    partial(self._bring, ClipboardSample(mine, location), row["containerId"])
                )

    def _bring(self, carried: ClipboardSample, container: int, _checked: bool) -> None:
        self.bringWanted.emit(carried, container, "")

    def _nudge(self, position: int, step: int) -> None:
        """Take a sample along to the next free position."""
        location = self.model.next_free(str(position), step)
        row = self.model.row_of(str(position))
        if location and row is not None and self.model.draft_at(row):
            key = self._container_id
            self.bringWanted.emit(ClipboardSample(key, str(position)), key, location)
            self._follow_picture(int(location))

    def _drop(self, carried: ClipboardSample, position: int) -> None:
        self.bringWanted.emit(carried, self._container_id, str(position))
        self._follow_picture(position)

    def _type(self, position: int, letter: str) -> None:
        self._edit(position)
        editor = QApplication.focusWidget()
        if isinstance(editor, QLineEdit):
            editor.setText(letter)

    def _place_picture(self) -> None:
        needed = sum(self.table.columnWidth(column) for column in range(_BESIDE))
        wide = self.width() >= _LARGE + needed + 12 * GRID
        self._body.setDirection(QBoxLayout.LeftToRight if wide else QBoxLayout.TopToBottom)
        side = _LARGE if wide else _SMALL
        self.picture.setFixedSize(side, side)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self._code)
        head.addWidget(self._remark, 1)
        head.addWidget(self.details_button)
        head.addWidget(self.move_button)
        head.addWidget(self.delete_button)
        self.table.setModel(self.model)
        apply_style(self.table, "Samples of the container")
        self._body.setSpacing(4 * GRID)
        self._body.addWidget(self.picture, 0, Qt.AlignTop | Qt.AlignHCenter)
        self._body.addWidget(self.table, 1)
        self._problem.setWordWrap(True)
        self.finder.setPlaceholderText("Put in: a slurry, stock or loaded sample")
        self.finder.setAccessibleName("Put into this position")
        self.finder.setToolTip("Goes into the picked position, or the next free one (↓ lists all)")
        self.move_button.setMenu(QMenu(self.move_button))
        mark(self.move_button, "menu")
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(3 * GRID)
        column.addLayout(head)
        column.addWidget(self.finder)
        column.addLayout(self._body, 1)
        column.addWidget(self.versions)
        foot = QHBoxLayout()
        foot.setSpacing(2 * GRID)
        foot.addWidget(self._problem, 1)
        foot.addWidget(self.repair_button)
        self.repair_button.hide()
        column.addLayout(foot)
        self.details_button.setToolTip("Code, type, barcode and comments of this container")
        icon("mdi6.trash-can-outline", self.delete_button)
        mark(self, "page")

    def _connect(self) -> None:
        self.table.selectionModel().currentChanged.connect(self._follow_table)
        self.model.contentsChanged.connect(self._redraw)
        self._context.edits.changed.connect(self._follow_container)
        self.picture.picked.connect(self._follow_picture)
        self.picture.opened.connect(self._edit)
        self.picture.typed.connect(self._type)
        self.picture.nudged.connect(self._nudge)
        self.picture.dropped.connect(self._drop)
        self.finder.chosen.connect(self._put_chosen)
        self.move_button.menu().aboutToShow.connect(self._offer_containers)
        self._keys = GridKeys(self.table, self.model.put_texts, self.model.filled)
        self.delete_button.clicked.connect(self.delete_sample)
        self.details_button.clicked.connect(self.detailsWanted)
        self.repair_button.clicked.connect(self._repair)
        delete = QShortcut(QKeySequence.Delete, self.table)
        delete.setContext(Qt.WidgetShortcut)
        delete.activated.connect(self.delete_sample)

    def _repair(self) -> None:
        """Take the nearest name that may become a file name."""
        index = self.table.currentIndex()
        self.model.setData(index, self.model.repaired(index))

    def _put_chosen(self, thing: PlacedItem) -> None:
        self.finder.clear()
        self.put_thing(thing)

    def _fit_columns(self) -> None:
        self.table.resizeColumnsToContents()
        for column in range(1, self.model.columnCount()):
            width = self.table.columnWidth(column)
            self.table.setColumnWidth(column, max(_LEAST, min(width, _MOST)))
        self._place_picture()

    def _follow_container(self, draft: Draft, _name: str) -> None:
        if draft.collection == "containers" and draft.id == self._container_id:
            self._show_state()

    def _follow_table(self, current: QModelIndex, _before: QModelIndex) -> None:
        location = self.model.location_at(current.row())
        self.picture.show_current(int(location) if location.isdecimal() else 0)
        self._show_state()

    def _follow_picture(self, position: int) -> None:
        row = self.model.row_of(str(position))
        if row is not None:
            column = max(self.table.currentIndex().column(), 1)
            self.table.setCurrentIndex(self.model.index(row, column))

    def _edit(self, position: int) -> None:
        self._follow_picture(position)
        self.table.setFocus()
        self.table.edit(self.table.currentIndex().siblingAtColumn(_NAME))

    def _redraw(self) -> None:
        if self._container:
            self.picture.show_container(
                self._container_id,
                self._container["code"] or "container",
                self._kind,
                capacity_of(self._container),
                self.model.contents,
            )
            self._show_state()

    def _show_state(self) -> None:
        index = self.table.currentIndex()
        draft = self.model.draft_at(index.row())
        thing = self.model.thing_at(index.row())
        self.delete_button.setText("Take out" if thing else "Delete sample")
        usual = f"The {thing.word} itself stays (Del)" if thing else "Delete (Del)"
        allow(self.delete_button, "" if draft else "No sample lies at this position.", usual)
        others = len(self._reading.containers) > 1
        why = "There is no other container in this shipment." if draft else "No sample lies at this position."
        reason = "" if draft and others else why
        allow(
            self.move_button,
            reason,
            "To another container; in the picture samples are dragged, or moved by Ctrl+arrow",
        )
        mine = self._context.edits.opened("containers", self._container_id)
        self.versions.show_draft(mine if mine and mine.conflict is not None else draft)
        problem = self.model.problem_at(index)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        repaired = self.model.repaired(index) if problem else ""
        self.repair_button.setText(f"&Use “{repaired}”")
        self.repair_button.setVisible(bool(repaired))
