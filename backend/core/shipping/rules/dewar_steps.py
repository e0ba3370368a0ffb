# SPDX-License-Identifier: LGPL-3.0-or-later
"""The steps on a dewar's way: kept in ISPyB's history, and with person and reason in a table of ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Dewar, DewarEvent, DewarTransportHistory
from backend.domain.states import DRAFT
from backend.store.column_types import now
from backend.store.rows import Row, columns, read

STATE, REFILL = "state", "refill"

_NEWEST_FIRST = (DewarEvent.time.desc(), DewarEvent.dewarEventId.desc())


def note(session: Session, dewar: Dewar, person: str, reason: str) -> None:
    """Keep the state and place that a dewar has now."""
    state, place = dewar.dewarStatus or DRAFT, dewar.storageLocation or ""
    history = DewarTransportHistory(
        dewarId=dewar.dewarId, dewarStatus=state, storageLocation=place, arrivalDate=now()
    )
    session.add(history)
    _keep(session, dewar, STATE, person, reason, now())


def note_refill(session: Session, dewar: Dewar, person: str, reason: str, time: datetime) -> None:
    """Keep that liquid nitrogen was topped up; ISPyB's history is of transport and hears nothing of it."""
    _keep(session, dewar, REFILL, person, reason, time)


def _keep(session: Session, dewar: Dewar, kind: str, person: str, reason: str, time: datetime) -> None:
    place = {"dewarStatus": dewar.dewarStatus or DRAFT, "storageLocation": dewar.storageLocation or ""}
    session.add(
        DewarEvent(dewarId=dewar.dewarId, kind=kind, person=person, reason=reason, time=time, **place)
    )


def put(session: Session, dewar: Dewar, person: str, state: str, place: str | None, reason: str) -> None:
    """Put a dewar into a state and, unless None, a place, and keep the step."""
    dewar.dewarStatus = state
    if place is not None:
        dewar.storageLocation = place
    note(session, dewar, person, reason)
    session.flush()


def history(session: Session, key: int, kind: str = "") -> list[Row]:
    """A dewar's way, the newest step first; of one kind if that is named."""
    statement = select(*columns(DewarEvent)).where(DewarEvent.dewarId == key).order_by(*_NEWEST_FIRST)
    return read(session, statement.where(DewarEvent.kind == kind) if kind else statement)


def last_states(session: Session, key: int, count: int) -> list[DewarEvent]:
    """The newest steps between states, at most so many."""
    wanted = select(DewarEvent).where(DewarEvent.dewarId == key, DewarEvent.kind == STATE)
    return list(session.scalars(wanted.order_by(*_NEWEST_FIRST).limit(count)))
