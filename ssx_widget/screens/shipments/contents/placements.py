# SPDX-License-Identifier: LGPL-3.0-or-later
"""Slurries, stocks and loaded samples as they lie in containers: which does where, putting in, taking out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from qtpy.QtCore import QObject
from qtpy.QtWidgets import QUndoCommand

from hwobj.SsxIspybClient import SsxIspybClient
from ssx_widget.context.app_context import AppContext
from ssx_widget.forms.search_line import SearchChoice
from ssx_widget.look.messages import Action

_WORDS = {
    "crystal_slurries": ("CrystalSlurry", "slurry"),
    "sample_stocks": ("SampleStock", "stock"),
    "loaded_samples": ("LoadedSample", "loaded sample"),
}
_AT_ONCE = 100
_LISTED = 20


@dataclass(frozen=True)
class PlacedItem:
    """A slurry, a stock or a loaded sample; `sample` is the key of the BLSample as which it lies there."""

    table: str
    key: int
    name: str
    word: str
    sample: int | None


@dataclass(frozen=True)
class ContainerPosition:
    """A position of a container."""

    container: int
    location: str


def lying(ssx: SsxIspybClient, samples: Iterable[int]) -> dict[int, PlacedItem]:
    """The things that lie somewhere as these samples, by the key of the sample. On a worker."""
    found: dict[int, PlacedItem] = {}
    rest = iter(samples)
    while some := list(islice(rest, _AT_ONCE)):
        for thing in _things(ssx, blSampleId=some):
            if thing.sample is not None:
                found[thing.sample] = thing
    return found


def choices(ssx: SsxIspybClient, proposal: int, text: str) -> list[SearchChoice]:
    """What can be put into a container, by a part of its name, what lies nowhere first. On a worker."""
    found = [
        SearchChoice(thing.name, thing, f"{thing.word}, lies in a container" if thing.sample else thing.word)
        for thing in _things(ssx, proposalId=proposal, q=text or None, limit=_LISTED)
    ]
    return sorted(found, key=lambda choice: choice.value.sample is not None)


def _things(ssx: SsxIspybClient, **filters: object) -> Iterator[PlacedItem]:
    for name, (table, word) in _WORDS.items():
        collection = getattr(ssx, name)
        for row in collection.list(**{"limit": 1000, **filters}).rows:
            yield PlacedItem(table, row[collection.key], row["name"], word, row["blSampleId"])


class Placements(QObject):
    """Puts things into positions and takes them out, undoably, on a worker."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def put(self, thing: PlacedItem, to: ContainerPosition, before: ContainerPosition | None) -> None:
        """Put a thing into a position; `before` is where it lay in what is shown."""
        self._context.edits.undo_stack.push(_PlaceCommand(self, thing, before, to, f"put {thing.name} in"))

    def take_out(self, thing: PlacedItem, before: ContainerPosition) -> None:
        """Take it out: it stays, and lies in no container any more."""
        self._context.edits.undo_stack.push(
            _PlaceCommand(self, thing, before, None, f"take {thing.name} out")
        )
        words = f"{thing.name} is taken out; the {thing.word} itself stays."
        self._context.messages.done(words, Action("Undo", self._context.edits.undo))

    def bring(self, thing: PlacedItem, to: ContainerPosition | None) -> None:
        """Bring it to a position, or out of any."""
        ssx, core = self._context.ssx, self._context.core

        def work() -> None:
            if to is not None:
                ssx.put_in_place(thing.table, thing.key, to.container, to.location)
                return
            name = next(name for name, (table, _) in _WORDS.items() if table == thing.table)
            held = getattr(ssx, name).get(thing.key)["blSampleId"]
            if held is not None:
                core.samples.delete(held)

        self._context.tasks.run(
            work, done=lambda _row: self._context.rowChanged.emit("BLSample", None, "updated"), owner=self
        )


class _PlaceCommand(QUndoCommand):
    """Brings a thing from one place to another; None is no container."""

    def __init__(
        self,
        placing: Placements,
        thing: PlacedItem,
        before: ContainerPosition | None,
        after: ContainerPosition | None,
        words: str,
    ) -> None:
        super().__init__(words)
        self._placing, self._thing = placing, thing
        self._before, self._after = before, after

    def redo(self) -> None:
        self._placing.bring(self._thing, self._after)

    def undo(self) -> None:
        self._placing.bring(self._thing, self._before)
