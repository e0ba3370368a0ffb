# SPDX-License-Identifier: LGPL-3.0-or-later
"""`Idempotency-Key`: a write that is sent twice happens once, and gives the same answer again."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from flask import Response, g, request
from sqlalchemy import Text, delete, select
from sqlalchemy.dialects.mysql import LONGTEXT
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.errors import Conflict, Invalid
from backend.store.base import Base, Policy
from backend.store.column_types import integer, key, moment, now, text

KEPT = timedelta(days=7)


class IdempotencyKey(Base):
    """The answer that a key was given, for the user, the route and the body that it came with."""

    __tablename__ = "IdempotencyKey"
    policy = Policy(audited=False)

    idempotencyKeyId: Mapped[int] = key()
    owner: Mapped[str] = text(128, null=False, unique=True)
    """Hash of user and key: the key of one user is unknown to another."""
    request: Mapped[str] = text(64, null=False)
    """Hash of method, path and body."""
    status: Mapped[int] = integer(null=False)
    body: Mapped[str | None] = mapped_column(Text().with_variant(LONGTEXT(), "mysql", "mariadb"))
    """An import or a bulk write answers with more than MariaDB's TEXT holds."""
    location: Mapped[str | None] = text(255)
    time: Mapped[datetime] = moment(stamped=True, null=False)


def _hash(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


def _identity() -> tuple[str, str] | None:
    given = request.headers.get("Idempotency-Key")
    if request.blueprint == "auth":  # passwords and tokens are kept nowhere, not even as an answer
        return None
    if given is None or request.method not in ("POST", "PUT", "PATCH", "DELETE"):
        return None
    if not 8 <= len(given) <= 128:
        raise Invalid.field("Idempotency-Key", "An idempotency key has 8 to 128 characters; a UUID is usual.")
    owner = _hash(g.caller.name, given)
    return owner, _hash(request.method, request.full_path, request.get_data(cache=True))


def earlier_answer(session: Session) -> Response | None:
    """The answer that this request got before, if it did; Invalid when the key came with another request."""
    identity = _identity()
    if identity is None:
        return None
    found = session.scalar(select(IdempotencyKey).where(IdempotencyKey.owner == identity[0]))
    if found is None or found.time < now() - KEPT:
        return None
    if found.request != identity[1]:
        raise Invalid.field("Idempotency-Key", "This key was used for another request; make a new one.")
    answer = Response(found.body or "", found.status, content_type="application/json")
    if found.location:
        answer.headers["Location"] = found.location
    return answer


def remember(session: Session, response: Response) -> None:
    """Keep the answer in the same transaction as the write."""
    identity = _identity()
    if identity is None:
        return
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.time < now() - KEPT))
    session.add(
        IdempotencyKey(
            owner=identity[0],
            request=identity[1],
            status=response.status_code,
            body=response.get_data(as_text=True),
            location=response.headers.get("Location"),
        )
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("The same request is being written right now; send it again in a moment.") from error
