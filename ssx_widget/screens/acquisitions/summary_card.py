# SPDX-License-Identifier: LGPL-3.0-or-later
"""All that was measured from one sample: the figures together, and the rates of each along time."""

from __future__ import annotations

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ssx_widget.editing.draft import Row
from ssx_widget.look.texts import counted, shown_time
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.acquisitions import texts
from ssx_widget.widgets.rate_plot import Bars, RatePlot

_FIGURES = {
    "images": ("Images", texts.count),
    "hits": ("Hits", texts.count),
    "hitRate": ("Hit rate", texts.percent),
    "indexed": ("Indexed", texts.count),
    "indexingRate": ("Indexing rate", texts.percent),
}


class SummaryCard(QFrame):
    """`picked(id)`: the person goes to another acquisition of this sample."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._rows: list[Row] = []
        self._heading, self._remark = label("", "heading"), label("", "remark")
        self._remark.setWordWrap(True)
        self.figures = {name: label("", "figure") for name in _FIGURES}
        self.plot = RatePlot(("Hit rate", "Indexing rate"))
        self.plot.setAccessibleName("Hit rate and indexing rate along time")
        self.plot.picked.connect(lambda place: self.picked.emit(self._rows[place]["ssxDataAcquisitionId"]))
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        for column, (name, (title, _shown)) in enumerate(_FIGURES.items()):
            grid.addWidget(label(title, "caption"), 0, column)
            grid.addWidget(self.figures[name], 1, column)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column_.setSpacing(2 * GRID)
        column_.addWidget(self._heading)
        column_.addLayout(grid)
        column_.addWidget(self.plot)
        column_.addWidget(self._remark)
        column_.addStretch(1)

    def show_summary(self, summary: Row | None, current: int | None) -> None:
        """Show what `sample_acquisitions` answers; `current` is the acquisition that is open."""
        rows = (summary or {}).get("rows", [])
        totals = (summary or {}).get("totals", {})
        self._rows = rows
        name = f"{rows[0]['info']['loadedSample']}: " if rows else "This sample: "
        self._heading.setText(name + counted(len(rows), "acquisition"))
        for key, (title, shown) in _FIGURES.items():
            self.figures[key].setText(shown(totals.get(key)))
            self.figures[key].setAccessibleName(f"{title}: {shown(totals.get(key))}")
        place = next((n for n, row in enumerate(rows) if row["ssxDataAcquisitionId"] == current), -1)
        self.plot.show_groups([bars(row) for row in rows], place)
        waiting = sum(_hits(row) is None for row in rows)
        self.plot.setVisible(len(rows) > waiting)
        told = f"{counted(waiting, 'acquisition')} not processed yet, not counted in the rates."
        self._remark.setText(told if waiting and rows else "")
        self._remark.setVisible(bool(waiting and rows))


def bars(row: Row) -> Bars:
    """The group of one acquisition: its hour, both rates, and all of it in words."""
    info, results = row["info"], row["info"]["results"] or {}
    begun = shown_time(str(info["startTime"])) if info["startTime"] else "no time"
    said = (
        f"{begun}: {texts.count(results.get('images'))} images, {texts.count(_hits(row))} hits "
        f"({texts.percent(results.get('hitRate'))}), {texts.count(results.get('indexed'))} indexed "
        f"({texts.percent(results.get('indexingRate'))})"
    )
    return Bars(begun.rpartition(" ")[2], (results.get("hitRate"), results.get("indexingRate")), said)


def _hits(row: Row) -> int | None:
    hits: int | None = (row["info"]["results"] or {}).get("hits")
    return hits
