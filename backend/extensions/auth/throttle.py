# SPDX-License-Identifier: LGPL-3.0-or-later
"""Too many wrong passwords: counted in the database, so that all processes count together.

Attempts are noted before the password is looked at, so that a hundred at once are counted too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Mapped, Session

from backend.errors import TooMany
from backend.store.base import Base, Policy
from backend.store.column_types import key, moment, now, text

WINDOW = timedelta(minutes=5)


class LoginAttempt(Base):
    """A login that has not succeeded."""

    __tablename__ = "LoginAttempt"
    policy = Policy(audited=False)

    loginAttemptId: Mapped[int] = key()
    nameHash: Mapped[str] = text(64, null=False)
    """People type their password into the wrong field: the name is not kept."""
    address: Mapped[str] = text(45, null=False)
    time: Mapped[datetime] = moment(stamped=True, null=False)


def enter(session: Session, username: str, address: str, most: int) -> None:
    """Note an attempt and commit; TooMany beyond *most* for a name from one address within five minutes.

    Of a name from everywhere three times as many are let through, from an address for all names ten times.
    """
    session.execute(delete(LoginAttempt).where(LoginAttempt.time < now() - WINDOW))
    attempt = LoginAttempt(nameHash=_hash(username), address=address[:45])
    session.add(attempt)
    session.commit()
    for condition, limit in _limits(username, address[:45], most):
        count, oldest = session.execute(
            select(func.count(), func.min(LoginAttempt.time)).where(condition)
        ).one()
        if count > limit:
            session.delete(attempt)
            session.commit()
            raise _too_many(oldest)


def _limits(username: str, address: str, most: int) -> Iterable[tuple[ColumnElement[bool], int]]:
    name, place = LoginAttempt.nameHash == _hash(username), LoginAttempt.address == address
    # A browser that comes back from an issuer brings no name: those attempts must not count as one person's.
    named = [(and_(name, place), most), (name, 3 * most)] if username else []
    return [*named, (place, 10 * most)]


def _too_many(oldest: Any) -> TooMany:
    seconds = max(1, round((oldest + WINDOW - now()).total_seconds()))
    return TooMany(
        f"Too many logins failed; try again in {-(-seconds // 60)} min.",
        headers={"Retry-After": str(seconds)},
    )


def leave(session: Session, username: str, address: str) -> None:
    """Forget the attempts that this login made up for."""
    mine = (LoginAttempt.nameHash == _hash(username), LoginAttempt.address == address[:45])
    session.execute(delete(LoginAttempt).where(*mine))


def _hash(username: str) -> str:
    return hashlib.sha256(username.strip().casefold().encode()).hexdigest()
