# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which acquisitions are listed: of this session or all, of a sample, protein, plan, device, within days."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from backend.domain.fields.deliveries import DEVICE_LABELS
from backend.domain.fields.field import Field
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import WORDS
from ssx_widget.editing.draft import DraftRef, Row
from ssx_widget.forms.editors import DateEditor
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.lists.list_panel import Tools
from ssx_widget.look.theme import GRID, icon, label, mark

_PICKS = {
    "loadedSampleId": "loaded_samples",
    "proteinId": "proteins",
    "experimentalPlanId": "plans",
    "dataSetId": "data_sets",
}
_DAYS = {"since": "From", "until": "To"}
_ALL, _THIS = "all", "this"


class AcquisitionFilters(Tools):
    """`changed()`: others are wanted."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._days: dict[str, str | None] = dict.fromkeys(_DAYS)
        self.session = QComboBox()
        self.session.setAccessibleName("Session")
        self.session.addItem("This session", _THIS)
        self.session.addItem("All sessions", _ALL)
        self.more, self.clear_button = QToolButton(), QPushButton("Clear")
        self.picks = {name: self._pick(collection) for name, collection in _PICKS.items()}
        self.device = QComboBox()
        self.days = {name: _day(name, words) for name, words in _DAYS.items()}
        self._inside = QWidget()
        self._arrange()
        self._connect()
        self._show_session()

    def query(self) -> dict[str, object]:
        """The filters as the backend takes them."""
        picked = {name: pick.value for name, pick in self.picks.items() if isinstance(pick.value, int)}
        session = self._context.session
        here = {"sessionId": session["sessionId"]} if session and self._is_here else {}
        device = {"deviceType": self.device.currentData()} if self.device.currentData() else {}
        return {"proposalId": self._context.proposal_id, **here, **picked, **device, **self._span()}

    @property
    def count(self) -> int:
        """How many filters hold beyond the session."""
        return len(self.query().keys() - {"proposalId", "sessionId"})

    @property
    def is_set(self) -> bool:
        """Whether anything beyond the session holds."""
        return self.count > 0

    def clear(self) -> None:
        """Show all of the session, or of all sessions as chosen."""
        self._empty()
        self._tell()

    @property
    def is_of_session(self) -> bool:
        """Whether only those of the picked session are shown."""
        return "sessionId" in self.query()

    def show_only(self, name: str, key: int) -> None:
        """All acquisitions, of any session, that have this key, such as `loadedSampleId`."""
        self._empty()
        self.picks[name].show_value(key)
        self._widen()
        self._tell()

    def widen(self) -> None:
        """Show those of all sessions, without any filter."""
        self._empty()
        self._widen()
        self._tell()

    @property
    def _is_here(self) -> bool:
        return bool(self.session.currentData() == _THIS)

    def _span(self) -> dict[str, str]:
        """Whole days, by the clock of this computer."""
        span = {}
        for name, day in self._days.items():
            if day:
                moment = datetime.combine(datetime.fromisoformat(day), time.min).astimezone()
                moment += timedelta(days=1, seconds=-1) if name == "until" else timedelta()
                span[name] = moment.isoformat()
        return span

    def _pick(self, collection: str) -> RowPicker:
        pick = RowPicker(
            self._context, collection, lambda: {"proposalId": self._context.proposal_id}, can_make=False
        )
        pick.setPlaceholderText(f"Any {WORDS[collection]}")
        pick.setAccessibleName(f"Only of this {WORDS[collection]}")
        return pick

    def _arrange(self) -> None:
        self.device.addItem("Any device", "")
        for kind, words in DEVICE_LABELS.items():
            self.device.addItem(words, kind)
        self.device.setAccessibleName("Only on this device")
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        mark(self.more, "fold")
        mark(self.clear_button, "link")
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, GRID)
        grid.setSpacing(GRID)
        for place, widget in enumerate((*self.picks.values(), self.device)):
            grid.addWidget(widget, place, 0, 1, 2)
        for place, (name, editor) in enumerate(self.days.items()):
            grid.addWidget(label(_DAYS[name], "caption"), 10, place)
            grid.addWidget(editor.widget, 11, place)
        head = QHBoxLayout()
        head.addWidget(self.session, 1)
        head.addWidget(self.more)
        head.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 0, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._inside)
        self._inside.hide()

    def _connect(self) -> None:
        self.more.toggled.connect(self._inside.setVisible)
        self.more.toggled.connect(lambda _open: self._show_count())
        self.clear_button.clicked.connect(self.clear)
        self.session.activated.connect(lambda _index: self._tell())
        self.device.activated.connect(lambda _index: self._tell())
        for pick in self.picks.values():
            pick.picked.connect(self._take)
        for name, editor in self.days.items():
            editor.typed.connect(partial(self._type_day, name))
        self._context.sessionChanged.connect(lambda _row: self._show_session())
        self._context.proposalChanged.connect(lambda _row: self._empty())

    def _take(self, _value: int | DraftRef | None, _row: Row | None) -> None:
        self._tell()

    def _type_day(self, name: str, text: str) -> None:
        """A day that is typed whole counts; while it is none, no day does."""
        editor = self.days[name]
        try:
            day = editor.field.parse(text)
        except ValueError:
            return
        if day != self._days[name]:
            self._days[name] = day
            editor.show_entry(day, None)
            self._tell()

    def _empty(self) -> None:
        for pick in self.picks.values():
            pick.show_value(None)
        self.device.setCurrentIndex(0)
        for name, editor in self.days.items():
            self._days[name] = None
            editor.show_entry(None, None)
        self._show_count()

    def _widen(self) -> None:
        self.session.setCurrentIndex(self.session.findData(_ALL))

    def _show_session(self) -> None:
        """Without a picked session there is none to narrow to."""
        self.session.setEnabled(self._context.session is not None)
        self.session.setToolTip("" if self._context.session else "No session is picked in the bar above.")
        self._tell()

    def _tell(self) -> None:
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        words = f"Filters · {self.count}" if self.count else "Filters"
        self.more.setText(words)
        self.more.setAccessibleName(words)
        self.clear_button.setVisible(self.is_set)
        icon("mdi6.chevron-down" if self.more.isChecked() else "mdi6.chevron-right", self.more)


def _day(name: str, words: str) -> DateEditor:
    editor = DateEditor(Field(name, words, "date"))
    editor.widget.setAccessibleName(f"{words} this day")
    return editor
