"""An OpenID Connect issuer: its addresses and its keys, kept for a while."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import jwt

from backend.errors import BadGateway
from backend.outbound import Limits, get, origin, post

KEPT = 3600.0
"""Seconds for which addresses and keys are taken as known."""

PAUSE = 10.0
"""Seconds in which one more unknown key is not asked for again: made-up names must not become requests."""

DISCOVERY = "/.well-known/openid-configuration"
LARGEST = 1024 * 1024


class Issuer:
    """Asks an issuer, seldom; shared by all threads of a process."""

    def __init__(self, url: str, ca_file: str, timeout: float) -> None:
        self._url = url
        self._limits = Limits(timeout, LARGEST, trusted=frozenset({origin(url)}), ca_file=ca_file)
        self._lock = threading.Lock()
        self._addresses: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, dict[str, jwt.PyJWK]] | None = None
        self._missed = -PAUSE

    def endpoint(self, name: str) -> str:
        """One of the issuer's addresses, by its name in the discovery document."""
        with self._lock:
            return self._endpoint(name)

    def key(self, name: str) -> jwt.PyJWK | None:
        """The public key of this name (`kid`); keys are read anew for one that is not known yet."""
        with self._lock:
            found = self._known_keys().get(name)
            if found is None and time.monotonic() - self._missed >= PAUSE:
                self._keys = None
                found = self._known_keys().get(name)
                self._missed = time.monotonic() if found is None else self._missed
            return found

    def exchange(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Tokens for a code; BadGateway with `status_there` when the issuer refuses."""
        return _object(post(self.endpoint("token_endpoint"), self._limits, form), self._url)

    def _endpoint(self, name: str) -> str:
        if self._addresses is None or time.monotonic() - self._addresses[0] > KEPT:
            found = self._read(self._url.rstrip("/") + DISCOVERY)
            if found.get("issuer") != self._url:
                raise BadGateway(f"{origin(self._url)} calls itself {found.get('issuer')}, not {self._url}.")
            self._addresses = time.monotonic(), found
        return str(self._addresses[1].get(name, ""))

    def _known_keys(self) -> dict[str, jwt.PyJWK]:
        if self._keys is None or time.monotonic() - self._keys[0] > KEPT:
            listed = self._read(self._endpoint("jwks_uri")).get("keys")
            self._keys = time.monotonic(), _signing_keys(listed if isinstance(listed, list) else [])
        return self._keys[1]

    def _read(self, url: str) -> Mapping[str, Any]:
        return _object(get(url, self._limits), self._url)


def _signing_keys(listed: list[Any]) -> dict[str, jwt.PyJWK]:
    """By name; what is for encryption, or of a kind that we do not know, is left out."""
    found = {}
    for described in listed:
        try:
            if described.get("use", "sig") == "sig":
                found[str(described.get("kid", ""))] = jwt.PyJWK(described)
        except (jwt.PyJWTError, AttributeError):
            continue
    return found


def _object(body: bytes, url: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise BadGateway(f"{origin(url)} did not answer with JSON.") from error
    if not isinstance(found, dict):
        raise BadGateway(f"{origin(url)} did not answer with a JSON object.")
    return found
