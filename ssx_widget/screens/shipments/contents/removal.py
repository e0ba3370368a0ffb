# SPDX-License-Identifier: LGPL-3.0-or-later
"""Deletes dewars and containers with all that is in them, as a step that brings all of it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from qtpy.QtCore import QObject
from qtpy.QtWidgets import QUndoCommand

from backend.domain.rows.samples import DiffractionPlanRow
from hwobj.client.collections import Collection
from hwobj.errors import NotFound
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import AnyRow, Row
from ssx_widget.look.messages import Action
from ssx_widget.screens.shipments.shipment import own_row


@dataclass(frozen=True)
class RemovedRows:
    """A deleted dewar or container, the plans of its samples, and the SSX rows that lay in it.

    `lying` are collection name, key and the key of the sample in whose place the row lay.
    """

    collection: str
    row: AnyRow
    plans: Mapping[int, DiffractionPlanRow]
    lying: tuple[tuple[str, int, int], ...]


def remove(core: PyIspybClient, ssx: SsxIspybClient, collection: str, row: AnyRow) -> RemovedRows:
    """Delete a row of a shipment's `info`; gives what is needed to make it again. On a worker."""
    samples = [
        sample
        for container in row.get("containers", [row] if "samples" in row else [])
        for sample in container["samples"]
    ]
    plans = {
        key: core.diffraction_plans.get(key)
        for key in {sample["diffractionPlanId"] for sample in samples} - {None}
    }
    removed = RemovedRows(collection, row, plans, tuple(_lying(ssx, [s["blSampleId"] for s in samples])))
    rows: Collection[Row] = getattr(core, collection)
    rows.delete(row[rows.key])
    return removed


def bring_back(core: PyIspybClient, ssx: SsxIspybClient, removed: RemovedRows) -> Row:
    """Make a deleted dewar or container again with all that was in it; gives its row. On a worker."""
    again = _Restoration(core, removed.plans)
    if removed.collection == "containers":
        row = again.container(removed.row, {})
    else:
        made = core.dewars.create(own_row(removed.row))
        row = {
            **made,
            "containers": [
                again.container(each, {"dewarId": made["dewarId"]}) for each in removed.row["containers"]
            ],
        }
    for name, key, sample in removed.lying:
        if sample in again.samples:
            collection: Collection[Row] = getattr(ssx, name)
            collection.update(key, {"blSampleId": again.samples[sample]})
    return row


def _lying(ssx: SsxIspybClient, samples: list[int]) -> Iterable[tuple[str, int, int]]:
    for name in ("crystal_slurries", "sample_stocks", "loaded_samples") if samples else ():
        collection: Collection[Row] = getattr(ssx, name)
        for row in collection.all(blSampleId=samples):
            yield name, row[collection.key], row["blSampleId"]


class _Restoration:
    """Makes rows again; `samples` are the new keys of the old ones."""

    def __init__(self, core: PyIspybClient, plans: Mapping[int, DiffractionPlanRow]) -> None:
        self._core, self._plans = core, plans
        self._crystals: dict[int, int] = {}
        self.samples: dict[int, int] = {}

    def container(self, row: AnyRow, place: AnyRow) -> Row:
        made = self._core.containers.create({**own_row(row), **place})
        samples = [self._sample(sample, made["containerId"]) for sample in row["samples"]]
        return {**made, "samples": samples}

    def _sample(self, row: AnyRow, container: int) -> Row:
        plan = self._plans.get(row["diffractionPlanId"])
        made = self._core.samples.create(
            {
                **own_row(row),
                "containerId": container,
                "crystalId": self._crystal(row),
                "diffractionPlanId": self._plan(plan) if plan else None,
            }
        )
        self.samples[row["blSampleId"]] = made["blSampleId"]
        return {**made, "crystal": row["crystal"]}

    def _crystal(self, sample: AnyRow) -> int:
        """The crystal that it was made of; one that went with the samples is made again."""
        key = int(sample["crystalId"])
        if key not in self._crystals:
            try:
                self._crystals[key] = int(self._core.crystals.get(key)["crystalId"])
            except NotFound:
                held = {name: value for name, value in sample["crystal"].items() if name != "protein"}
                self._crystals[key] = int(self._core.crystals.create(held)["crystalId"])
        return self._crystals[key]

    def _plan(self, plan: DiffractionPlanRow) -> int:
        try:
            return int(self._core.diffraction_plans.get(plan["diffractionPlanId"])["diffractionPlanId"])
        except NotFound:
            return int(self._core.diffraction_plans.create(plan)["diffractionPlanId"])


class Removal(QObject):
    """Deletes on a worker, undoably."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def begin(self, collection: str, row: AnyRow, words: str) -> None:
        """Delete a row of a shipment's `info` with all that is in it; `words` name it."""

        def done(removed: RemovedRows) -> None:
            self._context.edits.undo_stack.push(_RemoveCommand(self, removed, words))
            self._context.messages.done(f"{words} is deleted.", Action("Undo", self._context.edits.undo))

        self.run_remove(collection, row, done)

    def run_remove(self, collection: str, row: AnyRow, done: Callable[[RemovedRows], object]) -> None:
        """Delete on a worker."""
        core, ssx, edits = self._context.core, self._context.ssx, self._context.edits
        key = row[self._context.collection(collection).key]

        def then(removed: RemovedRows) -> None:
            done(removed)
            edits.deleted.emit(collection, key)

        self._context.tasks.run(
            lambda: remove(core, ssx, collection, row), done=then, busy="Deleting…", owner=self
        )

    def run_bring_back(self, removed: RemovedRows, done: Callable[[Row], object]) -> None:
        """Make all of it again on a worker."""
        core, ssx, context = self._context.core, self._context.ssx, self._context

        def then(row: Row) -> None:
            done(row)
            context.rowChanged.emit("Dewar", None, "created")

        context.tasks.run(
            lambda: bring_back(core, ssx, removed), done=then, busy="Bringing back…", owner=self
        )


class _RemoveCommand(QUndoCommand):
    """A deletion that has happened already when it comes onto the stack."""

    def __init__(self, removing: Removal, removed: RemovedRows, words: str) -> None:
        super().__init__(f"delete {words}")
        self._removing, self._removed = removing, removed
        self._again: Row | None = None

    def undo(self) -> None:
        self._removing.run_bring_back(self._removed, self._keep)

    def redo(self) -> None:
        if self._again is not None:
            self._removing.run_remove(self._removed.collection, self._again, self._take)

    def _keep(self, row: Row) -> None:
        self._again = row

    def _take(self, removed: RemovedRows) -> None:
        self._removed = removed
