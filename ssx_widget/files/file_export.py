# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a screen shows as a file: a menu of kinds, the question where it goes, and the writing on a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.files.written_file import write_file
from ssx_widget.look.theme import mark
from ssx_widget.widgets.enabled_state import allow


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its words in the menu, its ending, and what the file dialog calls it."""

    words: str
    suffix: str
    name: str

    @property
    def filter(self) -> str:
        """The filter of the file dialog."""
        return f"{self.name} (*.{self.suffix})"


class ExportButton(QPushButton):
    """`wanted(kind)`: the name of the kind that was taken from the menu."""

    wanted = Signal(str)

    def __init__(self, kinds: Mapping[str, FileKind], usual: str, parent: QWidget | None = None) -> None:
        """`usual` is the tooltip while the button is free."""
        super().__init__("E&xport", parent)
        self._usual = usual
        menu = QMenu(self)
        for name, kind in kinds.items():
            action = menu.addAction(kind.words)
            action.triggered.connect(lambda _checked, each=name: self.wanted.emit(each))
        self.setMenu(menu)
        mark(self, "menu")

    def allow(self, why_not: str) -> None:
        """Grey it with a reason, or free it."""
        allow(self, why_not, self._usual)


class FileExport(QObject):
    """Asks for the file and writes it on a worker."""

    def __init__(self, context: AppContext, window: QWidget, what: str) -> None:
        """`window` is what the dialog stands over; `what` is exported, as “The samples”."""
        super().__init__(window)
        self._context, self._window, self._what = context, window, what
        self._folder = Path.home()

    def ask(self, kind: FileKind, name: str, make: Callable[[], bytes]) -> None:
        """Write what `make()` gives into a file that the person names; `name` is proposed, without ending."""
        dialog = QFileDialog(self._window, f"Export {self._what.lower()}", str(self._folder), kind.filter)
        dialog.setAcceptMode(QFileDialog.AcceptSave)
        dialog.setDefaultSuffix(kind.suffix)
        dialog.selectFile(f"{name}.{kind.suffix}")
        if dialog.exec_():
            self.save_as(Path(dialog.selectedFiles()[0]), make)

    def save_as(self, file: Path, make: Callable[[], bytes]) -> None:
        """Write what `make()` gives, called on a worker, into this file."""
        self._folder = file.parent
        self._context.tasks.run(
            lambda: write_file(file, make()),
            done=lambda _none: self._context.messages.done(f"{self._what} is saved as {file}."),
            busy="Exporting…",
            owner=self,
        )
