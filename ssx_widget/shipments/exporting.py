"""A shipment's samples as a file that imports to the same shipment."""

from __future__ import annotations

from qtpy.QtWidgets import QWidget

from backend.domain.names import repaired_name
from ssx_widget.common import exporting
from ssx_widget.common.exporting import FileKind
from ssx_widget.desk import Desk

_KINDS = {"csv": FileKind("&CSV…", "csv", "CSV"), "xlsx": FileKind("&Excel…", "xlsx", "Excel")}


class ExportButton(exporting.ExportButton):
    """The list as `csv` or `xlsx`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_KINDS, "The samples as a list, which can be imported again", parent)


class Exporting(exporting.Exporting):
    """The samples of one shipment."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk, window, "The list of samples")
        self._core = desk.core

    def ask_for(self, shipping: int, name: str, form: str) -> None:
        """Export a shipment that is called so, into a file that the person names."""
        proposed = repaired_name(name) or "samples"
        self.ask(_KINDS[form], proposed, lambda: self._core.export_samples(shipping, form))
