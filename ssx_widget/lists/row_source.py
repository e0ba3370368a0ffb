# SPDX-License-Identifier: LGPL-3.0-or-later
"""The rows of a collection as far as they are loaded: page by page, and anew when somebody changed one."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import QObject, QTimer, Signal

from hwobj.client.collections import Page
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import TABLES
from ssx_widget.editing.draft import Row

PAGE = 100
_MOST = 1000
_SETTLE_MS = 150


class RowSource(QObject):
    """`replaced()`: all rows are others. `added(first)`: more rows from this place on. `failed(sentence)`."""

    replaced = Signal()
    added = Signal(int)
    failed = Signal(str)

    def __init__(
        self, context: AppContext, collection: str, parent: QObject | None = None, reads: str | None = None
    ) -> None:
        """`reads` names a collection with the same rows in more words, such as those of what they join."""
        super().__init__(parent)
        self._context, self._collection = context, context.collection(reads or collection)
        self._filters: dict[str, object] = {}
        self._next: str | None = None
        self._asked = 0
        self._fetching = False
        self.rows: list[Row] = []
        self.total = 0
        self.is_loaded = False
        self._table = TABLES[collection]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.reload)
        context.rowChanged.connect(self._follow)

    @property
    def key(self) -> str:
        """The name of the key column."""
        return self._collection.key

    def load(self, **filters: object) -> None:
        """Show the rows that these filters let through, such as `q`, `sort` and columns."""
        self._filters = filters
        self.reload()

    def reload(self) -> None:
        """Read the same rows again; those shown stay until the answer is there."""
        self._timer.stop()
        limit = min(max(PAGE, len(self.rows)), _MOST)
        self._ask(self._take_all, limit=limit)

    def more(self) -> None:
        """Read the next page, if there is one."""
        if self._next and not self._fetching:
            self._ask(self._take_more, limit=PAGE, after=self._next)

    @property
    def has_more(self) -> bool:
        """Whether rows are left to read."""
        return self._next is not None

    def place_of(self, key: int) -> int | None:
        """The place of a row among those loaded."""
        return next((place for place, row in enumerate(self.rows) if row[self.key] == key), None)

    def fetch(self, key: int) -> Row:
        """One row, wherever it is. Runs on a worker."""
        return self._collection.get(key)

    def put(self, row: Row) -> None:
        """Take over a row that was just stored, before the list is read again."""
        place = self.place_of(row[self.key])
        if place is None:
            self.rows.insert(0, row)
            self.total += 1
        else:
            self.rows[place] = row
        self.replaced.emit()

    def _ask(self, take: Callable[[Page[Row]], None], **paging: object) -> None:
        self._asked += 1
        asked = self._asked
        self._fetching = True
        filters = {**self._filters, **paging}
        self._context.tasks.run(
            lambda: self._collection.list(**filters),
            done=lambda page: take(page) if asked == self._asked else None,
            failed=lambda error: self._fail(error) if asked == self._asked else None,
            owner=self,
        )

    def _take_all(self, page: Page[Row]) -> None:
        self._fetching = False
        rows = list(page.rows)
        same = self.is_loaded and rows == self.rows
        self.rows, self.total, self._next, self.is_loaded = rows, page.total, page.next, True
        if not same:
            self.replaced.emit()

    def _take_more(self, page: Page[Row]) -> None:
        self._fetching = False
        first = len(self.rows)
        self.rows += page.rows
        self.total, self._next = page.total, page.next
        self.added.emit(first)

    def _fail(self, error: Exception) -> None:
        self._fetching = False
        self.failed.emit(sentence(error))

    def _follow(self, table: str, _key: object, _verb: str) -> None:
        if table == self._table and self.is_loaded and not self._timer.isActive():
            self._timer.start()
