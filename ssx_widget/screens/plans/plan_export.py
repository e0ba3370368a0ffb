# SPDX-License-Identifier: LGPL-3.0-or-later
"""A plan taken out of the program and in again: JSON, SVG and PNG files, and a picture on the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qtpy.QtCore import QObject, Signal
from qtpy.QtGui import QImage
from qtpy.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QWidget

from backend.domain.names import repaired_name
from backend.domain.plans import plan_files
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Row
from ssx_widget.files.written_file import write_file
from ssx_widget.look.theme import mark
from ssx_widget.timeline import pictures
from ssx_widget.timeline.painting import Scene

_FORMS = {"json": "Timing plan (*.json)", "svg": "SVG picture (*.svg)", "png": "PNG picture (*.png)"}


@dataclass(frozen=True)
class PlanExportOptions:
    """What is exported: the plan, its master trigger, and for a picture what is shown."""

    plan: Row
    trigger: Row | None
    scene: Scene

    @property
    def name(self) -> str:
        """What the plan is called."""
        return str(self.plan.get("name") or "plan")

    def content(self, form: str) -> bytes:
        """The content of a file; runs on a worker."""
        if form == "json":
            return plan_files.written(self.plan, self.trigger)
        return pictures.svg(self.scene, self.name) if form == "svg" else pictures.png(self.scene, self.name)


class PlanExport(QObject):
    """`read(plan, trigger)`: a plan came in from a file."""

    read = Signal(object, object)

    def __init__(
        self, context: AppContext, window: QWidget, options: Callable[[], PlanExportOptions | None]
    ) -> None:
        """`window` is what dialogs stand over; `options()` says what is shown now."""
        super().__init__(window)
        self._context, self._window, self._options = context, window, options
        self._folder = Path.home()

    def fill_menu(self, button: QPushButton) -> None:
        """Give a button the menu of it."""
        menu = QMenu(button)
        entries: tuple[tuple[str, Callable[[], object]], ...] = (
            ("&JSON, to be imported again…", lambda: self.ask("json")),
            ("Picture as &SVG…", lambda: self.ask("svg")),
            ("Picture as &PNG…", lambda: self.ask("png")),
            ("&Copy as picture", self.copy),
        )
        for words, do in entries:
            menu.addAction(words).triggered.connect(lambda _checked, do=do: do())
        menu.addSeparator()
        menu.addAction("&Import a plan…").triggered.connect(lambda _checked: self.ask_import())
        button.setMenu(menu)
        mark(button, "menu")

    def ask(self, form: str) -> None:
        """Export into a file that the person names."""
        options = self._options()
        if options is None:
            return
        dialog = QFileDialog(self._window, "Export timing plan", str(self._folder), _FORMS[form])
        dialog.setAcceptMode(QFileDialog.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.selectFile(f"{repaired_name(options.name) or 'plan'}.{form}")
        if dialog.exec_():
            self.save_as(options, form, Path(dialog.selectedFiles()[0]))

    def save_as(self, options: PlanExportOptions, form: str, file: Path) -> None:
        """Export into this file."""
        self._folder = file.parent
        self._context.tasks.run(
            lambda: write_file(file, options.content(form)),
            done=lambda _none: self._context.messages.done(f"The plan is saved as {file}."),
            busy="Exporting…",
            owner=self,
        )

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        options = self._options()
        if options is not None:
            self._context.tasks.run(
                lambda: pictures.image(options.scene, options.name),
                done=self._put,
                busy="Drawing…",
                owner=self,
            )

    def ask_import(self) -> None:
        """Read a plan from a file that the person chooses."""
        name, _filter = QFileDialog.getOpenFileName(
            self._window, "Import a timing plan", str(self._folder), _FORMS["json"]
        )
        if name:
            self.import_file(Path(name))

    def import_file(self, file: Path) -> None:
        """Read a plan from this file."""
        self._folder = file.parent
        self._context.tasks.run(
            lambda: plan_files.read(_content(file)),
            done=lambda found: self.read.emit(*found),
            failed=lambda error: self._refuse(file, error),
            busy="Reading…",
            owner=self,
        )

    def _refuse(self, file: Path, error: Exception) -> None:
        self._context.messages.error(f"{file.name} is not imported. {error}")

    def _put(self, image: QImage) -> None:
        QApplication.clipboard().setImage(image)
        self._context.messages.done("The picture is on the clipboard.")


def _content(file: Path) -> bytes:
    """The content of a file, no more of it than a plan can have."""
    with file.open("rb") as opened:
        return opened.read(plan_files.MOST_BYTES + 1)
