"""What ISPyB has no columns for about a dewar's way: ours, beside its tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from backend.tables import Base, key, moment, ref, text


class DewarEvent(Base):
    """Who moved a dewar to which state and place, and why; `DewarTransportHistory` holds the rest."""

    __tablename__ = "DewarEvent"
    __owner__ = "dewarId"

    dewarEventId: Mapped[int] = key()
    dewarId: Mapped[int] = ref("Dewar.dewarId", null=False)
    dewarStatus: Mapped[str] = text(45, null=False)
    storageLocation: Mapped[str | None] = text(45)
    person: Mapped[str] = text(100, null=False)
    reason: Mapped[str | None] = text(255)
    time: Mapped[datetime] = moment(stamped=True, null=False)
