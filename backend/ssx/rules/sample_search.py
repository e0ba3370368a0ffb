# SPDX-License-Identifier: LGPL-3.0-or-later
"""Loaded samples by what is behind them (protein, device) and what came of them (acquisitions, sessions)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, not_, select
from sqlalchemy.orm import Session

from backend.core.models import Crystal, DataCollection, DataCollectionGroup
from backend.ssx.models import (
    CrystalSlurryHasCrystal,
    LoadedSample,
    SampleDeliveryDevice,
    SampleStock,
    SsxDataAcquisition,
)
from backend.store.ownership import Caller


def of_proteins(_caller: Caller, proteins: Sequence[int]) -> ColumnElement[bool]:
    """Samples whose slurry holds crystals of one of these proteins."""
    mixed = CrystalSlurryHasCrystal
    slurries = select(mixed.crystalSlurryId).join(Crystal, Crystal.crystalId == mixed.crystalId)
    stocks = select(SampleStock.sampleStockId).where(
        SampleStock.crystalSlurryId.in_(slurries.where(Crystal.proteinId.in_(proteins)))
    )
    return LoadedSample.sampleStockId.in_(stocks)


def of_crystals(_caller: Caller, crystals: Sequence[int]) -> ColumnElement[bool]:
    """Samples whose slurry holds one of these crystals."""
    mixed = CrystalSlurryHasCrystal
    slurries = select(mixed.crystalSlurryId).where(mixed.crystalId.in_(crystals))
    stocks = select(SampleStock.sampleStockId).where(SampleStock.crystalSlurryId.in_(slurries))
    return LoadedSample.sampleStockId.in_(stocks)


def of_slurries(_caller: Caller, slurries: Sequence[int]) -> ColumnElement[bool]:
    """Samples of stocks of one of these slurries."""
    stocks = select(SampleStock.sampleStockId).where(SampleStock.crystalSlurryId.in_(slurries))
    return LoadedSample.sampleStockId.in_(stocks)


def on_devices(_caller: Caller, types: Sequence[str]) -> ColumnElement[bool]:
    """Samples on delivery devices of one of these types."""
    devices = select(SampleDeliveryDevice.sampleDeliveryDeviceId).where(SampleDeliveryDevice.type.in_(types))
    return LoadedSample.sampleDeliveryDeviceId.in_(devices)


def acquired(caller: Caller, is_acquired: bool) -> ColumnElement[bool]:
    """Samples with an acquisition that the caller may see, or those without."""
    measured = LoadedSample.loadedSampleId.in_(_seen(caller))
    return measured if is_acquired else not_(measured)


def in_sessions(caller: Caller, sessions: Sequence[int]) -> ColumnElement[bool]:
    """Samples that were measured in one of these sessions."""
    measured = (
        _seen(caller)
        .join(DataCollection, DataCollection.dataCollectionId == SsxDataAcquisition.dataCollectionId)
        .join(
            DataCollectionGroup,
            DataCollectionGroup.dataCollectionGroupId == DataCollection.dataCollectionGroupId,
        )
        .where(DataCollectionGroup.sessionId.in_(sessions))
    )
    return LoadedSample.loadedSampleId.in_(measured)


def _seen(caller: Caller) -> Select[int]:
    return select(SsxDataAcquisition.loadedSampleId).where(caller.sees(SsxDataAcquisition))


def counts(session: Session, caller: Caller, keys: Sequence[int]) -> dict[int, int]:
    """How many acquisitions each of these loaded samples has, as far as the caller may see them."""
    sample = SsxDataAcquisition.loadedSampleId
    statement = select(sample, func.count()).where(sample.in_(keys), caller.sees(SsxDataAcquisition))
    found = dict(session.execute(statement.group_by(sample)).tuples().all())
    return {key: found.get(key, 0) for key in keys}
