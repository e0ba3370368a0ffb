# SPDX-License-Identifier: LGPL-3.0-or-later
"""The shipment whose labels are shown, with what is missing in it, read again when anything of it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from qtpy.QtCore import QObject, Signal

from ssx_widget.background.tasks import Task
from ssx_widget.context.app_context import AppContext
from ssx_widget.lists.row_watch import RowWatch

T = TypeVar("T")

_CONTENTS = frozenset(("Shipping", "Dewar", "Container", "BLSample", "Crystal", "Protein"))
_PEOPLE = frozenset(("Proposal", "BLSession", "LabContact", "Person", "Laboratory"))
_TEMPLATES = frozenset(("LabelTemplate",))
"""Somebody saved a file in the facility's template folder."""


class ShipmentSource(QObject):
    """`begun()`: a shipment is awaited. `loaded(info, checklist)`, or `failed(error)`, ends it; the info is
    None where the proposal has no shipment."""

    begun = Signal()
    loaded = Signal(object, object)
    failed = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._key: int | None = None
        self._task: Task | None = None
        self.watch = RowWatch(context, _CONTENTS | _PEOPLE | _TEMPLATES, self)
        self.watch.changed.connect(self.reload)
        context.proposalChanged.connect(lambda _row: self.load_newest())

    def load(self, key: int) -> None:
        """Load the shipment with this key."""
        core, self._key = self._context.core, key
        self._run(
            lambda: (core.shipping_info(key), core.shipping_checklist(key)),
            lambda found: self.loaded.emit(*found),
        )

    def load_newest(self) -> None:
        """Load the newest of the proposal: it is most likely the one to be packed."""
        core, proposal, self._key = self._context.core, self._context.proposal_id, None
        self._run(
            lambda: core.shippings.list(proposalId=proposal, sort="-shippingId", limit=1).rows,
            lambda rows: self.load(rows[0]["shippingId"]) if rows else self.loaded.emit(None, []),
        )

    def reload(self) -> None:
        """Read it again."""
        if self._key is None:
            self.load_newest()
        else:
            self.load(self._key)

    def _run(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        self.watch.forget()
        if self._task is not None:
            self._task.cancel()
        self.begun.emit()
        self._task = self._context.tasks.run(work, done=done, failed=self.failed.emit, owner=self)
