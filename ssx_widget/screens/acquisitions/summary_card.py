# SPDX-License-Identifier: LGPL-3.0-or-later
"""All that was measured from one sample: the figures together, and the rates of each along time."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from backend.domain.rows.ssx_answers import (
    AcquisitionInfo,
    AcquisitionResults,
    SampleAcquisitions,
)
from ssx_widget.look.texts import counted, shown_time
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.acquisitions import texts
from ssx_widget.widgets.rate_plot import Bars, RatePlot

_FIGURES: dict[str, tuple[str, Callable[[AcquisitionResults], str]]] = {
    "images": ("Images", lambda found: texts.count(found["images"])),
    "hits": ("Hits", lambda found: texts.count(found["hits"])),
    "hitRate": ("Hit rate", lambda found: texts.percent(found["hitRate"])),
    "indexed": ("Indexed", lambda found: texts.count(found["indexed"])),
    "indexingRate": ("Indexing rate", lambda found: texts.percent(found["indexingRate"])),
}


class SummaryCard(QFrame):
    """`picked(id)`: the person goes to another acquisition of this sample."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._rows: list[AcquisitionInfo] = []
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

    def show_summary(self, summary: SampleAcquisitions | None, current: int | None) -> None:
        """Show what `sample_acquisitions` answers; `current` is the acquisition that is open."""
        rows = summary["rows"] if summary else []
        totals: AcquisitionResults = summary["totals"] if summary else _UNKNOWN
        self._rows = rows
        name = f"{rows[0]['info']['loadedSample']}: " if rows else "This sample: "
        self._heading.setText(name + counted(len(rows), "acquisition"))
        for key, (title, told) in _FIGURES.items():
            self.figures[key].setText(told(totals))
            self.figures[key].setAccessibleName(f"{title}: {told(totals)}")
        place = next((n for n, row in enumerate(rows) if row["ssxDataAcquisitionId"] == current), -1)
        self.plot.show_groups([bars(row) for row in rows], place)
        waiting = sum(_hits(row) is None for row in rows)
        self.plot.setVisible(len(rows) > waiting)
        words = f"{counted(waiting, 'acquisition')} not processed yet, not counted in the rates."
        self._remark.setText(words if waiting and rows else "")
        self._remark.setVisible(bool(waiting and rows))


_UNKNOWN: AcquisitionResults = {
    "images": None,
    "hits": None,
    "indexed": None,
    "hitRate": None,
    "indexingRate": None,
}
"""Of an acquisition that nothing processed."""


def bars(row: AcquisitionInfo) -> Bars:
    """The group of one acquisition: its hour, both rates, and all of it in words."""
    info, results = row["info"], row["info"]["results"] or _UNKNOWN
    begun = shown_time(str(info["startTime"])) if info["startTime"] else "no time"
    said = (
        f"{begun}: {texts.count(results['images'])} images, {texts.count(_hits(row))} hits "
        f"({texts.percent(results['hitRate'])}), {texts.count(results['indexed'])} indexed "
        f"({texts.percent(results['indexingRate'])})"
    )
    return Bars(begun.rpartition(" ")[2], (results["hitRate"], results["indexingRate"]), said)


def _hits(row: AcquisitionInfo) -> int | None:
    return (row["info"]["results"] or _UNKNOWN)["hits"]
