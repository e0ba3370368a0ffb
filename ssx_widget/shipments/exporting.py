"""A shipment's samples as a file that imports to the same shipment."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from backend.domain.names import repaired_name
from ssx_widget.common.allowing import allow
from ssx_widget.common.written_file import write_file
from ssx_widget.desk import Desk
from ssx_widget.theme import mark

_FORMS = {"csv": ("&CSV…", "CSV (*.csv)"), "xlsx": ("&Excel…", "Excel (*.xlsx)")}


class ExportButton(QPushButton):
    """`wanted(form)`: export as `csv` or `xlsx`."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("E&xport", parent)
        menu = QMenu(self)
        for form, (words, _filter) in _FORMS.items():
            action = menu.addAction(words)
            action.triggered.connect(lambda _checked, each=form: self.wanted.emit(each))
        self.setMenu(menu)
        mark(self, "menu")

    def allow(self, why_not: str) -> None:
        """Grey it with a reason, or free it."""
        allow(self, why_not, "The samples as a list, which can be imported again")


class Exporting(QObject):
    """Asks for the file and writes it on a worker."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        """`window` is what the dialog stands over."""
        super().__init__(window)
        self._desk, self._window = desk, window
        self._folder = Path.home()

    def ask(self, shipping: int, name: str, form: str) -> None:
        """Export a shipment that is called so, into a file that the person names."""
        dialog = QFileDialog(self._window, "Export samples", str(self._folder), _FORMS[form][1])
        dialog.setAcceptMode(QFileDialog.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.selectFile(f"{repaired_name(name) or 'samples'}.{form}")
        if dialog.exec_():
            self.save_as(shipping, form, Path(dialog.selectedFiles()[0]))

    def save_as(self, shipping: int, form: str, file: Path) -> None:
        """Export into this file."""
        self._folder = file.parent
        core = self._desk.core
        self._desk.tasks.run(
            lambda: write_file(file, core.export_samples(shipping, form)),
            done=lambda _none: self._desk.messages.done(f"The samples are saved as {file}."),
            busy="Exporting…",
            owner=self,
        )
