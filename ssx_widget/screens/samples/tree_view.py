# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tree at the left of the samples screen; it stays open where it was while rows change."""

from __future__ import annotations

from qtpy.QtCore import QModelIndex, Signal
from qtpy.QtGui import QHideEvent, QShowEvent
from qtpy.QtWidgets import QFrame, QHeaderView, QTreeView, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.lists.row_watch import RowWatch
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, mark
from ssx_widget.screens.samples.tree_model import SampleTreeModel, SampleTreeNode
from ssx_widget.widgets.placeholders import ContentArea

_TABLES = frozenset(("Protein", "Crystal", "CrystalSlurry", "SampleStock", "LoadedSample"))
_INDENT = 4 * GRID
_COUNT = 16 * GRID


class SampleTreePanel(QFrame):
    """`picked(node)`: the person went to a protein, crystal, slurry, stock or loaded sample."""

    picked = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = QTreeView()
        self.model = SampleTreeModel(context, self)
        self._content = ContentArea(self.view)
        self._open: set[tuple[str, int]] = set()
        self._watch = RowWatch(context, _TABLES, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._content)
        self._look()
        self._connect(context)

    def showEvent(self, event: QShowEvent) -> None:
        """Read when first seen, and what changed meanwhile."""
        super().showEvent(event)
        if not self.model.is_read:
            self._begin()
        self._watch.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read while nobody looks."""
        super().hideEvent(event)
        self._watch.set_awake(False)

    def _look(self) -> None:
        self.view.setModel(self.model)
        mark(self.view, "roomy")
        self.view.setHeaderHidden(True)
        self.view.setUniformRowHeights(True)
        self.view.setIndentation(_INDENT)
        self.view.setAccessibleName("Tree of what hangs on what")
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.Stretch)
        header.setSectionResizeMode(1, QHeaderView.Fixed)
        header.resizeSection(1, _COUNT)

    def _connect(self, context: AppContext) -> None:
        self.view.selectionModel().currentChanged.connect(self._take)
        self.view.expanded.connect(lambda index: self._open.add(self.model.node(index).identity))
        self.view.collapsed.connect(lambda index: self._open.discard(self.model.node(index).identity))
        self.model.rowsInserted.connect(self._take_rows)
        self.model.layoutChanged.connect(self._show_state)
        self.model.failed.connect(
            lambda words: self._content.show_error(words, Action("Try again", self._begin))
        )
        self._watch.changed.connect(self._begin)
        context.proposalChanged.connect(lambda _row: self._begin() if self.isVisible() else None)

    def _begin(self) -> None:
        self._watch.forget()
        self._content.show_loading()
        self.model.begin()

    def _take_rows(self, parent: QModelIndex, first: int, last: int) -> None:
        """Open again what stood open."""
        self._show_state()
        for place in range(first, last + 1):
            index = self.model.index(place, 0, parent)
            if self.model.node(index).identity in self._open:
                self.view.expand(index)

    def _show_state(self) -> None:
        if self.model.rowCount():
            self._content.show_content()
        else:
            self._content.show_empty("mdi6.file-tree-outline", "No protein yet", "New makes the first chain.")

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            node: SampleTreeNode = self.model.node(index)
            self.picked.emit(node)
