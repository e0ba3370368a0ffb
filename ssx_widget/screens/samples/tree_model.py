# SPDX-License-Identifier: LGPL-3.0-or-later
"""What hangs on what, read level by level as it is opened: protein, crystal, slurry, stock, loaded sample."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qtpy.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, Signal
from qtpy.QtGui import QColor

from backend.domain.rows.ssx_sample import LoadedSampleRow
from hwobj.client.collections import Page
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import COLLECTIONS
from ssx_widget.editing.draft import Row
from ssx_widget.look.texts import counted
from ssx_widget.look.theme import colours, picture
from ssx_widget.screens.samples import texts
from ssx_widget.screens.samples.chain import STAGES

_PAGE = 200
_SIGNS = {
    "Protein": "mdi6.molecule",
    "Crystal": "mdi6.hexagon-outline",
    "CrystalSlurry": "mdi6.blur",
    "SampleStock": "mdi6.test-tube",
    "LoadedSample": "mdi6.flask-outline",
}


@dataclass(eq=False)
class SampleTreeNode:
    """A row of the tree; `below` is None until it was read, `total` says how many there are."""

    table: str
    key: int
    name: str = ""
    remark: str = ""
    samples: int = 0
    above: SampleTreeNode | None = None
    place: int = 0
    below: list[SampleTreeNode] | None = field(default=None, repr=False)
    total: int = 0
    is_reading: bool = False

    @property
    def collection(self) -> str:
        """The collection of its row, which is also the name of its card."""
        return COLLECTIONS[self.table]

    @property
    def identity(self) -> tuple[str, int]:
        """The same row as it is read again."""
        return self.table, self.key


class SampleTreeModel(QAbstractItemModel):
    """`failed(sentence)`: a level could not be read. One request for each level that is opened."""

    failed = Signal(str)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._root = SampleTreeNode("Proposal", context.proposal_id or 0)

    def begin(self) -> None:
        """Read the tree of the proposal anew, from its proteins on."""
        self.beginResetModel()
        self._root = SampleTreeNode("Proposal", self._context.proposal_id or 0)
        self.endResetModel()
        self.fetchMore(QModelIndex())

    @property
    def is_read(self) -> bool:
        """Whether the proteins are there."""
        return self._root.below is not None

    def node(self, index: QModelIndex) -> SampleTreeNode:
        """The node of an index; that of the proposal for none."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, SampleTreeNode) else self._root

    def index_of(self, node: SampleTreeNode) -> QModelIndex:
        """Where a node stands."""
        return QModelIndex() if node is self._root else self.createIndex(node.place, 0, node)

    def index(self, row: int, column: int, parent: QModelIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The index of a node below another."""
        below = self.node(parent).below or []
        return self.createIndex(row, column, below[row]) if 0 <= row < len(below) else QModelIndex()

    def parent(self, index: QModelIndex) -> QModelIndex:  # type: ignore[override]  # Qt has two of this name
        """The index of the node above."""
        above = self.node(index).above
        return QModelIndex() if above is None else self.index_of(above)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """How many nodes are read below this one."""
        return len(self.node(parent).below or ()) if parent.column() <= 0 else 0

    def columnCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """The name, and the number of loaded samples."""
        return 2

    def hasChildren(self, parent: QModelIndex = QModelIndex()) -> bool:  # noqa: B008
        """Whether something hangs on it, as far as that is known."""
        node = self.node(parent)
        return node.table != "LoadedSample" and (node.below is None or bool(node.below))

    def canFetchMore(self, parent: QModelIndex) -> bool:
        """Whether more can be read below this node."""
        node = self.node(parent)
        unread = node.below is None or len(node.below) < node.total
        return node.table != "LoadedSample" and node.key > 0 and unread and not node.is_reading

    def fetchMore(self, parent: QModelIndex) -> None:
        """Read the next of them on a worker."""
        if not self.canFetchMore(parent):
            return
        node, root = self.node(parent), self._root
        node.is_reading = True
        first = len(node.below or ())
        self._context.tasks.run(
            lambda: self._read(node, first),
            done=lambda page: self._take(root, node, page),
            failed=lambda error: self._fail(node, error),
            owner=self,
        )

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """The words of a node, its sign, the number of samples at the right."""
        node = self.node(index)
        if role == Qt.TextAlignmentRole and index.column() == 1:
            return int(Qt.AlignRight | Qt.AlignVCenter)
        if role == Qt.DisplayRole and index.column() == 1:
            return f"{node.samples:,}  ".replace(",", "\u2009") if node.table != "LoadedSample" else ""
        if role == Qt.DisplayRole:
            return " · ".join(part for part in (node.name, node.remark) if part)
        if role == Qt.ForegroundRole and index.column() == 1:
            return QColor(colours().muted)
        if role in (Qt.ToolTipRole, Qt.AccessibleTextRole):
            return self._said(node)
        if role == Qt.DecorationRole and index.column() == 0:
            return picture(_SIGNS[node.table], colours().muted)
        return None

    def _said(self, node: SampleTreeNode) -> str:
        what = f"{STAGES[node.collection]} {node.name}"
        return what if node.table == "LoadedSample" else f"{what}: {counted(node.samples, 'loaded sample')}"

    def _read(self, node: SampleTreeNode, first: int) -> Page:
        if node.table != "SampleStock":
            return self._context.ssx.sample_tree(node.table, node.key, first)
        wanted = {"sampleStockId": node.key, "sort": "name", "limit": _PAGE, "offset": first}
        return self._context.ssx.loaded_samples.list(**wanted)

    def _take(self, root: SampleTreeNode, node: SampleTreeNode, page: Page) -> None:
        if root is not self._root:
            return
        node.is_reading, node.total = False, page.total
        held = node.below or []
        if node.below is None:
            node.below = held
        if page.rows:
            self.beginInsertRows(self.index_of(node), len(held), len(held) + len(page.rows) - 1)
            held += [_node(node, len(held) + at, row) for at, row in enumerate(page.rows)]
            self.endInsertRows()
        else:
            node.total = len(held)
            self.layoutChanged.emit()

    def _fail(self, node: SampleTreeNode, error: Exception) -> None:
        node.is_reading = False
        self.failed.emit(sentence(error))


def one_of(context: AppContext, node: SampleTreeNode) -> LoadedSampleRow | None:
    """A loaded sample that hangs on a node, the newest; to be called on a worker."""
    wanted = {context.collection(node.collection).key: node.key, "sort": "-loadedSampleId", "limit": 1}
    return next(iter(context.ssx.loaded_samples.list(**wanted).rows), None)


def _node(above: SampleTreeNode, place: int, row: Row) -> SampleTreeNode:
    if above.table == "SampleStock":
        return SampleTreeNode(
            "LoadedSample", row["loadedSampleId"], row["name"], above=above, place=place, samples=1
        )
    name = row["name"] or "unnamed"
    return SampleTreeNode(row["table"], row["id"], name, _remark(row), row["loadedSamples"], above, place)


def _remark(row: Row) -> str:
    held = row["remark"]
    if held is None:
        return ""
    if row["table"] == "CrystalSlurry":
        return texts.density(held)
    return f"× {texts.value(held)}" if row["table"] == "SampleStock" else str(held)
