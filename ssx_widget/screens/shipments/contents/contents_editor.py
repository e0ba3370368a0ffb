# SPDX-License-Identifier: LGPL-3.0-or-later
"""Adding, renaming and deleting the dewars and containers of a shipment."""

from __future__ import annotations

from qtpy.QtCore import QObject

from backend.domain.containers import find_type
from backend.domain.fields.core_fields import FIELDS
from backend.domain.rows.answers import ChecklistEntry, ContainerContents, DewarContents
from backend.domain.rows.shipping import DewarRow
from backend.domain.states import READY, advancement, shown
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import TABLES, name_of
from ssx_widget.editing.draft import Draft
from ssx_widget.screens.shipments.containers.clipboard import ClipboardSample
from ssx_widget.screens.shipments.contents.removal import Removal
from ssx_widget.screens.shipments.contents.tree import TreePlace, capacity_of, next_code
from ssx_widget.screens.shipments.shipment import OpenShipment, own_row

_COLLECTIONS = {"dewar": "dewars", "container": "containers"}
_TABLES = {"dewar": "Dewar", "container": "Container"}


class ContentsEditor(QObject):
    """Every change goes through `context.edits` and is saved at once: a code is a finished value."""

    def __init__(self, context: AppContext, shipment: OpenShipment, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._edits, self._shipment = context, context.edits, shipment
        self._removing = Removal(context, self)

    def drafts(self) -> list[Draft]:
        """The dewars, containers and samples of this shipment that hold something not stored."""
        mine = self._shipment.draft
        if mine is None:
            return []
        dewars = {row["dewarId"] for row in self._shipment.reading.dewars}
        containers = {row["containerId"] for row in self._shipment.reading.containers}
        return [
            draft
            for draft in self._edits.unsaved
            if (draft.collection == "dewars" and draft.get("shippingId") in (mine.ref, mine.id))
            or (draft.collection == "containers" and draft.get("dewarId") in dewars)
            or (draft.collection == "samples" and draft.get("containerId") in containers)
        ]

    def refused(self) -> list[ChecklistEntry]:
        """What was typed and cannot be stored, as lines of the checklist."""
        return [
            {
                "key": "refused",
                "level": "error",
                "text": f"{self._where(draft)}: {sentence}",
                "place": {"table": TABLES[draft.collection], "id": draft.id, "column": column},
            }
            for draft in self.drafts()
            for column, sentence in draft.errors.items()
        ]

    def draft_of(self, place: TreePlace) -> Draft | None:
        """The draft of a dewar or container in the tree."""
        if isinstance(place.key, str):
            return self._edits.find(place.key)
        row = self._row(place)
        return self._edits.open(_COLLECTIONS[place.kind], own_row(row)) if row else None

    def new_dewar(self) -> Draft:
        """A dewar with the next free code."""
        shipment = self._shipment
        codes = [row["code"] for row in shipment.reading.dewars]
        codes += [draft.get("code") for draft in self.drafts()]
        parent = shipment.draft.ref if shipment.draft else None
        draft = self._context.new("dewars", {"shippingId": parent, "code": next_code("DEW", codes)})
        self._edits.save([draft])
        return draft

    def new_container(self, place: TreePlace, kind: str) -> Draft | None:
        """A container of this type, in the dewar at a place of the tree."""
        dewar = self._dewar_at(place)
        known = find_type(kind, self._context.facility.container_types)
        if dewar is None or known is None:
            return None
        codes = [row["code"] for row in self._shipment.reading.containers]
        codes += [draft.get("code") for draft in self.drafts()]
        stem = known.name.upper().replace(" ", "-")
        draft = self._context.new(
            "containers",
            {
                "dewarId": dewar["dewarId"],
                "code": next_code(stem, codes),
                "containerType": known.name,
                "capacity": known.capacity,
            },
        )
        self._edits.save([draft])
        return draft

    def rename(self, place: TreePlace, code: str) -> None:
        """Give a dewar or container another code."""
        draft = self.draft_of(place)
        if draft:
            field = next(field for field in FIELDS[_TABLES[place.kind]] if field.name == "code")
            self._edits.set_text(draft, field, code.strip())
            self._edits.save([draft])

    def move(self, sample: Draft, container: ContainerContents, location: str) -> None:
        """Bring a sample to a free position of a container."""

        def put() -> None:
            self._edits.set(sample, "containerId", container["containerId"])
            self._edits.set(sample, "location", location)

        self._edits.end_typing()
        self._edits.in_one_step(f"move {sample.get('name') or 'sample'}", put)
        self._edits.save([sample])

    def bring(self, carried: ClipboardSample, container: int, location: str = "") -> None:
        """Bring the sample of a position to another one, by default to the first that is free."""
        row, sample = self._shipment.reading.container(container), self._sample_at(carried)
        if row is None or sample is None:
            return
        free = self.free_in(row)
        if free and (not location or location in free):
            self.move(sample, row, location or free[0])
        else:
            self._context.messages.warning(f"{row['code']} has no free position for it; free one first.")

    def free_in(self, container: ContainerContents) -> list[str]:
        """The free positions of a container; of one without a known capacity, the next one."""
        taken = {str(draft.get("location")) for draft in self._samples_in(container["containerId"])}
        capacity = capacity_of(container)
        numbers = range(1, (capacity or len(taken) + 1) + 1)
        return [str(number) for number in numbers if str(number) not in taken]

    def _sample_at(self, carried: ClipboardSample) -> Draft | None:
        held = self._samples_in(carried.container)
        return next((draft for draft in held if str(draft.get("location")) == carried.location), None)

    def _samples_in(self, container: int) -> list[Draft]:
        """The samples that lie there now: what was moved a moment ago is read from the backend later."""
        rows = [row for each in self._shipment.reading.containers for row in each["samples"]]
        stored = [
            self._edits.opened("samples", row["blSampleId"]) or self._edits.open("samples", own_row(row))
            for row in rows
        ]
        new = [draft for draft in self.drafts() if draft.collection == "samples" and draft.is_new]
        return [
            draft for draft in (*stored, *new) if draft.get("containerId") == container and not draft.gone
        ]

    def delete(self, place: TreePlace) -> None:
        """Delete a dewar or container with what is in it; Undo brings all of it back."""
        row, draft = self._row(place), self.draft_of(place) if place.kind in _TABLES else None
        if row and (row.get("containers") or row.get("samples")):
            self._removing.begin(_COLLECTIONS[place.kind], row, f"{place.kind.capitalize()} {row['code']}")
        elif draft:
            self._edits.delete(draft)

    def why_no_container(self, place: TreePlace) -> str:
        """Why no container can be added here, empty when one can."""
        dewar = self._dewar_at(place)
        if dewar is None:
            return "Pick the dewar that it goes into; Add dewar makes one."
        return _why_away(dewar)

    def why_no_delete(self, place: TreePlace) -> str:
        """Why this cannot be deleted, empty when it can."""
        if place.kind not in _TABLES:
            return "Pick a dewar or a container."
        dewar = self._dewar_at(place)
        return _why_away(dewar) if dewar else ""

    def _where(self, draft: Draft) -> str:
        if draft.collection != "samples":
            return name_of(draft.collection, draft.values)
        container = self._shipment.reading.container(draft.get("containerId"))
        return f"{container and container['code']}, position {draft.get('location')}"

    def _row(self, place: TreePlace) -> DewarContents | ContainerContents | None:
        if not isinstance(place.key, int):
            return None
        reading = self._shipment.reading
        if place.kind == "dewar":
            return reading.dewar(place.key)
        return reading.container(place.key) if place.kind == "container" else None

    def _dewar_at(self, place: TreePlace) -> DewarContents | None:
        """The dewar at a place, or around it; the only one where none is picked."""
        reading, key = self._shipment.reading, place.key
        if place.kind == "dewar":
            return reading.dewar(key) if isinstance(key, int) else None
        if place.kind == "container" and isinstance(key, int) and (row := reading.container(key)):
            return reading.dewar(row["dewarId"])
        return reading.dewars[0] if len(reading.dewars) == 1 else None


def _why_away(dewar: DewarRow) -> str:
    state = dewar["dewarStatus"]
    return "" if advancement(state) <= advancement(READY) else f"Dewar {dewar['code']} is {shown(state)}."
