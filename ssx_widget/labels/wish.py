"""What labels are wanted, and how they are had from the backend."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from qtpy.QtCore import QSizeF

from ssx_widget.common.contents import counted
from ssx_widget.desk import Desk
from ssx_widget.labels.pages import joined, page_sizes

PORTION = 20
"""Dewars that are asked for at once: one call of an engine, and half a second between two reports."""


@dataclass(frozen=True)
class Wish:
    """Labels of some dewars of a shipment, or of the rows `keys` of `table`; no paper is the usual one.

    `pages_per_dewar` says whether the document can be made in portions. `grid` and `blank` are for sheets of
    small labels: columns and rows, and the places at the start that were used before.
    """

    shipping_id: int
    dewar_ids: tuple[int, ...]
    template: str
    paper: str
    engine: str = "auto"
    pages_per_dewar: int = 0
    table: str = ""
    keys: tuple[int, ...] = ()
    grid: str = ""
    blank: int = 0

    @property
    def choices(self) -> dict[str, Any]:
        """How it is to be made, for the backend."""
        more = {"grid": self.grid, "blank": self.blank or None}
        given = {"paper": self.paper or None, "engine": self.engine, **more}
        return {name: value for name, value in given.items() if value}

    @property
    def portions(self) -> list[tuple[int, ...]]:
        """The dewars in the portions in which they are asked for."""
        if not self.pages_per_dewar:
            return [self.dewar_ids]
        starts = range(0, len(self.dewar_ids), PORTION)
        return [self.dewar_ids[first : first + PORTION] for first in starts]


@dataclass(frozen=True)
class Labels:
    """The pages that a wish gave, their sizes in points, and the seconds that it took."""

    wish: Wish
    pdf: bytes
    sizes: tuple[QSizeF, ...]
    seconds: float

    def on_pages(self, places: Collection[int]) -> Wish:
        """The wish with only those dewars that have a page at one of these places.

        Where a page may hold several dewars nothing is known of any of them before all pages are there.
        """
        each = self.wish.pages_per_dewar
        if each:
            on_them = {place // each for place in places}
            dewars = tuple(key for place, key in enumerate(self.wish.dewar_ids) if place in on_them)
        else:
            dewars = self.wish.dewar_ids if len({*places}) == len(self.sizes) else ()
        return replace(self.wish, dewar_ids=dewars)

    @property
    def words(self) -> str:
        """6 pages · made in 0.3 s."""
        time_taken = f"{self.seconds:.1f} s" if self.seconds >= 0.1 else "less than 0.1 s"
        return f"{counted(len(self.sizes), 'page')} · made in {time_taken}"


def make(desk: Desk, wish: Wish, report: Callable[[int, int], object] = lambda _done, _total: None) -> Labels:
    """Have the labels made; to be called on a worker. Raises LimsError.

    `report(done, total)` tells how many dewars are made and may raise to stop.
    """
    began = time.monotonic()
    pdf = _tubes(desk, wish) if wish.table else _dewars(desk, wish, report)
    return Labels(wish, pdf, tuple(page_sizes(pdf)), time.monotonic() - began)


def _tubes(desk: Desk, wish: Wish) -> bytes:
    return desk.ssx.tube_labels(wish.keys, wish.table, **wish.choices)


def _dewars(desk: Desk, wish: Wish, report: Callable[[int, int], object]) -> bytes:
    made, done = [], 0
    for portion in wish.portions:
        if len(wish.portions) > 1:
            report(done, len(wish.dewar_ids))
        made.append(
            desk.core.shipping_labels(wish.shipping_id, portion, template=wish.template, **wish.choices)
        )
        done += len(portion)
    return joined(made)
