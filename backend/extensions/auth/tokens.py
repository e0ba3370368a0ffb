"""JSON web tokens: made at login, read with every request."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt

from backend.config import Config
from backend.errors import NotLoggedIn
from backend.extensions.auth.base import Identity

ISSUER = "ssx-desk"
ALGORITHM = "HS256"
_CLAIMS = ["iss", "aud", "exp", "iat", "jti", "sub"]


@dataclass(frozen=True)
class Tokens:
    """What a login answers with."""

    token: str
    refresh_token: str
    expires_at: datetime


def issue(config: Config, identity: Identity) -> Tokens:
    """A token for requests and one to renew it."""
    now = datetime.now(timezone.utc)
    expires = now + timedelta(minutes=config.TOKEN_EXP_TIME)
    renewable = now + timedelta(minutes=config.REFRESH_EXP_TIME)
    claims = {
        "sub": identity.username,
        "permissions": sorted(identity.permissions),
        "iss": ISSUER,
        "iat": now,
    }
    return Tokens(
        _encoded(config, {**claims, "aud": "api", "exp": expires}),
        _encoded(config, {**claims, "aud": "refresh", "exp": renewable}),
        expires.replace(microsecond=0),
    )


def _encoded(config: Config, claims: dict[str, Any]) -> str:
    return jwt.encode({**claims, "jti": uuid.uuid4().hex}, config.SECRET_KEY, algorithm=ALGORITHM)


def read(config: Config, token: str, audience: str = "api") -> Identity:
    """The identity in a token; NotLoggedIn when it is expired, forged or meant for something else."""
    try:
        claims = jwt.decode(
            token,
            config.SECRET_KEY,
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=ISSUER,
            options={"require": _CLAIMS},
        )
    except jwt.ExpiredSignatureError as error:
        raise NotLoggedIn("Your login has expired; log in again.") from error
    except jwt.InvalidTokenError as error:
        raise NotLoggedIn("This token is not valid here; log in again.") from error
    return Identity(str(claims["sub"]), frozenset(claims.get("permissions", [])))
