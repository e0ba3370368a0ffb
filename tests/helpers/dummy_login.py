# SPDX-License-Identifier: LGPL-3.0-or-later
"""The login that lets anybody in, for tests and for trying things; a facility's server refuses it."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Session

from backend.extensions.auth.base import Authentication, Credentials, Identity
from backend.store.ownership import PERMISSIONS


class DummyLogin(Authentication):
    """Vouches for every name; the permissions stand in the name, as in `ada+own_proposals`."""

    name: ClassVar[str] = "dummy"
    tests_only: ClassVar[bool] = True

    def authenticate(self, session: Session, credentials: Credentials) -> Identity | None:  # noqa: ARG002
        """Nobody without a name and a password, everybody else."""
        name, *permissions = credentials.username.split("+")
        known = frozenset(permissions) & frozenset(PERMISSIONS)
        return Identity(name, known) if name and credentials.password else None
