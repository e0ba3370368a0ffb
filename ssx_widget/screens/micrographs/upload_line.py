# SPDX-License-Identifier: LGPL-3.0-or-later
"""How far a picture is on its way to the backend, and the way to stop it."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from ssx_widget.background.tasks import Task
from ssx_widget.look.theme import GRID, mark
from ssx_widget.widgets.elided import Elided

_MIB = 2**20


class UploadLine(QWidget):
    """Hidden while nothing is on its way. `cancelled()`: the person wants no more of it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._bar = Elided(), QProgressBar()
        self._text = ""
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of adding pictures")
        self.stop = QPushButton("Cancel")
        self.stop.setAccessibleName("Stop adding pictures")
        mark(self.stop, "link")
        self.stop.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, 0, 3 * GRID, 0)
        row.setSpacing(3 * GRID)
        row.addWidget(self._words, 2)
        row.addWidget(self._bar, 1, Qt.AlignVCenter)
        row.addWidget(self.stop)
        self.hide()

    def follow(self, task: Task, words: str) -> None:
        """Show how far this one is."""
        self._text = words
        self._words.tell(words)
        self._bar.setRange(0, 0)
        task.progress.connect(self._show)
        self.show()

    def _show(self, done: int, total: int) -> None:
        """When all of it went, the backend looks at it: how long that takes, nobody knows."""
        self._bar.setRange(0, 0 if done >= total else 1000)
        self._bar.setValue(1000 * done // max(total, 1))
        self._words.tell(f"{self._text}: {done / _MIB:.0f} of {total / _MIB:.0f} MiB")
