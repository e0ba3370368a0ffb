"""When the labels of a shipment were last printed or saved, and what changed since."""

from __future__ import annotations

from qtpy.QtCore import QObject, Signal

from hwobj.rest import Row
from ssx_widget.common.watch import Watch
from ssx_widget.desk import Desk
from ssx_widget.labels.wish import Wish
from ssx_widget.tasks import Task


class Prints(QObject):
    """`loaded(rows)`: for each dewar, as the backend tells it, for the template that was asked for."""

    loaded = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked: tuple[int, str] | None = None
        self._task: Task | None = None
        self.watch = Watch(desk, {"LabelPrint"}, self)
        self.watch.changed.connect(self._again)

    def load(self, shipping_id: int, template: str) -> None:
        """Read it; without an answer nothing is said of prints, and the labels are made all the same."""
        self._asked = shipping_id, template
        self.watch.forget()
        if self._task is not None:
            self._task.cancel()
        core = self._desk.core
        self._task = self._desk.tasks.run(
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

    def note(self, wish: Wish) -> None:
        """Keep that the labels of these dewars went out as they are now."""
        if not wish.dewar_ids:
            return
        core = self._desk.core

        def work() -> list[Row]:
            return core.note_labels_printed(wish.shipping_id, wish.dewar_ids, wish.template)

        self._desk.tasks.run(work, done=lambda rows: self._take(wish, rows), owner=self)

    def _take(self, wish: Wish, rows: list[Row]) -> None:
        if self._asked == (wish.shipping_id, wish.template):
            self.loaded.emit(rows)

    def _again(self) -> None:
        if self._asked:
            self.load(*self._asked)
