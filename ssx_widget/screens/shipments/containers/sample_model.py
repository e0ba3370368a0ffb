# SPDX-License-Identifier: LGPL-3.0-or-later
"""The samples of a container as a table: a row for each position, free or filled, edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from backend.domain.fields.core_fields import FIELDS
from backend.domain.names import count_up, repaired_name
from backend.domain.rows.answers import ContainerContents
from backend.domain.science.space_groups import SOHNCKE_GROUPS, normalised
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, DraftRef
from ssx_widget.screens.shipments.containers.container_picture import PositionContent
from ssx_widget.screens.shipments.contents.crystals import Crystals
from ssx_widget.screens.shipments.contents.placements import PlacedItem
from ssx_widget.screens.shipments.contents.tree import capacity_of
from ssx_widget.screens.shipments.shipment import own_row
from ssx_widget.widgets.cell_delegate import CHOICES_ROLE, MARK_ROLE, CellMark

COLUMNS: dict[str, str] = {
    "location": "Pos",
    "protein": "Protein",
    "name": "Sample",
    "thing": "What",
    "code": "Pin",
    "spaceGroup": "Space group",
    "SMILES": "SMILES",
    "comments": "Comments",
}
"""The columns by what they fill; protein and space group together say which crystal, `thing` what else than
a crystal on a pin lies there."""

_KEYS = tuple(COLUMNS)
_FIELDS = {field.name: field for field in FIELDS["BLSample"]}
_OF_CRYSTAL = ("protein", "spaceGroup")
_READ_ONLY = frozenset(("location", "thing"))
_NONE = QModelIndex()


@dataclass
class SampleSlot:
    """A position and the sample in it; `refused` are texts that name no crystal, with the reason."""

    location: str
    draft: Draft | None = None


class SampleModel(QAbstractTableModel):
    """`contentsChanged()`: the picture of the container is another one."""

    contentsChanged = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._edits = context, context.edits
        self._container: ContainerContents | None = None
        self._crystals = Crystals()
        self._things: Mapping[int, PlacedItem] = {}
        self._slots: list[SampleSlot] = []
        self._refused: dict[tuple[str, str], tuple[str, str]] = {}
        self._edits.changed.connect(self._follow)

    @property
    def _container_id(self) -> int:
        """The key of the container that is shown, 0 before there is one."""
        return self._container["containerId"] if self._container else 0

    def show_container(
        self, container: ContainerContents, crystals: Crystals, things: Mapping[int, PlacedItem]
    ) -> None:
        """Show what lies in a container; the rows of the same one stay where they are."""
        self._things = things
        same = container["containerId"] == self._container_id
        slots = self._slots_of(container)
        self._crystals = crystals
        if same and [slot.location for slot in slots] == [slot.location for slot in self._slots]:
            self._container, self._slots = container, slots
            self._redraw()
            return
        self.beginResetModel()
        self._container, self._slots = container, slots
        self._refused.clear()
        self.endResetModel()
        self.contentsChanged.emit()

    @property
    def contents(self) -> dict[int, PositionContent]:
        """What lies at each position, for the picture."""
        return {
            int(slot.location): PositionContent(
                self._text(slot, "name") or "without a name",
                bool(slot.draft.errors) or slot.draft.conflict is not None or self._is_refused(slot),
            )
            for slot in self._slots
            if slot.draft and slot.location.isdecimal()
        }

    def rowCount(self, _parent: QModelIndex = _NONE) -> int:
        """How many positions there are."""
        return len(self._slots)

    def columnCount(self, _parent: QModelIndex = _NONE) -> int:
        """How many columns there are."""
        return len(_KEYS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.DisplayRole) -> object:
        """The titles, that of the position at the right like its numbers."""
        if orientation != Qt.Horizontal or role not in (Qt.DisplayRole, Qt.TextAlignmentRole):
            return None
        if role == Qt.DisplayRole:
            return COLUMNS[_KEYS[section]]
        return int(Qt.AlignVCenter | (Qt.AlignLeft if section else Qt.AlignRight))

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """The text of a cell, its mark, and why it is refused."""
        slot, key = self._slots[index.row()], _KEYS[index.column()]
        if role in (Qt.DisplayRole, Qt.EditRole):
            return self._text(slot, key)
        if role == MARK_ROLE:
            wrong = bool(self._problem(slot, key))
            return CellMark("bad" if wrong else "", faint=slot.draft is None, right=key == "location")
        if role == CHOICES_ROLE:
            return self._choices(key)
        if role in (Qt.ToolTipRole, Qt.AccessibleDescriptionRole):
            return self._problem(slot, key) or None
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """All but the position, and what lies there, is edited here."""
        fixed = _KEYS[index.column()] in _READ_ONLY
        editable = Qt.NoItemFlags if fixed else Qt.ItemIsEditable
        return Qt.ItemIsEnabled | Qt.ItemIsSelectable | editable

    def setData(self, index: QModelIndex, value: object, role: int = Qt.EditRole) -> bool:
        """Take what was typed, into a new sample at a free position, and save it."""
        if role != Qt.EditRole:
            return False
        return self.put_texts(
            {(index.row(), index.column()): str(value)}, f"change {COLUMNS[_KEYS[index.column()]]}"
        )

    def put_texts(self, texts: Mapping[tuple[int, int], str], words: str) -> bool:
        """Take texts by row and column, as one step of undo that is called by the words, and save them.

        What lies beyond the table, and what cannot be edited, is passed over.
        """
        wanted = [
            (self._slots[row], _KEYS[column], text.strip())
            for (row, column), text in texts.items()
            if row < len(self._slots) and column < len(_KEYS) and _KEYS[column] not in _READ_ONLY
        ]
        changed = [each for each in wanted if each[2] != self._text(each[0], each[1])]
        if not changed:
            return False

        def put_all() -> None:
            for slot, key, text in changed:
                self._put(slot, key, text)

        self._edits.in_one_step(words, put_all)
        self._edits.end_typing()
        self._redraw()
        drafts = [slot.draft for slot, _, _ in changed if slot.draft and not self._is_refused(slot)]
        whole = [draft for draft in dict.fromkeys(drafts) if not draft.typed]
        if whole:
            self._edits.save(whole)
        return True

    def filled(self, places: list[tuple[int, int]], text: str) -> list[str]:
        """What a text becomes when a column is filled with it; names are counted up, no two are alike."""
        if not text or not places or _KEYS[places[0][1]] != "name":
            return [text] * len(places)
        rows = {row for row, _ in places}
        taken = {self._text(slot, "name") for row, slot in enumerate(self._slots) if row not in rows} | {text}
        names: list[str] = []
        for _ in places:
            names.append(count_up(text, taken))
            taken.add(names[-1])
        return names

    def thing_at(self, row: int) -> PlacedItem | None:
        """The slurry, stock or loaded sample at a row, None where a plain sample or nothing lies."""
        draft = self.draft_at(row)
        return self._things.get(draft.id) if draft and draft.id is not None else None

    def next_free(self, location: str, step: int = 1) -> str:
        """The next free position from one on, round again; empty when all are taken."""
        here = self.row_of(location) or 0
        order = [self._slots[(here + step * far) % len(self._slots)] for far in range(1, len(self._slots))]
        return next((slot.location for slot in order if slot.draft is None), "")

    def draft_at(self, row: int) -> Draft | None:
        """The sample at a row of the table."""
        return self._slots[row].draft if 0 <= row < len(self._slots) else None

    def row_of(self, location: str) -> int | None:
        """The row of a position."""
        return next((row for row, slot in enumerate(self._slots) if slot.location == location), None)

    def location_at(self, row: int) -> str:
        """The position of a row."""
        return self._slots[row].location if 0 <= row < len(self._slots) else ""

    def row_of_sample(self, key: int) -> int | None:
        """The row of a stored sample."""
        return next(
            (row for row, slot in enumerate(self._slots) if slot.draft and slot.draft.id == key), None
        )

    def problem_at(self, index: QModelIndex) -> str:
        """Why a cell is refused, empty when it is not."""
        return self._problem(self._slots[index.row()], _KEYS[index.column()]) if index.isValid() else ""

    def repaired(self, index: QModelIndex) -> str:
        """The nearest allowed name to a refused one; empty where none is left, or another thing is wrong."""
        slot = self._slots[index.row()] if index.isValid() else None
        if slot is None or _KEYS[index.column()] != "name":
            return ""
        name, acronym = self._text(slot, "name"), self._text(slot, "protein")
        nearest = repaired_name(name, acronym)
        return nearest if nearest != name else ""

    @staticmethod
    def column_of(name: str) -> int:
        """The column of the table that shows a column of the row."""
        return _KEYS.index(name) if name in _KEYS else _KEYS.index("name")

    def _slots_of(self, container: ContainerContents) -> list[SampleSlot]:
        stored = [self._edits.open("samples", own_row(row)) for row in container.get("samples", ())]
        key = container["containerId"]
        stored = [draft for draft in stored if draft.get("containerId") == key]
        moved = [each for each in self._edits.unsaved if each.collection == "samples" and each not in stored]
        new = [each for each in moved if each.get("containerId") == key]
        at: dict[str, list[Draft]] = {str(n): [] for n in range(1, capacity_of(container) + 1)}
        for draft in (*stored, *new):
            at.setdefault(str(draft.get("location") or ""), []).append(draft)
        return [SampleSlot(place, draft) for place, drafts in at.items() for draft in drafts or (None,)]

    def _choices(self, key: str) -> list[str]:
        """What a person may mean who begins to type."""
        if key == "protein":
            return sorted(self._crystals.proteins)
        return list(SOHNCKE_GROUPS) if key == "spaceGroup" else []

    def _text(self, slot: SampleSlot, key: str) -> str:
        if key == "location":
            return slot.location
        if key == "thing":
            thing = self._things.get(slot.draft.id) if slot.draft and slot.draft.id is not None else None
            return thing.word if thing else ""
        if slot.draft is None:
            return ""
        if key in _OF_CRYSTAL:
            refused = self._refused.get((slot.location, key))
            return refused[0] if refused else self._of_crystal(slot.draft, key)
        return slot.draft.typed.get(key) or str(slot.draft.get(key) or "")

    def _of_crystal(self, sample: Draft, key: str) -> str:
        crystal = sample.get("crystalId")
        if isinstance(crystal, DraftRef):
            draft = self._edits.find(crystal.key)
            if draft is None or draft.id is None:
                return self._of_new_crystal(draft, key)
            crystal = draft.id
        return self._crystals.acronym(crystal) if key == "protein" else self._crystals.space_group(crystal)

    def _of_new_crystal(self, crystal: Draft | None, key: str) -> str:
        if crystal is None:
            return ""
        if key == "spaceGroup":
            return str(crystal.get("spaceGroup") or "")
        proteins = self._crystals.proteins.items()
        return next((name for name, row in proteins if row["proteinId"] == crystal.get("proteinId")), "")

    def _problem(self, slot: SampleSlot, key: str) -> str:
        refused = self._refused.get((slot.location, key))
        if refused:
            return refused[1]
        field = "crystalId" if key == "protein" else key
        return slot.draft.errors.get(field, "") if slot.draft else ""

    def _is_refused(self, slot: SampleSlot) -> bool:
        return any((slot.location, key) in self._refused for key in _OF_CRYSTAL)

    def _put(self, slot: SampleSlot, key: str, text: str) -> None:
        if slot.draft is None:
            slot.draft = self._context.new(
                "samples",
                {
                    "containerId": self._container_id,
                    "location": slot.location,
                    "crystalId": self._usual_crystal(slot),
                },
            )
        if key in _OF_CRYSTAL:
            self._put_crystal(slot, slot.draft, key, text)
        else:
            self._edits.set_text(slot.draft, _FIELDS[key], text)

    def _usual_crystal(self, slot: SampleSlot) -> int | DraftRef | None:
        """That of the nearest sample above, else of the proposal's first protein."""
        above = self._slots[: self._slots.index(slot)]
        held = next((each.draft.get("crystalId") for each in reversed(above) if each.draft), None)
        return held if held is not None else next(iter(self._crystals.rows), None)

    def _put_crystal(self, slot: SampleSlot, sample: Draft, key: str, text: str) -> None:
        """The crystal of the protein and the space group that are now typed."""
        typed = {name: text if name == key else self._text(slot, name) for name in _OF_CRYSTAL}
        acronym = self._crystals.known_as(typed["protein"])
        group = normalised(typed["spaceGroup"]) or typed["spaceGroup"]
        for name in _OF_CRYSTAL:
            self._refused.pop((slot.location, name), None)
        if acronym is None:
            known = ", ".join(self._crystals.proteins) or "none yet"
            reason = f"The proposal has no protein “{typed['protein']}”; it has {known}."
            self._refused[slot.location, "protein"] = (typed["protein"], reason)
            return
        crystal = self._crystals.find(acronym, group)
        if crystal is None and key == "protein":
            crystal = self._crystals.find(acronym)
        if crystal is None and not group:
            reason = f"{acronym} has no crystal yet; its space group, typed in this row, makes one."
            self._refused[slot.location, "protein"] = (acronym, reason)
            return
        self._edits.set(sample, "crystalId", crystal or self._new_crystal(acronym, group))

    def _new_crystal(self, acronym: str, group: str) -> int | DraftRef:
        protein = self._crystals.proteins[acronym]["proteinId"]
        return self._context.new("crystals", {"proteinId": protein, "spaceGroup": group}).ref

    def _follow(self, draft: Draft, _name: str) -> None:
        mine = self._container_id
        if draft.collection != "samples":
            return
        for slot in self._slots:
            if slot.draft is draft and (draft.gone or _place(draft) != (mine, slot.location)):
                slot.draft = None
        if draft.gone or draft.get("containerId") != mine:
            self._redraw()
            return
        if draft.is_dirty:
            self._adopt(draft, (slot for slot in self._slots if slot.location == draft.get("location")))
        self._redraw()

    def _adopt(self, draft: Draft, at: Iterable[SampleSlot]) -> None:
        """A sample that came back by undo lies where it lay, one that moved where it is now."""
        if any(slot.draft is draft for slot in self._slots):
            return
        for slot in at:
            if slot.draft is None:
                slot.draft = draft

    def _redraw(self) -> None:
        if self._slots:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._slots) - 1, len(_KEYS) - 1))
        self.contentsChanged.emit()


def _place(draft: Draft) -> tuple[Any, str]:
    return draft.get("containerId"), str(draft.get("location") or "")
