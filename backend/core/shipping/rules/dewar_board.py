# SPDX-License-Identifier: LGPL-3.0-or-later
"""All dewars at a glance, by state and place, and those that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from backend.core.models import Dewar, DewarDetails, DewarEvent, Proposal, Shipping
from backend.core.shipping.rules import dewar_steps, shippings
from backend.core.shipping.rules.dewars import RULES
from backend.domain.packing import cold_until
from backend.domain.states import AT_FACILITY, CLOSED, DRAFT, advancement
from backend.errors import Conflict
from backend.store.base import AnyColumn
from backend.store.ownership import Caller, require
from backend.store.rows import Row, create, one

UNCLAIMED = "Unclaimed dewars"
"""Name of the shipment that takes in what nobody knows."""


@dataclass(frozen=True)
class BoardQuery:
    """Which dewars to show: of these states (else all but closed ones), this place, this text."""

    states: tuple[str, ...] = ()
    place: str = ""
    q: str = ""
    limit: int = 500


def board(session: Session, caller: Caller, options: BoardQuery) -> Row:
    """The dewars that the caller sees, the newest first in each state; counts of states and of places."""
    seen = and_(caller.sees(Dewar), *_conditions(options))
    found = session.execute(_statement().where(seen).order_by(Dewar.dewarId.desc()).limit(options.limit))
    rows = [_shown(dict(row)) for row in found.mappings()]
    rows.sort(key=lambda row: advancement(row["dewarStatus"]))
    total = session.scalar(select(func.count()).select_from(_joined(Dewar.dewarId).where(seen).subquery()))
    return {
        "total": total,
        "rows": rows,
        "next": None,
        "states": _counted(session, caller, Dewar.dewarStatus),
        "places": _counted(session, caller, Dewar.storageLocation),
    }


def _joined(*wanted: AnyColumn) -> Select[object]:
    statement = select(*wanted).join(Shipping, Shipping.shippingId == Dewar.shippingId)
    return statement.join(Proposal, Proposal.proposalId == Shipping.proposalId)


def _statement() -> Select[object]:
    since = (
        select(DewarEvent.dewarId, func.max(DewarEvent.time).label("since"))
        .where(DewarEvent.kind == dewar_steps.STATE)
        .group_by(DewarEvent.dewarId)
        .subquery()
    )
    shown = (Dewar.dewarId, Dewar.code, Dewar.barCode, Dewar.dewarStatus, Dewar.storageLocation)
    origin = (Shipping.shippingId, Shipping.shippingName, Proposal.proposalCode, Proposal.proposalNumber)
    details = (DewarDetails.packing, DewarDetails.filledAt, DewarDetails.holdTime)
    return (
        _joined(*shown, *origin, *details, since.c.since)
        .join(DewarDetails, DewarDetails.dewarId == Dewar.dewarId, isouter=True)
        .join(since, since.c.dewarId == Dewar.dewarId, isouter=True)
    )


def _shown(row: Row) -> Row:
    row["proposal"] = f"{row.pop('proposalCode') or ''}{row.pop('proposalNumber') or ''}"
    row["dewarStatus"] = row["dewarStatus"] or DRAFT
    row["coldUntil"] = cold_until(row["filledAt"], row.pop("holdTime"))
    return row


def _conditions(options: BoardQuery) -> list[ColumnElement[bool]]:
    state = func.coalesce(Dewar.dewarStatus, DRAFT)
    conditions = [state.in_(options.states) if options.states else state != CLOSED]
    if options.place:
        conditions.append(Dewar.storageLocation == options.place)
    if options.q:
        texts = (Dewar.code, Dewar.barCode, Dewar.storageLocation, Dewar.trackingNumberToSynchrotron)
        names = (Shipping.shippingName, Proposal.proposalCode.concat(Proposal.proposalNumber))
        conditions.append(or_(*[text.icontains(options.q, autoescape=True) for text in (*texts, *names)]))
    return conditions


def _counted(session: Session, caller: Caller, column: AnyColumn) -> dict[str, int]:
    """How many dewars there are of each value, the most usual first."""
    statement = (
        select(column, func.count())
        .where(caller.sees(Dewar), column.is_not(None), column != "")
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(100)
    )
    return {str(value): count for value, count in session.execute(statement)}


def take_in_unknown(session: Session, caller: Caller, values: Row, proposal: str, reason: str = "") -> Row:
    """Store a dewar that nobody knows as arrived, in the “unclaimed” shipment of that proposal.

    values: barCode, and perhaps code, storageLocation, comments. proposal: code and number as configured.
    Raises Conflict where none is configured, or when somebody does know the barcode.
    """
    require(caller, "all_proposals")
    shipping = _unclaimed(session, caller, proposal)
    known = {"shippingId": shipping, "dewarStatus": AT_FACILITY, "code": values["barCode"]}
    row = create(session, caller, Dewar, {**known, **values}, RULES)
    first = dewar_steps.last_states(session, row["dewarId"], 1)[0]
    first.person, first.reason = caller.name, reason or "Arrived, owner not known"
    shippings.refresh_status(session, shipping)
    return one(session, caller, Dewar, row["dewarId"], RULES)


def _unclaimed(session: Session, caller: Caller, proposal: str) -> int:
    written = Proposal.proposalCode.concat(Proposal.proposalNumber)
    wanted = select(Proposal.proposalId).where(written == proposal, caller.sees(Proposal)).with_for_update()
    key = session.scalar(wanted) if proposal else None
    if key is None:
        raise Conflict(
            "No proposal takes in unclaimed dewars: the configuration's UNCLAIMED_PROPOSAL names one, "
            "such as staff1."
        )
    mine = select(Shipping.shippingId).where(Shipping.proposalId == key, Shipping.shippingName == UNCLAIMED)
    found = session.scalar(mine)
    if found is not None:
        return found
    values: Row = {"proposalId": key, "shippingName": UNCLAIMED}
    return int(create(session, caller, Shipping, values, shippings.RULES)["shippingId"])
