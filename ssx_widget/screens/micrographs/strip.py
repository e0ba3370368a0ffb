# SPDX-License-Identifier: LGPL-3.0-or-later
"""All pictures of the slurry, small, below the one that is shown."""

from __future__ import annotations

from typing import cast

from qtpy.QtCore import QSize, Qt, Signal
from qtpy.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from qtpy.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.look.theme import GRID
from ssx_widget.screens.micrographs.slurry_pictures import lines_of

_SIDE = 16 * GRID
_THUMBNAIL = 128
_WIDTH = 48 * GRID


class Strip(QListWidget):
    """`picked(draft)`: the person went to a picture. `removeWanted(draft)`."""

    picked = Signal(object)
    removeWanted = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._drafts: list[Draft] = []
        self._icons: dict[str, QIcon] = {}
        self.setAccessibleName("Pictures of the slurry")
        self.setFlow(QListWidget.LeftToRight)
        self.setWrapping(False)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setTextElideMode(Qt.ElideMiddle)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setFixedHeight(_SIDE + 6 * GRID)
        self.setSpacing(GRID)
        self.currentRowChanged.connect(self._tell)

    @property
    def current(self) -> Draft | None:
        """The picture that is marked."""
        row = self.currentRow()
        return self._drafts[row] if 0 <= row < len(self._drafts) else None

    def show_drafts(self, drafts: list[Draft], current: Draft | None) -> None:
        """Show these pictures, one of them marked; nothing is emitted."""
        blocked = self.blockSignals(True)
        self.clear()
        self._drafts = list(drafts)
        for draft in drafts:
            item = QListWidgetItem(self._icons.get(_address(draft), QIcon()), "")
            item.setSizeHint(QSize(_WIDTH, _SIDE + 2 * GRID))
            self.addItem(item)
            self._write(draft)
        if current in drafts:
            self.setCurrentRow(drafts.index(current))
        self.blockSignals(blocked)
        self._ask_for_pictures()

    def follow(self, draft: Draft) -> None:
        """Count the lines of a picture again."""
        if draft in self._drafts:
            self._write(draft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the marked picture."""
        if event.key() == Qt.Key_Delete and self.current:
            self.removeWanted.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _write(self, draft: Draft) -> None:
        item = self._item(draft)
        name, count = name_of("micrographs", draft.values), len(lines_of(draft))
        item.setText(f"{name}\n{count} {'line' if count == 1 else 'lines'}")
        item.setToolTip(name)

    def _tell(self, _row: int) -> None:
        if self.current:
            self.picked.emit(self.current)

    def _ask_for_pictures(self) -> None:
        for draft in self._drafts:
            key, address = draft.id, _address(draft)
            if key is not None and address not in self._icons:
                self._icons[address] = QIcon()
                self._ask_for(key, address)

    def _ask_for(self, key: int, address: str) -> None:
        self._context.tasks.run(
            lambda: QImage.fromData(self._context.ssx.micrograph_image(key, _THUMBNAIL)),
            done=lambda image: self._take(address, image),
            failed=lambda _error: self._icons.pop(address, None),
            owner=self,
        )

    def _take(self, address: str, image: QImage) -> None:
        self._icons[address] = QIcon(QPixmap.fromImage(image))
        for draft in self._drafts:
            if _address(draft) == address:
                self._item(draft).setIcon(self._icons[address])

    def _item(self, draft: Draft) -> QListWidgetItem:
        return cast("QListWidgetItem", self.item(self._drafts.index(draft)))


def _address(draft: Draft) -> str:
    """It changes with the picture."""
    return str(draft.get("url"))
