# SPDX-License-Identifier: LGPL-3.0-or-later
"""What stands in place of content: nothing there yet, something went wrong, or it is on its way."""

from __future__ import annotations

from qtpy.QtCore import QRectF, Qt, QTimer
from qtpy.QtGui import QColor, QPainter, QPaintEvent
from qtpy.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from ssx_widget.background.tasks import BUSY_AFTER_MS
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, colours, icon, label, mark

_ROW = 13 * GRID


class Notice(QWidget):
    """A sign, a sentence, a remark, and the button for the next step, in the middle of the room there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = label("", "sign")
        self._title = label("", "heading")
        self._remark = label("", "label")
        self._button, self._other = QPushButton(), QPushButton()
        self._actions: tuple[Action | None, Action | None] = None, None
        self._button.clicked.connect(lambda _checked: self._act(0))
        self._other.clicked.connect(lambda _checked: self._act(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * GRID, 6 * GRID, 6 * GRID, 6 * GRID)
        column.setSpacing(2 * GRID)
        column.addStretch(2)
        for widget in (self._sign, self._title, self._remark):
            widget.setAlignment(Qt.AlignCenter)
            widget.setWordWrap(widget is not self._sign)
            column.addWidget(widget)
        column.addSpacing(GRID)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        buttons.addStretch(1)
        for button in (self._button, self._other):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(3)

    def tell(
        self,
        sign: str,
        title: str,
        remark: str = "",
        action: Action | None = None,
        role: str = "button",
        other: Action | None = None,
    ) -> None:
        """Say what is (not) there; `sign` is a qtawesome name, `role` `primary` for the main way on.

        `other` is another way on, such as to leave it.
        """
        icon(sign, self._sign, 10 * GRID)
        self._title.setText(title)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        self._actions = action, other
        for button, way in ((self._button, action), (self._other, other)):
            button.setVisible(way is not None)
            button.setText(way.words if way else "")
        mark(self._button, role)

    def _act(self, which: int) -> None:
        action = self._actions[which]
        if action:
            action.do()


class Skeleton(QWidget):
    """Grey bars where rows will be; nothing for the first 200 ms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Loading")
        self._late = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BUSY_AFTER_MS)
        self._timer.timeout.connect(self._show_bars)

    def start(self) -> None:
        """Begin to wait."""
        self._late = False
        self._timer.start()
        self.update()

    def stop(self) -> None:
        """What was waited for is there."""
        self._timer.stop()

    def _show_bars(self) -> None:
        self._late = True
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw the bars, as many as fit."""
        if not self._late:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(colours().chip))
        width = self.width() - 6 * GRID
        for number, top in enumerate(range(4 * GRID, self.height() - _ROW, _ROW)):
            share = (0.45, 0.62, 0.38)[number % 3]
            painter.drawRoundedRect(QRectF(3 * GRID, top, width * share, 3 * GRID), 3, 3)
            painter.drawRoundedRect(QRectF(3 * GRID, top + 5 * GRID, width * share * 0.7, 2 * GRID), 3, 3)


class ContentArea(QWidget):
    """A widget of a screen with its other states in the same place: loading, and a notice instead."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.notice = Notice()
        self._skeleton = Skeleton()
        self._pile = QStackedLayout(self)
        for widget in (content, self.notice, self._skeleton):
            self._pile.addWidget(widget)

    @property
    def is_content_shown(self) -> bool:
        """Whether the content itself stands there, none of its other states."""
        return self._pile.currentWidget() is self.content

    def show_content(self) -> None:
        """The content is there."""
        self._skeleton.stop()
        self._pile.setCurrentWidget(self.content)

    def show_loading(self) -> None:
        """The content is on its way."""
        self._pile.setCurrentWidget(self._skeleton)
        self._skeleton.start()

    def show_empty(self, sign: str, title: str, remark: str = "", action: Action | None = None) -> None:
        """There is nothing yet: say what to do, with the button for it."""
        self._skeleton.stop()
        self.notice.tell(sign, title, remark, action)
        self._pile.setCurrentWidget(self.notice)

    def show_notice(self) -> None:
        """What `notice` was given to tell stands in place of the content."""
        self._skeleton.stop()
        self._pile.setCurrentWidget(self.notice)

    def show_question(self, sentence: str, yes: Action | None, no: Action) -> None:
        """Something is asked: the answer is given here, and nothing else has to wait for it."""
        self._skeleton.stop()
        self.notice.tell("mdi6.help-circle-outline", sentence, "", yes, "primary", no)
        self._pile.setCurrentWidget(self.notice)

    def show_error(self, sentence: str, retry: Action | None = None) -> None:
        """The content could not be had: say why, with the next step."""
        self.show_empty("mdi6.alert-circle-outline", sentence, "", retry)
