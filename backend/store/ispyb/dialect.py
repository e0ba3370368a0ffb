# SPDX-License-Identifier: LGPL-3.0-or-later
"""SQL for a facility's ISPyB: our tables in a schema of their own beside it, and NULL for what it lacks.

A dialect of SQLAlchemy (`mysql+ispyb://`), so that nothing above has to know which database it speaks to.
A column that is absent reads as NULL and is left out of an INSERT; a table that is absent has no rows.
`backend.store.ispyb.missing_columns` refuses values that would get lost so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timezone
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import URL, Connection, Table
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.mysql.base import MySQLIdentifierPreparer
from sqlalchemy.dialects.mysql.mysqldb import MySQLCompiler_mysqldb
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql

from backend.store.base import is_ispybs, is_ours
from backend.store.ispyb.present_columns import PresentColumns

DRIVER = "mysql+ispyb"

_NO_ROWS = "(SELECT NULL LIMIT 0)"


class _Names(MySQLIdentifierPreparer):
    """Tables of ours are named with their schema; ISPyB's are those of the connection's database."""

    dialect: IspybDialect

    def schema_for_object(self, obj: Any, /) -> Any:
        """The schema that stands before a table's name."""
        return self.dialect.own.database if is_ours(obj) else obj.schema


class _Present:
    """A table with only those columns that the database has, for an INSERT."""

    def __init__(self, table: Table, held: PresentColumns) -> None:
        self._table = table
        self.columns = self.c = _Columns(column for column in table.columns if held.has(column))

    def __getattr__(self, name: str) -> object:
        return getattr(self._table, name)


class _Columns(list[Any]):
    """Columns in their order, found by name too."""

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, str):
            return next(column for column in self if column.key == place)
        return super().__getitem__(place)

    def __contains__(self, column: Any) -> bool:
        return any(column in (held, held.key) if isinstance(column, str) else column is held for held in self)


def _on_present(prepare: Callable[..., Any], held: PresentColumns) -> Callable[..., object]:
    """How an INSERT is prepared, by the session or without it, and then only into columns that are there."""

    def prepared(statement: Any, compiler: Any, **options: Any) -> object:
        state = prepare(statement, compiler, **options)
        state.statement = state.statement._clone()
        state.statement.table = _Present(state.statement.table, held)
        return state

    return prepared


class _Compiler(MySQLCompiler_mysqldb):
    """MariaDB's SQL, with NULL for columns that the database lacks."""

    dialect: IspybDialect

    def visit_column(self, column: Any, *arguments: Any, **options: Any) -> str:
        """A column's name."""
        named: str = super().visit_column(column, *arguments, **options)
        return "NULL" if self._is_absent(column) else named

    def visit_table(self, table: Any, asfrom: bool = False, **options: Any) -> str:  # type: ignore[override]
        """A table's name in FROM."""
        named: str = super().visit_table(table, asfrom=asfrom, **options)  # type: ignore[no-untyped-call]
        if not asfrom or not is_ispybs(table) or self.dialect.held.has_table(table):
            return named
        return _NO_ROWS if options.get("enclosing_alias") is not None else f"{_NO_ROWS} AS {named}"

    def visit_insert(self, insert_stmt: Any, *arguments: Any, **options: Any) -> str:
        """An INSERT of the columns that are there."""
        held, table = self.dialect.held, insert_stmt.table
        if is_ispybs(table) and not all(map(held.has, table.columns)):
            insert_stmt = insert_stmt._clone()
            insert_stmt._compile_state_factory = _on_present(insert_stmt._compile_state_factory, held)
        written: str = super().visit_insert(insert_stmt, *arguments, **options)  # type: ignore[no-untyped-call]
        return written

    def _is_absent(self, column: Any) -> bool:
        table = column.table
        while getattr(table, "element", None) is not None:  # under another name
            table = table.element
        return is_ispybs(table) and column.name.lower() not in self.dialect.held.columns.get(
            table.name.lower(), ()
        )


class IspybDialect(MySQLDialect_pymysql):
    """MariaDB where ISPyB's tables are a facility's.

    own: address of the database with our tables, on the same server. zone: in which the facility's DATETIME
    columns are meant.
    """

    driver = "ispyb"
    supports_statement_cache = True
    preparer = _Names  # type: ignore[assignment]
    statement_compiler = _Compiler

    def __init__(self, own: URL, zone: ZoneInfo | timezone = timezone.utc, **options: Any) -> None:
        self.own = own
        self.zone = zone
        self.held = PresentColumns()
        super().__init__(**options)

    def initialize(self, connection: Connection) -> None:
        """Look, on the first connection, at what the database has."""
        super().initialize(connection)
        self.held = PresentColumns.by(connection)


registry.register("mysql.ispyb", "backend.store.ispyb.dialect", "IspybDialect")
