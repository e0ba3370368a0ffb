"""A table over a collection: rows read as one scrolls, sorted by the backend, copied to a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import QApplication, QShortcut, QTableView, QWidget

from ssx_widget.common.row_source import RowSource
from ssx_widget.drafts import Row

_ROW_HEIGHT = 28
_Cell = Callable[[Row], str]


@dataclass(frozen=True)
class Column:
    """A column: its title, its text for a row, the wire column that it sorts by, numbers at the right."""

    title: str
    text: _Cell
    sort: str = ""
    is_number: bool = False


class RowTable(QAbstractTableModel):
    """The loaded rows of a source in columns."""

    def __init__(self, source: RowSource, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self.columns = source, tuple(columns)
        self._count = len(source.rows)
        self._filters: dict[str, Any] = {}
        source.replaced.connect(self._reset)
        source.added.connect(self._append)

    def load(self, **filters: Any) -> None:
        """Show the rows that these filters let through."""
        self._filters = filters
        self._source.load(**filters)

    def rowCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many rows are loaded."""
        return self._count

    def columnCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """The text of a cell, numbers at the right."""
        column = self.columns[index.column()]
        if role in (Qt.DisplayRole, Qt.ToolTipRole):
            return column.text(self._source.rows[index.row()])
        if role == Qt.TextAlignmentRole:
            return int(Qt.AlignVCenter | (Qt.AlignRight if column.is_number else Qt.AlignLeft))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.DisplayRole) -> Any:
        """The title of a column, aligned as its cells."""
        if orientation == Qt.Vertical or role not in (Qt.DisplayRole, Qt.TextAlignmentRole):
            return None
        column = self.columns[section]
        if role == Qt.DisplayRole:
            return column.title
        return int(Qt.AlignVCenter | (Qt.AlignRight if column.is_number else Qt.AlignLeft))

    def row_at(self, place: int) -> Row:
        """The row of a line of the table."""
        return self._source.rows[place]

    def sort(self, column: int, order: Qt.SortOrder = Qt.AscendingOrder) -> None:
        """Let the backend sort all rows, also those not loaded; a column that it cannot sort by stays."""
        name = self.columns[column].sort
        if name:
            self._source.load(**self._filters, sort=f"-{name}" if order == Qt.DescendingOrder else name)

    def canFetchMore(self, _parent: QModelIndex) -> bool:
        """Whether the backend has more rows."""
        return self._source.has_more

    def fetchMore(self, _parent: QModelIndex) -> None:
        """Ask for them."""
        self._source.more()

    def _reset(self) -> None:
        self.beginResetModel()
        self._count = len(self._source.rows)
        self.endResetModel()

    def _append(self, first: int) -> None:
        self.beginInsertRows(QModelIndex(), first, len(self._source.rows) - 1)
        self._count = len(self._source.rows)
        self.endInsertRows()


class Table(QTableView):
    """A quiet table: whole rows are picked, Ctrl+C copies them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QTableView.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        copy = QShortcut(QKeySequence.Copy, self)
        copy.setContext(Qt.WidgetShortcut)
        copy.activated.connect(self.copy)

    def copy(self) -> None:
        """Put the picked cells on the clipboard, tabs between them, as a spreadsheet takes them."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        lines: dict[int, list[str]] = {}
        for index in indexes:
            lines.setdefault(index.row(), []).append(_one_line(str(index.data() or "")))
        QApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))


def _one_line(text: str) -> str:
    return " ".join(text.split()) if any(sign in text for sign in "\t\r\n") else text
