# SPDX-License-Identifier: LGPL-3.0-or-later
"""Lists of rows: filters, search, order, and pages by offset or by cursor."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from backend.errors import Invalid
from backend.store.base import AnyColumn, Base
from backend.store.ownership import Caller
from backend.store.rows import NO_RULES, Row, RowRules, columns, dumps, read


@dataclass
class RowQuery:
    """What a list asks for: filters (any of the values), search text, order, page, and conditions beyond."""

    filters: dict[str, list[object]] = field(default_factory=dict)
    q: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 100
    after: str = ""
    conditions: Sequence[ColumnElement[bool]] = ()


@dataclass
class PageOfRows:
    """A page of rows; `total` is None where a cursor was followed, as counting would cost."""

    rows: list[Row]
    total: int | None
    next: str | None


def page(
    session: Session, caller: Caller, model: type[Base], query: RowQuery, rules: RowRules = NO_RULES
) -> PageOfRows:
    """One page of the rows that the caller may see."""
    seen = and_(caller.sees(model), *_conditions(model, query))
    key = model.key()
    order, descending = _order(model, query.sort)
    statement = select(*columns(model)).where(seen)
    statement = statement.order_by(
        *[c.desc() if descending else c.asc() for c in dict.fromkeys((order, key))]
    )
    if query.after:
        statement = statement.where(_beyond(order, key, descending, query.after))
    rows = read(session, statement.offset(query.offset).limit(query.limit + 1), rules)
    more, rows = len(rows) > query.limit, rows[: query.limit]
    total = None if query.after else session.scalar(select(func.count()).select_from(model).where(seen))
    # Rows of a table with a key of several columns have no place that one of them tells.
    follows = more and rows and len(model.__mapper__.primary_key) == 1
    return PageOfRows(rows, total, _cursor(rows[-1], str(order.key), str(key.key)) if follows else None)


def _conditions(model: type[Base], query: RowQuery) -> Iterable[ColumnElement[bool]]:
    yield from query.conditions
    for name, values in query.filters.items():
        column = getattr(model, name)
        known = [value for value in values if value is not None]
        yield or_(column.in_(known), column.is_(None)) if len(known) < len(values) else column.in_(known)
    if query.q:
        texts = [c for c in (getattr(model, n) for n in model.attributes()) if _is_text(c)]
        yield or_(*[column.icontains(query.q, autoescape=True) for column in texts])


def _is_text(column: AnyColumn) -> bool:
    try:
        return column.type.python_type is str
    except NotImplementedError:
        return False


def _order(model: type[Base], sort: str) -> tuple[AnyColumn, bool]:
    name = sort.lstrip("-") or model.key_name()
    if name not in model.attributes():
        raise Invalid.field(
            "sort", f"{model.__name__} has no column {name}; it has {', '.join(model.attributes())}."
        )
    return getattr(model, name), sort.startswith("-")


def _cursor(row: Row, order: str, key: str) -> str:
    return base64.urlsafe_b64encode(dumps([row[order], row[key]]).encode()).decode()


def _beyond(order: AnyColumn, key: AnyColumn, descending: bool, cursor: str) -> ColumnElement[bool]:
    """Rows after the cursor; NULL sorts first in both databases."""
    try:
        value, last = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        value = _from_json(order, value)
        last = int(last)
    except (ValueError, TypeError) as error:
        raise Invalid.field("after", "This is not a cursor of this list; take it from “next”.") from error
    later_key = key < last if descending else key > last
    if value is None:
        return and_(order.is_(None), later_key) if descending else or_(order.is_not(None), later_key)
    beyond = or_(order < value, order.is_(None)) if descending else order > value
    return or_(beyond, and_(order == value, later_key))


def _from_json(column: AnyColumn, value: object) -> object:
    wanted = column.type.python_type
    return wanted.fromisoformat(value) if wanted in (date, datetime, time) and value else value
