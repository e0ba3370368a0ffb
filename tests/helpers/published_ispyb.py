# SPDX-License-Identifier: LGPL-3.0-or-later
"""Databases as a facility has them: made from the schema that the PyPI package `ispyb` publishes."""

from __future__ import annotations

import re

from ispyb import sqlalchemy as ispyb
from sqlalchemy import Dialect, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from backend.store.database import make_engine

_INDEX = re.compile(r"CREATE (?P<kind>UNIQUE |FULLTEXT )?INDEX (?P<name>\S+) ON \S+ (?P<columns>\(.*\))")


def make_tables(uri: str) -> None:
    """Make the published tables in an empty database."""
    engine = make_engine(uri)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS=0")
        for table in ispyb.Base.metadata.tables.values():
            connection.exec_driver_sql(_statement(table, engine.dialect))
    engine.dispose()


def _statement(table: Table, dialect: Dialect) -> str:
    """Makes a table with its indexes: one by one they take five times as long."""
    indexes = [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in table.indexes]
    keys = [_INDEX.sub(r"\g<kind>KEY \g<name> \g<columns>", index) for index in indexes]
    head, end, options = str(CreateTable(table).compile(dialect=dialect)).rpartition("\n)")
    return f"{', '.join([head, *keys])}{end}{options}"
