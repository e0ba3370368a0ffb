# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door for what the user is told: the window shows it in its status line or as a banner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from qtpy.QtCore import QObject, Signal

Level = Literal["info", "done", "warning", "error"]


@dataclass(frozen=True)
class Action:
    """A way on from a message: the words of its button, and what it does."""

    words: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Message:
    """One sentence for the user."""

    level: Level
    text: str
    action: Action | None = None


class Messages(QObject):
    """`info` and `done` pass by in the status line; `warning` and `error` stay as a banner until closed."""

    reported = Signal(object)
    cleared = Signal()

    def info(self, text: str, action: Action | None = None) -> None:
        """Tell a fact that needs no answer."""
        self.reported.emit(Message("info", text, action))

    def done(self, text: str, action: Action | None = None) -> None:
        """Tell that what was asked for is done."""
        self.reported.emit(Message("done", text, action))

    def warning(self, text: str, action: Action | None = None) -> None:
        """Tell what needs a look."""
        self.reported.emit(Message("warning", text, action))

    def error(self, text: str, action: Action | None = None) -> None:
        """Tell what went wrong and what to do next."""
        self.reported.emit(Message("error", text, action))

    def clear(self) -> None:
        """Take the banner away: what it said no longer holds."""
        self.cleared.emit()
