# SPDX-License-Identifier: LGPL-3.0-or-later
"""Acquisitions as a person looks for them: each with the names of what it joins, its images and hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from backend.core.models import (
    AutoProcProgram,
    BLSession,
    Crystal,
    DataCollection,
    DataCollectionGroup,
    Protein,
)
from backend.domain import acquisition_results
from backend.ssx.models import (
    CrystalSlurry,
    CrystalSlurryHasCrystal,
    DataSet,
    ExperimentalPlan,
    LoadedSample,
    SampleDeliveryDevice,
    SampleStock,
    SsxDataAcquisition,
)
from backend.ssx.rules import processing_results
from backend.store.base import AnyColumn
from backend.store.ownership import Caller
from backend.store.queries import PageOfRows, RowQuery, page
from backend.store.rows import Row, RowRules, columns, one, read

_ROW = SsxDataAcquisition


def _add_info(session: Session, rows: list[Row]) -> None:
    """Add `info` to rows: names, times, figures; in a constant number of statements beside the files."""
    joined = _joined(session, [row["ssxDataAcquisitionId"] for row in rows])
    proteins = _proteins(session, {row["loadedSampleId"] for row in rows})
    told = processing_results.of_programs(session, [row["autoprocessingProgrammId"] for row in rows])
    for row in rows:
        info = joined[row["ssxDataAcquisitionId"]]
        program = told.get(row["autoprocessingProgrammId"])
        results = processing_results.of_acquisition(row, program, info["numberOfImages"])
        row["info"] = {
            **info,
            "protein": proteins.get(row["loadedSampleId"]),
            "results": results.wire() if results else None,
        }


RULES = RowRules(extend=_add_info)
"""`info` beside an acquisition's columns."""


def listed(session: Session, caller: Caller, query: RowQuery, **wanted: Any) -> PageOfRows:
    """A page of acquisitions with their `info`, the newest first; `wanted` as for `conditions`."""
    text, query.q = query.q, ""
    query.sort = query.sort or f"-{_ROW.key_name()}"
    query.conditions = list(conditions(text=text, **wanted))
    return page(session, caller, _ROW, query, RULES)


def of_sample(session: Session, caller: Caller, key: int) -> tuple[list[Row], Row]:
    """The acquisitions of a loaded sample, in the order of their measurement, and their figures together.

    Who may see them may see them also without the sample's proposal; NotFound where there is neither.
    """
    mine = select(*columns(_ROW)).where(_ROW.loadedSampleId == key, caller.sees(_ROW)).order_by(_ROW.key())
    rows = sorted(read(session, mine, RULES), key=lambda row: _begun(row["info"]["startTime"]))
    if not rows:
        one(session, caller, LoadedSample, key)
    results = [row["info"]["results"] for row in rows]
    summed = acquisition_results.total(acquisition_results.of(held) for held in results if held)
    return rows, {"acquisitions": len(rows), **summed.wire()}


