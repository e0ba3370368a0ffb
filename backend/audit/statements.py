# SPDX-License-Identifier: LGPL-3.0-or-later
"""Noting changes: of rows that a session flushes, and by statements that go past it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Delete, Insert, Table, Update, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from backend.audit.journal import Change, note, whole
from backend.domain.rows import AnyRow
from backend.store.base import Base, Described


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    """The rows of a flush, while the session still knows what they were."""
    for verb, rows in (("created", session.new), ("updated", session.dirty), ("deleted", session.deleted)):
        for row in rows:
            if isinstance(row, Described) and type(row).policy.audited:
                _note_row(session, verb, row)


def _note_row(session: Session, verb: str, row: Described) -> None:
    model: Any = type(row)
    state: Any = inspect(row)
    held = {name: state.dict[name] for name in model.attributes() if name in state.dict}
    if verb == "updated":
        changes = {name: change for name in held if (change := _change(state, name))}
    else:
        changes = whole(held, verb)
    note(session, verb, model, held, changes)


def _change(state: Any, name: str) -> Change | None:
    history = state.attrs[name].history
    if not history.has_changes():
        return None
    before, after = [values[0] if values else None for values in (history.deleted, history.added)]
    return None if before == after else (before, after)


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> object:
    """A statement that changes many rows at once: what they were is read before it runs."""
    statement = state.statement
    if not isinstance(statement, (Insert, Update, Delete)):
        return None
    model = _model(statement.table)
    if model is None or not model.policy.audited:
        return None
    if isinstance(statement, Insert):
        return _inserted(state, statement, model)
    before = _affected(state.session, statement, model)
    if isinstance(statement, Delete):
        for row in before.values():
            note(state.session, "deleted", model, row, whole(row, "deleted"))
        return None
    result = state.invoke_statement()
    _note_updated(state.session, model, before)
    return result


def _model(table: object) -> type[Base] | None:
    if not isinstance(table, Table):
        return None
    return next((m.class_ for m in Base.registry.mappers if m.class_.__tablename__ == table.name), None)


Rows = dict[int, AnyRow]


def _affected(session: Session, statement: Update | Delete, model: type[Base]) -> Rows:
    return _read(session, model, () if statement.whereclause is None else (statement.whereclause,))


def _read(session: Session, model: type[Base], conditions: Sequence[Any]) -> Rows:
    """Rows by key, as the database holds them now."""
    columns = [getattr(model, name).label(name) for name in model.attributes()]
    with session.no_autoflush:
        found = session.execute(select(*columns).where(*conditions)).all()
    return {row._mapping[model.key_name()]: dict(row._mapping) for row in found}


def _note_updated(session: Session, model: type[Base], before: Rows) -> None:
    after = _read(session, model, (model.key().in_(list(before)),)) if before else {}
    for key, row in after.items():
        was = before[key]
        changes = {name: (was[name], value) for name, value in row.items() if value != was[name]}
        note(session, "updated", model, row, changes)


def _inserted(state: ORMExecuteState, statement: Insert, model: type[Base]) -> object:
    """Rows come back as they were stored; a statement that asks for columns itself gets those."""
    parameters: Any = state.parameters or {}
    given: list[AnyRow] = parameters if isinstance(parameters, list) else [parameters]
    if statement.returning_column_descriptions:
        result = state.invoke_statement().freeze()
        keys = [getattr(row, model.key_name(), None) for row in result().all()]
        stored = [{**row, model.key_name(): key} for row, key in zip(given, keys, strict=False)]
    else:
        # Not in the order of the parameters: SQLite would insert row by row for that.
        names = {model.key_name(), *(name for row in given for name in row)}
        columns = [getattr(model, name).label(name) for name in names]
        result = state.invoke_statement(statement=statement.returning(*columns)).freeze()
        stored = [dict(row._mapping) for row in result().all()]
    for row in stored:
        note(state.session, "created", model, row, whole(row, "created"))
    return result()
