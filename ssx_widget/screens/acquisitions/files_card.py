# SPDX-License-Identifier: LGPL-3.0-or-later
"""The other files of an acquisition: a table of them, one or all to the disk."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtGui import QStandardItem, QStandardItemModel
from qtpy.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.domain.names import repaired_name
from backend.domain.rows.ssx_answers import AcquisitionDetails, AcquisitionFile
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.theme import GRID, label, mark
from ssx_widget.screens.acquisitions import texts
from ssx_widget.screens.acquisitions.downloads import Downloads, Save, shown
from ssx_widget.widgets.enabled_state import allow
from ssx_widget.widgets.progress_line import ProgressLine
from ssx_widget.widgets.table import Table

_COLUMNS = ("Name", "Kind", "Size")
_SIZE = _COLUMNS.index("Size")
_LINES = 3


class FilesCard(QFrame):
    """Shows the attachments and brings them to the disk."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card")
        self._context = context
        self._details: AcquisitionDetails | None = None
        self._files: list[AcquisitionFile] = []
        self._model = QStandardItemModel(0, len(_COLUMNS), self)
        self._model.setHorizontalHeaderLabels(_COLUMNS)
        self.downloads, self.progress = Downloads(context, self), ProgressLine()
        self.table = Table("Files of the acquisition")
        self.one, self.all = QPushButton("&Download…"), QPushButton("All as &zip…")
        self._arrange()
        self._connect()
        self.show_details(None)

    def show_details(self, details: AcquisitionDetails | None) -> None:
        """Show the files of an acquisition."""
        files, before = details["attachments"] if details else [], self._details
        if details and before and files == self._files and details["pictures"] == before["pictures"]:
            self._details = details
            return
        self._details, self._files = details, files
        self._model.setRowCount(0)
        for each in files:
            told = (each["name"], each["type"] or "", texts.size(each["size"]))
            tip = f"{texts.KINDS[each['of']]}: {each['path']}"
            self._model.appendRow([_cell(text, tip, place == _SIZE) for place, text in enumerate(told)])
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.Stretch)
        self.table.setVisible(bool(files))
        self._nothing.setVisible(not files)
        self._allow()

    def pick_path(self, path: str) -> bool:
        """Go to a file; False when it is not among these."""
        place = next((n for n, each in enumerate(self._files) if each["path"] == path), None)
        if place is not None:
            self.table.selectRow(place)
            self.table.setFocus()
        return place is not None

    def pick_of(self, of: str) -> None:
        """Go to the first file of the data `collection` or of the `program`."""
        place = next((n for n, each in enumerate(self._files) if each["of"] == of), None)
        if place is not None:
            self.table.selectRow(place)
        self.table.setFocus()

    def save_one(self) -> None:
        """Ask where the picked file is to go."""
        each = self._picked()
        if each is None or each["size"] is None:
            return
        core = self._context.core
        self.downloads.ask(
            "Download a file",
            each["name"],
            lambda file, progress: core.save_attachment(each["id"], file, each["of"], progress),
        )

    def save_all(self) -> None:
        """Ask where the archive is to go."""
        if self._details is None:
            return
        key, sample = self._details["ssxDataAcquisitionId"], self._details["info"]["loadedSample"]
        self.downloads.ask("Download all files", f"{repaired_name(sample)}-{key}.zip", self.zip_of(key))

    def zip_of(self, key: int) -> Save:
        """What brings all files of an acquisition to a place on the disk."""
        ssx = self._context.ssx
        return lambda file, progress: ssx.save_acquisition_files(key, file, progress)

    def _picked(self) -> AcquisitionFile | None:
        rows = self.table.selectionModel().selectedRows()
        return self._files[rows[0].row()] if rows else None

    def _arrange(self) -> None:
        self._nothing = label("Neither the beamline nor a processing program left other files.", "remark")
        self._nothing.setWordWrap(True)
        self.table.setModel(self._model)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setAccessibleName("Columns of the files")
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignLeft | Qt.AlignVCenter)
        self.table.setSelectionMode(QAbstractItemView.SingleSelection)
        mark(self.table, "bare")
        self.table.setMinimumHeight(_LINES * 7 * GRID + 8 * GRID)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(label("Files", "heading"))
        head.addStretch(1)
        head.addWidget(self.one)
        head.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self._nothing)
        column.addWidget(self.table)
        column.addStretch(1)

    def _connect(self) -> None:
        self.one.clicked.connect(self.save_one)
        self.all.clicked.connect(self.save_all)
        self.table.activated.connect(lambda _index: self.save_one())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.downloads.begun.connect(lambda task: self.progress.follow(task, "Downloading", "", shown))

    def _allow(self) -> None:
        each = self._picked()
        gone = "This file is not there any more." if each and each["size"] is None else ""
        allow(self.one, gone if each else "Pick a file first.", "Save the picked file (Enter)")
        allow(
            self.all,
            "" if self._details else "Save the acquisition first.",
            "Snapshots, plots, files, metadata",
        )


def _cell(text: str, tip: str, is_number: bool) -> QStandardItem:
    cell = QStandardItem(text)
    cell.setEditable(False)
    cell.setToolTip(tip)
    cell.setTextAlignment(Qt.AlignVCenter | (Qt.AlignRight if is_number else Qt.AlignLeft))
    return cell
