# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pages onto a printer: drawn in its own pixels, so that a millimetre stays one and every bar its width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qtpy.QtCore import QMarginsF, QSizeF
from qtpy.QtGui import QPageLayout, QPageSize, QPainter
from qtpy.QtPrintSupport import QPrinter

from ssx_widget.screens.labels.pages import draw_page

FINEST_DPI = 600
"""Finer pictures of a page fill the memory and help no scanner; a finer printer repeats each pixel."""


class PrintingFailed(OSError):
    """The printer took no page; the sentence says what to look at."""


def prepare(printer: Any, size: QSizeF, copies: int) -> None:
    """Set the paper to `size` (in points) without margins, and a resolution that needs no scaling."""
    paper = QPageSize(size, QPageSize.Point, "", QPageSize.FuzzyMatch)
    layout = QPageLayout(paper, QPageLayout.Portrait, QMarginsF())
    layout.setMode(QPageLayout.FullPageMode)
    printer.setPageLayout(layout)
    printer.setFullPage(True)
    printer.setResolution(fitting_dpi(printer.resolution()))
    printer.setCopyCount(copies)


def fitting_dpi(dpi: int) -> int:
    """The printer's resolution, or its largest whole part that is not finer than `FINEST_DPI`."""
    return next(dpi // part for part in range(1, dpi + 1) if dpi % part == 0 and dpi // part <= FINEST_DPI)


def print_pages(
    printer: Any, pdf: bytes, places: Sequence[int], report: Callable[[int, int], object]
) -> None:
    """Print the pages at these places as often as the printer's copies say; to be called on a worker.

    `report(done, total)` is called before each page and may raise to stop. Raises PrintingFailed.
    """
    rounds = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    sheets = [*places] * rounds
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintingFailed(_failure(printer))
    try:
        # A code that went through JPEG has grey edges.
        painter.setRenderHint(QPainter.LosslessImageRendering)
        for number, place in enumerate(sheets):
            report(number, len(sheets))
            if number and not printer.newPage():
                raise PrintingFailed(_failure(printer))
            painter.drawImage(0, 0, draw_page(pdf, place, printer.resolution()))
    finally:
        painter.end()
    if printer.printerState() == QPrinter.Error:
        raise PrintingFailed(_failure(printer))


def _failure(printer: Any) -> str:
    if printer.outputFileName():
        return f"{printer.outputFileName()} could not be written. Choose another folder or name."
    return f"The printer {printer.printerName()} took no page. Look whether it is on, or choose another."
