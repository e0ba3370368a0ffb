# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the web page behind a dewar's QR code shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from backend.core.models import Dewar
from backend.core.shipping.rules import dewar_board, dewar_steps, dewars, shippings
from backend.domain.states import next_states, shown
from backend.errors import NotFound
from backend.store.ownership import Caller
from backend.store.rows import Row, one

MOST_STEPS = 20


@dataclass(frozen=True)
class PageStep:
    """A button: the stored state that it leads to, and the word on it."""

    state: str
    word: str


def facts(session: Session, caller: Caller, barcode: str) -> Row:
    """A dewar with state, origin, contents and the newest steps of its way; NotFound as for any stranger."""
    try:
        dewar = one(session, caller, Dewar, dewars.by_barcode(session, caller, barcode), dewars.RULES)
    except NotFound as error:
        raise NotFound("No dewar that you may see has this code.") from error
    info = shippings.info(session, caller, dewar["shippingId"])
    (mine,) = (row for row in info["dewars"] if row["dewarId"] == dewar["dewarId"])
    proposal = info["proposal"] or {}
    return {
        "dewar": dewar,
        "state": shown(dewar["dewarStatus"]),
        "proposal": f"{proposal.get('proposalCode') or ''}{proposal.get('proposalNumber') or ''}",
        "shipment": info,
        "contact": _contact(info["sendingLabContact"]),
        "containers": mine["containers"],
        "samples": sum(len(container["samples"]) for container in mine["containers"]),
        "history": [_told(step) for step in dewar_steps.history(session, dewar["dewarId"])[:MOST_STEPS]],
        "steps": _steps(caller, dewar),
        "places": _places(session, caller),
    }


def may_move(caller: Caller) -> bool:
    """Whether somebody is of the staff that takes dewars from state to state."""
    return caller.may("all_proposals") and caller.may("write_proposals")


def _contact(contact: Row | None) -> Row:
    person = (contact or {}).get("person") or {}
    names = (person.get("givenName"), person.get("familyName"))
    return {"name": " ".join(filter(None, names)), "phone": person.get("phoneNumber")}


def _told(step: Row) -> dict[str, Any]:
    word = "LN2 topped up" if step["kind"] == dewar_steps.REFILL else shown(step["dewarStatus"])
    return {**step, "word": word}


def _steps(caller: Caller, dewar: Row) -> list[PageStep]:
    """The states that may follow; what is still with its sender can only have arrived unannounced."""
    if not may_move(caller):
        return []
    states = next_states(dewar["dewarStatus"])
    if dewars.is_with_sender(dewar["dewarStatus"]):
        states = ("at facility",)
    return [PageStep(state, shown(state)) for state in states]


def _places(session: Session, caller: Caller) -> list[str]:
    if not may_move(caller):
        return []
    board = dewar_board.board(session, caller, dewar_board.BoardQuery(limit=1))
    return list(board["places"])[:30]
