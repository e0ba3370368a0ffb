# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the backend tells of itself: which rows changed, as a stream that is also the listener's lease."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import requests

from hwobj.client.session import RestSession
from hwobj.errors import Unreachable

SILENCE = 10.0
"""Seconds without a sign of life, which comes twice a second, after which the link counts as broken."""


@dataclass(frozen=True)
class Change:
    """A row that was created, updated or deleted."""

    table: str
    id: int
    verb: str


def changes(rest: RestSession) -> Iterator[Change | None]:
    """Changes as they come; None at once when the stream is open, and then as a sign of life.

    The lease lasts as long as this iterator is taken from. Raises a LimsError when the stream cannot be
    opened or breaks.
    """
    response = rest.send("GET", "/events", stream=True, timeout=SILENCE)
    with closing(response):
        try:
            # One byte at a time: a larger piece would wait until it is full.
            yield from _parsed(response.iter_lines(chunk_size=1, decode_unicode=False))
        except requests.RequestException as error:
            raise Unreachable("The connection to the backend broke.") from error
    raise Unreachable("The backend closed the connection.")


def _parsed(lines: Iterable[bytes]) -> Iterator[Change | None]:
    """The events in the lines of a stream."""
    data = ""
    for line in lines:
        field, _, value = line.decode().partition(":")
        if not line and data:
            row = json.loads(data)
            data = ""
            yield Change(row["table"], row["id"], row["verb"])
        elif field == "data":
            data += value.removeprefix(" ")
        elif line and not field:
            yield None
