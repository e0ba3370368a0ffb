# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reads one acquisition with all that it joins, and what else its sample gave; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from qtpy.QtCore import QObject, Signal

from backend.domain.rows.collection import DataCollectionRow
from backend.domain.rows.ssx_answers import AcquisitionDetails, SampleAcquisitions
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.lists.row_watch import RowWatch

_TABLES = (
    *("SsxDataAcquisition", "LoadedSample", "ExperimentalPlan", "DataSet", "DataCollection"),
    *("DataCollectionFileAttachment", "AutoProcProgram", "AutoProcProgramAttachment"),
)
_POINTING = {"loadedSampleId", "dataCollectionId", "autoprocessingProgrammId"}


Found: TypeAlias = tuple[AcquisitionDetails | None, DataCollectionRow | None, SampleAcquisitions | None]
"""What is read beside the draft: details, data collection, the figures of the sample."""


@dataclass(frozen=True)
class ReadAcquisition:
    """An acquisition as it is edited: its details, the collection that it points to, its sample's figures."""

    draft: Draft
    details: AcquisitionDetails | None = None
    collection: DataCollectionRow | None = None
    summary: SampleAcquisitions | None = None

    @property
    def row(self) -> Row:
        """The row as edited, with its `info`."""
        told = {"info": self.details["info"]} if self.details else {}
        return {**self.draft.values, **told}


class AcquisitionReader(QObject):
    """`opened(Opened)`: all of it is there, or there anew. `failed(sentence)`."""

    opened = Signal(object)
    failed = Signal(str)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = 0
        self._was_opened = False
        self.draft: Draft | None = None
        self.watch = RowWatch(context, _TABLES, self)
        self.watch.changed.connect(self.read)
        context.edits.changed.connect(self._follow)

    def open(self, draft: Draft) -> None:
        """Go to another acquisition."""
        self.draft, self._was_opened = draft, False
        self.read()

    def close(self) -> None:
        """There is none to show."""
        self._asked += 1
        self.draft = None

    def read(self) -> None:
        """Read it, or read it again."""
        draft = self.draft
        if draft is None or draft.gone:
            return
        self._asked += 1
        asked, points = self._asked, {name: draft.get(name) for name in _POINTING}
        key = draft.id
        self.watch.forget()
        self._context.tasks.run(
            lambda: _read(self._context, key, points),
            done=lambda found: self._take(asked, draft, found),
            failed=lambda error: self._fail(asked, error),
            owner=self,
        )

    def _take(self, asked: int, draft: Draft, found: Found) -> None:
        if asked == self._asked:
            self._was_opened = True
            self.opened.emit(ReadAcquisition(draft, *found))

    def _fail(self, asked: int, error: Exception) -> None:
        if asked != self._asked:
            return
        if self._was_opened:
            self._context.messages.error(sentence(error))
        else:
            self.failed.emit(sentence(error))

    def _follow(self, draft: Draft, name: str) -> None:
        if draft is self.draft and name in (*_POINTING, ""):
            self.read()


def _read(context: AppContext, key: int | None, points: dict[str, object]) -> Found:
    """Runs on a worker: details, the data collection and the sample's figures, as far as there are some."""
    details = context.ssx.acquisition_details(key) if key is not None else None
    collection, wanted = details["dataCollection"] if details else None, points["dataCollectionId"]
    if isinstance(wanted, int) and wanted != (collection["dataCollectionId"] if collection else None):
        collection = context.core.data_collections.get(wanted)
    sample = points["loadedSampleId"]
    summary = context.ssx.sample_acquisitions(sample) if isinstance(sample, int) else None
    return details, collection, summary
