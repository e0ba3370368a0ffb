# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a shipment holds as a tree: the shipment itself, dewars, containers. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from backend.domain.containers import find_type
from backend.domain.names import count_up
from backend.domain.rows.answers import ContainerContents, DewarContents
from backend.domain.rows.shipping import ContainerRow, DewarRow
from backend.domain.states import AT_FACILITY, CLOSED, DRAFT, RETURNED, advancement, shown, stored
from ssx_widget.editing.draft import Draft
from ssx_widget.look.texts import counted
from ssx_widget.screens.shipments.shipment import Reading
from ssx_widget.widgets.chip import Tone

Kind = Literal["details", "journey", "dewar", "container"]


@dataclass(frozen=True)
class TreePlace:
    """A place in the tree: a stored row by its key, or a new one by the key of its draft."""

    kind: Kind
    key: int | str = 0


@dataclass(frozen=True)
class ShipmentTreeNode:
    """A line of the tree: name, remark behind it, a chip, and what is below."""

    place: TreePlace
    title: str
    remark: str = ""
    chip: str = ""
    tone: Tone = ""
    wrong: bool = False
    below: tuple[ShipmentTreeNode, ...] = field(default=())


def nodes(reading: Reading, drafts: Sequence[Draft]) -> list[ShipmentTreeNode]:
    """The lines; `drafts` are the dewars and containers that are being edited."""
    edited = {(draft.collection, draft.id): draft for draft in drafts if draft.id is not None}
    new = [draft for draft in drafts if draft.is_new]
    lines = [ShipmentTreeNode(TreePlace("details"), "Details")]
    lines += [ShipmentTreeNode(TreePlace("journey"), "Journey")] if reading.dewars else []
    lines += [_dewar(row, edited, new) for row in reading.dewars]
    return lines + [_new_node("dewar", draft) for draft in new if draft.collection == "dewars"]


def state_tone(state: str | None) -> Tone:
    """The tone of a state's chip: grey for a draft, blue on its way, green at the facility, then grey."""
    if stored(state or DRAFT) in (RETURNED, CLOSED) or advancement(state) == 0:
        return ""
    return "ok" if advancement(state) >= advancement(AT_FACILITY) else "accent"


def fill_remark(container: ContainerContents) -> str:
    """How full a container is: 13 / 16, or how many samples where its places are not counted."""
    count = len(container["samples"])
    capacity = capacity_of(container)
    return f"{count} / {capacity}" if capacity else counted(count, "sample")


def capacity_of(container: ContainerContents) -> int:
    """How many positions a container has; 0 where nobody knows."""
    known = find_type(container["containerType"] or "")
    return int(container["capacity"] or (known.capacity if known else 0))


def next_code(stem: str, taken: Iterable[str | None]) -> str:
    """The next free code like DEW-1."""
    held = {code for code in taken if code}
    first = f"{stem}-1"
    return first if first not in held else count_up(first, held)


def _dewar(
    row: DewarContents, edited: dict[tuple[str, int], Draft], new: Sequence[Draft]
) -> ShipmentTreeNode:
    draft = edited.get(("dewars", row["dewarId"]))
    below = [_container(each, edited) for each in row["containers"]]
    below += [
        _new_node("container", each)
        for each in new
        if each.collection == "containers" and each.get("dewarId") == row["dewarId"]
    ]
    return ShipmentTreeNode(
        TreePlace("dewar", row["dewarId"]),
        _code(row, draft),
        chip=shown(row["dewarStatus"]),
        tone=state_tone(row["dewarStatus"]),
        wrong=bool(draft and draft.errors),
        below=tuple(below),
    )


def _container(row: ContainerContents, edited: dict[tuple[str, int], Draft]) -> ShipmentTreeNode:
    draft = edited.get(("containers", row["containerId"]))
    place = TreePlace("container", row["containerId"])
    return ShipmentTreeNode(place, _code(row, draft), fill_remark(row), wrong=bool(draft and draft.errors))


def _code(row: DewarRow | ContainerRow, draft: Draft | None) -> str:
    typed = draft.typed.get("code", draft.get("code")) if draft else row["code"]
    return str(typed or "without a code")


def _new_node(kind: Kind, draft: Draft) -> ShipmentTreeNode:
    title = str(draft.typed.get("code", draft.get("code")) or "without a code")
    return ShipmentTreeNode(
        TreePlace(kind, draft.key), title, chip="not saved", tone="warn", wrong=bool(draft.errors)
    )
