# SPDX-License-Identifier: LGPL-3.0-or-later
"""The table of the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index
from sqlalchemy.orm import Mapped

from backend.store.base import Base, Policy, Proposals, belongs
from backend.store.column_types import integer, json_object, key, moment, text


class AuditEntry(Base):
    """One changed row: who, when, what; columns that hold a secret are named without their values.

    No foreign keys: an entry outlives the row and the proposal that it tells of.
    """

    __tablename__ = "AuditEntry"
    policy = Policy(audited=False)
    __table_args__ = (
        Index(None, "tableName", "rowId"),
        Index(None, "proposalId"),
        Index(None, "time"),
    )

    auditEntryId: Mapped[int] = key()
    time: Mapped[datetime] = moment(stamped=True, null=False)
    person: Mapped[str] = text(128, null=False)
    """The login; `local` for the holder of a local process's secret and for commands."""
    requestId: Mapped[str | None] = text(64)
    """The request's id, by which the log tells the rest."""
    verb: Mapped[str] = text(10, null=False)
    """created, updated or deleted."""
    tableName: Mapped[str] = text(64, null=False)
    rowId: Mapped[int | None] = integer()
    proposalId: Mapped[int | None] = integer()
    """The proposal that the row belongs to; null for what belongs to none, such as accounts."""
    changes: Mapped[dict[str, Any] | None] = json_object()
    """Column → {before, after}."""

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """Seen by who sees the proposal."""
        return belongs(cls.proposalId, proposals)
