# SPDX-License-Identifier: LGPL-3.0-or-later
"""What leads on from a loaded sample: its label, its acquisitions, its chain as a file."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtWidgets import QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft
from ssx_widget.files.file_export import FileExport
from ssx_widget.screens.samples.detail import SampleDetail
from ssx_widget.screens.samples.sample_files import KINDS, contents


class ExportMenu:
    """Follows the buttons of the header; `sample()` gives the draft that is shown, or None."""

    def __init__(
        self, context: AppContext, window: QWidget, detail: SampleDetail, sample: Callable[[], Draft | None]
    ) -> None:
        self._context, self._sample = context, sample
        self.exporting = FileExport(context, window, "The sample")
        detail.labelButton.clicked.connect(lambda: self._go_to("labels"))
        detail.acquired.clicked.connect(lambda: self._go_to("acquisitions"))
        detail.exportButton.wanted.connect(self._export)

    def _go_to(self, screen: str) -> None:
        sample = self._sample()
        if sample is not None and sample.id is not None:
            self._context.show(screen, f"sample={sample.id}")

    def _export(self, kind: str) -> None:
        sample = self._sample()
        key = sample.id if sample is not None else None
        if sample is not None and key is not None:
            self.exporting.ask(KINDS[kind], sample.get("name"), lambda: contents(self._context, kind, key))
