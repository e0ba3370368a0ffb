# SPDX-License-Identifier: LGPL-3.0-or-later
"""What labels are wanted, and how they are had from the backend."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from qtpy.QtCore import QSizeF

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.texts import counted
from ssx_widget.screens.labels.pages import joined, page_sizes

PORTION = 20
"""Dewars that are asked for at once: one call of an engine, and half a second between two reports."""


@dataclass(frozen=True)
class LabelOptions:
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
    def choices(self) -> dict[str, object]:
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
class LabelFetcher:
    """The pages that options gave, their sizes in points, and the seconds that it took."""

    options: LabelOptions
    pdf: bytes
    sizes: tuple[QSizeF, ...]
    seconds: float

    def on_pages(self, places: Collection[int]) -> LabelOptions:
        """The options with only those dewars that have a page at one of these places.

        Where a page may hold several dewars nothing is known of any of them before all pages are there.
        """
        each = self.options.pages_per_dewar
        if each:
            on_them = {place // each for place in places}
            dewars = tuple(key for place, key in enumerate(self.options.dewar_ids) if place in on_them)
        else:
            dewars = self.options.dewar_ids if len({*places}) == len(self.sizes) else ()
        return replace(self.options, dewar_ids=dewars)

    @property
    def words(self) -> str:
        """6 pages · made in 0.3 s."""
        time_taken = f"{self.seconds:.1f} s" if self.seconds >= 0.1 else "less than 0.1 s"
        return f"{counted(len(self.sizes), 'page')} · made in {time_taken}"


def make(
    context: AppContext,
    options: LabelOptions,
    report: Callable[[int, int], object] = lambda _done, _total: None,
) -> LabelFetcher:
    """Have the labels made; to be called on a worker. Raises LimsError.

    `report(done, total)` tells how many dewars are made and may raise to stop.
    """
    began = time.monotonic()
    pdf = _tubes(context, options) if options.table else _dewars(context, options, report)
    return LabelFetcher(options, pdf, tuple(page_sizes(pdf)), time.monotonic() - began)


def _tubes(context: AppContext, options: LabelOptions) -> bytes:
    return context.ssx.tube_labels(options.keys, options.table, **options.choices)


def _dewars(context: AppContext, options: LabelOptions, report: Callable[[int, int], object]) -> bytes:
    made, done = [], 0
    for portion in options.portions:
        if len(options.portions) > 1:
            report(done, len(options.dewar_ids))
        made.append(
            context.core.shipping_labels(
                options.shipping_id, portion, template=options.template, **options.choices
            )
        )
        done += len(portion)
    return joined(made)
