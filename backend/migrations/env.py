# SPDX-License-Identifier: LGPL-3.0-or-later
"""Alembic's entry: runs migrations on the connection that `backend.migrations.upgrade` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.ddl.mysql import MySQLImpl
from sqlalchemy import ForeignKeyConstraint, Table

from backend.migrations import metadata
from backend.store.base import is_ispybs
from backend.store.column_types import BlobText, HexBytes, JsonText, LocalDateTime, NumberList, UtcDateTime


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations name our column types by what they are in the database: they must outlive the classes."""
    if kind != "type":
        return False
    names = {UtcDateTime: "sa.DateTime()", LocalDateTime: "sa.DateTime()", NumberList: "sa.String(255)"}
    if isinstance(item, HexBytes):
        return 'sa.LargeBinary(16).with_variant(mysql.BINARY(16), "mysql", "mariadb")'
    if isinstance(item, BlobText):
        return 'sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")'
    if isinstance(item, JsonText):
        return 'sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")'
    return next((text for known, text in names.items() if isinstance(item, known)), False)


class _OursOnly(MySQLImpl):
    """MariaDB beside a facility's ISPyB: what a migration does to ISPyB's own tables is passed over.

    No foreign key leads from ours to theirs: it would bind their programs, and needs their exact types. The
    program checks such references when it writes.
    """

    __dialect__ = "beside an ISPyB"

    def create_table(self, table: Table, **options: Any) -> None:
        for constraint in list(table.foreign_key_constraints):
            if _is_theirs(constraint.elements[0].target_fullname.split(".")[0]):
                table.constraints.discard(constraint)
        super().create_table(table, **options)

    def add_constraint(self, const: Any, **options: Any) -> None:
        if not (isinstance(const, ForeignKeyConstraint) and _is_theirs(const.referred_table.name)):
            super().add_constraint(const, **options)

    def _exec(self, construct: Any, *arguments: Any, **options: Any) -> Any:
        if _is_theirs(_table_of(construct)):
            return None
        return super()._exec(construct, *arguments, **options)


def _table_of(construct: Any) -> str:
    """The table that a statement changes."""
    element = getattr(construct, "element", construct)
    changed = element if isinstance(element, Table) else getattr(element, "table", None)
    return getattr(construct, "table_name", "") or getattr(changed, "name", "")


def _is_theirs(table: str) -> bool:
    return table in metadata().tables and is_ispybs(metadata().tables[table])


def _beside() -> None:
    """Let the migrations run on our tables only."""
    running = context.get_context()
    as_usual = running.impl
    running.impl = _OursOnly(
        as_usual.dialect, as_usual.connection, as_usual.as_sql, None, None, as_usual.context_opts
    )


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_item=_render,
    render_as_batch=True,
)
if context.config.attributes["beside"]:
    _beside()
with context.begin_transaction():
    context.run_migrations()
