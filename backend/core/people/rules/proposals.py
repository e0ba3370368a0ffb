# SPDX-License-Identifier: LGPL-3.0-or-later
"""Finding a proposal, and who takes part in it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.models import Person, Proposal, ProposalHasPerson
from backend.errors import NotFound


def by_code(session: Session, code: str) -> Proposal:
    """The proposal with this code and number, such as mx2415; NotFound when there is none."""
    whole = func.lower(Proposal.proposalCode + Proposal.proposalNumber)
    found = session.scalar(select(Proposal).where(whole == code.lower()))
    if found is None:
        raise NotFound(
            f"There is no proposal {code}; its code and number are written together, such as mx2415."
        )
    return found


def take_part(session: Session, login: str, code: str) -> None:
    """Let the person with this login take part in a proposal; a person is made when there is none."""
    proposal = by_code(session, code)
    person = session.scalar(select(Person).where(Person.login == login))
    if person is None:
        person = Person(login=login, familyName=login)
        session.add(person)
        session.flush()
    session.add(ProposalHasPerson(proposalId=proposal.proposalId, personId=person.personId))
    session.flush()
