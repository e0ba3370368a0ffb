# SPDX-License-Identifier: LGPL-3.0-or-later
"""The chain as five cards from left to right; the one whose form is open is framed."""

from __future__ import annotations

import re

from qtpy.QtCore import QSize, Qt, Signal
from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ssx_widget.look.theme import GRID, icon, label, mark
from ssx_widget.screens.samples.chain import STAGES
from ssx_widget.screens.samples.derived import CardText

_WORD = 8 * GRID
_WITH_UNIT = re.compile(r"(?<=\d) (?=[^\s\d·→])|(?<=×) ")


class CardBar(QWidget):
    """`opened(collection)`: a card was clicked, or Alt with its number pressed."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[str, Card] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for place, (collection, words) in enumerate(STAGES.items(), start=1):
            if place > 1:
                arrow = label("", "sign")
                icon("mdi6.arrow-right", arrow)
                row.addWidget(arrow)
            card = Card(words, place)
            card.clicked.connect(lambda _checked, name=collection: self.opened.emit(name))
            self._group.addButton(card)
            row.addWidget(card, 1)
            self.cards[collection] = card

    def show_open(self, collection: str) -> None:
        """Frame the card whose form is open."""
        self.cards[collection].setChecked(True)


class Card(QPushButton):
    """One row of the chain: what it is, its name, and the figures that tell it from others."""

    def __init__(self, words: str, place: int) -> None:
        super().__init__()
        mark(self, "card")
        self._words = words
        self._lines = (CardLine("caption"), CardLine("heading"), CardLine("remark", lines=2))
        self._lines[0].show_text(words)
        self.setCheckable(True)
        self.setShortcut(f"Alt+{place}")
        self.setToolTip(f"{words} (Alt+{place})")
        self.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(1)
        for line in self._lines:
            line.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)
            column.addWidget(line)
        column.addStretch(1)

    def sizeHint(self) -> QSize:
        """As high as its lines; a push button would ask for one line only."""
        return QSize(0, 5 * GRID + sum(line.sizeHint().height() for line in self._lines))

    def show_text(self, text: CardText) -> None:
        """Say what the row holds now."""
        self._lines[1].show_text(text.title or "Nothing yet")
        self._lines[1].setEnabled(bool(text.title))
        self._lines[2].show_text("look at the red fields" if text.is_wrong else _unbroken(text.remark))
        if self.property("wrong") != text.is_wrong:
            mark(self, "card", wrong=text.is_wrong)
        said = ", ".join(part for part in (text.title or "nothing yet", text.remark) if part)
        self.setAccessibleName(f"{self._words}: {said}")
        self.setToolTip(f"{self._words}: {said} (Alt+{self.shortcut().toString()[-1:]})")


def _unbroken(words: str) -> str:
    """A number and its unit stay on one line, as do the two sides of a ×."""
    return _WITH_UNIT.sub("\u00a0", words)


class CardLine(QLabel):
    """Words that end in … where the room ends."""

    def __init__(self, role: str, lines: int = 1) -> None:
        super().__init__()
        self._line_count = lines
        self.setWordWrap(lines > 1)
        self.setAlignment(Qt.AlignLeft | Qt.AlignTop)
        self._text = ""
        self.setMinimumWidth(1)
        self.setTextFormat(Qt.PlainText)
        self.setProperty("role", role)
        self.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Maximum, QSizePolicy.Preferred)

    def show_text(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as fits."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        # The last word of a line may not fill it: room for one is left.
        room = self.width() * self._line_count - (self._line_count - 1) * _WORD
        self.setText(self.fontMetrics().elidedText(self._text, Qt.ElideRight, max(room, self.width())))

    def sizeHint(self) -> QSize:
        """The whole text in one line, and the height of all lines, filled or not: cards keep their height."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 2, self._line_count * metrics.lineSpacing())

    def hasHeightForWidth(self) -> bool:
        """No: its height is that of its lines, however many words there are."""
        return False

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(1, self.sizeHint().height())
