# SPDX-License-Identifier: LGPL-3.0-or-later
"""The title of a detail with its chips, before the buttons; on a line above them where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import QEvent, QTimer
from qtpy.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ssx_widget.look.theme import GRID

_TITLE = 45 * GRID
"""Room that a title should have, whatever it says."""


class Headline(QWidget):
    """Stands first in `head`, the row of buttons, which is the first row of `column`.

    Whoever owns the column calls `fit` when its size changes; what changes in the line itself is followed.
    """

    def __init__(
        self,
        column: QVBoxLayout,
        head: QHBoxLayout,
        title: QWidget,
        chips: Sequence[QWidget],
        chips_follow: bool = False,
    ) -> None:
        """`chips_follow` puts the chips right behind the title, else they stand before the buttons."""
        super().__init__()
        self._column, self._head, self._chips = column, head, chips
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(title, 0 if chips_follow else 1)
        for chip in chips:
            row.addWidget(chip)
        if chips_follow:
            row.addStretch(1)
        # Not the line but the buttons say how narrow a window can be: the line goes above before it is cut.
        self.setMinimumWidth(1)
        head.insertWidget(0, self, 1)

    def fit(self) -> None:
        """Take the place that there is room for."""
        owner = self._column.parentWidget()
        margins = self._column.contentsMargins()
        room = owner.width() - margins.left() - margins.right() - self._head.contentsMargins().right()
        above = self._needed() > room
        if above != (self._head.indexOf(self) < 0):
            if above:
                self._column.insertWidget(0, self)
            else:
                self._head.insertWidget(0, self, 1)

    def event(self, event: QEvent) -> bool:
        """A chip came or went."""
        if event.type() == QEvent.LayoutRequest:
            QTimer.singleShot(0, self.fit)
        return super().event(event)

    def _needed(self) -> int:
        buttons = [self._head.itemAt(place).widget() for place in range(self._head.count())]
        shown = [
            each for each in (*self._chips, *buttons) if each and each is not self and not each.isHidden()
        ]
        return _TITLE + sum(each.sizeHint().width() + self._head.spacing() for each in shown)
