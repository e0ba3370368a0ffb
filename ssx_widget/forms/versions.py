# SPDX-License-Identifier: LGPL-3.0-or-later
"""Two versions of a row side by side, after somebody else stored another one: mine and theirs, to choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from qtpy.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import TABLES, WORDS, fields_of, name_of
from ssx_widget.editing.draft import Draft, Row, flat
from ssx_widget.look.messages import Action
from ssx_widget.look.theme import GRID, label
from ssx_widget.widgets.banner import Banner

_EMPTY = "empty"


@dataclass(frozen=True)
class FieldDifference:
    """A field of which the two versions hold something else; `points_to` is the collection of a key."""

    title: str
    mine: object
    theirs: object
    points_to: str = ""


def differences(draft: Draft, keys: dict[str, str]) -> Iterator[FieldDifference]:
    """Where a draft and the row stored meanwhile differ; `keys` are the collections by their key column."""
    mine, theirs = flat(draft.values), flat(draft.conflict or {})
    fields = {field.name: field for field in fields_of(draft.collection, draft.values)}
    for name in (*fields, *(name for name in {**mine, **theirs} if name not in fields)):
        ours, other = draft.typed.get(name, mine.get(name)), theirs.get(name)
        if ours == other or keys.get(name) == draft.collection:
            continue
        if name in keys:
            yield FieldDifference(WORDS[keys[name]].capitalize(), ours, other, keys[name])
        elif name in fields:
            field = fields[name]
            shown = ours if name in draft.typed else field.show(ours)
            yield FieldDifference(field.label, shown or _EMPTY, field.show(other) or _EMPTY)


class VersionComparison(QFrame):
    """Hidden while there is nothing to choose between."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: tuple[Draft, Row] | None = None
        self._keys = {context.collection(name).key: name for name in TABLES}
        self.banner = Banner()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(4 * GRID, 0, 4 * GRID, 2 * GRID)
        self._grid.setHorizontalSpacing(5 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.banner)
        column.addLayout(self._grid)
        self.hide()

    def show_draft(self, draft: Draft | None) -> None:
        """Show both versions of a draft that is in conflict."""
        if draft is None or draft.conflict is None:
            self._shown = None
            self.hide()
            return
        if self._shown != (draft, draft.conflict):
            self._shown = (draft, draft.conflict)
            self._fill(draft)
        self.show()

    def _fill(self, draft: Draft) -> None:
        edits = self._context.edits
        self.banner.tell(
            f"Somebody stored another version of {name_of(draft.collection, draft.values)} meanwhile.",
            "warn",
            Action("Keep mine", partial(edits.keep_mine, draft)),
            Action("Take theirs", partial(edits.take_theirs, draft)),
            closable=False,
        )
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for place, words in enumerate(("", "Mine", "Theirs")):
            self._grid.addWidget(label(words, "caption"), 0, place)
        for row, each in enumerate(differences(draft, self._keys), start=1):
            self._grid.addWidget(label(each.title, "label"), row, 0)
            for place, value in enumerate((each.mine, each.theirs), start=1):
                cell = label(str(value), "plain")
                cell.setWordWrap(True)
                cell.setAccessibleName(f"{each.title}, {'mine' if place == 1 else 'theirs'}: {value}")
                self._grid.addWidget(cell, row, place)
                if each.points_to:
                    self._name(cell, each.points_to, value)

    def _name(self, cell: QLabel, collection: str, key: object) -> None:
        """Call the row that a key points to by its name."""
        if not isinstance(key, int):
            cell.setText(_EMPTY)
            return
        rows = self._context.collection(collection)
        self._context.tasks.run(
            lambda: rows.get(key),
            done=lambda row: cell.setText(name_of(collection, row)),
            failed=lambda _error: None,
            owner=cell,
        )
