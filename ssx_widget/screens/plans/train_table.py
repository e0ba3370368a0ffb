# SPDX-License-Identifier: LGPL-3.0-or-later
"""The table of trains with its buttons and keys."""

from __future__ import annotations

from copy import deepcopy

from qtpy.QtCore import QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import QAbstractButton, QLabel, QMenu, QPushButton, QShortcut, QTableView, QToolButton

from backend.domain.names import count_up
from backend.domain.plans.plan_checks import Check
from ssx_widget.editing.draft import Row
from ssx_widget.look.theme import GRID, icon, mark
from ssx_widget.screens.plans.edited_plan import WHATS, EditedPlan, PlanEvent, new_event
from ssx_widget.screens.plans.event_model import COLUMNS, EventModel
from ssx_widget.widgets.cell_delegate import MARK_ROLE, apply_style
from ssx_widget.widgets.enabled_state import allow
from ssx_widget.widgets.grid_keys import GridKeys

_LEAST, _MOST = 3, 9


class TrainTable(QObject):
    """`chosen(place)`: another event was chosen in the table, or none ("")."""

    chosen = Signal(str)

    def __init__(
        self,
        table: QTableView,
        error: QLabel,
        add: QPushButton,
        remove: QPushButton,
        up: QToolButton,
        down: QToolButton,
    ) -> None:
        super().__init__(table)
        self.table, self._error = table, error
        self.add, self.remove, self.up, self.down = add, remove, up, down
        self.model = EventModel(self)
        self._plan: EditedPlan | None = None
        self._dress()
        self._keys = GridKeys(table, self.model.put_texts, lambda places, text: [text] * len(places))
        self._connect()
        self._show_current()

    def show_plan(self, plan: EditedPlan | None, checks: list[Check]) -> None:
        """Show the events of a plan; the chosen one stays chosen."""
        self._plan = plan
        place = self.place
        self.model.show_plan(plan, checks)
        if place and not self.table.selectionModel().hasSelection():
            self.choose(place)
        rows = min(max(self.model.rowCount(), _LEAST), _MOST)
        height = self.table.verticalHeader().defaultSectionSize() * rows
        self.table.setFixedHeight(height + self.table.horizontalHeader().sizeHint().height() + 4 * GRID)
        self._show_current()

    @property
    def place(self) -> str:
        """Where the chosen event stands in the plan."""
        rows = {index.row() for index in self.table.selectionModel().selectedIndexes()}
        return self.model.place_at(min(rows)) if rows else ""

    def choose(self, place: str) -> None:
        """Choose the row of an event, or of a field of one; emits nothing."""
        index = self.model.index_of(place) if place else QModelIndex()
        selection = self.table.selectionModel()
        blocked = self.blockSignals(True)
        if index.isValid():
            selection.setCurrentIndex(index, QItemSelectionModel.ClearAndSelect)
            self.table.scrollTo(index)
        else:
            selection.clearSelection()
        self.blockSignals(blocked)
        self.table.viewport().update()
        self._show_current()

    def show_field(self, place: str) -> bool:
        """Go into the cell of a field; False when it is not in the table."""
        if not self.model.index_of(place).isValid():
            return False
        self.choose(place)
        self.table.setFocus(Qt.OtherFocusReason)
        self.chosen.emit(self.place)
        return True

    def add_event(self, what: str) -> None:
        """A new event behind those of its kind, the same as the last one where there is one."""
        plan = self._plan
        if plan is None:
            return
        made = new_event(what, what.partition(", ")[2].capitalize() or what)

        def put(events: list[PlanEvent]) -> None:
            names = {str(each.get("name")) for each in events}
            if str(made.get("name")) in names:
                made.put("name", count_up(str(made.get("name")), names))
            events.append(made)

        plan.change(f"add {what}", put)
        self._choose_row(made.kind, -1)

    def remove_chosen(self) -> None:
        """Remove the chosen events."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        if self._plan and rows:
            words = "remove " + (f"{len(rows)} trains" if len(rows) > 1 else str(self._name(rows[0])))
            self._plan.change(words, lambda events: [events.pop(row) for row in reversed(rows)])

    def shift(self, by: int) -> None:
        """Move the chosen event up or down among those of its kind."""
        row = self._row
        if self._plan is None or row is None or not self._may_shift(row, by):
            return
        words = f"move {self._name(row)}"

        def swap(events: list[PlanEvent]) -> None:
            one, other = events[row], events[row + by]
            one.row, other.row = _exchanged(one.row, other.row)
            one.typed, other.typed = other.typed, one.typed

        self._plan.change(words, swap)
        self.choose(self.model.place_at(row + by))
        self.chosen.emit(self.place)

    def _name(self, row: int) -> object:
        return self.model.index(row, 0).data()

    def _choose_row(self, kind: str, which: int) -> None:
        places = [place for place in self.model_places() if f".{kind}." in place]
        if places:
            self.choose(places[which])
            self.table.setFocus(Qt.OtherFocusReason)
            self.chosen.emit(self.place)

    def model_places(self) -> list[str]:
        """Where the event of each row stands in the plan, as it is now."""
        if self._plan:
            self.model.show_plan(self._plan, [])
        return [self.model.place_at(row) for row in range(self.model.rowCount())]

    @property
    def _row(self) -> int | None:
        rows = {index.row() for index in self.table.selectionModel().selectedIndexes()}
        return min(rows) if len(rows) == 1 else None

    def _may_shift(self, row: int, by: int) -> bool:
        there = self.model.place_at(row + by)
        return bool(there) and there.rpartition(".")[0] == self.model.place_at(row).rpartition(".")[0]

    def _dress(self) -> None:
        apply_style(self.table, "Trains of events")
        self.table.setModel(self.model)
        header = self.table.horizontalHeader()
        header.setAccessibleName("Columns of the trains")
        for place, column in enumerate(COLUMNS):
            header.resizeSection(place, column.width)
        header.setStretchLastSection(False)
        for button, sign, words in ((self.up, "mdi6.arrow-up", "up"), (self.down, "mdi6.arrow-down", "down")):
            button.setAccessibleName(f"Move the train {words}")
            button.setText("")
            mark(button, "plain")
            icon(sign, button)
        menu = QMenu(self.add)
        for what in WHATS:
            menu.addAction(what).triggered.connect(lambda _checked, what=what: self.add_event(what))
        self.add.setMenu(menu)
        mark(self.add, "menu")
        self._error.setContentsMargins(3 * GRID, 0, 3 * GRID, GRID)
        self._error.hide()

    def _connect(self) -> None:
        selection = self.table.selectionModel()
        selection.selectionChanged.connect(lambda *_: self._tell())
        selection.currentChanged.connect(lambda *_: self._show_current())
        self.model.dataChanged.connect(lambda *_: self._show_current())
        self.remove.clicked.connect(self.remove_chosen)
        self.up.clicked.connect(lambda: self.shift(-1))
        self.down.clicked.connect(lambda: self.shift(1))
        for keys, do in (
            ("Del", self.remove_chosen),
            ("Alt+Up", lambda: self.shift(-1)),
            ("Alt+Down", lambda: self.shift(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.WidgetShortcut)
            shortcut.activated.connect(do)

    def _tell(self) -> None:
        self._show_current()
        self.chosen.emit(self.place)

    def _show_current(self) -> None:
        row, index = self._row, self.table.selectionModel().currentIndex()
        problem = self.model.problem_at(index) if index.isValid() and row is not None else ""
        if not problem and self.model.rowCount():
            faulty = self.model.faulty()
            problem = (
                f"{self._name(faulty.row())}: {self.model.problem_at(faulty)}" if faulty.isValid() else ""
            )
        is_warning = bool(problem) and index.isValid() and self.model.data(index, MARK_ROLE).tone == "warn"
        mark(self._error, "warning" if is_warning else "error")
        self._error.setText(problem)
        self._error.setVisible(bool(problem))
        _allow(self.remove, bool(self.place), "Remove the chosen trains (Del)")
        _allow(self.up, row is not None and self._may_shift(row, -1), "Up among those of its kind (Alt+Up)")
        _allow(
            self.down, row is not None and self._may_shift(row, 1), "Down among those of its kind (Alt+Down)"
        )


def _allow(button: QAbstractButton, can: bool, usual: str) -> None:
    allow(button, "" if can else "Choose a train that can be moved or removed.", usual)


def _exchanged(
    one: dict[str, object], other: dict[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Two rows in each other's place; each place keeps its keys, so that the order is the one shown."""
    return _with_keys(other, one), _with_keys(one, other)


def _with_keys(row: Row, keys: Row) -> Row:
    taken = {name: value for name, value in deepcopy(row).items() if not name.endswith("Id")}
    return {**taken, **{name: value for name, value in keys.items() if name.endswith("Id")}}
