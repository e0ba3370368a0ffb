# SPDX-License-Identifier: LGPL-3.0-or-later
"""What tables that we do not map hang on a row keeps it; importing switches it on.

ISPyB deletes along many of its foreign keys by itself (ON DELETE CASCADE): never on our word.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnClause, Delete, Select, column, event, func, literal, select, table, union_all
from sqlalchemy.orm import ORMExecuteState, Session

from backend.errors import Conflict
from backend.store.base import Base, Ispyb, is_ispybs
from backend.store.ispyb.dialect import IspybDialect

Reference = tuple[str, str]
"""A table and its column."""


@event.listens_for(Session, "before_flush")
def _flushing(session: Session, _context: object, _instances: object) -> None:
    for row in session.deleted:
        if isinstance(row, Ispyb):
            model = type(row)
            _check(session, model, select(model.key()).where(model.key() == getattr(row, model.key_name())))


@event.listens_for(Session, "do_orm_execute")
def _executing(state: ORMExecuteState) -> None:
    statement, mapper = state.statement, state.bind_mapper
    if isinstance(statement, Delete) and mapper is not None and issubclass(mapper.class_, Ispyb):
        keys = select(mapper.class_.key())
        condition = statement.whereclause
        _check(state.session, mapper.class_, keys if condition is None else keys.where(condition))


def _check(session: Session, model: type[Ispyb], keys: Select[Any]) -> None:
    """Raise Conflict, naming the tables, where others point at one of the rows with these keys."""
    others = _others(session, model)
    if not others:
        return
    counts = [_count(name, column(key), keys) for name, key in others]
    with session.no_autoflush:
        found = session.connection().execute(union_all(*counts)).all()
    users = ", ".join(f"{count} {name}" for name, count in found if count)
    if users:
        raise Conflict(f"This {model.__name__} is used by {users}; delete or change those first.")


def _count(name: str, pointing: ColumnClause[object], keys: Select[Any]) -> Select[str, int]:
    there = table(name, pointing)
    return select(literal(name), func.count()).select_from(there).where(pointing.in_(keys))


def _others(session: Session, model: type[Ispyb]) -> list[Reference]:
    """The references to a table of which our classes know nothing."""
    dialect = session.get_bind().dialect
    if not isinstance(dialect, IspybDialect):
        return []
    known = {
        (mapped.name.lower(), key.name.lower())
        for mapped in Base.metadata.tables.values()
        if is_ispybs(mapped)
        for key in mapped.columns
        if key.foreign_keys
    }
    pointing = dialect.held.pointing.get(model.__tablename__.lower(), [])
    return [(name, key) for name, key in pointing if (name.lower(), key.lower()) not in known]
