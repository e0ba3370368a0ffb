# SPDX-License-Identifier: LGPL-3.0-or-later
"""How many acquisitions were measured by a plan."""

from __future__ import annotations

from qtpy.QtCore import QObject, Signal

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft


class PlanReferences(QObject):
    """`changed(count)`: what is known of the plan that was asked for last."""

    changed = Signal(int)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._draft: Draft | None = None
        self.count = 0
        context.rowChanged.connect(self._follow)

    def ask(self, draft: Draft | None) -> None:
        """Count those of another plan."""
        self._draft, self.count = draft, 0
        self.changed.emit(0)
        self._read()

    def _read(self) -> None:
        key = self._draft.id if self._draft else None
        if key is not None:
            acquisitions = self._context.ssx.data_acquisitions
            self._context.tasks.run(
                lambda: acquisitions.list(experimentalPlanId=key, limit=1).total,
                done=lambda total: self._take(key, total),
                owner=self,
            )

    def _take(self, key: int, total: int) -> None:
        if self._draft and self._draft.id == key and total != self.count:
            self.count = total
            self.changed.emit(total)

    def _follow(self, table: str, _key: object, _verb: str) -> None:
        if table == "SsxDataAcquisition":
            self._read()
