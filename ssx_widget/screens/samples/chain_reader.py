# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reads what a chain needs from the backend and tells when it stands; knows no widget."""

from __future__ import annotations

from qtpy.QtCore import QObject, QTimer, Signal

from hwobj.errors import NotFound
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import COLLECTIONS
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.screens.samples.chain import LINKS, ChainDrafts, rows_of

_SETTLE_MS = 150
_PARTS = {"loaded_samples", *(link.to for link in LINKS)}


class ChainReader(QObject):
    """`opened(chain)`: all of it is there. `changed()`: a part was read or edited. `failed(sentence)`.

    `lost(sample)`: somebody else deleted the loaded sample that is open.
    """

    opened = Signal(object)
    changed = Signal()
    failed = Signal(str)
    lost = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_open = False
        self._reading: set[tuple[str, int]] = set()
        self.chain: ChainDrafts | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._read)
        context.edits.changed.connect(self._follow)
        context.rowChanged.connect(self._note_change)

    def open(self, sample: Draft) -> None:
        """Go to another loaded sample."""
        self.chain, self._is_open = ChainDrafts(self._context, sample), False
        self._reading.clear()
        if sample.is_new:
            self.go_on()
        else:
            self._read()

    def close(self) -> None:
        """There is no loaded sample to show."""
        self.chain, self._is_open = None, False

    def go_on(self) -> None:
        """Follow the links; read what is not here yet, and tell how far it is."""
        chain = self.chain
        if chain is None:
            return
        unread = [each for each in chain.follow() if each not in self._reading]
        if unread:
            self._fetch(chain, unread)
        elif not self._is_open and not self._reading:
            self._is_open = True
            self.opened.emit(chain)
        if self._is_open:
            self.changed.emit()

    def _read(self) -> None:
        """The whole chain in one request, also again when somebody changed some of it."""
        chain = self.chain
        if chain is None or chain.sample.id is None:
            return
        key = chain.sample.id
        self._context.tasks.run(
            lambda: list(rows_of(self._context.ssx.sample_info(key))),
            done=lambda rows: self._take(chain, rows),
            failed=lambda error: self._miss(chain, error),
            owner=self,
        )

    def _miss(self, chain: ChainDrafts, error: Exception) -> None:
        if chain is self.chain and isinstance(error, NotFound):
            self.lost.emit(chain.sample)
        else:
            self._fail(chain, error)

    def _fetch(self, chain: ChainDrafts, unread: list[tuple[str, int]]) -> None:
        self._reading |= set(unread)
        self._context.tasks.run(
            lambda: [(name, self._context.collection(name).get(key)) for name, key in unread],
            done=lambda rows: self._take(chain, rows),
            failed=lambda error: self._fail(chain, error),
            owner=self,
        )

    def _take(self, chain: ChainDrafts, rows: list[tuple[str, Row]]) -> None:
        if chain is not self.chain:
            return
        self._reading.clear()
        chain.know(rows)
        self.go_on()

    def _fail(self, chain: ChainDrafts, error: Exception) -> None:
        if chain is self.chain and not self._is_open:
            self._reading.clear()
            self.failed.emit(sentence(error))

    def _follow(self, draft: Draft, _name: str) -> None:
        if self.chain and draft.collection in _PARTS and self._is_open:
            self.go_on()

    def _note_change(self, table: str, _key: object, _verb: str) -> None:
        if self.chain and COLLECTIONS.get(table) in _PARTS and not self._timer.isActive():
            self._timer.start()
