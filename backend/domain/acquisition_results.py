# SPDX-License-Identifier: LGPL-3.0-or-later
"""What processing says of an acquisition: how many images, hits and indexed images there are.

What a program writes is read in `backend/results/`, a module a format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

COUNTS = ("images", "hits", "indexed")


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

    def wire(self) -> dict[str, object]:
        """As it travels: the counts, and both rates in percent; null where something is not known."""
        counts = {name: getattr(self, name) for name in COUNTS}
        return {**counts, "hitRate": self.hit_rate, "indexingRate": self.indexing_rate}


def of(held: Mapping[str, object]) -> Results:
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


def _count(name: str, value: object) -> int | None:
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
