"""Stores an import on a worker, as a step that can be undone and done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QUndoCommand

from backend.domain.sample_list import SampleList, write_csv
from hwobj.collection import new_key
from ssx_widget.desk import Desk
from ssx_widget.drafts import Row
from ssx_widget.messages import Action
from ssx_widget.shipments.import_storing import Wish, store, take_back, told


@dataclass(frozen=True)
class Order:
    """What is to be stored where; `key` is sent with it, so that a repeated request stores it once.

    `then` is the screen that is to show what was made.
    """

    rows: SampleList
    wish: Wish
    create_proteins: bool
    key: str
    then: str = "shipments"


class Importing(QObject):
    """`stored(shippingId)`: the rows are there. `takenBack(shippingId or None)`: they are gone again.
    `failed(error)`: nothing was stored."""

    stored = Signal(object)
    takenBack = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def begin(self, order: Order) -> None:
        """Store the rows."""
        self._store(order, lambda report: self._push(order, report))

    def _store(self, order: Order, then: Callable[[Row], object]) -> None:
        def done(report: Row) -> None:
            then(report)
            self._desk.messages.done(told(report), Action("Undo", self._desk.edits.undo))
            self.stored.emit(report["shippingId"])
            if order.then != "shipments":
                self._desk.show(order.then, report["shippingId"])

        core = self._desk.core
        self._desk.tasks.run(
            lambda: store(core, write_csv(order.rows), order.wish, order.create_proteins, order.key),
            done=done,
            failed=self.failed.emit,
            busy="Importing…",
            owner=self,
        )

    def _push(self, order: Order, report: Row) -> None:
        self._desk.edits.undo_stack.push(_Import(self, order, report))

    def take_back(self, wish: Wish, report: Row) -> None:
        """Delete what was made."""

        def done(_nothing: None) -> None:
            self._desk.messages.info("The import is undone.")
            self.takenBack.emit(wish.shipping)

        core = self._desk.core
        self._desk.tasks.run(
            lambda: take_back(core, wish, report), done=done, busy="Undoing the import…", owner=self
        )

    def again(self, order: Order, take: Callable[[Row], object]) -> None:
        """Store rows that were taken back; it is a request of its own."""
        self._store(replace(order, key=new_key()), take)


class _Import(QUndoCommand):
    """An import that is stored already when it comes onto the stack."""

    def __init__(self, importing: Importing, order: Order, report: Row) -> None:
        super().__init__("import a list")
        self._importing, self._order, self._report = importing, order, report
        self._undone = False

    def undo(self) -> None:
        self._undone = True
        self._importing.take_back(self._order.wish, self._report)

    def redo(self) -> None:
        if self._undone:
            self._importing.again(self._order, self._take)

    def _take(self, report: Row) -> None:
        self._report = report
