# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proposals as people call them, mx2415, and the keys by which the backend does."""

from __future__ import annotations

import re

from backend.domain.rows.people import ProposalRow
from hwobj.client.session import RestSession
from hwobj.errors import NotFound

_NAME = re.compile(r"(\D*?)[ -]?(\d\S*)")


def split_name(name: str) -> tuple[str, str]:
    """Code and number of a proposal; the code is empty in what begins with a digit.

    >>> split_name("mx2415")
    ('mx', '2415')
    """
    found = _NAME.fullmatch(name.strip())
    return (found.group(1), found.group(2)) if found else (name.strip(), "")


class Proposals:
    """Finds proposals by name, and remembers their keys, which do not change."""

    def __init__(self, rest: RestSession) -> None:
        self._rest = rest
        self._keys: dict[str, int] = {}

    def key_of(self, name: str) -> int:
        """The key of the proposal of that name, code and number; raises NotFound."""
        if name not in self._keys:
            self._keys[name] = self.find(*split_name(name))
        return self._keys[name]

    def find(self, code: str, number: str) -> int:
        """The key of a proposal; raises NotFound with what may be wrong."""
        query = {"proposalCode": code, "proposalNumber": number}
        rows = self._rest.ask_rows(ProposalRow, "/proposals", params=query)
        if not rows:
            raise NotFound(
                f"There is no proposal {code}{number} that this account may see: check its name, or ask for "
                "access to it."
            )
        return int(rows[0]["proposalId"])
