# SPDX-License-Identifier: LGPL-3.0-or-later
"""The chain of a loaded sample: which drafts make it, what points to what, what is picked or made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from backend.domain.fields.field import Field
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import WORDS, fields_of
from ssx_widget.editing.draft import AnyRow, Draft, DraftRef, Row

STAGES: dict[str, str] = {
    "proteins": "Protein",
    "crystals": "Crystal",
    "crystal_slurries": "Slurry",
    "sample_stocks": "Stock",
    "loaded_samples": "Loaded sample",
}
"""The cards from left to right, by the collection of their rows."""


@dataclass(frozen=True)
class ChainLink:
    """How the row of one collection points to that of another; `inside` names it in an answer to `info`."""

    to: str
    source: str
    field: str
    inside: str

    def get(self, draft: Draft) -> int | DraftRef | None:
        """What the draft points to; of several crystals the first."""
        held = draft.get(self.field)
        return next(iter(held), None) if isinstance(held, list) else held

    def value(self, draft: Draft, ref: int | DraftRef | None) -> Any:
        """What the column has to hold to point to `ref`; further crystals stay."""
        if self.field != "crystalIds":
            return ref
        return [ref, *(draft.get(self.field) or [])[1:]]


LINKS: tuple[ChainLink, ...] = (
    ChainLink("sample_stocks", "loaded_samples", "sampleStockId", "sampleStock"),
    ChainLink("delivery_devices", "loaded_samples", "sampleDeliveryDeviceId", "sampleDeliveryDevice"),
    ChainLink("crystal_slurries", "sample_stocks", "crystalSlurryId", "crystalSlurry"),
    ChainLink("additives", "sample_stocks", "additiveId", "additive"),
    ChainLink("crystals", "crystal_slurries", "crystalIds", "crystals"),
    ChainLink(
        "crystal_size_distributions", "crystal_slurries",
        "crystalSizeDistributionId", "crystalSizeDistribution",
    ),
    ChainLink("buffers", "crystal_slurries", "bufferId", "buffer"),
    ChainLink("proteins", "crystals", "proteinId", "protein"),
)  # fmt: skip
"""All that hangs together, each after what points to it."""

LINK_TO: dict[str, ChainLink] = {link.to: link for link in LINKS}


class ChainDrafts:
    """The drafts of one loaded sample and of all that it is made of, by collection."""

    def __init__(self, context: AppContext, sample: Draft) -> None:
        self._context = context
        self._stored: dict[tuple[str, int], Draft] = {}
        self.parts: dict[str, Draft] = {"loaded_samples": sample}
        self.follow()

    @property
    def sample(self) -> Draft:
        """The loaded sample at its right end."""
        return self.parts["loaded_samples"]

    @property
    def unsaved(self) -> list[Draft]:
        """Its drafts that hold something not stored."""
        return [draft for draft in self.parts.values() if draft.is_dirty]

    def part(self, collection: str) -> Draft | None:
        """The draft of this collection, None where there is none or it is still being read."""
        return self.parts.get(collection)

    def parts_of(self, stage: str) -> list[Draft]:
        """The drafts that are edited on one card: a slurry with its buffer and size distribution."""
        aside = (link.to for link in LINKS if link.source == stage and link.to not in STAGES)
        return [self.parts[name] for name in (stage, *aside) if name in self.parts]

    def stage_of(self, draft: Draft) -> str | None:
        """The card on which a draft is edited, None when it is no part of this chain."""
        return next((stage for stage in STAGES if draft in self.parts_of(stage)), None)

    def follow(self) -> list[tuple[str, int]]:
        """Go along the links again; gives the stored rows that have to be read to go on."""
        self.parts = {"loaded_samples": self.sample}
        unread = []
        for link in LINKS:
            source = self.parts.get(link.source)
            ref = link.get(source) if source else None
            found = self._find(link.to, ref)
            if found is not None:
                self._keep(found)
                self.parts[link.to] = found
            elif isinstance(ref, int):
                unread.append((link.to, ref))
        return unread

    def know(self, rows: Iterable[tuple[str, Row]]) -> None:
        """Take in rows as the server has them now."""
        for collection, row in rows:
            self._keep(self._context.edits.open(collection, row))

    def pick(self, collection: str, ref: int | DraftRef, row: Row | None = None) -> None:
        """Let the chain run through another row; new drafts that it then leaves are given up.

        One step of undo.
        """
        if isinstance(ref, int) and row:
            self.know([(collection, row)])
        words = f"pick another {WORDS[collection]}"
        self._context.edits.in_one_step(words, lambda: self._lead_through(collection, ref))

    def make(self, collection: str, values: AnyRow | None = None) -> None:
        """Put a new row in the place of the stored one, or where none was; what lies left of it stays."""
        before = self.part(collection)
        if before is not None and before.is_new:
            return
        kept = {
            link.field: before.get(link.field)
            for link in LINKS
            if before and link.source == collection and link.to in STAGES
        }

        def change() -> None:
            made = self._context.new(collection, {**kept, **(values or {})})
            self._lead_through(collection, made.ref)

        self._context.edits.in_one_step(f"new {WORDS[collection]}", change)

    def leave_out(self, collection: str) -> None:
        """Let the chain do without a buffer, an additive or a size distribution."""
        words = f"leave out the {WORDS[collection]}"
        self._context.edits.in_one_step(words, lambda: self._lead_through(collection, None))

    def give_up(self) -> None:
        """Drop the new loaded sample, and what is new and only its own; one step of undo."""
        parts = list(self.parts.values())

        def change() -> None:
            self._context.edits.discard(self.sample)
            for draft in parts:
                if draft.is_new and not draft.gone and not self._is_used(draft):
                    self._context.edits.discard(draft)

        self._context.edits.in_one_step("discard the new sample", change)

    def needs(self, stage: str) -> list[Field]:
        """The fields on a card that have to be filled and are not."""
        return [
            field
            for draft in self.parts_of(stage)
            for field in fields_of(draft.collection, draft.values)
            if field.required and draft.get(field.name) in (None, "", []) and field.name not in draft.typed
        ]

    def _find(self, collection: str, ref: int | DraftRef | None) -> Draft | None:
        if isinstance(ref, DraftRef):
            found = self._context.edits.find(ref.key)
            return found if found and not found.gone else None
        return self._stored.get((collection, ref)) if ref is not None else None

    def _keep(self, draft: Draft) -> None:
        if draft.id is not None:
            self._stored[draft.collection, draft.id] = draft

    def _lead_through(self, collection: str, ref: int | DraftRef | None) -> None:
        link, before = LINK_TO[collection], list(self.parts.values())
        source = self.parts[link.source]
        self._context.edits.set(source, link.field, link.value(source, ref))
        self._context.edits.end_typing()
        self.follow()
        for draft in before:
            if draft.is_new and not draft.gone and not self._is_used(draft):
                self._context.edits.discard(draft)

    def _is_used(self, draft: Draft) -> bool:
        pointed = any(draft.key in other.references() for other in self._context.edits.unsaved)
        return pointed or draft is self.sample


def rows_of(info: AnyRow) -> Iterator[tuple[str, Row]]:
    """All rows of a loaded sample's `info`, each with its collection and without the rows inside it."""
    yield "loaded_samples", _bare(info)
    rows: dict[str, AnyRow] = {"loaded_samples": info}
    for link in LINKS:
        found = (rows.get(link.source) or {}).get(link.inside)
        if isinstance(found, list):
            found = next(iter(found), None)
        if found:
            rows[link.to] = found
            yield link.to, _bare(found)


def _bare(row: AnyRow) -> Row:
    inside = {link.inside for link in LINKS}
    return {name: value for name, value in row.items() if name not in inside}
