# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a login takes part in: proposals, sessions, and groups with permissions, as ISPyB keeps them."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from backend.core.models import (
    Permission,
    Person,
    Proposal,
    ProposalHasPerson,
    SessionHasPerson,
    UserGroupHasPermission,
    UserGroupHasPerson,
)
from backend.store.ownership import PERMISSIONS


def proposals_of(login: str) -> Select[int]:
    """The proposals that a login owns or takes part in."""
    taking_part = select(ProposalHasPerson.proposalId).where(ProposalHasPerson.personId.in_(_person(login)))
    return select(Proposal.proposalId).where(
        or_(Proposal.personId.in_(_person(login)), Proposal.proposalId.in_(taking_part))
    )


def sessions_of(login: str) -> Select[int]:
    """The sessions that a login takes part in by itself."""
    return select(SessionHasPerson.sessionId).where(SessionHasPerson.personId.in_(_person(login)))


def permissions_of(session: Session, login: str) -> frozenset[str]:
    """Our permissions that the login's groups hold; those of other programs are left out."""
    held = (
        select(Permission.type)
        .join(UserGroupHasPermission, UserGroupHasPermission.permissionId == Permission.permissionId)
        .join(UserGroupHasPerson, UserGroupHasPerson.userGroupId == UserGroupHasPermission.userGroupId)
        .where(UserGroupHasPerson.personId.in_(_person(login)))
    )
    return frozenset(session.scalars(held)) & frozenset(PERMISSIONS)


def _person(login: str) -> Select[int]:
    return select(Person.personId).where(Person.login == login)
