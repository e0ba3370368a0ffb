# SPDX-License-Identifier: LGPL-3.0-or-later
"""HTTP sessions: one for a local backend that proves itself on every connection, one for a remote backend."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import NewConnectionError

from hwobj.client.server_authentication import prove


class Bearer(AuthBase):
    """Puts the token into the request; being there at all, it keeps `.netrc` out."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def local_session(secret: str) -> requests.Session:
    """A session whose every connection proves itself before a request leaves; no proxy, no environment."""
    session = requests.Session()
    session.trust_env = False
    session.auth = Bearer(secret)
    session.mount("http://", _ProvenAdapter(secret))
    return session


def remote_session(url: str, token: str | None, proxy: str | None) -> requests.Session:
    """A session for a backend elsewhere; without `proxy`, the environment's proxies hold.

    What goes to this machine itself goes to no proxy, which could read it.
    """
    session = requests.Session()
    session.auth = Bearer(token)
    session.trust_env = not proxy and not is_loopback(url)
    if proxy and not is_loopback(url):
        session.proxies = {"http": proxy, "https": proxy}
    return session


def is_loopback(url: str) -> bool:
    """Whether the address is this machine's own."""
    return urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")


class _ProvenConnection(HTTPConnection):
    """A connection that is of use only once the peer has proved that it knows the secret."""

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._secret = secret

    def connect(self) -> None:
        super().connect()
        try:
            prove(self.sock, f"{self.host}:{self.port}", self._secret)
        except OSError as error:
            self.close()
            raise NewConnectionError(self, str(error)) from error


class _ProvenPool(HTTPConnectionPool):
    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ConnectionCls = partial(_ProvenConnection, secret=secret)  # type: ignore[assignment]


class _ProvenAdapter(HTTPAdapter):
    def __init__(self, secret: str) -> None:
        self._secret = secret
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": partial(_ProvenPool, secret=self._secret)}
