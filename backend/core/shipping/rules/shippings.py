# SPDX-License-Identifier: LGPL-3.0-or-later
"""Shipments: their sessions, their whole contents in one answer, their steps."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.core.models import (
    BLSample,
    BLSession,
    Container,
    Crystal,
    Dewar,
    LabContact,
    Proposal,
    Protein,
    Shipping,
    ShippingHasSession,
)
from backend.core.people.rules import lab_contacts
from backend.core.shipping.rules import checklist, dewar_steps, dewars
from backend.domain.states import DEWAR_STATES, DRAFT, SENT, advancement, least_advanced
from backend.errors import Conflict, Invalid
from backend.store.base import AnyColumn, Base
from backend.store.ownership import Caller
from backend.store.rows import NO_RULES, Row, RowRules, columns, one, read


def _prepare(session: Session, values: Row, before: Row | None) -> None:
    if before is None:
        values.setdefault("shippingStatus", DRAFT)
    row = {**(before or {}), **values}
    leaves, arrives = row.get("deliveryAgent_shippingDate"), row.get("deliveryAgent_deliveryDate")
    if leaves and arrives and arrives < leaves:
        text = f"Arrival ({arrives}) lies before departure ({leaves}); one of the two dates is wrong."
        raise Invalid.field("deliveryAgent_deliveryDate", text)
    for session_id in values.get("sessionIds") or []:
        known = session.get(BLSession, session_id)
        if known is None or known.proposalId != row.get("proposalId"):
            raise Invalid.field("sessionIds", f"There is no session {session_id} in this proposal.")


def _stored(session: Session, shipping: Shipping, values: Row) -> None:
    if "sessionIds" not in values:
        return
    mine = ShippingHasSession.shippingId == shipping.shippingId
    session.execute(delete(ShippingHasSession).where(mine))
    for session_id in dict.fromkeys(values["sessionIds"] or []):
        session.add(ShippingHasSession(shippingId=shipping.shippingId, sessionId=session_id))
    session.flush()


def _extend(session: Session, rows: list[Row]) -> None:
    keys = [row["shippingId"] for row in rows]
    links = session.execute(
        select(ShippingHasSession.shippingId, ShippingHasSession.sessionId).where(
            ShippingHasSession.shippingId.in_(keys)
        )
    )
    sessions: dict[int, list[int]] = defaultdict(list)
    for shipping, session_id in links:
        sessions[shipping].append(session_id)
    for row in rows:
        row["sessionIds"] = sorted(sessions[row["shippingId"]])


def _remove(session: Session, shipping: Shipping) -> None:
    """A shipment that was not sent may go, with all that is in it."""
    states = session.scalars(select(Dewar.dewarStatus).where(Dewar.shippingId == shipping.shippingId)).all()
    if any(state not in (None, "", *DEWAR_STATES[:2]) for state in (shipping.shippingStatus, *states)):
        raise Conflict(f"Shipment {shipping.shippingName} was sent and stays on record.")
    keys = list(session.scalars(select(Dewar.dewarId).where(Dewar.shippingId == shipping.shippingId)))
    dewars.clear(session, keys)
    session.execute(delete(Dewar).where(Dewar.dewarId.in_(keys)))
    session.execute(delete(ShippingHasSession).where(ShippingHasSession.shippingId == shipping.shippingId))


RULES = RowRules(prepare=_prepare, stored=_stored, remove=_remove, extend=_extend, extra=("sessionIds",))


_USUAL = (
    *("sendingLabContactId", "returnLabContactId", "deliveryAgent_agentName", "deliveryAgent_agentCode"),
    "returnCourier",
)
"""What stays the same from one shipment of a laboratory to the next."""


def usual(session: Session, proposal: int) -> Row:
    """Contacts and courier of a proposal's latest shipment that names any; else its only contact, twice."""
    statement = (
        select(*(getattr(Shipping, name) for name in _USUAL))
        .where(Shipping.proposalId == proposal, Shipping.sendingLabContactId.is_not(None))
        .order_by(Shipping.shippingId.desc())
        .limit(1)
    )
    latest = session.execute(statement).mappings().first()
    if latest:
        return dict(latest)
    contacts = select(LabContact.labContactId).where(LabContact.proposalId == proposal).limit(2)
    known = session.scalars(contacts).all()
    return dict.fromkeys(_USUAL[:2], known[0]) if len(known) == 1 else {}


def info(session: Session, caller: Caller, key: int) -> Row:
    """A shipment with all that belongs to it, in a constant number of statements."""
    shipping = one(session, caller, Shipping, key, RULES)
    contents = _contents(session, key)
    contacts = _by_key(session, LabContact, [shipping["sendingLabContactId"], shipping["returnLabContactId"]])
    return {
        **shipping,
        "proposal": _by_key(session, Proposal, [shipping["proposalId"]]).get(shipping["proposalId"]),
        "sessions": list(_by_key(session, BLSession, shipping["sessionIds"]).values()),
        "sendingLabContact": contacts.get(shipping["sendingLabContactId"]),
        "returnLabContact": contacts.get(shipping["returnLabContactId"]),
        "dewars": contents,
        "counts": _counts(contents),
    }


