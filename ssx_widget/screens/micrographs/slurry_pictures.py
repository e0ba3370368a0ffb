# SPDX-License-Identifier: LGPL-3.0-or-later
"""The micrographs of one slurry, their lines and scales, and the sizes that follow; knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qtpy.QtCore import QObject, Signal

from backend.domain.rows.ssx_sample import CrystalSizeDistributionRow, CrystalSlurryRow, MicrographRow
from backend.domain.science.crystal_sizes import AXES, MeasuredLine, distribution, lengths
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, DraftRef
from ssx_widget.lists.row_watch import RowWatch

LINES, PIXEL_SIZE = "descriptionJson.lines", "objectSidePixelSize"
_SIZES = "crystal_size_distributions"


@dataclass(frozen=True)
class _PicturesRead:
    """What the backend has of a slurry."""

    slurry: CrystalSlurryRow
    pictures: list[MicrographRow]
    sizes: CrystalSizeDistributionRow | None


class SlurryPictures(QObject):
    """`opened()`: another slurry stands. `listed()`: pictures came or went. `changed(draft)`: one was edited.

    `failed(sentence)`: the slurry could not be read.
    """

    opened = Signal()
    listed = Signal()
    changed = Signal(object)
    failed = Signal(str)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.slurry_id: int | None = None
        self.slurry: Draft | None = None
        self.drafts: list[Draft] = []
        self._sizes: Draft | None = None
        self.watch = RowWatch(context, {"Micrograph", "CrystalSlurry", "CrystalSizeDistribution"}, self)
        self.watch.changed.connect(self.read)
        context.edits.changed.connect(self._follow)

    def open(self, slurry_id: int) -> None:
        """Go to a stored slurry."""
        self.close()
        self.slurry_id = slurry_id
        self.read()

    def close(self) -> None:
        """There is no slurry to show."""
        self.slurry_id, self.slurry, self.drafts, self._sizes = None, None, [], None

    def read(self) -> None:
        """Read the slurry, or read it again."""
        key = self.slurry_id
        if key is None:
            return
        self.watch.forget()
        self._context.tasks.run(
            lambda: self._ask(key),
            done=lambda found: self._take(key, found),
            failed=lambda error: self._fail(key, error),
            owner=self,
        )

    @property
    def unsaved(self) -> list[Draft]:
        """The drafts of this page that hold something not stored."""
        drafts = [*self.drafts, *(each for each in (self._sizes, self.slurry) if each)]
        return [draft for draft in drafts if draft.is_dirty]

    def save(self) -> None:
        """Store all of it."""
        self._context.edits.save(self.unsaved)

    # Lines.

    def set_lines(self, draft: Draft, lines: Iterable[MeasuredLine]) -> None:
        """Keep other lines with a picture; a step of undo of its own."""
        self._context.edits.end_typing()
        self.drag_lines(draft, lines, True)

    def drag_lines(self, draft: Draft, lines: Iterable[MeasuredLine], is_done: bool) -> None:
        """Keep other lines with a picture; all until one is done are one step of undo."""
        self._context.edits.set(draft, LINES, [line.row for line in lines])
        if is_done:
            self._context.edits.end_typing()

    def set_scale(self, draft: Draft, micrometres: float) -> None:
        """Let a pixel be so large both ways."""
        self._context.edits.end_typing()
        self._context.edits.set(draft, PIXEL_SIZE, [micrometres, micrometres])
        self._context.edits.end_typing()

    # Sizes.

    def measured(self) -> dict[str, list[float]]:
        """The lengths in µm along each axis, over all pictures that have a scale."""
        scaled = [(lines_of(draft), scale_of(draft)) for draft in self.drafts]
        return {
            axis: [length for lines, scale in scaled if scale for length in lengths(lines, scale, axis)]
            for axis in AXES
        }

    def without_scale(self) -> list[Draft]:
        """The pictures whose lines count for nothing, because nobody said how large a pixel is."""
        return [draft for draft in self.drafts if lines_of(draft) and not scale_of(draft)]

    def use_as_distribution(self) -> None:
        """Fill the slurry's size distribution with what was measured; one step of undo."""
        values = distribution(self.measured())
        slurry = self.slurry
        if not values or slurry is None:
            return
        self._context.edits.end_typing()
        self._context.edits.in_one_step("use the measured sizes", lambda: self._fill_sizes(slurry, values))
        self._context.edits.end_typing()

    def _fill_sizes(self, slurry: Draft, values: Mapping[str, object]) -> None:
        edits = self._context.edits
        if self._sizes is None or self._sizes.gone:
            self._sizes = self._context.new(_SIZES)
            edits.set(slurry, "crystalSizeDistributionId", self._sizes.ref)
        if not self._sizes.get("characteristicDimensions"):
            values = {**values, "characteristicDimensions": values["descriptionJson.mean"]}
        for name, value in values.items():
            edits.set(self._sizes, name, value)

    # Inside.

    def _ask(self, key: int) -> _PicturesRead:
        ssx = self._context.ssx
        slurry = ssx.crystal_slurries.get(key)
        rows = [row for row in ssx.micrographs.all(crystalSlurryId=key) if row["url"]]
        sizes = slurry["crystalSizeDistributionId"]
        return _PicturesRead(slurry, rows, ssx.crystal_size_distributions.get(sizes) if sizes else None)

    def _take(self, key: int, found: _PicturesRead) -> None:
        if key != self.slurry_id:
            return
        edits, is_first = self._context.edits, self.slurry is None
        before = self.drafts
        self.slurry = edits.open("crystal_slurries", found.slurry)
        self.drafts = [edits.open("micrographs", row) for row in found.pictures]
        self._sizes = self._held_sizes(found.sizes)
        if is_first:
            self.opened.emit()
        if is_first or before != self.drafts:
            self.listed.emit()

    def _held_sizes(self, stored: CrystalSizeDistributionRow | None) -> Draft | None:
        """The slurry's size distribution: one that is begun goes before the stored one."""
        ref = self.slurry.get("crystalSizeDistributionId") if self.slurry else None
        if isinstance(ref, DraftRef):
            return self._context.edits.find(ref.key)
        return self._context.edits.open(_SIZES, stored) if stored else None

    def _fail(self, key: int, error: Exception) -> None:
        if key == self.slurry_id and self.slurry is None:
            self.failed.emit(sentence(error))

    def _follow(self, draft: Draft, _name: str) -> None:
        if draft is self.slurry:
            self._sizes = self._held_sizes(None) or self._sizes
        if draft in self.drafts or draft in (self.slurry, self._sizes):
            self.changed.emit(draft)


def lines_of(draft: Draft) -> list[MeasuredLine]:
    """The lines over a picture."""
    return [MeasuredLine.of(row) for row in draft.get(LINES) or ()]


def scale_of(draft: Draft) -> Sequence[float] | None:
    """µm per pixel, for x and y or for both; None where nobody said it."""
    size: Any = draft.get(PIXEL_SIZE)
    return size if size and PIXEL_SIZE not in draft.typed and min(size) > 0 else None
