# SPDX-License-Identifier: LGPL-3.0-or-later
"""Ships a shipment once more: a copy of it as a draft, as a step that can be undone."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QMenu, QPushButton, QUndoCommand, QWidget

from backend.domain.rows.shipping import ShippingRow
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import mark
from ssx_widget.widgets.enabled_state import allow


class ShippingClone(QObject):
    """`made(row)`: the copy is stored. `takenBack()`: it is gone again."""

    made = Signal(object)
    takenBack = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def begin(self, shipping: int, with_samples: bool) -> None:
        """Copy a shipment with its dewars and containers, names counted up."""

        def done(row: ShippingRow) -> None:
            self._context.edits.undo_stack.push(_CloneCommand(self, shipping, with_samples, row))
            name = name_of("shippings", row)
            self._context.messages.done(
                f"{name} is made; its dates and session are to be chosen.",
                Action("Undo", self._context.edits.undo),
            )
            self.made.emit(row)

        self.copy(shipping, with_samples, done)

    def copy(self, shipping: int, with_samples: bool, done: Callable[[ShippingRow], object]) -> None:
        """Copy on a worker."""
        core = self._context.core
        self._context.tasks.run(
            lambda: core.clone_shipping(shipping, samples=with_samples),
            done=done,
            busy="Copying the shipment…",
            owner=self,
        )

    def take_back(self, row: ShippingRow) -> None:
        """Delete the copy."""
        core, key = self._context.core, row["shippingId"]

        def done(_none: None) -> None:
            self._context.messages.info(f"{name_of('shippings', row)} is deleted again.")
            self.takenBack.emit()

        self._context.tasks.run(lambda: core.shippings.delete(key), done=done, owner=self)


class CloneButton(QPushButton):
    """`wanted(with samples)`: ship again."""

    wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Ship a&gain", parent)
        menu = QMenu(self)
        for words, with_samples in (
            ("With its &samples, names counted up", True),
            ("With&out samples", False),
        ):
            action = menu.addAction(words)
            action.triggered.connect(lambda _checked, each=with_samples: self.wanted.emit(each))
        self.setMenu(menu)
        mark(self, "menu")

    def allow(self, why_not: str) -> None:
        """Grey it with a reason, or free it."""
        allow(self, why_not, "A new draft like this one: contacts, dewars and containers")


class _CloneCommand(QUndoCommand):
    """A copy that is stored already when it comes onto the stack."""

    def __init__(self, again: ShippingClone, shipping: int, with_samples: bool, row: ShippingRow) -> None:
        super().__init__("ship again")
        self._again, self._shipping, self._with_samples = again, shipping, with_samples
        self._row: ShippingRow | None = row
        self._undone = False

    def undo(self) -> None:
        self._undone = True
        if self._row is not None:
            self._again.take_back(self._row)

    def redo(self) -> None:
        if self._undone:
            self._again.copy(self._shipping, self._with_samples, self._keep)

    def _keep(self, row: ShippingRow) -> None:
        self._row = row
        self._again.made.emit(row)
