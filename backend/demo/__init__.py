# SPDX-License-Identifier: LGPL-3.0-or-later
"""A proposal with people, SSX samples, a shipment and a timing plan, for trying the program."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Proposal
from backend.demo import acquisitions, chain, people, plan, shipment
from backend.demo.rows import Filling
from backend.errors import Conflict

CODE, NUMBER = "mx", "2415"


def fill(session: Session) -> str:
    """Store the demo proposal and give its code and number; Conflict when it is there already."""
    wanted = (Proposal.proposalCode == CODE, Proposal.proposalNumber == NUMBER)
    if session.scalar(select(Proposal.proposalId).where(*wanted)) is not None:
        raise Conflict(f"The demo proposal {CODE}{NUMBER} is there already; open it, or delete it first.")
    filling = Filling(session)
    who = people.fill(filling, CODE, NUMBER)
    crystals = chain.crystals(filling)
    places = shipment.fill(filling, who, crystals)
    chain.fill(filling, crystals, places)
    plan.fill(filling)
    acquisitions.fill(filling, who.session)
    return CODE + NUMBER
