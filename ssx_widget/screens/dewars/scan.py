# SPDX-License-Identifier: LGPL-3.0-or-later
"""What was scanned and what it is to do: a step of a dewar, a place, or only a look."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from urllib.parse import unquote

from hwobj.client.collections import new_key

PLACE_MARK = "place:"
"""A barcode on a shelf begins so; a place where a dewar stands already needs no mark."""


def _now() -> str:
    return datetime.now(timezone.utc).isoformat()


@dataclass(frozen=True)
class Scan:
    """One scan, or one click on a step; without a `state` it only shows the dewar.

    `dewar_id` names the dewar where it is known, else `text` does. `sure`: a question about it was answered
    with yes. `key` is the idempotency key, by which a repeated request is done once; `at` is ISO 8601, UTC.
    """

    text: str
    state: str = ""
    place: str = ""
    reason: str = ""
    sure: bool = False
    dewar_id: int | None = None
    key: str = field(default_factory=new_key)
    at: str = field(default_factory=_now)

    def confirmed(self) -> Scan:
        """The same, and meant: a request of its own."""
        return replace(self, sure=True, key=new_key())

    def to_json(self) -> str:
        """As it is kept on disk."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Scan:
        """From disk; raises ValueError or TypeError for what is no scan."""
        return cls(**json.loads(text))


def scanned_barcode(text: str) -> str:
    """What a scanner read: a barcode, or the address that a QR code carries, which ends with it."""
    words = text.strip()
    if not words.casefold().startswith(("http://", "https://")):
        return words
    address, _, _ = words.partition("?")
    return unquote(address.partition("#")[0].rstrip("/").rpartition("/")[2])


def scanned_place(text: str, places: Iterable[str]) -> str | None:
    """The place that was scanned: marked as one, or in use; None for anything else."""
    words = text.strip()
    if words.casefold().startswith(PLACE_MARK):
        return words[len(PLACE_MARK) :].strip() or None
    return next((place for place in places if place.casefold() == words.casefold()), None)


def shortened(text: str) -> str:
    """A text as a sentence can hold it."""
    return text if len(text) <= 45 else f"{text[:40]}…"
