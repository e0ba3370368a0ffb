# SPDX-License-Identifier: LGPL-3.0-or-later
"""The rows of an import as a table: a line of the file each, cells that can be edited."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from backend.domain.sample_list import COLUMN, Row
from ssx_widget.screens.shipments.importing.import_session import Cell, ImportSession
from ssx_widget.widgets.cell_delegate import MARK_ROLE, CellMark

LINE, FILE = "line", "file"
_NUMBERS = frozenset(("line", "position", "a", "b", "c", "alpha", "beta", "gamma"))
_NONE = QModelIndex()


class ImportModel(QAbstractTableModel):
    """`edited(line, column, text)`: a person has typed into a cell; the session decides what follows."""

    edited = Signal(int, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: ImportSession | None = None
        self._rows: list[Row] = []
        self._columns: tuple[str, ...] = ()
        self._files: dict[int, str] = {}

    def show_session(self, session: ImportSession, only_wrong: bool) -> None:
        """Show the rows as they are now; where rows and columns are the same ones, nothing jumps."""
        rows, columns = session.visible_rows(only_wrong), _columns(session)
        same = session is self._session and columns == self._columns
        if same and [row.line for row in rows] == [row.line for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))
            return
        self.beginResetModel()
        self._session, self._rows, self._columns = session, rows, columns
        named = len(session.files) > 1
        self._files = {
            row.line: file.name for file in session.files if named for row in file.sample_list.rows
        }
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex = _NONE) -> int:
        """How many rows are shown."""
        return len(self._rows)

    def columnCount(self, _parent: QModelIndex = _NONE) -> int:
        """Line, file where there are several, and the columns of the list."""
        return len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.DisplayRole) -> object:
        """The titles, at the right over numbers."""
        if orientation != Qt.Horizontal or role not in (Qt.DisplayRole, Qt.TextAlignmentRole):
            return None
        key = self._columns[section]
        if role == Qt.TextAlignmentRole:
            return int(Qt.AlignVCenter | (Qt.AlignRight if key in _NUMBERS else Qt.AlignLeft))
        return COLUMN[key].title if key in COLUMN else key.capitalize()

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """The text of a cell, its mark, and what is found in it."""
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role in (Qt.DisplayRole, Qt.EditRole):
            return self._text(row, column)
        if role == MARK_ROLE and self._session:
            state = self._session.state
            return CellMark(
                self._session.checked.tone((row.line, column)),
                faint=column not in COLUMN,
                struck=row.line in state.left_out,
                right=column in _NUMBERS,
            )
        if role in (Qt.ToolTipRole, Qt.AccessibleDescriptionRole) and self._session:
            found = self._session.checked.at.get((row.line, column), ())
            return "\n".join(f"{finding.message} {finding.reason}" for finding in found) or None
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Cells of the list can be edited; its line numbers cannot."""
        own = self._columns[index.column()] in COLUMN
        return Qt.ItemIsEnabled | Qt.ItemIsSelectable | (Qt.ItemIsEditable if own else Qt.NoItemFlags)

    def setData(self, index: QModelIndex, value: object, role: int = Qt.EditRole) -> bool:
        """Pass on what was typed."""
        text, cell = str(value).strip(), self.cell(index)
        if role != Qt.EditRole or cell is None or text == self._text(self._rows[index.row()], cell[1]):
            return False
        self.edited.emit(*cell, text)
        return True

    def cell(self, index: QModelIndex) -> Cell | None:
        """The line and column of a place in the table."""
        if not index.isValid():
            return None
        return self._rows[index.row()].line, self._columns[index.column()]

    def place(self, cell: Cell) -> QModelIndex:
        """The place of a cell; invalid when it is not shown."""
        line, column = cell
        row = next((place for place, each in enumerate(self._rows) if each.line == line), None)
        if row is None or column not in self._columns:
            return QModelIndex()
        return self.index(row, self._columns.index(column))

    def _text(self, row: Row, column: str) -> str:
        if column == LINE:
            return str(row.line)
        return self._files.get(row.line, "") if column == FILE else row[column]


def _columns(session: ImportSession) -> tuple[str, ...]:
    return (LINE, *((FILE,) if len(session.files) > 1 else ()), *session.columns)
