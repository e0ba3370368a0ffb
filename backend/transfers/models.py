# SPDX-License-Identifier: LGPL-3.0-or-later
"""The table of the transfers that were taken in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from backend.store.base import Base, Policy
from backend.store.column_types import json_object, key, moment, ref, text


class TransferReceived(Base):
    """A bundle that was taken in, so that the same one is not taken in twice."""

    __tablename__ = "TransferReceived"
    __table_args__ = (UniqueConstraint("proposalId", "contentHash"),)
    policy = Policy(owner="proposalId")

    transferReceivedId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    contentHash: Mapped[str] = text(64, null=False)
    """SHA-256 of the rows, which tells a bundle from another."""
    time: Mapped[datetime] = moment(stamped=True, null=False)
    person: Mapped[str] = text(128, null=False)
    origin: Mapped[dict[str, Any] | None] = json_object()
    """What the bundle says of where it comes from; nothing follows from it."""
    report: Mapped[dict[str, Any] | None] = json_object()
    """What was stored, as it was answered."""
