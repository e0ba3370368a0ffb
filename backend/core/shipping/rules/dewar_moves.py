# SPDX-License-Identifier: LGPL-3.0-or-later
"""Moving a dewar: to another state and place, back again, and topped up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Dewar, DewarEvent
from backend.core.shipping.rules import dewar_details, dewar_steps, shippings
from backend.core.shipping.rules.dewars import is_with_sender
from backend.domain.states import DEWAR_STATES, SENT, is_held_by_facility, shown
from backend.errors import Conflict, Invalid, NotFound
from backend.store.column_types import now
from backend.store.ownership import Caller
from backend.store.rows import dumps

REPEAT = timedelta(seconds=60)
"""Within this time the same step again is taken for a scan that happened twice, and is asked about."""


@dataclass(frozen=True)
class DewarMove:
    """A wished step; no place leaves the dewar where it is, `again` means it although it was just done."""

    status: str
    place: str | None = None
    reason: str = ""
    again: bool = False


def move(session: Session, caller: Caller, key: int, wanted: DewarMove) -> None:
    """Move a dewar to another state and place.

    Raises Conflict for what cannot be sent yet, for a dewar that the facility holds and that would be marked
    sent without a reason, and with `repeat` for the same step within a minute.
    """
    dewar = _locked(session, caller, key)
    if wanted.status not in DEWAR_STATES:
        raise Invalid.field("dewarStatus", f"A dewar's state is one of {', '.join(DEWAR_STATES)}.")
    if not wanted.again:
        _ask_if_repeated(session, dewar, wanted)
    if wanted.status == SENT:
        _check_sending(session, caller, dewar, wanted)
    dewar_steps.put(session, dewar, caller.name, wanted.status, wanted.place, wanted.reason)
    shippings.refresh_status(session, dewar.shippingId)


def undo(session: Session, caller: Caller, key: int) -> None:
    """Put a dewar back to where it was before its last step, by a new step; twice is as before.

    Raises Conflict for a dewar that was never moved.
    """
    dewar = _locked(session, caller, key)
    steps = dewar_steps.last_states(session, key, 2)
    if len(steps) < 2:
        raise Conflict(f"Dewar {dewar.code} was never moved; there is nothing to undo.")
    undone, before = steps
    reason = f"Undo of {shown(undone.dewarStatus)}"
    dewar_steps.put(session, dewar, caller.name, before.dewarStatus, before.storageLocation or "", reason)
    shippings.refresh_status(session, dewar.shippingId)


def refill(session: Session, caller: Caller, key: int, time: datetime | None, reason: str) -> None:
    """Keep that liquid nitrogen was topped up, now unless `time` says when: the hold time begins anew."""
    dewar = _locked(session, caller, key)
    when = time or now()
    if when > now() + REPEAT:
        raise Invalid.field("time", "A refill lies in the past; this time is still to come.")
    dewar_steps.note_refill(session, dewar, caller.name, reason, when)
    newest = dewar_steps.history(session, key, dewar_steps.REFILL)[0]["time"]
    dewar_details.store(session, dewar, {"filledAt": newest})


def _locked(session: Session, caller: Caller, key: int) -> Dewar:
    wanted = select(Dewar).where(Dewar.dewarId == key, caller.sees(Dewar)).with_for_update()
    dewar = session.scalar(wanted)
    if dewar is None:
        raise NotFound(f"There is no Dewar {key}.")
    return dewar


def _ask_if_repeated(session: Session, dewar: Dewar, wanted: DewarMove) -> None:
    last = next(iter(dewar_steps.last_states(session, dewar.dewarId, 1)), None)
    if last is None or wanted.status != last.dewarStatus or now() - last.time >= REPEAT:
        return
    if wanted.place in (None, last.storageLocation or ""):
        raise Conflict(_repeated(dewar, last), repeat=True, last=_told(last))


def _repeated(dewar: Dewar, last: DewarEvent) -> str:
    seconds = max(int((now() - last.time).total_seconds()), 0)
    place = f", {last.storageLocation}" if last.storageLocation else ""
    who = f" by {last.person}" if last.person else ""
    return (
        f"Dewar {dewar.code or dewar.barCode} was marked {shown(last.dewarStatus)}{place} "
        f"{seconds} s ago{who}; send it again with “again” if it is meant."
    )


def _told(step: DewarEvent) -> dict[str, str | None]:
    return {
        "dewarStatus": step.dewarStatus,
        "storageLocation": step.storageLocation,
        "person": step.person,
        "time": dumps(step.time).strip('"'),
    }


def _check_sending(session: Session, caller: Caller, dewar: Dewar, wanted: DewarMove) -> None:
    if is_held_by_facility(dewar.dewarStatus) and not wanted.reason:
        text = f"Dewar {dewar.code} is {shown(dewar.dewarStatus)}; it goes back to sent only with a reason."
        raise Conflict(text, errors={"reason": [text]})
    if is_with_sender(dewar.dewarStatus):
        shippings.require_ready(session, caller, dewar.shippingId)
