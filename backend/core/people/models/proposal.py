# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proposals, the sessions that they were given, and who takes part.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, UniqueConstraint, or_
from sqlalchemy.orm import Mapped

from backend.store.base import Ispyb, Policy, Proposals, Scope, belongs
from backend.store.column_types import choice, flag, hex_bytes, integer, key, local_moment, moment, ref, text


class Proposal(Ispyb):
    """Beam time that a group asked for; everything a group owns hangs on it."""

    __tablename__ = "Proposal"
    policy = Policy(root=True)
    __table_args__ = (UniqueConstraint("proposalCode", "proposalNumber"),)

    proposalId: Mapped[int] = key()
    personId: Mapped[int] = ref("Person.personId", null=False)
    bltimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    title: Mapped[str | None] = text(200)
    proposalCode: Mapped[str | None] = text(45)
    proposalNumber: Mapped[str | None] = text(45)
    proposalType: Mapped[str | None] = text(2)
    externalId: Mapped[str | None] = hex_bytes()
    state: Mapped[str | None] = choice("Open", "Closed", "Cancelled", default="Open")
    startDate: Mapped[datetime | None] = local_moment()
    endDate: Mapped[datetime | None] = local_moment()

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """A proposal belongs to itself."""
        return belongs(cls.proposalId, proposals)


class ProposalHasPerson(Ispyb):
    """A person who takes part in a proposal, and so may see it."""

    __tablename__ = "ProposalHasPerson"
    policy = Policy(owner="proposalId")

    proposalHasPersonId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    personId: Mapped[int] = ref("Person.personId", null=False)
    role: Mapped[str | None] = choice(
        "Co-Investigator", "Principal Investigator", "Alternate Contact", "ERA Admin", "Associate"
    )


class BLSession(Ispyb):
    """A visit: one proposal at one beamline from start to end."""

    __tablename__ = "BLSession"
    __table_args__ = (UniqueConstraint("proposalId", "visit_number"),)
    policy = Policy(owner="proposalId", realm="sessions")

    sessionId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    bltimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    lastUpdate: Mapped[datetime] = moment(stamped=True, null=False)
    beamLineSetupId: Mapped[int | None] = integer()
    beamCalendarId: Mapped[int | None] = integer()
    startDate: Mapped[datetime | None] = local_moment()
    endDate: Mapped[datetime | None] = local_moment()
    beamLineName: Mapped[str | None] = text(45)
    scheduled: Mapped[int | None] = flag()
    nbShifts: Mapped[int | None] = integer()
    comments: Mapped[str | None] = text(2000)
    beamLineOperator: Mapped[str | None] = text(255)
    visit_number: Mapped[int | None] = integer(default=0)
    usedFlag: Mapped[int | None] = flag()
    externalId: Mapped[str | None] = hex_bytes()
    archived: Mapped[int | None] = flag(0)
    riskRating: Mapped[str | None] = choice("Low", "Medium", "High", "Not Permitted")
    purgedProcessedData: Mapped[int | None] = flag(0)
    icatId: Mapped[int | None] = integer()

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """A session of one of the proposals, or one of the sessions that the scope adds to them."""
        beyond = proposals.sessions if isinstance(proposals, Scope) else None
        mine = belongs(cls.proposalId, proposals)
        return mine if beyond is None else or_(mine, cls.sessionId.in_(beyond))
