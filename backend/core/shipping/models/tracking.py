# SPDX-License-Identifier: LGPL-3.0-or-later
"""What ISPyB has no columns for about a dewar's way: ours, beside its tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from backend.store.base import Base, Policy
from backend.store.column_types import key, moment, real, ref, text


class DewarEvent(Base):
    """Who moved a dewar to which state and place, and why; `DewarTransportHistory` holds the rest.

    An entry of the kind `refill` tells of liquid nitrogen topped up; the dewar stays where it is.
    """

    __tablename__ = "DewarEvent"
    policy = Policy(owner="dewarId")

    dewarEventId: Mapped[int] = key()
    dewarId: Mapped[int] = ref("Dewar.dewarId", null=False)
    kind: Mapped[str] = text(10, null=False, default="state")
    dewarStatus: Mapped[str] = text(45, null=False)
    storageLocation: Mapped[str | None] = text(45)
    person: Mapped[str] = text(100, null=False)
    reason: Mapped[str | None] = text(255)
    time: Mapped[datetime] = moment(stamped=True, null=False)


class DewarDetails(Base):
    """How a dewar is packed and when it was filled; weight in kg, hold time in days."""

    __tablename__ = "DewarDetails"
    policy = Policy(owner="dewarId")

    dewarDetailsId: Mapped[int] = key()
    dewarId: Mapped[int] = ref("Dewar.dewarId", null=False, unique=True)
    packing: Mapped[str | None] = text(20)
    dryIceWeight: Mapped[float | None] = real()
    dewarModel: Mapped[str | None] = text(45)
    filledAt: Mapped[datetime | None] = moment()
    holdTime: Mapped[float | None] = real()


class LabelPrint(Base):
    """What a dewar's labels said when they were printed: the hash of their contents, when, by whom."""

    __tablename__ = "LabelPrint"
    policy = Policy(owner="dewarId")

    labelPrintId: Mapped[int] = key()
    dewarId: Mapped[int] = ref("Dewar.dewarId", null=False)
    template: Mapped[str] = text(45, null=False)
    contentHash: Mapped[str] = text(64, null=False)
    person: Mapped[str] = text(100, null=False)
    time: Mapped[datetime] = moment(stamped=True, null=False)
