# SPDX-License-Identifier: LGPL-3.0-or-later
"""Accounts of an OpenID Connect issuer such as Keycloak: a browser logs in there and comes back with a code.

The code goes through us to the issuer, with the verifier that only the program which sent the browser knows
(PKCE, RFC 7636), and the token that comes back is checked against the issuer's keys: so a desktop needs
nothing but a browser and this server, and never sees a password.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

import jwt
from sqlalchemy.orm import Session

from backend.config import Config, ConfigError
from backend.errors import BadGateway, Invalid
from backend.extensions.auth.base import (
    Authentication,
    Credentials,
    Identity,
    granted,
    plain_name,
    settings_of,
)
from backend.extensions.auth.issuer import Issuer

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key pair; what is signed with a shared secret, or not at all, is nobody's word."""

CLOCKS_DIFFER = 10


@dataclass(frozen=True)
class OidcSettings:
    """The configuration under `OIDC`.

    `username_claim` has to be one that people cannot choose freely. `groups_claim` may be a path with dots,
    such as `realm_access.roles`. `permissions`: group → permissions; the group `*` is everybody.
    `timeout` is in seconds.
    """

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = "openid profile"
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    permissions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ca_file: str = ""
    timeout: int = 10

    def check(self) -> None:
        """ConfigError for an issuer that others could speak for."""
        parts = urlsplit(self.issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
            raise ConfigError(f"OIDC: issuer is an https address, not {self.issuer}.")


class OpenIdConnect(Authentication):
    """Vouches for whom the issuer vouches for, in a token that was made for us."""

    name: ClassVar[str] = "oidc"

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.settings = settings_of(OidcSettings, "OIDC", config.OIDC)
        self.settings.check()
        self.issuer = Issuer(self.settings.issuer, self.settings.ca_file, self.settings.timeout)

    def authenticate(self, session: Session, credentials: Credentials) -> Identity | None:  # noqa: ARG002
        """By a code that a browser brought, or by one of the issuer's tokens, as py-ispyb takes it."""
        claims = None
        if credentials.code:
            token = self._exchanged(credentials)
            claims = self._checked(token) if token else None
            if claims is not None and claims.get("nonce") != credentials.nonce:
                return None
        elif credentials.token:
            claims = self._checked(credentials.token)
        return self._identity(claims) if claims else None

    def described(self) -> dict[str, object]:
        """Where to send a browser, and as which client."""
        return {
            "name": self.name,
            "kind": "browser",
            "authorization_endpoint": self.issuer.endpoint("authorization_endpoint"),
            "client_id": self.settings.client_id,
            "scope": self.settings.scope,
        }

    def _exchanged(self, credentials: Credentials) -> str | None:
        """The identity token for a code; None when the issuer does not take the code."""
        if not _is_own(credentials.redirect_uri):
            raise Invalid.field("redirect_uri", "A browser comes back to http://127.0.0.1 and a port.")
        form = {
            "grant_type": "authorization_code",
            "code": credentials.code,
            "code_verifier": credentials.code_verifier,
            "redirect_uri": credentials.redirect_uri,
            "client_id": self.settings.client_id,
        }
        if self.settings.client_secret:
            form["client_secret"] = self.settings.client_secret
        try:
            token = self.issuer.exchange(form).get("id_token")
        except BadGateway as error:
            if error.members.get("status_there") in (400, 401):
                return None
            raise
        return token if isinstance(token, str) else None

    def _checked(self, token: str) -> Mapping[str, object] | None:
        """What a token says, if the issuer made it for us and it is good now."""
        try:
            head = jwt.get_unverified_header(token)
            key = self.issuer.key(str(head.get("kid", "")))
            if key is None:
                return None
            claims: dict[str, object] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=self.settings.issuer,
                leeway=CLOCKS_DIFFER,
                options={"require": ["iss", "aud", "exp", "iat", "sub"], "verify_aud": False},
            )
        except jwt.PyJWTError:
            return None
        return claims if self._is_for_us(claims) else None

    def _is_for_us(self, claims: Mapping[str, object]) -> bool:
        """An identity token names us in `aud`; an access token of Keycloak names us in `azp` only."""
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        asked_by = claims.get("azp", self.settings.client_id if len(audience) == 1 else None)
        return asked_by == self.settings.client_id and (
            self.settings.client_id in audience or "azp" in claims
        )

    def _identity(self, claims: Mapping[str, object]) -> Identity | None:
        name = plain_name(claims.get(self.settings.username_claim))
        groups: object = claims
        for part in self.settings.groups_claim.split("."):
            groups = groups.get(part, ()) if isinstance(groups, Mapping) else ()
        held = [str(group).removeprefix("/") for group in groups] if isinstance(groups, list) else []
        return Identity(name, granted(self.settings.permissions, held)) if name else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_own(redirect_uri: str) -> bool:
    """Whether a browser came back to the very machine that sent it (RFC 8252)."""
    try:
        parts = urlsplit(redirect_uri)
        return parts.scheme == "http" and _is_loopback(parts.hostname or "") and parts.port is not None
    except ValueError:
        return False
