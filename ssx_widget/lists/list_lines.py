# SPDX-License-Identifier: LGPL-3.0-or-later
"""The lines of a list: drafts of new rows, then the rows of a collection, each as it is being edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qtpy.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.lists.row_source import RowSource
from ssx_widget.widgets.chip import Tone

LINE_ROLE = Qt.UserRole + 1


@dataclass(frozen=True)
class ListLine:
    """What a row of the list says."""

    title: str
    remark: str = ""
    badge: str = ""
    tone: Tone = ""


class ListLines(QAbstractListModel):
    """The drafts of new rows, then the loaded rows, each as edited."""

    def __init__(
        self,
        context: AppContext,
        collection: str,
        source: RowSource,
        present: Callable[[Row], ListLine],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._edits, self._collection, self._source, self._present = (
            context.edits,
            collection,
            source,
            present,
        )
        self._new: list[Draft] = []
        self._edited: dict[int, Draft] = {}
        source.replaced.connect(self._reset)
        source.added.connect(self._append)
        self._edits.changed.connect(self._follow)
        self._edits.saved.connect(self._take_saved)
        self._edits.deleted.connect(self._take_deleted)
        self._shown = 0
        self._reset()

    def rowCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many lines there are."""
        return self._shown

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """The words of a line."""
        if not index.isValid() or role not in (Qt.DisplayRole, Qt.AccessibleTextRole, LINE_ROLE):
            return None
        line = self._line(index.row())
        return line if role == LINE_ROLE else f"{line.title}, {line.remark} {line.badge}".strip()

    def canFetchMore(self, _parent: QModelIndex) -> bool:
        """Whether the backend has more rows."""
        return self._source.has_more

    def fetchMore(self, _parent: QModelIndex) -> None:
        """Ask for them."""
        self._source.more()

    def draft_at(self, place: int) -> Draft:
        """The draft of a line."""
        if place < len(self._new):
            return self._new[place]
        return self._edits.open(self._collection, self._source.rows[place - len(self._new)])

    def place_of(self, draft: Draft) -> int | None:
        """The line of a draft."""
        if draft in self._new:
            return self._new.index(draft)
        place = None if draft.id is None else self._source.place_of(draft.id)
        return None if place is None else place + len(self._new)

    def _line(self, place: int) -> ListLine:
        if place < len(self._new):
            line = self._present(self._new[place].values)
            return ListLine(line.title, line.remark, "not saved", "warn")
        row = self._source.rows[place - len(self._new)]
        draft = self._edited.get(row[self._source.key])
        if draft is None or not draft.is_dirty:
            return self._present(row)
        line = self._present({**row, **draft.values})
        return ListLine(line.title, line.remark, "not saved", "warn")

    def _reset(self) -> None:
        self.beginResetModel()
        self._new = self._edits.new_drafts(self._collection)
        edited = (draft for draft in self._edits.unsaved if draft.collection == self._collection)
        self._edited = {draft.id: draft for draft in edited if draft.id is not None}
        self._shown = len(self._new) + len(self._source.rows)
        self.endResetModel()

    def _append(self, first: int) -> None:
        before = len(self._new)
        self.beginInsertRows(QModelIndex(), before + first, before + len(self._source.rows) - 1)
        self._shown = before + len(self._source.rows)
        self.endInsertRows()

    def _follow(self, draft: Draft, _name: str) -> None:
        if draft.collection != self._collection:
            return
        if (draft in self._new) != (draft.is_new and draft.is_dirty):
            self._reset()
            return
        if draft.id is not None:
            self._edited[draft.id] = draft
        place = self.place_of(draft)
        if place is not None:
            self.dataChanged.emit(self.index(place), self.index(place))

    def _take_saved(self, draft: Draft) -> None:
        if draft.collection == self._collection:
            self._source.put(draft.base)

    def _take_deleted(self, collection: str, key: int) -> None:
        place = self._source.place_of(key) if collection == self._collection else None
        if place is not None:
            del self._source.rows[place]
            self._source.total -= 1
            self._reset()
