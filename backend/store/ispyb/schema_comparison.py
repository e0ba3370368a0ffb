# SPDX-License-Identifier: LGPL-3.0-or-later
"""Columns and unique keys of tables, as classes or a database tell them, and how they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    Column,
    Date,
    DateTime,
    Engine,
    Enum,
    Float,
    Integer,
    Numeric,
    String,
    Table,
    Time,
    TypeDecorator,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.dialects.mysql import BIT
from sqlalchemy.types import _Binary

from backend.store.column_types import UtcDateTime
from backend.store.ispyb.required_columns import is_needed

Columns = frozenset[str]
"""Names in lower case: databases differ in that."""

Needed = Callable[[str, str], bool]
"""Whether a table, or a column of it in lower case, may not be missing."""

_FAMILIES: tuple[tuple[tuple[type[object], ...], str], ...] = (
    ((TIMESTAMP,), "timestamp"),
    ((DateTime,), "datetime"),
    ((Date,), "date"),
    ((Time,), "time"),
    ((_Binary,), "bytes"),
    ((String,), "text"),
    ((Integer, BIT), "whole number"),
    ((Numeric, Float), "number"),
)


@dataclass(frozen=True)
class TableFacts:
    """One column: what it can hold."""

    name: str
    family: str
    length: int | None
    choices: tuple[str, ...] | None
    null: bool
    filled: bool
    """A value is there when none is given: the database has a default or counts, or our class has one."""


@dataclass
class Facts:
    """One table."""

    columns: dict[str, TableFacts] = field(default_factory=dict)
    """By their names in lower case."""
    unique: set[Columns] = field(default_factory=set)


@dataclass(frozen=True)
class SchemaDifference:
    """What one database has otherwise than our classes; the program works beside an optional one."""

    place: str
    """`Table` or `Table.column`."""
    text: str
    needed: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.text}{'' if self.needed else ' (optional)'}"


def of_classes(tables: Iterable[Table], *, foreign: bool) -> dict[str, Facts]:
    """What our classes ask for; in a *foreign* database ISPyB's moments in UTC are TIMESTAMP."""
    return {table.name: _of_table(table, foreign=foreign) for table in tables}


def _of_table(table: Table, *, foreign: bool) -> Facts:
    columns = {
        column.name.lower(): _held(
            column.name,
            TIMESTAMP() if foreign and isinstance(column.type, UtcDateTime) else column.type,
            null=bool(column.nullable),
            filled=column.default is not None or column.server_default is not None or _is_counted(column),
        )
        for column in table.columns
    }
    unique = [key.columns for key in table.constraints if isinstance(key, UniqueConstraint)]
    unique += [index.columns for index in table.indexes if index.unique]
    return Facts(columns, {frozenset(column.name.lower() for column in key) for key in unique})


def _is_counted(column: Column[object]) -> bool:
    return column is column.table._autoincrement_column


def of_database(engine: Engine, names: Iterable[str], schema: str | None = None) -> dict[str, Facts]:
    """What a database has of the named tables."""
    inspector = inspect(engine)
    present = {name.lower(): name for name in inspector.get_table_names(schema)}
    wanted = {present[name.lower()]: name for name in names if name.lower() in present}
    asked: dict[str, Any] = {"schema": schema, "filter_names": list(wanted)}
    facts = {
        wanted[str(name)]: Facts({column["name"].lower(): _reflected(column) for column in columns})
        for (_, name), columns in inspector.get_multi_columns(**asked).items()
    }
    for (_, name), keys in inspector.get_multi_unique_constraints(**asked).items():
        facts[wanted[str(name)]].unique |= {_lower(key["column_names"]) for key in keys}
    for (_, name), indexes in inspector.get_multi_indexes(**asked).items():
        unique = {_lower(index["column_names"]) for index in indexes if index["unique"]}
        facts[wanted[str(name)]].unique |= unique
    return facts


