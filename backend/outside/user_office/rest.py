# SPDX-License-Identifier: LGPL-3.0-or-later
"""A user office that is asked over HTTP, described by addresses and a map of its fields."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from backend.config import ConfigError
from backend.errors import BadGateway, Unavailable
from backend.outside.http import Limits, get, origin
from backend.outside.user_office.base import OfficeEntry, UserOffice, entry, look_up, mapped

MOST_PAGES = 1000


class RestOffice(UserOffice):
    """url: the list of all proposals; one_url: one of them, with `{code}` and `{number}`.

    items: dotted path from the answer to its list, next: to the address of the next page; fields: each of our
    names with the dotted path to its value in a member of that list (`base.mapped`).
    token_file: a file with a token, sent in `header` behind `prefix`. timeout: seconds for a page;
    max_bytes: of a page. private_networks: where redirects may lead besides public addresses and the
    server of *url*; ca_file: certificates of the facility's own authority.
    """

    def __init__(
        self,
        url: str,
        fields: Mapping[str, Any],
        one_url: str = "",
        items: str = "",
        next: str = "",  # noqa: A002 - the name in the configuration
        token_file: str = "",
        header: str = "Authorization",
        prefix: str = "Bearer ",
        timeout: float = 20,
        max_bytes: int = 20 * 1024 * 1024,
        private_networks: Sequence[str] = (),
        ca_file: str = "",
    ) -> None:
        for address in filter(None, (url, one_url)):
            if urlsplit(address).scheme not in ("http", "https"):
                raise ConfigError(f"USER_OFFICE: {address} is no http address.")
        self._url, self._one_url = url, one_url
        self._fields, self._items, self._next = fields, items, next
        self._token_file, self._header, self._prefix = token_file, header, prefix
        self._limits = Limits(
            timeout=float(timeout),
            size=max_bytes,
            private=tuple(_network(text) for text in private_networks),
            trusted=frozenset(origin(address) for address in (url, one_url) if address),
            ca_file=ca_file,
        )

    def proposals(self) -> Iterable[OfficeEntry]:
        """Every proposal, page by page."""
        members = (
            member for page in self._pages() for member in _list(look_up(page, self._items), self._url)
        )
        return [self._entry(number, member) for number, member in enumerate(members, 1)]

    def proposal(self, code: str, number: str) -> Iterable[OfficeEntry]:
        """One proposal by its own address, else out of all."""
        if not self._one_url:
            return super().proposal(code, number)
        url = self._one_url.format(code=quote(code, safe=""), number=quote(number, safe=""))
        try:
            found = self._ask(url)
        except BadGateway as error:
            if error.members.get("status_there") == 404:
                return []
            raise
        at = look_up(found, self._items) if self._items else found
        members = at if isinstance(at, list) else [found]
        return [self._entry(number, member) for number, member in enumerate(members, 1)]

    def _entry(self, number: int, member: object) -> OfficeEntry:
        return entry(f"record {number}", mapped(self._fields, member))

    def _pages(self) -> Iterator[object]:
        url = self._url
        for _ in range(MOST_PAGES):
            page = self._ask(url)
            yield page
            further = look_up(page, self._next) if self._next else None
            if not further:
                return
            url = urljoin(url, str(further))
            if origin(url) != origin(self._url):
                raise BadGateway(f"The next page of {origin(self._url)} lies on another server.")
        raise BadGateway(f"{origin(self._url)} has more than {MOST_PAGES} pages.")

    def _ask(self, url: str) -> object:
        try:
            return json.loads(get(url, self._limits, self._headers()))
        except ValueError as error:
            raise BadGateway(f"{origin(url)} did not answer with JSON.") from error

    def _headers(self) -> dict[str, str]:
        if not self._token_file:
            return {}
        try:
            token = Path(self._token_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Unavailable(f"The user office's token cannot be read: {error.strerror}.") from error
        return {self._header: self._prefix + token}


def _list(found: object, url: str) -> list[object]:
    if not isinstance(found, list):
        raise BadGateway(f"{origin(url)} gave no list of proposals; look at “items” of USER_OFFICE.")
    return found


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise ConfigError(f"USER_OFFICE: {text} is no network; it looks like 10.1.0.0/16.") from error
