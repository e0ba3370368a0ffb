# SPDX-License-Identifier: LGPL-3.0-or-later
"""Lab contacts, written and read together with their person and laboratory."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.models import LabContact, Laboratory, Person, Proposal, ProposalHasPerson
from backend.errors import Invalid
from backend.store.base import Base
from backend.store.rows import Row, RowRules, columns, read

Card = TypeVar("Card", Person, Laboratory)


def _prepare(session: Session, values: Row, before: Row | None) -> None:
    """A body may carry `person` and `laboratory`: new ones are made, known ones changed or copied."""
    person, laboratory = values.pop("person", None), values.pop("laboratory", None)
    if person is None and laboratory is None:
        if before is None and values.get("personId") is None:
            raise Invalid.field(
                "personId", "A contact needs a person: give personId, or person with its names."
            )
        return
    known = session.get(Person, values.get("personId") or (before or {}).get("personId") or 0)
    _refuse_login(known, person or {})
    written = _written(session, Person, known, _with_laboratory(session, person or {}, known, laboratory))
    values["personId"] = written.personId


def _refuse_login(known: Person | None, person: Row) -> None:
    """A login says whose proposals somebody sees: it is no part of a contact's card."""
    if person.pop("login", None) not in (None, known.login if known else None):
        text = "A login is written on the person itself, by the facility's staff."
        raise Invalid(text, errors={"person.login": [text]})


def _with_laboratory(session: Session, person: Row, known: Person | None, laboratory: Row | None) -> Row:
    if laboratory is None:
        return person
    current = session.get(Laboratory, known.laboratoryId) if known and known.laboratoryId else None
    return {**person, "laboratoryId": _written(session, Laboratory, current, laboratory).laboratoryId}


def _written(session: Session, model: type[Card], known: Card | None, values: Row) -> Card:
    """The row with *values*: as it is, changed, or a changed copy when others use it too.

    So nobody else's labels change.
    """
    values = {name: value for name, value in values.items() if name in model.attributes()}
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return known
    if known is None or _uses(session, known) > 1:
        kept = (
            {}
            if known is None
            else {n: getattr(known, n) for n in model.attributes() if n not in _OWN[model]}
        )
        known = model(**{**kept, **values})
        session.add(known)
    for name, value in values.items():
        setattr(known, name, value)
    session.flush()
    return known


_OWN = {Person: ("personId", "login", "recordTimeStamp"), Laboratory: ("laboratoryId", "recordTimeStamp")}
"""What a copy does not take along: its key, its time and the login of the person."""


def _uses(session: Session, known: Person | Laboratory) -> int:
    if isinstance(known, Laboratory):
        return session.scalar(select(func.count()).where(Person.laboratoryId == known.laboratoryId)) or 0
    users = (LabContact.personId, Proposal.personId, ProposalHasPerson.personId)
    return sum(session.scalar(select(func.count()).where(user == known.personId)) or 0 for user in users)


def extend(session: Session, rows: list[Row]) -> None:
    """Add `person` and `laboratory` to contacts, in two statements."""
    people = _by_key(session, Person, {row["personId"] for row in rows})
    laboratories = _by_key(
        session, Laboratory, {p["laboratoryId"] for p in people.values() if p["laboratoryId"]}
    )
    for row in rows:
        row["person"] = people.get(row["personId"])
        row["laboratory"] = laboratories.get((row["person"] or {}).get("laboratoryId", 0))


def _by_key(session: Session, model: type[Base], keys: set[int]) -> dict[int, Row]:
    if not keys:
        return {}
    found = read(session, select(*columns(model)).where(model.key().in_(keys)))
    return {row[model.key_name()]: row for row in found}


RULES = RowRules(prepare=_prepare, extend=extend, makes=("personId",))
