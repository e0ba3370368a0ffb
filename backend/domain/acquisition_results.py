"""What processing says of an acquisition: images, hits and indexed images, as a program writes them down.

A program leaves them as a small JSON file among its results, by the name `RESULTS_FILE` or one that ends with
it: `{"images": 51200, "hits": 8320, "indexed": 5410}`. Further keys are the program's own affair.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

RESULTS_FILE = "ssx-results.json"
MOST_BYTES = 65_536
"""A longer file of that name is no count of images."""

COUNTS = ("images", "hits", "indexed")

_WORDS = {
    "images": "Images that were taken.",
    "hits": "Images on which a crystal was hit.",
    "indexed": "Images that were indexed.",
}

SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Results of processing one acquisition",
    "description": f"Left by a processing program as {RESULTS_FILE}, of the type Result.",
    "type": "object",
    "properties": {
        name: {"type": "integer", "minimum": 0, "description": words} for name, words in _WORDS.items()
    },
    "required": ["images"],
}
"""What `read` takes; beyond it hits are at most the images, and indexed images at most the hits."""


@dataclass(frozen=True)
class Results:
    """How many images there are, how many of them are hits, how many of these were indexed."""

    images: int | None = None
    hits: int | None = None
    indexed: int | None = None

    @property
    def hit_rate(self) -> float | None:
        """Hits in percent of the images."""
        return _share(self.hits, self.images)

    @property
    def indexing_rate(self) -> float | None:
        """Indexed images in percent of the hits."""
        return _share(self.indexed, self.hits)

    def wire(self) -> dict[str, Any]:
        """As it travels: the counts, and both rates in percent; null where something is not known."""
        counts = {name: getattr(self, name) for name in COUNTS}
        return {**counts, "hitRate": self.hit_rate, "indexingRate": self.indexing_rate}


def read(text: str | bytes) -> Results:
    """The results in a program's file; ValueError with a sentence for what is none."""
    try:
        held = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{RESULTS_FILE} is no JSON.") from error
    if not isinstance(held, dict):
        raise ValueError(f"{RESULTS_FILE} holds an object with images, hits and indexed.")
    if held.get("images") is None:
        raise ValueError(f"{RESULTS_FILE} does not say how many images there are.")
    return of(held)


def of(held: Mapping[str, Any]) -> Results:
    """The counts that an object holds; ValueError for what cannot be."""
    found = Results(**{name: _count(name, held.get(name)) for name in COUNTS})
    for less, more in (("hits", "images"), ("indexed", "hits")):
        few, many = getattr(found, less), getattr(found, more)
        if few is not None and many is not None and few > many:
            raise ValueError(f"{few} {less} of {many} {more} cannot be.")
    return found


def total(results: Iterable[Results | None]) -> Results:
    """The sum over acquisitions.

    A rate is taken over those that tell both its numbers: one that was not processed yet lowers none.
    """
    known = [each for each in results if each is not None]
    complete = [each for each in known if None not in (each.images, each.hits, each.indexed)]
    counted = complete or known
    return Results(*(_sum(getattr(each, name) for each in counted) for name in COUNTS))


def _count(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1 or value < 0:
        raise ValueError(f"{name.capitalize()} is a number of images, 0 or more.")
    return int(value)


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else 100 * part / whole


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
