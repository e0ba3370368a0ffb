# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who belongs to a session, and which groups hold which permissions.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.base import Ispyb, Policy
from backend.store.column_types import choice, flag, key, text


class SessionHasPerson(Ispyb):
    """A person who takes part in a session, and so may see it and its data, also without the proposal."""

    __tablename__ = "Session_has_Person"
    policy = Policy(owner="sessionId")

    sessionId: Mapped[int] = mapped_column(ForeignKey("BLSession.sessionId"), primary_key=True)
    personId: Mapped[int] = mapped_column(ForeignKey("Person.personId"), primary_key=True, index=True)
    role: Mapped[str | None] = choice(
        "Local Contact",
        "Local Contact 2",
        "Staff",
        "Team Leader",
        "Co-Investigator",
        "Principal Investigator",
        "Alternate Contact",
        "Data Access",
        "Team Member",
        "ERA Admin",
        "Associate",
    )
    remote: Mapped[int | None] = flag(0)


class UserGroup(Ispyb):
    """People with the same permissions."""

    __tablename__ = "UserGroup"

    userGroupId: Mapped[int] = key()
    name: Mapped[str] = text(31, null=False, unique=True)


class Permission(Ispyb):
    """A permission, `type` being one of ours; other programs keep theirs in the same table."""

    __tablename__ = "Permission"

    permissionId: Mapped[int] = key()
    type: Mapped[str] = text(15, null=False)
    description: Mapped[str | None] = text(100)


class UserGroupHasPerson(Ispyb):
    """A person in a group."""

    __tablename__ = "UserGroup_has_Person"

    userGroupId: Mapped[int] = mapped_column(ForeignKey("UserGroup.userGroupId"), primary_key=True)
    personId: Mapped[int] = mapped_column(ForeignKey("Person.personId"), primary_key=True, index=True)


class UserGroupHasPermission(Ispyb):
    """What the people of a group may do."""

    __tablename__ = "UserGroup_has_Permission"

    userGroupId: Mapped[int] = mapped_column(ForeignKey("UserGroup.userGroupId"), primary_key=True)
    permissionId: Mapped[int] = mapped_column(
        ForeignKey("Permission.permissionId"), primary_key=True, index=True
    )
