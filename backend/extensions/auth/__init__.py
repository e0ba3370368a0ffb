"""Authentication: the plug-ins that the configuration names, tokens, and the local process's secret."""

from __future__ import annotations

import hmac
import importlib
from collections.abc import Callable

from flask import Flask, current_app, request
from sqlalchemy import Select
from sqlalchemy.orm import Session

from backend.config import Config, ConfigError
from backend.errors import NotLoggedIn
from backend.extensions.auth import tokens
from backend.extensions.auth.access import NOBODY, check_access
from backend.extensions.auth.base import Authentication, Identity
from backend.ownership import EVERYONE, Caller

ProposalsOf = Callable[[str], Select[int]]


class Auth:
    """Asks the plug-ins at login, and finds the caller of each request."""

    def __init__(self, config: Config, proposals_of: ProposalsOf) -> None:
        self.config = config
        self.plugins = [_plugin(name, config) for name in config.AUTH]
        self._proposals_of = proposals_of

    def login(self, session: Session, username: str, password: str) -> Identity:
        """The identity that a plug-in vouches for; the same words for a wrong name and password."""
        for plugin in self.plugins:
            identity = plugin.authenticate(session, username, password) if password else None
            if identity is not None:
                return identity
        raise NotLoggedIn("User name or password is wrong.")

    def caller(self) -> Caller:
        """Who calls: the holder of the local secret, of a token, or nobody."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            return NOBODY
        guard = current_app.extensions.get("ssx_local_guard")
        if guard is not None and hmac.compare_digest(given.strip().encode(), guard.secret.encode()):
            return EVERYONE
        return self.caller_for(tokens.read(self.config, given.strip()))

    def caller_for(self, identity: Identity) -> Caller:
        """The caller that a login made of this identity."""
        return Caller(identity.username, identity.permissions, self._proposals_of(identity.username))


def init_app(app: Flask, config: Config, proposals_of: ProposalsOf) -> None:
    """Check every request before its view runs; *proposals_of* gives a login's own proposals."""
    app.extensions["ssx_auth"] = Auth(config, proposals_of)
    app.before_request(check_access)


def _plugin(name: str, config: Config) -> Authentication:
    module, _, attribute = name.partition(":")
    try:
        plugin = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"AUTH names {name}, which is not there; write it as module:Class.") from error
    return plugin(config)  # type: ignore[no-any-return]
