# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is still missing before a shipment can be sent, each line with the way to its place."""

from __future__ import annotations

from collections.abc import Iterable

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from backend.domain.rows.answers import ChecklistEntry
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.widgets.scroll_area import scrolled

_SIGNS = {"ok": "✓", "warning": "!", "error": "✕"}
_TONES = {"ok": "ok", "warning": "warn", "error": "bad"}
_SPOKEN = {"ok": "done", "warning": "to look at", "error": "missing"}


class ChecklistPanel(QFrame):
    """`wanted(place)`: the person wants to go to where a line is put right, by one of `links`."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "aside")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._remark = label("", "label")
        self._remark.setWordWrap(True)
        inside = QWidget()
        mark(inside, "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label("Before this can be sent", "heading"))
        column.addLayout(self._lines)
        column.addWidget(self._remark)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))
        self._shown: tuple[ChecklistEntry, ...] | None = None
        self.links: list[QPushButton] = []

    def show_lines(self, lines: Iterable[ChecklistEntry], is_stored: bool) -> None:
        """Show the checklist; of a shipment that is not stored there is none yet."""
        found = tuple(lines)
        self._remark.setText(_remark(found, is_stored))
        if found == self._shown:
            return
        self._shown = found
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        self.links = []
        for line in found:
            self._lines.addWidget(self._line(line))

    def _line(self, line: ChecklistEntry) -> QWidget:
        whole = QFrame()
        mark(whole, "entry")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 2 * GRID, 0, 2 * GRID)
        row.setSpacing(2 * GRID)
        sign = QLabel(_SIGNS[line["level"]])
        sign.setFixedWidth(4 * GRID)
        sign.setAccessibleName(_SPOKEN[line["level"]])
        mark(sign, "verdict", tone=_TONES[line["level"]])
        words = label(line["text"], "plain")
        words.setWordWrap(True)
        row.addWidget(sign, 0, Qt.AlignTop)
        row.addWidget(words, 1)
        if line["place"] and line["level"] != "ok":
            link = QPushButton("Go there")
            link.setAccessibleName(f"Go there: {line['text']}")
            mark(link, "link")
            link.clicked.connect(lambda: self.wanted.emit(line["place"]))
            row.addWidget(link, 0, Qt.AlignTop)
            self.links.append(link)
        return whole


def _remark(lines: tuple[ChecklistEntry, ...], is_stored: bool) -> str:
    if not is_stored:
        return "The list begins once the shipment is saved."
    levels = [line["level"] for line in lines]
    if "error" in levels:
        red = "the red line is" if levels.count("error") == 1 else "the red lines are"
        yellow = " Yellow lines may stay." if "warning" in levels else ""
        return f"Send becomes available when {red} gone.{yellow}"
    return "It can be sent. Yellow lines may stay." if "warning" in levels else "It can be sent."
