# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an acquisition says in ISPyB's own tables of 2023, where the core database has them.

The acquisition, its loaded sample and its plan are the source; ISPyB's rows follow each time the acquisition
is written. A column of which the source says nothing is left as it is: the beamline may have filled it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import delete, inspect, select
from sqlalchemy.orm import Session

from backend.core.models import (
    DataCollection,
    DataCollectionGroup,
    Event,
    EventChain,
    EventType,
    SSXDataCollection,
)
from backend.domain.plans.event_chain import FlatEvent, flattened
from backend.domain.plans.timing import timing_of
from backend.domain.quantities.units import DATABASE_UNITS
from backend.ssx.models import ExperimentalPlan, LoadedSample, SsxDataAcquisition
from backend.ssx.rules import compositions
from backend.ssx.rules.plans import PLAN_RULES
from backend.ssx.rules.samples import whole
from backend.store.rows import Row, columns, description_of, read

TABLES = (
    "SSXDataCollection",
    "EventChain",
    "Event",
    "EventType",
    "Component",
    "ComponentType",
    "ConcentrationType",
    "SampleComposition",
    "CrystalComposition",
)
"""ISPyB's tables of 2023; an older database lacks them."""

_HELD: WeakKeyDictionary[object, bool] = WeakKeyDictionary()
"""Whether a database has all of `TABLES`, by its pool: a schema does not change while we run."""


def store(session: Session, acquisition: SsxDataAcquisition) -> list[str]:
    """Write ISPyB's rows for an acquisition; gives a sentence for each thing that could not be written."""
    if not _has_tables(session):
        return []
    wanted = select(*columns(LoadedSample)).where(LoadedSample.loadedSampleId == acquisition.loadedSampleId)
    sample = whole(session, read(session, wanted)[0])
    plan = _plan(session, acquisition.experimentalPlanId)
    _store_collection(session, acquisition, sample, plan)
    warnings = _store_events(session, acquisition.dataCollectionId, sample["proposalId"], plan)
    warnings += compositions.store(session, sample)
    session.flush()
    return warnings


def _has_tables(session: Session) -> bool:
    pool = session.connection().engine.pool
    if pool not in _HELD:
        held = {name.lower() for name in inspect(session.connection()).get_table_names()}
        _HELD[pool] = held.issuperset(name.lower() for name in TABLES)
    return _HELD[pool]


def _plan(session: Session, key: int | None) -> Row | None:
    wanted = select(*columns(ExperimentalPlan)).where(ExperimentalPlan.experimentalPlanId == key)
    return next(iter(read(session, wanted, PLAN_RULES)), None) if key is not None else None


def experiment_type(device: str) -> str:
    """ISPyB's word for the way of delivery: it knows chips, and calls all that flows a jet."""
    return "SSX-Chip" if device == "photoChip" else "SSX-Jet"


def _store_collection(
    session: Session, acquisition: SsxDataAcquisition, sample: Row, plan: Row | None
) -> None:
    key = acquisition.dataCollectionId
    groups = select(DataCollection.dataCollectionGroupId).where(DataCollection.dataCollectionId == key)
    group = session.scalar(
        select(DataCollectionGroup).where(DataCollectionGroup.dataCollectionGroupId.in_(groups))
    )
    if group is not None:
        group.experimentType = experiment_type(sample["sampleDeliveryDevice"]["type"])
    row = session.get(SSXDataCollection, key) or SSXDataCollection(dataCollectionId=key)
    for column, value in collection_values(acquisition.descriptionJson or {}, sample, plan).items():
        setattr(row, column, value)
    session.add(row)
    session.flush()


_SHORTEST = 1e-15
"""Seconds: a shorter period is no rate that a database holds."""


def collection_values(measured: Mapping[str, object], sample: Row, plan: Row | None) -> dict[str, object]:
    """The columns of SSXDataCollection of which something is known, in the database's units.

    Arguments: the acquisition's `descriptionJson`, the loaded sample with its chain, and its plan.
    """
    device = sample["sampleDeliveryDevice"]
    parts, about = description_of(device), description_of(sample)
    period = (plan or {}).get("period") or 0.0
    shown = {
        "repetitionRate": measured.get("repetitionRate") or (1 / period if period > _SHORTEST else None),
        "energyBandwidth": measured.get("bandwidth"),
        "monoStripe": measured.get("monoStripe"),
        "jetSpeed": parts.get("jetSpeed"),
        "jetSize": parts.get("jetDiameter"),
        "chipPattern": sample["loadingPattern"] if device["type"] == "photoChip" else None,
        "chipModel": parts.get("model"),
        "reactionDuration": measured.get("reactionTime"),
        "laserEnergy": about.get("pulseEnergy"),
        "experimentName": measured.get("experimentName") or sample["name"],
    }
    return {column: _stored(column, value) for column, value in shown.items() if value is not None}


def _stored(column: str, value: Any) -> object:
    unit = DATABASE_UNITS.get(f"SSXDataCollection.{column}")
    return unit.to_stored(value) if unit else value


def _store_events(session: Session, key: int, proposal: int, plan: Row | None) -> list[str]:
    """Replace the chain of events that came from a plan; chains of other names are the beamline's."""
    _remove_chains(session, key, proposal)
    if plan is None:
        return []
    try:
        events = flattened(timing_of(plan))
    except ValueError as error:
        return [f"The events of the plan “{plan['name']}” are not in ISPyB: {error}"]
    if not events:
        return []
    types = {row.name: row.eventTypeId for row in session.scalars(select(EventType))}
    missing = dict.fromkeys(event.type for event in events if event.type not in types)
    chain = EventChain(dataCollectionId=key, name=plan["name"])
    session.add(chain)
    session.flush()
    session.add_all(_events(chain.eventChainId, events, types))
    return [f"EventType {name} is missing, so its events are not in ISPyB." for name in missing]


def _remove_chains(session: Session, key: int, proposal: int) -> None:
    plans = select(ExperimentalPlan.name).where(ExperimentalPlan.proposalId == proposal)
    ours = list(
        session.scalars(
            select(EventChain.eventChainId).where(
                EventChain.dataCollectionId == key, EventChain.name.in_(plans)
            )
        )
    )
    session.execute(delete(Event).where(Event.eventChainId.in_(ours)))
    session.execute(delete(EventChain).where(EventChain.eventChainId.in_(ours)))


def _events(chain: int, events: list[FlatEvent], types: Mapping[str, int]) -> Iterator[Event]:
    for event in events:
        if event.type in types:
            yield Event(
                eventChainId=chain,
                eventTypeId=types[event.type],
                name=event.name,
                offset=event.offset,
                duration=event.duration,
                period=event.period,
                repetition=event.repetition,
            )
