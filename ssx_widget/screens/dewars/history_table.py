# SPDX-License-Identifier: LGPL-3.0-or-later
"""A dewar's way: when, which state, where, who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from qtpy.QtGui import QStandardItem, QStandardItemModel
from qtpy.QtWidgets import QWidget

from backend.domain.rows.shipping import DewarEventRow
from backend.domain.states import shown
from ssx_widget.look.texts import shown_time
from ssx_widget.look.theme import mark
from ssx_widget.widgets.table import Table


class DewarHistoryTable(Table):
    """One line a step, the newest on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("History of the dewar", parent)
        self._model = QStandardItemModel(0, 4, self)
        self.setModel(self._model)
        self.horizontalHeader().hide()
        mark(self, "bare")

    def show_history(self, history: Iterable[DewarEventRow]) -> None:
        """Show these steps."""
        self._model.setRowCount(0)
        for step in history:
            self._model.appendRow([_cell(words) for words in history_words(step)])
        self.resizeColumnsToContents()
        self.horizontalHeader().setStretchLastSection(True)


def history_words(step: DewarEventRow) -> tuple[str, str, str, str]:
    """Time, state, place, and who with the reason, of one step."""
    who = ", ".join(filter(None, (step["person"], step["reason"])))
    what = "LN₂ topped up" if step["kind"] == "refill" else shown(step["dewarStatus"])
    return _moment(step["time"]), what, step["storageLocation"] or "", who


def _moment(time: str) -> str:
    """24 Nov 09:12 this year, else with the year."""
    words = shown_time(time)
    return words.replace(f" {date.today().year} ", " ")  # noqa: DTZ011  the year on this computer's clock


def _cell(words: str) -> QStandardItem:
    cell = QStandardItem(words)
    cell.setEditable(False)
    cell.setToolTip(words)
    return cell
