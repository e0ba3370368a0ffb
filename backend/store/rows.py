# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reading and writing rows of any table: one way for all resources, without a request in sight.

A row leaves as a dictionary with its wire names and `_etag`, a hash of all the rest: so the same
revision works in our database and in a facility's, where no column may be added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from backend.domain.rows import AnyRow
from backend.domain.rows import Row as Row
from backend.errors import Conflict, Invalid, NotFound, Stale
from backend.store.base import AnyColumn, Base
from backend.store.database_errors import refused
from backend.store.ownership import Caller, check_references, check_shared, check_staff_columns, remembering

MOST_AT_ONCE = 500
"""Keys in one statement; SQLite takes 999 values at least."""


def _nothing(*_: object) -> None:
    return None


@dataclass(frozen=True)
class RowRules:
    """What a table asks for beyond its columns; a module of a service fills in what it needs.

    prepare: (session, values, existing row or None): checks and completes values before they are stored.
    stored: (session, row object, values): what follows from a write, in the same transaction.
    remove: (session, row object): refuses a deletion with Conflict, or clears away what goes with it.
    extend: (session, rows): adds members that are not columns, in a constant number of statements.
    extra: names of such members that a body may carry too.
    makes: references that `prepare` may point at rows which it makes itself.
    """

    prepare: Callable[[Session, Row, Row | None], None] = _nothing
    stored: Callable[[Session, Any, Row], None] = _nothing
    remove: Callable[[Session, Any], None] = _nothing
    extend: Callable[[Session, list[Row]], None] = _nothing
    extra: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()


NO_RULES = RowRules()


def wire_name(attribute: str) -> str:
    """The name on the wire: Python's keyword `global` stands with an underscore in the class."""
    return attribute.rstrip("_")


def as_json(value: object) -> object:
    """JSON for what the database gives beyond JSON's own types."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(value: object) -> str:
    """Compact JSON text of wire values."""
    return json.dumps(value, default=as_json, ensure_ascii=False, separators=(",", ":"))


def etag(row: Row) -> str:
    """The revision of a row: a hash of what it shows; what is said beside it is no part of it."""
    shown = {name: value for name, value in row.items() if name not in ("_etag", "warnings", "info")}
    return hashlib.sha256(dumps(shown).encode()).hexdigest()[:20]


def columns(model: type[Base]) -> list[AnyColumn]:
    """The columns to select, labelled with their wire names."""
    return [getattr(model, name).label(wire_name(name)) for name in model.attributes()]


def read(session: Session, statement: Select[object], rules: RowRules = NO_RULES) -> list[Row]:
    """The rows of a statement over `columns(model)`, with what *rules* add and their `_etag`."""
    rows = [dict(found) for found in session.execute(statement).mappings()]
    rules.extend(session, rows)
    for row in rows:
        row["_etag"] = etag(row)
    return rows


def one(session: Session, caller: Caller, model: type[Base], key: int, rules: RowRules = NO_RULES) -> Row:
    """A row by its key; NotFound also where the caller may not see it."""
    statement = select(*columns(model)).where(model.key() == key, caller.sees(model))
    rows = read(session, statement, rules)
    if not rows:
        raise NotFound(f"There is no {model.__name__} {key}.")
    return rows[0]


def create(
    session: Session, caller: Caller, model: type[Base], values: Row, rules: RowRules = NO_RULES
) -> Row:
    """Store a new row and give it as it stands in the database."""
    _prepare(session, caller, model, values, None, rules)
    return _stored(session, caller, model, _insert(session, model, values, rules), rules)


def store(session: Session, model: type[Base], values: Row, rules: RowRules = NO_RULES) -> int:
    """Store a new row whose references the caller of this has looked up itself; gives its key."""
    rules.prepare(session, values, None)
    return _insert(session, model, values, rules)


def _insert(session: Session, model: type[Base], values: Row, rules: RowRules) -> int:
    row = model(**_columns_of(model, values))
    session.add(row)
    flush(session, model, values)
    rules.stored(session, row, values)
    key: int = getattr(row, model.key_name())
    return key


def create_all(
    session: Session, caller: Caller, model: type[Base], bodies: Sequence[Row], rules: RowRules = NO_RULES
) -> list[Row]:
    """Store many rows, all or none; an error's field is `row.field`."""
    keys = []
    with remembering(session):
        for number, values in enumerate(bodies):
            with _of_row(number):
                _prepare(session, caller, model, values, None, rules)
                keys.append(_insert(session, model, values, rules))
    return _all_stored(session, caller, model, keys, rules)


@contextmanager
def _of_row(number: int) -> Iterator[None]:
    """Say in an error which row of many it is about."""
    try:
        yield
    except (Invalid, Conflict) as error:
        named = {f"{number}.{name}": text for name, text in error.errors.items()}
        raise type(error)(f"Row {number}: {error.detail}", errors=named) from error


