# SPDX-License-Identifier: LGPL-3.0-or-later
"""The events of a plan as a table: a row each, times typed with their units, edited in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from backend.domain.fields.plan_fields import event_field
from backend.domain.plans.plan_checks import Check
from ssx_widget.screens.plans.edited_plan import WHATS, EditedPlan, PlanEvent, new_event, problem_of
from ssx_widget.widgets.cell_delegate import CHOICES_ROLE, MARK_ROLE, CellMark

_T = "eventTrain."


@dataclass(frozen=True)
class EventColumn:
    """A title, and the field that a cell below it holds."""

    title: str
    name: str
    is_number: bool = False
    width: int = 84


COLUMNS: tuple[EventColumn, ...] = (
    EventColumn("Train", "name", width=150),
    EventColumn("What", "what", width=170),
    EventColumn("Begins", f"{_T}timeOn", True, 96),
    EventColumn("Lasts", f"{_T}duration", True, 96),
    EventColumn("Period", f"{_T}period", True, 96),
    EventColumn("Times", f"{_T}numberOfRepetitions", True, 72),
    EventColumn("Trigger", f"{_T}triggerDevice", width=110),
    EventColumn("Images", "numberOfInternalTriggers", True),
    EventColumn("Image every", "internalTriggerPeriod", True, 100),
    EventColumn("Image gate", "internalGateDuration", True, 100),
    EventColumn("Shutter", "shutter"),
    EventColumn("Bunches", "timedBunches"),
    EventColumn("In event log", f"{_T}nameInEventLog", width=110),
)
NAMES = tuple(column.name for column in COLUMNS)
_NONE = QModelIndex()


class EventModel(QAbstractTableModel):
    """Shows the events of one plan; every change goes through it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._plan: EditedPlan | None = None
        self._events: list[PlanEvent] = []
        self._places: list[str] = []
        self._wrong: dict[str, Check] = {}
        self._refused: dict[tuple[str, str], tuple[str, str]] = {}

    def show_plan(self, plan: EditedPlan | None, checks: list[Check]) -> None:
        """Show the events of a plan as they are now, and the checks that fail."""
        same = plan is not None and self._plan is not None and plan.draft is self._plan.draft
        places = plan.places() if plan else []
        self._wrong = {check.place: check for check in reversed(checks) if check.state != "ok"}
        if same and places == self._places and plan:
            self._events, self._plan = plan.events, plan
            self.dataChanged.emit(self.index(0, 0), self.index(len(places) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._plan, self._places, self._events = plan, places, plan.events if plan else []
        self._refused.clear()
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex = _NONE) -> int:
        """How many events there are."""
        return len(self._events)

    def columnCount(self, _parent: QModelIndex = _NONE) -> int:
        """How many columns there are."""
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.DisplayRole) -> object:
        """The titles, aligned as their cells."""
        if orientation != Qt.Horizontal or role not in (Qt.DisplayRole, Qt.TextAlignmentRole):
            return None
        column = COLUMNS[section]
        if role == Qt.DisplayRole:
            return column.title
        return int(Qt.AlignVCenter | (Qt.AlignRight if column.is_number else Qt.AlignLeft))

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """What such an event does not have cannot be edited."""
        has = self._has(self._events[index.row()], NAMES[index.column()])
        return Qt.ItemIsEnabled | Qt.ItemIsSelectable | (Qt.ItemIsEditable if has else Qt.NoItemFlags)

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """The text of a cell, its mark, and what is wrong with it."""
        event, column = self._events[index.row()], COLUMNS[index.column()]
        if role in (Qt.DisplayRole, Qt.EditRole):
            return self._text(index.row(), column.name)
        if role == MARK_ROLE:
            tone = self._tone(index.row(), column.name)
            return CellMark(tone, faint=not self._has(event, column.name), right=column.is_number)
        if role == CHOICES_ROLE:
            return list(WHATS) if column.name == "what" else []
        if role in (Qt.ToolTipRole, Qt.AccessibleDescriptionRole):
            return self.problem_at(index) or self._help(event, column.name)
        return None

    def setData(self, index: QModelIndex, value: object, role: int = Qt.EditRole) -> bool:
        """Take what was typed."""
        if role != Qt.EditRole:
            return False
        words = f"change {COLUMNS[index.column()].title} of {self._events[index.row()].get('name')}"
        return self.put_texts({(index.row(), index.column()): str(value)}, words)

    def put_texts(self, texts: Mapping[tuple[int, int], str], words: str) -> bool:
        """Take texts by row and column, as one step of undo; rows below the last one become new events."""
        if self._plan is None:
            return False
        rows: dict[int, dict[str, str]] = {}
        for (row, column), text in sorted(texts.items()):
            if column < len(NAMES) and (row >= len(self._events) or text != self._text(row, NAMES[column])):
                rows.setdefault(row, {})[NAMES[column]] = text
        if not rows:
            return False
        self._refused.clear()
        self._plan.change(words, lambda events: self._put_all(events, rows))
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._events) - 1, len(COLUMNS) - 1))
        return True

    def place_at(self, row: int) -> str:
        """Where the event of a row stands in the plan."""
        return self._places[row] if 0 <= row < len(self._places) else ""

    def index_of(self, place: str) -> QModelIndex:
        """The cell of a field of the plan, or of an event; none for a field that is not in the table."""
        row = next((row for row, each in enumerate(self._places) if f"{place}.".startswith(f"{each}.")), None)
        if row is None:
            return QModelIndex()
        name = place.removeprefix(self._places[row]).lstrip(".")
        return self.index(row, NAMES.index(name) if name in NAMES else 0)

    def problem_at(self, index: QModelIndex) -> str:
        """What is wrong with a cell, empty if nothing."""
        return self._problem(index.row(), NAMES[index.column()])

    def faulty(self) -> QModelIndex:
        """The first cell with a text that is no value."""
        cells = ((row, column) for row in range(len(self._events)) for column in range(len(COLUMNS)))
        found = (cell for cell in cells if self._is_bad(cell[0], NAMES[cell[1]]))
        return next((self.index(*cell) for cell in found), QModelIndex())

    def _put_all(self, events: list[PlanEvent], rows: Mapping[int, Mapping[str, str]]) -> None:
        for row, texts in rows.items():
            is_there = row < len(self._events)
            event = events[row] if is_there else new_event(texts.get("what") or WHATS[-1], "Train")
            place = self._places[row] if is_there else ""
            what = texts.get("what")
            if what is not None and not event.become(what):
                self._refused[place, "what"] = (what, f"“{what}” is none of {', '.join(WHATS)}.")
            for name, text in texts.items():
                if name != "what":
                    event.put_text(name, text)
            if not is_there:
                events.append(event)

    def _has(self, event: PlanEvent, name: str) -> bool:
        return name == "what" or event_field(event.kind, 0, name) is not None

    def _text(self, row: int, name: str) -> str:
        event = self._events[row]
        if name == "what":
            refused = self._refused.get((self._places[row], "what"))
            return refused[0] if refused else event.what
        if name in event.typed:
            return event.typed[name]
        asked = event_field(event.kind, 0, name)
        return asked.show(event.get(name)) if asked else ""

    def _problem(self, row: int, name: str) -> str:
        if name == "what":
            refused = self._refused.get((self._places[row], "what"))
            return refused[1] if refused else ""
        check = self._wrong.get(f"{self._places[row]}.{name}")
        return problem_of(self._events[row], name) or (check.sentence if check else "")

    def _is_bad(self, row: int, name: str) -> bool:
        if name == "what":
            return (self._places[row], "what") in self._refused
        return bool(problem_of(self._events[row], name))

    def _tone(self, row: int, name: str) -> Any:
        if self._is_bad(row, name):
            return "bad"
        check = self._wrong.get(f"{self._places[row]}.{name}")
        return "" if check is None else "bad" if check.state == "impossible" else "warn"

    def _help(self, event: PlanEvent, name: str) -> str | None:
        asked = event_field(event.kind, 0, name)
        if asked is None:
            return None
        unit = " With its unit: 20 ns, 1.5 ms, 2 min." if asked.kind == "duration" else ""
        return f"{asked.label}. {asked.help}{unit}".strip()
