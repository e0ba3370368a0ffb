# SPDX-License-Identifier: LGPL-3.0-or-later
"""Fetching from other servers: a time-out, a size limit, and no way from a public address into the house.

The address that is checked is the one that the connection was really made to, so that a name which
changes its address between a look-up and the connection gains nothing.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from backend.errors import BadGateway

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Refused(OSError):
    """The connection leads to an address that is not allowed."""


@dataclass(frozen=True)
class Limits:
    """What a request may cost and where it may lead.

    timeout: seconds in all; size: bytes after unpacking; private: private networks that are allowed;
    trusted: `host:port` of servers that the configuration names itself, which may be private, while
    redirects from them to others may not; ca_file: certificates of an authority of one's own.
    """

    timeout: float = 20.0
    size: int = 20 * 1024 * 1024
    private: tuple[Network, ...] = ()
    trusted: frozenset[str] = field(default_factory=frozenset)
    ca_file: str = ""

    def admits(self, url: str, address: str) -> bool:
        """Whether a request for *url* may be made to *address*."""
        found = ipaddress.ip_address(address.split("%")[0])
        inner = getattr(found, "ipv4_mapped", None) or found
        return (
            inner.is_global
            or origin(url) in self.trusted
            or any(inner in network for network in self.private if network.version == inner.version)
        )


def origin(url: str) -> str:
    """`host:port` of an address."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def get(url: str, limits: Limits, headers: Mapping[str, str] | None = None) -> bytes:
    """The body of *url*; redirects are followed as far as *limits* admit them.

    Headers go to the first origin only. Raises BadGateway with a sentence for whatever keeps it from us.
    """
    ends, first = time.monotonic() + limits.timeout, origin(url)
    for _ in range(MOST_REDIRECTS + 1):
        sent = dict(headers or {}) if origin(url) == first else {}
        with _session(url, limits) as session, _answer(session, url, limits, sent) as answer:
            if answer.status_code not in REDIRECTS:
                return _body(answer, url, limits, ends)
            url = urljoin(url, answer.headers.get("Location", ""))
    raise BadGateway(f"{first} redirects more than {MOST_REDIRECTS} times.")


def post(url: str, limits: Limits, form: Mapping[str, str]) -> bytes:
    """What *url* answers to a form; redirects are not followed, as they would carry the form elsewhere."""
    ends = time.monotonic() + limits.timeout
    with _session(url, limits) as session, _answer(session, url, limits, {}, form) as answer:
        return _body(answer, url, limits, ends)


def _answer(
    session: requests.Session,
    url: str,
    limits: Limits,
    headers: dict[str, str],
    form: Mapping[str, str] | None = None,
) -> requests.Response:
    if urlsplit(url).scheme not in ("http", "https"):
        raise BadGateway(f"{url} is no http address.")
    try:
        return session.request(
            "GET" if form is None else "POST",
            url,
            data=form,
            headers=headers,
            timeout=limits.timeout,
            stream=True,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise BadGateway(_why(url, error)) from error


def _why(url: str, error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Refused):
            return f"{origin(url)} lies in a private network that the configuration does not allow."
        cause = cause.__context__ or cause.__cause__
    if isinstance(error, requests.Timeout):
        return f"{origin(url)} did not answer in time."
    return f"{origin(url)} cannot be reached."


def _body(answer: requests.Response, url: str, limits: Limits, ends: float) -> bytes:
    if answer.status_code != 200:
        raise BadGateway(
            f"{origin(url)} answered with {answer.status_code}.", status_there=answer.status_code
        )
    body = bytearray()
    try:
        for part in answer.iter_content(65536):
            body += part
            if len(body) > limits.size:
                raise BadGateway(f"{origin(url)} sent more than {limits.size} bytes.")
            if time.monotonic() > ends:
                raise BadGateway(f"{origin(url)} did not answer in time.")
    except requests.RequestException as error:
        raise BadGateway(_why(url, error)) from error
    return bytes(body)


def _session(url: str, limits: Limits) -> requests.Session:
    """A session whose connections look at their peer before anything is sent; no proxy stands between."""
    session = requests.Session()
    session.trust_env = False
    session.verify = limits.ca_file or True
    adapter = _CheckedAdapter(lambda address: limits.admits(url, address))
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _CheckedAdapter(HTTPAdapter):
    """Connections that close at once when their peer is not admitted."""

    def __init__(self, admits: Callable[[str], bool]) -> None:
        self._admits = admits
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Use connections that check."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": self._checked(HTTPConnection)}),
            "https": type("Pool", (HTTPSConnectionPool,), {"ConnectionCls": self._checked(HTTPSConnection)}),
        }

    def _checked(self, connection_class: Any) -> object:
        admits = self._admits

        class Connection(connection_class):  # type: ignore[misc]
            def connect(self) -> None:
                super().connect()
                address = self.sock.getpeername()[0]
                if not admits(address):
                    self.close()
                    raise Refused(f"{address} is not allowed")

        return Connection
