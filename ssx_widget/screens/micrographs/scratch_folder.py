# SPDX-License-Identifier: LGPL-3.0-or-later
"""A folder for what is kept while the window is open: it goes with the last who holds it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path


class ScratchFolder:
    """A new folder of one's own, removed with this object, or at the end of the program."""

    def __init__(self, name: str) -> None:
        """Raises OSError."""
        self.path = Path(tempfile.mkdtemp(prefix=f"ssx-{name}-"))
        weakref.finalize(self, shutil.rmtree, str(self.path), True)
