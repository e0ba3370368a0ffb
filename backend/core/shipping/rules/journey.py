# SPDX-License-Identifier: LGPL-3.0-or-later
"""The way of a whole shipment: the steps of all its dewars together."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Dewar, DewarEvent, Shipping
from backend.store.ownership import Caller
from backend.store.rows import Row, columns, one, read


def history(session: Session, caller: Caller, key: int) -> list[Row]:
    """Every step and refill of a shipment's dewars, the newest first, each with the `code` of its dewar."""
    one(session, caller, Shipping, key)
    statement = (
        select(*columns(DewarEvent), Dewar.code)
        .join(Dewar, Dewar.dewarId == DewarEvent.dewarId)
        .where(Dewar.shippingId == key)
        .order_by(DewarEvent.time.desc(), DewarEvent.dewarEventId.desc())
    )
    return read(session, statement)
