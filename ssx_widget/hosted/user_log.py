"""Tells MXCuBE's users, in the log that they see, what went wrong and what to do."""

from __future__ import annotations

import logging

from qtpy.QtCore import QObject

from ssx_widget.desk import Desk
from ssx_widget.messages import Message

log = logging.getLogger("user_level_log")
"""The logger that MXCuBE shows to its users."""

_LEVELS = {"warning": logging.WARNING, "error": logging.ERROR}
_TROUBLE = {"offline": logging.WARNING, "login": logging.WARNING, "failed": logging.ERROR}


class UserLog(QObject):
    """One line for each warning and error of a desk, and for each trouble of its connection."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        desk.messages.told.connect(self._pass_on)
        desk.connection.stateChanged.connect(self.note_state)

    def note_state(self, state: str, sentence: str) -> None:
        """Tell of a trouble once, however often it is tried again, and of its end."""
        if state in _TROUBLE and sentence != self._said:
            log.log(_TROUBLE[state], "SSX Desk: %s", sentence)
            self._said = sentence
        elif state == "connected" and self._said:
            log.info("SSX Desk: %s", sentence)
            self._said = ""

    def _pass_on(self, message: Message) -> None:
        if message.level in _LEVELS:
            log.log(_LEVELS[message.level], "SSX Desk: %s", message.text)
