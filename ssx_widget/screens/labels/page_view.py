# SPDX-License-Identifier: LGPL-3.0-or-later
"""One page large: as wide as there is room, or zoomed, always drawn for the pixels that it covers."""

from __future__ import annotations

from qtpy.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from qtpy.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from qtpy.QtWidgets import QScrollArea, QWidget

from ssx_widget.background.tasks import Tasks
from ssx_widget.look.theme import GRID, PAPER, colours
from ssx_widget.screens.labels.page_pictures import PagePictures
from ssx_widget.screens.labels.pages import POINTS_PER_INCH

_STEP = 1.25
_LEAST, _MOST = 0.1, 6.0
_AIR = 5 * GRID
_SHARP_AFTER_MS = 120
_KEPT = 4


class PageView(QScrollArea):
    """`zoomed(factor)`: 1.0 is the paper's own size. `stepped(by)`: the person wants another page."""

    zoomed = Signal(float)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Page")
        self.setAlignment(Qt.AlignCenter)
        self.setFocusPolicy(Qt.StrongFocus)
        self._sheet = _Sheet()
        self.setWidget(self._sheet)
        self._size = QSizeF()
        self._place = 0
        self._zoom: float | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHARP_AFTER_MS)
        self._timer.timeout.connect(self._sharpen)
        self.viewport().installEventFilter(self)

    def use(self, tasks: Tasks) -> None:
        """Draw by these tasks."""
        self._pictures = PagePictures(tasks, _KEPT, self)
        self._pictures.drawn.connect(self._take)

    def set_pdf(self, pdf: bytes) -> None:
        """Show another document; the old page stays until the new one is drawn."""
        self._pictures.set_pdf(pdf)

    def show_page(self, place: int, size: QSizeF) -> None:
        """Show a page, counted from 0, of this size in points."""
        if place != self._place:
            self._sheet.show_picture(None)
            self.verticalScrollBar().setValue(0)
        self._place, self._size = place, size
        self._lay_out()
        self._sharpen()

    @property
    def zoom(self) -> float:
        """How large the page is; 1.0 is the paper's own size."""
        return self._fitting() if self._zoom is None else self._zoom

    def zoom_by(self, steps: int) -> None:
        """Zoom in or out by so many steps."""
        self.zoom_to(self.zoom * _STEP**steps)

    def zoom_to(self, factor: float | None) -> None:
        """Zoom to a factor; None fits the page into the room there is, and keeps it so."""
        self._zoom = None if factor is None else min(max(factor, _LEAST), _MOST)
        self._lay_out()
        self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page again."""
        super().resizeEvent(event)
        self._lay_out()
        self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down go to the next page where this one is seen to its end."""
        by = (event.key() == Qt.Key_PageDown) - (event.key() == Qt.Key_PageUp)
        bar = self.verticalScrollBar()
        if by and bar.value() == (bar.maximum() if by > 0 else bar.minimum()):
            self.stepped.emit(by)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl and the wheel zoom."""
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            return True
        return super().eventFilter(watched, event)

    def _fitting(self) -> float:
        if self._size.isEmpty():
            return 1.0
        room = QSizeF(self.maximumViewportSize() - QSize(2 * _AIR, 2 * _AIR))
        fitted = self._size.scaled(room, Qt.KeepAspectRatio)
        return max(_LEAST, fitted.width() / (self._size.width() * self._pixels_per_point()))

    def _pixels_per_point(self) -> float:
        return self.logicalDpiX() / POINTS_PER_INCH

    def _lay_out(self) -> None:
        shown = self._size * (self.zoom * self._pixels_per_point())
        # Rounded down: a page that fits must not bring up a scroll bar.
        self._sheet.setFixedSize(int(shown.width()) + 2 * _AIR, int(shown.height()) + 2 * _AIR)
        self.zoomed.emit(self.zoom)

    def _sharpen(self) -> None:
        if self._size.isEmpty():
            return
        dpi = self.logicalDpiX() * self.zoom * self.devicePixelRatioF()
        picture = self._pictures.picture(self._place, dpi)
        if picture is not None:
            self._sheet.show_picture(picture)

    def _take(self, place: int) -> None:
        if place == self._place:
            self._sharpen()


class _Sheet(QWidget):
    """The page on the screen: its picture on white, with a thin frame."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QImage | None = None

    def show_picture(self, picture: QImage | None) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        page = self.rect().adjusted(_AIR, _AIR, -_AIR, -_AIR)
        painter = QPainter(self)
        painter.fillRect(page, QColor(PAPER))
        if self._picture is not None:
            painter.setRenderHint(QPainter.SmoothPixmapTransform)
            painter.drawImage(self._place_of(self._picture, page), self._picture)
        painter.setPen(QColor(colours().border))
        painter.setBrush(Qt.NoBrush)
        painter.drawRect(page.adjusted(-1, -1, 0, 0))

    def _place_of(self, picture: QImage, page: QRect) -> QRectF:
        """Pixel on pixel when the picture was drawn for this very size, else scaled to the page."""
        own = QSizeF(picture.size()) / self.devicePixelRatioF()
        is_sharp = abs(own.width() - page.width()) <= 1 and abs(own.height() - page.height()) <= 1
        return QRectF(QPointF(page.topLeft()), own if is_sharp else QSizeF(page.size()))
