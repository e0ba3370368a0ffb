# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a database refuses, as errors that name the field: a taken key, a value that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from backend.errors import BackendError, Conflict, Invalid
from backend.store.base import Base
from backend.store.ispyb.dialect import IspybDialect

_COLUMN = re.compile(r"(?:column|field) (?:`[^`]+`\.)*[`']([^`']+)[`']", re.IGNORECASE)
_KEY = re.compile(r"for key '(?:[^'.]+\.)?([^']+)'")
_BYTES = re.compile(r"string value: '((?:\\x[0-9A-F]{2}|[^'])+)'")

_MISFITS = {
    1048: "may not be empty in this database.",
    1264: "is out of the range that this database holds.",
    1265: "is none of the values that this database takes.",
    1364: "may not be empty in this database.",
    1366: "has a character that this database cannot store; write it otherwise.",
    1406: "is too long for this database.",
}
"""MariaDB's numbers for values that do not fit a column."""

_UNKNOWN_CHARACTER = (1267, 1270, 1271)
"""Its numbers for text that is looked for in columns whose character set lacks a character of it."""


def refused(
    session: Session, model: type[Base], values: dict[str, object], error: DBAPIError
) -> BackendError:
    """The error for a row that the database did not take."""
    unfit = misfit(error, model)
    if unfit is not None:
        return unfit
    if isinstance(error, IntegrityError):
        return taken(session, model, values, error)
    return Invalid("The database cannot hold one of these values.")


def misfit(error: DBAPIError, model: type[Base] | None = None) -> Invalid | None:
    """The Invalid for a value that does not fit its column, as far as the database names one."""
    number, message = _told(error)
    if number in _UNKNOWN_CHARACTER:
        return Invalid("This database cannot hold one of these characters, so no row has it; ask without it.")
    column = _COLUMN.search(message)
    if number not in _MISFITS or column is None:
        return None
    name = _wire_name(column[1], model)
    return Invalid.field(name, f"{name} {_sentence(number, message)}")


def _sentence(number: int, message: str) -> str:
    held = _BYTES.search(message) if number == 1366 else None
    if held is None:
        return _MISFITS[number]
    # MariaDB shows the bytes from the first that it cannot store, and not all of them.
    raw = re.sub(rb"\\x([0-9A-F]{2})", lambda found: bytes.fromhex(found[1].decode()), held[1].encode())
    return f"has the character “{raw.decode(errors='ignore')[:1]}”, which this database cannot store."


def _told(error: DBAPIError) -> tuple[int, str]:
    """Number and text of MariaDB's error; SQLite's have no number."""
    told = error.orig.args if error.orig else ()
    return (
        (int(told[0]), str(told[1])) if len(told) > 1 and isinstance(told[0], int) else (0, str(error.orig))
    )


def _wire_name(column: str, model: type[Base] | None) -> str:
    mappers = [model.__mapper__] if model else Base.registry.mappers
    for mapper in mappers:
        for attribute in mapper.column_attrs:
            if attribute.columns[0].name.lower() == column.lower():
                return str(attribute.key).rstrip("_")
    return column


def taken(session: Session, model: type[Base], values: dict[str, object], error: IntegrityError) -> Conflict:
    """The Conflict for a unique key, found by the key or the columns that the database names."""
    message = str(error.orig)
    for unique in (*_named(session, model, message), *_mentioned(model, message)):
        names = [_wire_name(column, model) for column in unique]
        wanted = [name for name in names if not name.endswith("Id")] or names
        shown = ", ".join(f"{name} “{values.get(name)}”" for name in wanted)
        text = f"{shown} is taken; choose another."
        return Conflict(text, errors={name: [text] for name in wanted})
    return Conflict(f"This {model.__name__} meets a row that is there already, or lacks one that it needs.")


def _named(session: Session, model: type[Base], message: str) -> Iterable[Sequence[str]]:
    """The columns of the key that MariaDB names, which a facility may have called anything."""
    dialect, key = session.get_bind().dialect, _KEY.search(message)
    if isinstance(dialect, IspybDialect) and key is not None:
        found = dialect.held.unique.get((model.__tablename__.lower(), key[1].lower()))
        if found:
            yield found


def _mentioned(model: type[Base], message: str) -> Iterable[Sequence[str]]:
    """The key whose columns, or whose name as we give it, the message has."""
    for unique in _unique_columns(model):
        if (
            all(f"{model.__tablename__}.{name}" in message for name in unique)
            or "_".join(unique) in message
            or (len(unique) == 1 and f"'{unique[0]}'" in message)
        ):
            yield unique


def _unique_columns(model: type[Base]) -> Iterable[tuple[str, ...]]:
    table = model.__table__
    if not isinstance(table, Table):
        return
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        if index.unique:
            yield tuple(column.name for column in index.columns)
