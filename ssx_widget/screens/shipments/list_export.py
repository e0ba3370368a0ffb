# SPDX-License-Identifier: LGPL-3.0-or-later
"""A shipment's samples as a file that imports to the same shipment."""

from __future__ import annotations

from qtpy.QtWidgets import QWidget

from backend.domain.names import repaired_name
from ssx_widget.context.app_context import AppContext
from ssx_widget.files import file_export
from ssx_widget.files.file_export import FileKind

_KINDS = {"csv": FileKind("&CSV…", "csv", "CSV"), "xlsx": FileKind("&Excel…", "xlsx", "Excel")}


class ListExportButton(file_export.ExportButton):
    """The list as `csv` or `xlsx`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_KINDS, "The samples as a list, which can be imported again", parent)


class ListExport(file_export.FileExport):
    """The samples of one shipment."""

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(context, window, "The list of samples")
        self._core = context.core

    def ask_for(self, shipping: int, name: str, form: str) -> None:
        """Export a shipment that is called so, into a file that the person names."""
        proposed = repaired_name(name) or "samples"
        self.ask(_KINDS[form], proposed, lambda: self._core.export_samples(shipping, form))
