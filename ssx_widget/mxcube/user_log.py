# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tells MXCuBE's users, in the log that they see, what went wrong and what to do."""

from __future__ import annotations

import logging

from qtpy.QtCore import QObject

from hwobj.lims.mxcube import tell_once
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message

_LEVELS = {"warning": logging.WARNING, "error": logging.ERROR}


class UserLog(QObject):
    """One line for each warning and error; the hardware object itself tells of its connection."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        context.messages.reported.connect(self._pass_on)

    def _pass_on(self, message: Message) -> None:
        if message.level in _LEVELS:
            tell_once(_LEVELS[message.level], message.text)
