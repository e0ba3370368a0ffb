# SPDX-License-Identifier: LGPL-3.0-or-later
"""The pages of a PDF: their sizes, their pictures, and some of them as a PDF of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from io import BytesIO

import pypdfium2
from qtpy.QtCore import QSizeF
from qtpy.QtGui import QImage

POINTS_PER_INCH = 72.0
MM_PER_INCH = 25.4

_PDFIUM = threading.Lock()
"""PDFium may be used by one thread at a time, so nothing of it is kept beyond a call."""


def page_sizes(pdf: bytes) -> list[QSizeF]:
    """Width and height of each page, in points."""
    with _opened(pdf) as document:
        return [QSizeF(*document.get_page_size(place)) for place in range(len(document))]


def draw_page(pdf: bytes, place: int, dpi: float) -> QImage:
    """A page, counted from 0, as a picture of so many pixels per inch; to be called on a worker."""
    with _opened(pdf) as document, closing(document[place]) as page:
        drawn = page.render(scale=dpi / POINTS_PER_INCH, prefer_bgrx=True)
        with closing(drawn):
            image = QImage(drawn.buffer, drawn.width, drawn.height, drawn.stride, QImage.Format_RGB32).copy()
    pixels_per_metre = round(dpi * 1000 / MM_PER_INCH)
    image.setDotsPerMeterX(pixels_per_metre)
    image.setDotsPerMeterY(pixels_per_metre)
    return image


def take_pages(pdf: bytes, places: Sequence[int]) -> bytes:
    """The pages at these places, in that order, as a PDF; a place may come several times."""
    with _opened(pdf) as document, closing(pypdfium2.PdfDocument.new()) as taken:
        taken.import_pages(document, list(places))
        written = BytesIO()
        taken.save(written)
    return written.getvalue()


def joined(parts: Sequence[bytes]) -> bytes:
    """The pages of several PDFs, one after the other, as one."""
    if len(parts) == 1:
        return parts[0]
    with _PDFIUM, closing(pypdfium2.PdfDocument.new()) as whole:
        for part in parts:
            with closing(pypdfium2.PdfDocument(part)) as document:
                whole.import_pages(document)
        written = BytesIO()
        whole.save(written)
    return written.getvalue()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _PDFIUM, closing(pypdfium2.PdfDocument(pdf)) as document:
        yield document
