# SPDX-License-Identifier: LGPL-3.0-or-later
"""All pages small, one below the other, to go to one of them."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, QSizeF, Qt, Signal
from qtpy.QtGui import QColor, QImage, QPainter, QPen
from qtpy.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ssx_widget.background.tasks import Tasks
from ssx_widget.look.theme import GRID, PAPER, colours
from ssx_widget.screens.labels.page_pictures import PagePictures
from ssx_widget.screens.labels.pages import POINTS_PER_INCH

_WIDTH = 20 * GRID
_TALLEST = 30 * GRID
_AIR = 3 * GRID
_NUMBER = 5 * GRID
_MOST = 500


class Thumbnails(QListView):
    """`picked(place)`: the person went to a page, counted from 0."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Pages")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollPerPixel)
        self.setFixedWidth(_WIDTH + 2 * _AIR + 2 * GRID)
        self.setItemDelegate(_PageDelegate(self))

    def use(self, tasks: Tasks) -> None:
        """Draw by these tasks."""
        self._model = _Pages(tasks, self)
        self.setModel(self._model)
        self.selectionModel().currentChanged.connect(self._tell)

    def show_pages(self, pdf: bytes, sizes: tuple[QSizeF, ...], current: int) -> None:
        """Show the pages of another document."""
        self._model.show_pages(pdf, sizes, self.devicePixelRatioF())
        self.go_to(current)

    def go_to(self, place: int) -> None:
        """Mark a page and scroll to it; nothing is emitted."""
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._model.index(place))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.viewport().update()
            self.picked.emit(index.row())


class _Pages(QAbstractListModel):
    """The pages; a picture is drawn when its line is first painted."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._sizes: tuple[QSizeF, ...] = ()
        self._ratio = 1.0
        self._pictures = PagePictures(tasks, _MOST, self)
        self._pictures.drawn.connect(
            lambda place: self.dataChanged.emit(self.index(place), self.index(place))
        )

    def show_pages(self, pdf: bytes, sizes: tuple[QSizeF, ...], ratio: float) -> None:
        self.beginResetModel()
        self._sizes, self._ratio = sizes, ratio
        self._pictures.set_pdf(pdf)
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return len(self._sizes)

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        place = index.row()
        if role in (Qt.DisplayRole, Qt.AccessibleTextRole):
            return f"Page {place + 1}"
        if role == Qt.SizeHintRole:
            return QSize(_WIDTH, _shown(self._sizes[place]).height() + _NUMBER + _AIR)
        if role == Qt.UserRole:
            shown = _shown(self._sizes[place])
            dpi = shown.width() * self._ratio * POINTS_PER_INCH / self._sizes[place].width()
            return shown, self._pictures.picture(place, dpi)
        return None


class _PageDelegate(QStyledItemDelegate):
    """Paints a page with its number below; the one that is shown large has a frame of the accent."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return index.data(Qt.SizeHintRole)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        look, box = colours(), QRect(option.rect)
        shown, image = index.data(Qt.UserRole)
        is_chosen = bool(option.state & QStyle.State_Selected)
        sheet = QRect(box.left() + (box.width() - shown.width()) // 2, box.top() + _AIR, *_pair(shown))
        painter.save()
        painter.fillRect(sheet, QColor(PAPER))
        if isinstance(image, QImage):
            painter.setRenderHint(QPainter.SmoothPixmapTransform)
            painter.drawImage(sheet, image)
        painter.setPen(QPen(QColor(look.accent if is_chosen else look.border), 2 if is_chosen else 1))
        painter.drawRect(sheet)
        painter.setPen(QColor(look.accent if is_chosen else look.muted))
        below = QRect(box.left(), sheet.bottom() + 2, box.width(), _NUMBER)
        painter.drawText(below, Qt.AlignCenter, str(index.row() + 1))
        painter.restore()


def _shown(size: QSizeF) -> QSize:
    """How large a page is drawn: as wide as the list, or as tall as fits."""
    return size.scaled(QSizeF(_WIDTH, _TALLEST), Qt.KeepAspectRatio).toSize()


def _pair(size: QSize) -> tuple[int, int]:
    return size.width(), size.height()
