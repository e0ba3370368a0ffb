# SPDX-License-Identifier: LGPL-3.0-or-later
"""Values for which the connected ISPyB has no column are refused; importing switches it on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Insert, Update, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from backend.errors import Invalid
from backend.store.base import Ispyb
from backend.store.ispyb.dialect import IspybDialect
from backend.store.ispyb.present_columns import PresentColumns


def _held(session: Session) -> PresentColumns | None:
    dialect = session.get_bind().dialect
    return dialect.held if isinstance(dialect, IspybDialect) else None


@event.listens_for(Session, "before_flush")
def _flushing(session: Session, _context: object, _instances: object) -> None:
    held = _held(session)
    if held is None:
        return
    for row in (*session.new, *session.dirty):
        if isinstance(row, Ispyb):
            _check(held, type(row), inspect(row).dict)


@event.listens_for(Session, "do_orm_execute")
def _executing(state: ORMExecuteState) -> None:
    held = _held(state.session)
    if held is None or not isinstance(state.statement, (Insert, Update)) or state.bind_mapper is None:
        return
    model = state.bind_mapper.class_
    given: Any = state.parameters or {}
    if issubclass(model, Ispyb):
        for values in given if isinstance(given, list) else [given]:
            _check(held, model, values)


def _check(held: PresentColumns, model: type[Ispyb], values: Mapping[str, object]) -> None:
    if not held.has_table(model.__table__):
        raise Invalid(f"This facility's database has no table {model.__tablename__}.")
    for name in _given(model, values):
        if not held.has(model.__mapper__.columns[name]):
            wire = name.rstrip("_")
            text = f"This facility's database has no {model.__tablename__}.{wire}; leave it out."
            raise Invalid.field(wire, text)


def _given(model: type[Ispyb], values: Mapping[str, object]) -> Iterable[str]:
    return (name for name in model.attributes() if values.get(name) is not None)
