# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is known of a dewar beyond ISPyB's columns: its packing, and until when it stays cold."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Dewar, DewarDetails
from backend.domain.packing import DETAILS, cold_until
from backend.store.base import AnyColumn, Base
from backend.store.rows import Row

NAMES = tuple(field.name for field in DETAILS)
"""The members of a dewar's row that stand in a table of ours."""


def extend(session: Session, rows: list[Row]) -> None:
    """Add the details to dewars, and `coldUntil`, in one statement."""
    keys = [row["dewarId"] for row in rows]
    found = session.execute(select(DewarDetails.dewarId, *_columns()).where(DewarDetails.dewarId.in_(keys)))
    known = {dewar: dict(zip(NAMES, values, strict=True)) for dewar, *values in found}
    for row in rows:
        row.update(known.get(row["dewarId"]) or dict.fromkeys(NAMES))
        row["coldUntil"] = cold_until(row["filledAt"], row["holdTime"])


def store(session: Session, dewar: Dewar, values: Row) -> None:
    """Keep what *values* say of the dewar's details; the rest stays."""
    changes = {name: values[name] for name in NAMES if name in values}
    if not changes:
        return
    details = session.scalar(select(DewarDetails).where(DewarDetails.dewarId == dewar.dewarId))
    if details is None:
        details = DewarDetails(dewarId=dewar.dewarId)
        session.add(details)
    for name, value in changes.items():
        setattr(details, name, value)
    session.flush()


def _columns() -> list[AnyColumn]:
    model: type[Base] = DewarDetails
    return [getattr(model, name) for name in NAMES]
