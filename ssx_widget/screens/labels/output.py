# SPDX-License-Identifier: LGPL-3.0-or-later
"""The two ways out of the labels screen: a PDF file and the printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qtpy.QtCore import QObject, Signal
from qtpy.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from qtpy.QtWidgets import QFileDialog, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.texts import counted
from ssx_widget.screens.labels.label_options import LabelFetcher, LabelOptions
from ssx_widget.screens.labels.pages import take_pages
from ssx_widget.screens.labels.pdf_file import save_pdf
from ssx_widget.screens.labels.printer import prepare, print_pages


@dataclass(frozen=True)
class Sheets:
    """What goes out: pages of the labels at these places, so many times."""

    labels: LabelFetcher
    places: tuple[int, ...]
    copies: int

    @property
    def options(self) -> LabelOptions:
        """Whose labels these are: of one page only the dewar that it is for."""
        return self.labels.on_pages(self.places)

    @property
    def words(self) -> str:
        """1 page, or 12 pages."""
        return counted(len(self.places) * self.copies, "page")


class Output(QObject):
    """Asks for the file or the printer and works on a worker. `printed(Wish, words)`: its labels went out.

    `saved(Wish)`: they are a file. `sent(Task)`: pages are on their way to the printer.
    """

    printed = Signal(object, str)
    saved = Signal(object)
    sent = Signal(object)

    def __init__(self, context: AppContext, window: QWidget) -> None:
        """`window` is what dialogs stand over."""
        super().__init__(window)
        self._context, self._window = context, window
        self._folder = Path.home()

    def save(self, sheets: Sheets, name: str) -> None:
        """Ask for a file, `name` being proposed, and save."""
        dialog = QFileDialog(self._window, "Save labels", str(self._folder), "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(name)
        if dialog.exec_():
            self.save_as(sheets, Path(dialog.selectedFiles()[0]))

    def save_as(self, sheets: Sheets, file: Path) -> None:
        """Save to this file."""
        self._folder = file.parent
        places: Sequence[int] = sheets.places * sheets.copies
        self._context.tasks.run(
            lambda: save_pdf(file, take_pages(sheets.labels.pdf, places)),
            done=lambda _none: self._tell_saved(sheets, file),
            busy="Saving…",
            owner=self,
        )

    def print(self, sheets: Sheets) -> None:
        """Ask for a printer by the system's dialog, and print."""
        printer = QPrinter(QPrinter.HighResolution)
        size = sheets.labels.sizes[sheets.places[0]]
        prepare(printer, size, sheets.copies)
        dialog = QPrintDialog(printer, self._window)
        dialog.setOption(QAbstractPrintDialog.PrintPageRange, False)
        if dialog.exec_():
            # The dialog may have brought another printer, with a paper and a resolution of its own.
            prepare(printer, size, printer.copyCount())
            self.print_to(printer, sheets)

    def print_to(self, printer: QPrinter, sheets: Sheets) -> None:
        """Print with a prepared printer."""
        labels, places = sheets.labels, sheets.places
        where = printer.outputFileName() or f"the printer {printer.printerName()}"
        task = self._context.tasks.run_reporting(
            lambda task: print_pages(printer, labels.pdf, places, task.report),
            done=lambda _none: self.printed.emit(sheets.options, f"{sheets.words} went to {where}."),
            busy="Printing…",
            owner=self,
        )
        self.sent.emit(task)

    def _tell_saved(self, sheets: Sheets, file: Path) -> None:
        self._context.messages.done(f"{sheets.words} saved as {file}.")
        self.saved.emit(sheets.options)
