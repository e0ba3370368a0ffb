"""What leads on from a loaded sample: its label, its acquisitions, its chain as a file."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QWidget

from ssx_widget.common.exporting import Exporting
from ssx_widget.desk import Desk
from ssx_widget.drafts import Draft
from ssx_widget.samples.detail import Detail
from ssx_widget.samples.exports import KINDS, contents


class WaysOut:
    """Follows the buttons of the header; `sample()` gives the draft that is shown, or None."""

    def __init__(
        self, desk: Desk, window: QWidget, detail: Detail, sample: Callable[[], Draft | None]
    ) -> None:
        self._desk, self._sample = desk, sample
        self.exporting = Exporting(desk, window, "The sample")
        detail.labelButton.clicked.connect(lambda: self._go_to("labels"))
        detail.acquired.clicked.connect(lambda: self._go_to("acquisitions"))
        detail.exportButton.wanted.connect(self._export)

    def _go_to(self, screen: str) -> None:
        sample = self._sample()
        if sample is not None and sample.id is not None:
            self._desk.show(screen, f"sample={sample.id}")

    def _export(self, kind: str) -> None:
        sample = self._sample()
        key = sample.id if sample is not None else None
        if sample is not None and key is not None:
            self.exporting.ask(KINDS[kind], sample.get("name"), lambda: contents(self._desk, kind, key))
