# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a connected ISPyB has of what version 12 publishes: looked at when the first connection is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, text

_COLUMNS = text(
    "SELECT LOWER(table_name), LOWER(column_name) FROM information_schema.columns "
    "WHERE table_schema = DATABASE()"
)
_UNIQUE = text(
    "SELECT LOWER(index_name), LOWER(table_name), LOWER(column_name) FROM information_schema.statistics "
    "WHERE table_schema = DATABASE() AND non_unique = 0 ORDER BY seq_in_index"
)
_POINTING = text(
    "SELECT LOWER(referenced_table_name), table_name, column_name FROM information_schema.key_column_usage "
    "WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE()"
)


@dataclass
class PresentColumns:
    """Tables, their columns and keys; names that are looked up are in lower case."""

    columns: dict[str, set[str]] = field(default_factory=dict)
    unique: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(Table, name of the key) → its columns."""
    pointing: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Table → the tables and columns that point at it, as the database spells them."""

    @classmethod
    def by(cls, connection: Connection) -> PresentColumns:
        """What the database of a connection has."""
        found = cls()
        for table, column in connection.execute(_COLUMNS):
            found.columns.setdefault(table, set()).add(column)
        for key, table, column in connection.execute(_UNIQUE):
            found.unique.setdefault((table, key), []).append(column)
        for target, table, column in connection.execute(_POINTING):
            found.pointing.setdefault(target, []).append((table, column))
        return found

    def has_table(self, table: Any) -> bool:
        """Whether a mapped table is there."""
        return table.name.lower() in self.columns

    def has(self, column: Column[object]) -> bool:
        """Whether a mapped column is there."""
        return column.name.lower() in self.columns.get(column.table.name.lower(), ())