def _reflected(column: Any) -> TableFacts:
    filled = column.get("default") is not None or bool(column.get("autoincrement") is True)
    return _held(column["name"], column["type"], null=column["nullable"], filled=filled)


def _held(name: str, kind: object, *, null: bool, filled: bool) -> TableFacts:
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    choices = tuple(plain.enums) if isinstance(plain, Enum) else None
    length = None if choices else getattr(plain, "length", None)
    return TableFacts(name, _family(plain), length, choices, null, filled)


def _family(kind: object) -> str:
    return next((name for known, name in _FAMILIES if isinstance(kind, known)), type(kind).__name__.lower())


def _lower(names: Iterable[str | None]) -> Columns:
    return frozenset(name.lower() for name in names if name)


def compare(
    wanted: Mapping[str, Facts], held: Mapping[str, Facts], needed: Needed = is_needed
) -> list[SchemaDifference]:
    """What *held* has otherwise, table by table; *needed* says what may not be missing."""
    found: list[SchemaDifference] = []
    for name, facts in wanted.items():
        if name not in held:
            found.append(SchemaDifference(name, "the table is missing", needed(name, "")))
            continue
        found += _columns(name, facts, held[name], needed)
        found += _keys(name, facts, held[name])
    return found


def _columns(table: str, wanted: Facts, held: Facts, needed: Needed) -> Iterator[SchemaDifference]:
    for key, ours in wanted.columns.items():
        theirs = held.columns.get(key)
        if theirs is None:
            lacking = needed(table, key) or not ours.null
            yield SchemaDifference(f"{table}.{ours.name}", "the column is missing", lacking)
        else:
            yield from (SchemaDifference(f"{table}.{ours.name}", *told) for told in _otherwise(ours, theirs))
    for key, theirs in held.columns.items():
        if key not in wanted.columns and not theirs.null and not theirs.filled:
            text = "may not be empty there, and is not known here: no row can be written"
            yield SchemaDifference(f"{table}.{theirs.name}", text, needed=True)


def _otherwise(ours: TableFacts, theirs: TableFacts) -> Iterator[tuple[str, bool]]:
    """What differs between two columns, and whether that matters."""
    if ours.family != theirs.family:
        yield f"is {theirs.family}, not {ours.family}", True
        return
    if theirs.null and not ours.null:
        yield "may be empty there", False
    if ours.null and not theirs.null:
        yield "may not be empty there", not ours.filled
    yield from ((text, False) for text in _sizes(ours, theirs))


def _sizes(ours: TableFacts, theirs: TableFacts) -> Iterator[str]:
    """Narrower columns are met when a value does not fit: it is refused with the column's name."""
    if ours.choices != theirs.choices and not _is_plain(ours, theirs):
        yield f"takes {_told(theirs.choices)}, not {_told(ours.choices)}"
    elif ours.length != theirs.length and not ours.choices and ours.family == "text":
        yield f"holds {_length(theirs.length)}, not {_length(ours.length)}"


def _is_plain(ours: TableFacts, theirs: TableFacts) -> bool:
    """Whether theirs is the plain text that our choices are in a database without enums."""
    return ours.choices is not None and theirs.length == max(map(len, ours.choices))


def _told(choices: tuple[str, ...] | None) -> str:
    return f"one of {', '.join(choices)}" if choices else "any text"


def _length(length: int | None) -> str:
    return f"{length} characters" if length else "text of any length"


def _keys(table: str, wanted: Facts, held: Facts) -> Iterator[SchemaDifference]:
    for key in sorted(wanted.unique - held.unique, key=sorted):
        names = ", ".join(sorted(wanted.columns[name].name for name in key))
        text = f"is not unique there: of two writers at once both may take the same {names}"
        yield SchemaDifference(f"{table}.{names}", text)
    for key in sorted(held.unique - wanted.unique, key=sorted):
        names = ", ".join(sorted(held.columns[name].name for name in key))
        yield SchemaDifference(f"{table}.{names}", "is unique there: a taken one is refused")
