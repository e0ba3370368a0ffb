# SPDX-License-Identifier: LGPL-3.0-or-later
"""The shipments screen: the list, a shipment's page, the preview of an import."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from qtpy.QtCore import Qt
from qtpy.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from qtpy.QtWidgets import QApplication, QFileDialog, QShortcut, QStackedWidget, QVBoxLayout, QWidget

from backend.domain.sample_list import UnreadableList
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.files.dropped_files import files_of
from ssx_widget.screens.shipments.contents.tree import TreePlace
from ssx_widget.screens.shipments.importing.import_page import ImportPage
from ssx_widget.screens.shipments.importing.import_requests import ImportOptions
from ssx_widget.screens.shipments.importing.list_files import PASTED, ListFile, read_files, read_paths
from ssx_widget.screens.shipments.importing.undo_commands import ImportStorage
from ssx_widget.screens.shipments.page import ShipmentPage
from ssx_widget.screens.shipments.shipment_list import ShipmentList

_FILES = "Sample lists (*.csv *.xlsx *.txt *.tsv);;All files (*)"
_LONGEST_NAME = 45


class ShipmentsView(QWidget):
    """A list that is dropped or pasted goes into the shipment that is open, or makes a new one."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.importing = ImportStorage(context, self)
        self.list, self.page = ShipmentList(context), ShipmentPage(context)
        self.preview = ImportPage(context, self.importing)
        self._before: QWidget = self.list
        self.stack = QStackedWidget()
        for screen in (self.list, self.page, self.preview):
            self.stack.addWidget(screen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setAcceptDrops(True)
        self._connect()
        self.list.panel.reload()
        context.read_facility()

    def open_row(self, key: object) -> None:
        """Go to a stored shipment."""
        if isinstance(key, int):
            self.page.open_key(key)
            self.stack.setCurrentWidget(self.page)

    def start_new(self) -> None:
        """Begin a shipment."""
        self._open(self._context.new("shippings"))

    def import_files(self, paths: list[Path]) -> None:
        """Preview these files, as one list."""
        if paths:
            self._read(partial(read_paths, paths, dict(self._context.preferences.columns)))

    def import_text(self, text: str) -> None:
        """Preview rows of text."""
        if any(separator in text for separator in "\t,;"):
            self._read(partial(read_files, [(PASTED, text)], dict(self._context.preferences.columns)))
        else:
            self._context.messages.info("The clipboard holds no rows; copy those of the list first.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Preview the files that are dropped."""
        event.acceptProposedAction()
        self.import_files(files_of(event.mimeData()))

    def _connect(self) -> None:
        self.list.opened.connect(self._open)
        self.list.panel.newWanted.connect(self.start_new)
        self.list.importWanted.connect(self._choose_files)
        self.page.listWanted.connect(self._show_list)
        self.page.importWanted.connect(self._choose_files)
        self.preview.cancelled.connect(lambda: self.stack.setCurrentWidget(self._before))
        self.importing.stored.connect(self._show_imported)
        self.importing.takenBack.connect(self._show_taken_back)
        self._context.proposalChanged.connect(lambda _row: self._show_list())
        for screen in (self.list, self.page):
            _on_keys("Ctrl+V", screen, self._paste)
        QShortcut(QKeySequence("Ctrl+N"), self.page).activated.connect(self.start_new)
        # What the keys went to may be hidden now.
        self.stack.currentChanged.connect(lambda _place: self.setFocus())

    def _paste(self) -> None:
        self.import_text(QApplication.clipboard().text())

    def _show_list(self) -> None:
        self.stack.setCurrentWidget(self.list)
        self.list.panel.view.setFocus()

    def _open(self, draft: Draft) -> None:
        self.stack.setCurrentWidget(self.page)
        self.page.open(draft)

    def _choose_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, "Import sample lists", "", _FILES)
        self.import_files([Path(name) for name in names])

    def _read(self, read: Callable[[], list[ListFile]]) -> None:
        self._context.tasks.run(
            read, done=self._begin, failed=self._tell_unreadable, busy="Reading…", owner=self
        )

    def _tell_unreadable(self, error: Exception) -> None:
        self._context.messages.error(str(error) if isinstance(error, UnreadableList) else sentence(error))

    def _begin(self, files: list[ListFile]) -> None:
        draft = self.page.shipment.draft if self._into_page else None
        if draft and draft.is_new:
            self._context.edits.save([draft], done=lambda: self._preview(files, draft))
        else:
            self._preview(files, draft)

    @property
    def _into_page(self) -> bool:
        """Whether a list goes into the shipment whose page is, or was last, open."""
        current = self.stack.currentWidget()
        return (self._before if current is self.preview else current) is self.page

    def _preview(self, files: list[ListFile], draft: Draft | None) -> None:
        proposal = self._context.proposal_id
        if proposal is None:
            self._context.messages.warning("Pick a proposal first: samples belong to one.")
            return
        if self.stack.currentWidget() is not self.preview:
            self._before = self.stack.currentWidget() or self.list
        into = f"“{name_of('shippings', draft.values)}”" if draft else "a new shipment"
        options = ImportOptions(proposal, draft.id if draft else None, "" if draft else _name_from(files))
        self.preview.begin(files, options, into)
        self.stack.setCurrentWidget(self.preview)

    def _show_imported(self, shipping: int) -> None:
        self.page.open_key(shipping)
        self.page.tree.pick(TreePlace("details"))
        self.stack.setCurrentWidget(self.page)

    def _show_taken_back(self, shipping: int | None) -> None:
        self.list.panel.reload()
        if shipping is None:
            self._show_list()
        else:
            self.open_row(shipping)


def _name_from(files: list[ListFile]) -> str:
    """The file's name without its ending, as a shipment may be called."""
    name = "Pasted samples" if files[0].name == PASTED else Path(files[0].name).stem
    return name[:_LONGEST_NAME] or "Sample list"


def _on_keys(keys: str, widget: QWidget, do: Callable[[], object]) -> None:
    """Do it upon these keys, unless something inside the widget takes them itself."""
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(Qt.WidgetWithChildrenShortcut)
    shortcut.activated.connect(do)
