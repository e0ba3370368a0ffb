# SPDX-License-Identifier: LGPL-3.0-or-later
"""JSON web tokens: made at login, read with every request."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

from backend.config import Config
from backend.errors import NotLoggedIn
from backend.extensions.auth.logins import Login

ISSUER = "ssx-desk"
ALGORITHM = "HS256"
CLOCKS_DIFFER = 10
"""Seconds by which the clocks of several machines may differ."""
_CLAIMS = ["iss", "aud", "exp", "nbf", "iat", "jti", "sub", "login"]


@dataclass(frozen=True)
class JsonWebTokens:
    """What a login answers with."""

    token: str
    refresh_token: str
    expires_at: datetime


@dataclass(frozen=True)
class Claims:
    """What a token says: which login it belongs to, and which of its tokens it is."""

    login: str
    id: str


def issue(config: Config, login: Login) -> JsonWebTokens:
    """A token for requests and one to renew it, once."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    expires = now + timedelta(minutes=config.TOKEN_EXP_TIME)
    claims = {"iss": ISSUER, "sub": login.username, "login": login.loginKey, "iat": now, "nbf": now}
    told = {"aud": "api", "permissions": login.permissions, "exp": expires, "jti": uuid.uuid4().hex}
    renewal = {"aud": "refresh", "exp": login.expires, "jti": login.refreshKey}
    return JsonWebTokens(_encoded(config, claims | told), _encoded(config, claims | renewal), expires)


def _encoded(config: Config, claims: dict[str, object]) -> str:
    return jwt.encode(claims, config.SECRET_KEY, algorithm=ALGORITHM)


def read(config: Config, token: str, audience: str = "api") -> Claims:
    """What a token says; NotLoggedIn when it is expired, forged or meant for something else."""
    try:
        claims = _decoded((config.SECRET_KEY, *config.OLD_SECRET_KEYS), token, audience)
    except jwt.ExpiredSignatureError as error:
        raise NotLoggedIn("Your login has expired; log in again.") from error
    except jwt.InvalidTokenError as error:
        raise NotLoggedIn("This token is not valid here; log in again.") from error
    return Claims(str(claims["login"]), str(claims["jti"]))


def _decoded(keys: tuple[str, ...], token: str, audience: str) -> dict[str, object]:
    """By the first key that signed it: new tokens are signed with the first, old ones with another."""
    for key in keys[:-1]:
        try:
            return _decoded((key,), token, audience)
        except jwt.InvalidSignatureError:
            continue
    claims: dict[str, object] = jwt.decode(
        token,
        keys[-1],
        algorithms=[ALGORITHM],
        audience=audience,
        issuer=ISSUER,
        leeway=CLOCKS_DIFFER,
        options={"require": _CLAIMS},
    )
    return claims
