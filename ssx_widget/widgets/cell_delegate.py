# SPDX-License-Identifier: LGPL-3.0-or-later
"""Paints the cells of a table: red frames for what is wrong, amber for what needs a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qtpy.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt
from qtpy.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from qtpy.QtWidgets import (
    QCompleter,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ssx_widget.look.theme import GRID, colours, mark

MARK_ROLE = Qt.UserRole + 2
CHOICES_ROLE = Qt.UserRole + 4
"""What may be typed into a cell: a list of texts that is offered while one types."""
_ROW_HEIGHT = 7 * GRID


@dataclass(frozen=True)
class CellMark:
    """How a cell looks beside its text: `faint` for a free place, `struck` for a row that is left out."""

    tone: Literal["", "warn", "bad"] = ""
    faint: bool = False
    struck: bool = False
    right: bool = False


PLAIN = CellMark()


class CellDelegate(QStyledItemDelegate):
    """Paints what `MARK_ROLE` says; the editor fills its cell."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """As wide as the text, one line high."""
        words = option.fontMetrics.horizontalAdvance(str(index.data() or ""))
        return QSize(words + 6 * GRID, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw ground, frame and text."""
        look, shown = colours(), index.data(MARK_ROLE) or PLAIN
        box, chosen = QRect(option.rect), bool(option.state & QStyle.State_Selected)
        grounds = {"bad": look.bad_soft, "warn": look.warn_soft}
        ground = grounds.get(shown.tone) or (look.chosen if chosen else look.panel)
        painter.save()
        painter.fillRect(box, QColor(ground))
        painter.setPen(QColor(look.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if shown.tone == "bad":
            _frame(painter, box, look.bad, 1)
        if option.state & QStyle.State_HasFocus:
            _frame(painter, box, look.accent, 2)
        painter.setFont(_font(option.font, shown))
        painter.setPen(QColor(look.faint if shown.faint or shown.struck else look.text))
        inner = box.adjusted(2 * GRID, 0, -2 * GRID, 0)
        words = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.ElideRight, inner.width())
        side = Qt.AlignRight if shown.right else Qt.AlignLeft
        painter.drawText(inner, int(side | Qt.AlignVCenter), words)
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        """A line without margins of its own, called like its column."""
        line = QLineEdit(parent)
        line.setAccessibleName(str(index.model().headerData(index.column(), Qt.Horizontal)))
        line.setStyleSheet("padding: 0 6px; border-radius: 0;")
        choices = index.data(CHOICES_ROLE)
        if choices:
            completer = QCompleter(choices, line)
            completer.setCaseSensitivity(Qt.CaseInsensitive)
            mark(completer.popup(), "popup")
            line.setCompleter(completer)
            # While the list is open it hands Enter to the line and not to this delegate.
            line.returnPressed.connect(lambda: self._finish(line))
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the text and goes a row down, as in a spreadsheet."""
        keys = (Qt.Key_Return, Qt.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.KeyPress and event.key() in keys:
            self._finish(watched)
            return True
        return bool(super().eventFilter(watched, event))

    def _finish(self, editor: QObject) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.NoHint)
        _go_down(self.parent())


def _go_down(view: QObject | None) -> None:
    if isinstance(view, QTableView):
        here = view.currentIndex()
        below = here.sibling(here.row() + 1, here.column())
        view.setCurrentIndex(below if below.isValid() else here)


def apply_style(view: QTableView, name: str) -> None:
    """Give a table the look and the keys of ours."""
    view.setItemDelegate(CellDelegate(view))
    view.setAccessibleName(name)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setHorizontalScrollMode(QTableView.ScrollPerPixel)
    view.setEditTriggers(QTableView.EditKeyPressed | QTableView.DoubleClicked | QTableView.AnyKeyPressed)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setResizeContentsPrecision(0)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignLeft | Qt.AlignVCenter)
    view.horizontalHeader().setStretchLastSection(True)


def _frame(painter: QPainter, box: QRect, colour: str, width: int) -> None:
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.NoBrush)
    painter.drawRect(box.adjusted(width // 2, width // 2, -1 - width // 2, -1 - width // 2))


def _font(font: QFont, shown: CellMark) -> QFont:
    own = QFont(font)
    own.setStrikeOut(shown.struck)
    return own
