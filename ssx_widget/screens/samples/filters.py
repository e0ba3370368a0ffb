# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which loaded samples the list shows, beside what is typed: by protein, device, acquisitions, session."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.fields.deliveries import DEVICE_LABELS
from backend.domain.rows.people import BLSessionRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.forms.row_picker import RowPicker
from ssx_widget.lists.list_panel import Tools
from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.widgets.elided import Elided

_SESSIONS = 200


class SampleFilters(Tools):
    """`changed()`: others are wanted. `treeWanted(bool)`: the tree instead of the list."""

    changed = Signal()
    treeWanted = Signal(bool)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._has_sessions = False
        self.list_button, self.tree_button = QPushButton("List"), QPushButton("Tree")
        self.fold_button = QToolButton()
        self.protein = RowPicker(
            context, "proteins", lambda: {"proposalId": context.proposal_id}, can_make=False
        )
        self.protein.setPlaceholderText("Any")
        self.device = _combo("Device", [(words, name) for name, words in DEVICE_LABELS.items()])
        self.acquired = _combo("Acquisitions", [("With", True), ("Without", False)])
        self.session = _combo("Session", [])
        self._form = QWidget()
        self._words = Elided()
        self.clear_button = QPushButton("Clear")
        self._summary = QWidget()
        self._arrange()
        self._connect()
        self._tell()
        context.proposalChanged.connect(lambda _row: self._begin_again())

    @property
    def query(self) -> dict[str, object]:
        """The parameters of the list of loaded samples."""
        wanted = {
            "proteinId": self.protein.value,
            "deviceType": self.device.currentData(),
            "acquired": self.acquired.currentData(),
            "sessionId": self.session.currentData(),
        }
        return {name: value for name, value in wanted.items() if value is not None}

    @property
    def is_set(self) -> bool:
        """Whether some samples may be left out."""
        return bool(self.query)

    def clear(self) -> None:
        """Show all samples."""
        if self.is_set:
            self._empty()
            self._take()

    def show_list(self) -> None:
        """The list stands there again."""
        self.list_button.setChecked(True)
        self.treeWanted.emit(False)

    def _empty(self) -> None:
        self.protein.show_value(None)
        for combo in (self.device, self.acquired, self.session):
            combo.setCurrentIndex(0)

    def _begin_again(self) -> None:
        """Another proposal has other proteins and sessions."""
        self._has_sessions = False
        self._empty()
        self._tell()
        if self.fold_button.isChecked():
            self._read_sessions()

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        for button, tip in (
            (self.list_button, "One below the other"),
            (self.tree_button, "What hangs on what"),
        ):
            button.setCheckable(True)
            button.setToolTip(tip)
            group.addButton(button)
            head.addWidget(button)
        self.list_button.setChecked(True)
        head.addStretch(1)
        self.fold_button.setCheckable(True)
        self.fold_button.setToolTip("Filter by protein, device, acquisitions, session")
        self.fold_button.setAccessibleName("Show the filters")
        mark(self.fold_button, "plain")
        icon("mdi6.filter-variant", self.fold_button)
        head.addWidget(self.fold_button)
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, GRID, 0, GRID)
        grid.setSpacing(GRID)
        grid.setColumnStretch(1, 1)
        fields = {
            "Protein": self.protein,
            "Device": self.device,
            "Acquisitions": self.acquired,
            "Session": self.session,
        }
        for place, (words, widget) in enumerate(fields.items()):
            name = label(words, "label")
            name.setBuddy(widget)
            widget.setAccessibleName(f"{words} of the samples that are listed")
            grid.addWidget(name, place, 0, Qt.AlignRight)
            grid.addWidget(widget, place, 1)
        self._form.hide()
        summary = QHBoxLayout(self._summary)
        summary.setContentsMargins(0, 0, 0, 0)
        summary.addWidget(self._words, 1)
        mark(self._words, "remark")
        mark(self.clear_button, "link")
        self.clear_button.setAccessibleName("Clear the filters")
        summary.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 0, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._form)
        column.addWidget(self._summary)

    def _connect(self) -> None:
        self.protein.picked.connect(lambda _key, _row: self._take())
        for combo in (self.device, self.acquired, self.session):
            combo.activated.connect(lambda _place: self._take())
        self.fold_button.toggled.connect(self._fold)
        self.clear_button.clicked.connect(self.clear)
        self.tree_button.toggled.connect(self.treeWanted)

    def _fold(self, is_open: bool) -> None:
        self._form.setVisible(is_open)
        self.fold_button.setAccessibleName("Hide the filters" if is_open else "Show the filters")
        if is_open:
            self._read_sessions()
            self.protein.setFocus()

    def _read_sessions(self) -> None:
        """The sessions are asked for when somebody may want one."""
        if self._has_sessions:
            return
        self._has_sessions = True
        sessions, proposal = self._context.core.sessions, self._context.proposal_id
        self._context.tasks.run(
            lambda: sessions.list(proposalId=proposal, sort="-startDate", limit=_SESSIONS).rows,
            done=self._show_sessions,
            owner=self,
        )

    def _show_sessions(self, rows: Sequence[BLSessionRow]) -> None:
        while self.session.count() > 1:
            self.session.removeItem(1)
        for row in rows:
            self.session.addItem(name_of("sessions", row), row["sessionId"])

    def _take(self) -> None:
        self._tell()
        if self.is_set:
            self.show_list()
        self.changed.emit()

    def _tell(self) -> None:
        """What is filtered is said also when the form is folded."""
        told = (
            (self.protein.value, self.protein.text()),
            (self.device.currentData(), self.device.currentText()),
            (self.acquired.currentData(), f"{self.acquired.currentText().lower()} acquisitions"),
            (self.session.currentData(), self.session.currentText()),
        )
        self._words.tell(" · ".join(words for value, words in told if value is not None))
        self._summary.setVisible(self.is_set)


def _combo(name: str, choices: list[tuple[str, object]]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.addItem("Any", None)
    for words, value in choices:
        combo.addItem(words, value)
    combo.setFocusPolicy(Qt.StrongFocus)
    combo.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
    return combo
