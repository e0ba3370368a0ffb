# SPDX-License-Identifier: LGPL-3.0-or-later
"""The picture in the scene: tiles of its pyramid, made on a worker as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

import pyqtgraph
from qtpy.QtCore import QRectF, Signal
from qtpy.QtGui import QImage, QPainter
from qtpy.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ssx_widget.background.tasks import Tasks
from ssx_widget.screens.micrographs.pyramid import Contrast, Pyramid, TileKey

_MOST = 120
"""Tiles that are held: each is a megabyte."""

_PARTS = 6
"""Tiles that one piece of work makes, so that the nearest are seen soon."""


class Tiles(pyqtgraph.GraphicsObject):
    """Until a tile is there, the coarsest level stands in its place; after a change of contrast the old one.

    `drawn()`: all that is in view stands at the contrast asked for.
    """

    drawn = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._pyramid: Pyramid | None = None
        self._contrast = Contrast(0, 1)
        self._held: OrderedDict[TileKey, tuple[Contrast, QImage]] = OrderedDict()
        self._view, self._level = QRectF(), 0
        self._working = False
        self.setFlag(QGraphicsItem.ItemUsesExtendedStyleOption)

    @property
    def pyramid(self) -> Pyramid | None:
        """What is shown."""
        return self._pyramid

    @property
    def contrast(self) -> Contrast:
        """The values that are shown black and white."""
        return self._contrast

    def show_pyramid(self, pyramid: Pyramid | None) -> None:
        """Show another picture, at its automatic contrast."""
        self.prepareGeometryChange()
        self._pyramid = pyramid
        self._held.clear()
        if pyramid:
            self._contrast = pyramid.automatic
        self.update()

    def show_contrast(self, contrast: Contrast) -> None:
        """Show the picture at another contrast as soon as its tiles are made."""
        self._contrast = contrast
        self._make_missing()

    def look_at(self, view: QRectF, scale: float) -> None:
        """Have the tiles made that show this part of the picture, with a margin for moving on."""
        if self._pyramid:
            margin = min(view.width(), view.height()) / 4
            self._view = view.adjusted(-margin, -margin, margin, margin)
            self._level = self._pyramid.level_for(scale)
            self._make_missing()

    def boundingRect(self) -> QRectF:
        """The picture, in its own pixels."""
        return QRectF(0, 0, self._pyramid.width, self._pyramid.height) if self._pyramid else QRectF()

    def paint(
        self, painter: QPainter | None, option: QStyleOptionGraphicsItem | None, _on: QWidget | None = None
    ) -> None:
        """Draw what is exposed: coarse below, fine above."""
        if self._pyramid is None or painter is None or option is None:
            return
        coarsest = len(self._pyramid.levels) - 1
        for key in self._exposed(coarsest, option.exposedRect):
            painter.drawImage(self._pyramid.place(key), self._held[key][1])
        if self._level != coarsest:
            for key in self._exposed(self._level, option.exposedRect):
                painter.drawImage(self._pyramid.place(key), self._held[key][1])

    def _exposed(self, level: int, part: QRectF) -> Iterable[TileKey]:
        keys = self._pyramid.keys(level, part) if self._pyramid else []
        return [key for key in keys if key in self._held]

    def _wanted(self, pyramid: Pyramid) -> list[TileKey]:
        """The coarsest first, then those in view, from its middle outwards."""
        coarsest = len(pyramid.levels) - 1
        middle = self._view.center()
        keys = pyramid.keys(self._level, self._view) if self._level != coarsest else []
        keys.sort(key=lambda key: (pyramid.place(key).center() - middle).manhattanLength())
        return [*pyramid.keys(coarsest, self.boundingRect()), *keys[:_MOST]]

    def _make_missing(self) -> None:
        pyramid, contrast = self._pyramid, self._contrast
        if pyramid is None or self._working:
            return
        missing = [key for key in self._wanted(pyramid) if self._held.get(key, (None,))[0] != contrast]
        if not missing:
            self.drawn.emit()
            return
        self._working = True
        self._tasks.run(
            lambda: [(key, pyramid.tile(key, contrast)) for key in missing[:_PARTS]],
            done=lambda made: self._take(pyramid, contrast, made),
            owner=self,
        )

    def _take(self, pyramid: Pyramid, contrast: Contrast, made: list[tuple[TileKey, QImage]]) -> None:
        self._working = False
        if pyramid is self._pyramid:
            for key, image in made:
                self._held[key] = contrast, image
                self._held.move_to_end(key)
                self.update(pyramid.place(key))
            self._drop_far(pyramid)
        self._make_missing()

    def _drop_far(self, pyramid: Pyramid) -> None:
        wanted = set(self._wanted(pyramid)) if len(self._held) > _MOST else set()
        for key in list(self._held):
            if len(self._held) <= _MOST:
                return
            if key not in wanted:
                del self._held[key]
