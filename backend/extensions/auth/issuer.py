# SPDX-License-Identifier: LGPL-3.0-or-later
"""An OpenID Connect issuer: its addresses and its keys, kept for a while."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from backend.errors import BadGateway
from backend.outside.http import Limits, get, origin, post

KEPT = 3600.0
"""Seconds for which addresses and keys are taken as known."""

PAUSE = 10.0
"""Seconds in which one more unknown key is not asked for: made-up names must not become requests."""

NAMELESS = "-"
"""What a key without a name is called, which an issuer with one key may leave out."""

DISCOVERY = "/.well-known/openid-configuration"
LARGEST = 1024 * 1024


class Issuer:
    """Asks an issuer, seldom; shared by all threads of a process."""

    def __init__(self, url: str, ca_file: str, timeout: float) -> None:
        self._url = url
        self._limits = Limits(timeout, LARGEST, trusted=frozenset({origin(url)}), ca_file=ca_file)
        self._lock = threading.Lock()
        self._addresses: tuple[float, Mapping[str, object]] | None = None
        self._keys = _Keys(url, self._read_keys)

    def endpoint(self, name: str) -> str:
        """One of the issuer's addresses, by its name in the discovery document."""
        with self._lock:
            return self._endpoint(name)

    def key(self, name: str) -> jwt.PyJWK | None:
        """The public key of this name (`kid`); keys are read anew for one that is not known yet."""
        try:
            return self._keys.get_signing_key(name or NAMELESS)
        except jwt.PyJWTError:
            return None

    def exchange(self, form: Mapping[str, str]) -> Mapping[str, object]:
        """Tokens for a code; BadGateway with `status_there` when the issuer refuses."""
        return _object(post(self.endpoint("token_endpoint"), self._limits, form), self._url)

    def _endpoint(self, name: str) -> str:
        if self._addresses is None or time.monotonic() - self._addresses[0] > KEPT:
            found = self._read(self._url.rstrip("/") + DISCOVERY)
            if found.get("issuer") != self._url:
                raise BadGateway(f"{origin(self._url)} calls itself {found.get('issuer')}, not {self._url}.")
            self._addresses = time.monotonic(), found
        return str(self._addresses[1].get(name, ""))

    def _read_keys(self) -> Mapping[str, object]:
        return self._read(self.endpoint("jwks_uri"))

    def _read(self, url: str) -> Mapping[str, Any]:
        return _object(get(url, self._limits), self._url)


class _Keys(jwt.PyJWKClient):
    """PyJWT's store of an issuer's keys, which are fetched by our rules for other servers.

    That fetching does not start the pause: a key that the issuer took just after is asked for at once.
    """

    def __init__(self, url: str, read: Callable[[], Mapping[str, object]]) -> None:
        super().__init__(url, lifespan=KEPT, cooldown_duration=PAUSE)
        self._read = read

    def fetch_data(self) -> dict[str, object]:
        """What the issuer lists; BadGateway when it cannot be read."""
        listed = self._read().get("keys")
        keys = [key for key in (listed if isinstance(listed, list) else []) if isinstance(key, dict)]
        return {"keys": [{**key, "kid": str(key.get("kid") or NAMELESS)} for key in keys]}


def _object(body: bytes, url: str) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise BadGateway(f"{origin(url)} did not answer with JSON.") from error
    if not isinstance(found, dict):
        raise BadGateway(f"{origin(url)} did not answer with a JSON object.")
    return found
