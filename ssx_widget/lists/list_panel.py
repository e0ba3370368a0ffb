# SPDX-License-Identifier: LGPL-3.0-or-later
"""A filter, a button for a new one, and a list whose rows have two lines and a badge."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import QModelIndex, Qt, QTimer, Signal
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import (
    QAction,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QShortcut,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hwobj.errors import NotFound
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import WORDS
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.lists.line_delegate import LineDelegate
from ssx_widget.lists.list_lines import ListLine, ListLines
from ssx_widget.lists.row_source import RowSource
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, action_icon, mark
from ssx_widget.widgets.enabled_state import allow
from ssx_widget.widgets.placeholders import ContentArea

_FILTER_MS = 200

Empty = tuple[str, str, str] | tuple[str, str, str, Action]
"""A sign, a sentence, a remark, and perhaps the way on."""


class Tools(QWidget):
    """Further filters of a list."""

    @property
    def is_set(self) -> bool:
        """Whether they may leave rows out."""
        raise NotImplementedError

    def clear(self) -> None:
        """Leave nothing out."""
        raise NotImplementedError


class ListPanel(QFrame):
    """The left side of a screen: all rows of a collection, and the drafts of new ones on top.

    `present(row)` gives the words of a row; `narrow()` the filters, by default the proposal's.
    `picked(draft)`: the person went to a row; its draft is clean until it is edited. `newWanted()`: New.
    """

    picked = Signal(object)
    newWanted = Signal()

    def __init__(
        self,
        context: AppContext,
        collection: str,
        present: Callable[[Row], ListLine],
        narrow: Callable[[], dict[str, object]] | None = None,
        empty: Empty | None = None,
        parent: QWidget | None = None,
        reads: str | None = None,
    ) -> None:
        """`empty` is what stands where there are no rows yet; `reads` is as for `RowSource`."""
        super().__init__(parent)
        mark(self, "side")
        self._context, self._collection = context, collection
        self._narrow = narrow or (lambda: {"proposalId": context.proposal_id})
        word = WORDS[collection]
        self.empty: Empty = empty or ("mdi6.playlist-plus", f"No {word} yet", "New makes the first one.")
        self._chosen: Draft | None = None
        self._wanted: int | None = None
        self.source = RowSource(context, collection, self, reads)
        self._model = ListLines(context, collection, self.source, present, self)
        self.view = _list_view(self._model, f"List of {word}s")
        self.filter = QLineEdit()
        self.new_button = QPushButton("New")
        self._content = ContentArea(self.view)
        self._pile, self._column = QStackedWidget(), QVBoxLayout(self)
        self._tools: Tools | None = None
        self._arrange(word)
        self._connect()

    def reload(self) -> None:
        """Read the list again from its beginning, as for another proposal."""
        self._chosen = None
        if not self.source.rows:
            self._content.show_loading()
        self._load()

    def refresh(self) -> None:
        """Read the list with the filters as they are now."""
        self._load()

    def add_tools(self, tools: Tools) -> None:
        """Put further filters below the line in which one types."""
        self._tools = tools
        self._column.insertWidget(1, tools)

    def show_instead(self, other: QWidget | None) -> None:
        """Show another widget in the place of the list; None brings the list back."""
        if other is not None and self._pile.indexOf(other) < 0:
            self._pile.addWidget(other)
        self._pile.setCurrentWidget(self._content if other is None else other)

    def pick_key(self, key: int) -> None:
        """Go to a stored row, also when it is not loaded yet."""
        self._wanted = key
        if self.source.is_loaded:
            self._go_on()

    def pick_draft(self, draft: Draft) -> None:
        """Go to the row of a draft."""
        self._chosen = draft
        self._select_chosen()

    @property
    def chosen(self) -> Draft | None:
        """The draft of the row that is picked."""
        return self._chosen

    def _arrange(self, word: str) -> None:
        self.filter.setPlaceholderText(f"Filter {word}s")
        self.filter.setAccessibleName(f"Filter {word}s")
        self.filter.setClearButtonEnabled(True)
        glass = QAction("Filter", self.filter)
        action_icon("mdi6.magnify", glass)
        self.filter.addAction(glass, QLineEdit.LeadingPosition)
        self.new_button.setAccessibleName(f"New {word}")
        self._new_tip = f"New {word} (Ctrl+N)"
        mark(self.new_button, "primary")
        head = QHBoxLayout()
        head.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        head.setSpacing(2 * GRID)
        head.addWidget(self.filter, 1)
        head.addWidget(self.new_button)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(self._pile, 1)
        self._pile.addWidget(self._content)

    def _connect(self) -> None:
        self._filter_timer = QTimer(self)
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(_FILTER_MS)
        self._filter_timer.timeout.connect(self._load)
        self.filter.textEdited.connect(lambda _text: self._filter_timer.start())
        self.filter.textChanged.connect(lambda text: None if text else self._filter_timer.start())
        self.new_button.clicked.connect(self.newWanted)
        self._context.edits.lockChanged.connect(self._allow)
        self._allow()
        for keys, do in (("Ctrl+N", self.new_button.click), ("Ctrl+F", self.filter.setFocus)):
            # Of the window: they work wherever the focus is, while this list is shown.
            QShortcut(QKeySequence(keys), self).activated.connect(do)
        self.view.selectionModel().currentChanged.connect(self._take_current)
        self._model.modelReset.connect(self._go_on)
        self.source.failed.connect(self._show_failure)
        self._context.proposalChanged.connect(lambda _row: self.reload())

    def _allow(self) -> None:
        allow(self.new_button, self._context.edits.locked, self._new_tip)

    def _load(self) -> None:
        self.source.load(q=self.filter.text().strip() or None, **self._narrow())

    def _go_on(self) -> None:
        """After the lines have changed: show them, or say that there are none, and keep the selection."""
        if self._model.rowCount():
            self._content.show_content()
        elif self.source.is_loaded and (self.filter.text().strip() or (self._tools and self._tools.is_set)):
            self._content.show_empty(
                "mdi6.magnify-close", "Nothing fits the filter.", "", Action("Clear it", self._clear)
            )
        elif self.source.is_loaded:
            self._content.show_empty(*self.empty)
        self._take_wanted()
        self._select_chosen()

    def _clear(self) -> None:
        self.filter.clear()
        if self._tools:
            self._tools.clear()

    def _take_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        place = self.source.place_of(wanted)
        if place is not None:
            self._chosen = self._context.edits.open(self._collection, self.source.rows[place])
            self.picked.emit(self._chosen)
            return
        self._context.tasks.run(
            lambda: self.source.fetch(wanted), done=self._take_fetched, failed=self._miss, owner=self
        )

    def _miss(self, error: Exception) -> None:
        advice = (
            " It may have been deleted meanwhile: pick another one." if isinstance(error, NotFound) else ""
        )
        self._context.messages.error(f"{sentence(error)}{advice}")

    def _take_fetched(self, row: Row) -> None:
        self._chosen = self._context.edits.open(self._collection, row)
        self.source.put(row)
        self.picked.emit(self._chosen)

    def _select_chosen(self) -> None:
        place = self._model.place_of(self._chosen) if self._chosen else None
        selection = self.view.selectionModel()
        blocked = selection.blockSignals(True)
        self.view.setCurrentIndex(self._model.index(-1 if place is None else place))
        selection.blockSignals(blocked)
        self.view.viewport().update()

    def _take_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self._chosen = self._model.draft_at(index.row())
            self.picked.emit(self._chosen)

    def _show_failure(self, sentence: str) -> None:
        self._content.show_error(sentence, Action("Try again", self.reload))


def _list_view(model: ListLines, name: str) -> QListView:
    view = QListView()
    view.setModel(model)
    view.setItemDelegate(LineDelegate(view))
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QListView.ScrollPerPixel)
    view.setAccessibleName(name)
    return view
