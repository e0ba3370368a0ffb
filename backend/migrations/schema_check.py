# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whether a connected database has what this program needs: `check-db` tells all, `/readyz` only whether."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sqlalchemy import Engine

from backend import migrations
from backend.store.base import is_ispybs
from backend.store.database import own_schema
from backend.store.ispyb.required_columns import is_needed
from backend.store.ispyb.schema_comparison import Facts, SchemaDifference, compare, of_classes, of_database

TRUSTED = 60.0
"""Seconds for which a database that was right is taken to be still so, but for the version."""


def differences(engine: Engine) -> list[SchemaDifference]:
    """What the database has otherwise, ISPyB's tables and ours; nothing is changed."""
    known = migrations.metadata().sorted_tables
    theirs = [table for table in known if is_ispybs(table)]
    ours = [table for table in known if not is_ispybs(table)]
    schema = own_schema(engine)
    foreign = schema is not None or migrations.version(engine) is None
    wanted, own = of_classes(theirs, foreign=foreign), of_classes(ours, foreign=False)
    # In a database of ours nothing of ISPyB's may be missing either.
    found = compare(wanted, of_database(engine, wanted), is_needed if foreign else _all)
    return [*_version(engine), *found, *_ours(engine, own, schema)]


def _all(_table: str, _column: str = "") -> bool:
    return True


def _version(engine: Engine) -> Iterator[SchemaDifference]:
    version = migrations.version(engine)
    if version != migrations.HEAD:
        command = "init-db makes them" if version is None else "upgrade-db brings them to it"
        text = f"they have version {version or 'none'}, not {migrations.HEAD}; {command}"
        yield SchemaDifference("our tables", text, needed=True)


def _ours(engine: Engine, own: dict[str, Facts], schema: str | None) -> Iterator[SchemaDifference]:
    for told in compare(own, of_database(engine, own, schema), _all):
        yield SchemaDifference(f"{schema}.{told.place}", told.text, told.needed) if schema else told


class SchemaWatch:
    """Whether the schema is right, asked often and looked at rarely."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._right_until = 0.0

    def wrong(self) -> list[SchemaDifference]:
        """What is needed and otherwise; once there was nothing, it is looked at again after a minute."""
        if time.monotonic() < self._right_until:
            return list(_version(self._engine))
        found = [told for told in differences(self._engine) if told.needed]
        if not found:
            self._right_until = time.monotonic() + TRUSTED
        return found
