# SPDX-License-Identifier: LGPL-3.0-or-later
"""The left side of a shipment's page: its dewars and containers, added, renamed and deleted here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qtpy.QtCore import QModelIndex, Qt, Signal
from qtpy.QtGui import (
    QKeySequence,
    QStandardItem,
    QStandardItemModel,
)
from qtpy.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QMenu,
    QPushButton,
    QShortcut,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from backend.domain.containers import CONTAINER_TYPES, ContainerType
from ssx_widget.look.theme import GRID, icon, mark
from ssx_widget.screens.shipments.containers.container_tree import NODE_ROLE, ContainerTree, NodeDelegate
from ssx_widget.screens.shipments.contents.tree import ShipmentTreeNode, TreePlace


class ShipmentTreePanel(QFrame):
    """`picked(place)`, `renamed(place, code)`, `dewarWanted()`, `containerWanted(type)`,
    `deleteWanted(place)`, `sampleDropped(Carried, place)`."""

    picked = Signal(object)
    renamed = Signal(object, str)
    dewarWanted = Signal()
    containerWanted = Signal(str)
    deleteWanted = Signal(object)
    sampleDropped = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "side")
        self._nodes: list[ShipmentTreeNode] = []
        self._waiting: list[ShipmentTreeNode] | None = None
        self._items = QStandardItemModel(self)
        self.view = ContainerTree()
        self.add_dewar, self.add_container = QPushButton("Add &dewar"), QPushButton("Add c&ontainer")
        self.delete_button = QPushButton("Delete")
        self._arrange()
        self._connect()

    @property
    def place(self) -> TreePlace:
        """What is picked."""
        node = self.view.currentIndex().data(NODE_ROLE)
        return node.place if isinstance(node, ShipmentTreeNode) else TreePlace("details")

    def show_nodes(self, nodes: list[ShipmentTreeNode]) -> None:
        """Show these lines; what is picked stays picked, and a name that is being typed is not disturbed."""
        if self.view.state() == QAbstractItemView.EditingState:
            self._waiting = nodes
            return
        self._waiting = None
        if nodes == self._nodes:
            return
        self._nodes = nodes
        place = self.place
        blocked = self.view.selectionModel().blockSignals(True)
        self._items.clear()
        for node in nodes:
            self._items.appendRow(_item(node))
        self.view.expandAll()
        self.view.selectionModel().blockSignals(blocked)
        if not self.pick(place):
            self.pick(TreePlace("details"))

    def pick(self, place: TreePlace) -> bool:
        """Go to a place; False when it is not in the tree."""
        index = self._index_of(place)
        if index.isValid():
            self.view.setCurrentIndex(index)
        return index.isValid()

    def edit(self, place: TreePlace) -> None:
        """Let the person type the code of a place."""
        if self.pick(place):
            self.view.setFocus()
            self.view.edit(self._index_of(place))

    def show_reason(self, why_no_container: str, why_no_delete: str) -> None:
        """Grey the buttons that have a reason to be grey, and say it."""
        for button, reason, usual in (
            (self.add_container, why_no_container, "Add a container to this dewar"),
            (self.delete_button, why_no_delete, "Delete what is picked (Del)"),
        ):
            button.setEnabled(not reason)
            button.setToolTip(reason or usual)

    def show_types(self, types: Iterable[ContainerType]) -> None:
        """Offer containers of these types."""
        menu = self.add_container.menu()
        menu.clear()
        for kind in types:
            action = menu.addAction(f"{kind.name} ({kind.capacity})")
            action.triggered.connect(lambda _checked, name=kind.name: self.containerWanted.emit(name))

    def _arrange(self) -> None:
        self.view.setModel(self._items)
        self.view.setHeaderHidden(True)
        self.view.setAccessibleName("Dewars and containers")
        self.view.setItemDelegate(NodeDelegate(self.view))
        self.view.setEditTriggers(QTreeView.EditKeyPressed | QTreeView.DoubleClicked)
        self.view.setExpandsOnDoubleClick(False)
        self.view.setIndentation(3 * GRID)
        self.view.setRootIsDecorated(False)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.add_container.setMenu(QMenu(self.add_container))
        self.show_types(CONTAINER_TYPES)
        icon("mdi6.plus", self.add_dewar)
        icon("mdi6.trash-can-outline", self.delete_button)
        buttons = QGridLayout()
        buttons.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        buttons.setSpacing(2 * GRID)
        buttons.addWidget(self.add_dewar, 0, 0)
        buttons.addWidget(self.delete_button, 0, 1)
        buttons.addWidget(self.add_container, 1, 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(lambda _new, _old: self.picked.emit(self.place))
        self._items.itemChanged.connect(self._take_name)
        self.view.itemDelegate().closeEditor.connect(lambda *_: self._show_waiting())
        self.view.dropped.connect(self.sampleDropped)
        self.add_dewar.clicked.connect(self.dewarWanted)
        self.delete_button.clicked.connect(lambda: self.deleteWanted.emit(self.place))
        delete = QShortcut(QKeySequence.Delete, self.view)
        delete.setContext(Qt.WidgetShortcut)
        delete.activated.connect(self.delete_button.click)

    def _take_name(self, item: QStandardItem) -> None:
        node = item.data(NODE_ROLE)
        if item.text() != node.title:
            self.renamed.emit(node.place, item.text())

    def _show_waiting(self) -> None:
        waiting = self._waiting
        if waiting is not None and self.view.state() != QAbstractItemView.EditingState:
            self.show_nodes(waiting)

    def _index_of(self, place: TreePlace) -> QModelIndex:
        for item in _all_items(self._items):
            if item.data(NODE_ROLE).place == place:
                return item.index()
        return QModelIndex()


def _item(node: ShipmentTreeNode) -> QStandardItem:
    item = QStandardItem(node.title)
    item.setData(node, NODE_ROLE)
    is_thing = node.place.kind in ("dewar", "container")
    item.setEditable(is_thing)
    item.setData(f"{node.place.kind} {node.title} {node.remark} {node.chip}".strip(), Qt.AccessibleTextRole)
    item.setToolTip("F2 changes the code" if is_thing else "")
    for below in node.below:
        item.appendRow(_item(below))
    return item


def _all_items(model: QStandardItemModel) -> Iterable[QStandardItem]:
    waiting: Sequence[QStandardItem] = [model.item(row) for row in range(model.rowCount())]
    while waiting:
        yield from waiting
        waiting = [item.child(row) for item in waiting for row in range(item.rowCount())]
