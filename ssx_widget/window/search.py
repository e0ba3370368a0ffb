# SPDX-License-Identifier: LGPL-3.0-or-later
"""The search of the top bar: finds samples, shipments and dewars by their names, and goes there."""

from __future__ import annotations

from dataclasses import dataclass

from qtpy.QtWidgets import QAction, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.forms.search_line import SearchChoice, SearchLine
from ssx_widget.look.theme import GRID, action_icon

_EACH = 6


@dataclass(frozen=True)
class SearchHit:
    """Where a thing that was found is shown, by the column that names the row to open there."""

    collection: str
    words: str
    screen: str
    key: str


PLACES = (
    SearchHit("loaded_samples", "loaded sample", "samples", "loadedSampleId"),
    SearchHit("shippings", "shipment", "shipments", "shippingId"),
    SearchHit("plans", "timing plan", "plans", "experimentalPlanId"),
    SearchHit("dewars", "dewar", "dewars", "dewarId"),
    SearchHit("samples", "sample in a shipment", "shipments", "shippingId"),
)


class Search(SearchLine):
    """Ctrl+K puts the cursor here."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context.tasks, self._find, parent)
        self._context = context
        self.setPlaceholderText("Search everything")
        self.setAccessibleName("Search samples, shipments and dewars")
        self.setToolTip("Search samples, shipments and dewars (Ctrl+K)")
        self.show_unit("Ctrl+K")
        glass = QAction("Search", self)
        action_icon("mdi6.magnify", glass)
        self.addAction(glass, self.LeadingPosition)
        self.setMinimumWidth(70 * GRID)
        self.chosen.connect(self._go)

    def _find(self, text: str) -> list[SearchChoice]:
        """Runs on a worker."""
        wanted = text.strip()
        if not wanted:
            return []
        found: list[SearchChoice] = []
        for place in PLACES:
            for row in self._context.collection(place.collection).list(q=wanted, limit=_EACH).rows:
                key = self._key(place, row)
                if key is not None:
                    found.append(
                        SearchChoice(name_of(place.collection, row), (place.screen, key), place.words)
                    )
        return found or [SearchChoice(f"Nothing is called like “{wanted}”", None)]

    def _key(self, place: SearchHit, row: dict[str, object]) -> object:
        """What the screen opens: the row itself, or the shipment that a sample travels in."""
        if place.key in row:
            return row[place.key]
        container = row.get("containerId")
        if not isinstance(container, int):
            return None
        dewar = self._context.core.containers.get(container)["dewarId"]
        return self._context.core.dewars.get(dewar)["shippingId"] if dewar else None

    def _go(self, target: object) -> None:
        self.clear()
        if isinstance(target, tuple):
            self._context.show(*target)
