# SPDX-License-Identifier: LGPL-3.0-or-later
"""A draft: one row as a person edits it, holding only what differs from the stored row. Knows no widget."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from backend.domain.rows import AnyRow as AnyRow
from backend.domain.rows import Row as Row


@dataclass(frozen=True)
class DraftRef:
    """Stands for the key of a row that is not stored yet: the draft with this `key`."""

    key: str


@dataclass(frozen=True)
class FieldEntry:
    """What one field holds: a value, or the text as typed while it is no value yet."""

    value: Any
    typed: str | None = None


@dataclass(eq=False)
class Draft:
    """One row being edited; change it through `Edits` only.

    `base` is the stored row as last seen (empty for a new one), `changes` the fields that differ from it
    by name (also `descriptionJson.key`), `typed` the texts that are no values yet, `errors` a sentence by
    field name, `conflict` the row that somebody else stored meanwhile, `saves` how often it was stored,
    `gone` whether it was given up or deleted, `former_id` the key of the deleted row until it is made again.
    """

    collection: str
    id: int | None = None
    base: Row = field(default_factory=dict)
    changes: Row = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    conflict: Row | None = None
    key: str = field(default_factory=lambda: uuid4().hex)
    saves: int = 0
    gone: bool = False
    former_id: int | None = None

    @property
    def is_new(self) -> bool:
        """Whether no row is stored for it yet."""
        return self.id is None

    @property
    def is_dirty(self) -> bool:
        """Whether it holds something that is not stored; a new one that nobody filled holds nothing."""
        return not self.gone and bool(self.changes or self.typed)

    @property
    def values(self) -> Row:
        """The row as it will be stored; a reference to an unsaved row is a DraftRef."""
        row = dict(self.base)
        for name, value in self.changes.items():
            row = with_value(row, name, value)
        return row

    @property
    def ref(self) -> int | DraftRef:
        """What another row's column holds to point here: the key once stored, else a DraftRef."""
        return DraftRef(self.key) if self.id is None else self.id

    def get(self, name: str) -> Any:
        """The value of a field, also `descriptionJson.key`; None where it is absent."""
        return self.changes[name] if name in self.changes else value_at(self.base, name)

    def entry(self, name: str) -> FieldEntry:
        """What the field holds, with its text while that is no value."""
        return FieldEntry(self.get(name), self.typed.get(name))

    def put(self, name: str, entry: FieldEntry) -> None:
        """Hold an entry; one equal to the stored value is no change."""
        if entry.value == value_at(self.base, name):
            self.changes.pop(name, None)
        else:
            self.changes[name] = entry.value
        if entry.typed is None:
            self.typed.pop(name, None)
        else:
            self.typed[name] = entry.typed

    def stored(self, row: AnyRow, key: int, sent: AnyRow) -> None:
        """Take over the row that the server stored from `sent`; what was typed meanwhile stays a change."""
        self.id, self.base, self.conflict = key, dict(row), None
        self.saves += 1
        later = {
            name: value for name, value in self.changes.items() if name not in sent or sent[name] != value
        }
        self.changes = {name: value for name, value in later.items() if value != value_at(row, name)}

    def deleted(self, row: Row, key_column: str) -> None:
        """Become a new draft that holds all of a row which was deleted."""
        self.former_id, self.id, self.base, self.conflict = self.id, None, {}, None
        kept = flat({name: value for name, value in row.items() if name not in (key_column, "_etag")})
        self.changes = {**kept, **self.changes}
        self.gone = True

    def references(self) -> set[str]:
        """The keys of the drafts that its values point to."""
        return {ref.key for ref in _refs_in(self.changes.values())}


def value_at(row: AnyRow, name: str) -> object:
    """The value of a field, `descriptionJson.key` inside that column; None where it is absent."""
    column, _, key = name.partition(".")
    return (row.get(column) or {}).get(key) if key else row.get(column)


def with_value(row: Row, name: str, value: object) -> Row:
    """A copy of the row with one field set; None leaves a JSON column without the key."""
    column, _, key = name.partition(".")
    if not key:
        return {**row, column: value}
    inner = {**(row.get(column) or {}), key: value}
    return {**row, column: {name: held for name, held in inner.items() if held is not None}}


def flat(row: AnyRow) -> Row:
    """The fields of a row that hold something by name, those of a JSON column as `descriptionJson.key`."""
    named: Row = {}
    for column, value in row.items():
        inner = (
            {f"{column}.{key}": held for key, held in value.items()}
            if isinstance(value, dict)
            else {column: value}
        )
        named.update((name, held) for name, held in inner.items() if held is not None)
    return named


def resolve(value: object, ids: Mapping[str, int]) -> Any:
    """A value with each DraftRef in it replaced by the key of the row that was stored for it."""
    if isinstance(value, DraftRef):
        return ids[value.key]
    if isinstance(value, list):
        return [resolve(item, ids) for item in value]
    if isinstance(value, dict):
        return {name: resolve(item, ids) for name, item in value.items()}
    return value


def in_order(drafts: Iterable[Draft], known: Mapping[str, Draft]) -> list[Draft]:
    """The drafts and all new ones that they point to, each after those that it points to."""
    ordered: list[Draft] = []
    begun: set[str] = set()

    def visit(draft: Draft) -> None:
        if draft.key in begun:
            return
        begun.add(draft.key)
        for key in sorted(draft.references()):
            if key in known and known[key].is_new and not known[key].gone:
                visit(known[key])
        ordered.append(draft)

    for draft in drafts:
        visit(draft)
    return ordered


def to_json(draft: Draft) -> str:
    """The content of the draft's file."""
    held = {name: getattr(draft, name) for name in ("key", "collection", "id", "base", "changes", "typed")}
    return json.dumps(held, default=_ref_to_json, ensure_ascii=False)


def from_json(text: str) -> Draft:
    """The draft of a file's content; raises ValueError, KeyError or TypeError for what is none."""
    return Draft(**json.loads(text, object_hook=_ref_from_json))


def _ref_to_json(value: object) -> dict[str, str]:
    if isinstance(value, DraftRef):
        return {"$draft": value.key}
    raise TypeError(f"A draft cannot hold {type(value).__name__}.")


def _ref_from_json(held: dict[str, Any]) -> object:
    return DraftRef(held["$draft"]) if held.keys() == {"$draft"} else held


def _refs_in(values: Iterable[object]) -> Iterable[DraftRef]:
    for value in values:
        if isinstance(value, DraftRef):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from _refs_in(value)
        elif isinstance(value, dict):
            yield from _refs_in(value.values())
