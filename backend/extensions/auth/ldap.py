# SPDX-License-Identifier: LGPL-3.0-or-later
"""Accounts of a directory: a name and a password that an LDAP server takes, and groups that give permissions.

Passwords travel encrypted only: `ldaps://`, or StartTLS on `ldap://`, with a certificate that is checked
before anything is sent. Referrals are not followed: they would carry a password to another server.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from backend.config import Config, ConfigError
from backend.errors import Unavailable
from backend.extensions.auth.base import (
    Authentication,
    Credentials,
    Identity,
    granted,
    plain_name,
    settings_of,
)

if TYPE_CHECKING:
    from ldap3 import Connection, Server


@dataclass(frozen=True)
class LdapSettings:
    """The configuration under `LDAP`.

    Either `user_dn` says what a user's name in the directory looks like, with `{username}`, or the user is
    looked for under `user_base` with `user_filter`: anonymously, or as `bind_dn` with `bind_password`.
    `permissions`: group → permissions; the group `*` is everybody. `timeout` is in seconds.
    """

    url: str
    ca_file: str = ""
    user_dn: str = ""
    bind_dn: str = ""
    bind_password: str = field(default="", repr=False)
    user_base: str = ""
    user_filter: str = "(uid={username})"
    username_attribute: str = "uid"
    group_base: str = ""
    group_filter: str = "(member={dn})"
    group_attribute: str = "cn"
    permissions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    timeout: int = 5

    def check(self) -> None:
        """ConfigError for what cannot work."""
        if urlsplit(self.url).scheme not in ("ldap", "ldaps") or not urlsplit(self.url).hostname:
            raise ConfigError(f"LDAP: url is an address such as ldap://ldap.example.org, not {self.url}.")
        if bool(self.user_dn) == bool(self.user_base):
            raise ConfigError("LDAP needs either user_dn or user_base.")
        template = self.user_dn or self.user_filter
        if "{username}" not in template:
            raise ConfigError(f"LDAP: {template} has no {{username}}.")


@dataclass(frozen=True)
class DirectoryEntry:
    """A person as the directory has it."""

    dn: str
    username: str


class Ldap(Authentication):
    """Vouches for who can bind to the directory with his or her own password."""

    name: ClassVar[str] = "ldap"
    lasting: ClassVar[bool] = True

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.settings = settings_of(LdapSettings, "LDAP", config.LDAP)
        self.settings.check()

    def authenticate(self, session: Session, credentials: Credentials) -> Identity | None:  # noqa: ARG002
        """Binds with the password; for a name that is not there too, so that both take their time.

        An empty password is refused here: servers take it for an anonymous bind, and let it in.
        """
        if not credentials.username or not credentials.password:
            return None
        if self.settings.user_dn:
            return self._by_own_name(credentials)
        with self._service() as service:
            entry = self._found(service, credentials.username)
            dn = entry.dn if entry else f"cn=nobody,{self.settings.user_base}"
            with self._open() as own:
                vouched = _binds(own, dn, credentials.password)
            return self._identity(service, entry) if entry and vouched else None

    def renewed(self, session: Session, identity: Identity) -> Identity | None:  # noqa: ARG002
        """With the groups of now, None for who left; where only the user may look, as it was."""
        if self.settings.user_dn:
            return identity
        with self._service() as service:
            entry = self._found(service, identity.username)
            return self._identity(service, entry) if entry else None

    def _by_own_name(self, credentials: Credentials) -> Identity | None:
        from ldap3.utils.dn import escape_rdn

        dn = self.settings.user_dn.replace("{username}", escape_rdn(credentials.username))
        with self._open() as own:
            if not _binds(own, dn, credentials.password):
                return None
            entry = self._entry(own, dn, "(objectClass=*)", "BASE")
            return self._identity(own, entry) if entry else None

    def _found(self, connection: Connection, username: str) -> DirectoryEntry | None:
        wanted = _filled(self.settings.user_filter, username=username)
        return self._entry(connection, self.settings.user_base, wanted, "SUBTREE")

    def _entry(self, connection: Connection, base: str, wanted: str, scope: object) -> DirectoryEntry | None:
        """The one entry that fits; none when several do, or when its name could be mistaken for another."""
        attribute = self.settings.username_attribute
        found = _search(connection, base, wanted, scope, attribute)
        names = [plain_name(value) for _, values in found for value in values[:1]]
        return DirectoryEntry(found[0][0], names[0]) if len(found) == 1 and names and names[0] else None

    def _identity(self, connection: Connection, entry: DirectoryEntry) -> Identity:
        groups: list[str] = []
        if self.settings.group_base:
            wanted = _filled(self.settings.group_filter, dn=entry.dn, username=entry.username)
            found = _search(
                connection, self.settings.group_base, wanted, "SUBTREE", self.settings.group_attribute
            )
            groups = [value for _, values in found for value in values]
        return Identity(entry.username, granted(self.settings.permissions, groups))

    @contextmanager
    def _service(self) -> Iterator[Connection]:
        """A connection that may search: the service's own, or an anonymous one."""
        with self._open() as connection:
            dn, password = self.settings.bind_dn, self.settings.bind_password
            if dn and not _binds(connection, dn, password):
                raise Unavailable("The directory refuses this server's own login (LDAP: bind_dn).")
            yield connection

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        """A connection on which everything is encrypted and the server has proved who it is."""
        from ldap3 import Connection
        from ldap3.core.exceptions import LDAPException

        server = self._server()
        connection = Connection(
            server,
            read_only=True,
            auto_referrals=False,
            raise_exceptions=True,
            receive_timeout=self.settings.timeout,
        )
        try:
            connection.open()
            if not server.ssl:
                connection.start_tls()
            yield connection
        except LDAPException as error:
            where = urlsplit(self.settings.url).hostname
            raise Unavailable(f"The directory {where} cannot be asked: {error}.") from error
        finally:
            connection.strategy.close()

    def _server(self) -> Server:
        from ldap3 import NONE, Server, Tls

        tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=self.settings.ca_file or None)
        return Server(self.settings.url, tls=tls, get_info=NONE, connect_timeout=self.settings.timeout)


def _binds(connection: Connection, dn: str, password: str) -> bool:
    """Whether the directory takes this password for this name."""
    from ldap3.core.exceptions import LDAPInvalidDnError, LDAPOperationResult

    try:
        return bool(connection.rebind(user=dn, password=password, authentication="SIMPLE"))
    except (LDAPOperationResult, LDAPInvalidDnError):
        return False


def _search(
    connection: Connection, base: str, wanted: str, scope: Any, attribute: str
) -> list[tuple[str, list[str]]]:
    """Name and values of each entry; nothing where the directory shows nothing."""
    from ldap3.core.exceptions import LDAPNoSuchObjectResult

    try:
        connection.search(base, wanted, search_scope=scope, attributes=[attribute])
    except LDAPNoSuchObjectResult:
        return []
    return [
        (entry["dn"], [str(value) for value in entry["attributes"].get(attribute, ())])
        for entry in connection.response or ()
        if entry["type"] == "searchResEntry"
    ]


def _filled(template: str, **values: str) -> str:
    """A filter with values in it that cannot become a part of it."""
    from ldap3.utils.conv import escape_filter_chars

    for name, value in values.items():
        template = template.replace(f"{{{name}}}", escape_filter_chars(value))
    return template
