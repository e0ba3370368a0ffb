# SPDX-License-Identifier: LGPL-3.0-or-later
"""Paints the lines of a list: two lines of text and a badge."""

from __future__ import annotations

from qtpy.QtCore import QModelIndex, QPoint, QRect, QSize, Qt
from qtpy.QtGui import QColor, QFont, QPainter
from qtpy.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ssx_widget.lists.list_lines import LINE_ROLE, ListLine
from ssx_widget.look.theme import GRID, colours

_ROW_HEIGHT = 13 * GRID


class LineDelegate(QStyledItemDelegate):
    """Paints a line: title in bold, remark below, badge at the right, an accent bar where one is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        """Two lines of text with air."""
        return QSize(100, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw the line."""
        look, line = colours(), index.data(LINE_ROLE)
        box = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.Antialiasing)
        if option.state & QStyle.State_Selected:
            painter.fillRect(box, QColor(look.chosen))
            painter.fillRect(QRect(box.topLeft(), QSize(3, box.height())), QColor(look.accent))
        elif option.state & QStyle.State_MouseOver:
            painter.fillRect(box, QColor(look.hover))
        painter.fillRect(QRect(box.bottomLeft(), QSize(box.width(), 1)), QColor(look.border))
        inner = box.adjusted(3 * GRID, 2 * GRID, -3 * GRID, -2 * GRID)
        taken = _paint_badge(painter, option.font, inner, line)
        _paint_words(
            painter, option.font, inner.adjusted(0, 0, -taken, 0), line.title, look.text, QFont.DemiBold
        )
        lower = QRect(inner.left(), inner.center().y() + 1, inner.width(), inner.height() // 2)
        _paint_words(painter, _smaller(option.font), lower, line.remark, look.muted, QFont.Normal)
        painter.restore()


def _paint_words(painter: QPainter, font: QFont, box: QRect, text: str, colour: str, weight: int) -> None:
    words = QFont(font)
    words.setWeight(weight)
    painter.setFont(words)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.ElideRight, box.width())
    painter.drawText(box, int(Qt.AlignLeft | Qt.AlignTop), shown)


def _paint_badge(painter: QPainter, font: QFont, box: QRect, line: ListLine) -> int:
    """Give the width that the badge takes."""
    if not line.badge:
        return 0
    look = colours()
    tones = {"accent": (look.chosen, look.accent), "ok": (look.ok_soft, look.ok)}
    tones |= {"warn": (look.warn_soft, look.warn), "bad": (look.bad_soft, look.bad)}
    ground, ink = tones.get(line.tone, (look.chip, look.muted))
    painter.setFont(_smaller(font))
    width = painter.fontMetrics().horizontalAdvance(line.badge) + 4 * GRID
    height = painter.fontMetrics().height() + 2
    place = QRect(QPoint(box.right() - width, box.top() - 1), QSize(width, height))
    painter.setPen(Qt.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, height / 2, height / 2)
    painter.setPen(QColor(ink))
    painter.drawText(place, Qt.AlignCenter, line.badge)
    return width + 2 * GRID


def _smaller(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPixelSize(max(11, font.pixelSize() - 1 if font.pixelSize() > 0 else 12))
    return smaller
