# SPDX-License-Identifier: LGPL-3.0-or-later
"""Scans in the order in which they came, each on disk until it is written, one worked off at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from qtpy.QtCore import QObject, QTimer, Signal

from backend.domain.rows.shipping import DewarRow
from hwobj.errors import NotLoggedIn, Unavailable, Unreachable
from ssx_widget.background.tasks import Task, sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.screens.dewars.apply_scan import AppliedScan, ScanQuestion, take, take_in
from ssx_widget.screens.dewars.dewar_search import UnknownDewar
from ssx_widget.screens.dewars.scan import Scan
from ssx_widget.screens.dewars.scan_files import ScanFiles

State = Literal["waiting", "taken", "asked", "unknown", "failed", "left"]
MOST_SHOWN = 200
_TRY_AGAIN_MS = 2000


@dataclass(eq=False)
class QueuedScan:
    """A scan and what became of it; `sentence` says why where it was not taken."""

    scan: Scan
    state: State = "waiting"
    dewar: DewarRow | None = None
    before: DewarRow | None = None
    sentence: str = ""
    barcode: str = ""
    is_kept: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person's answer."""
        return self.state in ("asked", "unknown")


class ScanQueue(QObject):
    """`answered(QueuedScan)`: a scan was taken, or not. `changed()`: something in `entries` did.

    Without the backend scans wait, in order, and go on when it is back.
    """

    answered = Signal(object)
    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._files = ScanFiles(context.edits.autosave.files.folder)
        self._task: Task | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._go_on)
        self.entries: list[QueuedScan] = []
        context.connection.stateChanged.connect(self._follow)

    @property
    def waiting(self) -> int:
        """How many scans are still to be worked off."""
        return sum(entry.state == "waiting" for entry in self.entries)

    def restore(self) -> None:
        """Take up what an earlier run heard and did not write."""
        self._context.edits.autosave.on_disk(self._files.read_all, self._take_up, self._complain)

    def add(self, scan: Scan) -> QueuedScan:
        """Work this off after all that came before."""
        entry = QueuedScan(scan)
        self.entries.append(entry)
        old = self.entries[:-MOST_SHOWN]
        self.entries[:-MOST_SHOWN] = [each for each in old if each.is_open or each.state == "waiting"]
        if scan.state:
            keep = partial(self._files.keep, scan)
            self._context.edits.autosave.on_disk(
                keep, lambda _none: self._begin(entry), partial(self._go_on_unkept, entry)
            )
        else:
            self._begin(entry)
        self.changed.emit()
        return entry

    def confirm(self, entry: QueuedScan) -> None:
        """The question is answered with yes, or a failed step is tried again."""
        if entry.state == "unknown":
            self._take_in(entry)
        else:
            again = entry.scan.confirmed() if entry.state == "asked" else entry.scan
            self.leave(entry)
            self.add(again)

    def leave(self, entry: QueuedScan) -> None:
        """The question is answered with no: nothing is written."""
        entry.state = "left"
        self._forget(entry)
        self.changed.emit()

    def _take_up(self, scans: list[Scan]) -> None:
        for scan in scans:
            self.entries.append(QueuedScan(scan, is_kept=True))
        self.changed.emit()
        self._go_on()

    def _go_on_unkept(self, entry: QueuedScan, error: Exception) -> None:
        """A full disk does not stop a delivery."""
        self._complain(error)
        self._begin(entry)

    def _complain(self, error: Exception) -> None:
        self._context.messages.warning(f"Scans cannot be kept on disk, so stay until all are taken. {error}")

    def _begin(self, entry: QueuedScan) -> None:
        entry.is_kept = True
        self._go_on()

    def _follow(self, state: str, _sentence: str) -> None:
        if state == "connected":
            self._pause.stop()
            self._go_on()

    def _go_on(self) -> None:
        if self._task is not None or self._pause.isActive():
            return
        entry = next((each for each in self.entries if each.state == "waiting"), None)
        if entry is None or not entry.is_kept:
            return
        self._task = self._context.tasks.run(
            lambda: take(self._context.core, entry.scan),
            done=lambda taken: self._take(entry, taken),
            failed=lambda error: self._refuse(entry, error),
            busy="Taking scans…",
            owner=self,
        )

    def _take(self, entry: QueuedScan, taken: AppliedScan) -> None:
        self._task = None
        entry.dewar, entry.before = taken.dewar, taken.before
        self._end(entry, "taken")

    def _refuse(self, entry: QueuedScan, error: Exception) -> None:
        self._task = None
        entry.sentence = sentence(error)
        if isinstance(error, (Unreachable, Unavailable, NotLoggedIn)):
            self._wait(getattr(error, "retry_after", None))
        elif isinstance(error, ScanQuestion):
            entry.dewar = error.dewar
            self._end(entry, "asked", is_done=error.is_repeat)
        elif isinstance(error, UnknownDewar) and error.barcode:
            entry.barcode = error.barcode
            self._end(entry, "unknown", is_done=False)
        else:
            self._end(entry, "failed")

    def _wait(self, seconds: float | None) -> None:
        self._pause.start(max(_TRY_AGAIN_MS, int((seconds or 0) * 1000)))
        self.changed.emit()

    def _end(self, entry: QueuedScan, state: State, *, is_done: bool = True) -> None:
        """`is_done`: it needs no file any more; an open question is asked again after a crash."""
        entry.state = state
        if is_done:
            self._forget(entry)
        self.answered.emit(entry)
        self.changed.emit()
        self._go_on()

    def _forget(self, entry: QueuedScan) -> None:
        if entry.scan.state:
            forget = partial(self._files.forget, entry.scan.key)
            self._context.edits.autosave.on_disk(forget, failed=self._complain)

    def _take_in(self, entry: QueuedScan) -> None:
        core, barcode, place = self._context.core, entry.barcode, entry.scan.place

        def taken(dewar: DewarRow) -> None:
            entry.dewar = dewar
            self._end(entry, "taken")

        self._context.tasks.run(
            lambda: take_in(core, barcode, place),
            done=taken,
            failed=lambda error: self._context.messages.error(f"It was not taken in. {sentence(error)}"),
            busy="Taking it in…",
            owner=self,
        )
