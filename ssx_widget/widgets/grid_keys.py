# SPDX-License-Identifier: LGPL-3.0-or-later
"""Copy, paste and fill down in a table, by the keys of a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

from qtpy.QtCore import QEvent, QModelIndex, QObject, Qt
from qtpy.QtGui import QKeyEvent, QKeySequence
from qtpy.QtWidgets import QApplication, QTableView

Place = tuple[int, int]
"""Row and column."""

Put = Callable[[Mapping[Place, str], str], object]


class GridKeys(QObject):
    """Ctrl+C, Ctrl+V, Ctrl+D and Del on the cells that are picked; `put(texts, words)` changes them in one
    step, which is called by the words. `fill(places, text)` may say what a filled column holds.
    """

    def __init__(self, table: QTableView, put: Put, fill: Callable[[list[Place], str], list[str]]) -> None:
        super().__init__(table)
        self._table, self._put, self._fill = table, put, fill
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take the keys before a shortcut of the screen around does."""
        if watched is self._table and isinstance(event, QKeyEvent) and (do := self._of(event)):
            if event.type() == QEvent.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.KeyPress:
                do()
                return True
        return False

    def copy(self) -> None:
        """Put the picked cells on the clipboard, as a spreadsheet takes them."""
        picked = {(index.row(), index.column()): str(index.data() or "") for index in self._picked()}
        if not picked:
            return
        rows = sorted({row for row, _ in picked})
        columns = sorted({column for _, column in picked})
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerows([picked.get((row, column), "") for column in columns] for row in rows)
        QApplication.clipboard().setText(out.getvalue().removesuffix("\n"))

    def paste(self) -> None:
        """Put the clipboard into the cells from the first picked one on; one cell into all picked."""
        block = block_of(QApplication.clipboard().text())
        picked = [(index.row(), index.column()) for index in self._picked()]
        if not block or not picked:
            return
        if len(block) == len(block[0]) == 1:
            self._put(dict.fromkeys(picked, block[0][0]), "paste")
            return
        top, left = min(row for row, _ in picked), min(column for _, column in picked)
        texts = {
            (top + down, left + along): text
            for down, cells in enumerate(block)
            for along, text in enumerate(cells)
        }
        self._put(texts, "paste")

    def fill_down(self) -> None:
        """Put the topmost picked cell of each column into those below it; of one row, the cell above it."""
        picked = [(index.row(), index.column()) for index in self._picked()]
        texts: dict[Place, str] = {}
        for column in sorted({column for _, column in picked}):
            rows = sorted(row for row, each in picked if each == column)
            source, below = (rows[0], rows[1:]) if len(rows) > 1 else (rows[0] - 1, rows)
            if source >= 0:
                places = [(row, column) for row in below]
                text = str(self._table.model().index(source, column).data() or "")
                texts.update(zip(places, self._fill(places, text), strict=True))
        if texts:
            self._put(texts, "fill down")

    def _of(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.matches(QKeySequence.Copy):
            return self.copy
        if event.matches(QKeySequence.Paste):
            return self.paste
        held = int(event.modifiers()) == int(Qt.ControlModifier)
        return self.fill_down if held and event.key() == Qt.Key_D else None

    def _picked(self) -> list[QModelIndex]:
        return list(self._table.selectionModel().selectedIndexes())


def block_of(text: str) -> list[list[str]]:
    """The cells of a copied block; tabs between them, quotation marks around what has a line break."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    while rows and not any(rows[-1]):
        rows.pop()
    return [row or [""] for row in rows]
