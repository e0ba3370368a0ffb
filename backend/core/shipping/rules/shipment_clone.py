# SPDX-License-Identifier: LGPL-3.0-or-later
"""Ship again: a shipment with all that is in it once more, as a draft with names counted up."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from backend.core.models import BLSample, Container, Crystal, Dewar, DewarDetails, Protein, Shipping
from backend.core.shipping.rules import dewar_steps, dewars, shippings
from backend.domain.names import MAX_NAME, count_up, stem
from backend.domain.states import DRAFT
from backend.store.ownership import Caller
from backend.store.rows import Row, create, one

_SHIPPING = (
    *("proposalId", "sendingLabContactId", "returnLabContactId", "deliveryAgent_agentName"),
    *("deliveryAgent_agentCode", "returnCourier", "safetyLevel", "shippingType", "comments", "laboratoryId"),
)
"""What stays of a shipment: its dates, sessions and tracking numbers were those of one journey."""

_DEWAR = (
    "code",
    "type",
    "comments",
    "isStorageDewar",
    "customsValue",
    "transportValue",
    "FACILITYCODE",
    "weight",
)
_DETAILS = ("packing", "dryIceWeight", "dewarModel", "holdTime")
_CONTAINER = ("code", "containerType", "capacity", "storageTemperature", "comments", "experimentType")
_SAMPLE = ("crystalId", "diffractionPlanId", "location", "holderLength", "loopType", "comments", "SMILES")
"""Pin and container barcodes are left out: they name one thing."""


def clone(session: Session, caller: Caller, key: int, name: str = "", with_samples: bool = True) -> Row:
    """A draft like this shipment: the same dewars and containers, and samples with their names counted up.

    name: of the new shipment; its own counted up when empty. Every dewar gets a barcode of its own.
    """
    info = shippings.info(session, caller, key)
    values = {column: info[column] for column in _SHIPPING}
    values["shippingName"] = name or _next_name(session, info)
    made = create(session, caller, Shipping, values, shippings.RULES)["shippingId"]
    containers = _copy_dewars(session, caller, made, info["dewars"])
    if with_samples:
        _copy_samples(session, info["proposalId"], containers)
    return one(session, caller, Shipping, made, shippings.RULES)


def _next_name(session: Session, info: Row) -> str:
    mine = select(Shipping.shippingName).where(Shipping.proposalId == info["proposalId"])
    return count_up(info["shippingName"] or "Shipment", set(session.scalars(mine)))


def _copy_dewars(session: Session, caller: Caller, shipping: int, rows: list[Row]) -> list[tuple[int, Row]]:
    """Copy dewars with their containers; gives each new container's key and the row it was made after."""
    barcodes = dewars.assigned_barcodes(session, shipping, len(rows))
    containers = []
    for row, barcode in zip(rows, barcodes, strict=True):
        dewar = Dewar(shippingId=shipping, barCode=barcode, dewarStatus=DRAFT, **_of(row, _DEWAR))
        session.add(dewar)
        session.flush()
        dewar_steps.note(session, dewar, caller.name, "Shipped again")
        session.add(DewarDetails(dewarId=dewar.dewarId, **_of(row, _DETAILS)))
        for held in row["containers"]:
            container = Container(dewarId=dewar.dewarId, **_of(held, _CONTAINER))
            session.add(container)
            session.flush()
            containers.append((container.containerId, held))
    session.flush()
    return containers


def _of(row: Row, names: tuple[str, ...]) -> dict[str, object]:
    return {name: row[name] for name in names}


def _copy_samples(session: Session, proposal: int, containers: list[tuple[int, Row]]) -> None:
    samples = [(key, sample) for key, container in containers for sample in container["samples"]]
    names = _counted_up(session, proposal, [sample for _, sample in samples])
    rows = [
        {**_of(sample, _SAMPLE), "containerId": key, "name": name}
        for (key, sample), name in zip(samples, names, strict=True)
    ]
    if rows:
        session.execute(insert(BLSample), rows)


def _counted_up(session: Session, proposal: int, samples: list[Row]) -> list[str]:
    """A free name for each sample; those of one stem go on from the last that was given."""
    held = (
        select(Crystal.proteinId, BLSample.name)
        .join(BLSample, BLSample.crystalId == Crystal.crystalId)
        .join(Protein, Protein.proteinId == Crystal.proteinId)
        .where(Protein.proposalId == proposal)
    )
    taken: dict[int, set[str]] = defaultdict(set)
    for protein, name in session.execute(held):
        taken[protein].add(name or "")
    last: dict[tuple[int, str], str] = {}
    names = []
    for sample in samples:
        protein, acronym, name = _protein(sample), _acronym(sample), sample["name"] or "sample"
        kind = (protein, stem(name))
        last[kind] = count_up(last.get(kind, name), taken[protein], MAX_NAME - len(acronym))
        taken[protein].add(last[kind])
        names.append(last[kind])
    return names


def _protein(sample: Row) -> int:
    return int((sample["crystal"] or {}).get("proteinId") or 0)


def _acronym(sample: Row) -> str:
    return ((sample["crystal"] or {}).get("protein") or {}).get("acronym") or ""
