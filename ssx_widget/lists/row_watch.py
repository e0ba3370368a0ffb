# SPDX-License-Identifier: LGPL-3.0-or-later
"""Notices that rows changed, for a screen that reads them again: once, and only while somebody looks."""

from __future__ import annotations

from collections.abc import Collection

from qtpy.QtCore import QObject, QTimer, Signal

from ssx_widget.context.app_context import AppContext

_PAUSE_MS = 400
"""An import tells of a thousand rows: they are read once, after the last."""


class RowWatch(QObject):
    """`changed()`: rows of these tables changed since they were read last."""

    changed = Signal()

    def __init__(self, context: AppContext, tables: Collection[str], parent: QObject) -> None:
        super().__init__(parent)
        self._tables = tables
        self._is_awake, self._is_stale = False, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._tell)
        context.rowChanged.connect(self._note)

    def set_awake(self, is_awake: bool) -> None:
        """Whether somebody looks; what changed meanwhile is told when somebody looks again."""
        self._is_awake = is_awake
        if is_awake and self._is_stale:
            self._tell()

    def forget(self) -> None:
        """The rows are being read: what changed until now need not be told."""
        self._is_stale = False
        self._timer.stop()

    def _note(self, table: str, _key: object, _verb: str) -> None:
        if table in self._tables:
            self._is_stale = True
            if self._is_awake:
                self._timer.start()

    def _tell(self) -> None:
        self.forget()
        self.changed.emit()
