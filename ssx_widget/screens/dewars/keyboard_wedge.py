# SPDX-License-Identifier: LGPL-3.0-or-later
"""A keyboard-wedge scanner, told from a person by its speed: keys in a row that end with Enter."""

from __future__ import annotations

import time
from collections.abc import Callable

from qtpy.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from qtpy.QtGui import QKeyEvent, QWindow
from qtpy.QtWidgets import QApplication

GAP_MS = 60
"""Scanners send a key every 1 to 30 ms; a person who types fast takes 80."""

LAST_LOOK_MS = 10
"""After a pause: time for keys that waited while the window was busy, and carry earlier times."""

LEAST = 4
"""Shorter bursts are left to whoever has the focus: two fingers may come down almost together."""

_ENTER = (Qt.Key_Return, Qt.Key_Enter)
_HELD_BY_SCANNERS = Qt.ShiftModifier | Qt.KeypadModifier
_ENDS_A_BURST = (QEvent.MouseButtonPress, QEvent.FocusOut, QEvent.Close)


class KeyboardWedge(QObject):
    """`scanned(text)`: a scanner sent this, wherever the focus was; the widget there hears nothing of it.

    Keys are held back for `GAP_MS`. If no scanner's key follows they go on, in order and as they came, so
    that typing loses nothing; keys with Ctrl or Alt, such as a paste, are never held.
    """

    scanned = Signal(str)

    def __init__(self, parent: QObject, is_scan_field: Callable[[], bool]) -> None:
        """`is_scan_field()`: the focus is where scans are typed anyway, and keys go straight on."""
        super().__init__(parent)
        self._is_scan_field = is_scan_field
        self._window: QWindow | None = None
        self._held: list[QKeyEvent] = []
        self._last = 0
        self._is_passing = False
        self._is_last_look = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end_pause)

    def listen(self, window: QWindow | None) -> None:
        """Listen to the keys of this window, or of none."""
        self.pass_on()
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
        """Hold back keys that may be a scanner's."""
        if self._is_passing or event is None:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.KeyPress:
            return self._press(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.KeyRelease:
            return self._release(event)
        if event.type() in _ENDS_A_BURST:
            self.pass_on()
        return False

    def pass_on(self) -> None:
        """No scanner: what was held goes where it was meant to go."""
        self._timer.stop()
        held, self._held = self._held, []
        if self._window is None:
            return
        self._is_passing = True
        try:
            for event in held:
                QCoreApplication.sendEvent(self._window, event)
        finally:
            self._is_passing = False

    @property
    def _text(self) -> str:
        return "".join(event.text() for event in self._held if event.type() == QEvent.KeyPress)

    def _press(self, event: QKeyEvent) -> bool:
        now = event.timestamp() or int(time.monotonic() * 1000)
        is_late, self._last = now - self._last > GAP_MS, now
        if is_late:
            self.pass_on()
        if event.key() in _ENTER and len(self._text) >= LEAST:
            self._take()
            return True
        if event.key() == Qt.Key_Shift:
            return False
        if not _may_be_scanned(event) or self._is_scan_field():
            self.pass_on()
            return False
        self._hold(event)
        return True

    def _release(self, event: QKeyEvent) -> bool:
        """A key is not let go before it was pressed."""
        if event.key() not in {each.key() for each in self._held}:
            return False
        self._held.append(_copied(event))
        return True

    def _hold(self, event: QKeyEvent) -> None:
        self._held.append(_copied(event))
        self._is_last_look = False
        self._timer.start(GAP_MS)

    def _end_pause(self) -> None:
        """The pause may be the window's own: then the next key waits already, and is heard first."""
        if self._is_last_look:
            self.pass_on()
        else:
            self._is_last_look = True
            self._timer.start(LAST_LOOK_MS)

    def _take(self) -> None:
        text = self._text
        self._timer.stop()
        self._held.clear()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.hide()
        self.scanned.emit(text)


def _may_be_scanned(event: QKeyEvent) -> bool:
    is_plain = not int(event.modifiers()) & ~int(_HELD_BY_SCANNERS)
    return is_plain and not event.isAutoRepeat() and bool(event.text()) and event.text().isprintable()


def _copied(event: QKeyEvent) -> QKeyEvent:
    """Qt takes its own back when the filter returns."""
    return QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
