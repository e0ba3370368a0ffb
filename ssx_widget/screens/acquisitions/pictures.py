# SPDX-License-Identifier: LGPL-3.0-or-later
"""Snapshots and plots of a data collection, small side by side; a click shows one large in place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from qtpy.QtCore import QEvent, QRect, QSize, Qt, Signal
from qtpy.QtGui import QColor, QImage, QKeySequence, QPainter, QPaintEvent
from qtpy.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QShortcut,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.rows.collection import DataCollectionRow
from hwobj.errors import ServerFault
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.theme import GRID, colours, icon, label, mark
from ssx_widget.screens.acquisitions import texts

SMALL, LARGE = 256, 1024
_KEPT = 60
_TILE = QSize(35 * GRID, 26 * GRID)
_WORDS = 5 * GRID
_TALL = 100 * GRID


class CollectionPictures:
    """Fetches pictures on workers and keeps the last ones."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._kept: OrderedDict[tuple[str, str, int], QImage] = OrderedDict()

    def fetch(
        self,
        collection: DataCollectionRow,
        name: str,
        side: int,
        done: Callable[[QImage], object],
        failed: Callable[[str], object],
        owner: QWidget,
    ) -> None:
        """Give a picture of a data collection, now if it is here; the row's revision counts."""
        key = (f"{collection['dataCollectionId']} {collection['_etag']}", name, side)
        if key in self._kept:
            self._kept.move_to_end(key)
            done(self._kept[key])
            return

        def take(image: QImage) -> None:
            self._kept[key] = image
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            done(image)

        self._context.tasks.run(
            lambda: _picture(self._context, collection["dataCollectionId"], name, side),
            done=take,
            failed=lambda error: failed(sentence(error)),
            owner=owner,
        )


def _picture(context: AppContext, key: int, name: str, side: int) -> QImage:
    """Runs on a worker; raises LimsError."""
    if name.startswith("snapshot/"):
        data = context.core.snapshot(key, int(name.rpartition("/")[2]), side)
    else:
        data = context.core.collection_file(key, name, side)
    image = QImage.fromData(data)
    if image.isNull():
        raise ServerFault(f"{texts.PICTURES[name]} is no picture that can be shown.")
    return image


