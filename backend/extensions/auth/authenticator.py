# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who stands behind a request: by a login that a plug-in vouched for, or by the local secret."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Sequence
from typing import Protocol

from flask import Flask, request
from sqlalchemy import Select
from sqlalchemy.orm import Session

from backend.app_keys import AppKey
from backend.config import Config, ConfigError
from backend.errors import BackendError, Invalid, NotLoggedIn
from backend.extensions.auth import access, logins, throttle, tokens
from backend.extensions.auth.access import NOBODY
from backend.extensions.auth.base import Authentication, Credentials, Identity
from backend.extensions.auth.logins import Login
from backend.plugins import load_plugin
from backend.store import database
from backend.store.ownership import EVERYONE, Caller

ENDED = "This login has ended; log in again."

log = logging.getLogger(__name__)


class Memberships(Protocol):
    """What the database says of a login."""

    def proposals_of(self, login: str) -> Select[int]:
        """The proposals that it takes part in."""

    def sessions_of(self, login: str) -> Select[int]:
        """The sessions that it takes part in without their proposal."""

    def permissions_of(self, session: Session, login: str) -> frozenset[str]:
        """What it may do by its groups."""


class LocalSecret(Protocol):
    """The guard of a local process, which knows its secret."""

    secret: str

    def proof(self, nonce: str) -> str:
        """The proof that we know the secret."""


LOCAL_GUARD = AppKey[LocalSecret]("local_guard")


class Auth:
    """Asks the plug-ins at login, and finds the caller of each request."""

    def __init__(self, config: Config, memberships: Memberships, mode: str) -> None:
        self.config = config
        self.plugins = [_plugin(name, config, mode) for name in config.AUTH]
        self._memberships = memberships

    def login(self, credentials: Credentials) -> Login:
        """A new login; NotLoggedIn in the same words for a wrong name and a wrong password."""
        address = request.remote_addr or ""
        with database.open_session() as session:
            throttle.enter(session, credentials.username, address, self.config.LOGIN_ATTEMPTS)
        plugin, identity = self._vouched(credentials)
        with database.open_session() as session:
            throttle.leave(session, credentials.username, address)
            whole = self._with_groups(session, identity)
            login = logins.begin(session, whole, plugin.name, self.config.REFRESH_EXP_TIME)
            session.commit()
        log.info("%s logged in by %s from %s", login.username, login.module, address)
        return login

    def renew(self, refresh_token: str) -> Login:
        """The same login with another refresh token, and the permissions that it has now."""
        claims = tokens.read(self.config, refresh_token, "refresh")
        with database.open_session() as session:
            login = logins.live(session, claims.login, lock=True)
            if login is None:
                raise NotLoggedIn(ENDED)
            identity = self._renewed(session, login, claims.id)
            if identity is None:
                logins.end(session, login.loginKey)
                session.commit()
                raise NotLoggedIn(ENDED)
            logins.renew(login, self._with_groups(session, identity), self._minutes(login.module))
            session.commit()
        return login

    def end(self, login_key: str) -> None:
        """Log out: none of the login's tokens is good any more."""
        with database.open_session() as session:
            logins.end(session, login_key)
            session.commit()

    def caller(self) -> Caller:
        """Who calls: the holder of the local secret, of a token, or nobody."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            return NOBODY
        guard = LOCAL_GUARD.here_or_none()
        if guard is not None and hmac.compare_digest(given.strip().encode(), guard.secret.encode()):
            return EVERYONE
        return self.caller_of(tokens.read(self.config, given.strip()).login)

    def caller_of(self, login_key: str) -> Caller:
        """The caller that a login made; NotLoggedIn when it has ended."""
        with database.open_session(write=False) as session:
            login = logins.live(session, login_key)
        if login is None:
            raise NotLoggedIn(ENDED)
        name, members = login.username, self._memberships
        own, visits = members.proposals_of(name), members.sessions_of(name)
        return Caller(name, frozenset(login.permissions), own, visits, login.loginKey)

    def described(self) -> list[dict[str, object]]:
        """How people can log in here; a plug-in whose server is away is left out until it is back."""
        found = []
        for plugin in self.plugins:
            try:
                found.append(plugin.described())
            except BackendError as error:
                log.warning("login by %s is not offered: %s", plugin.name, error)
        return found

    def _vouched(self, credentials: Credentials) -> tuple[Authentication, Identity]:
        """The first plug-in that vouches; one whose server is away fails the login only if no other does."""
        away: BackendError | None = None
        for plugin in self._asked(credentials.module):
            try:
                with database.open_session(write=False) as session:
                    identity = plugin.authenticate(session, credentials)
            except BackendError as error:
                away = away or error
            else:
                if identity is not None:
                    return plugin, identity
        log.info("a login from %s was refused", request.remote_addr)
        raise away or NotLoggedIn("User name or password is wrong.")

    def _asked(self, module: str) -> Sequence[Authentication]:
        asked = [plugin for plugin in self.plugins if module in ("", plugin.name)]
        if not asked:
            names = ", ".join(plugin.name for plugin in self.plugins)
            raise Invalid.field("module", f"There is no login {module} here; there are {names}.")
        return asked

    def _renewed(self, session: Session, login: Login, refresh_key: str) -> Identity | None:
        """Who it is now; None for who is no more, and for a refresh token that was used before."""
        if login.refreshKey != refresh_key:
            log.warning("an old refresh token of %s came from %s", login.username, request.remote_addr)
            return None
        plugin = next((p for p in self.plugins if p.name == login.module), None)
        return plugin.renewed(session, login.identity()) if plugin else None

    def _minutes(self, module: str) -> int | None:
        lasting = any(plugin.lasting for plugin in self.plugins if plugin.name == module)
        return self.config.REFRESH_EXP_TIME if lasting else None

    def _with_groups(self, session: Session, identity: Identity) -> Identity:
        by_groups = self._memberships.permissions_of(session, identity.username)
        return Identity(identity.username, identity.permissions | by_groups)


AUTH = AppKey[Auth]("auth")


def init_app(app: Flask, config: Config, memberships: Memberships, mode: str) -> None:
    """Check every request before its view runs; *memberships* says what a login takes part in."""
    auth = Auth(config, memberships, mode)
    AUTH.put(app, auth)
    app.config["SECRET_KEY_FALLBACKS"] = config.OLD_SECRET_KEYS
    app.before_request(lambda: access.check_access(auth.caller))


def _plugin(name: str, config: Config, mode: str) -> Authentication:
    made: Authentication = load_plugin("AUTH", name)(config)
    if made.tests_only and mode == "prod":
        raise ConfigError(f"AUTH names {name}, which is for tests and takes no part in mode prod.")
    return made
