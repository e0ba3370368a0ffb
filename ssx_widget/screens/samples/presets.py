# SPDX-License-Identifier: LGPL-3.0-or-later
"""How a chain begins: with nothing known, or like another one."""

from __future__ import annotations

from collections.abc import Collection

from backend.domain.names import count_up
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.screens.samples.chain import LINK_TO, STAGES, ChainDrafts

_CANDIDATES = 100


def fresh(context: AppContext) -> Draft:
    """A new loaded sample of which nothing is known: five rows and a device to fill in, one step of undo."""
    made: list[Draft] = []

    def make() -> None:
        below = None
        for collection in [*STAGES][:-1]:
            draft = context.new(collection)
            if below is not None:
                link = LINK_TO[below.collection]
                context.edits.set(draft, link.field, link.value(draft, below.ref))
            below = draft
        made.append(_load(context, {}, below.ref if below else None, {}))

    context.edits.in_one_step("new loaded sample", make)
    return made[0]


def free_name(context: AppContext, name: str, drafts: Collection[str]) -> str:
    """The next name like this one that neither the proposal nor a draft has; to be called on a worker.

    Asks for the names that come next, not for all that there are.
    """
    last = name
    while True:
        candidates: list[str] = []
        while len(candidates) < _CANDIDATES:
            last = count_up(last, drafts)
            candidates.append(last)
        query = {"proposalId": context.proposal_id, "name": candidates, "limit": _CANDIDATES}
        taken = {row["name"] for row in context.ssx.loaded_samples.list(**query).rows}
        free = next((each for each in candidates if each not in taken), None)
        if free is not None:
            return free


def alike(context: AppContext, chain: ChainDrafts, name: str) -> Draft:
    """A new loaded sample of the same stock on a device of the same kind, under another name."""
    made: list[Draft] = []
    held = chain.sample.values
    device = chain.part("delivery_devices")

    def make() -> None:
        copied = {key: held[key] for key in ("loadingPattern", "descriptionJson") if held.get(key)}
        made.append(
            _load(context, {**copied, "name": name}, held["sampleStockId"], device.values if device else {})
        )

    context.edits.in_one_step(f"new like {held.get('name') or 'this one'}", make)
    return made[0]


def _load(context: AppContext, sample: Row, stock: object, device: Row) -> Draft:
    own = {name: device[name] for name in ("type", "descriptionJson") if device.get(name)}
    own_device = context.new("delivery_devices", _without_serial(own))
    return context.new(
        "loaded_samples", {**sample, "sampleStockId": stock, "sampleDeliveryDeviceId": own_device.ref}
    )


def _without_serial(device: Row) -> Row:
    """Each chip has a serial number of its own."""
    inner = {key: value for key, value in device.get("descriptionJson", {}).items() if key != "serial"}
    return {**device, **({"descriptionJson": inner} if inner else {})}
