# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a session has changed so far, and how it becomes entries when the session commits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session, SessionTransaction

from backend.audit.models import AuditEntry
from backend.domain.rows import AnyRow
from backend.store.base import Base
from backend.store.column_types import now
from backend.store.rows import as_json

"""Attribute → value."""

Change = tuple[Any, Any]
"""A column's value before and after."""

_SECRET = re.compile("password|secret|token", re.IGNORECASE)

HIDDEN = "hidden"


@dataclass
class Journal:
    """The entries of one session, and how many there were when each savepoint began."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    marks: dict[SessionTransaction, int] = field(default_factory=dict)
    owners: dict[tuple[type[Base], int], int | None] = field(default_factory=dict)
    """Proposals of parents looked up already."""


def journal(session: Session) -> Journal:
    """The journal of a session."""
    found: Journal = session.info.setdefault("ssx_journal", Journal())
    return found


def sign(session: Session, person: str, request_id: str | None = None) -> None:
    """Say in whose name this session writes."""
    session.info["ssx_signed"] = (person, request_id)


def note(session: Session, verb: str, model: type[Base], row: AnyRow, changes: Mapping[str, Change]) -> None:
    """Note the changes of a row; *row* has at least its key and the column that leads to its proposal."""
    key = row.get(model.key_name())
    entry = {
        "verb": verb,
        "tableName": model.__tablename__,
        "rowId": key,
        "proposalId": _proposal_of(session, model, key, row.get(model.policy.owner)),
        "changes": {name: _told(name, *change) for name, change in changes.items()},
    }
    if changes:
        journal(session).entries.append(entry)


def whole(values: AnyRow, verb: str) -> dict[str, Change]:
    """All columns of a row that came or went."""
    held = {name: value for name, value in values.items() if value is not None}
    created = verb == "created"
    return {name: (None, value) if created else (value, None) for name, value in held.items()}


def _told(name: str, before: object, after: object) -> dict[str, Any]:
    hidden = _SECRET.search(name)
    return {"before": _plain(before, hidden), "after": _plain(after, hidden)}


def _plain(value: object, hidden: object) -> object:
    """A value as JSON keeps it."""
    if value is None or isinstance(value, (str, int, float, list, dict)):
        return HIDDEN if hidden and value is not None else value
    return value.hex() if isinstance(value, bytes) else as_json(value)


def _proposal_of(session: Session, model: type[Base], key: int | None, owner: int | None) -> int | None:
    """The proposal of a row: itself, or that of the parent with key *owner*, up to the root."""
    if model.policy.root:
        return key
    parent = model.parent(model.policy.owner) if model.policy.owner and owner is not None else None
    if parent is None or owner is None:
        return owner if model.policy.owner == "proposalId" else None
    known = journal(session).owners
    if (parent, owner) not in known:
        known[parent, owner] = _proposal_of_row(session, parent, owner)
    return known[parent, owner]


def _proposal_of_row(session: Session, model: type[Base], key: int) -> int | None:
    if model.policy.root:
        return key
    gone = (row for row in session.deleted if isinstance(row, model) and inspect(row).identity == (key,))
    with session.no_autoflush:
        row = next(gone, None) or session.get(model, key)
    owner = getattr(row, model.policy.owner, None) if row is not None and model.policy.owner else None
    return _proposal_of(session, model, key, owner)


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        journal(session).marks[transaction] = len(journal(session).entries)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """What was undone did not happen; a flush that fails inside leaves it to the transaction around it."""
    if transaction.nested or transaction.parent is None:
        kept = journal(session).marks.pop(transaction, 0)
        del journal(session).entries[kept:]
        journal(session).owners.clear()


@event.listens_for(Session, "before_commit")
def _store(session: Session) -> None:
    """Write the entries beside the rows; a savepoint that is released leaves them to the transaction."""
    if session.in_nested_transaction():
        return
    session.flush()
    entries, journal(session).entries = journal(session).entries, []
    if entries:
        person, request_id = session.info.get("ssx_signed", ("-", None))
        signed = {"time": now(), "person": person, "requestId": request_id}
        session.execute(insert_into(AuditEntry), [{**signed, **entry} for entry in entries])
