# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tree of dewars and containers itself: how a line of it looks, and samples dropped on it."""

from __future__ import annotations

from qtpy.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from qtpy.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QPainter,
)
from qtpy.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from ssx_widget.look.theme import GRID, colours
from ssx_widget.screens.shipments.containers.clipboard import from_mime
from ssx_widget.screens.shipments.contents.tree import ShipmentTreeNode, TreePlace
from ssx_widget.widgets.chip import Tone

NODE_ROLE = Qt.UserRole + 3
_ROW = 7 * GRID
_OPEN_AFTER_MS = 500


class ContainerTree(QTreeView):
    """`dropped(Carried, place)`: a sample was dropped on a container; one that is held over it opens it."""

    dropped = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._over: TreePlace | None = None
        self._over_index = QPersistentModelIndex()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_OPEN_AFTER_MS)
        self._wait.timeout.connect(self._open)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take samples."""
        if from_mime(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """A container takes the sample."""
        index = self.indexAt(event.pos())
        node = index.data(NODE_ROLE)
        place = node.place if isinstance(node, ShipmentTreeNode) and node.place.kind == "container" else None
        if place != self._over:
            self._over, self._over_index = place, QPersistentModelIndex(index)
            self._wait.start()
        if place:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It goes elsewhere."""
        self._over = None
        self._wait.stop()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which container it is to go to."""
        carried, place, self._over = from_mime(event.mimeData()), self._over, None
        self._wait.stop()
        if carried and place:
            event.acceptProposedAction()
            self.dropped.emit(carried, place)

    def _open(self) -> None:
        if self._over_index.isValid():
            self.setCurrentIndex(QModelIndex(self._over_index))


class NodeDelegate(QStyledItemDelegate):
    """Paints a line of the tree: the name, a remark behind it, a chip."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(100, _ROW)

    def updateEditorGeometry(
        self, editor: QWidget | None, option: QStyleOptionViewItem, _index: QModelIndex
    ) -> None:
        if editor:
            editor.setGeometry(option.rect)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        look, node = colours(), index.data(NODE_ROLE)
        box = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.Antialiasing)
        whole = QRect(0, box.top(), box.right() + 1, box.height())
        if option.state & QStyle.State_Selected:
            painter.fillRect(whole, QColor(look.chosen))
            painter.fillRect(QRect(0, box.top(), 3, box.height()), QColor(look.accent))
        elif option.state & QStyle.State_MouseOver:
            painter.fillRect(whole, QColor(look.hover))
        left = box.left() + 2 * GRID
        bold = QFont(option.font)
        bold.setWeight(QFont.Normal if node.place.kind == "container" else QFont.DemiBold)
        room = box.right() - 2 * GRID
        if node.chip:
            room -= painter.fontMetrics().horizontalAdvance(node.chip) + 6 * GRID
        left = _words(painter, bold, left, room, box, node.title, look.bad if node.wrong else look.text)
        left = _words(painter, option.font, left, room, box, node.remark, look.muted)
        if node.chip:
            _chip(painter, option.font, left, box, node.chip, node.tone)
        painter.restore()


def _words(painter: QPainter, font: QFont, left: int, right: int, box: QRect, text: str, colour: str) -> int:
    """Draw words and give where the next ones begin."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    room = QRect(left, box.top(), max(right - left, 0), box.height())
    shown = painter.fontMetrics().elidedText(text, Qt.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignLeft | Qt.AlignVCenter), shown)
    return left + painter.fontMetrics().horizontalAdvance(shown) + (2 * GRID if text else 0)


def _chip(painter: QPainter, font: QFont, left: int, box: QRect, text: str, tone: Tone) -> None:
    look = colours()
    pairs = {"accent": (look.chosen, look.accent), "ok": (look.ok_soft, look.ok)}
    pairs |= {"warn": (look.warn_soft, look.warn), "bad": (look.bad_soft, look.bad)}
    ground, ink = pairs.get(tone, (look.chip, look.muted))
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(text) + 4 * GRID
    height = painter.fontMetrics().height() + 2
    place = QRect(left, box.center().y() - height // 2, width, height)
    painter.setPen(Qt.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, height / 2, height / 2)
    painter.setPen(QColor(ink))
    painter.drawText(place, int(Qt.AlignCenter), text)