def _contents(session: Session, shipping: int) -> list[Row]:
    """Dewars, the containers in them and the samples in those, nested."""
    found = _rows(session, Dewar, Dewar.shippingId == shipping, Dewar.code, dewars.RULES)
    dewar_keys = select(Dewar.dewarId).where(Dewar.shippingId == shipping)
    containers = _rows(session, Container, Container.dewarId.in_(dewar_keys), Container.code)
    container_keys = select(Container.containerId).where(Container.dewarId.in_(dewar_keys))
    samples = _rows(session, BLSample, BLSample.containerId.in_(container_keys), BLSample.blSampleId)
    _add_crystals(session, samples, container_keys)
    _nest(containers, "samples", sorted(samples, key=_position), "containerId")
    _nest(found, "containers", containers, "dewarId")
    return found


def _add_crystals(session: Session, samples: list[Row], containers: Any) -> None:
    crystal_keys = select(BLSample.crystalId).where(BLSample.containerId.in_(containers))
    crystals = {
        r["crystalId"]: r
        for r in _rows(session, Crystal, Crystal.crystalId.in_(crystal_keys), Crystal.crystalId)
    }
    protein_keys = select(Crystal.proteinId).where(Crystal.crystalId.in_(crystal_keys))
    proteins = {
        r["proteinId"]: r
        for r in _rows(session, Protein, Protein.proteinId.in_(protein_keys), Protein.proteinId)
    }
    for crystal in crystals.values():
        crystal["protein"] = proteins.get(crystal["proteinId"])
    for sample in samples:
        sample["crystal"] = crystals.get(sample["crystalId"])


def _rows(
    session: Session,
    model: type[Base],
    where: AnyColumn,
    order: AnyColumn,
    rules: RowRules = NO_RULES,
) -> list[Row]:
    return read(session, select(*columns(model)).where(where).order_by(order), rules)


def _nest(parents: list[Row], member: str, children: list[Row], key: str) -> None:
    held: dict[int, list[Row]] = defaultdict(list)
    for child in children:
        held[child[key]].append(child)
    for parent in parents:
        parent[member] = held[parent[key]]


def _position(sample: Row) -> tuple[int, str]:
    location = sample["location"] or ""
    return (int(location), "") if location.isdigit() else (10**6, location)


def _counts(contents: list[Row]) -> dict[str, int]:
    containers = [container for dewar in contents for container in dewar["containers"]]
    samples = sum(len(container["samples"]) for container in containers)
    return {"dewars": len(contents), "containers": len(containers), "samples": samples}


def _by_key(session: Session, model: type[Base], keys: list[Any]) -> dict[int, Row]:
    wanted = [key for key in keys if key is not None]
    if not wanted:
        return {}
    rules = lab_contacts.RULES if model is LabContact else NO_RULES
    found = read(session, select(*columns(model)).where(model.key().in_(wanted)), rules)
    return {row[model.key_name()]: row for row in found}


def set_status(session: Session, caller: Caller, key: int, status: str, reason: str) -> None:
    """Move a shipment and its dewars; a dewar that is further on stays where it is.

    Raises Conflict for an empty shipment and for one that lacks what it cannot be sent without, Invalid for
    a state that does not exist.
    """
    one(session, caller, Shipping, key)
    if status not in DEWAR_STATES:
        raise Invalid.field("status", f"A shipment's state is one of {', '.join(DEWAR_STATES)}.")
    held = session.scalars(select(Dewar).where(Dewar.shippingId == key).with_for_update()).all()
    if not held:
        raise Conflict("An empty shipment stays a draft; add a dewar first.")
    if status == SENT:
        require_ready(session, caller, key)
    for dewar in held:
        if advancement(dewar.dewarStatus) < advancement(status):
            dewar_steps.put(session, dewar, caller.name, status, None, reason)
    refresh_status(session, key)


def require_ready(session: Session, caller: Caller, key: int) -> None:
    """Raise Conflict that tells all that a shipment lacks before it, or a dewar of it, can be sent."""
    checklist.require_complete(missing(session, caller, key))


def missing(session: Session, caller: Caller, key: int) -> list[checklist.ChecklistLine]:
    """The checklist of a shipment."""
    found = info(session, caller, key)
    return checklist.lines({**found, "repeatedNames": _repeated_names(session, found["proposalId"])})


def _repeated_names(session: Session, proposal: int) -> set[int]:
    """The samples of a proposal that share protein and name with another one."""
    mine = (
        select(Crystal.proteinId, BLSample.name)
        .join(BLSample, BLSample.crystalId == Crystal.crystalId)
        .join(Protein, Protein.proteinId == Crystal.proteinId)
        .where(Protein.proposalId == proposal)
    )
    twice = mine.group_by(Crystal.proteinId, BLSample.name).having(func.count() > 1).subquery()
    same = (twice.c.proteinId == Crystal.proteinId) & (twice.c.name == BLSample.name)
    found = (
        select(BLSample.blSampleId).join(Crystal, Crystal.crystalId == BLSample.crystalId).join(twice, same)
    )
    return set(session.scalars(found))


def refresh_status(session: Session, key: int) -> None:
    """A shipment's state is that of its least advanced dewar."""
    states = session.scalars(select(Dewar.dewarStatus).where(Dewar.shippingId == key)).all()
    shipping = session.get_one(Shipping, key)
    shipping.shippingStatus = least_advanced([state or DRAFT for state in states])
    session.flush()
