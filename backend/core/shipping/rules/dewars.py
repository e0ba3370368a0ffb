# SPDX-License-Identifier: LGPL-3.0-or-later
"""Dewars: their barcode and code, and what goes with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core.models import (
    Dewar,
    DewarDetails,
    DewarEvent,
    DewarTransportHistory,
    LabelPrint,
    Proposal,
    Shipping,
)
from backend.core.shipping.rules import dewar_details
from backend.core.shipping.rules.deletion import clear_containers
from backend.core.shipping.rules.dewar_steps import note
from backend.domain.barcodes import DEFAULT_PATTERN, barcode_problem, new_barcode
from backend.domain.states import DEWAR_STATES, DRAFT
from backend.errors import Conflict, Invalid, NotFound
from backend.store.ownership import Caller
from backend.store.rows import Row, RowRules


def _prepare(session: Session, values: Row, before: Row | None) -> None:
    if before is None:
        values.setdefault("dewarStatus", DRAFT)
        values["barCode"] = values.get("barCode") or assigned_barcode(session, values.get("shippingId"))
    elif "barCode" in values and values["barCode"] != before["barCode"] and before["barCode"]:
        raise Invalid.field("barCode", "A dewar keeps its barcode: labels with it may be on their way.")
    problem = barcode_problem(values.get("barCode") or "")
    if problem:
        raise Invalid.field("barCode", problem)
    # Computed: a client that sends a row back as it got it means nothing by it.
    values.pop("coldUntil", None)
    if values.get("code"):
        _check_code(session, {**(before or {}), **values})


def assigned_barcode(session: Session, shipping: int | None) -> str:
    """A new barcode for a dewar of this shipment's proposal, which no dewar has."""
    return assigned_barcodes(session, shipping, 1)[0]


def assigned_barcodes(session: Session, shipping: int | None, count: int) -> list[str]:
    """So many new barcodes for dewars of this shipment's proposal, which no dewar has.

    `session.info["barcode_pattern"]` may hold a site's own pattern.
    """
    pattern = session.info.get("barcode_pattern", DEFAULT_PATTERN)
    found = session.execute(
        select(Proposal.proposalCode, Proposal.proposalNumber)
        .join(Shipping, Shipping.proposalId == Proposal.proposalId)
        .where(Shipping.shippingId == shipping)
    ).first()
    proposal = "".join(part or "" for part in found) if found else ""
    free: set[str] = set()
    while len(free) < count:
        free |= {new_barcode(proposal, pattern) for _ in range(count - len(free))}
        free -= set(session.scalars(select(Dewar.barCode).where(Dewar.barCode.in_(free))))
    return sorted(free)


def is_with_sender(state: str | None) -> bool:
    """Whether a dewar in this state has not left yet, so that its contents may change."""
    return state in (None, "", *DEWAR_STATES[:2])


def _check_code(session: Session, row: Row) -> None:
    lock_shipping(session, row["shippingId"])
    taken = select(Dewar.dewarId).where(
        Dewar.shippingId == row["shippingId"],
        Dewar.code == row["code"],
        Dewar.dewarId != row.get("dewarId", 0),
    )
    if session.scalar(taken) is not None:
        text = f"This shipment has a dewar “{row['code']}” already; choose another code."
        raise Conflict(text, errors={"code": [text]})


def lock_shipping(session: Session, shipping: int | None) -> None:
    """Let one writer at a time look for taken codes in a shipment: ISPyB has no unique key for them."""
    wanted = select(Shipping.shippingId).where(Shipping.shippingId == shipping)
    session.execute(wanted.with_for_update())


def _stored(session: Session, dewar: Dewar, values: Row) -> None:
    """The first step on a dewar's way is its making."""
    dewar_details.store(session, dewar, values)
    known = (
        select(DewarTransportHistory.dewarId).where(DewarTransportHistory.dewarId == dewar.dewarId).limit(1)
    )
    if session.scalar(known) is None:
        note(session, dewar, person="", reason="")


def by_barcode(session: Session, caller: Caller, barcode: str) -> int:
    """The key of the dewar with this barcode."""
    wanted = select(Dewar.dewarId).where(Dewar.barCode == barcode, caller.sees(Dewar))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound(f"No dewar has the barcode {barcode}.")
    return found


def _remove(session: Session, dewar: Dewar) -> None:
    """A dewar that never left may go, with all that is in it."""
    if not is_with_sender(dewar.dewarStatus):
        raise Conflict(f"Dewar {dewar.code} is on its way ({dewar.dewarStatus}) and stays on record.")
    clear(session, [dewar.dewarId])


def clear(session: Session, dewars: Iterable[int]) -> None:
    """Delete what goes with dewars: containers, samples and history."""
    keys = list(dewars)
    clear_containers(session, keys)
    for model in _OF_A_DEWAR:
        session.execute(delete(model).where(model.dewarId.in_(keys)))


_OF_A_DEWAR: tuple[type[Any], ...] = (DewarTransportHistory, DewarEvent, DewarDetails, LabelPrint)

RULES = RowRules(
    prepare=_prepare,
    stored=_stored,
    remove=_remove,
    extend=dewar_details.extend,
    extra=(*dewar_details.NAMES, "coldUntil"),
)