def conditions(
    *,
    text: str = "",
    proposals: Iterable[int] = (),
    sessions: Iterable[int] = (),
    proteins: Iterable[int] = (),
    devices: Iterable[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[ColumnElement[bool]]:
    """The conditions beyond an acquisition's own columns; each list means any of it, if it has any."""
    group, sample = DataCollectionGroup, LoadedSample
    if known := list(proposals):
        yield _of_samples(select(sample.loadedSampleId).where(sample.proposalId.in_(known)))
    if known := list(sessions):
        groups = select(group.dataCollectionGroupId).where(group.sessionId.in_(known))
        yield _of_collections(DataCollection.dataCollectionGroupId.in_(groups))
    if known := list(proteins):
        crystals = select(Crystal.crystalId).where(Crystal.proteinId.in_(known))
        yield _of_samples(_samples_of(crystals))
    if kinds := list(devices):
        device = SampleDeliveryDevice
        keys = select(device.sampleDeliveryDeviceId).where(device.type.in_(kinds))
        yield _of_samples(select(sample.loadedSampleId).where(sample.sampleDeliveryDeviceId.in_(keys)))
    if since is not None:
        yield _of_collections(DataCollection.startTime >= since)
    if until is not None:
        yield _of_collections(DataCollection.startTime <= until)
    if text:
        yield or_(*_says(text))


def _says(text: str) -> Iterator[ColumnElement[bool]]:
    """Where a text may stand: the sample, its protein, the plan, the files, what was noted."""

    def has(column: AnyColumn) -> ColumnElement[bool]:
        return column.icontains(text, autoescape=True)

    plan, collection, crystal = ExperimentalPlan, DataCollection, Crystal
    yield _of_samples(select(LoadedSample.loadedSampleId).where(has(LoadedSample.name)))
    proteins = select(Protein.proteinId).where(or_(has(Protein.acronym), has(Protein.name)))
    yield _of_samples(_samples_of(select(crystal.crystalId).where(crystal.proteinId.in_(proteins))))
    yield _ROW.experimentalPlanId.in_(select(plan.experimentalPlanId).where(has(plan.name)))
    named = (collection.imagePrefix, collection.imageDirectory, collection.comments)
    yield _of_collections(or_(*map(has, named)))
    yield has(_ROW.eventLogFilename)


def _of_samples(keys: Select[int]) -> ColumnElement[bool]:
    return _ROW.loadedSampleId.in_(keys)


def _of_collections(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return _ROW.dataCollectionId.in_(select(DataCollection.dataCollectionId).where(condition))


def _samples_of(crystals: Select[int]) -> Select[int]:
    """The loaded samples whose slurry holds one of these crystals."""
    link, stock, sample = CrystalSlurryHasCrystal, SampleStock, LoadedSample
    slurries = select(link.crystalSlurryId).where(link.crystalId.in_(crystals))
    stocks = select(stock.sampleStockId).where(stock.crystalSlurryId.in_(slurries))
    return select(sample.loadedSampleId).where(sample.sampleStockId.in_(stocks))


def _joined(session: Session, keys: list[int]) -> dict[int, Row]:
    """What is said of each acquisition by the rows that it joins."""
    collection, group, sample = DataCollection, DataCollectionGroup, LoadedSample
    told = (
        sample.name.label("loadedSample"),
        SampleDeliveryDevice.type.label("deviceType"),
        ExperimentalPlan.name.label("plan"),
        DataSet.name.label("dataSet"),
        AutoProcProgram.processingPrograms.label("program"),
        collection.startTime,
        collection.endTime,
        collection.numberOfImages,
        collection.imagePrefix,
        group.sessionId,
        BLSession.beamLineName,
    )
    statement = (
        select(_ROW.ssxDataAcquisitionId.label("key"), *told)
        .join(sample, sample.loadedSampleId == _ROW.loadedSampleId)
        .join(
            SampleDeliveryDevice,
            SampleDeliveryDevice.sampleDeliveryDeviceId == sample.sampleDeliveryDeviceId,
        )
        .outerjoin(collection, collection.dataCollectionId == _ROW.dataCollectionId)
        .outerjoin(group, group.dataCollectionGroupId == collection.dataCollectionGroupId)
        .outerjoin(BLSession, BLSession.sessionId == group.sessionId)
        .outerjoin(ExperimentalPlan, ExperimentalPlan.experimentalPlanId == _ROW.experimentalPlanId)
        .outerjoin(DataSet, DataSet.dataSetId == _ROW.dataSetId)
        .outerjoin(AutoProcProgram, AutoProcProgram.autoProcProgramId == _ROW.autoprocessingProgrammId)
        .where(_ROW.ssxDataAcquisitionId.in_(keys))
    )
    found = [dict(row) for row in session.execute(statement).mappings()]
    return {row.pop("key"): row for row in found}


def _proteins(session: Session, samples: Iterable[int]) -> dict[int, str]:
    """The acronyms of what is in each loaded sample, the main one first."""
    link, stock, sample = CrystalSlurryHasCrystal, SampleStock, LoadedSample
    statement = (
        select(sample.loadedSampleId, Protein.acronym, Protein.name)
        .join(stock, stock.sampleStockId == sample.sampleStockId)
        .join(CrystalSlurry, CrystalSlurry.crystalSlurryId == stock.crystalSlurryId)
        .join(link, link.crystalSlurryId == CrystalSlurry.crystalSlurryId)
        .join(Crystal, Crystal.crystalId == link.crystalId)
        .join(Protein, Protein.proteinId == Crystal.proteinId)
        .where(sample.loadedSampleId.in_(list(samples)))
        .order_by(link.CrystalSlurryHasCrystalId)
    )
    named: dict[int, list[str]] = {}
    for key, acronym, name in session.execute(statement):
        named.setdefault(key, []).append(acronym or name or "")
    return {key: ", ".join(dict.fromkeys(names)) for key, names in named.items()}


def _begun(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("inf")
