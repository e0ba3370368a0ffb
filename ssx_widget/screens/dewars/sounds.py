# SPDX-License-Identifier: LGPL-3.0-or-later
"""Two sounds that a person knows without looking: taken, and not taken."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from qtpy.QtCore import QObject, QTimer, QUrl, Signal
from qtpy.QtWidgets import QApplication

from resources import path

TAKEN, REFUSED = "taken", "refused"
_BEEPS = {TAKEN: 1, REFUSED: 3}
_BETWEEN_BEEPS_MS = 180


class Sounds(QObject):
    """`played(name)` tells of each sound; where Qt finds no way to play a file, the system's bell is rung."""

    played = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_on = True
        self._effects: dict[str, Any] | None = None

    def play(self, name: str) -> None:
        """Play one of the two."""
        if not self.is_on:
            return
        self.played.emit(name)
        if self._effects is None:
            self._effects = _effects(self)
        if name in self._effects:
            self._effects[name].play()
        else:
            for turn in range(_BEEPS[name]):
                QTimer.singleShot(turn * _BETWEEN_BEEPS_MS, QApplication.beep)


def _has_sound_server() -> bool:
    """On Linux Qt speaks to PulseAudio, and complains aloud where neither that nor PipeWire runs."""
    if not sys.platform.startswith("linux") or os.environ.get("PULSE_SERVER"):
        return True
    return (Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "pulse" / "native").exists()


def _effects(parent: QObject) -> dict[str, Any]:
    """The files, ready to be played; none where Qt's sound lacks a library or has nobody to play it."""
    if not _has_sound_server():
        return {}
    try:
        from qtpy.QtMultimedia import QAudioDeviceInfo, QSoundEffect
    except ImportError:
        return {}
    if QAudioDeviceInfo.defaultOutputDevice().isNull():
        return {}
    effects = {}
    for name in (TAKEN, REFUSED):
        effects[name] = QSoundEffect(parent)
        effects[name].setSource(QUrl.fromLocalFile(str(path(f"sounds/{name}.wav"))))
    return effects
