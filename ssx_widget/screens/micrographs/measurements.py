# SPDX-License-Identifier: LGPL-3.0-or-later
"""What becomes of the lines that are drawn: kept with the picture by the edits, or the scale for a bar."""

from __future__ import annotations

from qtpy.QtCore import QObject

from backend.domain.science.crystal_sizes import MeasuredLine
from ssx_widget.editing.draft import Draft
from ssx_widget.screens.micrographs.page import MicrographsPage
from ssx_widget.screens.micrographs.slurry_pictures import SlurryPictures, lines_of


class Measurements(QObject):
    """Joins the canvas and the tools of a page with the lines and the scale of the picture that is shown."""

    def __init__(self, pictures: SlurryPictures, page: MicrographsPage, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures, self._page = pictures, page
        self._draft: Draft | None = None
        page.canvas.drawn.connect(self._take_line)
        page.canvas.moved.connect(self._move)
        page.canvas.deleteWanted.connect(self._delete)
        page.scale.scaled.connect(self._set_scale)
        page.fitButton.clicked.connect(lambda _checked: page.canvas.fit())
        for tool, button in page.buttons.items():
            button.toggled.connect(lambda is_on, tool=tool: self._take_up(tool) if is_on else None)
            button.clicked.connect(lambda _checked: page.canvas.setFocus())

    def show_draft(self, draft: Draft | None) -> None:
        """Go on with another picture."""
        self._draft = draft
        self._page.canvas.choose(None)
        self._page.scale.show_draft(draft)
        if self._page.scaleButton.isChecked():
            self._page.lengthButton.setChecked(True)
        self.follow()

    def follow(self) -> None:
        """Show the lines as they are now."""
        self._page.canvas.show_lines(lines_of(self._draft) if self._draft else [])

    def _take_up(self, tool: str) -> None:
        self._page.canvas.set_tool(tool)
        if self._draft is not None:
            self._page.scale.show_line(None, is_asked=tool == "scale")

    def _take_line(self, line: MeasuredLine) -> None:
        if self._draft is None:
            return
        if line.axis == "scale":
            self._page.canvas.marks.draw(line)
            self._page.sideArea.ensureWidgetVisible(self._page.scale)
            self._page.scale.show_line(line)
            return
        lines = [*lines_of(self._draft), line]
        self._pictures.set_lines(self._draft, lines)
        self._page.canvas.choose(len(lines) - 1)

    def _move(self, place: int, line: MeasuredLine, is_done: bool) -> None:
        """All of a drag is one step of undo."""
        if self._draft is not None:
            lines = lines_of(self._draft)
            lines[place] = line
            self._pictures.drag_lines(self._draft, lines, is_done)

    def _delete(self, place: int) -> None:
        if self._draft is not None:
            lines = lines_of(self._draft)
            del lines[place]
            self._page.canvas.choose(None)
            self._pictures.set_lines(self._draft, lines)

    def _set_scale(self, micrometres: float) -> None:
        if self._draft is not None:
            self._pictures.set_scale(self._draft, micrometres)
            self._page.lengthButton.setChecked(True)
            self._page.canvas.setFocus()
