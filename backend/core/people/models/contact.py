# SPDX-License-Identifier: LGPL-3.0-or-later
"""People, their laboratories, and the cards by which a proposal sends and receives.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped

from backend.core.people.models.proposal import Proposal, ProposalHasPerson
from backend.store.base import Ispyb, Policy, Proposals
from backend.store.column_types import hex_bytes, integer, key, long_text, moment, ref, text


class Laboratory(Ispyb):
    """Where people work; its address stands on labels."""

    __tablename__ = "Laboratory"
    policy = Policy(shared=True)

    laboratoryId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    laboratoryUUID: Mapped[str | None] = text(45)
    name: Mapped[str | None] = text(45)
    address: Mapped[str | None] = text(255)
    city: Mapped[str | None] = text(45)
    country: Mapped[str | None] = text(45)
    url: Mapped[str | None] = text(255)
    organization: Mapped[str | None] = text(45)
    laboratoryPk: Mapped[int | None] = integer()
    postcode: Mapped[str | None] = text(15)
    EORINumber: Mapped[str | None] = text(17)

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """Seen by who shares a proposal with one of its people."""
        return cls.laboratoryId.in_(select(Person.laboratoryId).where(Person.within(proposals)))


class Person(Ispyb):
    """Somebody with a name, a phone and perhaps a login."""

    __tablename__ = "Person"
    policy = Policy(shared=True, staff=("login",))

    personId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    laboratoryId: Mapped[int | None] = ref("Laboratory.laboratoryId")
    siteId: Mapped[int | None] = integer()
    personUUID: Mapped[str | None] = text(45)
    familyName: Mapped[str | None] = text(100)
    givenName: Mapped[str | None] = text(45)
    title: Mapped[str | None] = text(45)
    emailAddress: Mapped[str | None] = text(60)
    phoneNumber: Mapped[str | None] = text(45)
    login: Mapped[str | None] = text(45, unique=True)
    faxNumber: Mapped[str | None] = text(45)
    cache: Mapped[str | None] = long_text()
    externalId: Mapped[str | None] = hex_bytes()

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """Seen by who shares a proposal: as its owner, as a participant, or by a card."""
        return or_(
            cls.personId.in_(select(Proposal.personId).where(Proposal.within(proposals))),
            cls.personId.in_(select(ProposalHasPerson.personId).where(ProposalHasPerson.within(proposals))),
            cls.personId.in_(select(LabContact.personId).where(LabContact.within(proposals))),
        )


class LabContact(Ispyb):
    """A person's card within a proposal: to whom and at whose cost dewars travel."""

    __tablename__ = "LabContact"
    __table_args__ = (
        UniqueConstraint("personId", "proposalId"),
        UniqueConstraint("cardName", "proposalId"),
    )
    policy = Policy(owner="proposalId")

    labContactId: Mapped[int] = key()
    personId: Mapped[int] = ref("Person.personId", null=False)
    cardName: Mapped[str] = text(40, null=False)
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    dewarAvgCustomsValue: Mapped[int] = integer(null=False, default=0)
    dewarAvgTransportValue: Mapped[int] = integer(null=False, default=0)
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    defaultCourrierCompany: Mapped[str | None] = text(45)
    courierAccount: Mapped[str | None] = text(45)
    billingReference: Mapped[str | None] = text(45)
