# SPDX-License-Identifier: LGPL-3.0-or-later
"""Picks a row of a collection by its name, also one that is not stored yet, or asks for a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QAction, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import WORDS, name_of
from ssx_widget.editing.draft import AnyRow, Draft, DraftRef, Row
from ssx_widget.forms.search_line import SearchChoice, SearchLine
from ssx_widget.look.theme import action_icon

_LISTED = 50
_NEW = "new"


class RowPicker(SearchLine):
    """`picked(value, row)` carries a key, a DraftRef or None, and its row; `newWanted(text)` asks for a
    new one.

    `narrow()` gives filters such as `{"proposalId": 7}` each time the list opens.
    """

    picked = Signal(object, object)
    newWanted = Signal(str)

    def __init__(
        self,
        context: AppContext,
        collection: str,
        narrow: Callable[[], Mapping[str, object]] = dict,
        can_make: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.tasks, self._choices, parent)
        self._context, self._collection, self._narrow, self._can_make = context, collection, narrow, can_make
        self._value: int | DraftRef | None = None
        self._name = ""
        self._typed = ""
        self.setPlaceholderText(f"Pick a {WORDS[collection]}")
        self._arrow = QAction("Show the list", self)
        action_icon("mdi6.chevron-down", self._arrow)
        self._arrow.triggered.connect(self._open_all)
        self.addAction(self._arrow, self.TrailingPosition)
        self.chosen.connect(self._take)
        self.left.connect(self._settle)
        self.textEdited.connect(self._remember_typed)

    def _open_all(self) -> None:
        self.setFocus()
        self.open_list()

    @property
    def value(self) -> int | DraftRef | None:
        """What is picked."""
        return self._value

    def show_value(self, value: int | DraftRef | None, row: AnyRow | None = None) -> None:
        """Show a row without `picked`; without `row` its name is fetched."""
        if value == self._value and row is None and not isinstance(value, DraftRef):
            return
        self._value = value
        draft = self._context.edits.find(value.key) if isinstance(value, DraftRef) else None
        if draft or row:
            self._show_name(name_of(self._collection, draft.values if draft else row or {}))
        elif isinstance(value, int):
            self._show_name("")
            self._context.tasks.run(
                lambda: self._context.collection(self._collection).get(value),
                done=lambda found: self._show_fetched(value, found),
                owner=self,
            )
        else:
            self._show_name("")

    def _show_fetched(self, value: int, row: Row) -> None:
        if value == self._value:
            self._show_name(name_of(self._collection, row))

    def _show_name(self, name: str) -> None:
        self._name = name
        self.setText(name)
        self.setCursorPosition(0)

    def _choices(self, text: str) -> list[SearchChoice]:
        """Runs on a worker: the drafts that match, the rows that match, and the way to a new one."""
        filters = dict(self._narrow())
        page = self._context.collection(self._collection).list(q=text or None, limit=_LISTED, **filters)
        unnamed = name_of(self._collection, {})
        drafts = [
            each
            for each in self._context.edits.new_drafts(self._collection)
            if text in self._draft_name(each) != unnamed
        ]
        found = [SearchChoice(self._draft_name(draft), draft, "not saved yet") for draft in drafts]
        found += [SearchChoice(name_of(self._collection, row), row) for row in page.rows]
        if self._can_make:
            found.append(SearchChoice(f"New {WORDS[self._collection]}…", _NEW))
        return found

    def _draft_name(self, draft: Draft) -> str:
        return name_of(self._collection, draft.values)

    def _take(self, choice: object) -> None:
        if choice == _NEW:
            self.setText(self._name)
            self.newWanted.emit(self._typed)
        elif isinstance(choice, Draft):
            self._pick(choice.ref, choice.values)
        elif isinstance(choice, dict):
            self._pick(choice[self._context.collection(self._collection).key], choice)

    def _pick(self, value: int | DraftRef | None, row: AnyRow | None) -> None:
        changed = value != self._value
        self.show_value(value, row)
        if changed:
            self.picked.emit(value, row)

    def _remember_typed(self, text: str) -> None:
        self._typed = text

    def _settle(self) -> None:
        """An emptied line picks nothing; half a name goes back to what was picked."""
        if not self.text().strip() and self._value is not None:
            self._pick(None, None)
        else:
            self.setText(self._name)
        self._typed = ""
