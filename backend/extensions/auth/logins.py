# SPDX-License-Identifier: LGPL-3.0-or-later
"""Logins that were made: each goes on from token to token until it ends, runs out, or is stolen.

A refresh token is good once. Whoever brings an older one has a copy of it, or had the answer stolen: the
whole login ends, so that neither goes on with it.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, Session

from backend.extensions.auth.base import Identity
from backend.store.base import Base, Policy
from backend.store.column_types import json_object, key, moment, now, text


class Login(Base):
    """Somebody who logged in, and may be refused from one moment to the next in all processes."""

    __tablename__ = "Login"
    policy = Policy(audited=False)

    loginId: Mapped[int] = key()
    loginKey: Mapped[str] = text(32, null=False, unique=True)
    """What tokens name it by."""
    username: Mapped[str] = text(45, null=False)
    module: Mapped[str] = text(45, null=False)
    """The plug-in that vouched."""
    permissions: Mapped[list[str]] = json_object()
    refreshKey: Mapped[str] = text(32, null=False)
    """The `jti` of the only refresh token that is good now."""
    created: Mapped[datetime] = moment(stamped=True, null=False)
    expires: Mapped[datetime] = moment(null=False)
    ended: Mapped[datetime | None] = moment()

    def identity(self) -> Identity:
        """Whose it is."""
        return Identity(self.username, frozenset(self.permissions))


def begin(session: Session, identity: Identity, module: str, minutes: int) -> Login:
    """Keep a new login, good for *minutes*; those that ran out are forgotten."""
    session.execute(delete(Login).where(Login.expires < now()))
    login = Login(
        loginKey=uuid.uuid4().hex,
        username=identity.username,
        module=module,
        permissions=sorted(identity.permissions),
        refreshKey=uuid.uuid4().hex,
        expires=now() + timedelta(minutes=minutes),
    )
    session.add(login)
    session.flush()
    return login


def live(session: Session, login_key: str, *, lock: bool = False) -> Login | None:
    """The login that a token names, unless it has ended or run out."""
    statement = select(Login).where(Login.loginKey == login_key, Login.ended.is_(None), Login.expires > now())
    return session.scalar(statement.with_for_update() if lock else statement)


def renew(login: Login, identity: Identity, minutes: int | None) -> None:
    """Go on with a new refresh token; *minutes* moves the end, None leaves it."""
    login.permissions = sorted(identity.permissions)
    login.refreshKey = uuid.uuid4().hex
    if minutes is not None:
        login.expires = now() + timedelta(minutes=minutes)


def end(session: Session, login_key: str) -> None:
    """Log out."""
    session.execute(update(Login).where(Login.loginKey == login_key).values(ended=now()))


def end_all(session: Session, username: str) -> None:
    """Log a person out everywhere."""
    session.execute(update(Login).where(Login.username == username).values(ended=now()))
