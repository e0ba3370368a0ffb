# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures of the pages that are shown, drawn on workers when they are first wanted."""

from __future__ import annotations

from qtpy.QtCore import QObject, Signal
from qtpy.QtGui import QImage

from ssx_widget.background.tasks import Task, Tasks
from ssx_widget.screens.labels.pages import draw_page


class PagePictures(QObject):
    """`drawn(place)`: the picture of a page is there, or a sharper one. The last `keep` pages are kept."""

    drawn = Signal(int)

    def __init__(self, tasks: Tasks, keep: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._keep_most = tasks, keep
        self._pdf = b""
        self._pictures: dict[int, QImage] = {}
        self._wanted: dict[int, float] = {}
        self._running: dict[int, Task] = {}

    def set_pdf(self, pdf: bytes) -> None:
        """Draw another document; what is on its way for the old one is dropped."""
        for task in self._running.values():
            task.cancel()
        self._pdf = pdf
        for held in (self._pictures, self._wanted, self._running):
            held.clear()

    def picture(self, place: int, dpi: float) -> QImage | None:
        """The picture of a page as far as it is drawn; where it is of another dpi, the right one follows."""
        if self._pdf and self._wanted.get(place) != dpi:
            self._wanted[place] = dpi
            self._draw(place, dpi)
        return self._pictures.get(place)

    def _draw(self, place: int, dpi: float) -> None:
        pdf, before = self._pdf, self._running.pop(place, None)
        if before is not None:
            before.cancel()

        def work(task: Task) -> QImage:
            task.report(0, 1)  # ends here when nobody wants it any more
            return draw_page(pdf, place, dpi)

        self._running[place] = self._tasks.run_reporting(
            work, done=lambda image: self._keep(place, image), owner=self
        )

    def _keep(self, place: int, image: QImage) -> None:
        self._running.pop(place, None)
        self._pictures.pop(place, None)
        self._pictures[place] = image
        if len(self._pictures) > self._keep_most:
            oldest = next(iter(self._pictures))
            del self._pictures[oldest], self._wanted[oldest]
        self.drawn.emit(place)
