# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the list says of a loaded sample: its protein, its delivery device, how often it was measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qtpy.QtCore import QObject, QTimer, Signal

from hwobj.client.collections import MOST_ROWS
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import COLLECTIONS
from ssx_widget.editing.draft import Draft, DraftRef, Row
from ssx_widget.lists.list_lines import ListLine
from ssx_widget.look.texts import counted
from ssx_widget.screens.samples import texts
from ssx_widget.screens.samples.chain import LINKS

_SETTLE_MS = 150
_TELLING = ("delivery_devices", "sample_stocks", "crystal_slurries", "crystals", "proteins")
Rows = dict[tuple[str, int], Row]


class ListRemarks(QObject):
    """Reads, for the rows of a list, those behind them, a page at a time. `changed()`: more is known."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: Rows = {}
        self._counts: dict[int, int] = {}
        self._samples: list[Row] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._read_again)
        context.rowChanged.connect(self._follow)

    def read(self, samples: Iterable[Row]) -> None:
        """Fetch what stands behind these rows."""
        self._samples = []
        self.read_more(samples)

    def read_more(self, samples: Iterable[Row]) -> None:
        """Fetch what stands behind the rows of another page."""
        wanted = list(samples)
        self._samples += wanted
        if wanted:
            self._context.tasks.run(lambda: _behind(self._context, wanted), done=self._take, owner=self)
            self.count([row["loadedSampleId"] for row in wanted])

    def _read_again(self) -> None:
        self.read(self._samples)

    def count(self, keys: list[int]) -> None:
        """Count the acquisitions of these loaded samples; unknown where this person may not see any."""
        ssx = self._context.ssx
        self._context.tasks.run(
            lambda: [ssx.acquisition_counts(part) for part in _portions(keys)],
            done=self._take_counts,
            failed=lambda _error: None,
            owner=self,
        )

    def acquisitions(self, key: int | None) -> int | None:
        """How often a loaded sample was measured; None while that is not known."""
        return self._counts.get(key) if key is not None else None

    def line(self, sample: Row) -> ListLine:
        """The words of one row of the list, as edited."""
        device = self._behind(sample, "delivery_devices")
        protein = self._behind(sample, "proteins")
        parts = (protein.get("acronym"), texts.device(device))
        count = self.acquisitions(sample.get("loadedSampleId"))
        badge = counted(count, "acquisition") if count else "" if count is None else "new"
        remark = " · ".join(part for part in parts if part)
        return ListLine(sample.get("name") or "unnamed", remark, badge, "accent" if count else "")

    def _behind(self, sample: Row, collection: str) -> Row:
        """The row of a collection that a sample leads to, as edited; empty while it is not known."""
        found: dict[str, Row] = {"loaded_samples": sample}
        for link in LINKS:
            source = found.get(link.source, {})
            ref = source.get(link.field)
            found[link.to] = self._row(link.to, next(iter(ref), None) if isinstance(ref, list) else ref)
        return found[collection]

    def _row(self, collection: str, ref: int | DraftRef | None) -> Row:
        if isinstance(ref, DraftRef):
            draft = self._context.edits.find(ref.key)
            return draft.values if draft else {}
        held = self._rows.get((collection, ref), {}) if ref is not None else {}
        edited = _edited(self._context, collection, ref)
        return {**held, **edited.values} if edited else held

    def _take(self, rows: Rows) -> None:
        self._rows |= rows
        self.changed.emit()

    def _take_counts(self, counts: list[dict[int, int]]) -> None:
        for part in counts:
            self._counts |= part
        self.changed.emit()

    def _follow(self, table: str, _key: object, _verb: str) -> None:
        tells = COLLECTIONS.get(table) in _TELLING or table == "SsxDataAcquisition"
        if tells and not self._timer.isActive():
            self._timer.start()


def _edited(context: AppContext, collection: str, key: int | None) -> Draft | None:
    held = (draft for draft in context.edits.unsaved if draft.collection == collection)
    return next((draft for draft in held if key is not None and draft.id == key), None)


def _behind(context: AppContext, samples: list[Row]) -> Rows:
    """Runs on a worker: all rows that these samples lead to, in one request for each table."""
    found: Rows = {}
    level: dict[str, list[Row]] = {"loaded_samples": samples}
    for link in LINKS:
        if link.to not in _TELLING:
            continue
        keys = sorted(set(_keys(level.get(link.source, ()), link.field)))
        collection = context.collection(link.to)
        rows = list(collection.all(**{collection.key: keys})) if keys else []
        level[link.to] = rows
        found |= {(link.to, row[collection.key]): row for row in rows}
    return found


def _portions(keys: list[int]) -> Iterable[list[int]]:
    return (keys[first : first + MOST_ROWS] for first in range(0, len(keys), MOST_ROWS))


def _keys(rows: Iterable[Row], field: str) -> Iterable[int]:
    for row in rows:
        held: Any = row.get(field)
        held = held[:1] if isinstance(held, list) else [held]
        yield from (key for key in held if isinstance(key, int))
