# SPDX-License-Identifier: LGPL-3.0-or-later
"""A limit for what stands before and after a test: a set-up that hangs fails with a sentence of its own."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

SET_UP = 60
"""Seconds that a fixture may take, without those that it asks for."""

LONGER = {
    # Two hundred tables are made in MariaDB.
    "services": 180,
    "new_ispyb": 180,
    # Two proposals with a row of every table.
    "world": 240,
    # `pip wheel` of the whole program.
    "wheel": 180,
}
"""Fixtures that may take longer, and their seconds."""

TEAR_DOWN = 90
"""Seconds for the end of a test with all fixtures that end with it."""


@contextmanager
def within(seconds: float, what: str) -> Iterator[None]:
    """Fail when the block takes longer; the limit of a block around it is stopped meanwhile, not lost."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"{what} did not end within {seconds:g} s.")

    # Timer and handler are shared with pytest-timeout, which limits the test itself.
    before = signal.signal(signal.SIGALRM, over)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, left)
