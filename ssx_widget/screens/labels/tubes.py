# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tubes, chips and stocks of the proposal, for small labels: read when such labels are wanted."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import QObject, Signal

from hwobj.client.collections import Collection
from ssx_widget.background.tasks import Task
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Row
from ssx_widget.lists.row_watch import RowWatch
from ssx_widget.look.texts import shown_day
from ssx_widget.screens.labels.label_choice import LabelSubject

TABLES = {
    "LoadedSample": ("loaded_samples", "Loaded samples"),
    "SampleStock": ("sample_stocks", "Stocks"),
    "CrystalSlurry": ("crystal_slurries", "Slurries"),
}
"""The tables whose rows have small labels: their collection, and what they are called."""

_MOST = 500


class TubeList(QObject):
    """`loaded(choices)` or `failed(error)` ends what `load` begins; again when such a row changes."""

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._table = ""
        self._also: int | None = None
        self._task: Task | None = None
        self.watch = RowWatch(context, frozenset(TABLES), self)
        self.watch.changed.connect(self._again)
        context.proposalChanged.connect(lambda _row: self._again())

    def load(self, table: str, also: int | None = None) -> None:
        """Load the rows of this table, the newest first; `also` is one that may be older than they."""
        self._table, self._also = table, also
        self.watch.forget()
        if self._task is not None:
            self._task.cancel()
        rows, proposal = self._context.collection(TABLES[table][0]), self._context.proposal_id
        self._task = self._context.tasks.run(
            lambda: _newest(rows, proposal, also),
            done=lambda found: self.loaded.emit([_choice(rows.key, row) for row in found]),
            failed=self.failed.emit,
            owner=self,
        )

    def forget(self) -> None:
        """Other labels are wanted: nothing is read any more."""
        self._table = ""

    def _again(self) -> None:
        if self._table:
            self.load(self._table, self._also)


def _newest(rows: Collection[Row], proposal: int | None, also: int | None) -> Sequence[Row]:
    newest = rows.list(proposalId=proposal, sort=f"-{rows.key}", limit=_MOST).rows
    if also is None or any(row[rows.key] == also for row in newest):
        return newest
    return [rows.get(also), *newest]


def _choice(key: str, row: Row) -> LabelSubject:
    prepared = (row.get("descriptionJson") or {}).get("preparedAt")
    return LabelSubject(row[key], row["name"] or "without a name", shown_day(prepared) if prepared else "")