class PictureTile(QPushButton):
    """A picture with its name below; grey with a reason where there is none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.image, self.why = name, QImage(), ""
        mark(self, "card")
        self.setAccessibleName(texts.PICTURES[name])
        self.setToolTip(f"{texts.PICTURES[name]}: show it large")
        self.setFixedHeight(_TILE.height())
        self.setMinimumWidth(_TILE.width() // 2)
        self.setMaximumWidth(_TILE.width())
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Fixed)

    def sizeHint(self) -> QSize:
        """As large as there is room for; six of them share what a narrow window has."""
        return _TILE

    def show_image(self, image: QImage) -> None:
        """Show the picture."""
        self.image = image
        self.update()

    def show_failure(self, why: str) -> None:
        """Say that it cannot be shown."""
        self.why = why
        self.setToolTip(why)
        self.setAccessibleDescription(why)
        self.setEnabled(False)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture into the card."""
        super().paintEvent(event)
        painter = QPainter(self)
        inside = self.rect().adjusted(GRID, GRID, -GRID, -_WORDS - GRID)
        if self.image.isNull():
            painter.setPen(QColor(colours().muted))
            painter.drawText(inside, int(Qt.AlignCenter | Qt.TextWordWrap), "not there" if self.why else "…")
        else:
            draw_inside(painter, self.image, inside)
        painter.setPen(QColor(colours().text))
        below = QRect(0, self.height() - _WORDS - GRID // 2, self.width(), _WORDS)
        name = painter.fontMetrics().elidedText(
            texts.PICTURES[self.name], Qt.ElideRight, below.width() - GRID
        )
        painter.drawText(below, int(Qt.AlignCenter), name)


class LargePicture(QWidget):
    """One picture as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage()
        self.setMinimumHeight(_TALL)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Expanding)

    def show_image(self, image: QImage) -> None:
        """Show the picture."""
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw it."""
        if not self.image.isNull():
            draw_inside(QPainter(self), self.image, self.rect())


def draw_inside(painter: QPainter, image: QImage, inside: QRect) -> None:
    """Draw a picture in the middle, as large as it fits, in its own proportions."""
    size = image.size().scaled(inside.size(), Qt.KeepAspectRatio)
    place = QRect(inside.topLeft(), size)
    place.moveCenter(inside.center())
    painter.setRenderHint(QPainter.SmoothPixmapTransform)
    painter.drawImage(place, image)


class PicturesCard(QFrame):
    """All pictures of a data collection. `enlarged(bool)`: one is shown large, or none any more."""

    enlarged = Signal(bool)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._pictures = CollectionPictures(context)
        self._collection: DataCollectionRow | None = None
        self._names: list[str] = []
        self._shown = ""
        self.tiles: list[PictureTile] = []
        self.large = LargePicture()
        self.nothing = label("No snapshots or plots were left.", "remark")
        self.back, self.before, self.after = QPushButton("&All pictures"), QToolButton(), QToolButton()
        self._caption = label("", "plain")
        self._arrange()
        self.back.clicked.connect(self.shrink)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        for keys, do in (
            (Qt.Key_Escape, self.shrink),
            (Qt.Key_Left, self.before.click),
            (Qt.Key_Right, self.after.click),
        ):
            # Buttons would take the arrows to go to each other.
            shortcut = QShortcut(QKeySequence(keys), self._one)
            shortcut.setContext(Qt.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    @property
    def shown(self) -> str:
        """The name of the picture that is shown large; empty while all are small."""
        return self._shown

    def show_pictures(self, collection: DataCollectionRow | None, names: list[str]) -> None:
        """Show those of another data collection, or the same ones again."""
        if (_version(collection), names) == (_version(self._collection), self._names):
            return
        self._collection, self._names = collection, list(names)
        self.shrink()
        self._fill()

    def enlarge(self, name: str) -> None:
        """Show one large."""
        if self._collection is None:
            return
        self._shown = name
        tile = next(each for each in self.tiles if each.name == name)
        self.large.show_image(tile.image)
        self.large.setAccessibleName(texts.PICTURES[name])
        self._caption.setText(texts.PICTURES[name])
        self._small.hide()
        self._one.show()
        self.back.setFocus()
        self._pictures.fetch(
            self._collection, name, LARGE, lambda image: self._take_large(name, image), self._tell, self
        )
        self.enlarged.emit(True)

    def shrink(self) -> None:
        """Back to all of them."""
        if not self._shown:
            return
        name, self._shown = self._shown, ""
        self._one.hide()
        self._small.show()
        for tile in self.tiles:
            if tile.name == name:
                tile.setFocus()
        self.enlarged.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        self.update()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label("Snapshots and plots", "heading"))
        self._small = QWidget()
        self._row = QHBoxLayout(self._small)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2 * GRID)
        self._row.addWidget(self.nothing)
        self._row.addStretch(1)
        self._one = QWidget()
        inner = QVBoxLayout(self._one)
        inner.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        for button, sign, words_ in (
            (self.before, "mdi6.chevron-left", "Previous picture"),
            (self.after, "mdi6.chevron-right", "Next picture"),
        ):
            mark(button, "button")
            icon(sign, button)
            button.setAccessibleName(words_)
            button.setToolTip(words_)
        head.addWidget(self.back)
        head.addWidget(self.before)
        head.addWidget(self.after)
        head.addWidget(self._caption)
        head.addStretch(1)
        inner.addLayout(head)
        inner.addWidget(self.large, 1)
        self._one.hide()
        column.addWidget(self._small)
        column.addWidget(self._one)

    def _fill(self) -> None:
        for tile in self.tiles:
            self._row.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = [PictureTile(name, self) for name in self._names]
        for place, tile in enumerate(self.tiles):
            self._row.insertWidget(place, tile)
            tile.show()
            tile.clicked.connect(lambda _checked, name=tile.name: self.enlarge(name))
            if self._collection is not None:
                self._pictures.fetch(
                    self._collection, tile.name, SMALL, tile.show_image, tile.show_failure, tile
                )
        self.nothing.setVisible(not self.tiles)

    def _step(self, by: int) -> None:
        usable = [tile.name for tile in self.tiles if tile.isEnabled()]
        if self._shown in usable:
            self.enlarge(usable[(usable.index(self._shown) + by) % len(usable)])

    def _take_large(self, name: str, image: QImage) -> None:
        if name == self._shown:
            self.large.show_image(image)

    def _tell(self, why: str) -> None:
        self._caption.setText(why)


def _version(collection: DataCollectionRow | None) -> tuple[int, str] | None:
    return (collection["dataCollectionId"], collection["_etag"]) if collection else None
