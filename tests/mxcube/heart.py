# SPDX-License-Identifier: LGPL-3.0-or-later
"""Beats in the event loop of a window or in a greenlet, and how long it was between two of them."""

from __future__ import annotations

import time

BEAT = 0.01
"""Seconds from one to the next, where nothing holds them up."""


class Heart:
    """Counts beats and keeps the longest time between two of them."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.beats, self.longest, self.last = 0, 0.0, time.monotonic()

    def beat(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, now - self.last)
        self.last, self.beats = now, self.beats + 1