def _all_stored(
    session: Session, caller: Caller, model: type[Base], keys: Sequence[int], rules: RowRules
) -> list[Row]:
    """The rows with these keys, in their order; Invalid for one that its own writer would not see."""
    found: dict[int, Row] = {}
    for start in range(0, len(keys), MOST_AT_ONCE):
        some = keys[start : start + MOST_AT_ONCE]
        statement = select(*columns(model)).where(model.key().in_(some), caller.sees(model))
        found |= {row[model.key_name()]: row for row in read(session, statement, rules)}
    for number, key in enumerate(keys):
        if key not in found:
            with _of_row(number):
                raise _nobodys(model)
    return [found[key] for key in keys]


def update(
    session: Session,
    caller: Caller,
    model: type[Base],
    key: int,
    changes: Row,
    if_match: str | None = None,
    rules: RowRules = NO_RULES,
) -> Row:
    """Change a row that the caller may see; Stale when it is no longer the one that was read."""
    found = _locked(session, caller, model, key)
    before = one(session, caller, model, key, rules)
    check_shared(session, caller, model, key)
    _check_revision(before, if_match)
    _prepare(session, caller, model, changes, before, rules)
    for name, value in _columns_of(model, changes).items():
        setattr(found, name, value)
    flush(session, model, changes)
    rules.stored(session, found, changes)
    return _stored(session, caller, model, key, rules)


def delete(
    session: Session,
    caller: Caller,
    model: type[Base],
    key: int,
    if_match: str | None = None,
    rules: RowRules = NO_RULES,
) -> None:
    """Delete a row on which nothing hangs; Conflict names what does."""
    found = _locked(session, caller, model, key)
    check_shared(session, caller, model, key)
    _check_revision(one(session, caller, model, key, rules), if_match)
    rules.remove(session, found)
    session.flush()
    _refuse_if_used(session, model, key)
    session.delete(found)
    session.flush()


def _stored(session: Session, caller: Caller, model: type[Base], key: int, rules: RowRules) -> Row:
    """The row as it stands; Invalid for one that its own writer would not see."""
    try:
        return one(session, caller, model, key, rules)
    except NotFound as error:
        raise _nobodys(model) from error


def _nobodys(model: type[Base]) -> Invalid:
    """For a row that nothing would tie to a proposal of its writer."""
    text = f"This {model.__name__} would belong to no proposal of yours."
    if model.policy.shared:
        return Invalid(f"{text} Write it with a contact's card, which is a proposal's.")
    ties = [name for name in model.attributes() if model.parent(name) not in (None, model)]
    return Invalid(text, errors={name: [text] for name in ties})


def _locked(session: Session, caller: Caller, model: type[Base], key: int) -> Any:
    """The row under its lock (SQLite's writer holds the whole file's), so that compare and write are one."""
    statement = select(model).where(model.key() == key, caller.sees(model))
    found = session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound(f"There is no {model.__name__} {key}.")
    return found


def _check_revision(row: Row, if_match: str | None) -> None:
    if if_match not in (None, "*", row["_etag"]):
        raise Stale("Somebody changed this meanwhile; compare both versions and save again.", current=row)


def _prepare(
    session: Session, caller: Caller, model: type[Base], values: Row, before: Row | None, rules: RowRules
) -> None:
    """Check and complete what is to be stored; what rules make is new, so nobody else's."""

    def check(left_out: Iterable[str] = ()) -> None:
        given = {name: value for name, value in values.items() if name not in left_out}
        check_references(session, caller, model, given, before)

    check_staff_columns(caller, model, values, before)
    if rules.makes:
        check()
    given = {name: values.get(name) for name in rules.makes}
    rules.prepare(session, values, before)
    check([name for name, value in given.items() if values.get(name) != value])


def _columns_of(model: type[Base], values: Row) -> Row:
    wire = {wire_name(name): name for name in model.attributes()}
    return {wire[name]: value for name, value in values.items() if name in wire}


def _refuse_if_used(session: Session, model: type[Base], key: int) -> None:
    users = [
        f"{count} {name}" for name, column in pointing_at(model) if (count := _count(session, column, key))
    ]
    if users:
        raise Conflict(f"{model.__name__} {key} is used by {', '.join(users)}; delete or change those first.")


def pointing_at(model: type[Base]) -> Iterable[tuple[str, AnyColumn]]:
    """Every foreign key column to a table, with the name of the class that has it."""
    wanted = model.__mapper__.primary_key[0]
    for mapper in model.registry.mappers:
        for column in mapper.columns:
            if any(foreign.column is wanted for foreign in column.foreign_keys):
                yield mapper.class_.__name__, column


def _count(session: Session, column: AnyColumn, key: int) -> int:
    return session.scalar(select(func.count()).where(column == key)) or 0


def flush(session: Session, model: type[Base], values: Row) -> None:
    """Write what is pending; what the database refuses becomes an error that names the field."""
    try:
        session.flush()
    except (IntegrityError, DataError) as error:
        raise refused(session, model, values, error) from error


def description_of(row: AnyRow | None) -> Row:
    """The `descriptionJson` of a row, empty where it has none."""
    return (row or {}).get("descriptionJson") or {}
