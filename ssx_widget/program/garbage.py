# SPDX-License-Identifier: LGPL-3.0-or-later
"""Python looks for garbage in the GUI thread only.

Left to itself Python looks in whichever thread allocates. Found by a worker, a widget loses its Python half
there, while Qt deletes the other half later in the GUI thread; a signal in between calls a function that is
half gone, and the program dies.
"""

from __future__ import annotations

import gc

from qtpy.QtCore import QObject, QTimer

_LOOK_MS = 1000


class Garbage(QObject):
    """Looks once a second, by Python's own thresholds, as long as the program runs.

    What stands when it is made is taken to stay and is not looked through again, so that looking is short.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Collect the oldest generation that is due."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
