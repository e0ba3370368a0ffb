# SPDX-License-Identifier: LGPL-3.0-or-later
"""The last lines that the program wrote to its log, kept for a report."""

from __future__ import annotations

import logging
from collections import deque

_OURS = ("ssx_widget", "hwobj", "user_level_log", "__main__")
_MOST = 1000


class RecentLog(logging.Handler):
    """Keeps what the program itself writes, as a host that it runs in has a log of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._lines: deque[str] = deque(maxlen=_MOST)

    def begin(self) -> None:
        """Listen from now on; beginning twice is beginning once."""
        logging.getLogger().addHandler(self)

    @property
    def text(self) -> str:
        """The lines, oldest first."""
        return "\n".join(list(self._lines))

    def filter(self, record: logging.LogRecord) -> bool:
        """Of ours only."""
        return record.name.partition(".")[0] in _OURS

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one more."""
        self._lines.append(self.format(record))


recent = RecentLog()
