# SPDX-License-Identifier: LGPL-3.0-or-later
"""When the labels of a shipment were last printed or saved, and what changed since."""

from __future__ import annotations

from qtpy.QtCore import QObject, Signal

from backend.domain.rows.answers import LabelState
from ssx_widget.background.tasks import Task
from ssx_widget.context.app_context import AppContext
from ssx_widget.lists.row_watch import RowWatch
from ssx_widget.screens.labels.label_options import LabelOptions


class PrintHistory(QObject):
    """`loaded(rows)`: for each dewar, as the backend tells it, for the template that was asked for."""

    loaded = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: tuple[int, str] | None = None
        self._task: Task | None = None
        self.watch = RowWatch(context, {"LabelPrint"}, self)
        self.watch.changed.connect(self._again)

    def load(self, shipping_id: int, template: str) -> None:
        """Read it; without an answer nothing is said of prints, and the labels are made all the same."""
        self._asked = shipping_id, template
        self.watch.forget()
        if self._task is not None:
            self._task.cancel()
        core = self._context.core
        self._task = self._context.tasks.run(
            lambda: core.label_state(shipping_id, template),
            done=self.loaded.emit,
            failed=lambda _error: self.loaded.emit([]),
            owner=self,
        )

    def forget(self) -> None:
        """Nothing is printed of a shipment now."""
        self._asked = None
        if self._task is not None:
            self._task.cancel()

    def note(self, options: LabelOptions) -> None:
        """Keep that the labels of these dewars went out as they are now."""
        if not options.dewar_ids:
            return
        core = self._context.core

        def work() -> list[LabelState]:
            return core.note_labels_printed(options.shipping_id, options.dewar_ids, options.template)

        self._context.tasks.run(work, done=lambda rows: self._take(options, rows), owner=self)

    def _take(self, options: LabelOptions, rows: list[LabelState]) -> None:
        if self._asked == (options.shipping_id, options.template):
            self.loaded.emit(rows)

    def _again(self) -> None:
        if self._asked:
            self.load(*self._asked)
