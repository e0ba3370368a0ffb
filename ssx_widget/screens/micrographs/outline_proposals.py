# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proposes outlines of crystals; each is accepted, which makes lines of it, or deleted."""

from __future__ import annotations

import json

from qtpy.QtCore import QObject, Qt

from ssx_widget.background.tasks import Task, sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.look.texts import counted
from ssx_widget.screens.micrographs.outlines import Corners, is_inside, lines_along
from ssx_widget.screens.micrographs.page import MicrographsPage
from ssx_widget.screens.micrographs.pyramid import Pyramid
from ssx_widget.screens.micrographs.slurry_pictures import SlurryPictures, lines_of
from ssx_widget.screens.micrographs.worker_process import run_module

_MOST_SIDE = 2048
"""Crystals are looked for in the level that is no larger: an edge is not sharper in a larger one."""


class OutlineProposals(QObject):
    """Joins the button, the bar and the canvas with the outlines that a process of its own finds."""

    def __init__(
        self, context: AppContext, pictures: SlurryPictures, page: MicrographsPage, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._pictures, self._page = context, pictures, page
        self._draft: Draft | None = None
        self._task: Task | None = None
        page.proposeButton.clicked.connect(self.propose)
        page.outline_bar.accept.clicked.connect(self.accept)
        page.outline_bar.reject.clicked.connect(self.reject)
        page.outline_bar.accept_all.clicked.connect(self.accept_all)
        page.outline_bar.reject_all.clicked.connect(self.stop)
        page.canvas.outlineKey.connect(self._take_key)

    def show_draft(self, draft: Draft | None) -> None:
        """Go on with another picture, for which nothing is proposed yet."""
        self._draft = draft
        self.stop()

    def propose(self) -> None:
        """Look for crystals in the picture that is shown."""
        pyramid, draft = self._page.canvas.tiles.pyramid, self._draft
        if pyramid is None or draft is None:
            return
        self.stop()
        self._task = self._context.tasks.run_reporting(
            lambda task: _found(pyramid, task),
            done=lambda corners: self._show(draft, corners),
            failed=lambda error: self._context.messages.error(f"No outlines are proposed. {sentence(error)}"),
            busy="Looking for crystals…",
            owner=self,
        )

    def accept(self) -> None:
        """Make lines of the chosen outline; one step of undo."""
        taken = self._page.outlines.take_out()
        self._add([taken] if taken else [])

    def accept_all(self) -> None:
        """Make lines of all that are left."""
        corners = list(self._page.outlines.corners)
        self._page.outlines.show_corners([], self._page.canvas.picture)
        self._add(corners)

    def reject(self) -> None:
        """Drop the chosen outline."""
        self._page.outlines.take_out()
        self._tell()

    def stop(self) -> None:
        """Drop all that is proposed."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._page.outlines.show_corners([], self._page.canvas.picture)
        self._tell()

    def _show(self, draft: Draft, corners: list[Corners]) -> None:
        if draft is not self._draft:
            return
        # What is measured already would count twice.
        middles = [line.middle for line in lines_of(draft)]
        unmeasured = [each for each in corners if not any(is_inside(each, *point) for point in middles)]
        self._page.outlines.show_corners(unmeasured, self._page.canvas.picture)
        self._tell()
        if unmeasured:
            self._page.canvas.setFocus()
        elif corners:
            self._context.messages.info("All crystals that stand out here are measured.")
        else:
            self._context.messages.info("No crystal stands out from its ground here: measure by hand (M).")

    def _add(self, corners: list[Corners]) -> None:
        if self._draft is not None and corners:
            lines = [line for each in corners for line in lines_along(each)]
            self._pictures.set_lines(self._draft, [*lines_of(self._draft), *lines])
        self._tell()

    def _take_key(self, key: int) -> None:
        if key in (Qt.Key_Return, Qt.Key_Enter):
            self.accept()
        elif key == Qt.Key_Escape:
            self.stop()
        elif key == Qt.Key_N:
            self._page.outlines.choose((self._page.outlines.chosen or 0) + 1)
        else:
            self.reject()

    def _tell(self) -> None:
        count = len(self._page.outlines.corners)
        self._page.outline_bar.setVisible(count > 0)
        self._page.outline_bar.words.setText(f"{counted(count, 'outline')} proposed")


def _found(pyramid: Pyramid, task: Task) -> list[Corners]:
    level = next(n for n, pixels in enumerate(pyramid.levels) if max(pixels.shape[:2]) <= _MOST_SIDE)
    file = pyramid.folder.path / f"level-{level}.npy"
    found: list[Corners] = json.loads(run_module("outline_search", [str(file), str(2**level)], task))
    return [[_inside(x, y, pyramid) for x, y in corners] for corners in found]


def _inside(x: float, y: float, pyramid: Pyramid) -> tuple[float, float]:
    return min(max(x, 0.0), float(pyramid.width)), min(max(y, 0.0), float(pyramid.height))
