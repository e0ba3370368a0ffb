# SPDX-License-Identifier: LGPL-3.0-or-later
"""Accounts of our own: names, hashed passwords (argon2) and permissions in our database."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from backend.errors import Conflict, Invalid, NotFound
from backend.extensions.auth import logins
from backend.extensions.auth.base import Authentication, Credentials, Identity
from backend.store.base import Base
from backend.store.column_types import json_object, key, moment, text
from backend.store.ownership import PERMISSIONS

SHORTEST_PASSWORD = 8

_hasher = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """For names that nobody has; made with the first login, as it takes a tenth of a second."""
    return _hasher.hash("nobody has this password")


class Account(Base):
    """Who may log in with a password."""

    __tablename__ = "Account"

    accountId: Mapped[int] = key()
    username: Mapped[str] = text(45, null=False, unique=True)
    passwordHash: Mapped[str] = text(255, null=False)
    permissions: Mapped[list[str]] = json_object()
    created: Mapped[datetime] = moment(stamped=True, null=False)


class LocalAccounts(Authentication):
    """Vouches for the accounts that `ssx-backend user add` makes."""

    name: ClassVar[str] = "local"
    lasting: ClassVar[bool] = True

    def authenticate(self, session: Session, credentials: Credentials) -> Identity | None:
        """Takes the same time for an unknown name as for a wrong password."""
        if not credentials.password:
            return None
        account, nobodys = find(session, credentials.username), _nobodys_hash()
        try:
            _hasher.verify(account.passwordHash if account else nobodys, credentials.password)
        except (VerificationError, InvalidHashError):
            return None
        return _identity(account) if account else None

    def renewed(self, session: Session, identity: Identity) -> Identity | None:
        """With the permissions that the account has now; None when it was removed."""
        account = find(session, identity.username)
        return _identity(account) if account else None


def _identity(account: Account) -> Identity:
    return Identity(account.username, frozenset(account.permissions))


def find(session: Session, username: str) -> Account | None:
    """The account of a name."""
    return session.scalar(select(Account).where(Account.username == username))


def all_accounts(session: Session) -> list[Account]:
    """Every account, by name."""
    return list(session.scalars(select(Account).order_by(Account.username)))


def add(session: Session, username: str, password: str, permissions: list[str]) -> Account:
    """Make an account; Invalid names what is wrong, Conflict a taken name."""
    unknown = set(permissions) - set(PERMISSIONS)
    if unknown:
        raise Invalid.field(
            "permission", f"{', '.join(sorted(unknown))}: permissions are {', '.join(PERMISSIONS)}."
        )
    if not username or len(username) > 45:
        raise Invalid.field("username", "A user name has 1 to 45 characters.")
    if find(session, username) is not None:
        raise Conflict(
            f"There is an account {username} already.", errors={"username": ["This name is taken."]}
        )
    account = Account(username=username, passwordHash=hashed(password), permissions=permissions)
    session.add(account)
    session.flush()
    return account


def set_password(session: Session, username: str, password: str) -> None:
    """Give an account another password; who is logged in with the old one is so no longer."""
    existing(session, username).passwordHash = hashed(password)
    logins.end_all(session, username)


def remove(session: Session, username: str) -> None:
    """Delete an account, and log its user out; what he or she wrote stays."""
    session.delete(existing(session, username))
    logins.end_all(session, username)


def existing(session: Session, username: str) -> Account:
    """The account of a name; NotFound when there is none."""
    account = find(session, username)
    if account is None:
        raise NotFound(f"There is no account {username}.")
    return account


def hashed(password: str) -> str:
    """The argon2 hash of a password that is long enough."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid.field("password", f"A password has at least {SHORTEST_PASSWORD} characters.")
    return _hasher.hash(password)
