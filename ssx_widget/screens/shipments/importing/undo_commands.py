# SPDX-License-Identifier: LGPL-3.0-or-later
"""Stores an import on a worker, as a step that can be undone and done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QUndoCommand

from backend.domain.rows.answers import ImportReport
from backend.domain.sample_list import SampleList, write_csv
from hwobj.client.collections import new_key
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Action
from ssx_widget.screens.shipments.importing.import_requests import ImportOptions, store, take_back, told


@dataclass(frozen=True)
class ImportOrder:
    """What is to be stored where; `key` is sent with it, so that a repeated request stores it once.

    `then` is the screen that is to show what was made.
    """

    rows: SampleList
    options: ImportOptions
    create_proteins: bool
    key: str
    then: str = "shipments"


class ImportStorage(QObject):
    """`stored(shippingId)`: the rows are there. `takenBack(shippingId or None)`: they are gone again.
    `failed(error)`: nothing was stored."""

    stored = Signal(object)
    takenBack = Signal(object)
    failed = Signal(object)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def begin(self, order: ImportOrder) -> None:
        """Store the rows."""
        self._store(order, lambda report: self._push(order, report))

    def _store(self, order: ImportOrder, then: Callable[[ImportReport], object]) -> None:
        def done(report: ImportReport) -> None:
            then(report)
            self._context.messages.done(told(report), Action("Undo", self._context.edits.undo))
            self.stored.emit(report["shippingId"])
            if order.then != "shipments":
                self._context.show(order.then, report["shippingId"])

        core = self._context.core
        self._context.tasks.run(
            lambda: store(core, write_csv(order.rows), order.options, order.create_proteins, order.key),
            done=done,
            failed=self.failed.emit,
            busy="Importing…",
            owner=self,
        )

    def _push(self, order: ImportOrder, report: ImportReport) -> None:
        self._context.edits.undo_stack.push(_ImportCommand(self, order, report))

    def take_back(self, options: ImportOptions, report: ImportReport) -> None:
        """Delete what was made."""

        def done(_nothing: None) -> None:
            self._context.messages.info("The import is undone.")
            self.takenBack.emit(options.shipping)

        core = self._context.core
        self._context.tasks.run(
            lambda: take_back(core, options, report), done=done, busy="Undoing the import…", owner=self
        )

    def again(self, order: ImportOrder, take: Callable[[ImportReport], object]) -> None:
        """Store rows that were taken back; it is a request of its own."""
        self._store(replace(order, key=new_key()), take)


class _ImportCommand(QUndoCommand):
    """An import that is stored already when it comes onto the stack."""

    def __init__(self, importing: ImportStorage, order: ImportOrder, report: ImportReport) -> None:
        super().__init__("import a list")
        self._importing, self._order, self._report = importing, order, report
        self._undone = False

    def undo(self) -> None:
        self._undone = True
        self._importing.take_back(self._order.options, self._report)

    def redo(self) -> None:
        if self._undone:
            self._importing.again(self._order, self._take)

    def _take(self, report: ImportReport) -> None:
        self._report = report
