# SPDX-License-Identifier: LGPL-3.0-or-later
"""The chain of a loaded sample: the crystals of a slurry, the parameters of a device, all in one answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core.models import Crystal, Protein
from backend.domain.fields.deliveries import DEVICE_FIELDS
from backend.errors import Invalid
from backend.ssx.models import (
    Additive,
    Buffer,
    CrystalSizeDistribution,
    CrystalSlurry,
    CrystalSlurryHasCrystal,
    LoadedSample,
    SampleDeliveryDevice,
    SampleStock,
)
from backend.store.base import Base
from backend.store.ownership import Caller, not_within
from backend.store.rows import NO_RULES, Row, RowRules, columns, one, read


def _prepare_slurry(session: Session, values: Row, before: Row | None) -> None:
    """A slurry holds crystals of its own proposal; the first of them names its samples."""
    if before is None and not values.get("crystalIds"):
        raise Invalid.field("crystalIds", "A slurry holds at least one crystal form: say which.")
    proposal = {**(before or {}), **values}["proposalId"]
    missing = not_within(session, Crystal, values.get("crystalIds") or [], proposal)
    if missing:
        named = ", ".join(map(str, missing))
        raise Invalid.field("crystalIds", f"There is no Crystal {named} in this proposal.")


def _store_crystals(session: Session, slurry: CrystalSlurry, values: Row) -> None:
    if "crystalIds" not in values:
        return
    session.execute(
        delete(CrystalSlurryHasCrystal).where(
            CrystalSlurryHasCrystal.crystalSlurryId == slurry.crystalSlurryId
        )
    )
    for crystal in dict.fromkeys(values["crystalIds"]):
        session.add(CrystalSlurryHasCrystal(crystalSlurryId=slurry.crystalSlurryId, crystalId=crystal))
    session.flush()


def _remove_crystals(session: Session, slurry: CrystalSlurry) -> None:
    session.execute(
        delete(CrystalSlurryHasCrystal).where(
            CrystalSlurryHasCrystal.crystalSlurryId == slurry.crystalSlurryId
        )
    )


def _add_crystal_ids(session: Session, rows: list[Row]) -> None:
    link = CrystalSlurryHasCrystal
    wanted = link.crystalSlurryId.in_([row["crystalSlurryId"] for row in rows])
    crystals: dict[int, list[int]] = defaultdict(list)
    order = link.CrystalSlurryHasCrystalId
    for slurry, crystal in session.execute(
        select(link.crystalSlurryId, link.crystalId).where(wanted).order_by(order)
    ):
        crystals[slurry].append(crystal)
    for row in rows:
        row["crystalIds"] = crystals[row["crystalSlurryId"]]


def _prepare_device(_session: Session, values: Row, before: Row | None) -> None:
    """The parameters are those of the device's type."""
    row = {**(before or {}), **values}
    wrong = {}
    for field in DEVICE_FIELDS.get(row.get("type", ""), ()):
        problem = field.check(field.get(row))
        if problem:
            wrong[field.name] = [problem]
    if wrong:
        raise Invalid(" ".join(text for texts in wrong.values() for text in texts), errors=wrong)


SLURRY_RULES = RowRules(
    prepare=_prepare_slurry,
    stored=_store_crystals,
    remove=_remove_crystals,
    extend=_add_crystal_ids,
    extra=("crystalIds",),
)
DEVICE_RULES = RowRules(prepare=_prepare_device)


def info(session: Session, caller: Caller, key: int) -> Row:
    """A loaded sample with its whole chain, down to the proteins."""
    return whole(session, one(session, caller, LoadedSample, key))


def whole(session: Session, sample: Row) -> Row:
    """The row of a loaded sample with its whole chain, down to the proteins."""
    stock = _one(session, SampleStock, sample["sampleStockId"])
    stock["crystalSlurry"] = _slurry(session, stock["crystalSlurryId"])
    stock["additive"] = _one(session, Additive, stock["additiveId"])
    device = _one(session, SampleDeliveryDevice, sample["sampleDeliveryDeviceId"])
    return {**sample, "sampleStock": stock, "sampleDeliveryDevice": device}


def _slurry(session: Session, key: int) -> Row:
    slurry: Row = _one(session, CrystalSlurry, key, SLURRY_RULES)
    slurry["buffer"] = _one(session, Buffer, slurry["bufferId"])
    distribution = slurry["crystalSizeDistributionId"]
    slurry["crystalSizeDistribution"] = _one(session, CrystalSizeDistribution, distribution)
    crystals = _many(session, Crystal, slurry["crystalIds"])
    proteins = {row["proteinId"]: row for row in _many(session, Protein, [c["proteinId"] for c in crystals])}
    slurry["crystals"] = [{**crystal, "protein": proteins.get(crystal["proteinId"])} for crystal in crystals]
    return slurry


def _many(session: Session, model: type[Base], keys: list[int], rules: RowRules = NO_RULES) -> list[Row]:
    return read(session, select(*columns(model)).where(model.key().in_(keys)), rules)


def _one(session: Session, model: type[Base], key: int | None, rules: RowRules = NO_RULES) -> Any:
    return next(iter(_many(session, model, [key], rules)), None) if key is not None else None
